"""Intervals and tests for means over cases, where cases of one cluster are no independent evidence."""

import math
from collections.abc import Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from scipy.stats import binomtest, norm

RESAMPLES = 9_999
SEED = 20_260_101
DISCORDANT = 0.15  # share of cases in which two bots differ, for the smallest detectable difference


def mean_interval(
    values: Sequence[float], clusters: Sequence[str], level: float = 0.95
) -> tuple[float, float]:
    """Return the percentile bootstrap interval of a mean, clusters drawn with replacement.

    Drawing cases one by one would take the versions of one question for independent evidence (Field and
    Welsh 2007 on the cluster bootstrap).
    """
    sums, sizes = _by_cluster(values, clusters)
    drawn = _drawn(len(sums))
    means = (drawn @ sums) / (drawn @ sizes)
    low, high = np.quantile(means, [(1 - level) / 2, (1 + level) / 2])
    return float(low), float(high)


def score_interval(
    values: Sequence[float], clusters: Sequence[str], level: float = 0.95
) -> tuple[float, float]:
    """Return the interval of a mean of scores in 0..1: that of ``mean_interval`` wherever they differ.

    The bootstrap of cases that all scored 0 or all scored 1 claims certainty however few they are; they get
    the exact binomial interval (Clopper and Pearson 1934) with one trial a cluster.
    """
    if len(set(values)) == 1 and values[0] in (0, 1):
        count = len(set(clusters))
        found = binomtest(round(values[0]) * count, count).proportion_ci(level, method="exact")
        return float(found.low), float(found.high)
    return mean_interval(values, clusters, level)


def permutation_p(differences: Sequence[float], clusters: Sequence[str]) -> float:
    """Return the two-sided p of a paired permutation test that these differences lie around 0.

    The signs of whole clusters are turned at random; all of them where there are few enough clusters. With
    random ones the observed arrangement counts as one of them, so p is never 0 (Phipson and Smyth 2010).
    """
    sums, _ = _by_cluster(differences, clusters)
    sums = sums[sums != 0]
    if not len(sums):
        return 1.0
    observed = abs(sums.sum()) - 1e-9
    if 2 ** len(sums) <= RESAMPLES + 1:
        signs = (np.arange(2 ** len(sums))[:, None] >> np.arange(len(sums)) & 1) * 2 - 1
        return float((np.abs(signs @ sums) >= observed).mean())
    signs = np.random.default_rng(SEED).choice([-1, 1], size=(RESAMPLES, len(sums)))
    return float(((np.abs(signs @ sums) >= observed).sum() + 1) / (RESAMPLES + 1))


def least_p(discordant: int) -> float:
    """Return the least p that ``permutation_p`` can give where so many clusters differ: all the same way."""
    return 2.0 ** (1 - discordant) if discordant else 1.0


def smallest_detectable(cases: int, power: float = 0.8, level: float = 0.05) -> float | None:
    """Return the difference of two bots' shares that a paired comparison of so many cases would likely see.

    Normal approximation, the bots differing in ``DISCORDANT`` of the cases: 10.8 points with 100 cases,
    4.9 with 500. None where so many could not be significant though all went the same way: below 40 cases.
    """
    if least_p(int(DISCORDANT * cases)) >= level:
        return None
    return float((norm.ppf(1 - level / 2) + norm.ppf(power)) * math.sqrt(DISCORDANT / cases))


@lru_cache(maxsize=4)  # the metrics of one row mostly have as many clusters; 40 MB each with 500
def _drawn(clusters: int) -> NDArray[np.float64]:
    """Return how often each cluster is drawn, shape (RESAMPLES, clusters); of so many always the same."""
    rng = np.random.default_rng(SEED)
    drawn = rng.multinomial(clusters, np.full(clusters, 1 / clusters), size=RESAMPLES)
    return drawn.astype(np.float64)  # whole numbers are multiplied one by one, these by BLAS


def _by_cluster(
    values: Sequence[float], clusters: Sequence[str]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the sum of the values of each cluster and how many there are."""
    _, place = np.unique(np.asarray(clusters), return_inverse=True)
    sums = np.bincount(place, weights=np.asarray(values, dtype=np.float64))
    return sums.astype(np.float64), np.bincount(place).astype(np.float64)
