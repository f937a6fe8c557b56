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
_ASKED = 5  # questions on a document from which its share says something
_NO_CHANGES = "e3b0c44298fc1c14"  # the hash of an empty diff, in older runs


@dataclass(frozen=True, slots=True)
class Mean:
    """The mean of a metric over ``cases`` cases with its 95 % interval, all 0..1."""

    mean: float
    low: float
    high: float
    cases: int


@dataclass(frozen=True, slots=True)
class Headline:
    """The main metric of one track in one language; None if every case was an error.

    ``smallest_detectable`` is None where there are too few cases to detect anything.
    """

    track: str
    language: str
    mean: Mean | None
    cases: int
    errors: int
    smallest_detectable: float | None


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

    @property
    def share(self) -> float:
        """Which share of them was not answered rightly."""
        return self.missed / self.asked


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
    """Return the documents of whose questions in a language the largest share was not answered rightly.

    The worst come first, of equal ones those with more such questions. Documents with fewer than five
    questions are left out where others have as many.
    """
    found: dict[str, dict[str, tuple[int, int]]] = {}
    for each in summary["documents"]:
        if each["language"] == language:
            found.setdefault(each["source"], {})[each["track"]] = (each["right"], each["cases"])
    documents = [Asked(source, counts) for source, counts in found.items()]
    least = min(_ASKED, max((each.asked for each in documents), default=0))
    worst = sorted(documents, key=lambda each: (-each.share, -each.missed, each.source))
    return [each for each in worst if each.missed and each.asked >= least][:WORST]


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
    return short if inputs.get("changes") in (None, _NO_CHANGES) else f"{short} with local changes"


def told(inputs: Mapping[str, Any]) -> dict[str, str]:
    """Return what went into a run as text."""
    return {
        name.replace("_", " "): "none" if (name, value) == ("changes", _NO_CHANGES) else _listed(value)
        for name, value in inputs.items()
    }


def _listed(value: object) -> str:
    if isinstance(value, Mapping):
        return ", ".join(f"{key} {inner}" for key, inner in value.items())
    if isinstance(value, list | tuple):
        return ", ".join(map(str, value)) or "none"
    return "none" if value is None else str(value)


def date(summary: Summary) -> str:
    """Return when a run began, such as "2026-11-22 01:56 UTC"."""
    return str(summary["created"]).replace("T", " ").removesuffix("Z")[:16] + " UTC"
