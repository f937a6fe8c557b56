"""From source text to what a reader sees, and back: the plain rendering and the sentences in it.

``plain`` needs no context: what it makes of a slice depends on the slice alone. That is what makes
a citation checkable: ``plain(document.text[start:end]) == quote``.
"""

import re
import sys
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import accumulate

from bot.ingest.inline import INVISIBLE, Cell, Pair, render_block
from bot.language import split_sentences
from bot.types import Sentence, Span


@dataclass(frozen=True, slots=True)
class Rendered:
    """Plain text, and for each of its characters the source characters it stands for."""

    text: str
    cells: tuple[Cell, ...]
    pairs: tuple[Pair, ...]  # in the order of their openings


@dataclass(frozen=True, slots=True)
class _Line:
    start: int  # of what is left without the prefix
    end: int
    opens: bool  # starts a new block
    alone: bool  # and is all of it


_BLANK = re.compile(rf"[\s{INVISIBLE}]*")
_HIDING = re.compile(r"(?<!\\)<(?:!--|(?P<name>script|style)\b[^<>]*>)", re.IGNORECASE)
_HIDING_ENDS = {
    name: re.compile(end, re.IGNORECASE)
    for name, end in (("", "-->"), ("script", r"</script\s*>"), ("style", r"</style\s*>"))
}
_HEADING = re.compile(r"(?:[#＃]{1,6}(?=\s|$)|[#＃]{2,6}(?![#＃])|[#＃](?=[^\W\d_]))\s*")
_QUOTE = re.compile(r">+\s*")
_LETTER = r"[^\W\d_]"
_BULLET = re.compile(
    r"(?:[-–*+](?:\s+|$)"
    rf"|[-–](?={_LETTER}|[*\[(（「『\"“«]|[\d,]+[年人月日歳個社件名種])"  # not "-5 %", nor "--"
    rf"|\+(?={_LETTER})|\*(?={_LETTER}[^*]*$)"  # not "+47", nor "*emphasis*"
    r"|[•●◦▪‣・])\s*"
)
_CHECKBOX = re.compile(r"\[[ xX]\]\s+")
_ORDERED = re.compile(r"(\d{1,3})(?:[.)．]\s|[.)．](?=[\u3041-\u30ff\u3400-\u9fff]))")
_RULE = re.compile(r"\s*([-*_=])(?:\s*\1){2,}\s*")
_FENCE = re.compile(r"\s*(?:`{3,}[^`]*|~{3,}[^~]*)")
_IMAGES = re.compile(r"(?:\[?!\[[^\]]*\]\([^()\s]*(?:\s+\"[^\"]*\")?\)(?:\]\([^()\s]*\))?\s*)+")
_DEFINITION = re.compile(r"\[(?!\^)[^\[\]]+\]:\s*<?[^\s<>]*[/#.][^\s<>]*>?(?:\s+[\"'(].*)?")
_DELIMITER_ROW = re.compile(r"\|?\s*:?-+:?\s*(?:\|\s*:?-*:?\s*)+")
_CLOSING_MARKS = re.compile(r"(?:^|\s+)[#＃]+\s*$")
_FINISHED = re.compile(r"[.!?:;。！？：…][\"'”’»)」』）\]]*\s*$")
_NUMBER_ALONE = re.compile(r"\(?\d{1,3}[.)．]")


def plain(fragment: str) -> str:
    """Return what a reader sees of a piece of source text: no markup, one line per block."""
    masked = mask_comments(fragment)
    blocks = (render_block(_content(masked, lines))[0] for lines in _blocks(masked))
    return "\n".join("".join([cell.char for cell in cells]) for cells in blocks if cells)


def render(text: str, start: int, end: int) -> Rendered:
    """Render ``text[start:end]`` and keep the place of every character in ``text``."""
    masked = mask_comments(text[start:end])
    cells: list[Cell] = []
    pairs: list[Pair] = []
    for lines in _blocks(masked):
        places = [at for line in lines for at in range(line.start, line.end + 1)]
        block_cells, block_pairs = render_block(_content(masked, lines))
        if not block_cells:
            continue
        moved = [
            Cell(char, start + places[first], start + places[last - 1] + 1)
            for char, first, last in block_cells
        ]
        if cells:
            cells.append(Cell("\n", cells[-1].end, cells[-1].end))
        cells += moved
        pairs += [
            Pair(
                pair.kind,
                Span(*_moved(pair.open.start, pair.open.end, places, start)),
                Span(*_moved(pair.close.start, pair.close.end, places, start)),
            )
            for pair in block_pairs
        ]
    return Rendered("".join(cell.char for cell in cells), tuple(cells), tuple(sorted(pairs, key=_opening)))


