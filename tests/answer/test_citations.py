from dataclasses import replace

import pytest

from bot.answer.citations import problems


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
