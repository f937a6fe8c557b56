"""What the paths of the app are, and which are closed."""

import re

from starlette.types import ASGIApp, Receive, Scope, Send

from bot.web.guard.refusals import refuse

API = ("/api/", "/v1/", "/gradio_api/")
FEEDBACK = "/api/v1/feedback"
WIDGET = "/widget.js"
_PLAIN = "/plain"
_ANSWERS = frozenset(
    {
        "/api/v1/ask",
        "/v1/chat/completions",
        "/gradio_api/component_server",
        "/gradio_api/component_server/",
    }
)

# What the page needs of Gradio's own routes; the others (uploads, files, proxies …) are closed.
_GRADIO_API = re.compile(r"/gradio_api/(?:component_server/?|heartbeat/\w+|startup-events|theme\.css)")
_CLOSED = re.compile(
    r"/+(?:gradio_api|monitoring|login|logout|svelte|pwa_icon)(?:/.*)?", re.DOTALL | re.IGNORECASE
)
# No path of ours has any of these; file systems and other decoders have been misled by all of them.
_MISLEADING = re.compile(r"[\x00-\x1f\x7f\ud800-\udfff]|(?:^|/)\.{1,2}(?:/|$)")
# Nor these, but for names of documents, which are looked up among those stored and never in a file system.
_DISGUISED = re.compile(r"(?!(?-i:/source/)).*(?:\\|%(?:2e|2f|5c|00|25))", re.IGNORECASE)

_LONGEST_NAME = 255  # bytes; file systems fail with longer ones
_LONGEST_PATH = 2_000


def close_paths(app: ASGIApp) -> ASGIApp:
    """Answer 404 for Gradio's routes that the page does not use, and for paths made to mislead."""

    async def middleware(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and not is_open(scope["path"]):
            await refuse(scope, receive, send, 404, "There is nothing at this address.")
            return
        await app(scope, receive, send)

    return middleware


def is_open(path: str) -> bool:
    """Tell whether a decoded path may reach the app."""
    if len(path) > _LONGEST_PATH or _MISLEADING.search(path) or _DISGUISED.match(path):
        return False
    if any(len(name.encode()) > _LONGEST_NAME for name in path.split("/")):
        return False
    return _GRADIO_API.fullmatch(path) is not None or _CLOSED.fullmatch(path) is None


def is_api(path: str) -> bool:
    """Tell whether a path is one that programs call, not one that people visit."""
    return path.startswith(API)


def asks(scope: Scope) -> bool:
    """Tell whether a request wants an answer, which takes the processor or a model."""
    if scope["path"] == _PLAIN:
        return scope["method"] == "POST" or bool(scope["query_string"])
    return scope["method"] == "POST" and scope["path"] in _ANSWERS


def costs(scope: Scope) -> bool:
    """Tell whether a request counts against the caller's rate."""
    return asks(scope) or (scope["method"] == "POST" and scope["path"] == FEEDBACK)
