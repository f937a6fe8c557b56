import json
import time
from contextlib import suppress

import httpx
import pytest
from starlette.testclient import TestClient

from bot.web.guard.bodies import bound_bodies
from tests.web.guard.conftest import connect, echo, status

LIMIT = 1000


async def stated(scope, receive, send):
    if scope["type"] == "http":
        scope["state"] = {}
        await echo(scope, receive, send)


@pytest.fixture
def client() -> TestClient:
    return TestClient(bound_bodies(stated, LIMIT))


@pytest.mark.parametrize("method", ["GET", "POST", "PUT", "DELETE"])
@pytest.mark.parametrize("path", ["/", "/api/v1/ask", "/gradio_api/component_server/", "/nowhere"])
def test_up_to_the_limit_bodies_arrive_whole(client, method, path):
    for size in (0, 1, LIMIT):
        assert client.request(method, path, content=b"x" * size).json()["body"] == size
        pieces = (b"x" for _ in range(size))
        assert client.request(method, path, content=pieces).json()["body"] == size
    assert client.request(method, path, content=b"x" * (LIMIT + 1)).status_code == 413


def test_a_declared_length_is_refused_unread(serve):
    address = serve(bound_bodies(stated, LIMIT))
    for length in (LIMIT + 1, 10**9, 10**30, "9" * 5000):
        head = f"POST /api/v1/ask HTTP/1.1\r\nHost: x\r\nContent-Length: {length}\r\n\r\n"
        began = time.monotonic()
        assert status(connect(address, head.encode())) in (413, 400)  # 400 is uvicorn's, beyond 20 digits
        assert time.monotonic() - began < 1


def test_chunks_are_refused_as_soon_as_they_are_too_many(serve):
    address = serve(bound_bodies(stated, LIMIT))
    head = b"POST /api/v1/ask HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"
    unfinished = connect(address, head + b"200\r\n" + b"x" * 512 + b"\r\n200\r\n" + b"x" * 490)
    assert status(unfinished) == 413


def test_a_large_upload_gets_its_answer(serve):
    host, port = serve(bound_bodies(stated, LIMIT))
    response = httpx.post(f"http://{host}:{port}/api/v1/ask", content=b"x" * 20_000_000, timeout=10)
    assert response.status_code == 413
    assert "1000 bytes" in response.json()["detail"]


def test_a_slow_body_is_given_up(serve):
    address = serve(bound_bodies(stated, LIMIT, seconds=0.3))
    head = b"POST /api/v1/ask HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\nabc"
    with connect(address, head) as connection:
        began = time.monotonic()
        with suppress(OSError):  # it may have hung up already
            for _ in range(4):  # dripping does not help
                time.sleep(0.05)
                connection.sendall(b"d")
        answer = connection.makefile("rb").read()  # to the end: the connection is closed
    assert time.monotonic() - began < 4
    assert answer.startswith(b"HTTP/1.1 408 ")
    assert json.loads(answer.partition(b"\r\n\r\n")[2])["status"] == 408
