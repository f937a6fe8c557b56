import random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import ndcg_score

from bot.facts import fact_agreement
from bot.types import Citation, Document, Span
from eval.metrics import (
    bigram_f1,
    chrf,
    citation_precision,
    citation_recall,
    citation_validity,
    contained,
    faithfulness,
    ndcg_at,
    recall_at,
    reciprocal_rank,
)
from eval.types import Gold

TEXT = "The deductible is **4,000** dollars. It is paid once a year. Dentists are not covered."
DOCUMENT = Document("en/a.md", "A", TEXT, "en")
DOCUMENTS = {DOCUMENT.source: DOCUMENT}


def cite(start: int, end: int, quote: str, source: str = "en/a.md") -> Citation:
    return Citation(1, source, "A", "en", (), start, end, quote)


FIRST = cite(0, 36, "The deductible is 4,000 dollars.")
SECOND = cite(37, 60, "It is paid once a year.")


def test_the_spans_of_these_tests_are_right():
    assert citation_validity([FIRST, SECOND], DOCUMENTS) == 1


def test_recall_counts_articles_not_their_versions():
    ranking = ["en/b.md", "nb/a.md", "en/a.md"]
    assert recall_at(ranking, [{"en/a.md", "nb/a.md"}], 1) == 0
    assert recall_at(ranking, [{"en/a.md", "nb/a.md"}], 2) == 1
    assert recall_at(ranking, [{"en/x.md"}, {"en/a.md", "nb/a.md"}], 2) == 1
    assert recall_at([], [{"en/a.md"}], 10) == 0


def test_reciprocal_rank_is_one_over_the_first_relevant_rank():
    assert reciprocal_rank(["x", "y", "a", "b"], [{"a"}, {"b"}]) == pytest.approx(1 / 3)
    assert reciprocal_rank(["x"] * 10 + ["a"], [{"a"}]) == 0


@given(st.permutations(["a", "b", "c", "d", "e"]), st.sets(st.sampled_from("abcde"), min_size=1))
def test_ndcg_agrees_with_scikit_learn(ranking, relevant):
    truth = [[float(source in relevant) for source in ranking]]
    expected = ndcg_score(truth, [[float(-place) for place in range(5)]], k=3)
    # scikit-learn's ideal ranking is cut at k as ours is.
    assert ndcg_at(ranking, [{source} for source in relevant], 3) == pytest.approx(expected)


def test_ndcg_counts_a_second_version_for_nothing():
    assert ndcg_at(["nb/a", "en/a", "en/b"], [{"en/a", "nb/a"}, {"en/b"}]) == pytest.approx(
        (1 + 1 / 2) / (1 + 1 / 1.584962500721156)
    )


# The metric self-test: every language must be measured alike.
SELF_TEST = {
    "en": [
        "The deductible is 4,000 dollars a year, and the plan pays the rest.",
        "A referral is not needed for emergency care outside the network.",
        "Ask your employer who signs the contract before you change doctors.",
        "Premiums rise on 1 January 2026 by 20% for members over 60.",
    ],
    "nb": [
        "Egenandelen er 4 000 dollar i året, og planen betaler resten.",
        "Du trenger ikke henvisning til øyeblikkelig hjelp utenfor nettverket.",
        "Spør arbeidsgiveren hvem som signerer avtalen før du bytter lege.",
        "Premien øker 1. januar 2026 med 20 prosent for medlemmer over 60.",
    ],
    "ja": [
        "免責金額は年間4,000ドルで、残りはプランが支払います。",
        "ネットワーク外の救急医療に紹介状は必要ありません。",
        "医師を替える前に、契約者がだれかを勤務先に確認してください。",
        "保険料は2026年1月1日に、60歳を超える加入者では20％上がります。",
    ],
}
FLIPPED = {"en": ("4,000", "8,000"), "nb": ("4 000", "8 000"), "ja": ("4,000", "8,000")}


@pytest.mark.parametrize("language", SELF_TEST)
def test_gold_against_itself_scores_one(language):
    for text in SELF_TEST[language]:
        assert chrf(text, text) == pytest.approx(1)
        assert bigram_f1(text, text) == contained(text, text) == 1
        assert fact_agreement(text, text, language) == 1


@pytest.mark.parametrize("language", SELF_TEST)
def test_shuffled_gold_scores_near_nothing(language):
    texts = SELF_TEST[language]
    others = texts[1:] + texts[:1]
    assert sum(map(chrf, texts, others)) / len(texts) < 0.25
    assert sum(map(bigram_f1, texts, others)) / len(texts) < 0.35
    letters = random.Random(1).sample(texts[0], len(texts[0]))
    assert chrf("".join(letters), texts[0]) < 0.25


@pytest.mark.parametrize("language", SELF_TEST)
def test_a_flipped_number_fails_where_overlap_does_not_see_it(language):
    text = SELF_TEST[language][0]
    flipped = text.replace(*FLIPPED[language])
    assert chrf(flipped, text) > 0.75
    assert fact_agreement(flipped, text, language) < 1


def test_a_citation_off_by_one_sentence_is_neither_valid_nor_covering():
    off = cite(SECOND.start, SECOND.end, FIRST.quote)
    assert citation_validity([FIRST, off], DOCUMENTS) == 0.5
    assert citation_precision([FIRST, off], DOCUMENTS, ["en/a.md"]) == 0.5
    gold = [Gold("x", "en", "en/a.md", Span(FIRST.start, FIRST.end))]
    assert citation_recall([FIRST], DOCUMENTS, gold) == 1
    assert citation_recall([off], DOCUMENTS, gold) == 0


def test_a_citation_of_another_document_is_not_precise():
    assert citation_precision([FIRST], DOCUMENTS, ["en/b.md"]) == 0
    assert citation_precision([], DOCUMENTS, ["en/a.md"]) == 0
    assert citation_validity([cite(0, 5, "The d", "en/gone.md")], DOCUMENTS) == 0


def test_recall_is_of_the_gold_covered_best():
    half = Gold("x", "en", "en/a.md", Span(0, 72))
    assert citation_recall([FIRST], DOCUMENTS, [half]) == 0.5
    assert citation_recall([FIRST], DOCUMENTS, [half, Gold("y", "en", "en/a.md", Span(0, 36))]) == 1
    assert citation_recall([FIRST], DOCUMENTS, [Gold("only words", "en")]) == 0


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The deductible is 4,000 dollars. [1]", 1),
        ("The deductible is 8,000 dollars. [1]", 0),
        ("The deductible is 4,000 dollars. [1] Everything is paid for you in full.", 0.5),
        ("The deductible is 4,000 dollars.", 1),
        ("", 0),
    ],
)
def test_faithfulness_is_the_share_of_supported_sentences(text, expected):
    assert faithfulness(text, "en", [FIRST], DOCUMENTS) == expected


def test_a_denial_turned_round_is_not_supported():
    quote = cite(61, 86, "Dentists are not covered.")
    assert faithfulness("Dentists are not covered.", "en", [quote], DOCUMENTS) == 1
    assert faithfulness("Dentists are covered.", "en", [quote], DOCUMENTS) == 0
