"""An opened generation: what retrieval and answers read."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from langchain_core.embeddings import Embeddings
from numpy.typing import NDArray

from bot.embedding import Vectors
from bot.errors import IndexUnusable
from bot.index.generation import (
    FORMAT,
    Manifest,
    read_chunks,
    read_documents,
    read_manifest,
    require_current,
)
from bot.index.lexical import LexicalIndex, load
from bot.index.vectors import Field, VectorIndex
from bot.types import Chunk, Document


@dataclass(frozen=True, slots=True)
class Index:
    """A generation in memory; ``chunks`` stand in the order of the lexical scores."""

    generation: Path
    manifest: Manifest
    documents: Mapping[str, Document]
    chunks: tuple[Chunk, ...]
    positions: Mapping[str, int]  # chunk id -> place in ``chunks``
    language_of: NDArray[np.str_]  # a chunk's language, by position
    lexical: LexicalIndex
    vectors: VectorIndex
    passages: Vectors  # of each chunk, by position
    questions: Vectors  # of the question each chunk is expected to answer, by position; 0 without one

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages of its documents."""
        return self.manifest.languages


def open_index(index: Path, encoder_fingerprint: str, encoder: Embeddings | None = None) -> Index:
    """Open the generation in use.

    ``encoder`` is only for those who take the LangChain stores out of it to ask them with text.

    Raises:
        IndexUnusable: there is none, it is damaged, or it was built with another encoder or version.
    """
    return open_generation(require_current(index), encoder_fingerprint, encoder)


def open_generation(generation: Path, encoder_fingerprint: str, encoder: Embeddings | None = None) -> Index:
    """Open one generation; see ``open_index``."""
    manifest = read_manifest(generation)
    if manifest.format != FORMAT:
        raise IndexUnusable(
            f"the index has format {manifest.format}, this version reads {FORMAT}; run `bot ingest`"
        )
    if manifest.encoder != encoder_fingerprint:
        raise IndexUnusable(
            f"the index was built with the encoder {manifest.encoder}, the settings name "
            f"{encoder_fingerprint}; run `bot ingest`, or set BOT_ENCODER back"
        )
    chunks = tuple(read_chunks(generation))
    try:
        lexical = load(generation / "lexical", chunks, manifest.languages)
        vectors = VectorIndex(generation / "vectors", encoder)
    except Exception as error:  # bm25s and Chroma raise what their file readers raise
        raise IndexUnusable(
            f"the index in {generation} cannot be opened ({error}); "
            "Chroma must be able to write to its folder; if it can, run `bot ingest --rebuild`"
        ) from error
    positions = {chunk.id: position for position, chunk in enumerate(chunks)}
    return Index(
        generation=generation,
        manifest=manifest,
        documents=read_documents(generation),
        chunks=chunks,
        positions=positions,
        language_of=np.array([chunk.language for chunk in chunks]),
        lexical=lexical,
        vectors=vectors,
        passages=_by_position(vectors, "passages", positions),
        questions=_by_position(vectors, "questions", positions),
    )


def _by_position(vectors: VectorIndex, field: Field, positions: Mapping[str, int]) -> Vectors:
    ids, _, stored = vectors.read(field)
    placed = np.zeros((len(positions), stored.shape[1] if len(ids) else 1), dtype=np.float32)
    known = [row for row, id in enumerate(ids) if id in positions]
    if known:
        placed[[positions[ids[row]] for row in known]] = stored[known]
    return placed