def sentences(text: str, span: Span, language: str) -> tuple[Sentence, ...]:
    """Return the sentences of ``text[span.start:span.end]``, in order, none crossing a block.

    Every span is balanced, so that ``plain(text[s.start:s.end]) == s.text`` for each of them.
    """
    rendered = render(text, span.start, span.end)
    found: list[Sentence] = []
    for line in re.finditer(r"[^\n]+", rendered.text):
        offset = line.start()
        bounds = [(offset + first, offset + last) for first, last in split_sentences(line.group(), language)]
        for sentence in _checked(text, rendered, _joined(text, rendered, bounds)):
            broken = "\n" in sentence.text and sentence.span != span  # seen alone, it starts a row or heading
            found += sentences(text, sentence.span, language) if broken else [sentence]
    return tuple(found)


def source_span(rendered: Rendered, first: int, last: int) -> Span:
    """Return the source of ``rendered.text[first:last]`` with the markup that belongs to it.

    Markup whose other half stands outside is left out where it is at the edge.
    """
    cells = rendered.cells
    start, end = cells[first].start, cells[last - 1].end
    previous = next((at for at in range(first - 1, -1, -1) if not cells[at].char.isspace()), None)
    following = next((at for at in range(last, len(cells)) if not cells[at].char.isspace()), None)
    low = -1 if previous is None else cells[previous].end
    high = sys.maxsize if following is None else cells[following].start
    pairs = rendered.pairs
    for index in range(bisect_left(pairs, low, key=_opening), bisect_left(pairs, end, key=_opening)):
        pair = pairs[index]
        within = low <= pair.open.start and pair.close.end <= high
        if within and pair.open.end <= end and pair.close.start >= start:
            start, end = min(start, pair.open.start), max(end, pair.close.end)
    return Span(start, end)


def _opening(pair: Pair) -> int:
    return pair.open.start


def prefix_length(line: str) -> int:
    """Return how many characters of a line are quote marks, heading marks, bullets and space."""
    at = 0
    while True:
        at = _skip(_BLANK, line, at)
        after = _skip(_HEADING, line, _skip(_QUOTE, line, at))
        bullet = _BULLET.match(line, after)
        if bullet:
            after = _skip(_CHECKBOX, line, bullet.end())
        if after == at:
            return at
        at = after


def mask_comments(text: str) -> str:
    """Put invisible characters in the place of HTML comments, scripts and styles."""
    pieces: list[str] = []
    done = at = 0
    endless: set[str] = set()  # kinds whose end was not found, so as not to look again from each start
    while found := _HIDING.search(text, at):
        kind = (found["name"] or "").lower()
        end = None if kind in endless else _HIDING_ENDS[kind].search(text, found.end())
        if end is None:
            endless.add(kind)
            at = found.end()
            continue
        pieces += [text[done : found.start()], INVISIBLE[0] * (end.end() - found.start())]
        done = at = end.end()
    return "".join([*pieces, text[done:]])


def _skip(pattern: re.Pattern[str], line: str, at: int) -> int:
    found = pattern.match(line, at)
    return found.end() if found else at


def _content(masked: str, lines: Sequence[_Line]) -> str:
    return "\n".join([masked[line.start : line.end] for line in lines])


def _moved(first: int, last: int, places: Sequence[int], start: int) -> tuple[int, int]:
    return start + places[first], start + places[last - 1] + 1


def _blocks(fragment: str) -> Iterable[list[_Line]]:
    """Yield the lines of each block, without their prefixes."""
    block: list[_Line] = []
    at = 0
    for raw in fragment.split("\n"):
        line = _line(fragment, at, at + len(raw), block)
        at += len(raw) + 1
        if block and (line is None or line.opens or block[-1].alone):
            yield block
            block = []
        if line is not None:
            block.append(line)
    if block:
        yield block


