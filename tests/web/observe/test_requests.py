import json
import logging
import random
import threading

import pytest
from starlette.testclient import TestClient

from bot.errors import IndexUnusable
from bot.types import Answer, Stage
from bot.web.observe.metrics import Metrics
from bot.web.observe.requests import observed
from tests.web.observe.serving import logged, metrics, web_app
from tests.web.observe.test_redact import _alone, _identifiers

ASK, CHAT = "/api/v1/ask", "/v1/chat/completions"


class Echo:
    """Answers with the question, or raises what it is told to."""

    languages = ("en", "nb", "ja")

    def __init__(self, error: Exception | None = None) -> None:
        self.error = error

    def stream(self, question, language=None, history=(), left=None):
        if self.error:
            raise self.error
        yield Stage("search")
        timings = {"retrieve": 0.01, "encode": 0.02, "total": 0.03}
        yield Answer(
            question, language or "en", f"You said {question}", "extract", 1.0, (), (), timings=timings
        )

    def ask(self, question, language=None, history=()):
        *_, answer = self.stream(question, language, history)
        return answer

    def document(self, source):
        return None


def test_one_line_tells_what_came_of_a_question(small_bot, tmp_path):
    with web_app(small_bot, tmp_path) as client, logged() as log:
        response = client.post(ASK, json={"question": "Hvem betaler egenandelen?"})
    (line,) = log.lines
    assert response.status_code == 200
    assert line["request_id"] == response.headers["X-Request-ID"]
    assert line["time"].endswith("+00:00") and line["level"] == "info"
    assert (line["method"], line["route"], line["status"]) == ("POST", ASK, 200)
    assert (line["language"], line["kind"], line["bytes"]) == ("nb", "faq", len(response.content))
    assert set(line["stages"]) == {"retrieve", "encode", "extract", "total"}
    assert line["seconds"] >= line["stages"]["total"] > 0


@pytest.fixture(scope="module")
def client(tmp_path_factory):
    with web_app(Echo(), tmp_path_factory.mktemp("web"), rate="100000/second") as client:
        yield client


SECRETS = ("zebra", "stripes", "sk-geheim", "kakerlakk", "a-cookie", "Basic", "hidden-path")


@pytest.mark.parametrize("error", [None, RuntimeError("zebra stripes"), IndexUnusable("no index")])
def test_nothing_that_was_said_is_logged(tmp_path, error):
    headers = {
        "Authorization": "Bearer sk-geheim",
        "Cookie": "session=a-cookie",
        "User-Agent": "kakerlakk",
        "Origin": "http://localhost",
    }
    with web_app(Echo(error), tmp_path) as client, logged(logger="") as log:
        asked = {"question": "zebra?", "history": ["stripes"]}
        client.post(ASK, json=asked, headers=headers)
        client.post(ASK, json=asked, headers={**headers, "Accept": "text/event-stream"})
        client.post(ASK, json={"question": "zebra" * 500}, headers=headers)
        client.post(ASK, content='{"question": "zebra', headers=headers)
        client.post(ASK, json={"question": "q", "language": "zebra"}, headers=headers)
        for stream in (False, True):
            messages = [{"role": "user", "content": "zebra?"}]
            client.post(
                CHAT, json={"model": "footnote", "messages": messages, "stream": stream}, headers=headers
            )
        client.post("/api/v1/feedback", json={"id": "zebra", "vote": "up", "comment": "stripes"})
        client.get("/hidden-path/zebra?question=stripes", headers=headers)
        client.get("/source/zebra.md?start=1", headers=headers)
    assert len(log.lines) >= 10
    assert not [secret for secret in SECRETS if secret in log.text]


def test_with_text_the_question_and_the_answer_are_logged_redacted(tmp_path):
    draw, found = random.Random(7), []
    with web_app(Echo(), tmp_path, log_text=True, rate="100000/second") as client, logged(True) as log:
        for _, written in _identifiers(draw, 60):
            response = client.post(ASK, json={"question": f"Is {written} covered in 2026?"})
            rating = {"id": response.json()["id"], "vote": "down", "comment": f"call {written}"}
            assert client.post("/api/v1/feedback", json=rating).status_code == 204
            found.append(_alone(written))
    lines = log.of(ASK)
    assert len(lines) == 60 == len(log.of("/api/v1/feedback"))
    assert all("covered in 2026?" in line["question"] and "You said" in line["answer"] for line in lines)
    texts = [_alone(json.dumps(line, ensure_ascii=False)) for line in log.lines]
    assert not [secret for secret in found if any(secret in text for text in texts)]


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("abc-DEF_123", True),
        ("a" * 64, True),
        ("a" * 65, False),
        ("two words", False),
        ('"quoted"', False),
        ("ø", False),
        ("", False),
    ],
)
def test_a_sane_request_id_is_kept(client, given, kept):
    with logged() as log:
        response = client.get("/healthz", headers={"X-Request-ID": given.encode()})
    id = response.headers["X-Request-ID"]
    assert (id == given) is kept
    assert len(id) >= 11 and log.lines[-1]["request_id"] == id


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/"),
        ("GET", "/nowhere"),
        ("POST", "/healthz"),
        ("GET", ASK),
        ("GET", "/v1/models"),
        ("GET", "/config"),
    ],
)
def test_every_response_has_one_id(client, method, path):
    assert len(client.request(method, path).headers.get_list("X-Request-ID")) == 1


