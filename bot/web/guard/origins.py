"""Which sites may call the app from a visitor's browser: its own, and those that are listed."""

import logging
import re
from collections.abc import Sequence
from typing import Literal

from starlette.datastructures import Headers
from starlette.middleware.cors import CORSMiddleware
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.web.guard.paths import WIDGET, is_api
from bot.web.guard.refusals import refuse

Site = Literal["own", "listed", "foreign", "none"]  # none: what is no page, such as a program
_FRAMES = ("iframe", "frame", "embed", "object")
_ORIGIN = re.compile(r"https?://[^/?#@]{1,200}")
_EXPOSED = ("X-Request-ID", "Retry-After")

_log = logging.getLogger(__name__)


def judge_origins(app: ASGIApp, origins: Sequence[str]) -> ASGIApp:
    """Refuse calls of the API (403) from pages of foreign sites; give listed ones their CORS headers.

    The verdict becomes ``scope["state"]["site"]``. Cookies are never allowed: the app has none. Browsers tell
    nobody which frames they leave empty (``headers``), so the log does.
    """

    async def bare(scope: Scope, receive: Receive, send: Send) -> None:
        await app(scope, receive, _without_cors(send))

    # Without credentials any header may be sent; "*" makes it repeat the names that were asked for.
    shared = CORSMiddleware(
        bare, origins, ("GET", "POST"), ("*",), expose_headers=_EXPOSED, allow_private_network=True
    )

    async def middleware(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await app(scope, receive, send)
            return
        site = judge(scope, origins)
        scope.setdefault("state", {})["site"] = site
        path = scope["path"]
        called = is_api(path)
        if called and site == "foreign":
            named = _named(scope)
            _log.warning("refused a call by %s; if it is a site of yours, set BOT_ORIGINS to allow it", named)
            detail = f"{named} may not call this server; its operator can list origins in BOT_ORIGINS."
            await refuse(scope, receive, send, 403, detail[:1].upper() + detail[1:], {"Vary": "Origin"})
        elif (called or path == WIDGET) and (site == "listed" or scope["method"] != "OPTIONS"):
            await shared(scope, receive, send)
        else:
            if framing := _framing(scope, origins):
                _log.warning("a frame of %s stays empty; if the site is yours, set BOT_ORIGINS", framing)
            await bare(scope, receive, send)

    return middleware


def judge(scope: Scope, origins: Sequence[str]) -> Site:
    """Tell whose page a request comes from.

    Browsers alone set Sec-Fetch-Site, and pages cannot: it is believed first, as it also holds behind a proxy
    that changes the scheme or the host. Without it the Origin is held against the address asked for.
    """
    headers = Headers(scope=scope)
    fetched, origin = headers.get("sec-fetch-site"), headers.get("origin")
    if fetched == "same-origin":
        return "own"
    if origin is not None:
        if origin in origins:
            return "listed"
        return "own" if fetched is None and origin == _own_origin(scope, headers) else "foreign"
    if fetched in ("cross-site", "same-site") and headers.get("sec-fetch-mode") != "navigate":
        return "foreign"
    return "none"


def _own_origin(scope: Scope, headers: Headers) -> str:
    default = ":443" if scope["scheme"] == "https" else ":80"
    return f"{scope['scheme']}://{headers.get('host', '').lower().removesuffix(default)}"


def _framing(scope: Scope, origins: Sequence[str]) -> str | None:
    """Return who frames a page though not listed, as far as the browser tells."""
    headers = Headers(scope=scope)
    if headers.get("sec-fetch-dest") not in _FRAMES or headers.get("sec-fetch-site") == "same-origin":
        return None
    if page := _ORIGIN.match(headers.get("referer", "")):
        return None if page[0] in origins else f"the origin {page[0]!r}"
    return None if origins else "another site's page"


def _named(scope: Scope) -> str:
    origin = Headers(scope=scope).get("origin")
    return f"the origin {origin[:200]!r}" if origin else "another site's page"


def _without_cors(send: Send) -> Send:
    """Drop the CORS headers of the app itself: Gradio allows credentials to any origin."""

    async def stripped(message: Message) -> None:
        if message["type"] == "http.response.start":
            message["headers"] = [
                (name, value)
                for name, value in message.get("headers", [])
                if not name.lower().startswith(b"access-control-")
            ]
        await send(message)

    return stripped
