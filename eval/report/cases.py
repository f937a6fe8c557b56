"""The cases of a run as data for the page's table."""

import json
import math
from typing import Any

from eval.report.words import METRICS, as_it_should_be, failed_checks, metric_name, track_name
from eval.results import Run
from eval.types import Case, Gold, Record, Reply

# What ends a script element, begins one in it, or breaks a line of JavaScript.
_ESCAPES = str.maketrans(
    {"<": "\\u003c", ">": "\\u003e", "&": "\\u0026", "\u2028": "\\u2028", "\u2029": "\\u2029"}
    | {chr(code): f"\\u{code:04x}" for code in range(0xD800, 0xE000)}
)
_RANKED = 10  # documents of a ranking that are shown


class _Texts:
    """Texts by number, each held once: a gold answer stands in many cases, and often in their replies."""

    def __init__(self) -> None:
        self.list: list[str] = []
        self._numbers: dict[str, int] = {}

    def number(self, text: str) -> int:
        """Return the number of a text."""
        if text not in self._numbers:
            self._numbers[text] = len(self.list)
            self.list.append(text)
        return self._numbers[text]


def case_data(run: Run) -> str:
    """Return all cases as JSON that may stand in a script element; they name their texts by number."""
    texts = _Texts()
    cases = [_case(record, run.seconds.get(record.case.id), texts) for record in run.records]
    names = {name for record in run.records for name in record.scores}
    data = {
        "texts": texts.list,
        "cases": cases,
        "tracks": {record.case.track: track_name(record.case.track) for record in run.records},
        "metrics": {
            name: metric_name(name)
            for name in (*(known for known in METRICS if known in names), *sorted(names - METRICS.keys()))
        },
    }
    return json.dumps(data, ensure_ascii=False, separators=(",", ":")).translate(_ESCAPES)


def _case(record: Record, seconds: float | None, texts: _Texts) -> dict[str, Any]:
    case = record.case
    told: dict[str, Any] = {
        "id": case.id,
        "track": case.track,
        "type": case.type,
        "language": case.language,
        "split": case.split,
        "index": case.index,
        "question": texts.number(case.question),
        "history": [texts.number(turn) for turn in case.history],
        "forbidden": [texts.number(words) for words in case.forbidden],
        "outcome": record.outcome,
        "fine": as_it_should_be(record),
        "failed": [texts.number(check) for check in failed_checks(record)],
        "sources": [texts.number(source) for source in case.sources],
        "gold": [_gold(gold, texts) for gold in _own_language_first(case)],
        "scores": {name: value for name, value in record.scores.items() if _finite(value) is not None},
        "seconds": _finite(seconds),
        "error": None if record.error is None else texts.number(record.error),
    }
    if record.reply is not None:
        told |= _reply(record.reply, case, texts)
    return {name: value for name, value in told.items() if value is not None}


def _reply(reply: Reply, case: Case, texts: _Texts) -> dict[str, Any]:
    ranking = None if reply.ranking is None else reply.ranking[:_RANKED]
    return {
        "answer": texts.number(reply.text),
        "spoken": reply.language,
        "kind": reply.kind,
        "refused": reply.abstained,
        "confidence": _finite(reply.confidence),
        "citations": None
        if reply.citations is None
        else [
            [
                each.marker,
                texts.number(each.source),
                texts.number(each.title),
                each.language,
                each.start,
                each.end,
                texts.number(each.quote),
            ]
            for each in reply.citations
        ],
        # Whether it answers stands beside each document.
        "ranking": None
        if ranking is None
        else [[texts.number(source), source in case.sources] for source in ranking],
    }


def _gold(gold: Gold, texts: _Texts) -> list[Any]:
    place = [gold.span.start, gold.span.end] if gold.span else [None, None]
    source = None if gold.source is None else texts.number(gold.source)
    return [texts.number(gold.text), gold.language, source, *place]


def _finite(value: float | None) -> float | None:
    """Return a number as JSON can hold it."""
    return value if value is not None and math.isfinite(value) else None


def _own_language_first(case: Case) -> list[Gold]:
    return sorted(case.gold, key=lambda gold: gold.language != case.language)
