"""The indexes a suite is asked of: the whole corpus, articles alone, and without one language.

They are made from the corpus's own index by leaving chunks out, so that hardly anything is encoded again and
what is asked is the real bot over a real index.
"""

from dataclasses import replace
from pathlib import Path

from bot.embedding import Encoder
from bot.errors import UsageError
from bot.index import generation as generations
from bot.index.build import build
from bot.index.generation import read_manifest, require_current
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
    if index == ARTICLES:
        chunks = [chunk for chunk in library.chunks if chunk.origin != "faq"]
    else:
        language = index.removeprefix("without-")
        chunks = [chunk for chunk in library.chunks if chunk.language != language]
    if not chunks:
        raise UsageError(f"the corpus has nothing left for the index {index!r}: give it articles beside FAQs")
    held = {chunk.source for chunk in chunks}
    return Library({s: d for s, d in library.documents.items() if s in held}, chunks)


def build_part(
    settings: Settings, part: Library, folder: Path, encoder: Encoder, progress: Progress
) -> Settings:
    """Build an index of part of a library in ``folder``; return settings that name it.

    Vectors are taken over from the index of ``settings``.
    """
    generation = require_current(settings.index)
    manifest = replace(
        read_manifest(generation),
        languages=part.languages,
        chunks=len(part.chunks),
        questions=sum(chunk.expected_question is not None for chunk in part.chunks),
        sentences=sum(len(chunk.sentences) for chunk in part.chunks),
    )
    documents = [part.documents[source] for source in sorted(part.documents)]
    with generations.writer(folder):
        build(folder, manifest, documents, part.chunks, generation, lambda: encoder, progress)
    return settings.model_copy(update={"index": folder})
