"""Cases, replies and records for tests."""

from typing import Any

from bot.types import Citation, Span
from eval.results import Run
from eval.types import Case, Gold, Record, Reply


def make_case(id: str = "reworded/en-1", **changes: Any) -> Case:
    given: dict[str, Any] = {
        "track": id.split("/")[0],
        "type": "paraphrase",
        "language": "en",
        "question": "Who pays?",
        "answerable": True,
        "cluster": id,
        "sources": ("en/deductible.md",),
        "gold": (Gold("The policyholder pays the deductible.", "en", "en/deductible.md", Span(0, 30)),),
    }
    return Case(id=id, **(given | changes))


def make_reply(**changes: Any) -> Reply:
    given: dict[str, Any] = {
        "text": "The policyholder pays. [1]",
        "language": "en",
        "kind": "extract",
        "abstained": False,
        "confidence": 0.8,
        "citations": (
            Citation(1, "en/deductible.md", "Deductible", "en", (), 0, 22, "The policyholder pays."),
        ),
        "ranking": ("en/deductible.md", "en/bicycle.md"),
    }
    return Reply(**(given | changes))


def make_record(id: str = "reworded/en-1", outcome: Any = "right", **changes: Any) -> Record:
    case = changes.pop("case", None) or make_case(id)
    if outcome == "error":
        return Record(case, None, "TimeoutError: no answer", "error", {})
    scores = changes.pop("scores", {"correct": float(outcome == "right"), "faithfulness": 1.0})
    reply = make_reply(abstained=outcome == "refused", **changes)
    return Record(case, reply, None, outcome, scores)


def make_run(records: list[Record], name: str = "run", **inputs: Any) -> Run:
    given = {"suite": "small", "target": "this bot", "commit": "abc", "cases": "x", "count": len(records)}
    manifest = {"format": 1, "created": "2026-01-01T00:00:00Z", "inputs": given | inputs}
    return Run(name, manifest, tuple(records), {record.case.id: 0.05 for record in records})
