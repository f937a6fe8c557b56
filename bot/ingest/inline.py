"""Inline markup: which characters of a block a reader sees, and where each stands in the source.

Machine-made articles break CommonMark's flanking rules all the time (``です。**住宅``, ``** $**25``),
so a reader's view is taken here: a mark is markup unless it evidently is text (``5 * 3``, ``a_b``).
"""

import html
import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal, NamedTuple

from bot.types import Span

PairKind = Literal["link", "image", "code", "style"]


@dataclass(frozen=True, slots=True)
class Pair:
    """Invisible markup on both sides of visible text, such as ``[`` and ``](/copay)``."""

    kind: PairKind
    open: Span
    close: Span


class Cell(NamedTuple):  # there is one for each character of the corpus, so making it must be cheap
    """One visible character and the source characters it stands for."""

    char: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _Token:
    kind: Literal["text", "atom", "space", "break", "mark", "delimiter"]
    start: int
    end: int
    text: str = ""  # what an atom shows


INVISIBLE = "\u200b\u2060\ufeff\u00ad"  # not the joiners: scripts of South Asia need them
_CJK = re.compile("[\u2e80-\u30ff\u31f0-\u31ff\u3400-\u9fff\uf900-\ufaff\uff00-\uffef\U00020000-\U0003ffff]")
_SPECIAL = re.compile(rf"[\\&＆<`*_~\[\]!\s{INVISIBLE}]")
_SPACE = re.compile(rf"[\s{INVISIBLE}]*\s[\s{INVISIBLE}]*|[{INVISIBLE}]+")
_ESCAPE = re.compile(r"""\\([!-/:-@\[-`{-~])""")
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});|＆amp;")
_AUTOLINK = re.compile(r"<((?:https?://|mailto:)[^\s<>]+|[\w.+-]+@[\w-]+(?:\.[\w-]+)+)>")
_TAG = re.compile(
    r"<(?:/\s*)?([A-Za-z][A-Za-z0-9]*)"
    r"""(?:\s+[A-Za-z_:@][\w.:-]*(?:\s*=\s*(?:"[^"]*"|'[^']*'|[^\s"'=<>`]+))?)*\s*/?\s*>"""
)
_TARGET = re.compile(
    r"\(\s*(?:<[^<>\n]*>|(?:[^\s()\\]|\\.|\((?:[^\s()\\]|\\.)*\))*)"
    r"""(?:\s+(?:"[^"]{0,500}"|'[^']{0,500}'|\([^()]{0,500}\)))?\s*\)"""
)
# Translators put a space or full-width brackets between the text and its target.
_LOOSE_TARGET = re.compile(r"[ \u3000]?[(（]\s?(?:/|https?://|\.{1,2}/)[^\s()（）]*\s?[)）]")
_REFERENCE = re.compile(r"\[[^\[\]\n]{1,200}\]")
_WORDS = re.compile(r"[^\W\d_]{2}")
_LINE_TAG = re.compile(
    "address|article|aside|blockquote|br|caption|d[dlt]|details|div|fig(caption|ure)|footer|form|h[1-6r]|header"
    "|li|main|nav|[ou]l|p|pre|section|summary|table|t(body|foot|head|r)"
)
_SPACE_TAG = re.compile("t[dh]")
_TEXT_TAG = re.compile(
    "[abiqsu]|abbr|acronym|bd[io]|big|body|button|center|cite|code|data|del|dfn|em|font|head|html|iframe|img"
    "|in(put|s)|kbd|label|link|mark|meta|no(script|br)|object|option|picture|r[pt]|ruby|samp|script|select|small"
    "|source|span|strike|strong|style|su[bp]|svg|template|textarea|time|title|tt|var|video|wbr"
)


def render_block(source: str) -> tuple[list[Cell], list[Pair]]:
    r"""Return the visible characters of one block, with offsets into ``source``, and its paired markup.

    Runs of white space become one space; a line break between two Japanese or Chinese characters
    becomes nothing. A ``\n`` stands where an HTML tag starts a new line.
    """
    tokens, pairs = _lex(source)
    return _visible(_resolve_delimiters(source, tokens, pairs), source), pairs


