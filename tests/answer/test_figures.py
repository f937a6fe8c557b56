import pytest

from bot.answer.figures import lacks_figure, of_another_year
from bot.types import Chunk, Span


def chunk(text: str, language: str = "en") -> Chunk:
    return Chunk("id", f"{language}/a.md", "A", language, ("A",), None, text, Span(0, len(text)), ())


@pytest.mark.parametrize(
    ("language", "question", "text"),
    [
        ("en", "How many people are in an HMO?", "An HMO is a health plan."),
        ("en", "What does an HMO cost?", "An HMO is often cheap."),
        ("nb", "Hva koster en HMO?", "En HMO er en helseplan."),
        ("nb", "Hvor mange har en HMO?", "En HMO er en helseplan."),
        ("nb", "Hvor lenge varer det?", "Det varer en stund."),
        ("ja", "HMOの平均保険料はいくらですか？", "HMOは医療保険の一種です。"),
        ("ja", "期限はいつまでですか", "期限があります。"),
    ],
)
def test_a_passage_without_figures_gives_none(language, question, text):
    assert lacks_figure(question, language, chunk(text, language))
    assert not lacks_figure(question, language, chunk(text + " 25 %", language))


@pytest.mark.parametrize(
    ("language", "question"),
    [
        ("en", "What is an HMO?"),
        ("nb", "Hvordan velger jeg lege?"),
        ("nb", "Hvor finner jeg legen?"),
        ("ja", "HMOとは何ですか？"),
        ("de", "Wie viel kostet das?"),
    ],
)
def test_other_questions_need_no_figure(language, question):
    assert not lacks_figure(question, language, chunk("A health plan.", language))


@pytest.mark.parametrize(
    ("question", "text", "another"),
    [
        ("What is the limit for 2027?", "The limit is $4,400 in 2026.", True),
        ("What is the limit for 2026?", "It rose from $4,300 in 2025 to $4,400 in 2026.", False),
        ("What is the limit for 2027?", "The limit changes every year.", False),
        ("What is the limit?", "The limit is $4,400 in 2026.", False),
        ("2027年の上限額は？", "2026年の上限額は4,400ドルです。", True),
        ("Is $2027 above the limit?", "The limit is $12,026.", False),
    ],
)
def test_another_year_is_told_apart(question, text, another):
    assert of_another_year(question, chunk(text)) == another


@pytest.mark.parametrize(
    "question",
    [
        "What is the HSA contribution limit for 2027?",
        "Hva er premien for Medicare del B i 2027?",
        "2027年のパートBの保険料はいくらですか？",
    ],
)
def test_the_bot_gives_no_figure_of_another_year(shipped_bot, question):
    assert shipped_bot.ask(question).abstained
    assert not shipped_bot.ask(question.replace("2027", "2026")).abstained