def test_the_id_goes_along_into_worker_threads(tmp_path):
    class Logging(Echo):
        def stream(self, *arguments):
            threads.append(threading.current_thread().name)
            logging.getLogger("bot.test").info("in a thread")
            yield from super().stream(*arguments)

    threads: list[str] = []
    with web_app(Logging(), tmp_path) as client, logged() as log:
        for id in ("one", "two"):
            for accept in ("application/json", "text/event-stream"):
                client.post(ASK, json={"question": "q"}, headers={"X-Request-ID": id, "Accept": accept})
    ids = [line["request_id"] for line in log.lines if line["message"] == "in a thread"]
    assert ids == ["one", "one", "two", "two"]
    assert threading.current_thread().name not in threads


def test_a_failure_nobody_thought_of_is_logged_once_and_answered(tmp_path):
    with web_app(Echo(RuntimeError("zebra")), tmp_path) as client, logged() as log:
        response = client.post(ASK, json={"question": "q"}, headers={"X-Request-ID": "failed"})
    assert response.status_code == 500 and response.json()["instance"] == "failed"
    errors = [line for line in log.lines if line["level"] == "error"]
    (request,) = log.of(ASK)
    assert (
        len(errors) == 1 and "RuntimeError" in json.dumps(errors) and "test_requests.py" in json.dumps(errors)
    )
    assert request["status"] == 500 and request["level"] == "warning"
    assert errors[0]["request_id"] == request["request_id"] == "failed"


@pytest.mark.parametrize("started", [False, True])
def test_what_fails_outside_every_route_is_answered_and_logged(tmp_path, started):
    async def failing(scope, receive, send):
        if started:
            await send({"type": "http.response.start", "status": 200, "headers": []})
        raise RuntimeError(SECRETS[0])

    with logged() as log:
        response = TestClient(observed(failing, Metrics(tmp_path), None)).get("/zebra")
    status = 200 if started else 500
    assert response.status_code == log.of("unknown")[0]["status"] == status
    assert response.headers["X-Request-ID"] == log.lines[0]["request_id"]
    assert "RuntimeError" in log.text and "zebra" not in log.text
    assert started or response.headers["content-type"] == "application/problem+json"


def test_paths_are_no_routes(client):
    with logged() as log:
        client.get("/api/v1/zebra")
        client.get("/zebra/zebra")
        client.get("/assets/zebra.js")
        client.get("/v1/models")
        counted = metrics(client)
    routes = [line["route"] for line in log.lines]
    assert routes[:2] == ["unknown", "unknown"] and routes[3] == "/v1/models"
    assert "zebra" not in log.text and "zebra" not in " ".join(counted)


def test_what_is_refused_before_its_route_is_counted_there(tmp_path):
    with web_app(Echo(), tmp_path, rate="1/minute") as client, logged() as log:
        client.post(ASK, content="{}", headers={"Origin": "https://evil.example"})
        client.post(ASK, content="x" * 200_000)
        client.post(CHAT, content="{}")
        client.post("/zebra", content="x" * 200_000)
    found = [(line["route"], line["status"]) for line in log.lines if line["message"] == "request"]
    assert found == [(ASK, 403), (ASK, 413), (CHAT, 429), ("unknown", 413)]


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", ASK),
        ("POST", "/api/v1/feedback"),
        ("GET", "/api/v1/openapi.json"),
        ("POST", CHAT),
        ("GET", "/v1/models"),
        ("GET", "/v1/models/zebra"),
        ("POST", "/gradio_api/component_server"),
        ("POST", "/gradio_api/component_server/"),
        ("GET", "/"),
        ("GET", "/plain"),
        ("GET", "/source/zebra.md"),
        ("GET", "/widget.js"),
        ("GET", "/demo"),
        ("GET", "/healthz"),
        ("GET", "/readyz"),
        ("GET", "/metrics"),
    ],
)
def test_the_route_is_the_same_refused_or_served(client, method, path):
    with logged() as log:
        client.request(method, path, content="")
        assert client.request(method, path, headers={"Host": "evil.example"}).status_code == 421
    served, refused = (line["route"] for line in log.lines if line["message"] == "request")
    assert served == refused != "unknown" and "zebra" not in served


def test_probes_and_parts_of_the_page_stay_out_of_the_log(client):
    with logged() as log:
        for path in ("/healthz", "/readyz", "/metrics", "/config", "/"):
            client.get(path)
    told = [line["route"] for line in log.lines if "route" in line and line["level"] != "debug"]
    assert told == ["/"]
