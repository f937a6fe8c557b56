"""The page Gradio serves, with our style and title from the first byte and without its advertising."""

import re

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.messages import FALLBACK, message
from bot.web.ui import asset

_PATH = "/"
_HEAD = f"<title>{message('ui_name', FALLBACK)}</title><style>{asset('style.css')}</style></head>"
_ADVERTISING = re.compile(r'<meta\s+(?:property|name)="(?:og|twitter):.*?/>\s*', re.DOTALL)


def dress_page(app: ASGIApp) -> ASGIApp:
    """Return the app with its page rewritten; all else passes untouched."""

    async def middleware(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["path"] == _PATH and scope["method"] == "GET":
            scope["headers"] = [
                (name, value) for name, value in scope["headers"] if name != b"accept-encoding"
            ]
            send = _dressing(send)
        await app(scope, receive, send)

    return middleware


def _dressing(send: Send) -> Send:
    start: Message = {"headers": []}
    page = bytearray()

    async def dress(message: Message) -> None:
        nonlocal start
        if message["type"] == "http.response.start":
            start = message
            if not _is_html(start):
                await send(start)
        elif message["type"] != "http.response.body" or not _is_html(start):
            await send(message)
        else:
            page.extend(message.get("body", b""))
            if not message.get("more_body", False):
                body = _ADVERTISING.sub("", page.decode()).replace("</head>", _HEAD, 1).encode()
                MutableHeaders(scope=start)["content-length"] = str(len(body))
                await send(start)
                await send({"type": "http.response.body", "body": body})

    return dress


def _is_html(start: Message) -> bool:
    return Headers(scope=start).get("content-type", "").startswith("text/html")
