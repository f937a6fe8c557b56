"""How likely it is that the sources answer a question.

A logistic regression over what retrieval found; ``confidence.json`` holds its weights and how they were
fitted (``python -m eval.calibrate``).
"""

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from bot.index.lexical import LexicalIndex
from bot.language import analyse
from bot.types import Hit

_TOP = 3  # hits whose words may cover the question


@dataclass(frozen=True, slots=True)
class Evidence:
    """What speaks for the corpus holding the answer. All between 0 and 1."""

    dense: float  # highest cosine of the question with a chunk
    sentence: float  # … with a single sentence
    question: float  # … with a question of the corpus
    coverage: float  # share of the question's terms, by inverse document frequency, that the best hits hold


@dataclass(frozen=True, slots=True)
class Calibration:
    """Fitted weights; ``threshold`` is the probability below which the bot abstains."""

    intercept: float
    weights: dict[str, float]
    threshold: float


def gather(question: str, hits: Sequence[Hit], lexical: LexicalIndex) -> Evidence:
    """Collect the evidence for a question from its ranked hits."""
    return Evidence(
        dense=max((hit.parts.get("dense", 0.0) for hit in hits), default=0.0),
        sentence=max((hit.parts.get("sentence", 0.0) for hit in hits), default=0.0),
        question=max((hit.parts.get("question", 0.0) for hit in hits), default=0.0),
        coverage=max((_coverage(question, hit, lexical) for hit in hits[:_TOP]), default=0.0),
    )


def probability(evidence: Evidence, calibration: Calibration) -> float:
    """Return the probability that the corpus answers the question."""
    score = calibration.intercept + sum(
        weight * getattr(evidence, name) for name, weight in calibration.weights.items()
    )
    return 1.0 / (1.0 + math.exp(-score))


@cache
def load_calibration() -> Calibration:
    """Read the shipped calibration."""
    stored = json.loads((files("bot.answer") / "confidence.json").read_text("utf-8"))
    return Calibration(stored["intercept"], stored["weights"], stored["threshold"])


def _coverage(question: str, hit: Hit, lexical: LexicalIndex) -> float:
    language = hit.chunk.language
    terms = set(analyse(question, language))
    held = set(analyse("\n".join((hit.chunk.title, *hit.chunk.heading, hit.chunk.text)), language))
    weights = {term: lexical.idf(term, language) for term in terms}
    total = sum(weights.values())
    return sum(weights[term] for term in terms & held) / total if total else 0.0
