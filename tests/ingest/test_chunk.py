from bot.ingest.chunk import chunk_document
from bot.ingest.markup import plain
from bot.ingest.structure import parse
from bot.types import Document

TEXT = """# Claims

A claim is reported online. The insurer answers within ten days. Photos help.

## What to send

Send the receipt. Send a photo of the damage, with the [date](/date) visible.

- A police report after theft.
- A repair estimate above 500 dollars.

## FAQ

### How long does it take?

Most claims take two weeks. Large ones take longer. The insurer writes when something is missing.
"""


def chunks(size: int):
    document = Document(source="claims.md", title="Claims", text=TEXT, language="en")
    return chunk_document(document, parse(TEXT, "en", "claims.md"), size)


def test_chunks_keep_to_one_section():
    headings = [chunk.heading for chunk in chunks(600)]
    assert headings == [
        ("Claims",),
        ("Claims", "What to send"),
        ("Claims", "FAQ", "How long does it take?"),
    ]


def test_small_chunks_are_whole_sentences_in_order():
    found = chunks(100)
    sentences = [sentence.text for chunk in found for sentence in chunk.sentences]
    assert sentences == [sentence.text for chunk in chunks(600) for sentence in chunk.sentences]
    assert len(found) > 3
    assert all(len(chunk.text) <= 130 for chunk in found if chunk.origin != "faq")


def test_a_faq_pair_is_one_chunk_however_small_the_size():
    pair = [chunk for chunk in chunks(100) if chunk.origin == "faq"]
    assert len(pair) == 1
    assert pair[0].question == "How long does it take?"
    assert pair[0].text.startswith("Most claims") and pair[0].text.endswith("missing.")


def test_every_span_is_exact():
    for chunk in chunks(100):
        for part in (chunk, *chunk.sentences):
            assert plain(TEXT[part.span.start : part.span.end]) == part.text


def test_ids_are_stable_and_unique():
    ids = [chunk.id for chunk in chunks(100)]
    assert ids == [chunk.id for chunk in chunks(100)]
    assert len(set(ids)) == len(ids)


def test_the_first_chunk_of_a_section_is_expected_to_answer_what_it_is_about():
    expected = [(chunk.heading[-1], chunk.asked[0].text if chunk.asked else None) for chunk in chunks(100)]
    assert expected[0] == ("Claims", "What is Claims?")
    sent = [question for heading, question in expected if heading == "What to send"]
    assert sent[0] == "What to send" and set(sent[1:]) == {None}
    assert expected[-1] == ("How long does it take?", "How long does it take?")
