import json
import sys
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import pytest

from bot.web.feedback import Feedback, FeedbackStore, NotStored


def vote(id: str = "a1", comment: str = "") -> Feedback:
    return Feedback(
        id=id,
        time="2026-11-21T12:00:00+00:00",
        vote="down",
        replaces=None,
        comment=comment,
        question="Hva er en HMO?",
        answer="日本語の回答。 [1]",
        language="nb",
        kind="faq",
        sources=("nb/hmo.md",),
    )


def lines(path: Path) -> list[dict]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def add_many(path: Path, writer: int) -> None:
    store = FeedbackStore(path)
    for n in range(50):
        store.add(vote(f"{writer}-{n}", "x" * 3000))


def test_feedback_is_one_line_of_json(tmp_path):
    path = tmp_path / "new" / "feedback.jsonl"
    store = FeedbackStore(path)
    store.add(vote(comment="two\nlines  and é"))
    store.add(vote("a2"))
    first, second = lines(path)
    assert first == {
        "id": "a1",
        "time": "2026-11-21T12:00:00+00:00",
        "vote": "down",
        "replaces": None,
        "comment": "two\nlines  and é",
        "question": "Hva er en HMO?",
        "answer": "日本語の回答。 [1]",
        "language": "nb",
        "kind": "faq",
        "sources": ["nb/hmo.md"],
    }
    assert second["id"] == "a2"


def test_writers_at_once_lose_nothing(tmp_path):
    path = tmp_path / "feedback.jsonl"
    with ProcessPoolExecutor(4) as pool:
        list(pool.map(add_many, [path] * 4, range(4)))
    assert {line["id"] for line in lines(path)} == {f"{w}-{n}" for w in range(4) for n in range(50)}


def test_a_torn_line_does_not_swallow_the_next(tmp_path):
    path = tmp_path / "feedback.jsonl"
    path.write_bytes(b'{"id": "torn')
    FeedbackStore(path).add(vote())
    assert json.loads(path.read_text("utf-8").splitlines()[1])["id"] == "a1"


def test_a_file_that_cannot_be_written_is_named(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(NotStored, match=r"feedback cannot be written to .*feedback\.jsonl: "):
        FeedbackStore(tmp_path / "file" / "feedback.jsonl").add(vote())


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
@pytest.mark.skipif(sys.platform == "win32", reason="symbolic links")
def test_a_full_disk_is_named(tmp_path):
    path = tmp_path / "feedback.jsonl"
    path.symlink_to("/dev/full")
    with pytest.raises(NotStored, match="No space left"):
        FeedbackStore(path).add(vote())
