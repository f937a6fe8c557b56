import pytest

from bot.types import Chunk, Span
from eval.identify import GoldAnswers
from eval.library import Library
from eval.overlap import shingles_of
from eval.score import score
from eval.types import Gold
from tests.eval.making import make_case, make_reply


@pytest.mark.parametrize(
    ("said", "right"),
    [
        ("Ligament injuries of the knee have a waiting period of six months. [1]", 1.0),
        ("Ligament injuries of the knee have a waiting period, and whoever drops it waits a year. [1]", 0.0),
        ("Ligament injuries of the knee have a waiting period of their own. [1]", 0.0),
    ],
)
def test_words_alike_are_not_right_without_the_figure(said, right):
    golds = [
        Gold("Ligament injuries of the knee have a waiting period of six months after the start.", "en"),
        Gold("Vaccinations are left out of the policy, and so are the food and the cleaning of teeth.", "en"),
    ]
    case = make_case("held_out/en-1", gold=(golds[0],), sources=())
    reply = make_reply(text=said, citations=None)
    record = score(case, reply, Library({}, []), shingles_of([], []), GoldAnswers(golds))
    assert (record.scores["identified"], record.scores["correct"]) == (right, right)


def test_a_refusal_offers_the_question_whose_answer_is_the_gold_one():
    pair, other = (
        Chunk(
            name,
            "en/deductible.md",
            "Deductible",
            "en",
            (),
            question,
            "…",
            Span(start, start + 30),
            (),
            "faq",
        )
        for name, question, start in (("a", "Who pays the deductible?", 0), ("b", "Why is there one?", 40))
    )
    case = make_case(sources=())
    told = {}
    for name, suggestions in {
        "own": ("Why is there one?", "Who pays the deductible?"),
        "others": ("Why is there one?",),
        "none": (),
        "untold": None,
    }.items():
        reply = make_reply(abstained=True, citations=(), suggestions=suggestions)
        record = score(case, reply, Library({}, [pair, other]), shingles_of([], []), GoldAnswers([]))
        told[name] = record.scores.get("offered")
    assert told == {"own": 1.0, "others": 0.0, "none": 0.0, "untold": None}
