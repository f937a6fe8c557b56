"""The APIs over real HTTP, and what their threads are doing."""

import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import uvicorn
from starlette.applications import Starlette
from starlette.routing import Mount
from starlette.types import ASGIApp

from bot.answer.respond import Bot
from bot.web.answers import Answers
from bot.web.api import create_api
from bot.web.feedback import FeedbackStore
from bot.web.openai_api import create_openai_api


def apis(bot: Bot, folder: Path) -> Starlette:
    """Return both APIs as the web app mounts them; feedback goes to ``feedback.jsonl``."""
    answers = Answers(bot, FeedbackStore(folder / "feedback.jsonl"))
    return Starlette(routes=[Mount("/api/v1", create_api(answers)), Mount("/v1", create_openai_api(answers))])


@contextmanager
def serving(app: ASGIApp) -> Iterator[str]:
    """Serve an app on a free port; gives its address."""
    server = uvicorn.Server(uvicorn.Config(app, port=0, log_config=None, timeout_graceful_shutdown=1))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    await_(lambda: server.started, 10)
    port = server.servers[0].sockets[0].getsockname()[1]
    yield f"http://127.0.0.1:{port}"
    server.should_exit = True
    thread.join(10)


def answering() -> int:
    """Return how many threads are at work on a question."""
    return sum(_in_stream(frame) for frame in sys._current_frames().values())


def _in_stream(frame) -> bool:
    while frame:
        if frame.f_code is Bot.stream.__code__:
            return True
        frame = frame.f_back
    return False


def await_(condition: Callable[[], bool], seconds: float) -> float:
    """Wait until a condition holds; gives the seconds it took."""
    started = time.perf_counter()
    while not condition():
        assert time.perf_counter() - started < seconds, "it did not happen in time"
        time.sleep(0.01)
    return time.perf_counter() - started
