"""Words of a question that the corpus spells otherwise."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.index.spelling import count_words, read, respell, spelling_of, write

TEXTS = [
    ("Balance billing is forbidden. Does your plan cover travel? What is billing?", "en"),
    ("En henvisning er gyldig i ett år. Egenandelen er det du betaler selv.", "nb"),
    ("免責金額はHMOによって違います。", "ja"),
]


SPELLING = spelling_of(count_words(TEXTS))


@pytest.mark.parametrize(
    ("question", "language", "read_as", "words"),
    [
        ("waht is balence biling?", "en", "what is balance billing?", ("what", "balance", "billing")),
        ("Does it cover TRAVLE?", "en", "Does it cover travel?", ("travel",)),
        ("er hennvisning gylldig", "nb", "er henvisning gyldig", ("henvisning", "gyldig")),
    ],
)
def test_misspelt_words_are_read_as_those_of_the_corpus(question, language, read_as, words):
    found = respell(SPELLING, question, language)
    assert (found.question, found.words) == (read_as, words)


@pytest.mark.parametrize(
    ("question", "language"),
    [
        ("Does balance billing travel?", "en"),  # nothing misspelt
        ("Are travels covered, is balancing?", "en"),  # other forms of words it has
        ("Is a bicycle insured?", "en"),  # far from any
        ("teh HNO pln", "en"),  # too short to tell
        ("balance2 1234567", "en"),  # no words
        ("the balanc's", "en"),  # half a word
        ("ailing valance", "en"),  # another first letter
        ("免債金額は？", "ja"),  # written without spaces
        ("Bilans bilingue ?", "fr"),  # a language the corpus does not have
    ],
)
def test_other_words_stay_as_they_are(question, language):
    assert respell(SPELLING, question, language) is None


def test_the_commonest_of_equally_near_words_is_taken():
    spelling = spelling_of(count_words([("covers covert covert", "en")]))
    assert respell(spelling, "covret", "en").words == ("covert",)
    spelling = spelling_of(count_words([("brother bother bother", "en")]))
    assert respell(spelling, "bothre", "en").words == ("bother",)


@pytest.mark.parametrize(
    "word", ["abortion", "Humana", "plant", "plane", "taxi", "rider", "statue", "linser", "ruta", "potet"]
)
def test_real_words_are_not_taken_for_slips(word):
    corpus = "adoption human plan tax ride caution state linjer ruth pott feature"
    assert respell(spelling_of(count_words([(corpus, "en")])), word, "en") is None


def test_what_is_written_is_read_again(tmp_path):
    write(tmp_path / "words.json", SPELLING.counts)
    assert read(tmp_path / "words.json") == SPELLING


@given(st.text(max_size=60))
def test_what_is_around_respelt_words_is_kept(text):
    found = respell(SPELLING, f"{text} balence {text}", "en")
    assert "balance" in found.question
    if found.words == ("balance",):
        assert found.question == f"{text} balance {text}"
