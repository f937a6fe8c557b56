"""The overlap audit: how much of a gold answer stands in the index it is asked of.

Held-out figures mean something only if the answer is not there word for word; a leaked pair gives scores near
perfect ("Insider Knowledge", arXiv 2601.13227).
"""

from collections.abc import Collection, Iterable

from bot.types import Chunk

SHINGLE = 13  # characters
LEAKED = 0.9  # overlap from which a gold answer is taken to stand in the index


def shingles_of(chunks: Iterable[Chunk]) -> frozenset[str]:
    """Return all character 13-grams of an index, white space and case left out."""
    return frozenset(shingle for chunk in chunks for shingle in _shingles(chunk.text))


def overlap(gold: str, indexed: Collection[str]) -> float:
    """Return the share of a gold answer's 13-grams that occur in the index."""
    own = _shingles(gold)
    return sum(shingle in indexed for shingle in own) / len(own) if own else 0.0


def _shingles(text: str) -> set[str]:
    characters = "".join(text.casefold().split())
    return {characters[at : at + SHINGLE] for at in range(max(len(characters) - SHINGLE + 1, 1))}
