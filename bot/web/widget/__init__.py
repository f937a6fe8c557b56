"""The chat widget for other people's pages: ``/widget.js``, and ``/demo``, which shows it in such a page.

The script is the files of ``_SCRIPTS`` one after the other in one scope, with the style sheet and the words
of the interface as constants. It is made once and needs no build step.
"""

import gzip
import hashlib
import json
from dataclasses import dataclass
from functools import cache
from typing import Annotated

from fastapi import APIRouter, Header, Response

from bot.answer.respond import HISTORY, MAX_QUESTION_CHARACTERS
from bot.messages import LANGUAGES, messages
from bot.web.widget.assets import asset
from bot.web.widget.demo import create_demo

_SCRIPTS = (
    "dom.js",
    "words.js",
    "events.js",
    "api.js",
    "citation.js",
    "turn.js",
    "panel.js",
    "chat.js",
    "boot.js",
)
_STYLE = "widget.css"

# The page asks again after five minutes, and meanwhile never waits for a script that it already has.
_CACHING = "public, max-age=300, stale-while-revalidate=86400"

# The messages that the widget says, by the names they have in it. Pages override them by these names.
_STRINGS = {
    "name": "ui_name",
    "open": "widget_open",
    "close": "widget_close",
    "clear": "ui_clear",
    "greeting": "ui_greeting",
    "intro": "ui_intro",
    "examples": "ui_examples",
    "example_1": "ui_example_1",
    "example_2": "ui_example_2",
    "example_3": "ui_example_3",
    "example_4": "ui_example_4",
    "memory": "widget_memory",
    "conversation": "ui_conversation",
    "question": "ui_question",
    "placeholder": "ui_placeholder",
    "send": "ui_send",
    "stop": "widget_stop",
    "disclaimer": "ui_disclaimer",
    "you": "ui_you",
    "searching": "ui_searching",
    "writing": "widget_writing",
    "answered": "widget_answered",
    "abstain_help": "ui_abstain_help",
    "sources": "sources",
    "source_marker": "ui_source_marker",
    "close_source": "widget_close_source",
    "updated": "ui_updated",
    "valid_until": "ui_valid_until",
    "outdated": "outdated",
    "may_be_outdated": "ui_outdated",
    "open_original": "ui_open_original",
    "read": "page_read",
    "new_tab": "widget_new_tab",
    "copy": "ui_copy",
    "copied": "ui_copied",
    "copy_failed": "ui_copy_failed",
    "helpful": "ui_helpful",
    "not_helpful": "ui_not_helpful",
    "comment": "ui_comment",
    "comment_hint": "ui_comment_hint",
    "comment_send": "ui_comment_send",
    "comment_skip": "ui_comment_skip",
    "thanks": "ui_thanks",
    "feedback_failed": "ui_feedback_failed",
    "empty_question": "empty_question",
    "long_question": "long_question",
    "retry": "widget_retry",
    "stopped": "widget_stopped",
    "offline": "widget_offline",
    "cut": "widget_cut",
    "limited": "widget_limited",
    "limited_until": "widget_limited_until",
    "busy": "widget_busy",
    "busy_until": "widget_busy_until",
    "refused": "widget_refused",
    "forbidden": "widget_forbidden",
    "failed": "widget_failed",
}


@dataclass(frozen=True, slots=True)
class _Script:
    plain: bytes
    zipped: bytes
    etag: str  # of the plain form; the zipped one's ends in -gz


def create_widget() -> APIRouter:
    """Return the routes of the widget and of its demonstration."""
    router = APIRouter(include_in_schema=False)
    router.add_api_route("/widget.js", _serve, methods=["GET", "HEAD"])
    router.include_router(create_demo())
    return router


def strings(language: str) -> dict[str, str]:
    """Return what the widget says in a language, by the names that pages override it by."""
    return {name: messages(language)[key] for name, key in _STRINGS.items()}


async def _serve(
    accept_encoding: Annotated[str, Header()] = "", if_none_match: Annotated[str, Header()] = ""
) -> Response:
    script = _script()
    zipped = _accepts_gzip(accept_encoding)
    etag = f'"{script.etag}-gz"' if zipped else f'"{script.etag}"'
    headers = {
        "ETag": etag,
        "Cache-Control": _CACHING,
        "Vary": "Accept-Encoding",
    }
    known = [tag.strip().removeprefix("W/") for tag in if_none_match.split(",")]
    if etag in known or "*" in known:
        return Response(status_code=304, headers=headers)
    if zipped:
        headers["Content-Encoding"] = "gzip"
    return Response(script.zipped if zipped else script.plain, headers=headers, media_type="text/javascript")


def _accepts_gzip(header: str) -> bool:
    for offer in header.lower().split(","):
        name, _, quality = offer.replace(" ", "").partition(";q=")
        if name == "gzip":
            return quality.strip("0.") != "" or not quality
    return False


@cache
def _script() -> _Script:
    constants = {
        "STRINGS": {language: strings(language) for language in LANGUAGES},
        "STYLE": asset(_STYLE),
        "LIMIT": MAX_QUESTION_CHARACTERS,
        "HISTORY": HISTORY,
    }
    given = "".join(f"const {name} = {_literal(value)};\n" for name, value in constants.items())
    body = "\n".join(asset(name) for name in _SCRIPTS)
    plain = f'(() => {{\n"use strict";\n{given}\n{body}}})();\n'.encode()
    return _Script(plain, gzip.compress(plain, mtime=0), hashlib.sha256(plain).hexdigest()[:20])


def _literal(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)
