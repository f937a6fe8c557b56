from bot.doctor import examine
from bot.index.generation import require_current
from bot.ingest.pipeline import ingest


def silent(stage: str, done: int, total: int) -> None:
    pass


def test_a_sound_index_passes_all_checks(small_index):
    checks = examine(small_index, silent)
    assert [check.problems for check in checks] == [(), (), ()]


def test_a_confidence_fitted_for_another_encoder_is_told(small_index, monkeypatch):
    monkeypatch.setattr("bot.doctor.fingerprint", lambda name: "sentence-transformers/other")
    *_, check = examine(small_index, silent)
    assert "sentence-transformers/other" in check.problems[0]
    assert "calibrate" in check.problems[0]


def test_a_missing_index_is_one_failed_check(small):
    (check,) = examine(small, silent)
    assert "bot ingest" in check.problems[0]


def test_a_text_that_no_longer_says_what_is_quoted_fails(small, encoder):
    ingest(small, encoder=lambda name: encoder)
    path = require_current(small.index) / "documents.jsonl"
    path.write_text(path.read_text("utf-8").replace("45 days", "54 days"), "utf-8")
    (check,) = examine(small, silent)
    assert any("bicycle" in problem for problem in check.problems)


def test_vectors_that_are_gone_fail(small, encoder):
    ingest(small, encoder=lambda name: encoder)
    (require_current(small.index) / "vectors" / "chroma.sqlite3").unlink()
    (check,) = examine(small, silent)
    assert check.problems
