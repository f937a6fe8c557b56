import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from bot.errors import UsageError
from eval.endpoint import NoReply, endpoint
from eval.identify import GoldAnswers
from eval.library import Library
from eval.overlap import Shingles
from eval.refusals import REFUSALS, refusals
from eval.score import score
from eval.types import Gold
from tests.eval.making import make_case

CITATION = {"marker": 1, "source": "en/a.md", "start": 0, "end": 3, "quote": "The"}


class Host(ThreadingHTTPServer):
    """An OpenAI-compatible bot that answers as it is told, over real HTTP."""

    message: Any
    statuses: list[int]
    retry_after: str | None = None
    body: bytes | None = None
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
        statuses = self.server.statuses
        status = statuses.pop(0) if len(statuses) > 1 else statuses[0]
        self._send(status, {"choices": [{"message": self.server.message}]})

    def _send(self, status: int, body: object) -> None:
        data = json.dumps(body).encode() if self.server.body is None else self.server.body
        self.send_response(status)
        if self.server.retry_after is not None:
            self.send_header("Retry-After", self.server.retry_after)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def host() -> Iterator[Host]:
    server = Host(("127.0.0.1", 0), Handler)
    server.statuses = [200]
    server.asked, server.delay, server.message = [], threading.Event(), {"content": "Hello."}
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    yield server
    server.delay.set()
    server.shutdown()
    server.server_close()


def ask(host: Host, timeout: float = 5, refusal: tuple[str, ...] = (), **case: Any):
    body, host.body = host.body, None  # the list of models is always sound
    asked = endpoint(f"http://127.0.0.1:{host.server_port}/v1", None, "secret", timeout, refusal)
    host.body = body
    assert asked.model == "first-model"
    return asked.open("whole").ask(make_case(**case))


def test_history_and_question_are_sent_as_messages(host):
    reply = ask(host, question="And abroad?", history=("What is an HMO?",))
    assert reply.text == "Hello." and not reply.abstained
    assert reply.confidence is None and reply.ranking is None and reply.citations is None
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


@pytest.mark.parametrize("told", [{}, {"citations": None}, {"citations": []}, {"citations": ["https://a.b"]}])
def test_a_reply_without_citations_is_judged_by_what_it_says(host, told):
    case = make_case(question="Who pays?")
    (gold,) = case.gold
    others = (Gold("A bicycle is covered for theft abroad for 45 days.", "en"),)
    golds, nothing = GoldAnswers((gold, *others)), Shingles(frozenset(), frozenset())
    host.message = {"content": gold.text, **told}
    record = score(case, ask(host), Library({}, []), nothing, golds)
    assert record.outcome == "right" and record.scores["correct"] == 1
    cited = {"citation_recall", "citation_precision", "citation_validity", "faithfulness"}
    assert not cited & record.scores.keys()
    host.message = {"content": others[0].text, **told}
    assert score(case, ask(host), Library({}, []), nothing, golds).outcome == "wrong"


def test_citations_that_are_told_count(host):
    case = make_case(question="Who pays?")
    host.message = {"content": case.gold[0].text, "citations": [CITATION]}
    golds = GoldAnswers(case.gold)
    record = score(case, ask(host), Library({}, []), Shingles(frozenset(), frozenset()), golds)
    assert record.outcome == "wrong" and record.scores["citation_validity"] == 0


@pytest.mark.parametrize(
    "text",
    [
        "Das geht aus den mir vorliegenden Unterlagen leider nicht hervor.",
        "Das weiß ich leider nicht.",
        "Diese Frage kann ich leider nicht beantworten.",
        "Dazu kann ich nichts sagen.",
        "In den Dokumenten ist dazu nichts zu finden, tut mir leid: keine Angaben.",
        "Dazu liegen mir keine Informationen vor.",
        "Ich habe dazu nichts in den Unterlagen gefunden.",
        "Die Quellen sagen dazu nichts.",
    ],
)
def test_german_refusals_are_known(text):
    assert REFUSALS.search(text)


