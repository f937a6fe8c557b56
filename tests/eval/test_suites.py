import json
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest

from bot.answer.respond import open_bot
from bot.errors import UsageError
from bot.settings import Settings
from eval.results import Run, Writer, read_run
from eval.run import make_manifest, run, select
from eval.suites import Suite, corpus_suite, questions_suite, read_evidence, set_suite
from eval.targets import local_bots

QUIET = lambda *_: None  # noqa: E731
PAIRS = """question,answer
Who keeps a spare key?,The neighbour on the second floor keeps a spare key to the bicycle room.
How long is a lost key replaced for free?,A lost key is replaced for free within 30 days of the first rental.
"""


def ask(suite: Suite, folder: Path) -> Run:
    with local_bots(suite, QUIET) as opener:
        run(suite, opener, Writer(folder, make_manifest(suite)), QUIET)
    return read_run(folder)


def test_any_corpus_is_asked_its_own_pairs_and_what_is_off_the_field(small_index):
    suite = corpus_suite(small_index, QUIET)
    counted = Counter((case.track, case.type) for case in suite.cases)
    assert counted["verbatim", "verbatim"] == counted["held_out", "verbatim"] == 4
    assert counted.keys() == {
        ("verbatim", "verbatim"),
        ("held_out", "verbatim"),
        ("unanswerable", "out_of_scope"),
    }


def test_pairs_of_a_table_are_asked_with_and_without_it(small_index, tmp_path):
    path = tmp_path / "keys.csv"
    path.write_text(PAIRS, "utf-8")
    suite = questions_suite(small_index, path, QUIET)
    asked = select(suite.cases, ("verbatim", "held_out"), (), None, None)
    assert Counter(case.track for case in asked) == {"verbatim": 2, "held_out": 2}
    records = ask(Suite(suite.name, suite.settings, suite.library, asked), tmp_path / "run").records
    verbatim = [record for record in records if record.case.track == "verbatim"]
    assert [record.outcome for record in verbatim] == ["right", "right"]
    assert all(record.reply and record.reply.citations[0].source == "keys.csv" for record in verbatim)
    held_out = [record for record in records if record.case.track == "held_out"]
    assert all(
        record.case.sources == () and record.outcome != "right" for record in held_out
    )  # bicycles' keys are nowhere else
    assert all(record.scores["overlap"] < 0.5 and record.scores["not_leaked"] == 1 for record in held_out)


@pytest.mark.parametrize("keys", [("question", "answer"), ("spørsmål", "svar"), ("質問", "回答")])
def test_json_lines_of_mere_pairs_are_pairs_in_any_language(small_index, tmp_path, keys):
    path = tmp_path / "keys.jsonl"
    line = dict(zip(keys, ("Who keeps a spare key?", "The neighbour keeps a spare key."), strict=True))
    path.write_text(json.dumps(line) + "\n", "utf-8")
    suite = questions_suite(small_index, path, QUIET)
    assert Counter(case.track for case in suite.cases)["verbatim"] == 1


def test_json_lines_with_more_are_written_questions(small_index, tmp_path):
    path = tmp_path / "mine.jsonl"
    lines = [
        {"question": "Is theft abroad covered?", "sources": ["en/bicycle.md"], "answer": "For 45 days."},
        {"question": "What does a helmet cost?", "answerable": False, "type": "near_miss"},
    ]
    path.write_text("\n".join(map(json.dumps, lines)), "utf-8")
    suite = questions_suite(small_index, path, QUIET)
    assert [(case.track, case.type) for case in suite.cases] == [
        ("reworded", "paraphrase"),
        ("unanswerable", "near_miss"),
    ]
    (record, _) = ask(suite, tmp_path / "run").records
    assert record.outcome == "wrong" or record.scores["identified"] == 1


