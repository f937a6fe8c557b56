"""An app that tells what reaches it, and any app on a real port."""

import json
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager

import pytest
import uvicorn
from starlette.types import ASGIApp


async def echo(scope, receive, send):
    """Tell what of a request gets past the guard."""
    body, more = b"", scope["type"] == "http"
    while more:
        message = await receive()
        body, more = body + message.get("body", b""), message.get("more_body", False)
    seen = {
        "client": (scope.get("client") or [None])[0],
        "scheme": scope["scheme"],
        "path": scope["path"],
        "headers": {name.decode(): value.decode() for name, value in scope["headers"]},
        "state": {name: scope["state"].get(name) for name in ("caller", "site")},
        "body": len(body),
    }
    headers = [(b"content-type", b"application/json")]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": json.dumps(seen).encode()})


@contextmanager
def _served(app: ASGIApp) -> Iterator[tuple[str, int]]:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        config = uvicorn.Config(
            app, http="h11", ws="none", proxy_headers=False, log_level="critical", timeout_graceful_shutdown=1
        )
        server = uvicorn.Server(config)
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
        thread.start()
        while not server.started:
            time.sleep(0.01)
        yield listener.getsockname()
        server.should_exit = True
        thread.join(10)


@pytest.fixture
def serve() -> Iterator[Callable[[ASGIApp], tuple[str, int]]]:
    """Serve an app until the test is over; return its address."""
    with ExitStack() as servers:
        yield lambda app: servers.enter_context(_served(app))


def connect(address: tuple[str, int], sent: bytes) -> socket.socket:
    """Open a connection and send what may not be HTTP."""
    connection = socket.create_connection(address, timeout=5)
    connection.sendall(sent)
    return connection


def status(connection: socket.socket) -> int:
    """Read the status of a response, 0 if there is none, and close the connection."""
    with connection:
        try:
            line = connection.makefile("rb").readline()
        except ConnectionResetError:
            return 0
    return int(line.split()[1]) if line else 0
