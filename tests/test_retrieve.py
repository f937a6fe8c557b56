import pytest

from bot.index.subjects import article_of
from bot.retrieve import retrieve


@pytest.mark.parametrize(
    ("question", "language", "source"),
    [
        ("Who has to pay the deductible?", "en", "en/deductible.md"),
        ("Hvem må betale egenandel?", "nb", "nb/egenandel.md"),
        ("免責金額を払うのは誰？", "ja", "ja/menseki.md"),
        ("Is my bike insured if it is stolen in France?", "en", "en/bicycle.md"),
    ],
)
def test_the_right_source_comes_first(small_bot, question, language, source):
    assert small_bot.search(question, language)[0].chunk.source == source


def test_the_questions_language_is_preferred(small_bot):
    question = "Who pays the deductible?"
    assert small_bot.search(question, "en")[0].chunk.language == "en"
    assert small_bot.search(question, "nb")[0].chunk.language in {"nb", "en"}


def test_hits_are_ranked_and_say_what_their_score_is_made_of(small_bot):
    hits = small_bot.search("Who pays the deductible?", "en", top_k=3)
    ranks = [(hit.parts["about"], hit.score) for hit in hits]
    assert ranks == sorted(ranks, reverse=True)
    assert hits[0].parts["question"] == pytest.approx(1.0, abs=0.02)
    assert {"dense", "lexical", "dense_lead", "lexical_lead"} <= hits[0].parts.keys()
    assert all(sum(h.chunk.language == spoken for h in hits) <= 3 for spoken in ("en", "nb", "ja"))


def test_a_question_without_known_words_still_has_dense_hits(small_bot, encoder):
    index = small_bot._current()
    hits = retrieve(index, "zzz", encoder.encode_queries(["zzz"])[0], "en", 5)
    assert hits and all(hit.parts["lexical"] == 0 for hit in hits)


@pytest.mark.parametrize(
    ("question", "name"),
    [
        ("Kan jeg bestille time direkte hos hudlegen når jeg har HMO?", "HMO"),
        ("Har POS-plan og vondt i skulderen. Kan jeg ringe ortopeden direkte?", "POS"),
        (
            "Can I call the specialist myself with an HMO, without asking a primary care physician first?",
            "HMO",
        ),
        ("Yes or no: in an EPO, is planned care outside the network partly paid?", "EPO"),
        ("HMOでも、紹介状なしで専門医に直接予約できますか？", "HMO"),
    ],
)
def test_what_holds_for_another_subject_is_no_answer_for_the_one_named(shipped_bot, question, name):
    hits = shipped_bot.search(question)
    assert hits[0].parts["about"] == 1.0
    answer = shipped_bot.ask(question)
    for citation in answer.citations:
        assert name in " ".join((citation.title, *citation.heading, citation.quote))


def test_a_question_that_names_no_subject_is_about_all(small_bot):
    assert {hit.parts["about"] for hit in small_bot.search("Who pays when the lock breaks?")} == {1.0}


@pytest.mark.parametrize(("language", "other"), [("nb", "en"), ("ja", "nb"), ("en", "ja")])
def test_what_an_article_is_asked_is_found_in_another_language(shipped_bot, language, other):
    chunks = shipped_bot._current().chunks
    asked = {c.source: c.question for c in reversed(chunks) if c.origin == "faq" and c.language == language}
    found = []
    for source, question in asked.items():
        hits = shipped_bot.search(question, language, top_k=1)
        [first] = [hit.chunk.source for hit in hits if hit.chunk.language == other]
        found.append(article_of(first, other) == article_of(source, language))
    assert len(found) == 29 and sum(found) >= 25
