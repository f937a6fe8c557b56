"""Each request observed: its id, one line in the log, its place in the metrics and in the traces.

Stands round everything else, the guard too, so that refusals are counted. What came of the request is noted
by whoever finds it out (``note``), in whatever thread.
"""

import logging
import re
import time
from contextvars import ContextVar
from dataclasses import dataclass, field
from ipaddress import ip_address
from typing import Any

from asgi_correlation_id import CorrelationIdMiddleware
from starlette.routing import Mount
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.web.observe.metrics import Metrics
from bot.web.observe.tracing import Tracing
from bot.web.problems import Failure, log_failure, problem

_SANE_ID = re.compile(r"[A-Za-z0-9_-]{1,64}")
_LEFT = 499  # nginx's status for a client that did not wait
_FAILED = Failure(500, "Something went wrong on our side; please try again later.")
_PROBES = ("/healthz", "/readyz", "/metrics")  # come every few seconds
_HEARTBEAT = "/gradio_api/heartbeat/"  # lasts as long as a page is open
_UNKNOWN = "unknown"  # where no route was found; a path may hold anything
# Where a request that was refused before it got to its route was on its way to.
_PATHS = frozenset(
    {
        "/",
        "/api/v1/ask",
        "/api/v1/feedback",
        "/api/v1/openapi.json",
        "/demo",
        "/gradio_api/component_server",
        "/gradio_api/component_server/",
        "/plain",
        "/v1/chat/completions",
        "/v1/models",
        "/widget.js",
        *_PROBES,
    }
)
_TEMPLATES = {"/source/": "/source/{source:path}", "/v1/models/": "/v1/models/{model:path}"}
_FORWARDED = (b"forwarded", b"via", b"x-real-ip")

_log = logging.getLogger(__name__)


@dataclass(slots=True)
class Observed:
    """What is known of a request while it is served."""

    scope: Scope
    direct: bool  # from this machine, through no proxy
    noted: dict[str, Any] = field(default_factory=dict)

    @property
    def route(self) -> str:
        """The template of the route taken, such as ``/source/{source}``."""
        route = self.scope.get("route")
        if route is None or isinstance(route, Mount):
            return _heading_for(self.scope["path"])
        return str(self.scope.get("root_path", "")) + str(route.path)


_request: ContextVar[Observed | None] = ContextVar("request", default=None)


def current_request() -> Observed | None:
    """Return the request that is being served in this thread or task."""
    return _request.get()


def note(**facts: object) -> None:
    """Add to the line the request at hand will have in the log."""
    if request := _request.get():
        request.noted |= facts


def observed(app: ASGIApp, metrics: Metrics, tracing: Tracing | None) -> ASGIApp:
    """Return the app with its requests observed."""

    async def middleware(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and not scope["path"].startswith(_HEARTBEAT):
            await _observe(app, metrics, tracing, scope, receive, send)
        else:
            await app(scope, receive, send)

    return CorrelationIdMiddleware(middleware, validator=_is_sane, transformer=None)


async def _observe(
    app: ASGIApp, metrics: Metrics, tracing: Tracing | None, scope: Scope, receive: Receive, send: Send
) -> None:
    status, size, started = _LEFT, 0, time.perf_counter()

    async def counted(message: Message) -> None:
        nonlocal status, size
        if message["type"] == "http.response.start":
            status = message["status"]
        elif message["type"] == "http.response.body":
            size += len(message.get("body", b""))
        await send(message)

    request = Observed(scope, _is_direct(scope))
    _request.set(request)
    span = tracing.request(scope) if tracing else None
    metrics.in_flight.inc()
    try:
        await app(scope, receive, counted)
    except Exception as error:
        log_failure(error)
        if status == _LEFT:
            await problem(_FAILED)(scope, receive, counted)
    finally:
        metrics.in_flight.dec()
        seconds = time.perf_counter() - started
        method, route = metrics.request(scope["method"], request.route, status, seconds)
        if span:
            request.noted["trace_id"] = span.end(method, route, status)
        _log.log(
            _level(scope, route, status),
            "request",
            extra={
                "fields": {
                    "method": method,
                    "route": route,
                    "status": status,
                    "seconds": round(seconds, 4),
                    "bytes": size,
                    **request.noted,
                }
            },
        )


def _heading_for(path: str) -> str:
    if path in _PATHS:
        return path
    return next((route for start, route in _TEMPLATES.items() if path.startswith(start)), _UNKNOWN)


def _is_sane(id: str) -> bool:
    return _SANE_ID.fullmatch(id) is not None


def _is_direct(scope: Scope) -> bool:
    """Whether the client is on this machine; what proxies report has not been taken into account yet."""
    if any(name.startswith(b"x-forwarded-") or name in _FORWARDED for name, _ in scope["headers"]):
        return False
    try:
        address = ip_address((scope.get("client") or ("",))[0])
    except ValueError:
        return False
    return (getattr(address, "ipv4_mapped", None) or address).is_loopback


def _level(scope: Scope, route: str, status: int) -> int:
    if route in _PROBES:
        return logging.DEBUG
    if status >= 500:
        return logging.WARNING
    # A page brings forty of Gradio's files with it.
    of_gradio = str(getattr(scope.get("endpoint"), "__module__", "")).startswith("gradio")
    if of_gradio and scope["method"] == "GET" and route != "/" and status < 400:
        return logging.DEBUG
    return logging.INFO
