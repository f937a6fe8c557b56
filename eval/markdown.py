"""The report as Markdown, to be read in a terminal or on a forge, and two runs compared, for the terminal."""

import re
from collections.abc import Sequence
from typing import Any
from unicodedata import east_asian_width

from rich.console import Group
from rich.table import Table
from rich.text import Text

from eval.compare import Comparison, Difference
from eval.report.figures import (
    NONE,
    Mean,
    Summary,
    commit,
    confidences,
    date,
    headline,
    interval,
    languages,
    mean_of,
    points,
    tracks,
    worst_documents,
)
from eval.report.words import main_metric, metric_name, printable, suite_name, track_name, type_name
from eval.summary import POOLS
from eval.thresholds import Check
from eval.types import Record

CHANGED = 20  # changed cases that are listed
WRONG = 10  # wrong answers that are
_QUESTION = 60  # characters of a question in a table
# Beside the main metric; the page has all.
_SHOWN = ("answered", "recall_at_1", "citation_recall", "citation_validity", "chrf", "resisted", "not_leaked")
# What Markdown or HTML would take for its own; an underscore only where it could begin or end emphasis.
_SPECIAL = re.compile(r"[\\`*\[\]<>|~#&]|(?<![^\W_])_|_(?![^\W_])")


def markdown_report(summary: Summary, checks: Sequence[Check], records: Sequence[Record]) -> str:
    """Return a short report: headline, tracks by type, confidence, what does worst, thresholds."""
    blocks = [*_header(summary), *_thresholds(checks), *_headline(summary)]
    for track in tracks(summary):
        blocks += _track(summary, track)
    blocks += [*_confidence(summary), *_grades(summary), *_wrong(records), *_documents(summary)]
    return "\n\n".join(blocks) + "\n"


def comparison_table(comparison: Comparison, a_name: str, b_name: str) -> Group:
    """Return for the terminal what changed from run A to run B."""
    changed = [each for each in comparison.differences if each.won or each.lost or each.regression]
    same = len(comparison.differences) - len(changed)
    parts: list[Text | Table] = [Text(printable(f"A: {a_name}\nB: {b_name}"))]
    if changed:
        parts.append(_differences(changed))
        note = "95 % is the interval of the mean; p is adjusted for the number of comparisons."
        if any(each.few for each in changed):
            note += "\nToo few: not even the loss of all that differ would be significant."
        parts.append(Text(note))
    parts.append(Text(f"{same} of {len(comparison.differences)} figures are the same in both."))
    if any(comparison.errors):
        worse = comparison.errors[1] > comparison.errors[0]
        counts = "Errors: {} in A, {} in B.".format(*comparison.errors)
        parts.append(Text(counts, style="bold red" if worse else ""))
    parts += _changed_cases(comparison)
    if comparison.regressed:
        parts.append(Text("B is worse than A.", style="bold red"))
    elif comparison.undecided:
        parts.append(Text("B is lower than A where there are too few cases to tell.", style="bold red"))
    elif any(each.few for each in comparison.differences):
        parts.append(Text("No regression, as far as so few cases can tell."))
    else:
        parts.append(Text("No regression."))
    return Group(*parts)


def _header(summary: Summary) -> list[str]:
    inputs = summary["inputs"]
    errors = "1 error" if summary["errors"] == 1 else f"{summary['errors'] or 'no'} errors"
    about = [
        f"{summary['cases']} cases",
        errors,
        f"asked of {_escaped(inputs.get('target', NONE))}",
        date(summary),
        f"commit {commit(summary)}",
        f"model {_escaped(inputs.get('model') or NONE)}",
    ]
    title = f"# Evaluation on {_escaped(suite_name(inputs.get('suite', NONE)))}"
    causes = [f"- {_escaped(cause['error'])} ({cause['cases']})" for cause in summary["causes"]]
    return [title, ", ".join(about) + ".", *(["What failed:", "\n".join(causes)] if causes else [])]


