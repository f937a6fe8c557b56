from dataclasses import replace
from xml.etree import ElementTree

import pytest

from eval.junit import junit_report
from tests.eval.making import make_case, make_record, make_run
from tests.eval.test_html import ATTACK, CHECKS, records


def suites(text: str) -> dict[str, ElementTree.Element]:
    return {suite.get("name", ""): suite for suite in ElementTree.fromstring(text.encode("utf-8"))}


def test_a_suite_for_each_track_and_language():
    found = suites(junit_report(make_run(records()), CHECKS))
    assert list(found) == [
        "verbatim.nb",
        "reworded.en",
        "reworded.ja",
        "held_out.en",
        "unanswerable.en",
        "thresholds",
    ]
    counted = {
        name: tuple(suite.get(n) for n in ("tests", "failures", "errors")) for name, suite in found.items()
    }
    assert counted["verbatim.nb"] == ("1", "0", "0")
    assert counted["reworded.en"] == ("2", "1", "1")
    assert counted["held_out.en"] == ("1", "1", "0")
    assert counted["unanswerable.en"] == ("2", "1", "0")
    assert counted["thresholds"] == ("3", "2", "0")
    case = found["reworded.ja"][0]
    assert (case.get("name"), case.get("classname"), case.get("time")) == (
        "reworded/ja-1",
        "reworded.ja",
        "0.05000",
    )


def test_the_whole_is_counted():
    root = ElementTree.fromstring(junit_report(make_run(records()), []).encode())
    assert (root.get("tests"), root.get("failures"), root.get("errors")) == ("7", "3", "1")
    assert "thresholds" not in suites(junit_report(make_run(records()), []))


def test_a_failure_holds_question_answer_and_gold():
    failure = suites(junit_report(make_run(records()), []))["reworded.en"].find("testcase/failure")
    assert failure is not None
    assert failure.get("type") == "wrong"
    assert "cites none of the gold words" in failure.get("message", "")
    assert failure.text == (
        "Before: Hello\nQuestion: Who pays?\nAnswer: You do.\n"
        "Gold (en, en/deductible.md): The policyholder pays."
    )


def test_an_answer_to_what_nothing_answers_fails_and_a_refusal_passes():
    refused, answered = suites(junit_report(make_run(records()), []))["unanswerable.en"]
    assert refused.find("failure") is None
    failure = answered.find("failure")
    assert failure is not None and failure.text
    assert "nothing in the index answers; refuse" in failure.text


def test_an_error_is_none_of_the_failures():
    error = suites(junit_report(make_run(records()), []))["reworded.en"].find("testcase/error")
    assert error is not None
    assert error.get("message") == "TimeoutError: none"


def test_a_missed_threshold_says_by_how_much():
    first, second, third = suites(junit_report(make_run([]), CHECKS))["thresholds"]
    assert first.get("name") == "correct at least 90.0"
    assert first.get("classname") == "thresholds.reworded.en"
    assert first[0].get("message") == "50.0; at least 90.0 is asked for"
    assert len(second) == 0
    assert "not measured" in third[0].get("message", "")


@pytest.mark.parametrize(
    "odd", ["\x00\x08\x0b\x1b", "\ud800", "\udfff\ufffe\uffff", ATTACK, "]]>&amp;", "a\nb\tc"]
)
def test_text_of_any_kind_is_xml(odd):
    text = junit_report(make_run(records(odd), name=f"run{odd}"), CHECKS)
    text.encode("utf-8")
    failure = suites(text)["reworded.en"].find("testcase/failure")
    assert failure is not None and failure.text
    if odd in (ATTACK, "]]>&amp;", "a\nb\tc"):
        assert f"You do.{odd}" in failure.text
    else:
        assert "You do.\ufffd" in failure.text


def test_odd_languages_and_missing_times():
    record = make_record("reworded/x-1", "right", case=make_case("reworded/x-1", language="\x00<"))
    run = replace(make_run([record]), seconds={})
    suite = suites(junit_report(run, []))["reworded.\ufffd<"]
    assert suite[0].get("time") == "0.00000"
