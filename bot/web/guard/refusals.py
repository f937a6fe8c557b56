"""How the guard says no: below the app's own error handlers, in the shape the path's clients expect."""

import json
from collections.abc import Mapping

from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from bot.web.openai_api import openai_error
from bot.web.problems import Failure, problem

_OPENAI = "/v1/"
_OPENAI_CODES = {401: "invalid_api_key", 429: "rate_limit_exceeded"}


async def refuse(
    scope: Scope,
    receive: Receive,
    send: Send,
    status: int,
    detail: str,
    headers: Mapping[str, str] | None = None,
) -> None:
    """Answer a request in place of the app."""
    await _told(scope, Failure(status, detail, headers=headers))(scope, receive, send)


def last_event(scope: Scope, status: int, detail: str) -> bytes:
    """Return the event that ends a stream of Server-Sent Events in failure."""
    told = json.loads(bytes(_told(scope, Failure(status, detail)).body))
    kind = "" if scope["path"].startswith(_OPENAI) else "event: error\n"
    return f"{kind}data: {json.dumps(told)}\n\n".encode()


def _told(scope: Scope, failure: Failure) -> Response:
    if scope["path"].startswith(_OPENAI):
        return openai_error(failure, _OPENAI_CODES.get(failure.status))
    return problem(failure)