def _thresholds(checks: Sequence[Check]) -> list[str]:
    if not checks:
        return []
    failed = [check for check in checks if not check.passed]
    if not failed:
        return [
            "The threshold is reached." if len(checks) == 1 else f"All {len(checks)} thresholds are reached."
        ]
    rows = [
        [
            track_name(check.threshold.track),
            check.threshold.language,
            metric_name(check.threshold.metric),
            check.shown,
            check.threshold.wanted,
        ]
        for check in failed
    ]
    table = _table(["Track", "Language", "Metric", "Is", "Should be"], rows, left=3)
    return [f"**{len(failed)} of {len(checks)} thresholds are missed:**", table]


def _headline(summary: Summary) -> list[str]:
    spoken = languages(summary)
    rows = []
    for track in tracks(summary):
        row = [f"{track_name(track)}: {metric_name(main_metric(track)).lower()}"]
        for language in spoken:
            found = headline(summary, track, language)
            if found is None:
                row.append(NONE)
                continue
            errors = f", {found.errors} err" if found.errors else ""
            row.append(_mean(found.mean) + f" n {found.mean.cases if found.mean else 0}{errors}")
        rows.append(row)
    if not rows:
        return ["There are no cases."]
    note = "Per cent with 95 % interval, and the number of cases scored; errors are counted beside them."
    return ["## Headline", _table(["Track", *spoken], rows), note]


def _track(summary: Summary, track: str) -> list[str]:
    found = [row for row in summary["rows"] if row["track"] == track]
    shown = [name for name in _SHOWN if any(mean_of(row, name) for row in found)]
    failed = any(row["errors"] for row in found)
    rows = [
        [
            row["language"],
            type_name(row["type"]),
            str(row["cases"]),
            *([str(row["errors"])] if failed else []),
            _mean(mean_of(row, main_metric(track))),
            *(_only_mean(mean_of(row, name)) for name in shown),
        ]
        for row in found
    ]
    names = [metric_name(name) for name in (main_metric(track), *shown)]
    head = ["Language", "Type", "n", *(["Errors"] if failed else []), *names]
    return [f"## {track_name(track)}", _table(head, rows, left=2)]


def _confidence(summary: Summary) -> list[str]:
    lines = []
    for pool in POOLS:
        for row in confidences(summary, pool):
            lines.append(
                f"- {track_name(pool)}, {_escaped(row['language'])}: AUROC {points(row['auroc'])}, "
                f"coverage at 2 % risk {points(row['coverage_at_2_percent_risk'])}, "
                f"calibration error {points(row['expected_calibration_error'])} "
                f"({row['right']} of {row['answers']} answers right; "
                f"{row['answerable']} of {row['cases']} questions answerable)"
            )
    return ["## Confidence", "\n".join(lines) or "The bot states none, or none could be judged."]


def _grades(summary: Summary) -> list[str]:
    rows = [
        [
            track_name(row["track"]),
            row["language"],
            NONE if row["mean"] is None else str(row["mean"]),
            str(row["graded"]),
            str(row["ungraded"]),
        ]
        for row in summary.get("judge", ())
    ]
    if not rows:
        return []
    table = _table(["Track", "Language", "Grade", "Graded", "No grade given"], rows, left=2)
    return ["## Grades by a chat model", table, "Means from 1 to 5, for reading only."]


def _wrong(records: Sequence[Record]) -> list[str]:
    """Return the wrong answers that the bot was surest of, where it says how sure it is."""
    wrong = [
        (record.reply.confidence or 0.0, record.case, record.reply)
        for record in records
        if record.outcome == "wrong" and record.reply and not record.reply.abstained
    ]
    wrong.sort(key=lambda each: -each[0])
    rows = [
        [
            case.id,
            NONE if reply.confidence is None else points(reply.confidence),
            case.question[:_QUESTION],
            reply.citations[0].source if reply.citations else NONE,
            case.sources[0] if case.sources else NONE,
        ]
        for _, case, reply in wrong[:WRONG]
    ]
    if not rows:
        return []
    table = _table(["Case", "Confidence", "Question", "Answered from", "Answer stands in"], rows)
    told = f"{len(rows)} of {len(wrong)} wrong answers, surest first; the page shows all and what was said."
    return ["## Wrong answers", table, told]


