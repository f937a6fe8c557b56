import numpy as np
import pytest

from eval.statistics import least_p, mean_interval, permutation_p, score_interval, smallest_detectable


def test_intervals_hold_the_true_mean_as_often_as_they_say():
    rng = np.random.default_rng(1)
    held = 0
    for _ in range(200):
        values = rng.random(60) < 0.7
        low, high = mean_interval(values.astype(float).tolist(), [str(n) for n in range(60)])
        held += low <= 0.7 <= high
    assert 0.88 <= held / 200 <= 0.99


def test_versions_of_one_question_are_no_independent_evidence():
    values = [1.0, 0.0] * 10
    alone = mean_interval([v for v in values for _ in range(3)], [f"{n}" for n in range(60)])
    together = mean_interval([v for v in values for _ in range(3)], [f"{n // 3}" for n in range(60)])
    assert together[1] - together[0] > 1.4 * (alone[1] - alone[0])


def test_a_cluster_weighs_as_much_as_it_has_cases():
    low, high = mean_interval([1.0, 1.0, 1.0, 0.0], ["a", "a", "a", "b"])
    assert (low, high) == (0.0, 1.0)


def test_few_clusters_are_tested_exactly():
    assert permutation_p([1, 1, 1], ["a", "b", "c"]) == pytest.approx(2 / 8)
    assert permutation_p([1, 1, 1], ["a", "a", "a"]) == 1
    assert permutation_p([1, -1], ["a", "b"]) == 1
    assert permutation_p([0, 0], ["a", "b"]) == 1


def test_the_null_is_rejected_as_seldom_as_it_should_be():
    rng = np.random.default_rng(2)
    rejected = 0
    for _ in range(200):
        # Both bots equally good; three versions of a question always go the same way.
        differences = np.repeat(rng.choice([-1, 0, 1], size=30), 3)
        rejected += permutation_p(differences.tolist(), [str(n // 3) for n in range(90)]) < 0.05
    assert rejected / 200 < 0.1


def test_a_real_difference_is_seen():
    differences = [1] * 20 + [-1] * 2 + [0] * 78
    assert permutation_p(differences, [str(n) for n in range(100)]) < 0.001


@pytest.mark.parametrize(("cases", "points"), [(100, 10.9), (200, 7.7), (500, 4.9)])
def test_smallest_detectable_difference_is_that_of_the_literature(cases, points):
    assert 100 * smallest_detectable(cases) == pytest.approx(points, abs=0.1)


@pytest.mark.parametrize("cases", [0, 1, 8, 39])
def test_few_cases_detect_nothing(cases):
    assert smallest_detectable(cases) is None
    assert smallest_detectable(40)


def test_the_least_p_is_that_of_all_the_same_way():
    for count in range(1, 8):
        assert permutation_p([-1.0] * count, [str(n) for n in range(count)]) == least_p(count)
    assert least_p(0) == 1


@pytest.mark.parametrize(
    ("value", "count", "low", "high"),
    [(1.0, 4, 0.3976, 1.0), (0.0, 8, 0.0, 0.3694), (1.0, 1, 0.025, 1.0), (1.0, 208, 0.9824, 1.0)],
)
def test_scores_that_are_all_the_same_are_not_certain(value, count, low, high):
    """Bounds of Clopper and Pearson: (alpha / 2) ** (1 / n) and its mirror."""
    ids = [str(n) for n in range(count)]
    assert score_interval([value] * count, ids) == pytest.approx((low, high), abs=1e-4)
    assert score_interval([value] * 3 * count, ids * 3) == pytest.approx((low, high), abs=1e-4)


def test_scores_that_differ_keep_the_bootstrap():
    ids = [str(n) for n in range(6)]
    for values in ([1.0, 0, 1, 1, 0, 1], [0.5] * 6):
        assert score_interval(values, ids) == mean_interval(values, ids)
