"""What several reports show of a summary: figures as text, the headline, and the documents that do worst."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from eval.report.words import main_metric
from eval.summary import ALL, find_row
from eval.types import TRACKS

Summary = dict[str, Any]
NONE = "–"
WORST = 10
_NO_CHANGES = "e3b0c44298fc1c14"  # the hash of an empty diff


@dataclass(frozen=True, slots=True)
class Mean:
    """The mean of a metric over ``cases`` cases with its 95 % interval, all 0..1."""

    mean: float
    low: float
    high: float
    cases: int


@dataclass(frozen=True, slots=True)
class Headline:
    """The main metric of one track in one language; None if every case was an error."""

    track: str
    language: str
    mean: Mean | None
    cases: int
    errors: int
    smallest_detectable: float


@dataclass(frozen=True, slots=True)
class Asked:
    """A document and, by track, how many of its questions were answered rightly: (right, asked)."""

    source: str
    tracks: Mapping[str, tuple[int, int]]

    @property
    def missed(self) -> int:
        """How many questions were not answered rightly, on all tracks together."""
        return sum(asked - right for right, asked in self.tracks.values())

    @property
    def asked(self) -> int:
        """How many questions were asked about it."""
        return sum(asked for _, asked in self.tracks.values())


def languages(summary: Summary) -> list[str]:
    """Return the languages of a summary in order, so that each has one colour everywhere."""
    return sorted({row["language"] for row in summary["rows"]})


def tracks(summary: Summary) -> list[str]:
    """Return the tracks that have cases."""
    present = {row["track"] for row in summary["rows"]}
    return [track for track in TRACKS if track in present]


def mean_of(row: Mapping[str, Any] | None, metric: str) -> Mean | None:
    """Return a metric of a row, None if no case of it has one."""
    found = row["metrics"].get(metric) if row else None
    if not found or not found["cases"] or not math.isfinite(found["mean"]):
        return None
    return Mean(found["mean"], found["low"], found["high"], found["cases"])


def headline(summary: Summary, track: str, language: str) -> Headline | None:
    """Return the main figure of a track in a language, None if it has no cases."""
    row = find_row(summary, track, language)
    if row is None:
        return None
    mean = mean_of(row, main_metric(track))
    return Headline(track, language, mean, row["cases"], row["errors"], row["smallest_detectable"])


def worst_documents(summary: Summary, language: str) -> list[Asked]:
    """Return the documents of which most questions in a language were not answered rightly, worst first."""
    found: dict[str, dict[str, tuple[int, int]]] = {}
    for each in summary["documents"]:
        if each["language"] == language:
            found.setdefault(each["source"], {})[each["track"]] = (each["right"], each["cases"])
    documents = [Asked(source, counts) for source, counts in found.items()]
    worst = sorted(documents, key=lambda each: (-each.missed, each.asked, each.source))
    return [each for each in worst if each.missed][:WORST]


def confidences(summary: Summary, pool: str) -> list[dict[str, Any]]:
    """Return the confidence figures of a pool: each language, then all of them if there are several."""
    rows = [each for each in summary["confidence"] if each["pool"] == pool]
    single = [each for each in rows if each["language"] != ALL]
    return single if len(single) == 1 else single + [each for each in rows if each["language"] == ALL]


def points(value: float | None) -> str:
    """Write a share as a number of per cent, such as "92.1"."""
    return NONE if value is None or not math.isfinite(value) else f"{100 * value:.1f}"


def interval(mean: Mean) -> str:
    """Write an interval in per cent, such as "88.0–95.2"."""
    return f"{points(mean.low)}–{points(mean.high)}"


def commit(summary: Summary) -> str:
    """Return the short commit of a run, and whether files had been changed since."""
    inputs = summary["inputs"]
    short = str(inputs.get("commit") or "")[:10]
    if not short:
        return "not from a checkout"
    return short if inputs.get("changes", _NO_CHANGES) == _NO_CHANGES else f"{short} with local changes"


def date(summary: Summary) -> str:
    """Return when a run began, such as "2026-11-22 01:56 UTC"."""
    return str(summary["created"]).replace("T", " ").removesuffix("Z")[:16] + " UTC"