def _documents(summary: Summary) -> list[str]:
    asked = [track for track in tracks(summary) if track != "unanswerable"]
    blocks = []
    for language in languages(summary):
        rows = [
            [
                document.source,
                points(document.share),
                *("{}/{}".format(*document.tracks[t]) if t in document.tracks else NONE for t in asked),
            ]
            for document in worst_documents(summary, language)
        ]
        if rows:
            head = [f"Questions in {language} on", "Not right", *map(track_name, asked)]
            blocks.append(_table(head, rows))
    note = "Not right in per cent; then right of asked on each track."
    return ["## Documents that do worst", *blocks, note] if blocks else []


def _mean(mean: Mean | None) -> str:
    return f"{points(mean.mean)} ({interval(mean)})" if mean else NONE


def _only_mean(mean: Mean | None) -> str:
    return points(mean.mean) if mean else NONE


def _table(head: Sequence[str], rows: Sequence[Sequence[str]], left: int = 1) -> str:
    """Return a table whose columns stand in line in a terminal too; all but the first ones flush right."""
    lines = [[_escaped(cell) for cell in row] for row in (head, *rows)]
    widths = [max(3, *(_width(line[column]) for line in lines)) for column in range(len(head))]
    rule = ["-" * width if place < left else "-" * (width - 1) + ":" for place, width in enumerate(widths)]
    padded = [
        [
            cell + " " * (width - _width(cell)) if place < left else " " * (width - _width(cell)) + cell
            for place, (cell, width) in enumerate(zip(line, widths, strict=True))
        ]
        for line in lines
    ]
    return "\n".join(f"| {' | '.join(line)} |" for line in (padded[0], rule, *padded[1:]))


def _width(text: str) -> int:
    return sum(2 if east_asian_width(character) in "WF" else 1 for character in text)


def _escaped(text: Any) -> str:  # noqa: ANN401
    """Return text on one line that means nothing to Markdown."""
    return _SPECIAL.sub(r"\\\g<0>", " ".join(printable(str(text)).split()))


def _differences(changed: Sequence[Difference]) -> Table:
    """Return a table that fits a terminal of 80 columns."""
    table = _grid("B less A, in points", "Track", "", "Metric")
    for name in ("Mean", "95 %", "n", "Won", "Lost", "p"):
        table.add_column(name, justify="right", no_wrap=True)
    table.add_column("")
    for each in changed:
        cells = (
            track_name(each.track),
            each.language,
            metric_name(each.metric),
            _signed(each.mean),
            f"{_signed(each.low)}…{_signed(each.high)}",
            str(each.cases),
            str(each.won),
            str(each.lost),
            f"{each.p:.3f}" if each.p >= 0.001 else "<.001",
            "regression" if each.regression else "too few" if each.few else "",
        )
        style = "bold red" if each.regression else ""
        table.add_row(*(Text(printable(cell)) for cell in cells), style=style)
    return table


def _changed_cases(comparison: Comparison) -> list[Text | Table]:
    if not comparison.changed:
        return [Text("No case changed its outcome.")]
    table = _grid("Cases with another outcome", "Case", "A", "B")
    for id, was, now in comparison.changed[:CHANGED]:
        table.add_row(Text(printable(id)), was, now)
    more = len(comparison.changed) - CHANGED
    return [table, Text(f"and {more} more")] if more > 0 else [table]


def _grid(title: str, *columns: str) -> Table:
    return Table(
        *columns, title=f"\n{title}", title_justify="left", box=None, pad_edge=False, collapse_padding=True
    )


def _signed(value: float) -> str:
    rounded = f"{100 * value:+.1f}"
    return "0.0" if float(rounded) == 0 else rounded.replace("-", "−")
