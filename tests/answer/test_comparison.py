import pytest

from bot.answer.citations import problems
from bot.answer.comparison import compared

BOTH = [
    (
        "What is the difference between HMO and PPO?",
        "health-maintenance-organization",
        "preferred-provider-organization",
    ),
    ("How do HMO and PPO differ?", "health-maintenance-organization", "preferred-provider-organization"),
    ("HMOとPPOを比較して", "health-maintenance-organization", "preferred-provider-organization"),
    ("HMO vs PPO", "health-maintenance-organization", "preferred-provider-organization"),
    ("Compare EPO and POS plans", "exclusive-provider-organization", "point-of-service-plan"),
    (
        "What is the difference between an EPO and a POS plan?",
        "exclusive-provider-organization",
        "point-of-service-plan",
    ),
    ("HMO eller PPO?", "health-maintenance-organization", "preferred-provider-organization"),
    ("Forskjell på Medicare og Medicaid", "medicare", "medicaid"),
    ("Hva skiller POS fra EPO?", "point-of-service-plan", "exclusive-provider-organization"),
    ("HMOとPPOの違いは何ですか？", "health-maintenance-organization", "preferred-provider-organization"),
    ("メディケアとメディケイドはどう違いますか？", "medicare", "medicaid"),
    ("EPOとPOS、どちらがいいですか", "exclusive-provider-organization", "point-of-service-plan"),
]


@pytest.mark.parametrize(("question", "first", "second"), BOTH)
def test_a_comparison_cites_the_article_of_each_side_in_its_order(shipped_bot, question, first, second):
    answer = shipped_bot.ask(question)
    sources = dict.fromkeys(citation.source for citation in answer.citations)
    assert [source[3:-3] for source in sources] == [first, second]
    assert {citation.language for citation in answer.citations} == {answer.language}
    assert answer.text.count("\n\n") == 1
    assert not list(problems(answer, {source: shipped_bot.document(source) for source in sources}))


@pytest.mark.parametrize(
    ("question", "row"),
    [
        ("Medicare or Medicaid?", "Medicaid | Low income, any age"),
        (
            "How does a deductible differ from an out-of-pocket maximum?",
            "Out-of-pocket maximum | Marks where",
        ),
    ],
)
def test_a_table_that_is_known_to_compare_them_is_quoted_instead(shipped_bot, question, row):
    answer = shipped_bot.ask(question)
    assert len(answer.citations) == 1 and row in answer.text


@pytest.mark.parametrize(
    "question",
    [
        "How do a POS plan, an HMO and a PPO differ?",
        "Hva er forskjellen på en POS-plan, en HMO og en PPO?",
        "POSプランはHMOやPPOとどう違いますか？",
    ],
)
def test_a_pair_that_asks_for_the_same_difference_answers_by_itself(shipped_bot, question):
    answer = shipped_bot.ask(question)
    assert (answer.kind, len(answer.citations)) == ("faq", 1)
    assert "HMO" in answer.text and "PPO" in answer.text


@pytest.mark.parametrize(
    ("question", "language"),
    [
        ("Which costs less, an HMO or a PPO?", "en"),  # asks for more than the difference
        ("Does an HMO need a referral?", "en"),
        ("Can I have Medicare and Medicaid together?", "en"),
        ("HMO or car insurance?", "en"),  # the corpus does not define one side
        ("HMO og PPO i Norge?", "nb"),
        ("HMOとPPO、保険料が安いのはどちらですか？", "ja"),
        ("HMO ou PPO ?", "fr"),  # what compares is not known there
    ],
)
def test_other_questions_about_two_things_are_no_comparison(shipped_bot, question, language):
    assert compared(shipped_bot._current(), question, language) == ()


def test_a_comparison_is_no_likelier_than_the_question_as_it_stands(shipped_bot):
    answer = shipped_bot.ask("PPO or point-of-service plan?")
    sides = [
        shipped_bot.ask(asked).confidence for asked in ("What is a PPO?", "What is a point-of-service plan?")
    ]
    assert 0.25 <= answer.confidence < min(sides)
    assert {hit.chunk.source for hit in answer.hits[:2]} == {
        "en/preferred-provider-organization.md",
        "en/point-of-service-plan.md",
    }
