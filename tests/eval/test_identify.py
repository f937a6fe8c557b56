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
