"""What a run must reach: a TOML file of bounds by track and language.

[reworded.nb]
correct = 0.7             # a metric of eval/metrics.py: at least, a share from 0 to 1
auroc = 0.8               # reworded and held_out: the confidence, at least; also for [reworded.all]

[verbatim.all]
p95_seconds = 0.5         # or p50_seconds: how long replies take, at most; all languages together
"""

import math
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from bot.errors import UsageError
from eval.report.words import METRICS
from eval.summary import ALL, POOLS, find_row
from eval.types import TRACKS

THRESHOLDS = Path(__file__).with_suffix(".toml")
CONFIDENCE = ("auroc",)
SECONDS = ("p50_seconds", "p95_seconds")


@dataclass(frozen=True, slots=True)
class Threshold:
    """One thing a run must reach: at least ``bound``, or at most where it is a time."""

    track: str
    language: str
    metric: str
    bound: float

    @property
    def at_most(self) -> bool:
        """Whether less is better."""
        return self.metric in SECONDS

    def shown(self, value: float) -> str:
        """Write a value of this metric: seconds as they are, all else in per cent."""
        return f"{value:.3g} s" if self.at_most else f"{100 * value:.1f}"

    @property
    def wanted(self) -> str:
        """What is demanded, such as "at least 70.0"."""
        return f"at {'most' if self.at_most else 'least'} {self.shown(self.bound)}"


@dataclass(frozen=True, slots=True)
class Check:
    """A threshold and what the run has; None where the run has no such cases, or had errors there."""

    threshold: Threshold
    value: float | None

    def __str__(self) -> str:
        """Say what was to be reached and what was."""
        each = self.threshold
        return f"{each.track} {each.language} {each.metric} {self.shown}, {each.wanted} is asked for"

    @property
    def shown(self) -> str:
        """The value as text."""
        return "not measured" if self.value is None else self.threshold.shown(self.value)

    @property
    def passed(self) -> bool:
        """Whether the run reaches it. What was not measured was not reached."""
        if self.value is None:
            return False
        bound = self.threshold.bound
        return self.value <= bound if self.threshold.at_most else self.value >= bound


def read_thresholds(path: Path) -> list[Threshold]:
    """Read a file of thresholds.

    Raises:
        UsageError: it cannot be read, demands nothing, or says something that is no threshold.
    """
    try:
        content = tomllib.loads(path.read_text("utf-8"))
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else error
        raise UsageError(
            f"{path} cannot be read: {reason}; name a TOML file with tables such as [reworded.nb]"
        ) from error
    found = []
    for track, languages in content.items():
        for language, metrics in _table(path, track, languages).items():
            for metric, bound in _table(path, f"{track}.{language}", metrics).items():
                for problem in _problems(track, language, metric, bound):
                    raise UsageError(f"{path}: {track}.{language}.{metric} is no threshold: {problem}")
                found.append(Threshold(track, language, metric, float(bound)))
    if not found:
        raise UsageError(f"{path} demands nothing; write tables such as [reworded.nb] with correct = 0.7")
    return found


def check(summary: dict[str, Any], thresholds: list[Threshold]) -> list[Check]:
    """Check a summary; an error in the run counts as not reaching anything on that track and language."""
    return [Check(each, _value(summary, each)) for each in thresholds]


def _problems(track: str, language: str, metric: str, bound: object) -> Iterator[str]:
    known = (*METRICS, *CONFIDENCE, *SECONDS)
    if track not in TRACKS:
        yield f"there is no track {track!r}; choose {', '.join(TRACKS)}"
    elif metric not in known:
        near = get_close_matches(metric, known, 1)
        hint = f"did you mean {near[0]}? T" if near else "t"
        yield f"there is no metric {metric!r}; {hint}here are {', '.join(known)}"
    elif metric in CONFIDENCE and track not in POOLS:
        yield f"the confidence is judged on the tracks {' and '.join(POOLS)} alone"
    elif metric in SECONDS and language != ALL:
        yield f"times are of all languages together; write it under [{track}.{ALL}]"
    elif metric in METRICS and language == ALL:
        yield "languages are never averaged; write a table for each, such as [reworded.nb]"
    elif isinstance(bound, bool) or not isinstance(bound, int | float) or not math.isfinite(bound):
        yield "write a number"
    elif metric not in SECONDS and not 0 <= bound <= 1:
        yield f"{bound:g} is no share; write one from 0 to 1"
    elif bound < 0:
        yield "a time is not below 0"


def _value(summary: dict[str, Any], threshold: Threshold) -> float | None:
    track, language, metric = threshold.track, threshold.language, threshold.metric
    rows = [row for row in summary["rows"] if row["track"] == track and language in (ALL, row["language"])]
    if any(row["errors"] for row in rows):
        return None
    if metric in SECONDS:
        found = {each["track"]: each[metric.removesuffix("_seconds")] for each in summary["latency"]}
        return found.get(track)
    if metric in CONFIDENCE:
        told = {(each["pool"], each["language"]): each[metric] for each in summary["confidence"]}
        return told.get((track, language))
    row = find_row(summary, track, language)
    if row is None or metric not in row["metrics"]:
        return None
    return float(row["metrics"][metric]["mean"])


def _table(path: Path, name: str, value: object) -> Mapping[str, Any]:
    if not isinstance(value, dict):
        raise UsageError(f"{path}: {name} should be a table such as [reworded.nb]")
    return value
