"""The overlap audit: how much of a gold answer stands in the index it is asked of.

Held-out figures mean something only if the answer is not there word for word; a leaked pair gives scores near
perfect ("Insider Knowledge", arXiv 2601.13227).
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from bot.types import Chunk

SHINGLE = 13  # characters
LEAKED = 0.9  # overlap from which a gold answer is taken to stand in a text


@dataclass(frozen=True, slots=True)
class Shingles:
    """Character 13-grams, white space and case left out: of an index, and of the articles' own text."""

    whole: frozenset[str]
    articles: frozenset[str]


def shingles_of(index: Iterable[Chunk], corpus: Iterable[Chunk]) -> Shingles:
    """Return the 13-grams of an index's chunks, and of what a whole corpus says outside its FAQ pairs."""
    return Shingles(_all(index), _all(chunk for chunk in corpus if chunk.origin != "faq"))


def leaked(gold: str, indexed: Shingles) -> bool:
    """Whether an index holds a gold answer that the articles themselves do not say in the same words."""
    return overlap(gold, indexed.whole) >= LEAKED > overlap(gold, indexed.articles)


def overlap(gold: str, indexed: Collection[str]) -> float:
    """Return the share of a gold answer's 13-grams that occur in the index."""
    own = _shingles(gold)
    return sum(shingle in indexed for shingle in own) / len(own) if own else 0.0


def _all(chunks: Iterable[Chunk]) -> frozenset[str]:
    return frozenset(shingle for chunk in chunks for shingle in _shingles(chunk.text))


def _shingles(text: str) -> set[str]:
    characters = "".join(text.casefold().split())
    return {characters[at : at + SHINGLE] for at in range(max(len(characters) - SHINGLE + 1, 1))}
