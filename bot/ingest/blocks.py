"""The blocks of a document: headings, paragraphs, list items, table rows, code, in order.

markdown-it reads a repaired copy of the text whose lines are those of the original, so that its line
numbers give offsets into the original. Columns differ, so every text is read from the original.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from markdown_it import MarkdownIt
from markdown_it.token import Token

from bot.ingest.front_matter import FRONT_MATTER
from bot.ingest.inline import INVISIBLE
from bot.ingest.markup import Rendered, mask_comments, plain, prefix_length, render, source_span
from bot.types import Span

BlockKind = Literal["paragraph", "item", "row", "code"]


@dataclass(frozen=True, slots=True)
class Block:
    """A piece of content; the span excludes the prefix of its first line, such as ``- ``."""

    kind: BlockKind
    span: Span


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of level 1 to 6, and where its words stand."""

    level: int
    text: str
    span: Span


_HEADING = re.compile(r"(\s{0,3}(?:>\s?)*\s*)([#＃]{1,6})(?![#＃])\s*(?=\S)(.*)")
_BULLET = re.compile(r"((?:\s|>)*)[-–•●◦▪‣・*+]\s*(?=\S)")
_ORDERED = re.compile(r"((?:\s|>)*\d{1,3}[.)])(?=[\u3041-\u30ff\u3400-\u9fff])")
_NUMBER = re.compile(r"(?:\s|>)*\d+[.)]\s*")
_EMPTY_ITEM = re.compile(r"(?:\s|>)*[-–•・*+]{1,2}\s*")
_UNDERLINE = re.compile(r"\s{0,3}(?:-+|=+)\s*")
_FENCE = re.compile(r"\s{0,3}(?:>\s?)*(```+|~~~+)")
_LONGEST_SETEXT_HEADING = 80  # characters; a longer line above a rule is a paragraph
_PARSER = MarkdownIt("commonmark", {"html": False, "maxNesting": 100}).enable("table").disable("code")
_PARSER.core.ruler.disable(["inline", "text_join"])  # bot.ingest.inline reads what is inside a block


def elements(text: str) -> list[Heading | Block]:
    """Return the headings and blocks of a document in order, without front matter and empty blocks."""
    lines = Lines(text)
    tokens = _PARSER.parse("\n".join(_repaired(text)).replace("\r", " "))  # "\r" would start a line there
    found: list[Heading | Block] = []
    items = 0
    for token in tokens:
        if token.type == "list_item_open":
            items += 1
        elif token.type == "list_item_close":
            items -= 1
        element = _element(text, lines, token, "item" if items else "paragraph")
        if element is not None:
            found.append(element)
    return found


class Lines:
    """Where each line of a text starts and ends."""

    def __init__(self, text: str) -> None:
        self._starts = [0, *(found.end() for found in re.finditer("\n", text))]
        self._ends = [*(start - 1 for start in self._starts[1:]), len(text)]

    def span(self, first: int, last: int) -> Span:
        """Return the span of the lines ``first`` up to, not including, ``last``."""
        return Span(self._starts[first], self._ends[last - 1])


def content_span(text: str, span: Span) -> Span:
    """Return a span of whole lines without the prefix of its first line and white space around it."""
    first_line = text[span.start : span.end].split("\n", 1)[0]
    start = span.start + prefix_length(first_line)
    end = span.start + len(text[span.start : span.end].rstrip())
    return Span(min(start, end), end)


def line_spans(text: str, span: Span) -> list[Span]:
    """Return the content of each line of a block that has any."""
    found = []
    start = span.start
    for line in text[span.start : span.end].split("\n"):
        content = content_span(text, Span(start, start + len(line)))
        # The prefix of the block's first line is no part of the block; what follows it may look like one.
        found.append(Span(start, content.end) if start == span.start else content)
        start += len(line) + 1
    return [found_span for found_span in found if plain(text[found_span.start : found_span.end])]


def _element(text: str, lines: Lines, token: Token, kind: BlockKind) -> Heading | Block | None:
    if token.map is None or token.type not in ("heading_open", "paragraph_open", "tr_open", "fence"):
        return None
    first, last = token.map
    if token.type == "heading_open":
        whole = lines.span(first, last)
        rendered = render(text, whole.start, whole.end)
        return _heading(int(token.tag[1]), rendered)
    if token.type == "fence":
        first, last, kind = first + 1, max(last - 1, first + 2), "code"
    elif token.type == "tr_open":
        kind = "row"
    try:
        span = content_span(text, lines.span(first, last))
    except IndexError:
        return None  # a fence that the end of the text leaves empty
    return Block(kind, span) if plain(text[span.start : span.end]) else None


def _heading(level: int, rendered: Rendered) -> Heading | None:
    if not rendered.text:
        return None
    return Heading(level, rendered.text, source_span(rendered, 0, len(rendered.text)))


def _repaired(text: str) -> list[str]:
    """Return the lines in valid Markdown: heading marks, bullets, stray rules."""
    front = FRONT_MATTER.match(text)
    head = text[: front.end()] if front else ""
    body = text[len(head) :]
    masked = mask_comments(body)
    # A masked line break stays one, with something on both sides: a comment does not end a paragraph.
    kept = "".join(
        f"{INVISIBLE[0]}\n{INVISIBLE[0]}" if char == "\n" != shown else shown
        for char, shown in zip(body, masked, strict=True)
    )
    lines = [""] * head.count("\n") + kept.split("\n")
    repaired: list[str] = []
    fence = ""
    for number, line in enumerate(lines):
        mark = _FENCE.match(line)
        if mark and (not fence or mark[1].startswith(fence)):
            fence = "" if fence else mark[1]
        repaired.append(line if fence or mark else _repaired_line(line, lines[max(number - 2, 0) : number]))
    return repaired


def _repaired_line(line: str, above: Sequence[str]) -> str:
    if _EMPTY_ITEM.fullmatch(line) or (_UNDERLINE.fullmatch(line) and not _underlines(above)):
        return ""
    if _NUMBER.fullmatch(line):
        return f"{line}x"  # "2024." is text rather than a list item without any
    heading = _HEADING.fullmatch(line)
    if heading and prefix_length(line) > heading.end(1):
        # prefix_length knows "#1" and "##1" apart.
        return f"{heading[1]}{'#' * len(heading[2])} {heading[3]}"
    bullet = _BULLET.match(line)
    if bullet and prefix_length(line) >= bullet.end() and not _UNDERLINE.fullmatch(line):
        return f"{bullet[1]}- {line[bullet.end() :]}"
    return _ORDERED.sub(r"\1 ", line, count=1) if _ORDERED.match(line) else line


def _underlines(above: Sequence[str]) -> bool:
    """Tell whether a line of dashes below these lines makes a heading of them, rather than being a rule."""
    if not above or not above[-1].strip():
        return False
    title = above[-1].strip()
    alone = len(above) < 2 or not above[-2].strip()
    return alone and len(title) <= _LONGEST_SETEXT_HEADING and title[-1] not in ".。,;:"
