import json

import pytest

from bot.index.generation import require_current
from bot.index.verify import check
from bot.ingest.pipeline import ingest


@pytest.fixture
def generation(small, encoder):
    ingest(small, encoder=lambda name: encoder)
    return require_current(small.index)


def test_a_sound_generation_has_no_problems(generation):
    assert check(generation, sample=None) == []


def test_a_changed_text_breaks_the_quotes(generation):
    path = generation / "documents.jsonl"
    path.write_text(path.read_text("utf-8").replace("The insurer pays", "The insurer paid"), "utf-8")
    assert any("quote" in problem for problem in check(generation))


def test_missing_chunks_are_noticed(generation):
    path = generation / "chunks.jsonl"
    path.write_text("".join(path.read_text("utf-8").splitlines(keepends=True)[:-1]), "utf-8")
    assert check(generation)


def test_a_wrong_count_in_the_manifest_is_noticed(generation):
    path = generation / "manifest.json"
    manifest = json.loads(path.read_text())
    path.write_text(json.dumps(manifest | {"sentences": manifest["sentences"] + 1}))
    assert any("manifest" in problem for problem in check(generation))


@pytest.mark.parametrize("fault", ["gone", "cut", "garbage"])
@pytest.mark.parametrize(
    "pattern", ["lexical/chunks/data*", "lexical/sentences/vocab*", "vectors/chroma.sqlite3"]
)
def test_damaged_files_are_noticed_and_crash_nobody(generation, pattern, fault):
    (path,) = generation.glob(pattern)
    content = path.read_bytes()
    if fault == "gone":
        path.unlink()
    elif fault == "cut":
        path.write_bytes(content[: len(content) // 3])
    else:
        path.write_bytes(bytes(byte ^ 0x5A for byte in content))
    assert check(generation)
