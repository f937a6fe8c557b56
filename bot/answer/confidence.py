"""How likely it is that a chunk answers a question.

Logistic regressions over what retrieval found, for chunks in the question's own language and in another, with
and without questions that the corpus is known not to answer, and without them for FAQ pairs and for passages,
which may be on the subject and yet not say what is asked; ``confidence.json`` holds their weights, the
probabilities below which the bot abstains, and how all of that was fitted (``python -m eval calibrate``).
"""

import json
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any

from bot.answer.extract import CHUNKS
from bot.answer.figures import lacks_figure, of_another_year
from bot.index.lexical import LexicalIndex
from bot.language import analyse, is_gram
from bot.types import Chunk, Hit

# Cosine of two questions that ask the same, and the share of the words of the one that what answers the other
# holds, added up: "Can I insure my dog?" is near to the same of a car, and lacks the dog.
SAME_QUESTION = 1.57
# What a follow-up may say that the article it follows up in does not: terms that are new, words among them,
# and the share of its words, or of its terms where no words stand apart, that must not be new, by rarity.
MOST_LACKING, MOST_NEW_WORDS, LEAST_HELD_WORDS, LEAST_HELD = 5, 1, 0.62, 0.5
# Shares of the nearest questions, in the chunk's language and in all, that its article answers, or nobody.
NEIGHBOURS = ("neighbours", "unanswered_neighbours", "neighbours_anywhere", "unanswered_anywhere")
_FAR_AHEAD = 3.0  # what a hit without a rival from another document is ahead by


@dataclass(frozen=True, slots=True)
class Calibration:
    """Fitted weights of the evidence, and the probability below which the bot abstains."""

    intercept: float
    weights: Mapping[str, float]
    threshold: float


def evidence(
    lexical: LexicalIndex,
    question: str,
    language: str,
    hits: Sequence[Hit],
    own_cosine: float | None,
    left_open: float,
) -> dict[str, float]:
    """Return what speaks for the first of one language's ranked hits answering a question.

    Its cosine ("dense"), how near the nearest question it answers is ("question", 0 without one), how far
    both fields stand out from the other candidates ("dense_lead", "lexical_lead"), by how much it is ahead of
    another document's ("ahead", in scores), the share of the question's words that it and its questions hold,
    weighed by rarity ("coverage"), and that a single sentence of the first hits holds ("sentence_coverage"),
    how many these are ("terms", a logarithm), and how much nearer it is than ``own_cosine``, the highest of
    any hit in the question's own language ("over_own"; 0 where the corpus has no such language, which is
    "no_own"), how much the question is of a kind that is left open ("left_open", as given), whether it is
    the answer of a FAQ pair ("pair"), whether it lacks the figure that is asked for ("lacks_figure"), and
    whether it speaks of another year ("another_year"). Where there are questions known not to be answered:
    how near the nearest of them is ("unanswered"), how much nearer the nearest answered one
    ("over_unanswered"), and which share of the nearest of both its article answers or nobody does, of those
    in its language ("neighbours", "unanswered_neighbours") and in all ("neighbours_anywhere",
    "unanswered_anywhere").
    """
    best, *others = hits
    asked = max(best.parts.get("question", 0.0), 0.0)
    rivals = [hit.score for hit in others if hit.chunk.source != best.chunk.source]
    spoken = best.chunk.language
    rarity = _rarity(lexical, question, spoken)
    sentences = (sentence.text for hit in hits[:CHUNKS] for sentence in hit.chunk.sentences)
    given = {
        "dense": best.parts["dense"],
        "question": asked,
        "dense_lead": best.parts["dense_lead"],
        "lexical_lead": best.parts["lexical_lead"],
        "ahead": min(best.score - max(rivals), _FAR_AHEAD) if rivals else _FAR_AHEAD,
        "coverage": _coverage(rarity, _searched(best.chunk), spoken),
        "sentence_coverage": max((_coverage(rarity, text, spoken) for text in sentences), default=0.0),
        "terms": math.log1p(len(rarity)),
        "over_own": 0.0 if own_cosine is None else best.parts["dense"] - own_cosine,
        "no_own": float(own_cosine is None),
        "left_open": left_open,
        "pair": float(best.chunk.origin == "faq"),
        "lacks_figure": float(lacks_figure(question, language, best.chunk)),
        "another_year": float(of_another_year(question, best.chunk)),
    }
    if "unanswered" in best.parts:
        given["unanswered"] = max(best.parts["unanswered"], 0.0)
        given["over_unanswered"] = asked - given["unanswered"]
        given |= {name: best.parts[name] for name in NEIGHBOURS}
    return given


