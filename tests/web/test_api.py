"""The REST API: what goes in, what comes out, and what is refused."""

import json
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from bot.answer.respond import HISTORY, MAX_QUESTION_CHARACTERS, Bot
from bot.answer.serialise import answer_to_json
from bot.errors import IndexUnusable
from bot.ingest.markup import plain
from bot.settings import Settings
from bot.types import Answer, Citation, Stage
from bot.web.answers import Answers
from bot.web.api import AnswerResponse, AskRequest, FeedbackRequest, create_api
from bot.web.examples import ANSWER, EVENTS, FEEDBACK, FOLLOW_UP, QUESTION
from bot.web.feedback import FeedbackStore
from bot.web.problems import MEDIA_TYPE
from bot.web.server import create_app
from tests.answer.scripted import bot_with, model, saying
from tests.conftest import ROOT
from tests.web.observe.serving import logged
from tests.web.serving import apis

ASKED = "Who pays the deductible?"
EVENT_STREAM = {"Accept": "text/event-stream"}
JSON = {"Content-Type": "application/json"}


class Listening(Bot):
    """Keeps what it is asked."""

    def __init__(self, bot: Bot) -> None:
        super().__init__(bot._current, bot._encoder)
        self.asked: list[tuple] = []

    def stream(self, question, language=None, history=(), left=lambda: False):
        self.asked.append((question, language, tuple(history)))
        return super().stream(question, language, history, left)


class Broken(Bot):
    """Fails at a place."""

    def __init__(self, bot: Bot, error: Exception, *, at_once: bool) -> None:
        def current():
            if at_once:
                raise error
            return bot._current()

        class Encoder:
            def encode_queries(self, questions):
                raise error

        super().__init__(current, Encoder())


@pytest.fixture
def bot(small_bot):
    return Listening(small_bot)


@pytest.fixture
def client(bot, tmp_path):
    return TestClient(apis(bot, tmp_path))


def ask(client, body=None, **headers):
    return client.post("/api/v1/ask", json=body or {"question": ASKED}, headers=headers)


def events(response) -> list[tuple[str, dict]]:
    assert response.headers["content-type"] == "text/event-stream; charset=utf-8"
    parts = [part.split("\n") for part in response.text.split("\n\n") if part]
    return [(name.removeprefix("event: "), json.loads(data.removeprefix("data: "))) for name, data in parts]


def refused(response, status: int) -> dict:
    assert (response.status_code, response.headers["content-type"]) == (status, MEDIA_TYPE)
    return response.json()


# --- answers -----------------------------------------------------------------------------------------


def test_an_answer_is_the_one_that_the_bot_gives(client, small_bot):
    response = ask(client)
    assert (response.status_code, response.headers["content-type"]) == (200, "application/json")
    got, expected = response.json(), answer_to_json(small_bot.ask(ASKED))
    assert got.pop("id").startswith("a") and got.pop("timings").keys() == expected.pop("timings").keys()
    expected.pop("id")
    assert got == expected and got["citations"] and got["hits"]


@pytest.mark.parametrize("question", [ASKED, "How do I bake bread?"])
def test_the_model_of_an_answer_is_what_is_sent(client, question):
    got = ask(client, {"question": question}).json()
    assert AnswerResponse.model_validate(got, strict=True).model_dump() == got


def test_every_field_of_an_answer_can_be_sent():
    citation = Citation(
        1, "a.md", "A", "en", ("A",), 0, 1, "q", "https://a.example", "2026-01-01", "2026-02-01", "US"
    )
    answer = Answer("q", "en", "q [1]", "generated", 1.0, (citation,), (), (), "used", {"total": 0.1})
    sent = answer_to_json(answer, "a1")
    assert AnswerResponse.model_validate(sent, strict=True).model_dump() == sent


@pytest.mark.parametrize(
    ("history", "heard"),
    [
        (None, ()),
        ([], ()),
        (["Is a bicycle covered?"], ("Is a bicycle covered?",)),
        (
            [
                {"role": "user", "content": "One?", "name": "x"},
                {"role": "assistant", "content": None},
                "Two?",
            ],
            ("One?", "Two?"),
        ),
    ],
)
def test_earlier_questions_are_strings_or_chat_messages(client, bot, history, heard):
    assert ask(client, {"question": ASKED, "history": history}).status_code == 200
    assert bot.asked == [(ASKED, None, heard)]