MIXED = """question,answer,language
Who keeps a spare key?,The neighbour on the second floor keeps a spare key to the bicycle room.,
Wer zahlt den Selbstbehalt bei einem Schaden?,Der Kunde zahlt den Selbstbehalt bei jedem Schaden selbst.,
Wie bitte?,The one who asked pays the bill for what he did not hear.,en
Nobody answers this?,,en
"""


def test_each_pair_of_a_table_is_in_its_own_language(small_index, tmp_path):
    path = tmp_path / "keys.csv"
    path.write_text(MIXED, "utf-8")
    suite = questions_suite(small_index, path, QUIET)
    asked = [case for case in suite.cases if case.track == "verbatim"]
    assert [(case.question, case.language) for case in asked] == [
        ("Who keeps a spare key?", "en"),
        ("Wie bitte?", "en"),
        ("Wer zahlt den Selbstbehalt bei einem Schaden?", "de"),
    ]
    assert {gold.language for case in asked for gold in case.gold if case.language == "de"} == {"de"}
    assert any("row 5 has no answer" in note for note in suite.notes)


@pytest.mark.parametrize("corpus", ["de.md", "en.md"])
def test_the_language_of_a_question_is_none_of_the_corpus(tmp_path, write_corpus, corpus):
    text = {
        "de.md": "# Rad\n\nDer Selbstbehalt wird vom Kunden bei jedem Schaden selbst bezahlt.\n",
        "en.md": "# Bicycle\n\nThe deductible is paid by the customer for every single claim.\n",
    }
    write_corpus(tmp_path / "corpus", {corpus: text[corpus]})
    path = tmp_path / "mine.jsonl"
    lines = [{"question": "What does a helmet cost?", "answerable": False, "type": "near_miss"}]
    path.write_text("\n".join(map(json.dumps, lines)), "utf-8")
    settings = Settings(corpus=tmp_path / "corpus", index=tmp_path / "index")
    assert [case.language for case in questions_suite(settings, path, QUIET).cases] == ["en"]


def test_a_later_line_that_says_more_is_not_lost(small_index, tmp_path):
    path = tmp_path / "mine.jsonl"
    lines = [
        {"question": "Who keeps a key?", "answer": "The neighbour keeps one.", "id": "a"},
        {"question": "And abroad?", "answer": "No.", "type": "follow_up", "history": ["Hello?"], "id": "b"},
        {"question": "What does a helmet cost?", "answerable": False, "type": "near_miss", "id": "c"},
    ]
    path.write_text("\n".join(map(json.dumps, lines)), "utf-8")
    cases = questions_suite(small_index, path, QUIET).cases
    assert [(case.id, case.type, case.history) for case in cases] == [
        ("reworded/a", "paraphrase", ()),
        ("reworded/b", "follow_up", ("Hello?",)),
        ("unanswerable/c", "near_miss", ()),
    ]


def test_what_is_added_is_said(small_index):
    assert corpus_suite(small_index, QUIET).notes == (
        "added 30 questions off the field, to be refused: 10 en, 10 ja, 10 nb",
    )


@pytest.mark.parametrize(
    ("name", "content", "problem"),
    [
        (
            "bicycle.csv",
            "question,answer,language\nWho?,Me.,klingon\n",
            "'klingon' of 'Who\\?' is no language",
        ),
        (
            "t.jsonl",
            '{"question": "Who?", "answer": "I.", "source": "a.md"}',
            "key 'source'; did you mean 'sources",
        ),
        ("t.csv", "name,age\nx,1\n", "has no question column"),
        ("t.csv", "", "is empty"),
        ("t.md", "# Nothing asked\n\nNothing here.\n", "holds no question and answer pairs"),
        ("t.jsonl", '{"question": "Who?", "sources": ["gone.md"]}', "line 1: gone.md is not in the corpus"),
        ("t.jsonl", '{"question": "Who?", "type": "no"}', "line 1: type"),
    ],
)
def test_a_file_that_cannot_be_asked_says_why(small_index, tmp_path, name, content, problem):
    path = tmp_path / name
    path.write_text(content, "utf-8")
    with pytest.raises(UsageError, match=problem):
        questions_suite(small_index, path, QUIET)


