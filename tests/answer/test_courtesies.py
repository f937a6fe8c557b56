import pytest

from bot.answer.courtesies import courtesy
from bot.messages import message
from bot.types import Stage


@pytest.mark.parametrize(
    ("text", "said", "language"),
    [
        ("hi", "greeting", "en"),
        ("Hello there!", "greeting", "en"),
        ("Good morning, can you help me?", "greeting", "en"),
        ("What can you do?", "greeting", "en"),
        ("Are you a human?", "greeting", "en"),
        ("What can you help me with?", "greeting", "en"),
        ("Thanks a lot 👍", "thanks", "en"),
        ("Thanks, that was helpful.", "thanks", "en"),
        ("ok", "thanks", "en"),
        ("Er du et menneske?", "greeting", "nb"),
        ("お元気ですか？", "greeting", "ja"),
        ("ok, thank you!", "thanks", "en"),
        ("Hei! 🙂", "greeting", "nb"),
        ("God dag, jeg har et spørsmål", "greeting", "nb"),
        ("Hva kan du hjelpe meg med?", "greeting", "nb"),
        ("Tusen takk!", "thanks", "nb"),
        ("こんにちは！", "greeting", "ja"),
        ("はじめまして。よろしくお願いします。", "greeting", "ja"),
        ("何ができますか？", "greeting", "ja"),
        ("ありがとうございました。", "thanks", "ja"),
    ],
)
def test_courtesies_are_answered_in_kind(small_bot, text, said, language):
    assert courtesy(text) == (said, language)
    answer = small_bot.ask(text)
    assert (answer.kind, answer.language, answer.abstained) == ("courtesy", language, True)
    assert answer.text == message(said, language) and not answer.citations and not answer.suggestions


@pytest.mark.parametrize(
    "text",
    [
        "Hi, what is a deductible?",
        "Thanks, and in a PPO?",
        "Can you help me choose a plan?",
        "Are you covered by Medicare?",
        "help with COBRA",
        "Hei, hva er egenandel?",
        "Hva kan du si om HMO?",
        "Takk, men hva koster det?",
        "こんにちは、免責額とは何ですか？",
        "何ができますかHMOで",
        "?!",
        "…",
    ],
)
def test_what_may_be_a_question_is_none(text):
    assert courtesy(text) is None


def test_a_courtesy_is_streamed_like_any_answer(small_bot):
    begun, answer = small_bot.stream("hi")
    assert begun == Stage("search") and answer == small_bot.ask("hi")


def test_a_courtesy_is_no_question_that_another_follows(small_bot):
    asked = "And who pays it?"
    plain = small_bot.ask(asked, history=["What is a deductible?"])
    polite = small_bot.ask(asked, history=["Hi!", "What is a deductible?", "Thanks!"])
    assert (polite.text, polite.confidence) == (plain.text, plain.confidence) and not plain.abstained


def test_the_language_that_is_chosen_is_kept(small_bot):
    assert small_bot.ask("hi", language="nb").text == message("greeting", "nb")