@pytest.mark.parametrize(
    ("given", "code"), [("nb", "nb"), ("NO", "nb"), ("ja-JP", "ja"), ("en_GB", "en"), (None, None)]
)
def test_a_language_is_known_by_any_of_its_tags(client, bot, given, code):
    assert ask(client, {"question": ASKED, "language": given}).status_code == 200
    assert bot.asked == [(ASKED, code, ())]


@pytest.mark.parametrize(
    "question", ["deductible\ud83d", "\udc00deductible", "de\x00ductible", "d\u200beductible"]
)
def test_unicode_that_is_none_breaks_nothing(client, question):
    body = json.dumps({"question": question, "history": [question]}).encode()
    response = client.post("/api/v1/ask", content=body, headers=JSON)
    assert response.status_code == 200 and response.json()["question"] == "deductible"


# --- Server-Sent Events ------------------------------------------------------------------------------


@pytest.mark.parametrize("accept", ["text/event-stream", "application/json, Text/Event-Stream;q=0.9"])
def test_events_end_in_the_answer(client, accept):
    told = events(ask(client, accept=accept))
    assert [name for name, _ in told] == ["stage", "citation", "sentence", "done"]
    (_, stage), (_, citation), (_, sentence), (_, done) = told
    assert stage == {"name": "search"}
    assert done["citations"] == [citation] and done["answer"] == sentence["text"]
    assert AnswerResponse.model_validate(done, strict=True)
    assert client.post("/api/v1/feedback", json={"id": done["id"], "vote": "up"}).status_code == 204


def test_a_citation_comes_before_the_sentence_that_uses_it(small_bot, tmp_path):
    text = "The policyholder pays the deductible. § It is taken off each claim. §"
    writing = bot_with(small_bot, model(saying(text, "The policyholder")))
    told = events(ask(TestClient(apis(writing, tmp_path)), **EVENT_STREAM))
    assert [name for name, _ in told[:3]] == ["stage", "stage", "citation"]
    assert told[1] == ("stage", {"name": "write"})
    marked = {f"[{data['marker']}]": place for place, (name, data) in enumerate(told) if name == "citation"}
    for place, (name, data) in enumerate(told):
        if name == "sentence":
            assert marked[data["text"].split()[-1]] < place
    assert told[-1][1]["generation"] == "used"


def test_an_abstention_has_no_sentences(client):
    told = events(ask(client, {"question": "How do I bake bread?"}, **EVENT_STREAM))
    assert [name for name, _ in told] == ["stage", "done"] and told[-1][1]["abstained"]


@pytest.mark.parametrize("accept", ["application/json", "*/*", "text/html", "", "text/event-streams"])
def test_whoever_does_not_ask_for_events_gets_json(client, accept):
    assert ask(client, accept=accept).headers["content-type"] == "application/json"


def test_events_are_not_held_back_or_kept(client):
    headers = ask(client, **EVENT_STREAM).headers
    assert (headers["cache-control"], headers["x-accel-buffering"]) == ("no-store", "no")
    assert "content-length" not in headers


# --- refusals ----------------------------------------------------------------------------------------

LONG = "x" * (MAX_QUESTION_CHARACTERS + 1)


@pytest.mark.parametrize(
    ("body", "pointer", "words"),
    [
        ({"question": LONG}, "#/question", "at most 1000 characters"),
        ({"question": ""}, "#/question", "at least 1 character"),
        ({"question": " \u200b\n"}, "#/question", "Type a question"),
        ({"question": 7}, "#/question", "valid string"),
        ({}, "#/question", "required"),
        ({"question": "q", "langauge": "nb"}, "#/langauge", "no such field"),
        ({"question": "q", "language": "xx"}, "#/language", "it may be en, ja, nb, or left out"),
        ({"question": "q", "language": ""}, "#/language", "it may be en, ja, nb, or left out"),
        ({"question": "q", "language": "de"}, "#/language", "it may be en, ja, nb, or left out"),
        ({"question": "q", "history": "q"}, "#/history", "valid list"),
        ({"question": "q", "history": [7]}, "#/history/0", "a string or a chat message"),
        ({"question": "q", "history": ["q", LONG]}, "#/history/1", "at most 1000 characters"),
        ({"question": "q", "history": [{"role": "user"}]}, "#/history/0", "needs its content"),
        ({"question": "q", "history": [{"content": "q"}]}, "#/history/0/role", "required"),
        (
            {"question": "q", "history": ["q", {"role": "robot", "content": "q"}]},
            "#/history/1/role",
            "'user', 'assistant'",
        ),
        ({"question": "q", "history": ["q"] * 51}, "#/history", "at most 50 items"),
    ],
)
@pytest.mark.parametrize("headers", [{}, EVENT_STREAM], ids=["json", "events"])
def test_what_cannot_be_asked_is_told_by_field(client, bot, body, pointer, words, headers):
    response = client.post("/api/v1/ask", json=body, headers=headers)
    problem = refused(response, 422)
    assert problem["errors"][0]["pointer"] == pointer and words in problem["detail"]
    assert not bot.asked


