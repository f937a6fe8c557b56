"""What a run must reach: a TOML file of the least a metric may be, by track and language.

[reworded.nb]
correct = 0.7             # at least
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.errors import UsageError
from eval.summary import find_row
from eval.types import TRACKS

THRESHOLDS = Path(__file__).with_suffix(".toml")


@dataclass(frozen=True, slots=True)
class Threshold:
    """One thing a run must reach."""

    track: str
    language: str
    metric: str
    least: float


@dataclass(frozen=True, slots=True)
class Check:
    """A threshold and what the run has; None where the run has no such cases."""

    threshold: Threshold
    value: float | None

    def __str__(self) -> str:
        """Say what was to be reached and what was."""
        each = self.threshold
        was = "not measured" if self.value is None else f"{self.value:.3f}"
        return f"{each.track} {each.language} {each.metric} {was}, at least {each.least:g}"

    @property
    def passed(self) -> bool:
        """Whether the run reaches it. What was not measured was not reached."""
        return self.value is not None and self.value >= self.threshold.least


def read_thresholds(path: Path) -> list[Threshold]:
    """Read a file of thresholds.

    Raises:
        UsageError: it cannot be read, or says something that is none.
    """
    try:
        content = tomllib.loads(path.read_text("utf-8"))
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else error
        raise UsageError(f"{path} cannot be read: {reason}") from error
    found = []
    for track, languages in content.items():
        for language, metrics in _table(path, track, languages).items():
            for metric, least in _table(path, f"{track}.{language}", metrics).items():
                if track not in TRACKS or isinstance(least, bool) or not isinstance(least, int | float):
                    raise UsageError(
                        f"{path}: {track}.{language}.{metric} is no threshold; write a track "
                        f"({', '.join(TRACKS)}), a language, a metric and a number"
                    )
                found.append(Threshold(track, language, metric, float(least)))
    return found


def check(summary: dict[str, Any], thresholds: list[Threshold]) -> list[Check]:
    """Check a summary; an error in the run counts as not reaching anything on that track and language."""
    return [Check(each, _value(summary, each)) for each in thresholds]


def _value(summary: dict[str, Any], threshold: Threshold) -> float | None:
    row = find_row(summary, threshold.track, threshold.language)
    if row is None or row["errors"] or threshold.metric not in row["metrics"]:
        return None
    return float(row["metrics"][threshold.metric]["mean"])


def _table(path: Path, name: str, value: object) -> Mapping[str, Any]:
    if not isinstance(value, dict):
        raise UsageError(f"{path}: {name} should be a table such as [reworded.nb]")
    return value
