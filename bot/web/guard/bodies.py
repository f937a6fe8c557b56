"""How much a request may carry, and how long it may take to send it."""

import asyncio

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.web.guard.refusals import refuse

BODY_SECONDS = 10.0
_DIGITS = 18  # Python refuses to read numbers of thousands


def bound_bodies(app: ASGIApp, most: int, seconds: float = BODY_SECONDS) -> ASGIApp:
    """Refuse bodies of more than ``most`` bytes (413) and those not sent within ``seconds`` (408).

    A declared length is refused unread, an undeclared one as soon as the limit is passed. The app gets the
    body whole.
    """

    async def middleware(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await app(scope, receive, send)
            return
        declared = Headers(scope=scope).get("content-length", "0")
        try:
            if not declared.isdecimal():
                raise _Refused(400, "Content-Length is not a number.")
            if len(declared) > _DIGITS or int(declared) > most:
                raise _too_large(most)
            body = await _read(receive, most, seconds)
        except _Refused as refused:
            headers = {"Connection": "close"} if refused.status == 408 else None
            await refuse(scope, receive, send, refused.status, refused.detail, headers)
            return
        if body is not None:
            await app(scope, replayed(body, receive), send)

    return middleware


class _Refused(Exception):
    def __init__(self, status: int, detail: str) -> None:
        super().__init__(detail)
        self.status = status
        self.detail = detail


def _too_large(most: int) -> _Refused:
    return _Refused(413, f"The body is larger than {most} bytes.")


async def _read(receive: Receive, most: int, seconds: float) -> bytes | None:
    """Return the whole body, None if the client went away."""
    body = bytearray()
    try:
        async with asyncio.timeout(seconds):
            while True:
                message = await receive()
                if message["type"] != "http.request":
                    return None
                body += message.get("body", b"")
                if len(body) > most:
                    raise _too_large(most)
                if not message.get("more_body", False):
                    return bytes(body)
    except TimeoutError:
        raise _Refused(408, f"The body did not arrive within {seconds:g} s.") from None


def replayed(body: bytes, receive: Receive) -> Receive:
    """Return what gives a body that was read once more, and then what else comes."""
    unread = True

    async def replay() -> Message:
        nonlocal unread
        if unread:
            unread = False
            return {"type": "http.request", "body": body, "more_body": False}
        return await receive()

    return replay
