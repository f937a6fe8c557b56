"""Whose the questions nearest to one are: a document's that answers them, or nobody's.

One near question may be a coincidence; what most of the nearest agree on seldom is. Each counts the less the
farther it is behind the nearest (k nearest neighbours, weighted by a softmax of their cosines).
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass

import numpy as np

from bot.index.lexical import Scores
from bot.index.opened import Index
from bot.types import Chunk

_NEAREST = 12
_SPREAD = 0.02  # of cosines: what is this much farther counts 1/e


@dataclass(frozen=True, slots=True)
class Neighbours:
    """Shares of the nearest questions, 1 in all."""

    answered: Mapping[str, float]  # by the source that answers them
    unanswered: float

    def of(self, chunk: Chunk) -> dict[str, float]:
        """Return the shares that speak for and against a chunk, as parts of a hit."""
        return {
            "neighbours": self.answered.get(chunk.source, 0.0),
            "unanswered_neighbours": self.unanswered,
        }


def neighbours(
    index: Index, answered: Scores, unanswered: Scores, language: str, gone: Collection[str] = ()
) -> Neighbours:
    """Share out the questions nearest to one, of those answered in a language and all known not to be.

    ``answered`` and ``unanswered`` are its cosines with the index's. The documents in ``gone`` are left out.
    """
    of_chunk = index.asked[:, 0]
    rows = np.flatnonzero(index.language_of[of_chunk] == language)
    known = _nearest(answered[rows], lambda at: index.chunks[of_chunk[rows[at]]].source, gone)
    gaps = _nearest(unanswered, lambda at: index.unanswered_by[at][0], gone)
    near = known + [(cosine, "") for cosine, _ in gaps]
    near = sorted(near, reverse=True)[:_NEAREST]
    if not near:
        return Neighbours({}, 0.0)
    weights = np.exp((np.array([cosine for cosine, _ in near]) - near[0][0]) / _SPREAD)
    shares: dict[str, float] = {}
    for (_, source), weight in zip(near, weights / weights.sum(), strict=True):
        shares[source] = shares.get(source, 0.0) + float(weight)
    nobodys = shares.pop("", 0.0)
    return Neighbours(shares, nobodys)


def _nearest(
    cosines: Scores, source_of: Callable[[int], str], gone: Collection[str]
) -> list[tuple[float, str]]:
    found: list[tuple[float, str]] = []
    for at in np.argsort(-cosines, kind="stable"):
        if (source := source_of(at)) not in gone:
            found.append((float(cosines[at]), source))
            if len(found) == _NEAREST:
                break
    return found
