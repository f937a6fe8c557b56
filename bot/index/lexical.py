"""BM25 over index terms, all languages in one index.

Every term carries its language, so a Norwegian stem never meets an English one by chance; a question is
analysed in each language of the corpus, so that a name or a product is found in all of them.

A chunk's score is the sum of three: of its document, of itself and of its best sentence. Each grain sees
what the others cannot: the subject a document is about, the section's topic, words that stand together. The
questions that chunks answer are a fourth, scored apart.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import bm25s
import numpy as np
from numpy.typing import NDArray

from bot.index import spelling
from bot.index.spelling import Spelling
from bot.language import analyse
from bot.types import Chunk

K1, B = 0.9, 0.75
GRAINS = ("documents", "chunks", "sentences", "questions")
SENTENCE_WEIGHT = 0.5
_WORDS = "words.json"
_NOTHING = "\0"  # stands in for a text without terms, which bm25s cannot index

Scores = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class LexicalIndex:
    """BM25 scores and term statistics of the chunks, by their position in the generation."""

    grains: Mapping[str, bm25s.BM25]
    document_of: NDArray[np.int64]  # a chunk's document, by position
    first_sentence: NDArray[np.int64]  # a chunk's first sentence, by position
    question_of: NDArray[np.int64]  # a question's chunk, by its place
    languages: tuple[str, ...]
    spelling: Spelling

    def scores(self, question: str) -> tuple[Scores, Scores]:
        """Return the score of every chunk's text, and that of the best of the questions it answers.

        Both have shape (number of chunks,); the second is 0 for chunks without a question.
        """
        terms = sorted({term for language in self.languages for term in _terms(question, language)})
        by_grain = {grain: _scores(index, terms) for grain, index in self.grains.items()}
        best_sentence = np.maximum.reduceat(by_grain["sentences"], self.first_sentence)
        text = (
            by_grain["documents"][self.document_of]
            + by_grain["chunks"]
            + np.float32(SENTENCE_WEIGHT) * best_sentence
        )
        asked = np.zeros(len(text), dtype=np.float32)
        np.maximum.at(asked, self.question_of, by_grain["questions"][: len(self.question_of)])
        return np.asarray(text, dtype=np.float32), asked

    def idf(self, term: str, language: str) -> float:
        """Return a term's inverse document frequency over sentences, ln(1 + (N - n + 0.5) / (n + 0.5))."""
        index = self.grains["sentences"]
        column = index.vocab_dict.get(_tagged(term, language))
        pointers = index.scores["indptr"]
        n = 0 if column is None else int(pointers[column + 1] - pointers[column])
        return math.log(1 + (int(index.scores["num_docs"]) - n + 0.5) / (n + 0.5))


def build(directory: Path, chunks: Sequence[Chunk], texts: Sequence[str]) -> None:
    """Index the chunks and save the index in ``directory``.

    ``texts`` holds what a chunk is searched by, its text with its headings, in the same order.
    """
    documents: dict[str, list[str]] = {}
    for chunk, text in zip(chunks, texts, strict=True):
        documents.setdefault(chunk.source, []).extend(_terms(text, chunk.language))
    _save(directory / "documents", documents.values())
    _save(directory / "chunks", (_terms(t, c.language) for c, t in zip(chunks, texts, strict=True)))
    _save(directory / "sentences", (_terms(s.text, c.language) for c in chunks for s in c.sentences))
    questions = [_terms(a.text, c.language) for c in chunks for a in c.asked if not a.heading]
    _save(directory / "questions", questions or [[]])
    written = [(text, chunk.language) for chunk, text in zip(chunks, texts, strict=True)]
    written += [(asked.text, chunk.language) for chunk in chunks for asked in chunk.asked]
    spelling.write(directory / _WORDS, spelling.count_words(written))


def load(directory: Path, chunks: Sequence[Chunk], languages: Sequence[str]) -> LexicalIndex:
    """Open a saved index of ``chunks``, which are in ``languages``."""
    documents = {source: n for n, source in enumerate(dict.fromkeys(chunk.source for chunk in chunks))}
    counts = [len(chunk.sentences) for chunk in chunks]
    return LexicalIndex(
        grains={grain: bm25s.BM25.load(directory / grain, show_progress=False) for grain in GRAINS},
        document_of=np.array([documents[chunk.source] for chunk in chunks], dtype=np.int64),
        first_sentence=np.cumsum([0, *counts[:-1]], dtype=np.int64),
        question_of=np.array(
            [n for n, chunk in enumerate(chunks) for asked in chunk.asked if not asked.heading],
            dtype=np.int64,
        ),
        languages=tuple(languages),
        spelling=spelling.read(directory / _WORDS),
    )


def _terms(text: str, language: str) -> list[str]:
    return [_tagged(term, language) for term in analyse(text, language)]


def _tagged(term: str, language: str) -> str:
    return f"{language}:{term}"


def _save(directory: Path, texts: Iterable[list[str]]) -> None:
    index = bm25s.BM25(method="lucene", k1=K1, b=B)
    index.index([terms or [_NOTHING] for terms in texts], show_progress=False)
    index.save(directory, show_progress=False)


def _scores(index: bm25s.BM25, terms: Sequence[str]) -> Scores:
    ids = index.get_tokens_ids(terms)
    if not ids:
        return np.zeros(int(index.scores["num_docs"]), dtype=np.float32)
    return np.asarray(index.get_scores_from_ids(ids), dtype=np.float32)
