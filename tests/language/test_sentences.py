import time
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.language import split_sentences


def sentences(text: str, language: str) -> list[str]:
    return [text[start:end] for start, end in split_sentences(text, language)]


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("nb", ["Han betalte 500 kr.", "Resten tok selskapet."]),
        (
            "nb",
            [
                "Prisen er f.eks. 500 kr. per år.",
                "Nr. 3 kom 17. mai 2020.",
                "«Er det dekket?» spurte han.",
                "Ja.",
            ],
        ),
        ("en", ["The U.S. plan costs $3.5 million.", "Dr. Lee (see Fig. 2) agrees!", "Is it 2.5 %?", "Yes."]),
        ("ja", ["「対象です。」と彼は言った。", "本当？", "はい！", "（例外もあります。）"]),
    ],
)
def test_sentences(language, expected):
    assert sentences(("" if language == "ja" else " ").join(expected), language) == expected


def test_a_numbered_item_is_one_sentence():
    assert sentences("1. Krav meldes inn", "nb") == ["1. Krav meldes inn"]


def test_a_line_break_ends_a_sentence():
    assert sentences("Fordeler\nLav premie", "nb") == ["Fordeler", "Lav premie"]


@pytest.mark.parametrize(
    "piece",
    ["a. ", "A. ", "「。", "。", "? ", "!", ".", "(a. B ", "1. ", "a" * 50 + ". ", " ", "...", "「a。」"],
)
def test_a_very_long_line_takes_linear_time(piece):
    started = time.perf_counter()
    split_sentences(piece * 100_000, "en")
    assert time.perf_counter() - started < 20  # quadratic would take hours


@given(st.text(max_size=300), st.sampled_from(["en", "nb", "ja", "de"]))
def test_sentences_hold_every_visible_character_once(text, language):
    spans = split_sentences(text, language)
    assert all(start < end for start, end in spans)
    assert all(before[1] <= after[0] for before, after in pairwise(spans))
    covered = "".join(text[start:end] for start, end in spans)
    assert "".join(covered.split()) == "".join(text.split())
