import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from bot.errors import UsageError
from eval.targets import REFUSALS, endpoint, local_target
from tests.eval.making import make_case

CITATION = {"marker": 1, "source": "en/a.md", "start": 0, "end": 3, "quote": "The"}


class Host(ThreadingHTTPServer):
    """An OpenAI-compatible bot that answers as it is told, over real HTTP."""

    message: Any
    status = 200
    delay: threading.Event
    asked: list[dict[str, Any]]


class Handler(BaseHTTPRequestHandler):
    server: Host

    def do_GET(self) -> None:
        self._send(200, {"data": [{"id": "first-model"}]})

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.server.asked.append({"path": self.path, "key": self.headers.get("Authorization"), **body})
        if self.server.message is None:
            self.server.delay.wait(5)
            return
        self._send(self.server.status, {"choices": [{"message": self.server.message}]})

    def _send(self, status: int, body: object) -> None:
        data = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def host() -> Iterator[Host]:
    server = Host(("127.0.0.1", 0), Handler)
    server.asked, server.delay, server.message = [], threading.Event(), {"content": "Hello."}
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    yield server
    server.delay.set()
    server.shutdown()
    server.server_close()


def ask(host: Host, timeout: float = 5, **case: Any):
    opener = endpoint(f"http://127.0.0.1:{host.server_port}/v1", None, "secret", timeout)
    return opener("whole").ask(make_case(**case))


def test_history_and_question_are_sent_as_messages(host):
    reply = ask(host, question="And abroad?", history=("What is an HMO?",))
    assert reply.text == "Hello." and not reply.abstained
    assert reply.confidence is None and reply.ranking is None and reply.citations == ()
    (sent,) = host.asked
    assert sent["path"] == "/v1/chat/completions" and sent["key"] == "Bearer secret"
    assert sent["model"] == "first-model"
    assert [m["content"] for m in sent["messages"]] == ["What is an HMO?", "And abroad?"]


def test_citations_and_abstention_are_read_where_they_are_told(host):
    host.message = {"content": "The. [1]", "citations": [CITATION], "abstained": False, "confidence": 0.7}
    reply = ask(host)
    assert reply.citations[0].quote == "The" and reply.confidence == 0.7
    host.message = {"content": "Ask someone else.", "abstained": True}
    assert ask(host).abstained


@pytest.mark.parametrize(
    "text",
    [
        "I'm sorry, I don't know.",
        "I could not find that in the documents.",
        "That is not covered in the sources I have.",
        "Beklager, det vet jeg ikke.",
        "Kildene sier det ikke.",
        "申し訳ありませんが、資料には見つかりませんでした。",
        "その情報はありません。",
        "お答えできません。",
    ],
)
def test_refusals_are_known_by_their_wording(text):
    assert REFUSALS.search(text)


@pytest.mark.parametrize(
    "text",
    [
        "Dental care is not covered by the plan.",
        "The plan does not cover care in other states, which is not mentioned on the card.",
        "You do not need a referral.",
        "Du trenger ikke henvisning.",
        "紹介状は必要ありません。",
    ],
)
def test_denials_are_no_refusals(text):
    assert not REFUSALS.search(text)


@pytest.mark.parametrize(
    ("message", "status", "timeout", "error"),
    [
        ({"content": "Hi"}, 500, 5, "500"),
        ({"content": None}, 200, 5, "no text"),
        ({}, 200, 5, "content"),
        ("text", 200, 5, "string indices"),
        ({"content": "Hi", "citations": [{"marker": 1}]}, 200, 5, "source"),
        (None, 200, 0.3, "timed out"),
    ],
)
def test_what_goes_wrong_is_raised(host, message, status, timeout, error):
    host.message, host.status = message, status
    with pytest.raises(Exception, match=error):
        ask(host, timeout)


def test_an_endpoint_that_is_not_there_is_said_at_once():
    with pytest.raises(UsageError, match="does not list its models"):
        endpoint("http://127.0.0.1:9/v1", None, None, 1)


def test_our_bot_tells_all_there_is(small_bot):
    target = local_target(small_bot)
    case = make_case(question="Who pays the deductible?")
    reply = target.ask(case)
    assert reply.kind == "faq" and reply.ranking and reply.ranking[0] == "en/deductible.md"
    assert reply.confidence and reply.citations[0].source == "en/deductible.md"
    assert target.first_by_language
    first = target.first_by_language(case)
    assert first["nb"] == "nb/egenandel.md" and first["ja"] == "ja/menseki.md"
