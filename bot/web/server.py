"""The web app in one process: the chat page under ``/``, served by uvicorn."""

import re
import socket
import sys
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Any, cast

import gradio as gr
import uvicorn
from fastapi import FastAPI, Request, Response
from fastapi.responses import HTMLResponse, StreamingResponse

from bot.answer.respond import Bot, open_bot
from bot.errors import UsageError
from bot.messages import FALLBACK, message
from bot.settings import Settings
from bot.web.feedback import FeedbackStore
from bot.web.ui import LOGO, asset, build_ui

_SHUTDOWN_SECONDS = 2
_NAME = message("ui_name", FALLBACK)
_HEAD = f"<title>{_NAME}</title><style>{asset('style.css')}</style>"
_ADVERTISING = re.compile(r'<meta\s+(?:property|name)="(?:og|twitter):.*?/>\s*', re.DOTALL)
_NO_DOCUMENTATION: dict[str, Any] = {"docs_url": None, "redoc_url": None, "openapi_url": None}
_FONTS = ("system-ui", "sans-serif")

# What the page needs of Gradio's own routes; the others (uploads, files, proxies …) are closed.
_GRADIO_ROUTES = ("/component_server", "/heartbeat/", "/startup-events", "/theme.css")

# Gradio builds its templates with `new Function`, hence 'unsafe-eval'. Nothing may leave the machine.
_CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'self'",
        "script-src 'self' 'unsafe-inline' 'unsafe-eval'",
        "style-src 'self' 'unsafe-inline'",
        "img-src 'self' data:",
        "font-src 'self' data:",
        "connect-src 'self'",
        "object-src 'none'",
        "base-uri 'self'",
        "form-action 'self'",
        "frame-ancestors 'self'",
    )
)


def run(settings: Settings) -> None:
    """Serve until interrupted.

    Raises:
        UsageError: the address cannot be listened on.
        IndexUnusable: there is no usable index.
        EncoderError: the encoder cannot be loaded.
    """
    with _listen(settings.host, settings.port) as listener:
        bot = open_bot(settings)
        bot.search(_NAME)  # the first question of a process loads language models and vectors
        app = create_app(bot, settings)
        host, port = listener.getsockname()[:2]
        sys.stdout.write(f"Open http://{_shown(host)}:{port} in a browser; Ctrl-C stops.\n")
        sys.stdout.flush()
        config = uvicorn.Config(
            app, log_level="warning", timeout_graceful_shutdown=_SHUTDOWN_SECONDS, server_header=False
        )
        with suppress(KeyboardInterrupt):  # raised again once uvicorn has shut down
            uvicorn.Server(config).run(sockets=[listener])


def create_app(bot: Bot, settings: Settings) -> FastAPI:
    """Return the web app."""
    app = FastAPI(**_NO_DOCUMENTATION)
    app.middleware("http")(_guard)
    app.add_api_route("/favicon.ico", _favicon)
    app.add_api_route("/manifest.json", _manifest)
    gr.mount_gradio_app(
        app,
        build_ui(bot, FeedbackStore(settings.feedback)),
        path="/",
        app_kwargs=_NO_DOCUMENTATION,
        theme=gr.themes.Base(font=_FONTS, font_mono=("monospace",)),
        footer_links=[],
        show_error=False,
        run_history=False,
        ssr_mode=False,
        enable_monitoring=False,
    )
    return app


async def _guard(request: Request, call_next: Callable[[Request], Awaitable[Response]]) -> Response:
    """Close the routes of Gradio that the page does not use, and keep browsers to this server."""
    path = request.url.path
    if path.startswith("/monitoring") or (
        path.startswith("/gradio_api") and not path.removeprefix("/gradio_api").startswith(_GRADIO_ROUTES)
    ):
        return Response(status_code=404)
    if path == "/":
        response = await _page(request, call_next)
    else:
        response = await call_next(request)
    response.headers["Content-Security-Policy"] = _CONTENT_SECURITY_POLICY
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Referrer-Policy"] = "no-referrer"
    return response


async def _page(request: Request, call_next: Callable[[Request], Awaitable[Response]]) -> Response:
    """Return Gradio's page with our style and title from the first byte, without Gradio's advertising."""
    headers = [(name, value) for name, value in request.scope["headers"] if name != b"accept-encoding"]
    request.scope["headers"] = headers
    response = await call_next(request)
    if not response.headers.get("content-type", "").startswith("text/html"):
        return response
    response = cast(StreamingResponse, response)  # what call_next returns
    chunks = [chunk async for chunk in response.body_iterator]
    page = b"".join(c.encode() if isinstance(c, str) else c for c in chunks).decode()
    page = _ADVERTISING.sub("", page).replace("</head>", _HEAD + "</head>", 1)
    return HTMLResponse(page, response.status_code)


async def _favicon() -> Response:
    return Response(LOGO, media_type="image/svg+xml")


async def _manifest() -> dict[str, object]:
    icon = {"src": "favicon.ico", "sizes": "any", "type": "image/svg+xml"}
    return {"name": _NAME, "start_url": "./", "display": "standalone", "icons": [icon]}


def _listen(host: str, port: int) -> socket.socket:
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        listener = socket.socket(family, kind, protocol)
    except OSError as error:
        raise UsageError(f"the host {host} is not an address of this machine; set BOT_HOST") from error
    try:
        if sys.platform != "win32":
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(address)
        listener.listen(128)
    except OSError as error:
        listener.close()
        raise UsageError(
            f"{host}:{port} cannot be listened on ({error.strerror}); set BOT_PORT to another port"
        ) from error
    return listener


def _shown(host: str) -> str:
    if host in ("0.0.0.0", "::"):
        return "localhost"
    return f"[{host}]" if ":" in host else host
