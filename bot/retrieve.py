"""A question to ranked chunks: dense, lexical and question matching, fused.

Dense and lexical scores are standardised over the question's candidates and added with equal weights (a
convex combination; Bruch, Gai and Ingber, "An Analysis of Fusion Functions for Hybrid Retrieval", 2023).
How near a FAQ question or a heading is, and the article as a whole (``bot.articles``), counts on top of that.

Each language of the corpus is ranked by itself: e5 finds texts in the question's own language nearer than
better ones in another, and a common scale would let that decide. Questions are compared as seen from the
centres of their languages (``bot.index.centres``), so that an article's versions speak for each other.

What a question names it is about. A chunk that comes near because it answers the same of something else
("Yes, in a PPO you can.") is ranked after those that do not.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bot.articles import near_by_passages, near_by_questions
from bot.embedding import Vectors
from bot.index.centres import seen_from
from bot.index.lettered import letters_in, others
from bot.index.lexical import Scores
from bot.index.opened import Index
from bot.index.subjects import spot
from bot.language import words
from bot.neighbours import Neighbours, neighbours
from bot.types import Hit

CANDIDATES = 100  # taken from each field and language
LOOKED_AT = 3  # times as many as are wanted, for what the question names
DENSE, LEXICAL, QUESTION, HEADING = 0.5, 0.5, 2.0, 1.0
# Where a corpus has other wordings of its questions, what is asked is mostly near one of these; a question in
# the same words weighs as much everywhere.
WORDED_QUESTION, WORDING = 8.0, 0.5
SAME_WORDS = 0.8
# An article near as a whole speaks for all of its chunks; across languages, more than what each chunk says.
ARTICLE_ASKED, FOREIGN_ASKED, ARTICLE_SAID = 0.5, 3.0, 0.25
COSINE_SPREAD, LEXICAL_SPREAD = 0.065, 2.0
# What a source in another language than the question's must be ahead by to be ranked before it; and what a
# FAQ pair there is given: across languages, which of an article's sentences answers is seldom found.
FOREIGN, FOREIGN_PAIR = 8.0, 2.0


@dataclass(frozen=True, slots=True)
class _Fields:
    """What a question scores with every chunk, by position."""

    dense: Scores  # cosine with the chunk
    asked: Scores  # cosine with the nearest question it answers, 0 without any
    matched: Scores  # how much that question speaks for it
    nearest: NDArray[np.intp]  # the number of that question, -1 without any
    lexical: Scores
    wording: Scores  # lexical score of the best question it answers
    questions: Scores  # cosine with every question, by its number in the index
    unanswered: Scores  # the same of those known not to be answered
    anywhere: Neighbours | None  # whose the nearest questions are in all languages; None without gaps
    article_asked: Scores  # how near the questions of its article are, in all languages
    article_said: Scores  # how near the passages of its article are, in all languages


def retrieve(
    index: Index, question: str, vector: Vectors, language: str, top_k: int, about: str | None = None
) -> list[Hit]:
    """Return the ``top_k`` best chunks of each language for a question, best first.

    ``vector`` is the question encoded as a query, shape (dimension,); ``language`` is the one whose sources
    are preferred; ``about`` is the part of the question that names the lettered thing it is on
    (``bot.index.lettered``), None for all of it.

    The parts of a hit are the cosine of the question with the chunk ("dense") and with the nearest question
    the chunk answers ("question", where there is one), the BM25 scores of the chunk ("lexical") and of
    those questions ("wording"), how far "dense" and "lexical" stand out from its language's other
    candidates ("dense_lead", "lexical_lead"), and whether the question it answers may be about the same
    subject ("about": 1, or 0 if it names others only). Where there are questions that the documents are
    known not to answer: the cosine with the nearest, in whatever language ("unanswered"), and which shares
    of the nearest questions its article answers and nobody does, in its language ("neighbours",
    "unanswered_neighbours") and in all ("neighbours_anywhere", "unanswered_anywhere").
    """
    fields = _fields(index, question, vector, language, letters_in(index.lettered, about or question))
    hits = []
    for spoken in index.languages:
        named, _ = spot(index.subjects, words(question, spoken), spoken)
        hits += _in_language(index, fields, spoken, spoken == language, frozenset(named), top_k)
    return sorted(hits, key=_rank)


def _rank(hit: Hit) -> tuple[float, float]:
    return -hit.parts["about"], -hit.score


def _fields(index: Index, question: str, vector: Vectors, language: str, letters: int) -> _Fields:
    # All are scanned: up to tens of thousands that is faster than Chroma's graph, and misses nothing.
    dense = index.passages @ vector
    asked, matched = np.zeros_like(dense), np.zeros_like(dense)
    nearest = np.full(len(dense), -1, dtype=np.intp)
    seen = seen_from(index.centres.questions, language, vector)
    cosines = index.questions @ seen
    cosines[others(letters, index.letters)] = 0.0
    weight = WORDED_QUESTION if index.worded else QUESTION
    weights = np.where(index.headings, np.float32(HEADING), np.float32(weight))
    weights = np.where(cosines >= SAME_WORDS, np.float32(WORDED_QUESTION), weights)
    matches = weights * np.maximum(cosines, 0)
    upwards = np.lexsort((cosines, matches))  # of several for a chunk the last, the nearest, stays
    chunks, numbers = index.asked[upwards].T
    asked[chunks], matched[chunks], nearest[chunks] = cosines[upwards], matches[upwards], numbers
    lexical, wording = index.lexical.scores(question)
    gaps = index.unanswered @ seen
    return _Fields(
        dense=dense,
        asked=asked,
        matched=matched,
        nearest=nearest,
        lexical=lexical,
        wording=wording,
        questions=cosines,
        unanswered=gaps,
        anywhere=neighbours(index, cosines, gaps) if index.weighs_unanswered and len(gaps) else None,
        article_asked=near_by_questions(index, cosines),
        article_said=near_by_passages(index, index.seen_passages @ seen),
    )


def _in_language(
    index: Index, fields: _Fields, language: str, own: bool, named: frozenset[str], top_k: int
) -> list[Hit]:
    spoken = np.flatnonzero(index.language_of == language)
    positions = _candidates(spoken, (fields.dense, fields.asked, fields.lexical, fields.wording))
    if not len(positions):
        return []
    cosines, questions, terms, wording = (
        field[positions] for field in (fields.dense, fields.asked, fields.lexical, fields.wording)
    )
    scores = (
        DENSE * _standardised(cosines)
        + fields.matched[positions]
        + ARTICLE_SAID * _standardised(fields.article_said[positions])
        + (ARTICLE_ASKED if own else FOREIGN_ASKED) * _standardised(fields.article_asked[positions])
    )
    if own or not index.worded:  # names are shared across languages, what wordings are made of hardly is
        scores += LEXICAL * _standardised(terms)
    if index.worded:
        scores += WORDING * _standardised(wording) if own else FOREIGN_PAIR * _pairs(index, positions)
    if not own:
        scores -= FOREIGN
    dense_lead, lexical_lead = _lead(cosines, COSINE_SPREAD), _lead(terms, LEXICAL_SPREAD)
    near = neighbours(index, fields.questions, fields.unanswered, language) if fields.anywhere else None
    gap = float(fields.unanswered.max()) if fields.anywhere else 0.0
    hits = []
    for row in np.argsort(-scores, kind="stable")[: top_k * LOOKED_AT]:
        chunk, number = index.chunks[positions[row]], int(fields.nearest[positions[row]])
        parts = {
            "dense": float(cosines[row]),
            "lexical": float(terms[row]),
            "wording": float(wording[row]),
            "dense_lead": float(dense_lead[row]),
            "lexical_lead": float(lexical_lead[row]),
            "about": 1.0,
        }
        if near and fields.anywhere:
            article = int(index.articles[index.document_of[positions[row]]])
            parts |= {
                "unanswered": gap,
                "neighbours": near.answered.get(article, 0.0),
                "unanswered_neighbours": near.unanswered,
                "neighbours_anywhere": fields.anywhere.answered.get(article, 0.0),
                "unanswered_anywhere": fields.anywhere.unanswered,
            }
        if number < 0:
            hits.append(Hit(chunk, float(scores[row]), parts))
        else:
            parts["question"] = float(questions[row])
            asked = chunk.asked[number]
            if named and chunk.source not in named:
                asks = words(f"{asked.text} {chunk.question or ''}", language)
                about, _ = spot(index.subjects, asks, language)
                parts["about"] = float(not about or not named.isdisjoint(about))
            hits.append(Hit(chunk, float(scores[row]), parts, asked))
    return sorted(hits, key=_rank)[:top_k]


def _pairs(index: Index, positions: NDArray[np.intp]) -> Scores:
    return np.array([index.chunks[place].origin == "faq" for place in positions], dtype=np.float32)


def _candidates(own: NDArray[np.intp], fields: Sequence[Scores]) -> NDArray[np.intp]:
    """Return the positions of the chunks that any field puts among its best, in stored order."""
    best = [own[np.argsort(-field[own], kind="stable")[:CANDIDATES]] for field in fields]
    return np.unique(
        np.concatenate([found[field[found] > 0] for found, field in zip(best, fields, strict=True)])
    )


def _lead(values: Scores, spread: float) -> Scores:
    """Return how many standard deviations each value is above the mean of the others.

    ``spread`` is added to their deviation, so that a handful of candidates that happen to be alike does not
    make any other seem to stand out.
    """
    others = len(values) - 1
    if not others:
        return np.zeros_like(values)  # one alone does not stand out
    mean = (values.sum() - values) / others
    variance = np.maximum((np.square(values).sum() - np.square(values)) / others - np.square(mean), 0)
    return np.asarray((values - mean) / (np.sqrt(variance) + np.float32(spread)), dtype=np.float32)


def _standardised(values: Scores) -> Scores:
    """Return values with mean 0 and standard deviation 1 (all 0 where they do not differ)."""
    deviation = values.std()
    return (values - values.mean()) / deviation if deviation > 0 else np.zeros_like(values)
