from dataclasses import replace

import numpy as np
import pytest

from bot.articles import near_by_passages, near_by_questions
from bot.index.opened import number_articles, open_index


@pytest.fixture(scope="module")
def index(small_index, encoder):
    return open_index(small_index.index, encoder.fingerprint)


def versions(index):
    """Make the English and the Norwegian article on deductibles versions of one."""
    sources = list(dict.fromkeys(chunk.source for chunk in index.chunks))
    articles = index.articles.copy()
    articles[sources.index("nb/egenandel.md")] = articles[sources.index("en/deductible.md")]
    return replace(index, articles=articles)


def of(index, near) -> dict[str, float]:
    """Return how near each document's article is; all of its chunks are as near."""
    found = {chunk.source: float(value) for chunk, value in zip(index.chunks, near, strict=True)}
    assert all(found[chunk.source] == value for chunk, value in zip(index.chunks, near, strict=True))
    return found


def test_versions_are_known_by_their_path_without_the_language(index):
    chunks = [
        replace(index.chunks[0], source=source, language=language)
        for source, language in [("en/a.md", "en"), ("nb/a.md", "nb"), ("nb/b.md", "nb"), ("en/a.md", "en")]
    ]
    documents, articles = number_articles(chunks)
    assert documents.tolist() == [0, 1, 2, 0]
    assert articles[0] == articles[1] != articles[2]


def test_an_article_is_as_near_as_the_nearest_questions_of_its_versions(index):
    sources = [index.chunks[place].source for place, _ in index.asked]
    cosines = np.zeros(len(sources), dtype=np.float32)
    english = [row for row, source in enumerate(sources) if source == "en/deductible.md"]
    cosines[english[:4]] = [0.9, 0.6, 0.3, 0.1][: len(english[:4])]
    best = sorted(cosines[english], reverse=True)[:3]
    alone = of(index, near_by_questions(index, cosines))
    assert alone["en/deductible.md"] == pytest.approx(np.mean(best))
    assert alone["nb/egenandel.md"] == 0
    both = of(index, near_by_questions(versions(index), cosines))
    assert both["nb/egenandel.md"] == both["en/deductible.md"] == pytest.approx(np.mean(best) / 2)


def test_an_article_nothing_is_asked_of_stands_out_neither_way(index):
    kept = np.array([index.chunks[place].source != "en/bicycle.md" for place, _ in index.asked])
    fewer = replace(index, asked=index.asked[kept], questions=index.questions[kept])
    near = of(index, near_by_questions(fewer, np.full(kept.sum(), 0.4, dtype=np.float32)))
    assert near["en/bicycle.md"] == pytest.approx(0.4)
    one = np.array([index.chunks[place].source == "en/bicycle.md" for place, _ in index.asked])
    few = replace(index, asked=index.asked[one], questions=index.questions[one])
    assert not near_by_questions(few, np.full(one.sum(), 0.4, dtype=np.float32)).any()
    nothing = replace(index, asked=index.asked[:0], questions=index.questions[:0])
    assert not near_by_questions(nothing, np.zeros(0, dtype=np.float32)).any()


def test_an_article_is_as_near_as_the_nearest_passage_of_its_versions(index):
    cosines = np.array([0.8 if c.source == "en/deductible.md" else 0.2 for c in index.chunks], np.float32)
    cosines[next(i for i, c in enumerate(index.chunks) if c.source == "en/bicycle.md")] = 0.5
    near = of(index, near_by_passages(versions(index), cosines))
    assert near["en/bicycle.md"] == pytest.approx(0.5)
    assert near["en/deductible.md"] == near["nb/egenandel.md"] == pytest.approx(0.5)
