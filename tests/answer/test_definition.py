"""Questions for what a subject of the corpus is."""

import pytest

from bot.answer.definition import definition_asked


@pytest.mark.parametrize(
    ("question", "language", "source"),
    [
        ("deductible", "en", "en/deductible.md"),
        ("whats a deductible", "en", "en/deductible.md"),
        ("Can you explain what deductible means, in plain words?", "en", "en/deductible.md"),
        ("Hva betyr egenandel?", "nb", "nb/egenandel.md"),
        ("forklar egenandel for meg", "nb", "nb/egenandel.md"),
        ("免責金額って何？", "ja", "ja/menseki.md"),
        ("免責金額の意味を教えてください", "ja", "ja/menseki.md"),
        ("免責金額とはどういうものですか", "ja", "ja/menseki.md"),
    ],
)
def test_what_asks_for_no_more_than_what_a_subject_is_is_asked_as_it_is_indexed(
    small_bot, question, language, source
):
    asked = definition_asked(small_bot._current(), question, language)
    assert asked is not None
    assert asked[0] == source
    assert small_bot.ask(asked[1], language).citations[0].source == source


@pytest.mark.parametrize(
    ("question", "language"),
    [
        ("What does a deductible cost?", "en"),
        ("Who pays the deductible?", "en"),
        ("What is a premium?", "en"),
        ("Is bicycle insurance the deductible?", "en"),
        ("Hvem betaler egenandelen?", "nb"),
        ("免責金額は誰が払いますか？", "ja"),
        ("免責金額はいくら？", "ja"),
        ("Was ist deductible?", "de"),
    ],
)
def test_what_asks_for_more_is_left_alone(small_bot, question, language):
    assert definition_asked(small_bot._current(), question, language) is None


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