def test_a_question_that_grows_too_long_when_it_is_composed_is_refused(client):
    assert "at most 1000" in refused(ask(client, {"question": "\u0958" * 600}), 422)["detail"]


@pytest.mark.parametrize("path", ["/api/v1/ask", "/api/v1/feedback"])
@pytest.mark.parametrize(
    "kind", ["text/plain", "application/x-www-form-urlencoded", "application/jsonp", None]
)
def test_another_content_type_is_refused(client, path, kind):
    headers = {"Content-Type": kind} if kind else {}
    assert (
        "Content-Type: application/json"
        in refused(client.post(path, content=b'{"question": "q"}', headers=headers), 415)["detail"]
    )


@pytest.mark.parametrize("path", ["/api/v1/ask", "/api/v1/feedback"])
@pytest.mark.parametrize(
    "body",
    [b"", b"{", b"\xff", b'{"question": "\xff"}', b"[" * 10_000, b'{"a":' * 10_000 + b"1" + b"}" * 10_000,
     b'{"question": ' + b"9" * 5_000 + b"}"],
)  # fmt: skip
def test_what_is_no_json_is_refused(client, path, body):
    refused(client.post(path, content=body, headers=JSON), 400)


def test_other_addresses_and_methods_are_refused(client):
    assert refused(client.get("/api/v1/ask"), 405)
    assert client.get("/api/v1/ask").headers["allow"] == "POST"
    refused(client.post("/api/v1/ask/", json={}), 404)
    refused(client.get("/api/v1/docs"), 404)
    refused(client.get("/api/v1/redoc"), 404)


# --- what goes wrong on our side ---------------------------------------------------------------------


@pytest.mark.parametrize("headers", [{}, EVENT_STREAM], ids=["json", "events"])
@pytest.mark.parametrize("language", [None, "nb"])
@pytest.mark.parametrize(
    ("error", "status"), [(IndexUnusable("the index in /srv is damaged"), 503), (RuntimeError(ASKED), 500)]
)
def test_what_fails_before_the_first_event_has_its_status(
    small_bot, tmp_path, headers, language, error, status
):
    client = TestClient(apis(Broken(small_bot, error, at_once=True), tmp_path))
    with logged() as log:
        response = ask(client, {"question": ASKED, "language": language}, **headers)
    refused(response, status)
    assert "/srv" not in response.text
    assert len(log.lines) == 1 and ASKED not in log.text


def test_what_fails_after_it_is_an_event(small_bot, tmp_path):
    client = TestClient(apis(Broken(small_bot, RuntimeError(ASKED), at_once=False), tmp_path))
    with logged() as log:
        response = ask(client, **EVENT_STREAM)
        assert response.status_code == 200
        told = events(response)
        assert [name for name, _ in told] == ["stage", "error"]
        assert told[-1][1] == refused(ask(client), 500)
    assert len(log.lines) == 2 and ASKED not in log.text


# --- feedback ----------------------------------------------------------------------------------------


def test_a_vote_is_stored_with_the_answer(client, tmp_path):
    id = ask(client).json()["id"]
    for vote in (
        {"vote": "up"},
        {"vote": "down"},
        {"vote": "down", "comment": " wrong\ud83d "},
        {"vote": "up", "comment": None},
    ):
        response = client.post("/api/v1/feedback", content=json.dumps({"id": id} | vote), headers=JSON)
        assert (response.status_code, response.content) == (204, b"")
    stored = [json.loads(line) for line in (tmp_path / "feedback.jsonl").read_text("utf-8").splitlines()]
    assert [(each["vote"], each["replaces"], each["comment"]) for each in stored] == [
        ("up", None, ""),
        ("down", "up", ""),
        ("down", "down", "wrong"),
        ("up", "down", ""),
    ]
    assert {(each["id"], each["question"]) for each in stored} == {(id, ASKED)}


