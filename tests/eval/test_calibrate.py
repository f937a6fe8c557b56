import json
from pathlib import Path

import pytest

from bot.answer.confidence import load_calibration, probability
from eval.calibrate import fit
from eval.situations import Example
from eval.suites import CASES

CASE_LINES = [
    (path.name, line)
    for path in sorted(CASES.glob("*.jsonl"))
    for line in path.read_text("utf-8").splitlines()
]


def example(dense: float, right: bool) -> Example:
    return Example("body", "dev", "x", "en", "en", False, {"dense": dense, "question": 0.5}, right)


def test_more_evidence_means_more_likely():
    examples = [example(0.8 + 0.01 * n, n > 5) for n in range(12)]
    calibration = fit(examples, ("dense", "question"), 0.3)
    given = [probability({"dense": dense, "question": 0.5}, calibration) for dense in (0.8, 0.85, 0.9)]
    assert given == sorted(given)
    assert given[0] < 0.5 < given[2]
    assert calibration.threshold == 0.3


@pytest.mark.parametrize("own_language", [True, False])
@pytest.mark.parametrize("unanswered", [True, False])
@pytest.mark.parametrize("pair", [True, False])
def test_the_shipped_calibration_is_fitted(own_language, unanswered, pair):
    calibration = load_calibration(own_language=own_language, unanswered=unanswered, pair=pair)
    assert ("over_unanswered" in calibration.weights) == unanswered
    assert calibration.weights["dense"] > 0
    assert 0 < calibration.threshold < 1


def test_cases_name_sources_and_pairs_that_exist():
    root = Path(__file__).resolve().parents[2] / "corpus"
    seen = set()
    for name, line in CASE_LINES:
        case = json.loads(line)
        assert case["id"] not in seen
        seen.add(case["id"])
        assert case["answerable"] == bool(case["sources"]), case["id"]
        texts = [(root / source).read_text("utf-8") for source in case["sources"]]
        if case["gold_question"] is not None:
            assert any(f"### {case['gold_question']}\n" in text for text in texts), (name, case["id"])
    assert len(seen) >= 180
