import pytest
from starlette.testclient import TestClient

from bot.web.guard.paths import asks, close_paths, costs, is_open
from tests.web.guard.conftest import echo


def request(path: str, method: str = "POST") -> dict:
    path, _, query = path.partition("?")
    return {"type": "http", "method": method, "path": path, "query_string": query.encode()}


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/api/v1/ask",
        "/gradio_api/component_server",
        "/gradio_api/component_server/",
        "/gradio_api/heartbeat/abc123",
        "/gradio_api/startup-events",
        "/gradio_api/theme.css",
        "/assets/index-Cx1..abc.js",
        "/source/nb/egenandel 2.md",
        "/source/ja/免責…金額.md",
        "/source/en/100%.md",
        "/source/en/a\\b.md",
        "/source/en/100%25 %2e%2F.md",
    ],
)
def test_open(path):
    assert is_open(path)


@pytest.mark.parametrize(
    "path",
    [
        "/gradio_api",
        "/gradio_api/upload",
        "/gradio_api/file=/etc/passwd",
        "/gradio_api/component_server/../upload",
        "/gradio_api/component_serverx",
        "/gradio_api/heartbeat/",
        "/gradio_api/heartbeat/a/b",
        "/gradio_api/theme.css/upload",
        "//gradio_api/upload",
        "/Gradio_API/upload",
        "/monitoring",
        "/monitoring/summary",
        "/login",
        "/logout",
        "/svelte/x",
        "/a/../b",
        "/..",
        "/a/.",
        "/a\\b",
        "/a\x00b",
        "/a\nb",
        "/a%2e%2e/b",
        "/a%2Fb",
        "/a%252e",
        "/a/source/b%2e",
        "/source/../b",
        "/Source/b%2e",
        "/source/en/a\nb.md",
        "/source/en/%2e/../b",
        "/a\ud800",
    ],
)
def test_closed(path):
    assert not is_open(path)


def test_what_asks_and_what_costs():
    questions = ("/api/v1/ask", "/v1/chat/completions", "/gradio_api/component_server/", "/plain?q=x")
    assert all(asks(request(path)) and costs(request(path)) for path in questions)
    assert asks(request("/plain?q=x", "GET"))
    assert not asks(request("/plain", "GET"))
    assert not asks(request("/api/v1/ask", "GET"))
    assert costs(request("/api/v1/feedback")) and not asks(request("/api/v1/feedback"))
    assert not costs(request("/healthz", "GET"))


def test_the_refusal_is_a_problem():
    response = TestClient(close_paths(echo)).post("/gradio_api/upload")
    assert (response.status_code, response.json()["status"]) == (404, 404)
