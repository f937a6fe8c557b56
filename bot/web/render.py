"""Answers as HTML.

Labels of the interface are left empty: elements carry ``data-t="key"`` (text) or ``data-t-label="key"``
(accessible name), and ``ui.js`` fills them in the reader's language, which may change at any time.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from urllib.parse import urlsplit

from bot.answer.citations import outdated
from bot.ingest.markup import plain, render
from bot.messages import LANGUAGES, message
from bot.types import Answer, Citation, Document
from bot.web.elements import escaped, tag
from bot.web.said import said_html, source_id

_CONTEXT_CHARACTERS = 400
_NOT_PROSE = re.compile(r"\s*(?:[#＃]{1,6}|-{3,}\s*$|$)")  # a heading, a rule or front matter, a blank line


@dataclass(frozen=True, slots=True)
class Passage:
    """The paragraph around a citation in plain text, cut at the quoted words."""

    before: str
    quote: str
    after: str


def answer_html(answer: Answer, id: str, document: Callable[[str], Document | None]) -> str:
    """Return an answer with its sources and the buttons below it.

    ``id`` must be unique on the page; ``document`` finds the text a citation points into.
    """
    body = _abstention(answer) if answer.kind == "abstained" else _quoted(answer, id, document)
    return tag("article", body + _actions(id), class_="answer", id=id, data_kind=answer.kind)


def answer_text(answer: Answer) -> str:
    """Return an answer with its sources as plain text, for the clipboard."""
    lines = [answer.text]
    if answer.citations:
        lines += ["", message("sources", answer.language)]
    for citation in answer.citations:
        lines.append(f"[{citation.marker}] {' › '.join((citation.title, *_path(citation)))}")
        lines.append(f"    {citation.url or citation.source}")
    return "\n".join(lines)


def passage(citation: Citation, document: Document | None) -> Passage:
    """Return the paragraph of a citation. Its ``quote`` is the citation's, to the letter."""
    if document is None:
        return Passage("", citation.quote, "")
    start, end = _paragraph(document.text, citation.start, citation.end)
    rendered = render(document.text, start, end)
    inside = [citation.start <= c.start and c.end <= citation.end for c in rendered.cells]
    first = inside.index(True) if True in inside else 0
    last = len(inside) - inside[::-1].index(True) if True in inside else 0
    before, quote, after = rendered.text[:first], rendered.text[first:last], rendered.text[last:]
    if quote.strip() != citation.quote.strip():  # markup around the quote changes how it reads
        before = plain(document.text[start : citation.start])
        after = plain(document.text[citation.end : end])
        before, after = before and before + " ", after and " " + after
        quote = citation.quote
    return Passage(_shortened_left(before), quote, _shortened_right(after))


def _quoted(answer: Answer, id: str, document: Callable[[str], Document | None]) -> str:
    if not answer.citations:  # a courtesy
        return said_html(answer, id, document)
    by_marker = groupby(sorted(answer.citations, key=_marker_of), key=_marker_of)
    sources = "".join(_source(list(citations), id, document) for _, citations in by_marker)
    heading = tag("h3", data_t="sources")
    return said_html(answer, id, document) + tag("section", heading + sources, class_="sources")


def _source(citations: Sequence[Citation], id: str, document: Callable[[str], Document | None]) -> str:
    first = citations[0]
    language = first.language
    naming = tag("span", escaped(first.title), class_="title", lang=language, dir="auto")
    if path := _path(first):
        naming += tag("span", escaped(" › ".join(path)), class_="path", lang=language, dir="auto")
    if outdated(first, date.today()):
        naming += tag("span", class_="outdated", data_t="ui_outdated")
    summary = (
        tag("span", str(first.marker), class_="number")
        + tag("span", naming, class_="naming")
        + tag("span", escaped(_language_name(language)), class_="badge", lang=language)
    )
    quotes = ""
    for citation in citations:
        shown = passage(citation, document(citation.source))
        html = escaped(shown.before) + tag("mark", escaped(shown.quote)) + escaped(shown.after)
        quotes += tag("blockquote", html, lang=citation.language, dir="auto")
    return tag(
        "details",
        tag("summary", summary) + quotes + _about(first),
        class_="source",
        id=source_id(id, first.marker),
    )


def _about(citation: Citation) -> str:
    html = ""
    for label, day in (("ui_updated", citation.updated), ("ui_valid_until", citation.valid_until)):
        if day:
            time = tag("time", escaped(day), datetime=day)
            html += tag("span", tag("span", data_t=label) + " " + time)
    if citation.jurisdiction:
        html += tag("span", escaped(citation.jurisdiction), dir="auto")
    html += tag("span", escaped(citation.source), class_="file", dir="auto")
    if citation.url and is_web_address(citation.url):
        html += tag(
            "a", href=citation.url, target="_blank", rel="noopener noreferrer", data_t="ui_open_original"
        )
    return tag("p", html, class_="about")


