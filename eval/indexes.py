"""The indexes a suite is asked of: the whole corpus, articles alone, and without one language.

A part is the corpus's own index with chunks left out, so that nothing is encoded again and what is asked is
the real bot over a real index. Only the word statistics are counted anew, for they depend on what is there.
"""

from collections.abc import Collection
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from bot.embedding import Encoder
from bot.errors import UsageError
from bot.index import generation as generations
from bot.index import lexical
from bot.index.abbreviations import find_abbreviations
from bot.index.build import build, embedded_text
from bot.index.generation import Manifest, counts, read_manifest, require_current
from bot.index.lettered import find_lettered
from bot.index.opened import (
    Index,
    find_headings,
    find_letters,
    mostly_wordings,
    number_articles,
    open_index,
    weighs_unanswered,
)
from bot.index.subjects import name_subjects
from bot.settings import Settings
from bot.types import Progress
from eval.library import Library
from eval.types import ARTICLES, WHOLE


def part_of(library: Library, index: str) -> Library:
    """Return what of a library is in one of the indexes, by the name a case gives it.

    Raises:
        UsageError: nothing is.
    """
    if index == WHOLE:
        return library
    documents = library.documents
    if index == ARTICLES:
        bare = without_wordings(library)
        documents, chunks = bare.documents, [chunk for chunk in bare.chunks if chunk.origin != "faq"]
    else:
        language = index.removeprefix("without-")
        chunks = [chunk for chunk in library.chunks if chunk.language != language]
    if not chunks:
        raise UsageError(f"the corpus has nothing left for the index {index!r}: give it articles beside FAQs")
    held = {chunk.source for chunk in chunks}
    return Library({source: d for source, d in documents.items() if source in held}, chunks)


def without_wordings(library: Library) -> Library:
    """Return a library without what stands beside its texts: other wordings and unanswered questions."""
    return Library(
        {source: replace(document, unanswered=()) for source, document in library.documents.items()},
        [
            replace(chunk, asked=tuple(asked for asked in chunk.asked if not asked.wording))
            for chunk in library.chunks
        ],
    )


def open_library(
    settings: Settings, library: Library, folder: Path, encoder: Encoder, progress: Progress
) -> Index:
    """Open an index of a library: that of ``settings``, or one built in ``folder`` if it lacks some."""
    index = open_index(settings.index, encoder.fingerprint, encoder)
    if all(chunk.id in index.positions for chunk in library.chunks):
        return index
    generation = require_current(settings.index)
    documents = [library.documents[source] for source in sorted(library.documents)]
    manifest = _counted(read_manifest(generation), library)
    with generations.writer(folder):
        build(folder, manifest, documents, library.chunks, generation, lambda: encoder, progress)
    return open_index(folder, encoder.fingerprint, encoder)


def restrict(index: Index, part: Library) -> Index:
    """Return an index without the chunks, wordings and unanswered questions that are not in ``part``."""
    if (len(part.chunks), part.documents) == (len(index.chunks), index.documents) and all(
        chunk.asked == index.chunks[index.positions[chunk.id]].asked for chunk in part.chunks
    ):
        return index
    chunks = tuple(part.chunks)
    kept = [index.positions[chunk.id] for chunk in chunks]
    with TemporaryDirectory(prefix="eval-") as folder:
        lexical.build(Path(folder), chunks, [embedded_text(chunk) for chunk in chunks])
        words = lexical.load(Path(folder), chunks, part.languages)
    positions = {chunk.id: position for position, chunk in enumerate(chunks)}
    row_of = {(index.chunks[place].id, number): row for row, (place, number) in enumerate(index.asked)}
    asked, rows = [], []
    for position, chunk in enumerate(chunks):
        before = index.chunks[index.positions[chunk.id]].asked
        for number, question in enumerate(chunk.asked):
            asked.append((position, number))
            rows.append(row_of[chunk.id, before.index(question)])
    unanswered = [
        row
        for row, (source, question) in enumerate(index.unanswered_by)
        if source in part.documents and question in part.documents[source].unanswered
    ]
    document_of, articles = number_articles(chunks)
    asked_of = np.array(asked, dtype=np.intp).reshape(-1, 2)
    lettered = find_lettered(chunk.text for chunk in chunks)
    return replace(
        index,
        manifest=_counted(index.manifest, part),
        documents=part.documents,
        chunks=chunks,
        positions=positions,
        language_of=index.language_of[kept],
        lexical=words,
        passages=index.passages[kept],
        seen_passages=index.seen_passages[kept],
        document_of=document_of,
        articles=articles,
        questions=index.questions[rows],
        headings=find_headings(chunks, asked_of),
        letters=find_letters(chunks, asked_of, lettered),
        worded=mostly_wordings(chunks),
        weighs_unanswered=weighs_unanswered(chunks, len(unanswered)),
        asked=asked_of,
        unanswered=index.unanswered[unanswered],
        unanswered_by=tuple(index.unanswered_by[row] for row in unanswered),
        subjects=name_subjects(part.documents.values()),
        abbreviations=find_abbreviations(chunks),
        lettered=lettered,
    )


def hide(index: Index, sources: Collection[str]) -> Index:
    """Return an index in which nothing of some documents is found; only the word statistics stay the same."""
    gone = np.array([chunk.source in sources for chunk in index.chunks])
    kept = ~gone[index.asked[:, 0]]
    hidden = np.zeros(len(index.articles), dtype=bool)
    hidden[index.document_of[gone]] = True
    unanswered = [row for row, (source, _) in enumerate(index.unanswered_by) if source not in sources]
    return replace(
        index,
        language_of=np.where(gone, "", index.language_of),
        articles=np.where(hidden, np.arange(len(hidden)) + len(hidden), index.articles),
        asked=index.asked[kept],
        questions=index.questions[kept],
        headings=index.headings[kept],
        letters=index.letters[kept],
        unanswered=index.unanswered[unanswered],
        unanswered_by=tuple(index.unanswered_by[row] for row in unanswered),
    )


def _counted(manifest: Manifest, library: Library) -> Manifest:
    counted = counts(library.documents.values(), library.chunks)
    return replace(manifest, languages=library.languages, **counted)
