import json
from collections import Counter

import pytest

from bot.errors import UsageError
from bot.index.generation import require_current
from bot.ingest.markup import plain
from eval.cases import pair_cases, question_cases
from eval.library import Library, read_library
from eval.questions import Located, Question, read_questions
from eval.suites import CASES, corpus_suite
from eval.types import Gold


@pytest.fixture(scope="module")
def library(shipped) -> Library:
    return read_library(require_current(shipped.index))


@pytest.fixture(scope="module")
def cases(shipped):
    return corpus_suite(shipped, lambda *_: None).cases


HMO = "en/health-maintenance-organization.md"


def located(**fields: object) -> Located:
    return Located("mine", "mine.jsonl line 1", Question(**({"question": "Who?"} | fields)))  # type: ignore[arg-type]


def test_each_language_has_cases_enough_on_every_track(cases):
    counted = Counter((case.track, case.language) for case in cases)
    assert len(counted) == 12
    assert min(counted.values()) >= 30
    written = Counter(a.question.language for path in CASES.glob("*.jsonl") for a in read_questions(path))
    assert written.keys() == {"en", "nb", "ja"} and min(written.values()) >= 60
    types = {"paraphrase", "typo", "cross", "follow_up", "near_miss", "out_of_scope", "injection"}
    for language in ("en", "nb", "ja"):
        assert types <= {case.type for case in cases if case.language == language}


def test_ids_are_unique_and_tracks_ask_the_right_index(cases):
    assert len({case.id for case in cases}) == len(cases)
    for case in cases:
        assert case.index == "articles" if case.track == "held_out" else True
        assert case.answerable == (case.track != "unanswerable")
        assert case.answerable == bool(case.sources)
        if case.type == "other_language":
            assert case.index == f"without-{case.language}"
            assert not any(source.startswith(case.language + "/") for source in case.sources)


def test_gold_spans_hold_the_gold_words(cases, library):
    for case in cases:
        for gold in case.gold:
            if gold.span and gold.source:
                document = library.documents[gold.source]
                assert plain(document.text[gold.span.start : gold.span.end]) == gold.text


def test_versions_of_a_pair_are_one_cluster(cases):
    by_cluster = Counter(case.cluster for case in cases if case.track == "verbatim")
    sizes = Counter(by_cluster.values())
    # One page a language, on its own country, has no versions.
    assert sizes == {3: 28 * 7 + 6, 1: 3 * 7}


def test_held_out_pairs_that_the_articles_do_not_answer_are_to_be_refused(library):
    pair = library.pairs[0]
    name = library.pair_name(pair)
    gone = [case for case in pair_cases(library, [pair], {name: ()}) if case.track != "verbatim"]
    assert [(case.track, case.type, case.index) for case in gone] == [
        ("unanswerable", "pair_gone", "articles")
    ]
    placed = Gold("words", pair.language, pair.source, pair.span)
    kept = [case for case in pair_cases(library, [pair], {name: (placed,)}) if case.track == "held_out"]
    assert kept[0].gold[0] == placed and all(gold.span is None for gold in kept[0].gold[1:])
    unknown = [case for case in pair_cases(library, [pair], {}) if case.track == "held_out"]
    assert all(gold.span is None for gold in unknown[0].gold)


def test_a_paraphrase_is_asked_on_three_indexes(library):
    asked = located(
        sources=(HMO,), gold_question=library.pairs_in(HMO)[0].question, language="en", type="paraphrase"
    )
    found = [(case.track, case.type, case.index) for case in question_cases(library, [asked], {})]
    assert found == [
        ("reworded", "paraphrase", "whole"),
        ("held_out", "paraphrase", "articles"),
        ("reworded", "other_language", "without-en"),
    ]


@pytest.mark.parametrize(
    ("fields", "problem"),
    [
        ({"sources": ("en/gone.md",)}, "en/gone.md is not in the corpus"),
        ({"sources": (HMO,), "gold_question": "Who am I?"}, "asks no 'Who am I?'"),
        ({"sources": (HMO,), "evidence": ("no such words",)}, "outside its FAQ holds 'no such words'"),
    ],
)
def test_what_the_corpus_does_not_have_is_named_with_its_line(library, fields, problem):
    with pytest.raises(UsageError, match=r"mine.jsonl line 1: ") as error:
        list(question_cases(library, [located(**fields)], {}))
    assert problem in str(error.value)


def test_forbidden_words_stand_nowhere_in_the_corpus(library):
    for path in CASES.glob("*.jsonl"):
        for asked in read_questions(path):
            for words in asked.question.forbidden:
                assert not any(words in document.text for document in library.documents.values()), asked.id


def test_case_files_are_plain_json_lines():
    for path in CASES.glob("*.jsonl"):
        for line in path.read_text("utf-8").splitlines():
            assert json.loads(line)["language"] == path.stem
