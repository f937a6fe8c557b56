"""Security headers, on every response whoever made it."""

from collections.abc import Sequence

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.web.guard.paths import WIDGET, asks, is_api

_GRADIO_PAGE = "/"
_SOURCES_STRICT = (
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'self'",
    "frame-src 'self'",
    "manifest-src 'self'",
    "base-uri 'none'",
    "form-action 'self'",
)
# Gradio builds its templates with `new Function`, hence 'unsafe-eval'. Nothing may leave the machine.
_SOURCES_GRADIO = (
    "default-src 'self'",
    "script-src 'self' 'unsafe-inline' 'unsafe-eval'",
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data:",
    "font-src 'self' data:",
    "connect-src 'self'",
    "object-src 'none'",
    "base-uri 'self'",
    "form-action 'self'",
)
_ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Cross-Origin-Opener-Policy": "same-origin",
}
_ONE_YEAR = 365 * 24 * 60 * 60


def add_headers(app: ASGIApp, origins: Sequence[str]) -> ASGIApp:
    """Set the security headers, over those the app set itself; ``origins`` may frame the pages.

    Cross-Origin-Resource-Policy stays "same-origin" on what listed origins call: it concerns requests without
    CORS alone. The widget's script is for everybody to load. Answers and errors are never stored.
    """
    framed_by = "frame-ancestors " + " ".join(("'self'", *origins))
    strict, gradio = ("; ".join((*sources, framed_by)) for sources in (_SOURCES_STRICT, _SOURCES_GRADIO))

    async def middleware(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await app(scope, receive, send)
            return
        path = scope["path"]
        fixed = _ALWAYS | {
            "Content-Security-Policy": gradio if path == _GRADIO_PAGE else strict,
            "Cross-Origin-Resource-Policy": "cross-origin" if path == WIDGET else "same-origin",
        }

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers.update(fixed)
                if scope["scheme"] == "https":
                    headers["Strict-Transport-Security"] = f"max-age={_ONE_YEAR}"
                if is_api(path) or asks(scope) or message["status"] >= 400:
                    headers["Cache-Control"] = "no-store"
            await send(message)

        await app(scope, receive, send_with_headers)

    return middleware