def test_a_vote_on_no_answer_is_refused(client):
    problem = refused(client.post("/api/v1/feedback", json={"id": "\x00", "vote": "up"}), 404)
    assert "No answer with that id" in problem["detail"]


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        ({"vote": "sideways"}, "#/vote"),
        ({"comment": "x" * 2_001}, "#/comment"),
        ({"comment": 7}, "#/comment"),
        ({"id": None}, "#/id"),
        ({"stars": 5}, "#/stars"),
    ],
)
def test_what_is_no_vote_is_refused(client, change, pointer):
    problem = refused(client.post("/api/v1/feedback", json={"id": "a", "vote": "up"} | change), 422)
    assert problem["errors"][0]["pointer"] == pointer


def test_a_vote_that_cannot_be_stored_is_our_fault(small_bot, tmp_path):
    (tmp_path / "file").write_text("")
    answers = Answers(small_bot, FeedbackStore(tmp_path / "file" / "feedback.jsonl"))
    client = TestClient(create_api(answers))
    id = client.post("/ask", json={"question": ASKED}).json()["id"]
    with logged() as log:
        response = client.post("/feedback", json={"id": id, "vote": "up"})
    refused(response, 503)
    assert str(tmp_path) not in response.text and str(tmp_path) in log.text


# --- OpenAPI -----------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def openapi(small_bot):
    client = TestClient(apis(small_bot, Path("unused")))
    return client.get("/api/v1/openapi.json").json()


def test_every_operation_documents_its_problems(openapi):
    assert set(openapi["paths"]) == {"/ask", "/feedback"} and openapi["servers"] == [{"url": "/api/v1"}]
    for path, success, statuses in (
        ("/ask", "200", {"400", "415", "422", "429", "500", "503"}),
        ("/feedback", "204", {"400", "404", "415", "422", "429", "500", "503"}),
    ):
        responses = openapi["paths"][path]["post"]["responses"]
        assert statuses | {success} <= set(responses)
        for status in set(responses) - {success}:
            schema = {"schema": {"$ref": "#/components/schemas/Problem"}}
            assert responses[status]["content"] == {MEDIA_TYPE: schema}
    assert {"Problem", "FieldError"} <= set(openapi["components"]["schemas"])
    assert set(openapi["paths"]["/ask"]["post"]["responses"]["200"]["content"]) == {
        "application/json",
        "text/event-stream",
    }


def test_what_is_bounded_is_documented_as_such(openapi):
    asked = openapi["components"]["schemas"]["AskRequest"]
    assert asked["properties"]["question"]["maxLength"] == MAX_QUESTION_CHARACTERS
    assert (
        asked["additionalProperties"] is False
        and str(HISTORY) in asked["properties"]["history"]["description"]
    )
    assert asked["examples"] == [QUESTION, FOLLOW_UP]


def test_the_examples_are_real():
    AskRequest.model_validate(QUESTION, strict=True)
    AskRequest.model_validate(FOLLOW_UP, strict=True)
    FeedbackRequest.model_validate(FEEDBACK, strict=True)
    assert AnswerResponse.model_validate(ANSWER, strict=True).model_dump() == ANSWER
    (citation,) = ANSWER["citations"]
    assert citation["quote"] in plain((ROOT / "corpus" / citation["source"]).read_text("utf-8"))
    assert EVENTS.count("event: ") == 4 and json.dumps(ANSWER) in EVENTS


# --- in the web app ----------------------------------------------------------------------------------


def test_the_web_app_serves_it(small_bot, tmp_path):
    app = create_app(small_bot, Settings(feedback=tmp_path / "feedback.jsonl"))
    with TestClient(app, base_url="http://127.0.0.1:7860") as client:
        assert events(ask(client, **EVENT_STREAM))[0] == ("stage", {"name": Stage("search").name})
        id = ask(client).json()["id"]
        assert client.post("/api/v1/feedback", json={"id": id, "vote": "up"}).status_code == 204
        refused(client.get("/api/v1/nothing"), 404)
        assert client.get("/v1/models").json()["data"][0]["id"] == "footnote"
        assert client.get("/v1/nothing").json()["error"]["type"] == "invalid_request_error"