def _line(fragment: str, start: int, end: int, block: list[_Line]) -> _Line | None:
    """Return the line at ``fragment[start:end]``, None where there is nothing to see in it."""
    raw = fragment[start:end]
    if _RULE.fullmatch(raw):
        return None
    at = prefix_length(raw)
    rest = raw[at:]
    if not rest.strip() or any(
        pattern.fullmatch(rest) for pattern in (_RULE, _FENCE, _IMAGES, _DEFINITION, _DELIMITER_ROW)
    ):
        return None
    prefix = raw[:at]
    heading = "#" in prefix or "＃" in prefix
    row = rest.startswith("|")
    tail = len(rest.rstrip())
    if heading and (closing := _CLOSING_MARKS.search(rest)):
        tail = closing.start()
    if row or "|" in rest[: tail - 1]:  # a slice may begin behind a row's first bar
        tail -= rest[:tail].endswith("|") and tail > 1
    marked = heading or row or bool(prefix.strip(f"> \t{INVISIBLE}"))
    opens = marked or _opens_ordered_item(fragment, rest, block)
    return _Line(start + at + row, start + at + max(tail, row), opens, heading or row)


def _opens_ordered_item(fragment: str, rest: str, block: list[_Line]) -> bool:
    number = _ORDERED.match(rest)
    if not number or not block:
        return False
    # A wrapped line may start with a date ("12. mai"), so other numbers than 1 need a list before them.
    in_list = _ORDERED.match(fragment, block[0].start)
    finished = _FINISHED.search(fragment[block[-1].start : block[-1].end])
    return number.group(1) == "1" or bool(in_list or finished)


def _joined(text: str, rendered: Rendered, bounds: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Join what is no sentence of its own: a list number, stray marks, a part of a link's text."""
    ties = _ties(text, rendered, bounds)
    joined: list[tuple[int, int]] = []
    for first, last in bounds:
        if joined:
            before = rendered.text[slice(*joined[-1])]
            left, right = rendered.cells[joined[-1][1] - 1], rendered.cells[first]
            before_left = bisect_right(ties, left.start, key=_first) - 1
            tied = before_left >= 0 and ties[before_left][1] >= right.end
            words = any(map(str.isalnum, rendered.text[first:last]))
            if tied or not words or _NUMBER_ALONE.fullmatch(before) or not any(map(str.isalnum, before)):
                joined[-1] = (joined[-1][0], last)
                continue
        joined.append((first, last))
    return joined


def _ties(text: str, rendered: Rendered, bounds: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return where the text starts that no sentence may end within, and the furthest end up to there."""
    cells = rendered.cells
    edges = {cells[first].start for first, _ in bounds} | {cells[last - 1].end for _, last in bounds}
    tied = sorted(
        (pair.open.end, pair.close.start)
        for pair in rendered.pairs
        # Half of *emphasis* alone would be seen, unless it is at an edge and left out; ** never is.
        if pair.kind != "style"
        or (
            not text.startswith("**", pair.open.start)
            and not (pair.open.end in edges and pair.close.start in edges)
        )
    )
    furthest = accumulate((end for _, end in tied), max)
    return [(start, end) for (start, _), end in zip(tied, furthest, strict=True)]


def _first(tie: tuple[int, int]) -> int:
    return tie[0]


def _checked(text: str, rendered: Rendered, bounds: list[tuple[int, int]]) -> list[Sentence]:
    """Make sentences that hold the invariant, joining those that broken markup ties together."""
    found: list[Sentence] = []
    start = 0  # in the plain text, of the last sentence found
    faithful = True
    for first, last in bounds:
        sentence = _sentence(text, rendered, first, last)
        alone = sentence.text == rendered.text[first:last]
        if found and not (alone and faithful):
            joined = _sentence(text, rendered, start, last)
            if joined.text == rendered.text[start:last]:
                found[-1], faithful = joined, True
                continue
        found.append(sentence)
        start, faithful = first, alone
    # Beyond repair, the span still decides what the sentence says.
    return [sentence for sentence in found if sentence.text]


def _sentence(text: str, rendered: Rendered, first: int, last: int) -> Sentence:
    span = source_span(rendered, first, last)
    return Sentence(plain(text[span.start : span.end]), span)
