import pytest

from bot.language import detect_document, detect_question, normalise_code


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
        ("dekker UnitedHealthcare Ozempic mot overvekt?", "nb"),
        ("copay etter deductible", "nb"),
        ("Grace sum året 2 900 dollar", "nb"),
        ("er the ambulance bill in-network without my OK?", "en"),
    ],
)
def test_question_language(text, language):
    assert detect_question(text, ["en", "nb", "ja"]) == language


def test_question_language_is_one_of_the_corpus():
    assert detect_question("What does it cost?", ["nb"]) == "nb"
    assert detect_question("保険", ["nb", "en"]) in {"nb", "en"}
