"""Checking an answer's citations against the stored documents."""

import re
from collections.abc import Iterator, Mapping
from datetime import date

from bot.ingest.markup import plain
from bot.language import split_sentences
from bot.types import Answer, Citation, Document

_MARKER = re.compile(r"\s*\[(\d+)\]")  # ends a quote
_MARKERS = re.compile(r"(?:\s*\[\d+\])+")
_QUESTION = re.compile(r"[?？][\"'”’»)\]」』）]*$")


def problems(answer: Answer, documents: Mapping[str, Document]) -> Iterator[str]:
    """Yield each way in which an answer breaks the citation invariant.

    Every quote must be the plain rendering of its span, every marker must have a citation and every citation
    a marker; every sentence of a quoted answer must lie inside a quote, every one that a model wrote must
    have a marker of its own.
    """
    for citation in answer.citations:
        document = documents.get(citation.source)
        if document is None:
            yield f"[{citation.marker}] cites {citation.source}, which is not in the index"
        elif plain(document.text[citation.start : citation.end]) != citation.quote:
            yield f"[{citation.marker}] is not what {citation.source} says at {citation.start}-{citation.end}"
    if answer.abstained:
        if answer.citations:
            yield "an abstention has citations"
        return
    markers = {int(marker) for marker in _MARKER.findall(answer.text)}
    if markers != {citation.marker for citation in answer.citations} or not markers:
        yield f"the markers {sorted(markers)} do not match the citations"
    if answer.kind == "generated":
        yield from _unmarked(answer)
        return
    quotes = [_folded(citation.quote) for citation in answer.citations]
    for claim in claims(answer.text, answer.language):
        if not any(_folded(claim) in quote for quote in quotes):
            yield f"no citation holds the sentence “{claim}”"


def _unmarked(answer: Answer) -> Iterator[str]:
    quotes = {citation.marker: _folded(citation.quote) for citation in answer.citations}
    at = 0
    for markers in _MARKERS.finditer(answer.text):
        before, at = answer.text[at : markers.start()], markers.end()
        sentences = claims(before, answer.language)
        held = [quotes.get(int(number), "") for number in _MARKER.findall(markers[0])]
        if len(sentences) > 1 and not any(_folded(before).removeprefix("- ") in quote for quote in held):
            yield f"no marker follows “{sentences[0]}”"
    if rest := answer.text[at:].strip():
        yield f"no marker follows “{rest}”"


def outdated(citation: Citation, today: date) -> bool:
    """Whether the source itself says that it held until a day now past."""
    return citation.valid_until is not None and citation.valid_until < today.isoformat()


def claims(text: str, language: str) -> list[str]:
    """Return the sentences of an answer's text, without their markers; a question claims nothing."""
    bare = _MARKER.sub("\n", text)
    sentences = [bare[start:end] for start, end in split_sentences(bare, language)]
    return [sentence for sentence in sentences if not _QUESTION.search(sentence)]


def _folded(text: str) -> str:
    return " ".join(text.split())
