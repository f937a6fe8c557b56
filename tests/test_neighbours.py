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


def number(index, source: str) -> int:
    """Return the number of a document's article."""
    chunk = next(chunk for chunk in index.chunks if chunk.source == source)
    return int(index.articles[index.document_of[index.positions[chunk.id]]])


def test_the_nearest_articles_share_the_questions_by_how_near_they_are(index):
    bicycle, deductible, norwegian = (
        number(index, source) for source in ("en/bicycle.md", "en/deductible.md", "nb/egenandel.md")
    )
    found = neighbours(index, cosines(index, {"en/bicycle.md": 0.9, "nb/egenandel.md": 0.99}), NONE, "en")
    assert set(found.answered) <= {bicycle, deductible}  # those of the language
    assert found.answered[bicycle] > 0.9 and found.unanswered == 0.0
    near = neighbours(index, cosines(index, {"en/bicycle.md": 0.9, "en/deductible.md": 0.8}), NONE, "en")
    assert found.answered[bicycle] > near.answered[bicycle] > 0
    assert sum(near.answered.values()) + near.unanswered == pytest.approx(1)
    anywhere = neighbours(index, cosines(index, {"en/bicycle.md": 0.9, "nb/egenandel.md": 0.99}), NONE)
    assert anywhere.answered[norwegian] > anywhere.answered[bicycle] > 0


def test_the_versions_of_an_article_have_one_share(index):
    versions = replace(index, articles=np.zeros_like(index.articles))
    found = neighbours(versions, cosines(index, {"en/bicycle.md": 0.9}), NONE)
    assert dict(found.answered) == {0: pytest.approx(1)}


def test_without_questions_there_are_no_neighbours(index):
    found = neighbours(index, cosines(index, {}), NONE, "de")
    assert (dict(found.answered), found.unanswered) == ({}, 0.0)


def test_what_nobody_answers_takes_its_share(index):
    scores, gap = cosines(index, {"en/deductible.md": 0.9}), np.array([0.9], dtype=np.float32)
    found = neighbours(index, scores, gap, "en")
    assert (
        0.05 < found.unanswered < found.answered[number(index, "en/deductible.md")]
    )  # one of several as near
    assert neighbours(index, scores, gap + 0.6, "en").unanswered > 0.9
    assert 0.05 < neighbours(index, scores, gap).unanswered < 0.5
