"""The client's address, as the connection has it or as trusted proxies report it."""

from collections.abc import Sequence
from ipaddress import IPv6Address, IPv6Network, ip_address
from typing import Any, cast

from starlette.types import ASGIApp, Receive, Scope, Send
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

_FORWARDED = (b"forwarded", b"x-real-ip", b"x-gradio-server")
_UNKNOWN = "unknown"
_SITE_PREFIX = 64  # bits; what one IPv6 customer has at least


def believe_proxies(app: ASGIApp, trusted: Sequence[str]) -> ASGIApp:
    """Set the client and the scheme from X-Forwarded-For and -Proto where a trusted proxy sent them.

    All such headers are then removed, for Gradio would believe X-Forwarded-Host and one of its own from
    anybody. The client becomes ``scope["state"]["caller"]``.
    """

    async def judged(scope: Scope, receive: Receive, send: Send) -> None:
        scope["headers"] = [(name, value) for name, value in scope["headers"] if not _forwarded(name)]
        client = scope.get("client")
        scope.setdefault("state", {})["caller"] = caller_of(client[0] if client else "")
        await app(scope, receive, send)

    proxied = cast(ASGIApp, ProxyHeadersMiddleware(cast(Any, judged), list(trusted)))

    async def middleware(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await app(scope, receive, send)
            return
        if client := scope.get("client"):
            scope["client"] = (_unmapped(client[0]), client[1])
        await proxied(scope, receive, send)

    return middleware


def caller_of(host: str) -> str:
    """Return what a client is counted under: its IPv4 address, or the /64 network of its IPv6 address."""
    try:
        address = ip_address(_unmapped(host))
    except ValueError:
        return _UNKNOWN
    if isinstance(address, IPv6Address):
        return str(IPv6Network((int(address), _SITE_PREFIX), strict=False))
    return str(address)


def _unmapped(host: str) -> str:
    """Return the IPv4 address that a socket for both families shows as ``::ffff:…``."""
    try:
        address = ip_address(host)
    except ValueError:
        return host
    mapped = address.ipv4_mapped if isinstance(address, IPv6Address) else None
    return str(mapped or address)


def _forwarded(name: bytes) -> bool:
    return name.startswith(b"x-forwarded-") or name in _FORWARDED
