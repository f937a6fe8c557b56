import pytest

from eval.results import Run
from eval.summary import find_row, summarise
from tests.eval.making import make_case, make_record, make_run

RECORDS = [
    make_record("reworded/en-1", "right"),
    make_record("reworded/en-2", "wrong"),
    make_record("reworded/en-3", "error"),
    make_record(
        "reworded/ja-1", "refused", case=make_case("reworded/ja-1", language="ja"), scores={"correct": 0.0}
    ),
    make_record(
        "unanswerable/en-9",
        "refused",
        case=make_case("unanswerable/en-9", answerable=False, type="near_miss", sources=(), gold=()),
        scores={"refused": 1.0},
        confidence=0.1,
    ),
]


def test_errors_are_counted_beside_the_mean_and_never_scored():
    row = find_row(summarise(make_run(RECORDS)), "reworded", "en")
    assert row is not None
    assert (row["cases"], row["errors"]) == (3, 1)
    assert row["metrics"]["correct"] == {"mean": 0.5, "low": 0.0, "high": 1.0, "cases": 2}
    assert row["outcomes"] == {"right": 1, "wrong": 1, "error": 1}


def test_tracks_and_languages_stand_apart():
    summary = summarise(make_run(RECORDS))
    assert {(row["track"], row["language"]) for row in summary["rows"]} == {
        ("reworded", "en"),
        ("reworded", "ja"),
        ("unanswerable", "en"),
    }
    assert (summary["cases"], summary["errors"]) == (5, 1)
    assert find_row(summary, "verbatim", "en") is None


def test_confidence_is_judged_where_there_is_one():
    (pool,) = [c for c in summarise(make_run(RECORDS))["confidence"] if c["language"] == "all"]
    assert (pool["pool"], pool["cases"], pool["answers"], pool["right"]) == ("reworded", 4, 2, 1)
    assert pool["auroc"] == pool["auroc_against"]["near_miss"] == 1
    foreign = [make_record("reworded/en-1", "right", confidence=None, ranking=None)]
    assert summarise(make_run(foreign))["confidence"] == []


def test_a_pool_whose_track_was_not_asked_is_left_out():
    assert summarise(make_run(RECORDS[-1:]))["confidence"] == []
    elsewhere = make_record("verbatim/en-1", "right")
    assert summarise(make_run([elsewhere, RECORDS[-1]]))["confidence"] == []


def test_few_cases_claim_neither_certainty_nor_a_difference():
    row = find_row(summarise(make_run(RECORDS[:1])), "reworded", "en")
    assert row is not None
    assert row["metrics"]["correct"] == {"mean": 1.0, "low": 0.025, "high": 1.0, "cases": 1}
    assert row["smallest_detectable"] is None
    many = [make_record(f"reworded/en-{n}", "error" if n < 30 else "right") for n in range(60)]
    row = find_row(summarise(make_run(many)), "reworded", "en")
    assert row and row["smallest_detectable"] is None  # 30 are scored


def test_cases_the_confidence_was_fitted_on_do_not_judge_it():
    fitted = make_record("reworded/en-4", "wrong", case=make_case("reworded/en-4", split="dev"))
    assert summarise(make_run([*RECORDS, fitted]))["confidence"] == summarise(make_run(RECORDS))["confidence"]


def test_the_matrix_counts_first_documents_by_language():
    record = make_record("reworded/en-1", "right")
    found = {"en": "en/deductible.md", "nb": "nb/other.md"}
    from dataclasses import replace

    summary = summarise(make_run([replace(record, first_by_language=found)]))
    assert [(m["document"], m["recall_at_1"]) for m in summary["language_matrix"]] == [
        ("en", 1.0),
        ("nb", 0.0),
    ]


def test_latency_is_of_the_replies(tmp_path):
    run = make_run(RECORDS)
    timed = Run(run.name, run.manifest, run.records, {r.case.id: n / 10 for n, r in enumerate(RECORDS, 1)})
    (reworded, _) = summarise(timed)["latency"]
    assert (reworded["p50"], reworded["cases"]) == (pytest.approx(0.2), 3)  # the third was an error


def test_a_point_of_the_curve_tells_how_many_answers_it_rests_on():
    (row,) = [c for c in summarise(make_run(RECORDS))["confidence"] if c["language"] == "en"]
    assert row["risk_coverage"] == [[0.5, 0.5, 2]]


def test_causes_of_errors_are_counted():
    errors = [make_record(f"reworded/en-{n}", "error") for n in range(3)]
    assert summarise(make_run([*errors, *RECORDS]))["causes"] == [
        {"error": "TimeoutError: no answer", "cases": 4}
    ]


def test_documents_are_listed_with_what_was_right():
    (en, ja) = summarise(make_run(RECORDS))["documents"]
    assert (en["source"], en["cases"], en["right"]) == ("en/deductible.md", 2, 1)
    assert (ja["language"], ja["right"]) == ("ja", 0)
