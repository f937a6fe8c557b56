import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from eval.selective import (
    auroc,
    calibration_bins,
    coverage_at_risk,
    expected_calibration_error,
    risk_coverage,
    risk_coverage_area,
)


def test_auroc_is_that_of_ranking():
    assert auroc([0.9, 0.8, 0.2], [True, True, False]) == 1
    assert auroc([0.1, 0.2, 0.9], [True, True, False]) == 0
    assert auroc([0.5, 0.5], [True, False]) == 0.5
    assert auroc([0.5, 0.6], [True, True]) is None


def test_risk_and_coverage_grow_from_the_most_confident_on():
    # Four answers, three of them right, to five answerable questions.
    coverages, risks = risk_coverage([0.9, 0.8, 0.7, 0.6], [True, True, False, True], 5)
    assert coverages.tolist() == pytest.approx([0.2, 0.4, 0.4, 0.6])
    assert risks.tolist() == pytest.approx([0, 0, 1 / 3, 1 / 4])
    assert coverage_at_risk([0.9, 0.8, 0.7, 0.6], [True, True, False, True], 5) == pytest.approx(0.4)
    assert coverage_at_risk([0.9], [False], 5) == 0


def test_answers_of_equal_confidence_are_taken_together():
    coverages, risks = risk_coverage([0.9, 0.9], [True, False], 2)
    assert coverages.tolist() == [0.5]
    assert risks.tolist() == [0.5]


def test_area_is_the_mean_risk():
    assert risk_coverage_area([0.9, 0.8], [True, False]) == pytest.approx((0 + 0.5) / 2)
    assert risk_coverage_area([0.8, 0.9], [True, False]) == pytest.approx((1 + 0.5) / 2)
    assert risk_coverage_area([], []) is None


@given(st.lists(st.tuples(st.sampled_from([0.1, 0.5, 0.9]), st.booleans()), min_size=1, max_size=8))
def test_order_of_ties_does_not_matter(given_answers):
    forward = risk_coverage_area(*zip(*given_answers, strict=True))
    backward = risk_coverage_area(*zip(*reversed(given_answers), strict=True))
    assert forward == pytest.approx(backward)


def test_calibration_error_is_the_mean_gap():
    confidences, right = [0.95, 0.95, 0.15], [True, False, False]
    assert calibration_bins(confidences, right) == [
        (pytest.approx(0.15), 0, 1),
        (pytest.approx(0.95), 0.5, 2),
    ]
    assert expected_calibration_error(confidences, right) == pytest.approx((0.15 + 2 * 0.45) / 3)
    assert expected_calibration_error([1.0], [True]) == 0
    assert expected_calibration_error([], []) is None


def test_calibrated_confidences_have_a_small_error():
    rng = np.random.default_rng(1)
    confidences = rng.random(20_000)
    right = rng.random(20_000) < confidences
    assert (expected_calibration_error(confidences.tolist(), right.tolist()) or 0) < 0.02
