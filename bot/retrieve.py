"""A question to ranked chunks: dense, lexical and question matching, fused.

Each field's scores are scaled to 0..1 over the question's candidates and added with fixed weights (a convex
combination; Bruch, Gai and Ingber, "An Analysis of Fusion Functions for Hybrid Retrieval", 2023).
"""

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from bot.embedding import Vectors
from bot.index.opened import Index
from bot.types import Chunk, Hit

CANDIDATES = 100  # taken from each field
WEIGHTS: Mapping[str, float] = {"dense": 0.3, "sentence": 0.2, "lexical": 0.5, "question": 0.5}
# A source in the question's own language wins over its translation, and loses to a clearly better one.
SAME_LANGUAGE = 0.1

Scores = NDArray[np.float32]


def retrieve(index: Index, question: str, vector: Vectors, language: str, top_k: int) -> list[Hit]:
    """Return the ``top_k`` best chunks for a question, best first.

    ``vector`` is the question encoded as a query, shape (dimension,). The parts of a hit hold its raw
    cosines ("dense", "sentence", "question"), its BM25 score ("lexical") and what they were scaled to.
    """
    lexical = index.lexical.scores(question)
    found = {
        "dense": index.vectors.search("passages", vector.tolist(), CANDIDATES),
        "sentence": _best_sentence(index.vectors.search("sentences", vector.tolist(), CANDIDATES)),
        "question": index.vectors.search("questions", vector.tolist(), CANDIDATES),
    }
    chosen = _candidates(index, found, lexical)
    if not chosen:
        return []
    chunks = [index.chunks[position] for position in chosen]
    raw = {field: _column(chunks, scores) for field, scores in found.items()}
    raw["dense"] = _complete(raw["dense"], index, chunks, vector)
    raw["lexical"] = lexical[chosen]
    total = sum(weight * _scaled(raw[field]) for field, weight in WEIGHTS.items())
    total += SAME_LANGUAGE * np.array([chunk.language == language for chunk in chunks])
    order = np.argsort(-total, kind="stable")[:top_k]
    return [
        Hit(
            chunk=chunks[row],
            score=float(total[row]),
            parts={field: float(values[row]) for field, values in raw.items() if not np.isnan(values[row])},
        )
        for row in order
    ]


def _best_sentence(sentences: Mapping[str, float]) -> dict[str, float]:
    """Give each chunk the score of its best sentence."""
    best: dict[str, float] = {}
    for sentence_id, score in sentences.items():
        chunk_id = sentence_id.rpartition(":")[0]
        best[chunk_id] = max(score, best.get(chunk_id, -1.0))
    return best


def _candidates(index: Index, found: Mapping[str, Mapping[str, float]], lexical: Scores) -> list[int]:
    """Return the positions of the chunks that any field put among its best, in stored order."""
    best = np.argsort(-lexical, kind="stable")[:CANDIDATES]
    positions = {int(position) for position in best if lexical[position] > 0}
    for scores in found.values():
        positions.update(index.positions[chunk_id] for chunk_id in scores)
    return sorted(positions)


def _column(chunks: Sequence[Chunk], scores: Mapping[str, float]) -> Scores:
    return np.array([scores.get(chunk.id, np.nan) for chunk in chunks], dtype=np.float32)


def _complete(column: Scores, index: Index, chunks: Sequence[Chunk], vector: Vectors) -> Scores:
    """Fill in the exact cosine of chunks that only another field found."""
    missing = [row for row, value in enumerate(column) if np.isnan(value)]
    stored = index.vectors.fetch("passages", [chunks[row].id for row in missing])
    for row in missing:
        column[row] = stored[chunks[row].id] @ vector
    return column


def _scaled(values: Scores) -> Scores:
    """Scale to 0..1 over the candidates; a candidate the field did not find counts as its lowest."""
    known = values[~np.isnan(values)]
    if not known.size or known.max() == known.min():
        return np.zeros_like(values)
    scaled = (values - known.min()) / (known.max() - known.min())
    return np.nan_to_num(scaled, nan=0.0)
