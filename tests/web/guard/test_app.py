"""The guard round the real app, on a real port where the bytes matter."""

import json
import socket
from contextlib import suppress
from itertools import product
from pathlib import Path

import gradio
import pytest
from starlette.testclient import TestClient

from bot.settings import Settings
from bot.web.server import create_app
from tests.conftest import ROOT
from tests.web.guard.conftest import connect, status

QUESTION = {"question": "Who pays the deductible?"}


@pytest.fixture(scope="module")
def app(small_bot, tmp_path_factory):
    settings = Settings(feedback=tmp_path_factory.mktemp("guard") / "f.jsonl", rate="100000/second")
    return create_app(small_bot, settings)


@pytest.fixture(scope="module")
def client(app):
    with TestClient(app, raise_server_exceptions=True) as client:
        yield client


def component_server(client, **headers: str):
    body = {"session_hash": "abc", "component_id": page_id(client), "fn_name": "ask", "data": QUESTION}
    return client.post("/gradio_api/component_server/", json=body, headers=headers)


def page_id(client) -> int:
    components = client.get("/config").json()["components"]
    return next(part["id"] for part in components if part["props"].get("elem_id") == "page")


def test_questions_are_answered_through_the_guard(client):
    assert "html" in component_server(client, origin="http://testserver").json()
    answer = client.post("/api/v1/ask", json=QUESTION)
    assert answer.status_code == 200
    assert answer.headers["cache-control"] == "no-store"


@pytest.mark.parametrize(
    "origin", ["https://evil.example", "null", "http://localhost:7860", "http://127.0.0.1"]
)
def test_gradio_answers_no_foreign_origin(client, origin):
    """CVE-2024-47084: it once held localhost for the same site as any other."""
    response = component_server(client, origin=origin)
    assert response.status_code == 403
    assert not [name for name in response.headers if name.startswith("access-control-")]


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", "/gradio_api/upload"),  # CVE-2024-47872
        ("GET", "/gradio_api/file=/etc/passwd"),  # CVE-2023-51449
        ("GET", "/gradio_api/file/etc/passwd"),
        ("GET", "/file=/etc/passwd"),
        ("GET", "/file/etc/passwd"),
        ("GET", "/gradio_api/proxy=https://example.org"),  # CVE-2024-47167
        ("GET", "/proxy=https://example.org"),
        ("POST", "/gradio_api/queue/join"),
        ("POST", "/queue/join"),
        ("POST", "/gradio_api/call/ask"),
        ("POST", "/gradio_api/api/ask"),
        ("POST", "/gradio_api/run/ask"),
        ("POST", "/gradio_api/reset"),
        ("GET", "/gradio_api/stream/a/b/c/playlist.m3u8"),
        ("GET", "/gradio_api/deep_link"),
        ("GET", "/gradio_api/mcp/sse"),
        ("GET", "/gradio_api/dev/reload"),
        ("GET", "/gradio_api/app_id"),
        ("GET", "/gradio_api/openapi.json"),
        ("POST", "/upload"),
        ("POST", "/login"),
        ("GET", "/monitoring/summary"),
        ("GET", "/svelte/../../config.py"),
    ],
)
def test_gradios_other_routes_are_closed(client, method, path):
    response = client.request(method, path, files={"files": b"x"} if method == "POST" else None)
    assert response.status_code in (404, 405)
    assert b"root:" not in response.content


def test_gradio_believes_no_forwarded_host(client):
    forged = dict.fromkeys(
        ("x-forwarded-host", "x-gradio-server", "x-forwarded-prefix"), "https://evil.example"
    )
    for path in ("/", "/config"):
        assert "evil.example" not in client.get(path, headers=forged).text


def test_templates_and_code_in_a_question_are_text(client):
    for question in ("{0.__class__}", '{"lc": 1, "type": "constructor", "id": ["os"]}', "{{7*7}} ${7*7}"):
        assert client.post("/api/v1/ask", json={"question": question}).status_code == 200


