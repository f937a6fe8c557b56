"""API keys, where the operator has set some."""

import hmac
from collections.abc import Sequence
from hashlib import sha256

from pydantic import SecretStr
from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from bot.web.guard.refusals import refuse

_OPENAI = "/v1/"
_OURS = ("/api/v1/ask", "/api/v1/feedback")


def require_keys(app: ASGIApp, keys: Sequence[SecretStr]) -> ASGIApp:
    """Refuse calls of the API without a valid ``Authorization: Bearer <key>`` (401), if there are ``keys``.

    Pages of our own or a listed origin need none on ``/api/v1/``: a page cannot keep a secret, so they are
    limited by address. With a key, ``scope["state"]["caller"]`` becomes ``key 1`` for the first of ``keys``
    and so on: a name for logs and rates that tells nothing about the key.
    """
    if not keys:
        return app
    digests = [_digest(key.get_secret_value()) for key in keys]

    async def middleware(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or not scope["path"].startswith((_OPENAI, *_OURS)):
            await app(scope, receive, send)
            return
        given = Headers(scope=scope).get("authorization", "")
        number = _number(given, digests)
        if number:
            scope["state"]["caller"] = f"key {number}"
        elif given or scope["path"].startswith(_OPENAI) or scope["state"]["site"] not in ("own", "listed"):
            fault, error = ("invalid", ' error="invalid_token"') if given else ("missing", "")
            detail = f'The API key is {fault}; send it as "Authorization: Bearer <key>".'
            await refuse(scope, receive, send, 401, detail, {"WWW-Authenticate": f"Bearer{error}"})
            return
        await app(scope, receive, send)

    return middleware


def _number(authorization: str, digests: Sequence[bytes]) -> int:
    """Return which key is given, counted from 1, or 0; it takes the same time whichever it is."""
    scheme, _, token = authorization.partition(" ")
    given = _digest(token.strip() if scheme.lower() == "bearer" else "")
    number = 0
    for place, digest in enumerate(digests, 1):
        number += place * hmac.compare_digest(digest, given)
    return number


def _digest(key: str) -> bytes:
    return sha256(key.encode()).digest()
