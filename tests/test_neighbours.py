from dataclasses import replace

import numpy as np
import pytest

from bot.index.opened import open_index
from bot.neighbours import neighbours


@pytest.fixture(scope="module")
def index(small_index, encoder):
    return open_index(small_index.index, encoder.fingerprint)


def cosines(index, near: dict[str, float]) -> np.ndarray:
    """Give every question the cosine that is set for its document, .5 without one."""
    sources = [index.chunks[place].source for place, _ in index.asked]
    return np.array([near.get(source, 0.5) for source in sources], dtype=np.float32)


NONE = np.zeros(0, dtype=np.float32)


def test_the_nearest_documents_share_the_questions_by_how_near_they_are(index):
    found = neighbours(index, cosines(index, {"en/bicycle.md": 0.9, "nb/egenandel.md": 0.99}), NONE, "en")
    assert set(found.answered) <= {"en/bicycle.md", "en/deductible.md"}  # those of the language
    assert found.answered["en/bicycle.md"] > 0.99 and found.unanswered == 0.0
    near = neighbours(index, cosines(index, {"en/bicycle.md": 0.9, "en/deductible.md": 0.89}), NONE, "en")
    assert found.answered["en/bicycle.md"] > near.answered["en/bicycle.md"] > 0
    assert sum(near.answered.values()) + near.unanswered == pytest.approx(1)


def test_a_document_that_is_gone_has_no_share(index):
    scores = cosines(index, {"en/bicycle.md": 0.9, "en/deductible.md": 0.6})
    found = neighbours(index, scores, NONE, "en", gone={"en/bicycle.md"})
    assert set(found.answered) == {"en/deductible.md"}
    of = {chunk.source: found.of(chunk) for chunk in index.chunks}
    assert of["en/bicycle.md"] == {"neighbours": 0.0, "unanswered_neighbours": 0.0}
    assert of["en/deductible.md"]["neighbours"] == pytest.approx(1)


def test_without_questions_there_are_no_neighbours(index):
    found = neighbours(index, cosines(index, {}), NONE, "de")
    assert (dict(found.answered), found.unanswered) == ({}, 0.0)


def test_what_nobody_answers_takes_its_share(index):
    gaps = replace(index, unanswered_by=(("en/bicycle.md", "Is a pink bicycle covered?"),))
    scores, gap = cosines(index, {"en/deductible.md": 0.9}), np.array([0.9], dtype=np.float32)
    found = neighbours(gaps, scores, gap, "en")
    assert 0.05 < found.unanswered < found.answered["en/deductible.md"]  # one of several that are as near
    assert neighbours(gaps, scores, gap + 0.09, "en").unanswered > 0.9
    assert neighbours(gaps, scores, gap, "en", gone={"en/bicycle.md"}).unanswered == 0.0
