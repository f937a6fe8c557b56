import socket

import pytest
from starlette.testclient import TestClient

from bot.errors import IndexUnusable, UsageError
from bot.settings import Settings
from bot.web.server import create_app, run


@pytest.fixture(scope="module")
def client(tmp_path_factory):
    class Bot:
        pass

    with TestClient(
        create_app(Bot(), Settings(feedback=tmp_path_factory.mktemp("web") / "f.jsonl"))
    ) as client:
        yield client


def test_the_page_advertises_nobody_and_keeps_browsers_here(client):
    page = client.get("/", headers={"accept-encoding": "br, gzip"})
    assert "<title>Footnote</title>" in page.text
    assert "og:image" not in page.text and "githubusercontent" not in page.text
    assert "connect-src 'self'" in page.headers["content-security-policy"]


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", "/gradio_api/upload"),
        ("GET", "/gradio_api/file=/etc/passwd"),
        ("GET", "/gradio_api/proxy=https://example.org"),
        ("GET", "/gradio_api/info"),
        ("POST", "/gradio_api/queue/join"),
        ("POST", "/gradio_api/call/ask"),
        ("GET", "/monitoring"),
        ("GET", "/docs"),
        ("GET", "/openapi.json"),
    ],
)
def test_routes_the_page_does_not_use_are_closed(client, method, path):
    assert client.request(method, path).status_code == 404


def test_a_busy_port_is_named():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(UsageError, match=rf"127\.0\.0\.1:{port} cannot be listened on.*BOT_PORT"):
            run(Settings(port=port))


def test_an_unknown_host_is_named():
    with pytest.raises(UsageError, match="BOT_HOST"):
        run(Settings(host="no such host", port=0))


def test_a_missing_index_is_named(tmp_path):
    with pytest.raises(IndexUnusable):
        run(Settings(index=tmp_path / "none", port=0))