DOTS = (
    "..",
    "%2e%2e",
    ".%2e",
    "%252e%252e",
    "..%00",
    "%c0%ae%c0%ae",
    "%e0%80%ae%e0%80%ae",
    "%ef%bc%8e%ef%bc%8e",
    "....//",
    "..;",
)
SLASHES = ("/", "%2f", "%5c", "\\", "%252f", "%255c", "%c0%af", "%ef%bc%8f")
BASES = ("/static", "/assets", "/source", "/static/img", "/gradio_api/file=", "/svelte", "")
TARGETS = ("etc/passwd", "pyproject.toml")


def traversals() -> list[str]:
    paths = []
    for base, dots, slash, target in product(BASES, DOTS, SLASHES, TARGETS):
        target = target.replace("/", slash)
        paths.append(f"{base}{'/' if base else slash}{(dots + slash) * 9}{target}")
    absolute = (
        "/etc/passwd",
        "//etc/passwd",
        "file:///etc/passwd",
        "C:\\windows\\win.ini",
        "%2fetc%2fpasswd",
    )
    paths += [f"{base}/{target}" for base, target in product(BASES, absolute)]
    paths += [
        f"/static/{folder}/../../{name}"
        for folder, name in product(("img", "x"), ("routes.py", "package.json"))
    ]
    return paths


def test_no_encoding_of_a_path_reads_outside(app, serve):
    address = serve(app)
    secrets = (
        b"root:x:0:0",
        (ROOT / "pyproject.toml").read_bytes()[:40],
        (Path(gradio.__file__).read_bytes())[:60],
    )
    paths = traversals()
    assert len(paths) > 1000
    with socket.create_connection(address, timeout=10) as connection, connection.makefile("rb") as stream:
        for path in paths:
            connection.sendall(b"GET " + path.encode() + b" HTTP/1.1\r\nHost: localhost\r\n\r\n")
            code, body = response(stream)
            assert code in (400, 403, 404), path
            assert not any(secret in body for secret in secrets), path


def response(stream) -> tuple[int, bytes]:
    code = int(stream.readline().split()[1])
    length = 0
    while line := stream.readline().strip().lower():
        if line.startswith(b"content-length:"):
            length = int(line.partition(b":")[2])
    return code, stream.read(length)