def _lex(source: str) -> tuple[list[_Token], list[Pair]]:
    tokens: list[_Token] = []
    pairs: list[Pair] = []
    brackets: list[int] = []  # indices of the tokens of "[" that are still open
    ticks = _backtick_runs(source)
    at = 0
    while at < len(source):
        special = _SPECIAL.search(source, at)
        stop = special.start() if special else len(source)
        if stop > at:
            tokens.append(_Token("text", at, stop))
            at = stop
            continue
        char = source[at]
        if char == "]" and brackets:
            opener = brackets.pop()
            target = _link_target(source, tokens[opener], at)
            if target is not None:
                before, close = tokens[opener], Span(at, target)
                tokens[opener] = _Token("mark", before.start, before.end)
                tokens.append(_Token("mark", close.start, close.end))
                for index in range(opener, len(tokens)):  # a link's text stays on one line
                    if tokens[index].kind == "break":
                        tokens[index] = _Token("space", tokens[index].start, tokens[index].end)
                kind: PairKind = "image" if source[before.start] == "!" else "link"
                pairs.append(Pair(kind, Span(before.start, before.end), close))
                at = target
                continue
        elif char == "[" or source.startswith("![", at):
            brackets.append(len(tokens))
            tokens.append(_Token("text", at, at + (1 if char == "[" else 2)))
            at = tokens[-1].end
            continue
        elif char == "`":
            closing = _closing_ticks(ticks, source, at)
            if closing is not None:
                opening = Span(at, at + closing.end - closing.start)
                tokens += _verbatim(source, opening, closing)
                pairs.append(Pair("code", opening, closing))
                at = closing.end
                continue
        elif char == "<" and (link := _AUTOLINK.match(source, at)):
            opening, closing = Span(at, at + 1), Span(link.end() - 1, link.end())
            tokens += _verbatim(source, opening, closing)
            pairs.append(Pair("code", opening, closing))
            at = link.end()
            continue
        token = _simple_token(source, at)
        tokens.append(token)
        at = token.end
    return tokens, pairs


def _simple_token(source: str, at: int) -> _Token:
    """Return the token at a special character that neither opens nor closes a link or code."""
    char = source[at]
    if char in "*_~":
        end = at + 1
        while end < len(source) and source[end] == char:
            end += 1
        return _Token("text" if char == "~" and end - at != 2 else "delimiter", at, end)
    if space := _SPACE.match(source, at):
        return _Token("space" if space.group().strip(INVISIBLE) else "mark", at, space.end())
    if char == "\\":
        if escape := _ESCAPE.match(source, at):
            return _Token("atom", at, escape.end(), escape.group(1))
        if source.startswith("\n", at + 1):
            return _Token("space", at, at + 2)
    if char in "&＆" and (entity := _ENTITY.match(source, at)):
        shown = "＆" if char == "＆" else html.unescape(entity.group())
        if not shown.strip():
            return _Token("space", at, entity.end())
        if shown != entity.group():
            hidden = not shown.strip(INVISIBLE)
            return _Token("mark" if hidden else "atom", at, entity.end(), shown)
    if char == "<" and (tag := _TAG.match(source, at)):
        name = tag.group(1).lower()
        if _LINE_TAG.fullmatch(name):
            return _Token("break", at, tag.end())
        if _SPACE_TAG.fullmatch(name):
            return _Token("space", at, tag.end())
        if _TEXT_TAG.fullmatch(name):
            return _Token("mark", at, tag.end())
    return _Token("text", at, at + 1)


def _link_target(source: str, opener: _Token, closer: int) -> int | None:
    """Return the end of the link target behind ``]``, or None where there is none."""
    strict = _TARGET.match(source, closer + 1)
    if strict:
        return strict.end()
    if not _WORDS.search(source, opener.end, closer):
        return None  # a footnote such as [1], whatever follows
    loose = _LOOSE_TARGET.match(source, closer + 1) or _REFERENCE.match(source, closer + 1)
    return loose.end() if loose else None


def _backtick_runs(source: str) -> dict[int, list[int]]:
    runs: dict[int, list[int]] = defaultdict(list)
    for run in re.finditer("`+", source):
        runs[run.end() - run.start()].append(run.start())
    return runs


