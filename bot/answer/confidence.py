"""How likely it is that a chunk answers a question.

Two logistic regressions over what retrieval found, for chunks in the question's own language and in another;
``confidence.json`` holds their weights, the probabilities below which the bot abstains, and how all of that
was fitted (``python -m eval.calibrate``).
"""

import json
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import numpy as np

from bot.retrieve import question_match
from bot.types import Hit

SAME_QUESTION = 0.95  # cosine of two questions that ask the same


@dataclass(frozen=True, slots=True)
class Calibration:
    """Fitted weights of the evidence, and the probability below which the bot abstains."""

    intercept: float
    weights: Mapping[str, float]
    threshold: float


def evidence(hit: Hit, own_cosine: float | None) -> dict[str, float]:
    """Return what speaks for a hit answering its question.

    Its cosine ("dense"), how near the question it is expected to answer is ("question", 0 without one), how
    far both its fields stand out from the other candidates ("dense_lead", "lexical_lead"), and how much
    nearer it is than ``own_cosine``, the highest of any hit in the question's own language ("over_own"; 0
    where the corpus has no such language, which is no evidence either way).
    """
    return {
        "dense": hit.parts["dense"],
        "question": float(question_match(np.float32(hit.parts.get("question", 0.0)))),
        "dense_lead": hit.parts["dense_lead"],
        "lexical_lead": hit.parts["lexical_lead"],
        "over_own": 0.0 if own_cosine is None else hit.parts["dense"] - own_cosine,
    }


def highest_cosine(hits: Iterable[Hit], language: str) -> float | None:
    """Return the highest cosine of the hits in a language, None where there are none."""
    return max((hit.parts["dense"] for hit in hits if hit.chunk.language == language), default=None)


def likelihood(hit: Hit, own_cosine: float | None, calibration: Calibration) -> float:
    """Return how likely a hit answers its question, given the highest cosine in its own language.

    A question that the corpus asks in nearly the same words is answered there, however alike the other
    candidates are: all of an article on HMOs resembles "What is an HMO?".
    """
    given = evidence(hit, own_cosine)
    fitted = probability(given, calibration)
    same = hit.parts.get("question", 0.0) >= SAME_QUESTION
    return max(fitted, given["question"]) if same else fitted


def probability(evidence: Mapping[str, float], calibration: Calibration) -> float:
    """Return the probability that the hit answers the question."""
    score = calibration.intercept + sum(
        weight * evidence[name] for name, weight in calibration.weights.items()
    )
    return 1.0 / (1.0 + math.exp(-score))


@cache
def load_calibration(*, own_language: bool) -> Calibration:
    """Read the shipped calibration for chunks in the question's language, or in another."""
    stored = json.loads((files("bot.answer") / "confidence.json").read_text("utf-8"))
    fitted = stored["own" if own_language else "foreign"]
    return Calibration(fitted["intercept"], fitted["weights"], fitted["threshold"])