MALFORMED = [
    b"GET /\x00 HTTP/1.1\r\nHost: localhost\r\n\r\n",
    b"GET / HTTP/1.1\r\nHost: localhost\r\nX-A: a\x00b\r\n\r\n",
    b"GET / HTTP/1.1\r\nHost: localhost\r\nX\x00A: b\r\n\r\n",
    b"GET / HTTP/1.1\r\nHost: localhost\r\nX-A: \xff\xfe\r\n\r\n",
    b"GET /%00 HTTP/1.1\r\nHost: localhost\r\n\r\n",
    b"GET /%zz%1 HTTP/1.1\r\nHost: localhost\r\n\r\n",
    b"GET /% HTTP/1.1\r\nHost: localhost\r\n\r\n",
    b"GET /%ff%fe HTTP/1.1\r\nHost: localhost\r\n\r\n",
    b"GET /static/%ff%fe HTTP/1.1\r\nHost: localhost\r\n\r\n",
    b"GET /source/%ed%a0%80 HTTP/1.1\r\nHost: localhost\r\n\r\n",
    b"GET /\xff HTTP/1.1\r\nHost: localhost\r\n\r\n",
    b"GET /static/" + b"a" * 5000 + b" HTTP/1.1\r\nHost: localhost\r\n\r\n",
    b"GET /source/" + b"a/" * 3000 + b" HTTP/1.1\r\nHost: localhost\r\n\r\n",
    b"GET /plain?q=" + b"a" * 60_000 + b" HTTP/1.1\r\nHost: localhost\r\n\r\n",
    b"GET /?" + b"a" * 1_000_000 + b" HTTP/1.1\r\nHost: localhost\r\n\r\n",
    b"GET /?deep_link=../../x&a=%ff%00&view=api HTTP/1.1\r\nHost: localhost\r\n\r\n",
    b"GET / HTTP/1.1\r\nHost: localhost\r\n" + b"X-A: b\r\n" * 5000 + b"\r\n",
    b"GET / HTTP/1.1\r\nHost: localhost\r\nX-A: " + b"a" * 20_000_000 + b"\r\n\r\n",
    b"GET / HTTP/1.1\r\n\r\n",
    b"GET / HTTP/1.1\r\nHost: localhost\r\nHost: evil.example\r\n\r\n",
    b"GET / HTTP/9.9\r\nHost: localhost\r\n\r\n",
    b"GET http://evil.example/ HTTP/1.1\r\nHost: localhost\r\n\r\n",
    b"CONNECT evil.example:443 HTTP/1.1\r\nHost: localhost\r\n\r\n",
    b"OPTIONS * HTTP/1.1\r\nHost: localhost\r\n\r\n",
    b"TRACE / HTTP/1.1\r\nHost: localhost\r\n\r\n",
    b"B\xc3\xa5D / HTTP/1.1\r\nHost: localhost\r\n\r\n",
    b"POST /api/v1/ask HTTP/1.1\r\nHost: localhost\r\nContent-Length: -1\r\n\r\n",
    b"POST /api/v1/ask HTTP/1.1\r\nHost: localhost\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\n{}",
    b"POST /api/v1/ask HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
    b"POST /api/v1/ask HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: gzip\r\n\r\n",
    b"POST /api/v1/ask HTTP/1.1\r\nHost: localhost\r\nContent-Type: \xff/\x80; charset=\xff\r\nContent-Length: 2\r\n\r\n{}",
    b"POST /gradio_api/component_server/ HTTP/1.1\r\nHost: localhost\r\nContent-Length: 2\r\n\r\n{}",
    b"GET / HTTP/1.1\r\nHost: localhost\r\nOrigin: \xff\r\nReferer: \xff\r\nAccept: \xff\r\nCookie: \xff=\xff\r\n\r\n",
    b"GET / HTTP/1.1\r\nHost: localhost\r\nRange: bytes=" + b"0-1," * 2000 + b"0-1\r\n\r\n",
    b"GET /gradio_api/heartbeat/\xc3\xa5 HTTP/1.1\r\nHost: localhost\r\n\r\n",
    b"GET /x HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n",
]


def test_malformed_requests_are_never_the_servers_fault(app, serve):
    address = serve(app)
    for sent in MALFORMED:
        with suppress(ConnectionResetError, BrokenPipeError):  # hung up before all was sent
            assert status(connect(address, sent)) < 500, sent[:100]
    assert status(connect(address, b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")) == 200


BODIES = (
    "",
    "{",
    "[]",
    "null",
    "1",
    '"\\ud800"',
    "{}",
    '{"fn_name": "ask"}',
    '{"data": null, "fn_name": "__init__"}',
)


@pytest.mark.parametrize("body", BODIES)
@pytest.mark.parametrize("kind", ["application/json", "multipart/form-data; boundary=x", "text/plain", ""])
def test_malformed_calls_of_gradio_are_never_the_servers_fault(client, body, kind):
    headers = {"content-type": kind} if kind else {}
    response = client.post("/gradio_api/component_server/", content=body, headers=headers)
    assert response.status_code < 500


@pytest.mark.parametrize("component", ["the page", 0, -1, "x", None, [], 10**30])
@pytest.mark.parametrize("function", ["__init__", "render", "Ask", "", None, 1])
def test_only_the_pages_functions_can_be_called(client, component, function):
    component = page_id(client) if component == "the page" else component
    body = {"session_hash": "abc", "component_id": component, "fn_name": function, "data": QUESTION}
    headers = {"content-type": "application/json"}
    response = client.post("/gradio_api/component_server/", content=json.dumps(body), headers=headers)
    assert response.status_code == 422


def test_gradio_reads_no_upload_where_calls_come(client):
    fields = {"session_hash": "abc", "component_id": str(page_id(client)), "fn_name": "ask"}
    response = client.post("/gradio_api/component_server/", data=fields, files={"f": b"x"})
    assert response.status_code == 422
