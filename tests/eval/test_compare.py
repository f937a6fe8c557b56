import pytest

from bot.errors import UsageError
from eval.compare import compare
from tests.eval.making import make_case, make_record, make_run


def run_of(outcomes, name="b", **inputs):
    return make_run([make_record(f"reworded/en-{n}", o) for n, o in enumerate(outcomes)], name, **inputs)


BEFORE = run_of(["right"] * 12, "a")


def test_a_run_against_itself_shows_nothing():
    found = compare(BEFORE, BEFORE)
    assert not found.regressed and not found.changed
    assert all((each.mean, each.won, each.lost, each.p) == (0, 0, 0, 1) for each in found.differences)


def test_wins_and_losses_are_counted_by_case():
    found = compare(run_of(["right"] * 6 + ["wrong"] * 6), run_of(["wrong"] * 2 + ["right"] * 10))
    (correct,) = [each for each in found.differences if each.metric == "correct"]
    assert (correct.won, correct.lost, correct.cases) == (6, 2, 12)
    assert correct.mean == pytest.approx(4 / 12)
    assert len(found.changed) == 8
    assert found.changed[0] == ("reworded/en-0", "right", "wrong")


def test_a_clear_loss_is_a_regression_a_small_one_is_not():
    assert compare(BEFORE, run_of(["wrong"] * 10 + ["right"] * 2)).regressed
    assert not compare(BEFORE, run_of(["wrong"] + ["right"] * 11)).regressed
    assert not compare(run_of(["wrong"] * 10 + ["right"] * 2), BEFORE).regressed


def test_ten_versions_of_one_question_are_no_clear_loss():
    def records(outcome):
        ids = [f"reworded/en-{n}" for n in range(10)]
        return [make_record(id, outcome, case=make_case(id, cluster="one")) for id in ids]

    assert not compare(make_run(records("right")), make_run(records("wrong"))).regressed


def test_a_single_unsupported_sentence_is_a_regression():
    worse = [make_record(f"reworded/en-{n}", "right") for n in range(12)]
    worse[3] = make_record("reworded/en-3", "right", scores={"correct": 1.0, "faithfulness": 0.5})
    found = compare(BEFORE, make_run(worse))
    assert [each.metric for each in found.differences if each.regression] == ["faithfulness"]


def test_more_errors_are_a_regression_and_no_score():
    found = compare(BEFORE, run_of(["error"] + ["right"] * 11))
    assert found.errors == (0, 1) and found.regressed
    assert all(each.cases == 11 and each.mean == 0 for each in found.differences)


def test_runs_over_different_cases_are_not_compared():
    with pytest.raises(UsageError, match="1 are in one alone, such as reworded/en-12"):
        compare(BEFORE, run_of(["right"] * 13))
    with pytest.raises(UsageError, match="their content differs"):
        compare(BEFORE, run_of(["right"] * 12, cases="y"))


def of(found, metric):
    return next(each for each in found.differences if each.metric == metric)


def test_a_collapse_of_few_cases_is_too_few_to_tell():
    found = compare(run_of(["right"] * 4), run_of(["right"] + ["wrong"] * 3))
    assert of(found, "correct").few and found.undecided and not found.regressed
    assert not compare(run_of(["right"] + ["wrong"] * 3), run_of(["right"] * 4)).undecided  # a gain
    assert not compare(run_of(["right"] * 4), run_of(["right"] * 4)).undecided


def test_a_small_loss_of_many_cases_is_told():
    found = compare(run_of(["right"] * 100), run_of(["wrong"] * 2 + ["right"] * 98))
    assert not of(found, "correct").few and not found.undecided and not found.regressed


def test_a_clear_loss_of_few_cases_is_a_regression_and_not_too_few():
    found = compare(BEFORE, run_of(["wrong"] * 10 + ["right"] * 2))
    assert of(found, "correct").regression and not of(found, "correct").few


def test_citations_that_are_no_longer_told_are_lost():
    scores = {"correct": 1.0, "citation_validity": 1.0}
    cited = [make_record(f"reworded/en-{n}", scores=scores) for n in range(12)]
    bare = [make_record(f"reworded/en-{n}", scores={"correct": 1.0}, citations=None) for n in range(12)]
    assert of(compare(make_run(cited), make_run(bare)), "citation_validity").regression
    refused = [make_record(f"reworded/en-{n}", "refused", scores={"correct": 1.0}) for n in range(12)]
    assert not compare(make_run(cited), make_run(refused)).regressed
    assert not compare(make_run(bare), make_run(bare)).regressed
