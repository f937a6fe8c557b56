"""Texts that are nearly the same, and the names in them that make them different all the same."""

import re
from collections.abc import Iterable, Iterator, Sequence

import numpy as np
from scipy import sparse

from bot.language import fold

_JAPANESE_NAME = re.compile(r"[A-Za-z]+|[ァ-ヴー]{2,}")
_WORD = re.compile(r"\w+")
_SIGNS = re.compile(r"[^\w#]+")
MASK = "#"


def alike(texts: Sequence[str], language: str, threshold: float) -> Iterator[tuple[int, int]]:
    """Yield the places of each two texts that share enough character n-grams.

    The measure is the cosine of their sets of n-grams (4 characters; 2 in Japanese), 1.0 for the same text.
    A word of eight letters that differs in a sentence of a hundred takes it to about 0.9.
    """
    if len(texts) < 2:
        return
    size, between = (2, "") if language == "ja" else (4, " ")
    rows: list[int] = []
    columns: list[int] = []
    known: dict[str, int] = {}
    for row, text in enumerate(texts):
        folded = f"{between}{_SIGNS.sub(between, fold(text)).strip()}{between}"
        for gram in {folded[at : at + size] for at in range(max(len(folded) - size + 1, 1))}:
            rows.append(row)
            columns.append(known.setdefault(gram, len(known)))
    held = sparse.csr_matrix((np.ones(len(rows)), (rows, columns)), shape=(len(texts), len(known)))
    shared = sparse.triu(held @ held.T, k=1).tocoo()
    counts = np.asarray(held.sum(axis=1)).ravel()
    scores = shared.data / np.sqrt(counts[shared.row] * counts[shared.col])
    near = scores >= threshold - 1e-9
    yield from sorted((int(row), int(column)) for row, column in zip(*_places(shared, near), strict=True))


def _places(shared: sparse.coo_matrix, near: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    return shared.row[near], shared.col[near]


def plain_words(texts: Iterable[str]) -> frozenset[str]:
    """Return the words that stand somewhere without a capital, which names do not."""
    return frozenset(word for text in texts for word in _WORD.findall(text) if word[0].islower())


def names(text: str, language: str, plain: frozenset[str]) -> frozenset[str]:
    """Return what a text is about by name: HMO and PPO, Medicare and Medicaid, "Part B", ブロンズ."""
    if language == "ja":
        return frozenset(_JAPANESE_NAME.findall(text))
    capitals = (word for word in _WORD.findall(text) if word[0].isupper())
    return frozenset(word for word in capitals if word.lower() not in plain)
