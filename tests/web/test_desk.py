import json

import pytest

from bot.answer.respond import MAX_QUESTION_CHARACTERS
from bot.errors import IndexUnusable
from bot.types import Answer
from bot.web.answers import Answers
from bot.web.feedback import FeedbackStore
from bot.web.ui import Desk
from tests.web.observe.serving import logged


class Bot:
    """Answers with what it was asked, or fails as it is told to."""

    def __init__(self, error: Exception | None = None) -> None:
        self.error = error
        self.asked: list[tuple[str, tuple[str, ...]]] = []

    def ask(self, question, language=None, history=()):
        self.asked.append((question, tuple(history)))
        if self.error:
            raise self.error
        return Answer(question, "en", "Indeed.", "extract", 1.0, (), ())

    def document(self, source):
        return None


@pytest.fixture
def bot():
    return Bot()


@pytest.fixture
def desk(bot, tmp_path):
    return desk_of(bot, tmp_path / "feedback.jsonl")


def desk_of(bot, path) -> Desk:
    return Desk(Answers(bot, FeedbackStore(path)))


def test_a_question_is_answered_with_the_latest_of_the_history(desk, bot):
    reply = desk.ask({"question": " Why? ", "history": [f"q{n}" for n in range(20)]})
    assert bot.asked == [("Why?", tuple(f"q{n}" for n in range(12, 20)))]
    assert "Indeed." in reply["html"] and reply["id"] in reply["html"]
    assert reply["text"] == "Indeed."


@pytest.mark.parametrize(
    ("request_", "problem"),
    [
        ({}, "empty_question"),
        ({"question": " \n"}, "empty_question"),
        ({"question": 7}, "empty_question"),
        ({"question": "x" * (MAX_QUESTION_CHARACTERS + 1)}, "long_question"),
    ],
)
def test_what_is_no_question_is_not_asked(desk, bot, request_, problem):
    assert desk.ask(request_) == {"problem": problem}
    assert not bot.asked


def test_history_that_is_none_is_ignored(desk, bot):
    desk.ask({"question": "Why?", "history": {"a": 1}})
    desk.ask({"question": "Why?", "history": [None, "x"]})
    assert [history for _, history in bot.asked] == [(), ("", "x")]


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (RuntimeError("Why? of all things"), "RuntimeError"),
        (IndexUnusable("the index is gone"), "the index is gone"),
    ],
)
def test_a_failure_is_logged_without_the_question_and_said_kindly(tmp_path, error, told):
    with logged() as log:
        reply = desk_of(Bot(error), tmp_path / "f").ask({"question": "Why?"})
    assert reply == {"problem": "ui_failed"}
    assert told in log.text and "test_desk.py" in log.text and "Why?" not in log.text


def test_votes_are_stored_with_the_answer_they_are_about(desk, tmp_path):
    id = desk.ask({"question": "Why?"})["id"]
    assert desk.rate({"id": id, "vote": "down"}) == {"message": "ui_thanks"}
    assert desk.rate({"id": id, "vote": "down", "comment": " because "}) == {"message": "ui_thanks"}
    stored = [json.loads(line) for line in (tmp_path / "feedback.jsonl").read_text("utf-8").splitlines()]
    assert [(s["id"], s["vote"], s["replaces"], s["comment"], s["question"]) for s in stored] == [
        (id, "down", None, "", "Why?"),
        (id, "down", "down", "because", "Why?"),
    ]
    assert stored[0]["answer"] == stored[1]["answer"] == "Indeed."


@pytest.mark.parametrize("request_", [{}, {"id": "unknown", "vote": "up"}, {"vote": "sideways"}])
def test_votes_on_nothing_are_refused(desk, tmp_path, request_):
    id = desk.ask({"question": "Why?"})["id"]
    assert desk.rate({"id": id} | request_) == {"problem": "ui_feedback_failed"}
    assert not (tmp_path / "feedback.jsonl").exists()


def test_feedback_that_cannot_be_stored_is_admitted(bot, tmp_path):
    (tmp_path / "file").write_text("")
    desk = desk_of(bot, tmp_path / "file" / "feedback.jsonl")
    id = desk.ask({"question": "Why?"})["id"]
    assert desk.rate({"id": id, "vote": "up"}) == {"problem": "ui_feedback_failed"}
