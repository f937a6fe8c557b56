"""The text of an answer as HTML: paragraphs, lists, tables; sentences with the markers of their sources."""

import re
from collections.abc import Callable, Mapping, Sequence
from itertools import groupby
from typing import Literal

from bot.ingest.markup import plain
from bot.language import split_sentences
from bot.types import Answer, Citation, Document
from bot.web.elements import escaped, tag

_Kind = Literal["p", "li", "tr"]

_LIST_ITEM = re.compile(r"\s*(?:[-–*+•・]|\d{1,3}[.)])\s*\S")
_TABLE_ROW = re.compile(r"\s*\|.+\|\s*$")
_BETWEEN_CELLS = " | "  # in the plain rendering of a row
_MARKER = re.compile(r"\[(\d+)\]")
_UNSPACED = ("ja", "zh", "th")  # languages that put no space between sentences
_CITED = re.compile(r"(\S?)((?:\s*\[\d+\])+)")
_MARKERS_FIRST = re.compile(r"(?:\[\d+\]\s*)+")


def said_html(answer: Answer, id: str, document: Callable[[str], Document | None]) -> str:
    """Return what an answer says, in the blocks its words stand in in their documents."""
    kinds = _kinds(answer.citations, document)

    def kind_of(line: str) -> _Kind:
        return kinds.get(_MARKER.sub("", line).strip(), "p")

    blocks = ""
    for kind, run in groupby((line for line in answer.text.split("\n") if line.strip()), key=kind_of):
        if kind == "tr":
            blocks += _table([line.split(_BETWEEN_CELLS) for line in run], answer, id)
        else:
            html = "".join(tag(kind, _line(line, answer, id), dir="auto") for line in run)
            blocks += tag("ul", html) if kind == "li" else html
    return tag("div", blocks, class_="answer-text", lang=answer.language)


def source_id(id: str, marker: int) -> str:
    """Return the id of the element that shows a source of an answer."""
    return f"{id}-source-{marker}"


def _kinds(citations: Sequence[Citation], document: Callable[[str], Document | None]) -> dict[str, _Kind]:
    """Return what the quoted lines are in their documents, by their plain text, if not paragraphs."""
    kinds: dict[str, _Kind] = {}
    for citation in citations:
        if found := document(citation.source):
            text, start, end = found.text, citation.start, citation.end
            items = (line for line in text[start:end].split("\n") if _LIST_ITEM.match(line))
            kinds |= {plain(line): "li" for line in items}
            # Rows are quoted whole, but for what is drawn round them.
            whole = text[text.rfind("\n", 0, start) + 1 : end + len(text[end:].partition("\n")[0])]
            kinds |= {plain(line): "tr" for line in whole.split("\n") if _TABLE_ROW.match(line)}
    return kinds


def _table(rows: Sequence[Sequence[str]], answer: Answer, id: str) -> str:
    """Return a table; its first row names the columns, for quoted rows come with those names."""
    html = ""
    for number, row in enumerate(rows):
        cells = (tag("td" if number else "th", _line(cell, answer, id), dir="auto") for cell in row)
        html += tag("tr", "".join(cells))
    return tag("div", tag("table", html), class_="table", tabindex=0)  # wide ones are scrolled


def _line(line: str, answer: Answer, id: str) -> str:
    titles = {citation.marker: citation.title for citation in answer.citations}
    space = "" if answer.language in _UNSPACED else " "
    return space.join(_sentence(s, titles, id) for s in _sentences(line, answer.language))


def _sentences(line: str, language: str) -> list[str]:
    """Split a line of an answer into sentences, each with the markers that follow it."""
    pieces: list[str] = []
    for start, end in split_sentences(line, language):
        piece = line[start:end]
        leading = _MARKERS_FIRST.match(piece)
        if leading and pieces:
            pieces[-1] += " " + leading[0].strip()
            piece = piece[leading.end() :]
        if piece:
            pieces.append(piece)
    return pieces


def _sentence(sentence: str, titles: Mapping[int, str], id: str) -> str:
    html = ""
    at = 0
    for group in _CITED.finditer(sentence):
        markers = [int(number) for number in _MARKER.findall(group[0])]
        if not all(marker in titles for marker in markers):
            continue  # brackets of the text itself
        buttons = "".join(_marker_button(marker, titles[marker], id) for marker in markers)
        # Kept with the character before it: a marker at the start of a line looks lost.
        html += escaped(sentence[at : group.start()]) + tag(
            "span", escaped(group[1]) + buttons, class_="kept"
        )
        at = group.end()
    return tag("span", html + escaped(sentence[at:]), class_="sentence")


def _marker_button(marker: int, title: str, id: str) -> str:
    button = tag(
        "button",
        str(marker),
        type="button",
        class_="marker",
        data_source=source_id(id, marker),
        data_t_label="ui_source_marker",
        data_number=marker,
        data_title=title,
    )
    return tag("sup", button)