def speaks_of_it(lexical: LexicalIndex, question: str, chunks: Sequence[Chunk]) -> bool:
    """Whether a question says little that some chunks, of one language, do not speak of.

    What their texts and questions lack of its terms is added up by rarity, in terms that no text holds; where
    words stand apart, so that theirs can be told from those of their parts, also in words.
    """
    language = chunks[0].language
    held = frozenset().union(*(_terms(_searched(chunk), language) for chunk in chunks))
    rarity = _rarity(lexical, question, language)
    terms = rarity.keys()
    lacking = {term: rarity[term] / lexical.idf("", language) for term in terms - held}
    words = {term for term in lacking if not is_gram(term)}
    spaced = len(terms) > sum(not is_gram(term) for term in terms)
    if sum(lacking.values()) > MOST_LACKING or (spaced and sum(lacking[w] for w in words) > MOST_NEW_WORDS):
        return False
    counted = {term for term in terms if not (spaced and is_gram(term))}
    least = LEAST_HELD_WORDS if spaced else LEAST_HELD
    return sum(rarity[term] for term in counted & held) >= least * sum(rarity[term] for term in counted)


def highest_cosine(hits: Iterable[Hit], language: str) -> float | None:
    """Return the highest cosine of the hits in a language, None where there are none."""
    return max((hit.parts["dense"] for hit in hits if hit.chunk.language == language), default=None)


def likelihood(given: Mapping[str, float], calibration: Calibration) -> float:
    """Return how likely a hit answers its question, given the evidence.

    A question that the corpus asks in nearly the same words is answered there, however alike the other
    candidates are: all of an article on HMOs resembles "What is an HMO?". One on another year than is asked
    about answers nothing.
    """
    if given["another_year"]:
        return 0.0
    fitted = probability(given, calibration)
    same = given["question"] + given["coverage"] >= SAME_QUESTION
    return max(fitted, given["question"]) if same and given.get("over_unanswered", 1.0) > 0 else fitted


def probability(given: Mapping[str, float], calibration: Calibration) -> float:
    """Return the fitted probability that the hit answers the question."""
    score = calibration.intercept + sum(weight * given[name] for name, weight in calibration.weights.items())
    return 1.0 / (1.0 + math.exp(-score))


def unfitted(encoder: str) -> tuple[str, ...]:
    """Return what is wrong, if anything, with the confidence of an encoder, named by its fingerprint.

    Each encoder has cosines of its own; with those of another the bot would answer too much, or nothing.
    """
    fitted = _stored()["provenance"]["encoder"]
    if fitted == encoder:
        return ()
    return (
        f"the confidence was fitted for the encoder {fitted}, not for {encoder}, and may answer too much or "
        "too little; run `python -m eval calibrate` with this BOT_ENCODER",
    )


@cache
def load_calibration(*, own_language: bool, unanswered: bool, pair: bool) -> Calibration:
    """Read the shipped calibration for chunks in the question's language, or in another.

    ``unanswered`` takes that for corpora which hold questions known not to be answered; in others, ``pair``
    takes that for the answer of a FAQ pair.
    """
    stored = _stored()
    own = "own" if unanswered else "pair" if pair else "passage"
    fitted = stored["known gaps" if unanswered else "plain"][own if own_language else "foreign"]
    return Calibration(fitted["intercept"], fitted["weights"], fitted["threshold"])


def _stored() -> dict[str, Any]:
    read: dict[str, Any] = json.loads((files("bot.answer") / "confidence.json").read_text("utf-8"))
    return read


@lru_cache(maxsize=8192)  # the same chunks come up again and again
def _terms(text: str, language: str) -> frozenset[str]:
    return frozenset(analyse(text, language))


def _rarity(lexical: LexicalIndex, question: str, language: str) -> dict[str, float]:
    return {term: lexical.idf(term, language) for term in _terms(question, language)}


def _coverage(rarity: Mapping[str, float], text: str, language: str) -> float:
    total = sum(rarity.values())
    return sum(rarity[term] for term in rarity.keys() & _terms(text, language)) / total if total else 0.0


def _searched(chunk: Chunk) -> str:
    """Return all that a chunk may share words with a question in."""
    asked = (question.text for question in chunk.asked)
    return "\n".join((chunk.title, *chunk.heading, chunk.question or "", chunk.text, *asked))
