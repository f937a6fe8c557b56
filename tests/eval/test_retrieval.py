import pytest

from bot.types import Chunk, Hit, Span
from eval.retrieval import document_ranking, reciprocal_rank


def hit(source: str, score: float) -> Hit:
    chunk = Chunk(source, f"{source}.txt", "", "en", (), None, "", Span(0, 1), ())
    return Hit(chunk, score)


def test_a_document_ranks_where_its_best_chunk_does():
    hits = [hit("b", 0.9), hit("a", 0.8), hit("c", 0.5), hit("a", 0.1)]
    assert document_ranking(hits) == ["b", "a", "c"]


@pytest.mark.parametrize(
    ("ranking", "relevant", "value"),
    [(["a", "b"], ["a"], 1), (["a", "b"], ["b", "x"], 1 / 2), (["a"], ["x"], 0), ([], ["x"], 0)],
)
def test_reciprocal_rank(ranking, relevant, value):
    assert reciprocal_rank(ranking, relevant) == value


def test_only_the_first_ten_count():
    ranking = [str(n) for n in range(20)]
    assert reciprocal_rank(ranking, ["9"]) == 1 / 10
    assert reciprocal_rank(ranking, ["10"]) == 0
