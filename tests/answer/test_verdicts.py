import pytest

from bot.answer.citations import claims, problems
from bot.answer.verdicts import written_for
from bot.types import Chunk, Span


def pair(question: str, answer: str, language: str) -> Chunk:
    span = Span(0, len(answer))
    return Chunk("id", f"{language}/a.md", "A", language, ("A", question), question, answer, span, (), "faq")


@pytest.mark.parametrize(
    ("language", "own", "answer", "asked"),
    [
        ("en", "Does it carry over?", "Usually not. It starts at zero.", "Do I start from zero?"),
        ("en", "Do I lose the money?", "No, it is yours.", "Do I keep the money?"),
        ("en", "Is it binding?", "Yes. The plan must pay.", "Is it not binding?"),
        ("en", "Is ASO the same?", "Not quite. It says who administers.", "Who administers?"),
        ("nb", "Mister jeg pengene?", "Nei, de følger deg.", "Beholder jeg pengene?"),
        ("nb", "Følger det med?", "Som regel ikke. Du begynner på null.", "Begynner jeg på null?"),
        ("nb", "Er det likt?", "Ikke nødvendigvis.", "Er det ulikt?"),
        ("ja", "紹介状が必要ですか？", "はい、必要です。", "紹介状なしでかかれますか？"),
        ("ja", "お金は失われますか？", "いいえ、残ります。", "お金は残りますか？"),
    ],
)
def test_a_yes_or_no_is_told_with_the_question_it_answers(language, own, answer, asked):
    assert written_for(pair(own, answer, language), asked, in_doubt=False) == own
    assert written_for(pair(own, answer, language), own.upper().rstrip("？?"), in_doubt=False) is None


@pytest.mark.parametrize(
    ("language", "answer"),
    [
        ("en", "Nobody pays it."),
        ("en", "You usually pay nothing."),
        ("nb", "Jansen betaler."),
        ("nb", "Vanligvis betaler du selv."),
        ("ja", "加入者が払います。"),
        ("de", "Ja, das stimmt."),
    ],
)
def test_other_answers_stand_by_themselves(language, answer):
    assert written_for(pair("Who pays?", answer, language), "Who has to pay?", in_doubt=False) is None


def test_in_doubt_every_answer_is_told_with_the_question_it_was_written_for():
    doctor = pair("What if my doctor leaves the network?", "You normally have to move.", "en")
    assert written_for(doctor, "What if I see a doctor outside it?", in_doubt=True) == doctor.question
    assert written_for(doctor, "what if my doctor leaves the network", in_doubt=True) is None


def test_what_the_articles_say_in_prose_answers_no_question():
    span = Span(0, 4)
    assert (
        written_for(Chunk("i", "en/a.md", "A", "en", ("A",), None, "Yes.", span, ()), "Why?", in_doubt=False)
        is None
    )


@pytest.mark.parametrize(
    ("question", "history", "own"),
    [
        (
            "And in a PPO?",
            ["Do I need a referral in an HMO?"],
            "Can I book a specialist directly with a PPO?",
        ),
        ("HMOでは紹介状なしで専門医にかかれますか？", [], "HMOで専門医にかかるには紹介状が必要ですか？"),
        (
            "Beholder jeg HSA-pengene når jeg slutter?",
            [],
            "Mister jeg ubrukte HSA-penger ved årsskiftet eller når jeg slutter i jobben?",
        ),
    ],
)
def test_the_bot_says_what_a_yes_is_to(shipped_bot, question, history, own):
    answer = shipped_bot.ask(question, history=history)
    (citation,) = answer.citations
    lead, said = answer.text.split("\n\n")
    assert own in lead and said == f"{citation.quote} [1]"
    assert not list(problems(answer, {citation.source: shipped_bot.document(citation.source)}))
    assert all(claim in citation.quote for claim in claims(answer.text, answer.language))
    assert shipped_bot.ask(own).text == said
