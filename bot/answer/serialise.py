"""Answers as JSON and as text for a terminal."""

from datetime import date
from typing import Any

from bot.answer.citations import outdated
from bot.messages import message
from bot.types import Answer, Citation


def answer_to_json(answer: Answer, id: str | None = None) -> dict[str, Any]:
    """Return an answer as the JSON object of the command line and the API."""
    return {
        "id": id,
        "question": answer.question,
        "language": answer.language,
        "answer": answer.text,
        "abstained": answer.abstained,
        "kind": answer.kind,
        "generation": answer.generation,
        "confidence": round(answer.confidence, 4),
        "citations": [citation_to_json(citation) for citation in answer.citations],
        "hits": [
            {
                "source": hit.chunk.source,
                "heading": " > ".join(hit.chunk.heading),
                "score": round(hit.score, 4),
            }
            for hit in answer.hits
        ],
        "suggestions": list(answer.suggestions),
        "timings": {stage: round(seconds, 5) for stage, seconds in answer.timings.items()},
    }


def citation_to_json(citation: Citation) -> dict[str, Any]:
    """Return a citation as the JSON object of an answer."""
    return {
        "marker": citation.marker,
        "source": citation.source,
        "title": citation.title,
        "language": citation.language,
        "heading": " > ".join(citation.heading),
        "start": citation.start,
        "end": citation.end,
        "quote": citation.quote,
        "url": citation.url,
        "updated": citation.updated,
        "valid_until": citation.valid_until,
        "jurisdiction": citation.jurisdiction,
    }


def answer_to_text(answer: Answer, today: date | None = None) -> str:
    """Return an answer with its sources for reading on a terminal.

    A source past its date is marked; ``today`` is for tests.
    """
    lines = [answer.text]
    if answer.citations:
        lines += ["", message("sources", answer.language)]
        for citation in answer.citations:
            place = " > ".join(dict.fromkeys((citation.title, *citation.heading)))
            span = f"{citation.source}:{citation.start}-{citation.end}"
            lines.append(f"[{citation.marker}] {place} ({citation.language}) {span}")
            if citation.updated:
                lines[-1] += f", {message('updated', answer.language, date=citation.updated)}"
            if outdated(citation, today or date.today()):
                lines.append("    " + message("outdated", answer.language, date=citation.valid_until or ""))
    return "\n".join(lines)
