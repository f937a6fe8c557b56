"""Turning from what earlier questions found to what a follow-up asks there."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from bot.embedding import Vectors
from bot.index.centres import seen_from
from bot.index.lettered import others
from bot.index.opened import Index
from bot.types import Hit

# How much the earlier questions count beside a follow-up, and how much it counts to be nearer to it than to
# them. With the latter at 9, of 57 follow-ups one more is right, and 保険料は？ after Medicare is not.
EARLIER, NEARER = 0.4, 12.0
# Cosine with the last question from which on a chunk has answered that one, and by how much another chunk's
# question must be nearer to the follow-up for it not to be answered so again. Of 57 follow-ups none is lost;
# at .75 and 0 four were.
ANSWERED, CLEARLY = 0.85, 0.1


def between(question: Vectors, earlier: Vectors) -> Vectors:
    """Return what a follow-up is searched by: its vector, and in part that of the questions before it."""
    mixed = (1 - EARLIER) * question + EARLIER * earlier
    return np.asarray(mixed / np.linalg.norm(mixed), dtype=np.float32)


def turned(
    index: Index, hits: Sequence[Hit], letters: int, question: Vectors, earlier: Vectors, last: Vectors | None
) -> tuple[Hit, ...]:
    """Turn to what a follow-up itself asks in the article that is found with its history.

    What is nearer to it than to the earlier questions comes first there, and of the questions that a chunk
    answers the one nearest to it alone is taken for the one asked. What answered ``last``, the question just
    before, comes after the rest of the article where that holds something clearly nearer; None keeps it.
    ``letters`` are those of the questions together (``bot.index.lettered``).
    """
    subject = hits[0].chunk.source
    asked = [_asked_by(index, hit, letters, question) for hit in hits]
    nearest = max((_nearness(hit) for hit in asked if hit.chunk.source == subject), default=0.0)

    def rank(hit: Hit) -> tuple[bool, bool, float]:
        passage = index.passages[index.positions[hit.chunk.id]]
        nearer = float(passage @ (question - earlier))
        behind = last is not None and nearest > _nearness(hit) + CLEARLY and _answered(index, hit, last)
        return hit.chunk.source == subject, not behind, hit.score + NEARER * nearer

    return tuple(sorted(asked, key=rank, reverse=True))


def near_to(index: Index, hit: Hit, question: Vectors) -> Hit:
    """Return a hit with the cosine of its passage and a question by itself."""
    dense = float(index.passages[index.positions[hit.chunk.id]] @ question)
    return replace(hit, parts={**hit.parts, "dense": dense})


def _asked_by(index: Index, hit: Hit, letters: int, question: Vectors) -> Hit:
    """Return a hit with the question of its chunk that is nearest to the one asked."""
    rows, cosines = _questions(index, hit, question)
    alike = ~others(letters, index.letters[rows])
    rows, cosines = rows[alike], cosines[alike]
    if not len(rows):
        return hit
    nearest = int(np.argmax(cosines))
    asked = hit.chunk.asked[int(index.asked[rows[nearest], 1])]
    return replace(hit, asked=asked, parts={**hit.parts, "question": float(cosines[nearest])})


def _answered(index: Index, hit: Hit, last: Vectors) -> bool:
    """Whether a chunk answers a question, and that rather than the one it is taken to be asked."""
    _, cosines = _questions(index, hit, last)
    return bool(len(cosines)) and float(cosines.max()) >= max(ANSWERED, _nearness(hit))


def _questions(index: Index, hit: Hit, question: Vectors) -> tuple[NDArray[np.intp], Vectors]:
    """Return the rows of the questions that a hit's chunk answers, and their cosines with another."""
    rows = np.flatnonzero(index.asked[:, 0] == index.positions[hit.chunk.id])
    return rows, index.questions[rows] @ seen_from(index.centres.questions, hit.chunk.language, question)


def _nearness(hit: Hit) -> float:
    return hit.parts.get("question", 0.0)
