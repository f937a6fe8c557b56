import pytest

from eval.identify import GoldAnswers
from eval.types import Gold

GOLDS = {
    "en": [
        "The employer pays the claims in an ASO plan from its own funds or from a trust.",
        "A referral is a written order from your primary care physician to see a specialist.",
        "The deductible is what you pay yourself before the plan begins to pay for care.",
    ],
    "ja": [
        "ASOのプランでは、勤務先が自己資金または信託から給付費を支払うことになっています。",
        "紹介状は、専門医を受診するためにかかりつけ医が書く文書で、プランによって要ります。",
        "免責金額とは、プランが支払いを始めるまでに自分で負担する金額のことをいいます。",
    ],
}
ANSWERS = GoldAnswers(Gold(text, language) for language, texts in GOLDS.items() for text in texts)


@pytest.mark.parametrize(
    ("said", "language", "place"),
    [
        ("In an ASO arrangement the claims are paid with the employer's own money.", "en", 0),
        ("Without a written order from the primary care doctor the specialist is not paid.", "en", 1),
        ("給付費を支払うのは、自己資金で運営する勤務先です。", "ja", 0),
        ("専門医にかかるには、かかりつけ医の紹介状が要ります。", "ja", 1),
    ],
)
def test_an_answer_is_most_like_its_own_gold(said, language, place):
    for number, text in enumerate(GOLDS[language]):
        assert ANSWERS.identified(said, [Gold(text, language)]) == (number == place)


def test_any_of_several_gold_answers_will_do():
    golds = [Gold(GOLDS["en"][2], "en"), Gold(GOLDS["en"][0], "en")]
    assert ANSWERS.identified(GOLDS["en"][0], golds) == 1


def test_a_short_gold_answer_must_occur():
    short = Gold("1973", "en")
    answers = GoldAnswers([short])
    assert answers.identified("The Act was passed in 1973.", [short]) == 1
    assert answers.identified("The Act was passed in 1937.", [short]) == 0


def test_nothing_in_common_is_not_identified():
    assert ANSWERS.identified("???", [Gold(GOLDS["en"][0], "en")]) == 0


@pytest.mark.parametrize(
    ("gold", "language", "said", "right"),
    [
        ("150 euros.", "en", "The deductible is 150 euros for each claim.", True),
        ("Nein.", "de", "Nein, Rennen sind vom Schutz nicht versichert.", True),
        (
            "Yes, when locked with an approved lock",
            "en",
            "Yes, a stolen bicycle is covered when it was locked with an approved lock to a fixed object.",
            True,
        ),
        ("4 000 kr", "nb", "Du får 4000 kr.", True),
        ("150ユーロ", "ja", "免責金額は１５０ユーロです。", True),
        ("はい。", "ja", "はい、対象です。", True),
        ("150", "en", "It is 1,150 dollars.", False),
        ("150", "en", "It is 150.50 dollars.", False),
        ("Ja.", "de", "Es gilt Jahr für Jahr.", False),
        ("No.", "en", "I do not know.", False),
        ("No.", "en", "Yes, there is no limit.", False),
        ("45 days a year.", "en", "It covers 45 visits in 90 days a year.", False),
        ("Dental is covered", "en", "Dental is not covered by it.", False),
    ],
)
def test_a_short_gold_answer_must_be_said_whatever_stands_around_it(gold, language, said, right):
    short = Gold(gold, language)
    assert GoldAnswers([short]).identified(said, [short]) == right
