import pytest

from bot.answer.confidence import evidence, load_calibration, probability
from bot.index.opened import open_index
from bot.retrieve import retrieve


@pytest.fixture(scope="module")
def index(small_index, encoder):
    return open_index(small_index.index, encoder.fingerprint, encoder)


def given(index, encoder, question: str) -> dict[str, float]:
    hits = retrieve(index, question, encoder.encode_queries([question])[0], "en", 10)
    own = [hit for hit in hits if hit.chunk.language == "en"]
    return evidence(index.lexical, question, "en", own, None, 0.0)


def test_one_sentence_holds_all_the_words_it_is_asked_in(index, encoder):
    said = index.documents["en/deductible.md"].text.split(". ")[0].splitlines()[-1]
    whole = given(index, encoder, said)
    other = given(index, encoder, "Does a volcano erupt on Tuesdays?")
    assert whole["sentence_coverage"] == pytest.approx(1.0)
    assert other["sentence_coverage"] < 0.5
    assert given(index, encoder, "")["sentence_coverage"] == 0.0


def test_passages_are_judged_by_other_weights_than_pairs_where_no_gaps_are_known():
    passage, pair = (load_calibration(own_language=True, unanswered=False, pair=p) for p in (False, True))
    assert "sentence_coverage" in passage.weights and passage.threshold > pair.threshold
    assert load_calibration(own_language=True, unanswered=True, pair=True) == load_calibration(
        own_language=True, unanswered=True, pair=False
    )


@pytest.mark.parametrize("name", ["dense", "dense_lead", "lexical_lead", "sentence_coverage"])
def test_more_of_any_evidence_makes_a_passage_likelier(name):
    passage = load_calibration(own_language=True, unanswered=False, pair=False)
    evidence = dict.fromkeys(passage.weights, 0.5)
    assert probability(evidence | {name: 0.9}, passage) > probability(evidence, passage)


@pytest.mark.parametrize("own_language", [True, False])
def test_a_question_of_a_kind_that_is_left_open_is_likelier_not_to_be_answered(own_language):
    fitted = load_calibration(own_language=own_language, unanswered=False, pair=True)
    evidence = dict.fromkeys(fitted.weights, 0.5)
    assert probability(evidence | {"left_open": 3.0}, fitted) < probability(evidence, fitted)
