"""Quotes to an answer: text with markers, and the citations they stand for."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from bot.answer.courtesies import Courtesy
from bot.answer.extract import Quote
from bot.answer.find import Found
from bot.answer.suggest import suggest
from bot.answer.verdicts import written_for
from bot.index.opened import Index
from bot.messages import message
from bot.types import Answer, Citation, Generation, Kind, Said

ITEM = "\n- "  # before an item of a list
PARAGRAPH = "\n\n"  # before what stands apart from what was said before it
# Below this confidence a pair's answer stands under the pair's question: of 31 wrong answers by pairs 28 do,
# of 436 right ones to reworded questions 265, of those to questions as they stand none.
_SURE = 0.8


class Citations:
    """Numbers what is quoted, in the order it is first named."""

    def __init__(self, index: Index) -> None:
        self._index = index
        self._cited: dict[tuple[str, int, int], Citation] = {}

    def cite(self, text: str, quotes: Iterable[Quote]) -> Said:
        """Return text with the markers of the quotes it rests on."""
        new, markers = [], []
        for quote in quotes:
            place = (quote.chunk.source, quote.span.start, quote.span.end)
            if place not in self._cited:
                self._cited[place] = _citation(len(self._cited) + 1, quote, self._index)
                new.append(self._cited[place])
            markers.append(f"[{self._cited[place].marker}]")
        return Said(f"{text} {''.join(dict.fromkeys(markers))}", tuple(new))

    @property
    def all(self) -> tuple[Citation, ...]:
        """The citations so far, in the order of their markers."""
        return tuple(self._cited.values())


def compose(
    question: str,
    language: str,
    kind: Kind,
    found: Found,
    parts: Sequence[Said],
    citations: Citations,
    generation: Generation | None,
    timings: Mapping[str, float],
) -> Answer:
    """Return the answer that its parts make."""
    return Answer(
        question=question,
        language=language,
        text=_joined([part.text for part in parts]),
        kind=kind,
        confidence=found.confidence,
        citations=citations.all,
        hits=found.hits,
        generation=generation,
        timings=timings,
    )


def abstention(
    index: Index, question: str, language: str, found: Found, timings: Mapping[str, float]
) -> Answer:
    """Return the answer that the sources do not say, with the nearest questions that they do answer."""
    suggestions = suggest(index, found.hits, language)
    text = message("abstain", language)
    if suggestions:
        text += " " * (language != "ja") + message("suggestions", language)
        text += "".join(ITEM + suggestion for suggestion in suggestions)
    return Answer(
        question=question,
        language=language,
        text=text,
        kind="abstained",
        confidence=found.confidence,
        citations=(),
        hits=found.hits,
        suggestions=suggestions,
        timings=timings,
    )


def polite(question: str, language: str, said: Courtesy) -> Answer:
    """Return the answer to a greeting or to thanks, for which nothing is looked up."""
    return Answer(
        question=question,
        language=language,
        text=message(said, language),
        kind="courtesy",
        confidence=0.0,
        citations=(),
        hits=(),
    )


def introduced(quote: Quote, question: str, language: str, confidence: float) -> str:
    """Return a quote; under the question it was written for where that may well not be the one asked.

    That is so where it begins with a yes or no, and where the confidence leaves doubt.
    """
    whole = quote.span == quote.chunk.span
    answered = written_for(quote.chunk, question, in_doubt=confidence < _SURE) if whole else None
    if answered is None:
        return quote.text
    return message("answers_question", language, question=answered) + PARAGRAPH + quote.text


def begun(said: Said, found: Found, language: str) -> Said:
    """Return the first part of an answer; where words of its question were respelled, under what they became.

    That is put as a question, since it claims nothing of the sources.
    """
    if not found.respelled:
        return said
    listed = message("list_separator", language).join(dict.fromkeys(found.respelled))
    return replace(said, text=message("read_as", language, words=listed) + PARAGRAPH + said.text)


def _joined(texts: Sequence[str]) -> str:
    """Join the parts of an answer: sentences follow each other, lists and paragraphs stand apart."""
    if any(text.startswith("\n") for text in texts):
        return "".join(text if text.startswith("\n") else f" {text}" for text in texts).strip()
    return ("\n\n" if any("\n" in text for text in texts) else " ").join(texts)


def _citation(marker: int, quote: Quote, index: Index) -> Citation:
    document = index.documents[quote.chunk.source]
    return Citation(
        marker=marker,
        source=document.source,
        title=document.title,
        language=document.language,
        heading=quote.chunk.heading,
        start=quote.span.start,
        end=quote.span.end,
        quote=quote.text,
        url=document.url,
        updated=document.updated,
        valid_until=document.valid_until,
        jurisdiction=document.jurisdiction,
    )
