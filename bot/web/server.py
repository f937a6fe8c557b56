"""The web app in one process: the chat page under ``/`` and the APIs, served by uvicorn."""

import signal
import socket
import sys
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Any, cast

import gradio as gr
import uvicorn
from fastapi import FastAPI, Response
from starlette.routing import Mount
from starlette.types import ASGIApp

from bot.answer.respond import Bot, open_bot
from bot.errors import UsageError
from bot.messages import FALLBACK, message
from bot.settings import Settings
from bot.web.answers import Answers
from bot.web.api import create_api
from bot.web.calls import check_calls
from bot.web.feedback import FeedbackStore
from bot.web.guard import guard
from bot.web.observe.health import Readiness
from bot.web.observe.logs import set_up_logging
from bot.web.observe.metrics import Metrics
from bot.web.observe.reports import Reports
from bot.web.observe.requests import observed
from bot.web.observe.routes import create_probes
from bot.web.observe.tracing import open_tracing
from bot.web.openai_api import create_openai_api
from bot.web.page import dress_page
from bot.web.pages import create_pages
from bot.web.problems import answer_errors, problem
from bot.web.ui import LOGO, build_ui
from bot.web.widget import create_widget

_SHUTDOWN_SECONDS = 5  # beside what a chat model has for an answer
_NAME = message("ui_name", FALLBACK)
_NO_DOCUMENTATION: dict[str, Any] = {"docs_url": None, "redoc_url": None, "openapi_url": None}
_FONTS = ("system-ui", "sans-serif")


def run(settings: Settings) -> None:
    """Serve until interrupted or terminated; answers under way are finished then.

    What makes serving impossible is found before anything is served. The first question, which loads language
    models, and the verification of the index go on beside it: ``/readyz`` tells when they are done.

    Raises:
        UsageError: the address cannot be listened on.
        IndexUnusable: there is no usable index.
        EncoderError: the encoder cannot be loaded.
        SettingsError: the chat model, or where traces go, cannot be used.
    """
    set_up_logging(settings)
    with _listen(settings.host, settings.port) as listener:
        bot = open_bot(settings)
        readiness = _readiness(bot, settings)
        app = create_app(bot, settings, readiness)
        host, port = listener.getsockname()[:2]
        sys.stdout.write(f"Open http://{_shown(host)}:{port} in a browser; Ctrl-C stops.\n")
        sys.stdout.flush()
        config = uvicorn.Config(
            app,
            http="h11",  # bounds the size of headers, which httptools, taken where installed, does not
            ws="none",
            proxy_headers=False,  # the guard's; uvicorn's would believe anybody on this machine
            log_config=None,
            log_level="warning",
            access_log=False,  # it holds query strings
            timeout_graceful_shutdown=_SHUTDOWN_SECONDS + round(settings.llm_seconds if settings.llm else 0),
            server_header=False,
        )
        if threading.current_thread() is threading.main_thread():
            signal.signal(signal.SIGTERM, signal.default_int_handler)
        readiness.examine()
        with suppress(KeyboardInterrupt):  # uvicorn raises the signal again once it has shut down
            _Server(config, readiness).run(sockets=[listener])


class _Server(uvicorn.Server):
    """Says that it is going to stop before it waits for the answers under way."""

    def __init__(self, config: uvicorn.Config, readiness: Readiness) -> None:
        super().__init__(config)
        self._readiness = readiness

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        self._readiness.stop()
        await super().shutdown(sockets)


def create_app(bot: Bot, settings: Settings, readiness: Readiness | None = None) -> ASGIApp:
    """Return the web app behind its guard, and observed.

    Raises:
        SettingsError: the settings contradict each other, or traces cannot be sent where they say.
    """
    readiness = readiness or _readiness(bot, settings)
    metrics, tracing = Metrics(settings.index), open_tracing()
    metrics.watch("ready", "Whether questions can be answered", lambda: not readiness.missing())
    answers = Answers(bot, FeedbackStore(settings.feedback), Reports(metrics, tracing, settings.log_text))

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        yield
        if tracing:
            tracing.close()

    app = FastAPI(**_NO_DOCUMENTATION, lifespan=lifespan)
    app.include_router(create_probes(readiness, metrics, settings.metrics))
    answer_errors(app, problem)
    app.add_api_route("/favicon.ico", _favicon)
    app.add_api_route("/manifest.json", _manifest)
    # Apps of their own: each has errors in its own shape, and knows what is not there before Gradio does.
    app.mount("/api/v1", create_api(answers))
    app.mount("/v1", create_openai_api(answers))
    app.include_router(create_widget())
    app.include_router(create_pages(answers))
    page = build_ui(answers)
    gr.mount_gradio_app(  # last: it takes every other path
        app,
        page,
        path="/",
        app_kwargs={**_NO_DOCUMENTATION},  # Gradio adds to it
        theme=gr.themes.Base(font=_FONTS, font_mono=("monospace",)),
        footer_links=[],
        show_error=False,
        run_history=False,
        ssr_mode=False,
        enable_monitoring=False,
    )
    # The pages' heartbeats would otherwise keep the server from shutting down.
    readiness.on_stop.append(cast(Any, cast(Mount, app.routes[-1]).app).stop_event.set)
    behind = dress_page(check_calls(app, _only(page)))
    return observed(guard(behind, settings, metrics.waiting.set), metrics, tracing)


def _readiness(bot: Bot, settings: Settings) -> Readiness:
    return Readiness(settings.index, lambda: bot.search(_NAME))


def _only(page: gr.Blocks) -> int:
    """Return the id of the one component that the page is."""
    (component,) = (id for id, block in page.blocks.items() if isinstance(block, gr.HTML))
    return component


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
