from eval.targets import local_target
from tests.eval.making import make_case


def test_our_bot_tells_all_there_is(small_bot):
    target = local_target(small_bot)
    case = make_case(question="Who pays the deductible?")
    reply = target.ask(case)
    assert reply.kind == "faq" and reply.ranking and reply.ranking[0] == "en/deductible.md"
    assert reply.confidence and reply.citations[0].source == "en/deductible.md"
    assert target.first_by_language
    first = target.first_by_language(case)
    assert first["nb"] == "nb/egenandel.md" and first["ja"] == "ja/menseki.md"