@pytest.mark.parametrize(
    "text",
    [
        "Zahnbehandlungen sind in diesem Tarif nicht enthalten.",
        "Rennen sind nicht versichert.",
        "Sie brauchen keine Überweisung.",
        "Sie können die Versicherung nicht vor Ablauf eines Jahres kündigen.",
    ],
)
def test_german_denials_are_no_refusals(text):
    assert not REFUSALS.search(text)


def test_further_wordings_of_refusals_are_taken(host):
    host.message = {"content": "Computer says no."}
    assert not ask(host).abstained
    assert ask(host, refusal=("says no",)).abstained
    assert refusals(["x"]).search("I don't know.")
    for wrong in ("(", "", ".*", "(?i)("):
        with pytest.raises(UsageError, match="--refusal"):
            refusals([wrong])


@pytest.mark.parametrize(
    ("message", "status", "timeout", "error"),
    [
        ({"content": "Hi"}, 500, 5, r"^HTTP 500 Internal Server Error: [^\n]*$"),
        ({"content": None}, 200, 5, "the message has no text"),
        ({}, 200, 5, "the message has no text"),
        ("text", 200, 5, "the message has no text"),
        ({"content": "Hi", "citations": [{"marker": 1}]}, 200, 5, "lacks .* of ours: 'source'"),
        ({"content": "Hi", "confidence": "high"}, 200, 5, "no number: high"),
        (None, 200, 0.3, r"no reply within 0\.3 s"),
    ],
)
def test_what_goes_wrong_is_raised(host, message, status, timeout, error):
    host.message, host.statuses = message, [status]
    with pytest.raises(NoReply, match=error):
        ask(host, timeout)


@pytest.mark.parametrize(
    ("body", "error"),
    [
        (b'{"choices": []}', "the reply has no choices"),
        (b"[]", "the reply has no choices"),
        (b'{"error": {"message": "out\\nof order"}}', "the reply has no choices"),
        (b"<html>", "the reply is no JSON: <html>"),
        (b"", "the reply is no JSON: it is empty"),
    ],
)
def test_what_is_no_reply_is_said(host, body, error):
    host.body = body
    with pytest.raises(NoReply, match=error):
        ask(host)


def test_an_error_is_told_in_the_words_of_the_endpoint(host):
    host.statuses, host.body = [401], b'{"error": {"message": "wrong\\nkey"}}'
    with pytest.raises(NoReply, match=r"^HTTP 401 Unauthorized: wrong key$"):
        ask(host)


@pytest.mark.parametrize("status", [429, 503])
@pytest.mark.parametrize("when", ["0", "Wed, 21 Oct 2015 07:28:00 GMT"])
def test_a_busy_endpoint_is_asked_once_more(host, status, when):
    host.retry_after, host.statuses = when, [status, 200]
    assert ask(host).text == "Hello." and len(host.asked) == 2
    host.statuses = [status]
    with pytest.raises(NoReply, match=f"HTTP {status}"):
        ask(host)
    assert len(host.asked) == 4


@pytest.mark.parametrize(("status", "when"), [(429, "60"), (429, None), (429, "soon"), (500, "0")])
def test_an_endpoint_that_is_busy_for_too_long_is_not_waited_for(host, status, when):
    host.retry_after, host.statuses = when, [status]
    with pytest.raises(NoReply, match=f"HTTP {status}"):
        ask(host, timeout=1)
    assert len(host.asked) == 1


def test_an_endpoint_that_is_not_there_is_said_at_once():
    with pytest.raises(UsageError, match="does not list its models"):
        endpoint("http://127.0.0.1:9/v1", None, None, 1)


@pytest.mark.parametrize("url", ["localhost:9", "ftp://host/v1", "http://", "", "http://[::1"])
def test_an_address_that_is_none_is_said(url):
    with pytest.raises(UsageError, match="is no address of an endpoint; write it whole, such as http://"):
        endpoint(url, None, None, 1)
