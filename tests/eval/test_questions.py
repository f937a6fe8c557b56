import json
from pathlib import Path

import pytest

from bot.errors import UsageError
from eval.questions import read_questions

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
        ({**GOOD, "sauces": []}, "sauces: Extra inputs are not permitted"),
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
