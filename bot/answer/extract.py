"""Choosing the sentences that answer, from the best chunks, and quoting them."""

import re
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass

import numpy as np

from bot.answer.context import in_context
from bot.embedding import Vectors
from bot.index.abbreviations import on_another
from bot.index.lettered import letters_in, on_another_letter
from bot.index.lexical import Scores
from bot.index.opened import Index
from bot.ingest.markup import plain
from bot.language import analyse
from bot.types import Chunk, Hit, Sentence, Span

CHUNKS = 3  # the best chunks whose sentences are weighed
MOST = 3  # sentences in an answer
RARITY = 0.72
# A further sentence may score this much less than the best one, which is about what separates a sentence on
# the point from one beside it.
NEAR = 0.145
# A heading that asks nearly the same is answered by the beginning of the section under it.
SAME_HEADING = 0.87
# Where there are other wordings, what is asked is answered by the sentences that the nearest question names.
SAME_FACT = 0.45
_VERDICT = re.compile(r"\w{1,8}(?: \w{1,8})?[.!。]")
_FINISHED = re.compile(r"[.!…。．！][\"'”’»)\]」』）]*$")


@dataclass(frozen=True, slots=True)
class Quote:
    """Consecutive sentences of one chunk."""

    chunk: Chunk
    span: Span
    text: str


def extract(index: Index, question: str, vector: Vectors, hits: Sequence[Hit]) -> list[Quote]:
    """Quote the sentences of the best hits that answer the question best, in the order of the hits.

    ``vector`` is the question encoded as a query; ``hits`` are ranked and share one language.
    """
    best = hits[0]
    if best.asked and best.parts["question"] >= (SAME_FACT if index.worded else SAME_HEADING):
        document = index.documents[best.chunk.source]
        return quotes(index, best.chunk, in_context(document, best.chunk, best.asked.first, best.asked.last))
    letters = letters_in(index.lettered, question)
    candidates = [
        (hit.chunk, number)
        for hit in hits[:CHUNKS]
        for number, sentence in enumerate(hit.chunk.sentences)
        if _states(sentence)
        and not on_another(index.abbreviations, question, sentence.text)
        and not on_another_letter(letters, index.lettered, sentence.text)
    ] or [(best.chunk, number) for number in range(len(best.chunk.sentences))]
    ids = [f"{chunk.id}:{number}" for chunk, number in candidates]
    stored = index.vectors.fetch("sentences", ids)
    language = best.chunk.language
    scores = sentence_scores(
        np.array([stored[id] @ vector for id in ids], dtype=np.float32),
        set(analyse(question, language)),
        [set(analyse(chunk.sentences[number].text, language)) for chunk, number in candidates],
        lambda term: index.lexical.idf(term, language),
    )
    ranked = np.argsort(-scores, kind="stable")[:MOST]
    chosen = {candidates[row] for row in ranked if scores[row] >= scores[ranked[0]] - NEAR}
    found = []
    for hit in hits[:CHUNKS]:
        document = index.documents[hit.chunk.source]
        numbers = {
            near
            for chunk, number in chosen
            if chunk is hit.chunk
            for near in in_context(document, chunk, number, number + 1)
        }
        found += quotes(index, hit.chunk, sorted(numbers))
    return found


def sentence_scores(
    cosines: Scores,
    question: Collection[str],
    sentences: Sequence[Collection[str]],
    idf: Callable[[str], float],
) -> Scores:
    """Score candidate sentences: cosine with the question, and how much of its wording each alone holds.

    A term of the question has a credit of the square root of its ``idf``, shared by the sentences that hold
    it; a sentence's rarity is its share of all credit. ``question`` and ``sentences`` are sets of terms,
    ``cosines`` and the result have shape (len(sentences),).
    """
    credit = np.zeros(len(sentences), dtype=np.float32)
    for term in question:
        holders = [row for row, terms in enumerate(sentences) if term in terms]
        if holders:
            credit[holders] += idf(term) ** 0.5 / len(holders)
    total = credit.sum()
    return np.asarray(cosines + np.float32(RARITY) * (credit / total if total else credit), dtype=np.float32)


def _states(sentence: Sentence) -> bool:
    """Whether a sentence can stand by itself: no question, heading, lead-in, fragment, row or bare "Yes."."""
    text = sentence.text
    return bool(_FINISHED.search(text)) and not text[0].islower() and not _VERDICT.fullmatch(text)


def quotes(index: Index, chunk: Chunk, numbers: Sequence[int]) -> list[Quote]:
    """Quote sentences of a chunk, by their numbers in order; neighbouring ones make one quote."""
    runs: list[list[Sentence]] = []
    for place, number in enumerate(numbers):
        if place == 0 or number != numbers[place - 1] + 1:
            runs.append([])
        runs[-1].append(chunk.sentences[number])
    text = index.documents[chunk.source].text
    spans = [Span(run[0].span.start, run[-1].span.end) for run in runs]
    return [Quote(chunk, span, plain(text[span.start : span.end])) for span in spans]
