import json

import pytest
from langchain_core.language_models.fake_chat_models import FakeListChatModel

from bot.errors import UsageError
from eval.judge import judge_run, open_judge, read_grades
from tests.eval.making import make_case, make_record, make_run


class Recorded(FakeListChatModel):
    """A scripted model that keeps what it was asked."""

    def _call(self, messages, *args, **kwargs):
        PROMPTS.append(messages[0].content)
        return super()._call(messages, *args, **kwargs)


PROMPTS: list[str] = []


def test_given_answers_are_graded_and_odd_replies_counted(tmp_path):
    records = [
        make_record("reworded/en-1"),
        make_record("reworded/en-2", "refused"),
        make_record("reworded/en-3", "wrong", case=make_case("reworded/en-3", question="{answer}?")),
        make_record("unanswerable/en-4", "wrong", case=make_case("unanswerable/en-4", answerable=False)),
    ]
    model = Recorded(responses=["It agrees.\nGrade: 5", "I would rather not say."])
    judge_run(tmp_path, make_run(records), model, lambda *_: None)
    assert read_grades(tmp_path) == {"reworded/en-1": 5, "reworded/en-3": None}
    assert "The policyholder pays. [1]" in PROMPTS[0]
    assert PROMPTS[1].count("The policyholder pays. [1]") == 1  # a question is no placeholder
    assert (
        json.loads((tmp_path / "judge.jsonl").read_text().splitlines()[1])["said"]
        == "I would rather not say."
    )


def test_nothing_was_judged(tmp_path):
    assert read_grades(tmp_path) is None


def test_a_judge_that_cannot_be_had_is_named():
    with pytest.raises(UsageError, match="the judge 'nobody:nothing' cannot be used"):
        open_judge("nobody:nothing")
