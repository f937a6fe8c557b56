import numpy as np
import pytest

from bot.index import lexical
from bot.types import Chunk, Sentence, Span


def chunk(source: str, language: str, *sentences: str) -> Chunk:
    text = " ".join(sentences)
    return Chunk(
        id=f"{source}{text[:5]}",
        source=source,
        title="",
        language=language,
        heading=(),
        question=None,
        text=text,
        span=Span(0, 1),
        sentences=tuple(Sentence(s, Span(0, 1)) for s in sentences),
    )


CHUNKS = [
    chunk("a", "nb", "Egenandelen betales av kunden.", "Premien er lav."),
    chunk("a", "nb", "Helseforsikringspremien varierer."),
    chunk("b", "ja", "免責金額は契約者が払います。", "保険料は安いです。"),
    chunk("c", "en", "The deductible is paid by the customer."),
    chunk("c", "en", "!!!"),
]


@pytest.fixture
def index(tmp_path):
    lexical.build(tmp_path, CHUNKS, [c.text for c in CHUNKS])
    return lexical.load(tmp_path, CHUNKS, ["en", "ja", "nb"])


@pytest.mark.parametrize(
    ("question", "best"),
    [
        ("Hvem betaler egenandel?", 0),
        ("Hva koster helseforsikring?", 1),  # found inside a compound
        ("保険料はいくらですか", 2),
        ("ＤＥＤＵＣＴＩＢＬＥＳ", 3),
    ],
)
def test_the_right_chunk_scores_best(index, question, best):
    assert int(np.argmax(index.scores(question)[0])) == best


def test_scores_have_one_value_a_chunk_and_are_zero_for_unknown_words(index):
    text, asked = index.scores("xylophone")
    assert text.shape == asked.shape == (5,)
    assert not np.any(index.scores(""))


def test_a_chunk_shares_in_the_score_of_its_document(index):
    scores, _ = index.scores("premien")
    assert scores[0] > scores[3] == 0
    assert index.scores("egenandelen")[0][1] > 0  # another chunk of the same document


def test_languages_do_not_mix(index):
    # "premie" is in the Norwegian chunks only, though English analysis would stem it alike.
    assert not index.scores("premien")[0][3:].any()


def test_rare_terms_weigh_more(index):
    assert index.idf("egenand", "nb") > index.idf("premi", "nb") > 0
    assert index.idf("egenand", "en") >= index.idf("egenand", "nb")
