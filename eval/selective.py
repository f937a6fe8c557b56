"""How well a bot knows when to answer: pure functions over confidences and outcomes.

Confidences and outcomes are arrays of one length, shape (cases,).
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from sklearn.metrics import roc_auc_score

Floats = NDArray[np.float64]


def auroc(confidences: Sequence[float], answerable: Sequence[bool]) -> float | None:
    """Return the probability that an answerable case gets more confidence than another; None without both."""
    if len(set(answerable)) < 2:
        return None
    return float(roc_auc_score(answerable, confidences))


def risk_coverage(
    confidences: Sequence[float], right: Sequence[bool], answerable: int
) -> tuple[Floats, Floats]:
    """Return coverage and risk of the given answers, from the most confident on (Geifman and El-Yaniv 2017).

    At each confidence that occurs: the share of the ``answerable`` questions answered rightly so far, and the
    share of the answers so far that are wrong. An answer to an unanswerable question is wrong and covers
    nothing. Answers of equal confidence are taken together. Both have shape (distinct confidences,).
    """
    order = np.argsort(-np.asarray(confidences, dtype=np.float64), kind="stable")
    sorted_confidences = np.asarray(confidences, dtype=np.float64)[order]
    rights = np.cumsum(np.asarray(right, dtype=np.float64)[order])
    counts = np.arange(1, len(order) + 1)
    last = np.append(sorted_confidences[1:] != sorted_confidences[:-1], True)[: len(order)]
    return (rights / max(answerable, 1))[last], (1 - rights / counts)[last]


def risk_coverage_area(confidences: Sequence[float], right: Sequence[bool]) -> float | None:
    """Return the mean risk over all numbers of answers given, most confident first (AURC); None without any.

    0 is best: no wrong answer. Answers of equal confidence count with their mean.
    """
    if not confidences:
        return None
    values, inverse = np.unique(-np.asarray(confidences, dtype=np.float64), return_inverse=True)
    wrong = 1 - np.asarray(right, dtype=np.float64)
    sizes = np.bincount(inverse, minlength=len(values))
    means = np.bincount(inverse, weights=wrong, minlength=len(values)) / sizes
    expected = np.repeat(means, sizes)
    return float((np.cumsum(expected) / np.arange(1, len(expected) + 1)).mean())


def coverage_at_risk(
    confidences: Sequence[float], right: Sequence[bool], answerable: int, risk: float = 0.02
) -> float | None:
    """Return the largest coverage at which no more than ``risk`` of the answers are wrong."""
    if not answerable:
        return None
    coverages, risks = risk_coverage(confidences, right, answerable)
    return float(coverages[risks <= risk].max(initial=0.0))


def calibration_bins(
    confidences: Sequence[float], right: Sequence[bool], bins: int = 10
) -> list[tuple[float, float, int]]:
    """Return mean confidence, share right and number of answers of each bin of equal width with any."""
    values, rights = np.asarray(confidences, dtype=np.float64), np.asarray(right, dtype=np.float64)
    place = np.minimum((values * bins).astype(int), bins - 1)
    return [
        (float(values[place == b].mean()), float(rights[place == b].mean()), int((place == b).sum()))
        for b in range(bins)
        if (place == b).any()
    ]


def expected_calibration_error(
    confidences: Sequence[float], right: Sequence[bool], bins: int = 10
) -> float | None:
    """Return the mean gap of confidence and share right, over bins weighted by size (Guo et al. 2017)."""
    if not confidences:
        return None
    found = calibration_bins(confidences, right, bins)
    return sum(abs(said - was) * count for said, was, count in found) / len(confidences)
