from bot.types import Chunk, Hit, Span
from eval.retrieval import document_ranking


def hit(source: str, score: float) -> Hit:
    chunk = Chunk(source, f"{source}.txt", "", "en", (), None, "", Span(0, 1), ())
    return Hit(chunk, score)


def test_a_document_ranks_where_its_best_chunk_does():
    hits = [hit("b", 0.9), hit("a", 0.8), hit("c", 0.5), hit("a", 0.1)]
    assert document_ranking(hits) == ["b", "a", "c"]
