"""Questions for what a subject of the corpus is."""

import pytest

from bot.answer.definition import asks_of_unknown, opening_question, subjects_asked


@pytest.mark.parametrize(
    ("question", "language", "source"),
    [
        ("deductible", "en", "en/deductible.md"),
        ("whats a deductible", "en", "en/deductible.md"),
        ("Can you explain what deductible means, in plain words?", "en", "en/deductible.md"),
        ("what does deductible stand for and what is it", "en", "en/deductible.md"),
        ("Hva betyr egenandel?", "nb", "nb/egenandel.md"),
        ("forklar egenandel for meg", "nb", "nb/egenandel.md"),
        ("egenandel forklart kort", "nb", "nb/egenandel.md"),
        ("免責金額って何？", "ja", "ja/menseki.md"),
        ("免責金額の意味を教えてください", "ja", "ja/menseki.md"),
        ("免責金額とはどういうものですか", "ja", "ja/menseki.md"),
    ],
)
def test_what_asks_for_no_more_than_what_a_subject_is_is_asked_as_it_is_indexed(
    small_bot, question, language, source
):
    index = small_bot._current()
    assert subjects_asked(index, question, language) == (source,)
    opening = opening_question(index, source, language)
    assert small_bot.ask(opening, language).citations[0].source == source


@pytest.mark.parametrize(
    ("question", "language"),
    [
        ("What does a deductible cost?", "en"),
        ("Who pays the deductible?", "en"),
        ("What is a premium?", "en"),
        ("Hvem betaler egenandelen?", "nb"),
        ("免責金額は誰が払いますか？", "ja"),
        ("免責金額はいくら？", "ja"),
        ("Was ist deductible?", "de"),
    ],
)
def test_what_asks_for_more_is_left_alone(small_bot, question, language):
    assert not subjects_asked(small_bot._current(), question, language)


@pytest.mark.parametrize(
    ("question", "source"),
    [
        ("POSプランって何？", "ja/point-of-service-plan.md"),
        ("定額自己負担とは", "ja/copayment.md"),
        ("Hva betyr POS-plan?", "nb/point-of-service-plan.md"),
        ("explain medicare to me", "en/medicare.md"),
    ],
)
def test_subjects_of_the_shipped_corpus_are_explained(shipped_bot, question, source):
    assert shipped_bot.ask(question).citations[0].source == source


@pytest.mark.parametrize(
    ("question", "language", "unknown"),
    [
        ("What is an annuity?", "en", True),
        ("what does OEP stand for", "en", True),
        ("Hva er innboforsikring?", "nb", True),
        ("What is a deductible?", "en", False),
        ("What is a lock?", "en", False),
        ("what is a whole deductible annuity", "en", False),
        ("年金とは何ですか？", "ja", False),  # which is told by what is found
    ],
)
def test_what_the_corpus_has_no_word_of_is_not_explained(small_bot, question, language, unknown):
    assert asks_of_unknown(small_bot._current(), question, language) is unknown
    if unknown:
        assert small_bot.ask(question, language).abstained


@pytest.mark.parametrize(
    ("question", "sources"),
    [
        (
            "What is an HMO and a PPO?",
            {"en/health-maintenance-organization.md", "en/preferred-provider-organization.md"},
        ),
        ("hva er premie og egenandel", {"nb/deductible.md"}),
        ("what is EPO and POS", {"en/exclusive-provider-organization.md", "en/point-of-service-plan.md"}),
        ("免責金額と定額自己負担って何", {"ja/deductible.md", "ja/copayment.md"}),
    ],
)
def test_several_subjects_are_each_explained(shipped_bot, question, sources):
    assert {citation.source for citation in shipped_bot.ask(question).citations} >= sources
