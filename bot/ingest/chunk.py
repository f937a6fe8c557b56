"""Sections to chunks: whole sentences, about as long as asked, never across a heading."""

import hashlib
from collections.abc import Iterable, Iterator

from bot.ingest.markup import plain, sentences
from bot.ingest.structure import Section, Structure
from bot.language import definition_question
from bot.types import Asked, Chunk, Document, Sentence, Span

OPENING = 3  # sentences at the beginning of a section that answer what its heading asks


def chunk_document(document: Document, structure: Structure, size: int) -> list[Chunk]:
    """Cut a document into chunks of about ``size`` characters of plain text.

    A chunk is one or more consecutive sentences of one section. A FAQ pair is one chunk however long it
    is, so that its answer is never given in part. A section whose heading is a question carries that
    question on each of its chunks. The first chunk of a section is expected to answer what the section is
    about, which questions are matched with.
    """
    return [
        chunk
        for section in structure.sections
        for chunk in _section_chunks(document, section, size)
        if chunk.text
    ]


def _section_chunks(document: Document, section: Section, size: int) -> Iterator[Chunk]:
    all_sentences = [
        sentence
        for block in section.blocks
        for sentence in sentences(document.text, block.span, document.language)
    ]
    if not all_sentences:
        return
    pair = section.pair
    whole = pair is not None and pair.origin == "faq"
    groups = [all_sentences] if whole else _groups(all_sentences, size)
    for number, group in enumerate(groups):
        span = Span(group[0].span.start, group[-1].span.end)
        if whole and pair is not None:
            span = pair.answer_span
        text = plain(document.text[span.start : span.end])
        yield Chunk(
            id=_chunk_id(document.source, span),
            source=document.source,
            title=document.title,
            language=document.language,
            heading=section.heading,
            question=pair.question if pair else None,
            text=text,
            span=span,
            sentences=tuple(group),
            origin=pair.origin if pair else None,
            asked=_own_question(document, section, len(group)) if number == 0 else (),
        )


def _own_question(document: Document, section: Section, sentences: int) -> tuple[Asked, ...]:
    """Return the question a section answers: its own, what its heading says, or what the title means."""
    if section.pair is not None and section.pair.origin == "faq":
        return (Asked(section.pair.question, 0, sentences),)
    opening = min(OPENING, sentences)
    if section.pair is not None:
        return (Asked(section.pair.question, 0, opening),)
    if not section.heading:
        return ()
    if section.heading == (document.title,):
        question = definition_question(document.title, document.language)
        return (Asked(question, 0, opening),)
    return (Asked(section.heading[-1], 0, opening, heading=True),)


def _groups(all_sentences: Iterable[Sentence], size: int) -> list[list[Sentence]]:
    """Fill groups up to ``size`` characters; a short rest joins the group before it."""
    groups: list[list[Sentence]] = []
    length = 0
    for sentence in all_sentences:
        if not groups or length + len(sentence.text) > size:
            groups.append([])
            length = 0
        groups[-1].append(sentence)
        length += len(sentence.text) + 1
    if len(groups) > 1 and length < size // 4:
        groups[-2:] = [groups[-2] + groups[-1]]
    return groups


def _chunk_id(source: str, span: Span) -> str:
    return hashlib.sha256(f"{source}\0{span.start}\0{span.end}".encode()).hexdigest()[:20]