def test_a_corpus_without_a_faq_has_nothing_to_ask(tmp_path, write_corpus, encoder):
    write_corpus(tmp_path / "corpus", {"fr.md": "# Prime\n\nLa prime est payée chaque mois par le client.\n"})
    with pytest.raises(UsageError, match="there is nothing to ask"):
        corpus_suite(Settings(corpus=tmp_path / "corpus", index=tmp_path / "index"), QUIET)


def test_evidence_of_the_shipped_corpus_is_complete(shipped):
    suite = corpus_suite(shipped, QUIET)
    evidence = read_evidence(suite.library)
    assert evidence.keys() == {suite.library.pair_name(pair) for pair in suite.library.pairs}


def test_evidence_for_what_is_not_there_is_named(shipped, tmp_path):
    library = corpus_suite(shipped, QUIET).library
    (tmp_path / "en.jsonl").write_text('{"source": "en/x.md", "question": "Who?", "evidence": []}\n')
    with pytest.raises(UsageError, match=r"en\.jsonl line 1: en/x\.md asks no 'Who\?'"):
        read_evidence(library, tmp_path)


def test_public_sets_become_cases(shipped, shared, monkeypatch):
    monkeypatch.setenv("BOT_DATA", str(shared / "data"))
    cases = set_suite("clinc_oos", shipped, QUIET).cases
    assert len(cases) == 350 and not any(case.answerable for case in cases)
    with pytest.raises(UsageError, match="no question set 'trivia'"):
        set_suite("trivia", shipped, QUIET)


def test_a_file_that_is_not_there_is_said_before_anything_is_done(tmp_path):
    settings = Settings(corpus=tmp_path / "nowhere", index=tmp_path / "index")
    with pytest.raises(UsageError, match=r"there is no file .*nope\.csv; name a file of questions"):
        questions_suite(settings, tmp_path / "nope.csv", QUIET)


def test_selection_spreads_over_what_there_is(small_index):
    cases = corpus_suite(small_index, QUIET).cases
    few = select(cases, (), ("en",), None, 2)
    assert {case.language for case in few} == {"en"}
    assert max(Counter(case.track for case in few).values()) == 2
    assert select(cases, ("verbatim",), (), None, None) == tuple(c for c in cases if c.track == "verbatim")
    assert all(case.split in ("test", None) for case in select(cases, (), (), "test", None))


def test_a_selection_of_nothing_is_said(small_index):
    cases = corpus_suite(small_index, QUIET).cases
    with pytest.raises(UsageError, match="no question is in 'fr'; there are questions in en, ja, nb"):
        select(cases, (), ("fr",), None, None)
    with pytest.raises(UsageError, match="no case is left"):
        select(cases, ("reworded",), (), None, None)


def test_the_bot_of_a_suite_is_the_real_one(small_index):
    suite = corpus_suite(small_index, QUIET)
    with local_bots(suite, QUIET) as opener:
        reply = opener("whole").ask(suite.cases[0])
    answer = open_bot(small_index).ask(suite.cases[0].question)
    assert (reply.text, reply.citations) == (answer.text, answer.citations)


def test_a_reply_takes_as_long_as_if_nothing_were_remembered(small_index, tmp_path):
    suite = corpus_suite(small_index, QUIET)
    with local_bots(suite, QUIET) as opener:
        targets = {index: opener(index) for index in ("whole", "articles")}
        spared = {index: replace(target, saved=lambda: 7.0) for index, target in targets.items()}
        run(suite, spared.__getitem__, Writer(tmp_path, make_manifest(suite)), QUIET)
    assert all(7 < seconds < 14 for seconds in read_run(tmp_path).seconds.values())
