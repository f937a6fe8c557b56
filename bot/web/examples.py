"""Real exchanges, shown in the OpenAPI documents."""

import json
from typing import Any

_ID = "a2b6c1f0e4d84f7f9c35a1d7be20f643"
_WORDS = (
    "In most HMOs, yes. Your primary care physician sends you to a network specialist, and without that "
    "referral the HMO may refuse to pay. Women may see a network obstetrician or gynecologist without a "
    "referral under federal law, and some HMOs open other specialties too. Ask whether the referral covers "
    "one visit or several."
)
_SOURCE = "en/health-maintenance-organization.md"
_TITLE = "Health Maintenance Organization (HMO)"
_ASKED = "Do I need a referral to see a specialist in an HMO?"
_HEADING = f"{_TITLE} > Frequently asked questions > {_ASKED}"

QUESTION: dict[str, Any] = {"question": _ASKED}
FOLLOW_UP: dict[str, Any] = {"question": "And how is it in Norway?", "language": "en", "history": [_ASKED]}
CITATION: dict[str, Any] = {
    "marker": 1,
    "source": _SOURCE,
    "title": _TITLE,
    "language": "en",
    "heading": _HEADING,
    "start": 7147,
    "end": 7468,
    "quote": _WORDS,
    "url": None,
    "updated": "2026-11-21",
    "valid_until": None,
    "jurisdiction": "US, federal",
}
ANSWER: dict[str, Any] = {
    "id": _ID,
    "question": _ASKED,
    "language": "en",
    "answer": f"{_WORDS} [1]",
    "abstained": False,
    "kind": "faq",
    "generation": None,
    "confidence": 0.9999,
    "citations": [CITATION],
    "hits": [
        {"source": _SOURCE, "heading": _HEADING, "score": 14.4101},
        {
            "source": "en/primary-care-physician-and-referral.md",
            "heading": "Primary Care Physician and Referral > How a referral works",
            "score": 7.0488,
        },
    ],
    "suggestions": [],
    "timings": {"retrieve": 0.01531, "encode": 0.02767, "extract": 0.00003, "total": 0.04305},
}
FEEDBACK: dict[str, Any] = {"id": _ID, "vote": "down", "comment": "It does not say who writes the referral."}
EVENTS = "".join(
    f"event: {name}\ndata: {json.dumps(data)}\n\n"
    for name, data in (
        ("stage", {"name": "search"}),
        ("citation", CITATION),
        ("sentence", {"text": f"{_WORDS} [1]"}),
        ("done", ANSWER),
    )
)
CHAT: dict[str, Any] = {"model": "footnote", "messages": [{"role": "user", "content": _ASKED}]}
COMPLETION: dict[str, Any] = {
    "id": _ID,
    "object": "chat.completion",
    "created": 1795334400,
    "model": "footnote",
    "choices": [
        {
            "index": 0,
            "message": {
                "role": "assistant",
                "content": f"{_WORDS} [1]",
                "refusal": None,
                "annotations": [],
                "id": _ID,
                "abstained": False,
                "confidence": 0.9999,
                "citations": [CITATION],
            },
            "finish_reason": "stop",
            "logprobs": None,
        }
    ],
    "usage": {"prompt_tokens": 13, "completion_tokens": 81, "total_tokens": 94},
}
