"""Choosing the sentences that answer, from the best chunks, and quoting them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from bot.embedding import Vectors
from bot.index.opened import Index
from bot.ingest.markup import plain
from bot.language import analyse
from bot.types import Chunk, Hit, Sentence, Span

CHUNKS = 3  # the best chunks whose sentences are weighed
MOST = 3  # sentences in an answer
_NEAR = 0.9  # a further sentence must score this share of the best one's
TERM_WEIGHT = 0.15


@dataclass(frozen=True, slots=True)
class Quote:
    """Consecutive sentences of one chunk."""

    chunk: Chunk
    span: Span
    text: str


def extract(index: Index, question: str, vector: Vectors, hits: Sequence[Hit]) -> list[Quote]:
    """Quote the sentences of the best hits that answer the question best, in the order of the hits."""
    chunks = [hit.chunk for hit in hits[:CHUNKS]]
    stored = index.vectors.fetch(
        "sentences", [f"{chunk.id}:{n}" for chunk in chunks for n in range(len(chunk.sentences))]
    )
    scored = [
        (score, row, n)
        for row, chunk in enumerate(chunks)
        for n, score in enumerate(_scores(index, question, vector, chunk, stored))
    ]
    best = sorted(scored, key=lambda entry: (-entry[0], entry[1:]))[:MOST]
    chosen = sorted((row, n) for score, row, n in best if score >= _NEAR * best[0][0])
    return [
        quote
        for row, chunk in enumerate(chunks)
        for quote in _quotes(index, chunk, [n for r, n in chosen if r == row])
    ]


def sentence_scores(
    question: str, vector: Vectors, sentences: Sequence[str], vectors: Vectors, language: str
) -> Vectors:
    """Score sentences for a question: shape (len(sentences),)."""
    terms = set(analyse(question, language))
    overlap = [len(terms & set(analyse(text, language))) / max(len(terms), 1) for text in sentences]
    return vectors @ vector + TERM_WEIGHT * np.array(overlap, dtype=np.float32)


def _scores(
    index: Index, question: str, vector: Vectors, chunk: Chunk, stored: Mapping[str, Vectors]
) -> Vectors:
    vectors = np.array([stored[f"{chunk.id}:{n}"] for n in range(len(chunk.sentences))])
    return sentence_scores(
        question, vector, [sentence.text for sentence in chunk.sentences], vectors, chunk.language
    )


def _quotes(index: Index, chunk: Chunk, numbers: Sequence[int]) -> list[Quote]:
    """Merge neighbouring sentences into one quote each."""
    runs: list[list[Sentence]] = []
    previous = None
    for number in numbers:
        if previous is None or number != previous + 1:
            runs.append([])
        runs[-1].append(chunk.sentences[number])
        previous = number
    text = index.documents[chunk.source].text
    spans = [Span(run[0].span.start, run[-1].span.end) for run in runs]
    return [Quote(chunk, span, plain(text[span.start : span.end])) for span in spans]
