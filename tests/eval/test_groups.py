import numpy as np
import pytest

from bot.embedding import BUNDLED, fingerprint
from bot.index.opened import open_index
from eval.groups import gather
from eval.library import Library


@pytest.fixture(scope="module")
def asked(shipped):
    index = open_index(shipped.index, fingerprint(BUNDLED))
    return gather(index, Library(index.documents, index.chunks))


def test_a_group_is_what_is_asked_of_a_pair_in_all_its_languages(asked):
    pair = next(
        group for group in asked.groups if ("en", "Who pays the claims in an ASO plan?") in group.asked
    )
    assert pair.pair
    assert {language for language, _ in pair.asked} == {"en", "nb", "ja"}
    assert len(pair.answers) == 3


def test_no_group_holds_one_question_alone(asked):
    assert all(len(set(group.asked)) > 1 for group in asked.groups)


def test_a_fact_in_several_languages_is_one_group_with_an_answer_in_each(asked):
    facts = [group for group in asked.groups if not group.pair]
    joined = [group for group in facts if len({language for language, _ in group.asked}) > 1]
    assert len(joined) > 100
    for fact in joined:
        assert len(fact.answers) == len({language for language, _ in fact.asked})
    limit = next(group for group in facts if ("ja", "HSA 拠出限度額 2026年") in group.asked)
    assert any(language == "nb" and "2026" in text for language, text in limit.asked)


def test_each_question_is_in_one_group(asked):
    questions = [(group.article, question) for group in asked.groups for question in group.asked]
    assert len(set(questions)) > 0.99 * len(questions)


def test_groups_are_near_to_themselves_and_gaps_to_groups_of_their_article(asked):
    assert np.allclose(np.diag(asked.near), 1, atol=1e-4)
    assert asked.near_gaps.shape == (len(asked.groups), len(asked.gaps))
    nearest = asked.near_gaps.argmax(axis=0)
    same = [
        asked.groups[group].article == article
        for group, (article, _) in zip(nearest, asked.gaps, strict=True)
    ]
    assert np.mean(same) > 0.5  # of 31 articles
