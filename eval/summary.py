"""Records to figures: by track, language and type, never averaged over tracks."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import numpy as np

from eval.results import Run
from eval.selective import (
    auroc,
    calibration_bins,
    coverage_at_risk,
    expected_calibration_error,
    risk_coverage,
    risk_coverage_area,
)
from eval.statistics import score_interval, smallest_detectable
from eval.types import TRACKS, WHOLE, Record

ALL = "all"
_CAUSES = 5
# Where confidence is judged: answerable cases of a track against the unanswerable asked of the same index.
POOLS = ("reworded", "held_out")


def summarise(run: Run) -> dict[str, Any]:
    """Return everything that reports show, as plain JSON.

    Means are over the cases a metric applies to, with their number and a 95 % cluster bootstrap interval;
    errors are counted beside them and never scored.
    """
    records = run.records
    return {
        "name": run.name,
        "created": run.manifest["created"],
        "inputs": dict(run.inputs),
        "cases": len(records),
        "errors": sum(record.outcome == "error" for record in records),
        "causes": list(_causes(records)),
        "rows": list(_rows(records)),
        "confidence": list(_confidence(records)),
        "language_matrix": list(_language_matrix(records)),
        "latency": list(_latency(run)),
        "documents": list(_documents(records)),
    }


def _causes(records: Sequence[Record]) -> Iterable[dict[str, Any]]:
    """Yield what most of the errors say, with how many do."""
    counts = Counter(record.error for record in records if record.error is not None)
    for error, cases in counts.most_common(_CAUSES):
        yield {"error": error, "cases": cases}


def find_row(summary: dict[str, Any], track: str, language: str, type: str = ALL) -> dict[str, Any] | None:
    """Return one row of a summary, None if it has no such cases."""
    wanted = (track, language, type)
    rows: list[dict[str, Any]] = summary["rows"]
    return next((row for row in rows if (row["track"], row["language"], row["type"]) == wanted), None)


def summarise_grades(run: Run, grades: Mapping[str, int | None] | None) -> list[dict[str, Any]]:
    """Return the mean grade a chat model gave, by track and language; empty where none was asked."""
    found: dict[tuple[str, str], list[int | None]] = {}
    for record in run.records:
        if grades is not None and record.case.id in grades:
            place = (record.case.track, record.case.language)
            found.setdefault(place, []).append(grades[record.case.id])
    return [
        {
            "track": track,
            "language": language,
            "graded": len(given),
            "ungraded": len(values) - len(given),
            "mean": round(float(np.mean(given)), 2) if given else None,
        }
        for (track, language), values in found.items()
        for given in [[value for value in values if value is not None]]
    ]


def _rows(records: Sequence[Record]) -> Iterable[dict[str, Any]]:
    for track in TRACKS:
        on_track = [record for record in records if record.case.track == track]
        for language in _values(on_track, lambda record: record.case.language):
            spoken = [record for record in on_track if record.case.language == language]
            types = _values(spoken, lambda record: record.case.type)
            for type in (ALL, *types) if len(types) > 1 else (ALL,):
                rows = [record for record in spoken if type in (ALL, record.case.type)]
                yield {"track": track, "language": language, "type": type} | _row(rows)


def _row(records: Sequence[Record]) -> dict[str, Any]:
    names = sorted({name for record in records for name in record.scores})
    clusters = len({record.case.cluster for record in records})
    scored = len({record.case.cluster for record in records if record.outcome != "error"})
    return {
        "cases": len(records),
        "clusters": clusters,
        "errors": sum(record.outcome == "error" for record in records),
        "outcomes": dict(Counter(record.outcome for record in records)),
        "smallest_detectable": _rounded(smallest_detectable(scored)),
        "metrics": {name: _mean(records, name) for name in names},
    }


def _mean(records: Sequence[Record], name: str) -> dict[str, Any]:
    scored = [
        (value, record.case.cluster) for record in records if (value := record.scores.get(name)) is not None
    ]
    values, clusters = [value for value, _ in scored], [cluster for _, cluster in scored]
    low, high = score_interval(values, clusters)
    return {
        "mean": round(float(np.mean(values)), 4),
        "low": round(low, 4),
        "high": round(high, 4),
        "cases": len(values),
    }


def _confidence(records: Sequence[Record]) -> Iterable[dict[str, Any]]:
    """Yield, by pool and language, how well confidence tells; of the test half where cases have one."""
    replied = [record for record in records if record.reply and record.reply.confidence is not None]
    for pool in POOLS:
        asked = [record for record in replied if _in_pool(record, pool)]
        if not any(record.case.answerable for record in asked):
            continue  # the track was not asked: there is nothing to tell the unanswerable from
        for language in (ALL, *_values(asked, lambda record: record.case.language)):
            spoken = [record for record in asked if language in (ALL, record.case.language)]
            if spoken:
                yield {"pool": pool, "language": language} | _selective(spoken)


def _in_pool(record: Record, pool: str) -> bool:
    case = record.case
    if case.split == "dev":  # the confidence was fitted on these
        return False
    if case.track == "unanswerable":
        return (case.index == WHOLE) == (pool == "reworded")
    return case.track == pool and (pool == "held_out" or case.index == WHOLE)


def _selective(records: Sequence[Record]) -> dict[str, Any]:
    answers = [record for record in records if record.outcome != "refused"]
    confidences = [_told(record) for record in answers]
    right = [record.outcome == "right" for record in answers]
    answerable = sum(record.case.answerable for record in records)
    coverages, risks = risk_coverage(confidences, right, answerable)
    others = _values([r for r in records if not r.case.answerable], lambda record: record.case.type)
    found = {
        "cases": len(records),
        "answerable": answerable,
        "answers": len(answers),
        "right": sum(right),
        "auroc": _auroc(records),
        "auroc_against": {
            type: _auroc([r for r in records if r.case.answerable or r.case.type == type]) for type in others
        },
        "risk_coverage_area": risk_coverage_area(confidences, right),
        "coverage_at_2_percent_risk": coverage_at_risk(confidences, right, answerable),
        "expected_calibration_error": expected_calibration_error(confidences, right),
        # The third is how many answers a point rests on.
        "risk_coverage": list(zip(coverages.tolist(), risks.tolist(), _numbers(confidences), strict=True)),
        "calibration": calibration_bins(confidences, right),
    }
    return {name: _rounded(value) for name, value in found.items()}


def _numbers(confidences: Sequence[float]) -> list[int]:
    """Return how many answers there are down to each confidence that occurs, the highest first."""
    _, counts = np.unique(-np.asarray(confidences), return_counts=True)
    return [int(count) for count in np.cumsum(counts)]


def _auroc(records: Sequence[Record]) -> float | None:
    return auroc([_told(record) for record in records], [record.case.answerable for record in records])


def _told(record: Record) -> float:
    assert record.reply is not None and record.reply.confidence is not None
    return record.reply.confidence


def _language_matrix(records: Sequence[Record]) -> Iterable[dict[str, Any]]:
    """Yield how often the first document of each language answers questions of each language."""
    asked = [record for record in records if record.first_by_language]
    for language in _values(asked, lambda record: record.case.language):
        spoken = [record for record in asked if record.case.language == language]
        for document_language in sorted({found for r in spoken for found in r.first_by_language or ()}):
            hits = [(r.first_by_language or {}).get(document_language) in r.case.sources for r in spoken]
            mean = round(sum(hits) / len(hits), 4)
            yield {
                "question": language,
                "document": document_language,
                "recall_at_1": mean,
                "cases": len(hits),
            }


def _latency(run: Run) -> Iterable[dict[str, Any]]:
    for track in TRACKS:
        seconds = [
            run.seconds[record.case.id]
            for record in run.records
            if record.case.track == track and record.case.id in run.seconds and record.outcome != "error"
        ]
        if seconds:
            yield {
                "track": track,
                "cases": len(seconds),
                "p50": round(float(np.quantile(seconds, 0.5)), 4),
                "p95": round(float(np.quantile(seconds, 0.95)), 4),
                "seconds": [round(value, 4) for value in sorted(seconds)],
            }


def _documents(records: Sequence[Record]) -> Iterable[dict[str, Any]]:
    """Yield how many answers about each document were right, on each track but the unanswerable."""
    for track in TRACKS[:-1]:
        asked = [r for r in records if r.case.track == track and r.case.sources and r.outcome != "error"]
        groups: dict[tuple[str, str], list[Record]] = {}
        for record in asked:
            groups.setdefault((record.case.language, record.case.sources[0]), []).append(record)
        for (language, source), found in sorted(groups.items()):
            right = sum(record.outcome == "right" for record in found)
            yield {
                "track": track,
                "language": language,
                "source": source,
                "cases": len(found),
                "right": right,
            }


def _values(records: Sequence[Record], of: Callable[[Record], str]) -> list[str]:
    return list(dict.fromkeys(of(record) for record in records))


def _rounded(value: Any) -> Any:  # noqa: ANN401
    """Round the floats in plain JSON."""
    if isinstance(value, dict):
        return {key: _rounded(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_rounded(inner) for inner in value]
    return round(value, 4) if isinstance(value, float) else value
