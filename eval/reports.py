"""What is made of a finished run: summary.json, report.html, report.md and junit.xml."""

import json
from dataclasses import dataclass
from pathlib import Path

from eval.html import html_report
from eval.judge import read_grades
from eval.junit import junit_report
from eval.markdown import markdown_report
from eval.results import Run, write_whole
from eval.summary import summarise, summarise_grades
from eval.thresholds import Check, Threshold, check


@dataclass(frozen=True, slots=True)
class Written:
    """The reports of a run: a table for the terminal, where the page is, and thresholds not reached."""

    text: str
    report: Path
    failed: tuple[Check, ...]


def write_reports(folder: Path, run: Run, thresholds: list[Threshold]) -> Written:
    """Write all reports of a run into its folder."""
    summary = summarise(run) | {"judge": summarise_grades(run, read_grades(folder))}
    checks = check(summary, thresholds)
    text = markdown_report(summary, checks, run.records)
    write_whole(folder / "summary.json", json.dumps(summary, indent=1, ensure_ascii=False) + "\n")
    write_whole(folder / "report.md", text)
    write_whole(folder / "junit.xml", junit_report(run, checks))
    write_whole(folder / "report.html", html_report(run, summary, checks))
    return Written(text, folder / "report.html", tuple(each for each in checks if not each.passed))
