"""A stored document as lines to read, with the quoted words told from the rest."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Literal

from bot.ingest.front_matter import FRONT_MATTER
from bot.ingest.markup import render
from bot.types import Document

Kind = Literal["heading", "item", "text"]

_KINDS: dict[Kind, re.Pattern[str]] = {
    "heading": re.compile(r"\s*[#＃]{1,6}"),
    "item": re.compile(r"\s*(?:[-–*+•・]|\d{1,3}[.)])\s*\S"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """One block of a document in plain text: runs of it, each quoted or not."""

    kind: Kind
    runs: tuple[tuple[str, bool], ...]


def lines(document: Document, start: int, end: int) -> Iterator[Line]:
    """Yield the lines of a document without its front matter and title; ``text[start:end]`` is the quote."""
    matter = FRONT_MATTER.match(document.text)
    rendered = render(document.text, matter.end() if matter else 0, len(document.text))
    at = 0
    for text in rendered.text.split("\n"):
        cells = rendered.cells[at : at + len(text)]
        at += len(text) + 1
        if not cells or (at == len(text) + 1 and text == document.title):
            continue
        begin = document.text.rfind("\n", 0, cells[0].start) + 1
        source = document.text[begin : cells[-1].end]
        kind: Kind = next((kind for kind, pattern in _KINDS.items() if pattern.match(source)), "text")
        runs = groupby(cells, key=lambda cell: start <= cell.start and cell.end <= end)
        yield Line(kind, tuple(("".join(cell.char for cell in run), quoted) for quoted, run in runs))
