import numpy as np
import pytest

from bot.answer.extract import RARITY, sentence_scores


def idf(term: str) -> float:
    return {"rare": 4.0, "common": 1.0}.get(term, 1.0)


def test_a_term_only_one_sentence_holds_decides():
    scores = sentence_scores(
        np.array([0.8, 0.8, 0.8], dtype=np.float32),
        {"rare", "common"},
        [{"common"}, {"common", "rare"}, {"common"}],
        idf,
    )
    # credit: rare 2 to the second; common 1, a third each; of 3 in all.
    assert scores == pytest.approx([0.8 + RARITY / 9, 0.8 + RARITY * 7 / 9, 0.8 + RARITY / 9])


def test_without_shared_terms_the_cosine_decides():
    cosines = np.array([0.7, 0.9], dtype=np.float32)
    assert sentence_scores(cosines, {"x"}, [set(), {"y"}], idf) == pytest.approx(cosines)
