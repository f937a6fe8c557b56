"""Whose the questions nearest to one are: an article's that answers them, or nobody's.

One near question may be a coincidence; what most of the nearest agree on seldom is. Each counts the less the
farther it is behind the nearest (k nearest neighbours, weighted by a softmax of their cosines).
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bot.index.lexical import Scores
from bot.index.opened import Index

# How many count, and what is this much farther counts 1/e: in one language, and in all.
_NEAREST, _SPREAD = 12, 0.13
_NEAREST_OF_ALL, _SPREAD_OF_ALL = 24, 0.2
_NOBODY = -1


@dataclass(frozen=True, slots=True)
class Neighbours:
    """Shares of the nearest questions, 1 in all."""

    answered: Mapping[int, float]  # by the number of the article that answers them
    unanswered: float


def neighbours(index: Index, answered: Scores, unanswered: Scores, language: str | None = None) -> Neighbours:
    """Share out the questions nearest to one, of those answered in a language and all known not to be.

    ``answered`` and ``unanswered`` are its cosines with the index's; without ``language``, those answered in
    any count.
    """
    nearest, spread = (_NEAREST, _SPREAD) if language else (_NEAREST_OF_ALL, _SPREAD_OF_ALL)
    chunks = index.asked[:, 0]
    if language:
        answered = np.where((index.language_of == language)[chunks], answered, -np.inf)
    best = [row for row in _highest(answered, nearest) if answered[row] > -np.inf]
    articles = index.articles[index.document_of[chunks[best]]]
    known = [(float(answered[row]), int(article)) for row, article in zip(best, articles, strict=True)]
    gaps = [(float(unanswered[row]), _NOBODY) for row in _highest(unanswered, nearest)]
    near = sorted(known + gaps, reverse=True)[:nearest]
    if not near:
        return Neighbours({}, 0.0)
    weights = np.exp((np.array([cosine for cosine, _ in near]) - near[0][0]) / spread)
    shares: dict[int, float] = {}
    for (_, article), weight in zip(near, weights / weights.sum(), strict=True):
        shares[article] = shares.get(article, 0.0) + float(weight)
    nobodys = shares.pop(_NOBODY, 0.0)
    return Neighbours(shares, nobodys)


def _highest(values: Scores, number: int) -> NDArray[np.intp]:
    """Return where the highest values are, in no order."""
    return np.argpartition(-values, number)[:number] if len(values) > number else np.arange(len(values))
