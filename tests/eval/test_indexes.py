from bot.index.opened import open_index
from bot.retrieve import retrieve
from eval.indexes import hide


def test_of_a_hidden_document_nothing_is_found_and_nothing_counts(small_index, encoder):
    index = open_index(small_index.index, encoder.fingerprint)
    question = "What is a deductible?"
    [vector] = encoder.encode_queries([question])
    assert retrieve(index, question, vector, "en", 1)[0].chunk.source == "en/deductible.md"
    hidden = hide(index, {"en/deductible.md"})
    hits = retrieve(hidden, question, vector, "en", 100)
    assert hits and "en/deductible.md" not in {hit.chunk.source for hit in hits}
    assert len(hidden.questions) == len(hidden.asked) == len(hidden.headings) < len(index.questions)
    assert "en/deductible.md" not in {index.chunks[place].source for place, _ in hidden.asked}
    gone = index.document_of[next(i for i, c in enumerate(index.chunks) if c.source == "en/deductible.md")]
    assert list(hidden.articles).count(hidden.articles[gone]) == 1  # it is a version of nothing any more
    assert not {source for source, _ in hidden.unanswered_by} & {"en/deductible.md"}
