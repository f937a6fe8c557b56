import shutil
from pathlib import Path

import numpy as np
import pytest

from bot.embedding import Encoder
from bot.index.generation import require_current
from bot.index.kept import FOLDER, Kept, keep
from bot.index.vectors import FIELDS, VectorIndex
from bot.ingest.pipeline import ingest
from bot.settings import Settings


@pytest.fixture
def settings(small_index: Settings, tmp_path: Path) -> Settings:
    """The small corpus with its vectors kept, and no index."""
    shutil.copytree(small_index.corpus, tmp_path / "corpus")
    assert keep(tmp_path / "corpus", require_current(small_index.index)) == 4
    return Settings(corpus=tmp_path / "corpus", index=tmp_path / "index")


def no_encoder(name: str) -> Encoder:
    raise AssertionError("nothing should be encoded")


def test_kept_vectors_make_an_index_without_an_encoder(settings, small_index):
    assert ingest(settings, encoder=no_encoder).encoded == 0
    fresh, built = (VectorIndex(require_current(s.index) / "vectors") for s in (small_index, settings))
    for field in FIELDS:
        read = fresh.read(field)
        again = built.fetch(field, read.ids)
        assert all(again[id] @ vector > 0.9999 for id, vector in zip(read.ids, read.vectors, strict=True))
        assert np.allclose([np.linalg.norm(again[id]) for id in read.ids], 1, atol=1e-5)


def test_only_what_changed_is_encoded(settings, encoder):
    path = settings.corpus / "en/bicycle.md"
    path.write_text(path.read_text("utf-8").replace("needs a separate policy", "needs a policy"), "utf-8")
    assert ingest(settings, encoder=lambda name: encoder).encoded == 2  # the sentence and its chunk


def test_keeping_again_changes_nothing_and_what_is_gone_goes(settings):
    ingest(settings, encoder=no_encoder)
    files = sorted((settings.corpus / FOLDER).rglob("*.npz"))
    before = [path.read_bytes() for path in files]
    assert keep(settings.corpus, require_current(settings.index)) == 0
    assert [path.read_bytes() for path in files] == before
    (settings.corpus / "en/bicycle.md").unlink()
    ingest(settings, encoder=no_encoder)
    assert keep(settings.corpus, require_current(settings.index)) == 1
    assert not (settings.corpus / FOLDER / "en/bicycle.md.npz").exists()


def test_vectors_of_another_encoder_are_not_taken(settings):
    assert Kept(settings.corpus, "another").get("passages", "x") is None


@pytest.mark.parametrize("damage", [b"", b"PK\x03\x04 broken", None])
def test_damaged_files_are_passed_over(settings, encoder, damage):
    path = settings.corpus / FOLDER / "en/bicycle.md.npz"
    path.write_bytes(path.read_bytes()[:-40] if damage is None else damage)
    report = ingest(settings, encoder=lambda name: encoder)
    assert report.encoded > 0 and report.documents == 4


def test_rebuilding_encodes_everything(settings, encoder):
    assert ingest(settings, rebuild=True, encoder=lambda name: encoder).encoded > 10
