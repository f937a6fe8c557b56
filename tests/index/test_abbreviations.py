"""Abbreviations, and texts that say nothing of the one asked about."""

import pytest

from bot.index.abbreviations import find_abbreviations, lacks_abbreviation, on_another
from bot.types import Asked, Chunk, Span

TEXT = "An HSA is yours. An FSA belongs to the employer. COVERED or not, US and USA, ask IT; it is so."


def chunk(text, *asked):
    span = Span(0, len(text))
    answered = tuple(Asked(question, 0, 1) for question in asked)
    return Chunk("i", "en/a.md", "Accounts", "en", ("Accounts",), None, text, span, (), asked=answered)


ABBREVIATIONS = find_abbreviations([chunk(TEXT), chunk("口座のHRAと、covered ones")])


def test_what_is_written_in_capitals_alone_is_an_abbreviation():
    assert {"hsa", "fsa", "hra"} == ABBREVIATIONS


@pytest.mark.parametrize(
    ("question", "text", "lacks"),
    [
        ("What is an HRA?", "An HSA is yours.", True),
        ("what is an hra?", "An HSA is yours.", True),
        ("HRAのお金は？", "HSAの残高は失われません。", True),
        ("HRAのお金は？", "雇用主はＨＲＡの決まりを定めます。", False),
        ("Are HSAs and FSAs alike?", "An HSA is yours, an FSA is not.", False),
        ("Are HSAs and FSAs alike?", "An HSA is yours.", True),
        ("Is it mine?", "An HSA is yours.", False),
        ("What about the USA?", "An HSA is yours.", False),
    ],
)
def test_a_text_that_lacks_one_that_is_asked_about_is_told(question, text, lacks):
    assert lacks_abbreviation(ABBREVIATIONS, question, chunk(text)) is lacks


def test_a_question_that_a_text_answers_counts_as_its_words():
    assert not lacks_abbreviation(
        ABBREVIATIONS, "Is an FSA mine?", chunk("No, it is not.", "Who owns an FSA?")
    )


@pytest.mark.parametrize(
    ("question", "text", "another"),
    [
        ("Is HSA money lost?", "Unused FSA money is lost.", True),
        ("Is HSA money lost?", "Unused FSA money is lost, HSA money is not.", False),
        ("Is HSA money lost?", "Unused money is lost.", False),
        ("Is HSA money lost?", "The IRS says so.", False),  # of another kind
        ("Is money lost?", "Unused FSA money is lost.", False),
    ],
)
def test_a_text_on_another_thing_of_the_same_kind_is_told(question, text, another):
    assert on_another({*ABBREVIATIONS, "irs"}, question, text) is another
