"""The names the app answers to.

A page of another site can have its own name resolve to this machine (DNS rebinding); the browser then takes
both for one site, and only the Host header tells them apart.
"""

import re
from collections.abc import Sequence
from ipaddress import ip_address

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from bot.web.guard.refusals import refuse

_HOST = re.compile(r"(\[[0-9a-f:.]+\]|[^:\[\]]+)(?::\d*)?", re.IGNORECASE)


def check_hosts(app: ASGIApp, listening: str, names: Sequence[str]) -> ASGIApp:
    """Refuse requests (421) under a name that is neither in ``names`` nor this machine's own.

    Addresses and localhost always pass: no one else can own them. Without ``names`` every name passes, unless
    the app is ``listening`` on this machine alone.
    """
    if not names and not _is_local(listening):
        return app

    async def middleware(scope: Scope, receive: Receive, send: Send) -> None:
        given = Headers(scope=scope).get("host") if scope["type"] == "http" else None
        if given is None or _accepted(given, names, scope):
            await app(scope, receive, send)
            return
        detail = (
            "This server does not answer to the name in the Host header; "
            "its operator can add the name to BOT_HOSTS."
        )
        await refuse(scope, receive, send, 421, detail)

    return middleware


def _accepted(given: str, names: Sequence[str], scope: Scope) -> bool:
    found = _HOST.fullmatch(given)
    if found is None:
        return False
    host = found[1].lower().removesuffix(".")
    server = scope.get("server") or ("", None)
    return host in names or host == server[0] or _is_local(host) or _is_address(host)


def _is_local(host: str) -> bool:
    if host == "localhost" or host.endswith(".localhost"):
        return True
    return _is_address(host) and ip_address(host.strip("[]")).is_loopback


def _is_address(host: str) -> bool:
    try:
        ip_address(host.strip("[]"))
    except ValueError:
        return False
    return True
