import pytest

from bot.answer.own_records import asks_for_own_records


@pytest.mark.parametrize(
    ("language", "question"),
    [
        ("en", "Can you look up where my appeal is right now?"),
        ("en", "what's the status of my claim"),
        ("en", "Please cancel my COBRA coverage"),
        ("en", "How much is left in my HSA?"),
        ("nb", "Kan du sjekke om kravet mitt er betalt?"),
        ("nb", "Kan du si opp COBRA for meg?"),
        ("nb", "Hva er saldoen på HSA-en min?"),
        ("ja", "COBRAを解約してください"),
        ("ja", "不服申し立ての状況を確認してもらえますか？"),
        ("ja", "私の申し立ては今どこまで進んでいますか？"),
    ],
)
def test_what_needs_the_asker_s_own_records_is_recognised(language, question):
    assert asks_for_own_records(question, language)


@pytest.mark.parametrize(
    ("language", "question"),
    [
        ("en", "Can you cancel COBRA early?"),
        ("en", "Can you tell me whether my plan must cover this?"),
        ("en", "change my doctor in an hmo, can i"),
        ("en", "What happens to the balance in my HRA?"),
        ("en", "How do I check whether my doctor is in the network?"),
        ("nb", "Kan du forklare hva egenandelen min er?"),
        ("nb", "Hvordan bytter jeg primærlege?"),
        ("nb", "Kan jeg si opp COBRA?"),
        ("ja", "HSAの残高は年末に失われますか？"),
        ("ja", "かかりつけ医は変更できますか？"),
        ("de", "Können Sie meinen Antrag prüfen?"),
    ],
)
def test_what_articles_answer_is_not(language, question):
    assert not asks_for_own_records(question, language)


def test_it_is_refused_though_its_subject_is_known(shipped_bot):
    appeal = shipped_bot.ask("How do I appeal a denied claim?")
    assert appeal.kind != "abstained"
    assert shipped_bot.ask("Can you look up where my appeal is right now?").kind == "abstained"
    assert shipped_bot.ask("HSAの残高を教えてください").kind == "abstained"
