import json
from pathlib import Path

import pytest

from bot.errors import UsageError
from eval.questions import only_pairs, read_questions, tell_languages

GOOD = {"question": "Who pays?", "sources": ["en/a.md"]}


def write(tmp_path: Path, *lines: object) -> Path:
    path = tmp_path / "mine.jsonl"
    path.write_text("\n".join(line if isinstance(line, str) else json.dumps(line) for line in lines), "utf-8")
    return path


def test_questions_without_an_id_are_named_after_their_line(tmp_path):
    read = read_questions(write(tmp_path, GOOD, "", {**GOOD, "id": "x"}, GOOD))
    assert [asked.id for asked in read] == ["mine-001", "x", "mine-004"]
    assert read[2].where.endswith("mine.jsonl line 4")


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("{", "Invalid JSON"),
        ("[]", "object"),
        ({}, "question: Field required"),
        ({**GOOD, "question": " \u200b"}, "question: it is empty"),
        ({**GOOD, "question": "x" * 1_001}, "longer than 1000 characters"),
        ({**GOOD, "language": "klingon"}, "is no language"),
        ({**GOOD, "type": "riddle"}, "type: Input should be"),
        ({**GOOD, "split": "train"}, "split: Input should be"),
        ({**GOOD, "sauces": []}, "there is no key 'sauces'; did you mean 'sources'?"),
        ({**GOOD, "colour": "red"}, "there is no key 'colour'; there are question, id, language"),
        ({"question": "Who?"}, "an answerable question needs sources, a gold_question or an answer"),
        ({**GOOD, "answerable": False}, "not answerable has no sources"),
        ({"question": "Who?", "gold_question": "Who pays?"}, "need the sources they stand in"),
        ({**GOOD, "type": "follow_up"}, "a follow_up needs a history"),
    ],
)
def test_a_malformed_line_is_named(tmp_path, line, problem):
    with pytest.raises(UsageError) as error:
        read_questions(write(tmp_path, GOOD, line))
    assert "mine.jsonl line 2: " in str(error.value)
    assert problem in str(error.value)


def test_an_id_is_used_once(tmp_path):
    with pytest.raises(UsageError, match=r"line 2: the id 'x' is already that of .*line 1"):
        read_questions(write(tmp_path, {**GOOD, "id": "x"}, {**GOOD, "id": "x"}))


def test_files_that_cannot_be_read_say_so(tmp_path):
    with pytest.raises(UsageError, match="cannot be read: No such file"):
        read_questions(tmp_path / "gone.jsonl")
    with pytest.raises(UsageError, match="holds no questions"):
        read_questions(write(tmp_path, ""))
    latin = tmp_path / "latin.jsonl"
    latin.write_bytes('{"question": "Når?"}'.encode("latin-1"))
    with pytest.raises(UsageError, match="it is not UTF-8"):
        read_questions(latin)


PAIR = {"question": "Who pays?", "answer": "You do."}


@pytest.mark.parametrize(
    ("lines", "pairs"),
    [
        ([PAIR, {**PAIR, "id": "x", "language": "en"}], True),
        ([PAIR, {**PAIR, "category": "money"}, {"spørsmål": "Hvem?", "svar": "Du."}], True),
        ([PAIR, "{", "[]", ""], True),
        ([PAIR, {**PAIR, "type": "typo"}], False),
        ([PAIR, {"question": "What?", "answerable": False}], False),
        ([PAIR, {**PAIR, "source": "en/a.md"}], False),  # nearly "sources"
        ([PAIR, {"question": "What?"}], False),
    ],
)
def test_one_line_that_says_more_makes_all_of_them_written_questions(tmp_path, lines, pairs):
    assert only_pairs(write(tmp_path, *lines)) == pairs


def test_a_question_without_a_language_is_in_one_of_those_of_its_file(tmp_path):
    english = [{**GOOD, "question": f"Who pays for a stolen bicycle in town number {n}?"} for n in range(12)]
    read = read_questions(write(tmp_path, *english, {**GOOD, "question": "potet"}))
    assert {asked.question.language for asked in read} == {"en"}  # "potet" alone would be Finnish
    german = {**GOOD, "question": "Wer zahlt den Selbstbehalt bei einem Schaden?"}
    told = [asked.question.language for asked in read_questions(write(tmp_path, *english[:4], german))]
    assert told == ["en"] * 4 + ["de"]
    named = read_questions(write(tmp_path, *english, {**german, "language": "nb-NO"}))
    assert named[-1].question.language == "nb"


def test_any_languages_are_told():
    assert tell_languages([]) == []
    assert tell_languages(["123?"]) == ["en"]
    assert tell_languages(["Wer zahlt den Selbstbehalt?\nDer Kunde zahlt ihn."]) == ["de"]
