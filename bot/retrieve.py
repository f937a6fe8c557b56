"""A question to ranked chunks: dense, lexical and question matching, fused.

Dense and lexical scores are standardised over the question's candidates and added with equal weights (a
convex combination; Bruch, Gai and Ingber, "An Analysis of Fusion Functions for Hybrid Retrieval", 2023).
How near a FAQ question is counts on top of that, from where two questions begin to mean the same.

Each language of the corpus is ranked by itself: e5 finds texts in the question's own language nearer than
better ones in another, and a common scale would let that decide.
"""

from collections.abc import Mapping, Sequence

import numpy as np

from bot.embedding import Vectors
from bot.index.lexical import Scores
from bot.index.opened import Index
from bot.types import Chunk, Hit

CANDIDATES = 100  # taken from each field and language
DENSE, LEXICAL, QUESTION = 0.5, 0.5, 2.0
# Cosines of two questions: unrelated ones lie around the first, the same words at the second.
UNRELATED, SAME = 0.85, 1.0
# What a source in another language than the question's must be ahead by to be ranked before it.
FOREIGN = 1.0


def retrieve(index: Index, question: str, vector: Vectors, language: str, top_k: int) -> list[Hit]:
    """Return the ``top_k`` best chunks of each language for a question, best first.

    ``vector`` is the question encoded as a query, shape (dimension,); ``language`` is the one whose sources
    are preferred. The parts of a hit are the cosine of the question with the chunk ("dense") and with the
    chunk's own question ("question", where it has one), the BM25 score ("lexical"), and how far the
    first stands above the mean of its language's candidates ("lift").
    """
    lexical = index.lexical.scores(question)
    hits = [
        hit
        for spoken in index.languages
        for hit in _in_language(index, vector, lexical, spoken, 0.0 if spoken == language else FOREIGN)[:top_k]
    ]
    return sorted(hits, key=lambda hit: -hit.score)


def _in_language(index: Index, vector: Vectors, lexical: Scores, language: str, penalty: float) -> list[Hit]:
    only = language if len(index.languages) > 1 else None
    dense = index.vectors.search("passages", vector, CANDIDATES, only)
    asked = index.vectors.search("questions", vector, CANDIDATES, only)
    positions = _candidates(index, (dense, asked), lexical, language)
    if not positions:
        return []
    chunks = [index.chunks[position] for position in positions]
    cosines = _cosines(index, chunks, dense, vector)
    terms = lexical[positions]
    questions = np.array([asked.get(chunk.id, 0.0) for chunk in chunks], dtype=np.float32)
    matched = np.clip((questions - UNRELATED) / (SAME - UNRELATED), 0, 1)
    scores = (
        DENSE * _standardised(cosines) + LEXICAL * _standardised(terms) + QUESTION * matched - penalty
    )
    return [
        Hit(
            chunk=chunks[row],
            score=float(scores[row]),
            parts={
                "dense": float(cosines[row]),
                "lexical": float(terms[row]),
                "lift": float(cosines[row] - cosines.mean()),
            }
            | ({"question": float(questions[row])} if chunks[row].question else {}),
        )
        for row in np.argsort(-scores, kind="stable")
    ]


def _candidates(
    index: Index, found: Sequence[Mapping[str, float]], lexical: Scores, language: str
) -> list[int]:
    """Return the positions of the chunks that any field put among its best, in stored order."""
    own = np.where(index.language_of == language, lexical, 0)
    best = np.argsort(-own, kind="stable")[:CANDIDATES]
    positions = {int(position) for position in best if own[position] > 0}
    for scores in found:
        positions.update(index.positions[chunk_id] for chunk_id in scores)
    return sorted(positions)


def _cosines(index: Index, chunks: Sequence[Chunk], dense: Mapping[str, float], vector: Vectors) -> Scores:
    """Return each chunk's cosine, computing those that only another field found."""
    stored = index.vectors.fetch("passages", [chunk.id for chunk in chunks if chunk.id not in dense])
    return np.array(
        [dense[c.id] if c.id in dense else float(stored[c.id] @ vector) for c in chunks], dtype=np.float32
    )


def _standardised(values: Scores) -> Scores:
    """Return values with mean 0 and standard deviation 1 (all 0 where they do not differ)."""
    deviation = values.std()
    return (values - values.mean()) / deviation if deviation > 0 else np.zeros_like(values)
