"""An opened generation: what retrieval and answers read."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from threading import Lock

import numpy as np
from langchain_core.embeddings import Embeddings
from numpy.typing import NDArray

from bot.embedding import Encoder, Vectors
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
from bot.index.subjects import Subjects, name_subjects
from bot.index.vectors import VectorIndex
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
    questions: Vectors  # of all questions that chunks answer
    asked: NDArray[np.intp]  # of each question, the position of its chunk and its number there: shape (n, 2)
    headings: NDArray[np.bool_]  # of each question, whether it is a heading
    worded: bool  # whether most of the questions are other wordings of what chunks answer
    unanswered: Vectors  # of all questions that documents are known not to answer
    unanswered_by: tuple[tuple[str, str], ...]  # of each, the document's source and the question
    subjects: Subjects

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
    documents = read_documents(generation)
    passage_ids, passages = vectors.read_vectors("passages")
    question_ids, questions = vectors.read_vectors("questions")
    unanswered_ids, unanswered = vectors.read_vectors("unanswered")
    asked = np.array(
        [(positions[id], int(number)) for id, _, number in (i.rpartition(":") for i in question_ids)],
        dtype=np.intp,
    ).reshape(-1, 2)
    return Index(
        generation=generation,
        manifest=manifest,
        documents=documents,
        chunks=chunks,
        positions=positions,
        language_of=np.array([chunk.language for chunk in chunks]),
        lexical=lexical,
        vectors=vectors,
        passages=passages[np.argsort([positions[id] for id in passage_ids])],
        questions=_wide(questions, passages),
        asked=asked,
        worded=mostly_wordings(chunks),
        headings=np.array([chunks[place].asked[number].heading for place, number in asked], dtype=np.bool_),
        unanswered=_wide(unanswered, passages),
        unanswered_by=tuple(
            (source, documents[source].unanswered[int(number)])
            for source, _, number in (id.rpartition(":") for id in unanswered_ids)
        ),
        subjects=name_subjects(documents.values()),
    )


def mostly_wordings(chunks: Sequence[Chunk]) -> bool:
    """Whether most of the questions that chunks answer are other wordings, given beside the text."""
    wordings = [asked.wording for chunk in chunks for asked in chunk.asked]
    return sum(wordings) > len(wordings) / 2


def _wide(vectors: Vectors, others: Vectors) -> Vectors:
    """Return the vectors, as many columns as the others have even if there are none."""
    return vectors if len(vectors) else np.zeros((0, others.shape[1]), dtype=np.float32)


def follow(index: Path, encoder: Encoder) -> Callable[[], Index]:
    """Return what gives the generation in use, opened again once there is a new one.

    Raises:
        IndexUnusable: there is none that can be opened; later too, if it was damaged or removed.
    """
    opened = open_index(index, encoder.fingerprint, encoder)
    opening = Lock()

    def current() -> Index:
        nonlocal opened
        if require_current(index) != opened.generation:
            with opening:
                if require_current(index) != opened.generation:
                    opened = open_index(index, encoder.fingerprint, encoder)
        return opened

    return current
