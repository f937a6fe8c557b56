"""How likely it is that a chunk answers a question.

Two logistic regressions over what retrieval found, for chunks in the question's own language and in another;
``confidence.json`` holds their weights, the probabilities below which the bot abstains, and how all of that
was fitted (``python -m eval.calibrate``).
"""

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import numpy as np

from bot.index.lexical import LexicalIndex
from bot.language import analyse
from bot.retrieve import question_match
from bot.types import Hit


@dataclass(frozen=True, slots=True)
class Calibration:
    """Fitted weights of the evidence, and the probability below which the bot abstains."""

    intercept: float
    weights: Mapping[str, float]
    threshold: float


def evidence(question: str, hit: Hit, lexical: LexicalIndex) -> dict[str, float]:
    """Return what speaks for a hit answering a question.

    Its cosine ("dense"), how near its own question is ("question", 0 without one), how far both its fields
    stand out from the other candidates ("dense_lead", "lexical_lead"), and the share of the question's
    terms it holds, weighted by inverse document frequency ("coverage").
    """
    return {
        "dense": hit.parts["dense"],
        "question": float(question_match(np.float32(hit.parts.get("question", 0.0)))),
        "dense_lead": hit.parts["dense_lead"],
        "lexical_lead": hit.parts["lexical_lead"],
        "coverage": _coverage(question, hit, lexical),
    }


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


def _coverage(question: str, hit: Hit, lexical: LexicalIndex) -> float:
    chunk = hit.chunk
    terms = set(analyse(question, chunk.language))
    held = set(analyse("\n".join((chunk.title, *chunk.heading, chunk.text)), chunk.language))
    weights = {term: lexical.idf(term, chunk.language) for term in terms}
    total = sum(weights.values())
    return sum(weights[term] for term in terms & held) / total if total else 0.0
