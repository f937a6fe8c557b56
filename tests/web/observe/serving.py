"""The web app as it is observed: its log lines as they would be written, and its metrics."""

import io
import json
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from starlette.testclient import TestClient

from bot.settings import Settings
from bot.web.observe.logs import Lines
from bot.web.server import create_app

LOCAL = ("127.0.0.1", 50_000)
JSON = {"Content-Type": "application/json"}


class Log:
    """What would have been written."""

    def __init__(self) -> None:
        self.stream = io.StringIO()

    @property
    def text(self) -> str:
        return self.stream.getvalue()

    @property
    def lines(self) -> list[dict]:
        return [json.loads(line) for line in self.text.splitlines()]

    def of(self, route: str) -> list[dict]:
        return [line for line in self.lines if line.get("route") == route]


@contextmanager
def logged(with_text: bool = False, logger: str = "bot") -> Iterator[Log]:
    """Keep what is logged from debug on."""
    log, of = Log(), logging.getLogger(logger)
    handler, level = logging.StreamHandler(log.stream), of.level
    handler.setFormatter(Lines(with_text))
    of.addHandler(handler)
    of.setLevel(logging.DEBUG)
    yield log
    of.removeHandler(handler)
    of.setLevel(level)


@contextmanager
def web_app(bot, folder: Path, client=LOCAL, **settings) -> Iterator[TestClient]:
    """Serve the whole web app over a bot."""
    chosen = Settings(**{"feedback": folder / "feedback.jsonl", "index": folder / "none", **settings})
    with TestClient(
        create_app(bot, chosen),
        base_url="http://localhost",
        client=client,
        headers=JSON,
        raise_server_exceptions=False,
    ) as opened:
        yield opened


def metrics(client: TestClient) -> dict[str, float]:
    """Return the metrics by name and labels, as they are written."""
    response = client.get("/metrics")
    assert response.status_code == 200, response.text
    lines = (line.rpartition(" ") for line in response.text.splitlines() if not line.startswith("#"))
    return {name: float(value) for name, _, value in lines}
