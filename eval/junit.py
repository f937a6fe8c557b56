"""The cases of a run as JUnit XML, which continuous integration reads."""

from collections.abc import Sequence
from xml.etree import ElementTree
from xml.etree.ElementTree import Element, SubElement

from eval.report.words import as_it_should_be, failed_checks, printable
from eval.results import Run
from eval.thresholds import Check
from eval.types import TRACKS, Record


def junit_report(run: Run, checks: Sequence[Check]) -> str:
    """Return a suite for each track and language, and one for the thresholds.

    A case that is not as it should be is a failure; one that no reply came for is an error.
    """
    root = Element("testsuites", name=printable(run.name))
    for track in TRACKS:
        on_track = [record for record in run.records if record.case.track == track]
        for language in dict.fromkeys(record.case.language for record in on_track):
            name = printable(f"{track}.{language}")
            suite = SubElement(root, "testsuite", name=name, timestamp=_moment(run))
            spoken = [record for record in on_track if record.case.language == language]
            for record in spoken:
                _case(suite, name, record, run.seconds.get(record.case.id, 0.0))
            _count(suite, sum(run.seconds.get(record.case.id, 0.0) for record in spoken))
    if checks:
        suite = SubElement(root, "testsuite", name="thresholds", timestamp=_moment(run))
        for check in checks:
            _threshold(suite, check)
        _count(suite, 0.0)
    _count(root, sum(run.seconds.get(record.case.id, 0.0) for record in run.records))
    ElementTree.indent(root)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + ElementTree.tostring(root, encoding="unicode") + "\n"


def _case(suite: Element, classname: str, record: Record, seconds: float) -> None:
    made = SubElement(
        suite, "testcase", name=printable(record.case.id), classname=classname, time=f"{seconds:.5f}"
    )
    if record.outcome == "error":
        error = printable(record.error or "no reply")
        SubElement(made, "error", message=error).text = printable(_account(record))
    elif not as_it_should_be(record):
        message = printable("; ".join(failed_checks(record)) or record.outcome)
        SubElement(made, "failure", type=record.outcome, message=message).text = printable(_account(record))


def _account(record: Record) -> str:
    """Return question, answer and gold answers as text."""
    case, reply = record.case, record.reply
    lines = [f"Before: {turn}" for turn in case.history]
    lines.append(f"Question: {case.question}")
    lines.append(f"Answer: {reply.text}" if reply else f"Error: {record.error}")
    for gold in case.gold:
        place = f", {gold.source}" if gold.source else ""
        lines.append(f"Gold ({gold.language}{place}): {gold.text}")
    if not case.answerable:
        lines.append("Gold: nothing in the index answers; refuse")
    return "\n".join(lines)


def _threshold(suite: Element, check: Check) -> None:
    wanted = check.threshold
    classname = printable(f"thresholds.{wanted.track}.{wanted.language}")
    name = printable(f"{wanted.metric} {wanted.wanted}")
    made = SubElement(suite, "testcase", name=name, classname=classname, time="0")
    if not check.passed:
        value = "not measured, or there were errors" if check.value is None else check.shown
        message = f"{value}; {wanted.wanted} is asked for"
        SubElement(made, "failure", type="threshold", message=message)


def _count(suite: Element, seconds: float) -> None:
    suite.set("tests", str(len(list(suite.iter("testcase")))))
    suite.set("failures", str(len(list(suite.iter("failure")))))
    suite.set("errors", str(len(list(suite.iter("error")))))
    suite.set("time", f"{seconds:.5f}")


def _moment(run: Run) -> str:
    return printable(str(run.manifest["created"]).removesuffix("Z"))
