from dataclasses import replace
from datetime import date

import pytest

from bot.answer.citations import outdated, problems
from bot.answer.serialise import answer_to_text


@pytest.fixture
def answered(small_bot):
    return small_bot.ask("Who pays the deductible?"), dict(small_bot._current().documents)


def test_a_right_answer_has_no_problems(answered):
    answer, documents = answered
    assert list(problems(answer, documents)) == []


def test_a_shifted_span_is_found(answered):
    answer, documents = answered
    (citation,) = answer.citations
    broken = replace(answer, citations=(replace(citation, start=citation.start + 1),))
    assert any("is not what" in problem for problem in problems(broken, documents))


def test_a_sentence_outside_the_quotes_is_found(answered):
    answer, documents = answered
    broken = replace(answer, text=answer.text + " It is always 500 dollars.")
    assert any("500 dollars" in problem for problem in problems(broken, documents))


def test_markers_without_citations_are_found(answered):
    answer, documents = answered
    assert any("markers" in problem for problem in problems(replace(answer, citations=()), documents))
    assert any("markers" in problem for problem in problems(replace(answer, text="Yes."), documents))


def test_an_unknown_source_is_found(answered):
    answer, _ = answered
    assert any("not in the index" in problem for problem in problems(answer, {}))


def test_a_source_past_its_own_date_is_outdated_and_said_to_be(answered):
    answer, _ = answered
    dated = replace(answer.citations[0], updated="2026-01-05", valid_until="2026-12-31")
    assert not outdated(dated, date(2026, 12, 31)) and outdated(dated, date(2027, 1, 1))
    assert not outdated(answer.citations[0], date(2999, 1, 1))
    told = replace(answer, citations=(dated,))
    assert "updated 2026-01-05" in answer_to_text(told, date(2026, 12, 31))
    assert "held until 2026-12-31" not in answer_to_text(told, date(2026, 12, 31))
    assert "held until 2026-12-31" in answer_to_text(told, date(2027, 1, 1))
