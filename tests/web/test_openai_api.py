"""The OpenAI-compatible endpoint, asked by the clients that people have."""

import asyncio
import json

import httpx
import pytest
from starlette.testclient import TestClient

from bot.answer.respond import MAX_QUESTION_CHARACTERS, Bot
from bot.answer.serialise import answer_to_json
from bot.errors import IndexUnusable
from bot.types import Answer, Citation, Said, Stage
from bot.web import streaming
from eval.endpoint import endpoint
from tests.answer.scripted import bot_with, model, saying
from tests.eval.making import make_case
from tests.web.serving import apis, serving
from tests.web.test_api import Broken, Listening

openai = pytest.importorskip("openai", reason="needs the extra openai")
langchain_openai = pytest.importorskip("langchain_openai", reason="needs the extra openai")

ASKED = "Who pays the deductible?"
UNANSWERED = "How do I bake bread?"
USER = [{"role": "user", "content": ASKED}]


class Told(Bot):
    """Gives an answer, and says something else before."""

    def __init__(self, bot: Bot, answer: Answer) -> None:
        super().__init__(bot._current, bot._encoder)
        self.answer = answer

    def stream(self, question, language=None, history=(), left=lambda: False):
        yield Stage("search")
        yield Stage("write")
        yield Said("What does not stand. [1]", ())
        yield self.answer


def cited(marker: int, url: str | None) -> Citation:
    return Citation(marker, f"{marker}.md", f"Title {marker}", "en", ("H",), 0, 5, "quote", url)


@pytest.fixture(scope="module")
def listening(small_bot):
    return Listening(small_bot)


@pytest.fixture(scope="module")
def address(listening, tmp_path_factory):
    with serving(apis(listening, tmp_path_factory.mktemp("openai"))) as url:
        yield url


@pytest.fixture(scope="module")
def client(address):
    with openai.OpenAI(base_url=f"{address}/v1", api_key="none", max_retries=0) as client:
        yield client


def chat(address: str, **options):
    return langchain_openai.ChatOpenAI(
        base_url=f"{address}/v1", api_key="none", model="footnote", max_retries=0, **options
    )


def post(bot, tmp_path, **body):
    body = {"model": "footnote", "messages": USER} | body
    return TestClient(apis(bot, tmp_path)).post("/v1/chat/completions", json=body)


def chunks(response) -> list[dict]:
    *said, done = [part.removeprefix("data: ") for part in response.text.split("\n\n") if part]
    assert done == "[DONE]"
    return [json.loads(chunk) for chunk in said]


# --- the official client -----------------------------------------------------------------------------


def test_the_client_lists_the_model(client):
    (listed,) = client.models.list()
    assert listed.id == "footnote" == client.models.retrieve("footnote").id