def is_web_address(url: str) -> bool:
    """Whether a link may lead there: never to a script, a file or an application."""
    try:
        return urlsplit(url).scheme in ("http", "https")
    except ValueError:
        return False


def _marker_of(citation: Citation) -> int:
    return citation.marker


def _abstention(answer: Answer) -> str:
    language = answer.language
    title = tag("span", escaped(message("abstain", language)), class_="sentence")
    html = tag("p", title, class_="silent-title")
    html += tag("p", escaped(message("ui_abstain_help", language)), class_="silent-help")
    chips = "".join(
        tag(
            "button",
            escaped(suggestion),
            type="button",
            class_="chip",
            dir="auto",
            data_ask=suggestion,
        )
        for suggestion in answer.suggestions
    )
    if chips:
        html += tag("p", escaped(message("ui_suggestions", language)), class_="suggestions-label")
        html += tag("div", chips, class_="chips")
    return tag("div", html, class_="answer-text silent", lang=language)


def _actions(id: str) -> str:
    def icon(class_: str, label: str, drawing: str, **attributes: str) -> str:
        return tag(
            "button", drawing, type="button", class_=f"icon {class_}", data_t_label=label, **attributes
        )

    buttons = (
        icon("copy", "ui_copy", _COPY)
        + icon("vote", "ui_helpful", _THUMB, data_vote="up", aria_pressed="false")
        + icon("vote", "ui_not_helpful", _THUMB, data_vote="down", aria_pressed="false")
        + tag("span", class_="status", role="status")
    )
    field = f"{id}-comment"
    comment = (
        tag("label", for_=field, data_t="ui_comment")
        + tag("textarea", id=field, rows=3, maxlength=2000, data_t_placeholder="ui_comment_hint")
        + tag(
            "div",
            tag("button", type="submit", class_="primary", data_t="ui_comment_send")
            + tag("button", type="button", class_="quiet cancel", data_t="ui_comment_skip"),
            class_="comment-buttons",
        )
    )
    return tag("div", buttons, class_="actions") + tag("form", comment, class_="comment", hidden="")


def _path(citation: Citation) -> tuple[str, ...]:
    """Return the headings above a citation without those that only repeat the title."""
    return tuple(heading for heading in citation.heading if heading != citation.title)


def _language_name(code: str) -> str:
    return message("ui_language_name", code) if code in LANGUAGES else code.upper()


def _paragraph(text: str, start: int, end: int) -> tuple[int, int]:
    """Return the lines ``text[start:end]`` is on, and their neighbours up to a blank one or heading."""
    first = text.rfind("\n", 0, start) + 1
    while first > 0:
        above = text.rfind("\n", 0, first - 1) + 1
        if _NOT_PROSE.match(text[above : first - 1]):
            break
        first = above
    last = _line_end(text, max(start, end - 1))
    while last < len(text):
        below = _line_end(text, last + 1)
        if _NOT_PROSE.match(text[last + 1 : below]):
            break
        last = below
    return first, last


def _line_end(text: str, at: int) -> int:
    found = text.find("\n", at)
    return len(text) if found < 0 else found


def _shortened_left(text: str) -> str:
    if len(text) <= _CONTEXT_CHARACTERS:
        return text
    cut = text[-_CONTEXT_CHARACTERS:]
    return "… " + (cut.partition(" ")[2] if " " in cut[:40] else cut)


def _shortened_right(text: str) -> str:
    if len(text) <= _CONTEXT_CHARACTERS:
        return text
    cut = text[:_CONTEXT_CHARACTERS]
    return (cut.rpartition(" ")[0] if " " in cut[-40:] else cut) + " …"


def _icon(path: str) -> str:
    drawing = tag("path", d=path)
    return tag("svg", drawing, viewBox="0 0 24 24", width=18, height=18, class_="drawn", aria_hidden="true")


_COPY = _icon(
    "M11 9h7a2 2 0 0 1 2 2v7a2 2 0 0 1-2 2h-7a2 2 0 0 1-2-2v-7a2 2 0 0 1 2-2zM5 15V6a2 2 0 0 1 2-2h8"
)
_THUMB = _icon(
    "M7 10v10H4V10zM7 10l4-7a2.5 2.5 0 0 1 2.4 3.2L12.6 9H18a2 2 0 0 1 2 2.4l-1.3 7A2 2 0 0 1 16.7 20H7"
)
