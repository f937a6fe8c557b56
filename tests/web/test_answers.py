"""Answers in worker threads: remembered, voted on, and left when nobody waits for them."""

import json
import socket
import threading
import time

import anyio
import httpx
import pytest

from bot.answer.respond import Bot
from bot.errors import UsageError
from bot.llm import open_llm
from bot.types import Answer, Stage
from bot.web import answers as module
from bot.web.answers import Answers, Question, UnknownAnswer
from bot.web.feedback import FeedbackStore, NotStored
from tests.answer.scripted import bot_with, model
from tests.test_llm import Endpoint
from tests.web.serving import answering, apis, await_, serving

QUESTION = "Who pays the deductible?"
CHAT = {"model": "footnote", "messages": [{"role": "user", "content": QUESTION}]}
REQUESTS = {
    "json": ("/api/v1/ask", {"question": QUESTION}, "*/*"),
    "events": ("/api/v1/ask", {"question": QUESTION}, "text/event-stream"),
    "chat": ("/v1/chat/completions", CHAT, "*/*"),
    "chat stream": ("/v1/chat/completions", CHAT | {"stream": True}, "*/*"),
}


async def stays():
    await anyio.sleep_forever()


@pytest.fixture
def store(tmp_path):
    return FeedbackStore(tmp_path / "feedback.jsonl")


@pytest.fixture
def endpoint(monkeypatch):
    """A model that writes a word and a half a second, for as long as anybody listens."""
    server = Endpoint()
    server.pieces = ["The ", *[part for n in range(60) for part in (0.7, f"word{n} ")]]
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    yield server
    server.go_on.set()
    server.shutdown()
    server.server_close()


# --- remembered --------------------------------------------------------------------------------------


def test_an_answer_can_be_voted_on_by_its_id(small_bot, store):
    answers = Answers(small_bot, store)
    first, second = Question(QUESTION), Question(QUESTION)
    assert first.id != second.id
    answer = answers.answer(first)
    answers.rate(first.id, "down", "  because\n")
    stored = json.loads(store.path.read_text("utf-8"))
    assert (stored["id"], stored["vote"], stored["comment"]) == (first.id, "down", "because")
    assert (stored["question"], stored["answer"]) == (QUESTION, answer.text)
    assert stored["sources"] == ["en/deductible.md"]
    with pytest.raises(UnknownAnswer):
        answers.rate(second.id, "up", "")


def test_a_vote_that_was_not_stored_is_none_to_replace(small_bot, tmp_path):
    (tmp_path / "file").write_text("")
    answers, question = Answers(small_bot, FeedbackStore(tmp_path / "file" / "f")), Question(QUESTION)
    answers.answer(question)
    with pytest.raises(NotStored):
        answers.rate(question.id, "up", "")
    (tmp_path / "file").unlink()
    answers.rate(question.id, "up", "")
    assert json.loads((tmp_path / "file" / "f").read_text("utf-8"))["replaces"] is None


def test_the_latest_answers_are_remembered(small_bot, store, monkeypatch):
    monkeypatch.setattr(module, "_REMEMBERED", 2)
    answers = Answers(small_bot, store)
    old, *latest = (Question(QUESTION) for _ in range(3))
    for question in (old, *latest):
        answers.answer(question)
    for question in latest:
        answers.rate(question.id, "up", "")
    with pytest.raises(UnknownAnswer):
        answers.rate(old.id, "up", "")
    for _ in range(2):
        answers.answer(Question(QUESTION))
    assert not answers._votes  # nothing is kept of what was forgotten


# --- in a worker thread ------------------------------------------------------------------------------


def test_events_come_from_another_thread_and_the_answer_is_remembered(small_bot, store):
    answers, question = Answers(small_bot, store), Question(QUESTION)

    async def run():
        async with answers.asked(question, stays) as events:
            return [event async for event in events]

    events = anyio.run(run)
    assert events[0] == Stage("search") and isinstance(events[-1], Answer)
    answers.rate(question.id, "up", "")


def test_an_error_is_the_last_event_and_raised_to_who_waits_for_the_answer(small_bot, store):
    answers = Answers(small_bot, store)

    async def run():
        async with answers.asked(Question(" "), stays) as events:
            told = [event async for event in events]
        with pytest.raises(UsageError):
            await answers.answer_to(Question(" "), stays)
        return told

    (error,) = anyio.run(run)
    assert isinstance(error, UsageError)


def test_the_loop_stays_free_while_an_answer_is_made(small_bot, store):
    answers = Answers(bot_with(small_bot, model(lambda prompt: [0.5, "Nobody."])), store)

    beats = 0

    async def counted():
        nonlocal beats
        async with anyio.create_task_group() as group:

            async def beat():
                nonlocal beats
                while True:
                    await anyio.sleep(0.01)
                    beats += 1

            group.start_soon(beat)
            await answers.answer_to(Question(QUESTION), stays)
            group.cancel_scope.cancel()

    anyio.run(counted)
    assert beats > 20


@pytest.mark.parametrize("leaving", ["timeout", "break"])
def test_whoever_leaves_frees_the_thread(small_bot, store, leaving):
    answers = Answers(bot_with(small_bot, model(lambda prompt: [5.0])), store)

    async def run():
        if leaving == "timeout":
            with anyio.move_on_after(0.3):
                await answers.answer_to(Question(QUESTION), stays)
        else:
            async with answers.asked(Question(QUESTION), stays) as events:
                async for event in events:
                    if event == Stage("write"):
                        break
        return answering()

    started = time.perf_counter()
    assert anyio.run(run) == 0
    assert time.perf_counter() - started < 1.3


# --- clients that go away ----------------------------------------------------------------------------


@pytest.mark.parametrize("silent", [False, True], ids=["slow", "silent"])
def test_clients_that_leave_free_their_threads_within_a_second(small_bot, tmp_path, endpoint, caplog, silent):
    if silent:
        endpoint.pieces = [60.0]
    bot = Bot(small_bot._current, small_bot._encoder, open_llm(endpoint.url, 30))
    with serving(apis(bot, tmp_path)) as url:
        for path, body, accept in REQUESTS.values():
            clients = [_asking(url, path, body, accept) for _ in range(4)]
            await_(lambda: answering() == 4, 10)
            for client in clients:
                client.close()
            assert await_(lambda: answering() == 0, 5) < 1.0
        assert httpx.post(url + "/api/v1/feedback", json={"id": "x", "vote": "up"}).status_code == 404
    assert not [record for record in caplog.records if record.levelname in ("WARNING", "ERROR")]


def _asking(url: str, path: str, body: dict, accept: str) -> socket.socket:
    data = json.dumps(body).encode()
    head = f"POST {path} HTTP/1.1\r\nHost: localhost\r\nAccept: {accept}\r\n"
    head += f"Content-Type: application/json\r\nContent-Length: {len(data)}\r\n\r\n"
    client = socket.create_connection(("127.0.0.1", httpx.URL(url).port))
    client.sendall(head.encode() + data)
    return client
