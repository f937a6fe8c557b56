"""Turning from what earlier questions found to what a follow-up asks there."""

import numpy as np
import pytest

from bot.answer.turn import between, near_to, turned
from bot.retrieve import retrieve


@pytest.mark.parametrize(
    ("history", "question", "said"),
    [
        (["メディケアは何歳からですか"], "保険料は？", "202.90"),
        (["メディケアは何歳からですか"], "歯科も含まれますか", "歯科"),
        (["How long does COBRA last?"], "And what does it cost?", "102%"),
    ],
)
def test_what_was_just_answered_is_not_answered_again(shipped_bot, history, question, said):
    assert said in shipped_bot.ask(question, history=history).text


def test_why_may_want_the_same_answer_again(shipped_bot):
    before = shipped_bot.ask("Is an HMO cheaper than a PPO?")
    after = shipped_bot.ask("Why is that?", history=[before.question])
    assert after.citations[0].source == before.citations[0].source


def test_hits_stay_the_same_ones_in_another_order(small_bot, encoder):
    index = small_bot._current()
    earlier, question = encoder.encode_queries(["What is a deductible?", "Who pays it?"])
    hits = retrieve(index, "What is a deductible? Who pays it?", between(question, earlier), "en", 5)
    hits = [hit for hit in hits if hit.chunk.language == "en"]
    found = turned(index, hits, 0, question, earlier, earlier)
    assert sorted(hit.chunk.id for hit in found) == sorted(hit.chunk.id for hit in hits)
    assert found[0].chunk.source == hits[0].chunk.source
    passage = index.passages[index.positions[found[0].chunk.id]]
    assert near_to(index, found[0], question).parts["dense"] == pytest.approx(float(passage @ question))


def test_a_mixture_is_nearest_to_the_question(encoder):
    earlier, question = encoder.encode_queries(["What is a deductible?", "Is a bicycle covered abroad?"])
    mixed = between(question, earlier)
    assert np.linalg.norm(mixed) == pytest.approx(1.0)
    assert mixed @ question > mixed @ earlier > earlier @ question


def test_the_same_asked_of_another_is_no_question_of_what_that_is(shipped_bot):
    answer = shipped_bot.ask("and an HMO?", history=["Do I need a referral in a PPO?"])
    assert "referral" in answer.text
    assert answer.citations[0].source == "en/health-maintenance-organization.md"