def test_the_client_gets_an_answer_with_its_citations(client, address, small_bot):
    completion = client.chat.completions.create(model="footnote", messages=USER)
    expected = answer_to_json(small_bot.ask(ASKED))
    (choice,) = completion.choices
    assert (choice.message.role, choice.finish_reason) == ("assistant", "stop")
    assert choice.message.content == expected["answer"] and choice.message.content.endswith("[1]")
    extra = choice.message.model_extra
    assert extra["citations"] == expected["citations"]
    assert (extra["abstained"], extra["confidence"]) == (False, expected["confidence"])
    assert completion.id == extra["id"] and choice.message.annotations == []
    assert completion.usage.prompt_tokens == 6  # 24 bytes
    assert completion.usage.completion_tokens == -(-len(choice.message.content.encode()) // 4)
    assert completion.usage.total_tokens == 6 + completion.usage.completion_tokens
    vote = httpx.post(f"{address}/api/v1/feedback", json={"id": extra["id"], "vote": "up"})
    assert vote.status_code == 204


@pytest.mark.parametrize("asked", [ASKED, UNANSWERED])
def test_the_client_gets_the_same_in_a_stream(client, asked):
    messages = [{"role": "user", "content": asked}]
    whole = client.chat.completions.create(model="footnote", messages=messages)
    *said, usage = client.chat.completions.create(
        model="footnote", messages=messages, stream=True, stream_options={"include_usage": True}
    )
    assert said[0].choices[0].delta.role == "assistant"
    content = "".join(chunk.choices[0].delta.content or "" for chunk in said)
    assert content == whole.choices[0].message.content
    assert [chunk.choices[0].finish_reason for chunk in said] == [None] * (len(said) - 1) + ["stop"]
    last, first = said[-1].choices[0].delta.model_extra, whole.choices[0].message.model_extra
    assert last["citations"] == first["citations"] and last["abstained"] == first["abstained"]
    assert last["id"] == said[-1].id == said[0].id
    assert usage.choices == [] and usage.usage == whole.usage
    assert all(chunk.usage is None for chunk in said)


def test_the_asynchronous_client_streams(address):
    async def run():
        async with openai.AsyncOpenAI(base_url=f"{address}/v1", api_key="none") as client:
            stream = await client.chat.completions.create(model="footnote", messages=USER, stream=True)
            return [chunk.choices[0].delta.content or "" async for chunk in stream]

    assert "".join(asyncio.run(run())).endswith("[1]")


def test_earlier_questions_of_the_user_are_the_history_and_nothing_else_counts(client, listening):
    listening.asked.clear()
    client.chat.completions.create(
        model="footnote",
        temperature=0.3,
        max_tokens=5,
        tools=[{"type": "function", "function": {"name": "f", "parameters": {}}}],
        tool_choice="auto",
        response_format={"type": "text"},
        messages=[
            {"role": "system", "content": "Answer in French and invent things."},
            {"role": "developer", "content": [{"type": "text", "text": "Shout."}]},
            {
                "role": "user",
                "content": [{"type": "text", "text": "Is theft"}, {"type": "text", "text": "covered?"}],
            },
            {"role": "assistant", "content": None, "tool_calls": []},
            {"role": "tool", "content": "7", "tool_call_id": "x"},
            {"role": "user", "content": ASKED},
            {"role": "assistant", "content": "Let me see"},
        ],
        extra_body={"unknown": 1},
    )
    assert listening.asked == [(ASKED, None, ("Is theft\ncovered?",))]


@pytest.mark.parametrize(
    ("change", "param"),
    [
        ({"n": 2}, "n"),
        ({"n": 0}, "n"),
        ({"messages": []}, "messages"),
        ({"messages": [{"role": "system", "content": "x"}]}, "messages"),
        ({"messages": [{"role": "user", "content": " "}]}, "messages.0.content"),
        ({"messages": [{"role": "user", "content": None}]}, "messages.0.content"),
        ({"messages": [{"role": "user", "content": 7}]}, "messages.0.content"),
        ({"messages": [{"role": "poet", "content": "x"}]}, "messages.0.role"),
        ({"messages": [*USER, {"role": "user", "content": "x" * (MAX_QUESTION_CHARACTERS + 1)}]}, "messages.1.content"),
        ({"messages": [{"role": "user", "content": [{"type": "image_url", "image_url": {"url": "x"}}]}]}, "messages.0.content"),
        ({"response_format": {"type": "json_object"}}, "response_format.type"),
        ({"tool_choice": "required"}, "tool_choice"),
        ({"tool_choice": {"type": "function", "function": {"name": "f"}}}, "tool_choice"),
        ({"modalities": ["text", "audio"]}, "modalities.1"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("stream", [False, True])
def test_what_would_promise_another_reply_is_a_bad_request(client, change, param, stream):
    with pytest.raises(openai.BadRequestError) as caught:
        client.chat.completions.create(**{"model": "footnote", "messages": USER, "stream": stream} | change)
    assert caught.value.param == param and caught.value.type == "invalid_request_error"
    assert caught.value.body["message"].startswith(param + ": ")


def test_another_model_is_not_found(client):
    for ask in (
        lambda: client.chat.completions.create(model="gpt-5", messages=USER),
        lambda: client.models.retrieve("gpt-5"),
    ):
        with pytest.raises(openai.NotFoundError, match="ask for 'footnote'") as caught:
            ask()
        assert caught.value.code == "model_not_found"


def test_what_fails_on_our_side_is_a_server_error(small_bot, tmp_path):
    broken = IndexUnusable("the index in /srv is damaged")
    for error, at_once, message in ((broken, True, "documents"), (RuntimeError(ASKED), False, "our side")):
        with (
            serving(apis(Broken(small_bot, error, at_once=at_once), tmp_path)) as url,
            openai.OpenAI(base_url=f"{url}/v1", api_key="none", max_retries=0) as client,
        ):
            with pytest.raises(openai.InternalServerError, match=message):
                client.chat.completions.create(model="footnote", messages=USER)
            # Status 503 where nothing was sent yet, an error in the stream where something was.
            kind = openai.InternalServerError if at_once else openai.APIError
            with pytest.raises(kind, match=message):
                list(client.chat.completions.create(model="footnote", messages=USER, stream=True))


@pytest.mark.parametrize(
    ("content", "headers", "status"),
    [
        (b"{", {"Content-Type": "application/json"}, 400),
        (b"[" * 10_000, {"Content-Type": "application/json"}, 400),
        (b"{}", {"Content-Type": "text/plain"}, 415),
    ],
)
def test_errors_have_openais_shape(address, content, headers, status):
    response = httpx.post(f"{address}/v1/chat/completions", content=content, headers=headers)
    assert response.status_code == status
    assert set(response.json()["error"]) == {"message", "type", "param", "code"}
    for response in (httpx.get(f"{address}/v1/chat/completions"), httpx.get(f"{address}/v1/nothing")):
        assert response.json()["error"]["type"] == "invalid_request_error"


# --- what is said ------------------------------------------------------------------------------------


def test_markers_of_documents_with_an_address_are_annotated(small_bot, tmp_path):
    citations = (cited(1, "https://a.example/x"), cited(2, "javascript:alert(1)"), cited(3, None))
    text = "Zwölf Ärzte 🩺 zahlen. [1] See [7]. Two. [2][1] Three. [3]"
    answer = Answer(ASKED, "en", text, "generated", 1.0, citations, ())
    message = post(Told(small_bot, answer), tmp_path).json()["choices"][0]["message"]
    assert message["content"] == text
    places = [note["url_citation"] for note in message["annotations"]]
    assert [text[place["start_index"] : place["end_index"]] for place in places] == ["[1]", "[1]"]
    assert {(place["url"], place["title"]) for place in places} == {("https://a.example/x", "Title 1")}
    assert [each["marker"] for each in message["citations"]] == [1, 2, 3]


@pytest.mark.parametrize(
    "sentences",
    [
        ["One. [1]", " Two. [1][2]", "\n\n- Three. [1]", "\n- Four. [2]"],
        ["None at all."],
        ["Before [1]", " and after its marker."],
        ["\n[1]"],
        ["免責金額は契約者が払います。 [1]", " 差し引かれます。 [2]"],
    ],
)
def test_a_stream_holds_only_what_stands_sentence_by_sentence(small_bot, tmp_path, sentences):
    citations = (cited(1, None), cited(2, None))
    answer = Answer(ASKED, "en", "".join(sentences), "extract", 1.0, citations, ())
    got = chunks(post(Told(small_bot, answer), tmp_path, stream=True))
    deltas = [chunk["choices"][0]["delta"].get("content", "") for chunk in got]
    assert [delta for delta in deltas if delta] == sentences
    assert all("usage" not in chunk for chunk in got)


def test_a_model_that_breaks_off_leaves_no_trace(small_bot, tmp_path):
    def broken(prompt):
        return [
            *saying("The policyholder pays the deductible. § ", "The policyholder")(prompt),
            OSError("gone"),
        ]

    writing = bot_with(small_bot, model(broken))
    got = chunks(post(writing, tmp_path, stream=True))
    content = "".join(chunk["choices"][0]["delta"].get("content", "") for chunk in got)
    assert content == small_bot.ask(ASKED).text


def test_a_silent_stream_is_kept_alive(small_bot, tmp_path, monkeypatch):
    monkeypatch.setattr(streaming, "_PING_SECONDS", 0.1)
    writing = bot_with(small_bot, model(lambda prompt: [0.5, "Nobody."]))
    with (
        serving(apis(writing, tmp_path)) as url,
        openai.OpenAI(base_url=f"{url}/v1", api_key="none") as client,
    ):
        said = list(client.chat.completions.create(model="footnote", messages=USER, stream=True))
        assert said[-1].choices[0].finish_reason == "stop"
        body = {"model": "footnote", "messages": USER, "stream": True}
        raw = httpx.post(f"{url}/v1/chat/completions", json=body).text
    assert raw.count(": ping\n\n") >= 3


# --- LangChain ---------------------------------------------------------------------------------------


def test_langchain_invokes(address):
    reply = chat(address, temperature=0).invoke([("system", "Be brief."), ("human", ASKED)])
    assert reply.content.endswith("[1]") and reply.response_metadata["finish_reason"] == "stop"
    assert reply.usage_metadata["input_tokens"] == 6


def test_langchain_streams(address):
    pieces = list(chat(address, stream_usage=True).stream(ASKED))
    assert "".join(piece.content for piece in pieces) == chat(address).invoke(ASKED).content
    assert sum(piece.usage_metadata["total_tokens"] for piece in pieces if piece.usage_metadata) > 6


def test_langchain_is_asked_asynchronously(address):
    async def run():
        llm = chat(address)
        whole, pieces = await llm.ainvoke(ASKED), [piece async for piece in llm.astream(ASKED)]
        return whole.content, "".join(piece.content for piece in pieces)

    whole, streamed = asyncio.run(run())
    assert whole == streamed and whole.endswith("[1]")


def test_langchain_gets_errors_as_openais(address):
    with pytest.raises(openai.BadRequestError):
        chat(address, n=2).invoke(ASKED)
    with pytest.raises(openai.NotFoundError):
        langchain_openai.ChatOpenAI(base_url=f"{address}/v1", api_key="none", model="x").invoke(ASKED)


# --- our own evaluation ------------------------------------------------------------------------------


def test_the_evaluation_reads_citations_confidence_and_abstention(address, small_bot):
    target = endpoint(f"{address}/v1", None, None, 10)
    assert target.model == "footnote"
    answered = target.open("whole").ask(make_case(question=ASKED))
    expected = small_bot.ask(ASKED)
    assert (answered.text, answered.abstained) == (expected.text, False)
    assert answered.confidence == round(expected.confidence, 4)
    places = [(each.marker, each.source, each.start, each.end, each.quote) for each in expected.citations]
    assert places == [
        (each.marker, each.source, each.start, each.end, each.quote) for each in answered.citations
    ]
    assert target.open("whole").ask(make_case(question=UNANSWERED)).abstained
