import pytest

from bot.answer.following import asked_of_another, asked_of_another_year, goes_on


@pytest.mark.parametrize(
    ("earlier", "question", "language", "asked"),
    [
        ("Do I need a referral in an HMO?", "And in a PPO?", "en", "Do I need a referral in an PPO?"),
        ("Trenger jeg henvisning i en HMO?", "Og hva med en PPO?", "nb", "Trenger jeg henvisning i en PPO?"),
        ("HMOで紹介状は必要ですか", "PPOでは？", "ja", "PPOで紹介状は必要ですか"),
        ("What does COBRA cost?", "And how long does a PPO last?", "en", None),  # asks something else as well
        ("Is an HMO cheaper than a PPO?", "And an EPO?", "en", None),  # in place of which?
        ("Do I need a referral in an HMO?", "And in an HMO?", "en", None),
        ("Who pays?", "And in a PPO?", "en", None),
    ],
)
def test_the_same_is_asked_of_another_subject(shipped_bot, earlier, question, language, asked):
    assert asked_of_another(shipped_bot._current(), question, language, [earlier]) == asked


@pytest.mark.parametrize(
    ("earlier", "question", "language", "asked"),
    [
        ("Part B premium in 2026?", "and in 2027?", "en", "Part B premium in 2027?"),
        ("Hva var frikortgrensen i 2025?", "Og i 2026?", "nb", "Hva var frikortgrensen i 2026?"),
        (
            "HSAには2026年にいくらまで入れられますか",
            "2027年は？",
            "ja",
            "HSAには2027年にいくらまで入れられますか",
        ),
        ("What do workers pay?", "And in 2026?", "en", "What do workers pay (2026)?"),
        ("What do workers pay in 2025?", "And the year after?", "en", "What do workers pay in 2026?"),
        ("What do workers pay?", "And last year?", "en", "What do workers pay (2029)?"),
        ("Hva var frikortgrensen i 2025?", "Og neste år?", "nb", "Hva var frikortgrensen i 2026?"),
        ("Hva er frikortgrensen?", "Og i fjor?", "nb", "Hva er frikortgrensen (2029)?"),
        ("2026年の限度額はいくらですか", "来年は？", "ja", "2027年の限度額はいくらですか"),
        ("2026年の限度額はいくらですか", "去年は？", "ja", "2025年の限度額はいくらですか"),
        ("What do workers pay in 2025?", "Does it start over next year?", "en", None),
        ("What do workers pay in 2025?", "And who pays the rest in 2026?", "en", None),
        ("What do workers pay in 2025?", "And in 2026 or 2027?", "en", None),
    ],
)
def test_the_same_is_asked_of_another_year(earlier, question, language, asked):
    assert asked_of_another_year(question, language, [earlier], 2030) == asked
    assert asked_of_another_year(question, language, [], 2030) is None


@pytest.mark.parametrize(
    ("earlier", "question"),
    [
        ("What is the Part B premium in 2026?", "and in 2027?"),
        ("How much can I put into an HSA in 2026?", "and in 2027?"),
        ("Hva er føderalt tak på egenbetaling i 2026?", "og i 2027?"),
        ("パートBの保険料は2026年いくら？", "2027年は？"),
    ],
)
def test_a_year_the_sources_do_not_speak_of_is_not_answered_with_what_else_is_of_that_year(
    shipped_bot, earlier, question
):
    assert not shipped_bot.ask(earlier).abstained
    assert shipped_bot.ask(question, history=[earlier]).abstained


@pytest.mark.parametrize(
    ("history", "question", "source"),
    [
        (["Do I need a referral in an HMO?"], "And in a PPO?", "en/preferred-provider-organization.md"),
        (["Trenger jeg henvisning i en HMO?"], "Og i en PPO?", "nb/preferred-provider-organization.md"),
        (["HMOで紹介状は必要ですか"], "PPOでは？", "ja/preferred-provider-organization.md"),
        (["Hva er en HMO?"], "Kan jeg bytte primærlege?", "nb/health-maintenance-organization.md"),
        (["COBRAはいくらかかりますか"], "いつまで続きますか", "ja/cobra-continuation.md"),
    ],
)
def test_a_follow_up_is_answered_of_the_subject_that_is_meant(shipped_bot, history, question, source):
    answer = shipped_bot.ask(question, history=history)
    assert {citation.source for citation in answer.citations} == {source}


def test_what_goes_on_is_told_by_its_first_word():
    assert goes_on("And abroad?", "en") and goes_on("Og i utlandet?", "nb") and goes_on("では海外は？", "ja")
    assert not goes_on("Android phones?", "en") and not goes_on("Et avslag?", "fr")


@pytest.mark.parametrize(
    ("history", "question", "said"),
    [
        ("What's the Part B premium in 2026?", "And the deductible for a hospital stay?", "$1,736"),
        ("How long do I have to decide on COBRA?", "And the price?", "102%"),
    ],
)
def test_what_answered_the_earlier_question_is_not_said_again(shipped_bot, history, question, said):
    before = shipped_bot.ask(history)
    answer = shipped_bot.ask(question, history=[history])
    assert said in answer.text and said not in before.text
    assert answer.citations[0].source == before.citations[0].source


def test_a_pronoun_stands_for_what_was_asked_about(shipped_bot):
    answer = shipped_bot.ask("Who pays it?", history=["What is a deductible?"])
    assert answer.abstained or answer.citations[0].source == "en/deductible.md"
    assert (
        shipped_bot.ask("Who pays it?", history=["What is a premium?"]).citations[0].source == "en/premium.md"
    )


@pytest.mark.parametrize(
    ("question", "source"),
    [
        ("What is ERISA?", "en/administrative-services-only.md"),
        ("What is an HMO in one sentence?", "en/health-maintenance-organization.md"),
        ("HRAって何？", "ja/high-deductible-health-plan-hsa.md"),
        ("what is rsik adjusment in capitatoin", "en/capitation-contract.md"),
    ],
)
def test_what_is_found_in_another_language_is_given_in_the_questions_own(shipped_bot, question, source):
    answer = shipped_bot.ask(question)
    assert [citation.source for citation in answer.citations] == [source]
    assert answer.confidence > 0.25


def test_a_few_words_that_say_nothing_by_themselves_follow_up(shipped_bot):
    history = "HMOで専門医にかかるには紹介状が必要ですか？"
    answer = shipped_bot.ask("それはなぜ？", history=[history])
    assert not answer.abstained
    assert answer.hits[0].chunk.source == shipped_bot.ask(history).hits[0].chunk.source
