"""BM25 over index terms, all languages in one index.

Every term carries its language, so a Norwegian stem never meets an English one by chance; a question is
analysed in each language of the corpus, so that a name or a product is found in all of them.
"""

import math
from collections.abc import Iterable, Sequence
from pathlib import Path

import bm25s
import numpy as np
from numpy.typing import NDArray

from bot.language import analyse

K1, B = 1.2, 0.75
_NOTHING = "\0"  # keeps an index without terms from being empty, which bm25s cannot store


class LexicalIndex:
    """BM25 scores and term statistics of the chunks, by their position in the generation."""

    def __init__(self, index: bm25s.BM25, languages: Sequence[str]) -> None:
        self._index = index
        self._languages = tuple(languages)
        self._size = int(index.scores["num_docs"])

    def scores(self, question: str) -> NDArray[np.float32]:
        """Return the BM25 score of every chunk: shape (number of chunks,)."""
        ids = self._index.get_tokens_ids(self._query(question))
        if not ids:
            return np.zeros(self._size, dtype=np.float32)
        return np.asarray(self._index.get_scores_from_ids(ids), dtype=np.float32)

    def idf(self, term: str, language: str) -> float:
        """Return the term's inverse document frequency, ln(1 + (N - n + 0.5) / (n + 0.5))."""
        column = self._index.vocab_dict.get(_tagged(term, language))
        pointers = self._index.scores["indptr"]
        n = 0 if column is None else int(pointers[column + 1] - pointers[column])
        return math.log(1 + (self._size - n + 0.5) / (n + 0.5))

    def _query(self, question: str) -> list[str]:
        return [
            _tagged(term, language) for language in self._languages for term in analyse(question, language)
        ]


def build(directory: Path, texts: Iterable[tuple[str, str]]) -> None:
    """Index (text, language) pairs in order and save the index in ``directory``."""
    terms = [
        [_tagged(term, language) for term in analyse(text, language)] or [_NOTHING] for text, language in texts
    ]
    index = bm25s.BM25(method="lucene", k1=K1, b=B)
    index.index(terms, show_progress=False)
    index.save(directory, show_progress=False)


def load(directory: Path, languages: Sequence[str]) -> LexicalIndex:
    """Open a saved index; ``languages`` are those of its chunks."""
    return LexicalIndex(bm25s.BM25.load(directory, show_progress=False), languages)


def _tagged(term: str, language: str) -> str:
    return f"{language}:{term}"
