import time
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.language import analyse, detect_document, detect_question, fold, normalise_code, split_sentences

LANGUAGES = ["en", "nb", "ja"]


def sentences(text: str, language: str) -> list[str]:
    return [text[start:end] for start, end in split_sentences(text, language)]


@pytest.mark.parametrize(
    ("tag", "code"),
    [("no", "nb"), ("nb-NO", "nb"), ("JA", "ja"), ("en_US", "en"), ("xx", None), ("", None), ("norsk", None)],
)
def test_normalise_code(tag, code):
    assert normalise_code(tag) == code


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Egenandelen er det du betaler selv før forsikringen betaler resten av regningen.", "nb"),
        ("Forsikringen dekker skader på bil.", "nb"),
        ("Selvrisikoen er det beløb, du selv skal betale, før forsikringen dækker resten af skaden.", "da"),
        ("Självrisken är det belopp som du betalar själv innan försäkringen ersätter resten.", "sv"),
        ("The deductible is what you pay before the plan starts to pay.", "en"),
        ("免責金額とは、保険会社が支払う前に自分で負担する金額です。", "ja"),
        ("---\nlanguage: en\ntitle: The deductible\n---\nEgenandelen betaler du selv, resten dekkes.", "nb"),
        ("123 456", "en"),
    ],
)
def test_documents_are_told_apart_from_their_neighbours(text, language):
    assert detect_document(text) == language


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Hva koster det?", "nb"),
        ("What does it cost?", "en"),
        ("費用はいくらですか？", "ja"),
        ("HMOの保険料", "ja"),
        ("Blue Cross PPOは安い？", "ja"),
        ("", "en"),
        ("123", "en"),
        ("HSA vs FSA", "en"),
        ("PPOs?", "en"),
        ("HDHP og HSA", "nb"),
    ],
)
def test_question_language(text, language):
    assert detect_question(text, LANGUAGES) == language


def test_question_language_is_one_of_the_corpus():
    assert detect_question("What does it cost?", ["nb"]) == "nb"
    assert detect_question("保険", ["nb", "en"]) in {"nb", "en"}


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


@given(st.text(max_size=300), st.sampled_from([*LANGUAGES, "de"]))
def test_sentences_hold_every_visible_character_once(text, language):
    spans = split_sentences(text, language)
    assert all(start < end for start, end in spans)
    assert all(before[1] <= after[0] for before, after in pairwise(spans))
    covered = "".join(text[start:end] for start, end in spans)
    assert "".join(covered.split()) == "".join(text.split())


def test_terms_are_stems_grams_and_bigrams():
    assert "forsikring" in analyse("forsikringene", "nb")
    shared = set(analyse("helseforsikringspremie", "nb")) & set(analyse("forsikring", "nb"))
    assert len(shared) >= 5
    assert {"保", "保険", "険料"} <= set(analyse("保険料", "ja"))
    assert "の" not in analyse("保険の料金", "ja")
    assert analyse("ＨＭＯ", "ja") == analyse("hmo", "ja")
    assert "000" in analyse("4,000", "en")


@pytest.mark.parametrize("invisible", ["\u200b", "\u202e", "\ufeff", "\U000e0041"])
def test_invisible_characters_do_not_change_terms(invisible):
    assert analyse(f"de{invisible}ductible", "en") == analyse("deductible", "en")


@given(st.text(max_size=100))
def test_fold_is_stable(text):
    assert fold(fold(text)) == fold(text)