def _closing_ticks(runs: dict[int, list[int]], source: str, at: int) -> Span | None:
    end = at
    while end < len(source) and source[end] == "`":
        end += 1
    same = runs.get(end - at, [])
    following = bisect_left(same, end)
    return Span(same[following], same[following] + end - at) if following < len(same) else None


def _verbatim(source: str, opening: Span, closing: Span) -> Iterable[_Token]:
    yield _Token("mark", opening.start, opening.end)
    for part in re.finditer(rf"\s+|[^\s{INVISIBLE}]+", source[opening.end : closing.start]):
        kind: Literal["space", "text"] = "space" if part.group().isspace() else "text"
        yield _Token(kind, opening.end + part.start(), opening.end + part.end())
    yield _Token("mark", closing.start, closing.end)


def _resolve_delimiters(source: str, tokens: list[_Token], pairs: list[Pair]) -> list[_Token]:
    """Turn ``*``, ``_`` and ``~~`` into marks or text, and add the pairs they form to ``pairs``.

    Pairs nest: none crosses another or the edge of a link's text.
    """
    waiting: dict[tuple[str, int], list[int]] = defaultdict(list)  # openers by mark and link
    edges = [(pair.open.start, 1) for pair in pairs] + [(pair.close.start, -1) for pair in pairs]
    edges.sort(reverse=True)
    links, opened = [0], 0
    resolved = list(tokens)
    for index, token in enumerate(tokens):
        while edges and edges[-1][0] <= token.start:
            if edges.pop()[1] > 0:
                opened += 1
                links.append(opened)
            else:
                links.pop()
        if token.kind != "delimiter":
            continue
        run = source[token.start : token.end]
        before = source[token.start - 1] if token.start else " "
        after = source[token.end] if token.end < len(source) else " "
        strong = run.startswith("**")  # hardly anybody means two asterisks as text
        closes = not before.isspace() and (strong or not _in_word(run, after))
        opens = strong or (not after.isspace() and not _in_word(run, before))
        openers = waiting["**" if strong else run, links[-1]]
        resolved[index] = _Token("mark" if strong else "text", token.start, token.end)
        if openers and closes:
            opener = openers.pop()
            resolved[opener] = _Token("mark", tokens[opener].start, tokens[opener].end)
            resolved[index] = _Token("mark", token.start, token.end)
            opening = Span(tokens[opener].start, tokens[opener].end)
            pairs.append(Pair("style", opening, Span(token.start, token.end)))
            for others in waiting.values():
                while others and others[-1] > opener:
                    others.pop()
        elif opens:
            openers.append(index)
    return resolved


def _in_word(run: str, neighbour: str) -> bool:
    # Japanese has no spaces, so *this* may stand inside a run of letters there; snake_case may not.
    return neighbour.isalnum() and (run[0] == "_" or not _CJK.match(neighbour))


def _visible(tokens: Iterable[_Token], source: str) -> list[Cell]:
    cells: list[Cell] = []
    gap: _Token | None = None  # white space waiting for the next visible character
    for token in tokens:
        if token.kind == "mark":
            continue
        if token.kind in ("space", "break"):
            if gap is None:
                gap = token
            else:
                kind: Literal["space", "break"] = "break" if "break" in (gap.kind, token.kind) else "space"
                gap = _Token(kind, gap.start, token.end)
            continue
        shown = token.text if token.kind == "atom" else source[token.start : token.end]
        if gap is not None and cells:
            char = _gap_character(gap, source, cells[-1].char, shown[0])
            if char:
                cells.append(Cell(char, gap.start, gap.end))
        gap = None
        if token.kind == "atom":
            cells += [Cell(char, token.start, token.end) for char in shown]
        else:
            cells += [Cell(char, at, at + 1) for at, char in enumerate(shown, token.start)]
    return cells


def _gap_character(gap: _Token, source: str, before: str, after: str) -> str:
    if gap.kind == "break":
        return "\n"
    soft_break = "\n" in source[gap.start : gap.end]
    return "" if soft_break and _CJK.match(before) and _CJK.match(after) else " "
