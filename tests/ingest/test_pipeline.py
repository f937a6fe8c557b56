import shutil

import pytest

from bot.embedding import Encoder
from bot.errors import IndexUnusable
from bot.index.build import embedded_text
from bot.index.generation import current, read_chunks, read_documents, require_current
from bot.ingest.pipeline import ingest
from bot.settings import Settings


class Counting:
    """Hands out the encoder and counts how often it is asked for and what it encodes."""

    def __init__(self, encoder: Encoder) -> None:
        self.loads = 0
        self.texts: list[str] = []
        self._encoder = encoder

    def __call__(self, name: str) -> Encoder:
        self.loads += 1
        return Encoder(self._encoder.fingerprint, self._encode)

    def _encode(self, texts, as_queries):
        self.texts += texts
        return self._encoder.encode_queries(texts) if as_queries else self._encoder.encode_passages(texts)


@pytest.fixture
def counting(encoder) -> Counting:
    return Counting(encoder)


def test_first_run_indexes_everything(small: Settings, counting):
    report = ingest(small, encoder=counting)
    assert report.documents == len(report.added) == 4
    assert report.faq_pairs == 4
    assert report.chunks == len(read_chunks(require_current(small.index)))
    assert report.encoded == len(counting.texts) == len(set(counting.texts))
    assert (report.changed, report.removed, report.unchanged) == ((), (), 0)


def test_nothing_changed_loads_no_model_and_makes_no_generation(small: Settings, counting):
    ingest(small, encoder=counting)
    before = current(small.index)
    report = ingest(small, encoder=counting)
    assert counting.loads == 1
    assert current(small.index) == before
    assert (report.unchanged, report.encoded) == (4, 0)


def test_only_the_changed_sentences_are_encoded_again(small: Settings, counting):
    ingest(small, encoder=counting)
    counting.texts.clear()
    path = small.corpus / "en/bicycle.md"
    path.write_text(path.read_text("utf-8").replace("45 days", "60 days"), "utf-8")
    report = ingest(small, encoder=counting)
    assert report.changed == ("en/bicycle.md",)
    assert report.unchanged == 3
    assert len(counting.texts) == 2  # the chunk and its sentence
    assert all("60 days" in text for text in counting.texts)


def test_what_is_gone_from_the_corpus_is_gone_from_the_index(small: Settings, counting):
    ingest(small, encoder=counting)
    (small.corpus / "en/bicycle.md").unlink()
    report = ingest(small, encoder=counting)
    assert report.removed == ("en/bicycle.md",)
    assert counting.loads == 1  # nothing new to encode
    generation = require_current(small.index)
    assert "en/bicycle.md" not in read_documents(generation)
    assert all(chunk.source != "en/bicycle.md" for chunk in read_chunks(generation))


def test_a_moved_file_keeps_its_vectors(small: Settings, counting):
    ingest(small, encoder=counting)
    (small.corpus / "en/bicycle.md").rename(small.corpus / "en/bike.md")
    report = ingest(small, encoder=counting)
    assert (report.added, report.removed, report.encoded) == (("en/bike.md",), ("en/bicycle.md",), 0)


def test_rebuild_does_everything_anew(small: Settings, counting):
    first = ingest(small, encoder=counting)
    assert ingest(small, rebuild=True, encoder=counting).encoded == first.encoded


def test_other_settings_mean_a_new_index(small: Settings, counting):
    ingest(small, encoder=counting)
    report = ingest(small.model_copy(update={"chunk_characters": 100}), encoder=counting)
    assert len(report.added) == 4


def test_refused_files_are_named_and_the_rest_is_ingested(small: Settings, counting):
    (small.corpus / "broken.md").write_bytes(b"\x00\x01\x02" * 100)
    (small.corpus / "empty.md").write_text("")
    (small.corpus / "huge.txt").write_bytes(b"x" * 2_000)
    report = ingest(small.model_copy(update={"max_file_bytes": 1_500}), encoder=counting)
    assert [refusal.source for refusal in report.refused] == ["broken.md", "empty.md", "huge.txt"]
    assert report.documents == 4
    again = ingest(small.model_copy(update={"max_file_bytes": 1_500}), encoder=counting)
    assert again.refused == report.refused


def test_a_file_that_turns_bad_leaves_the_index(small: Settings, counting):
    ingest(small, encoder=counting)
    (small.corpus / "en/bicycle.md").write_bytes(b"\x00\x01" * 50)
    report = ingest(small, encoder=counting)
    assert [refusal.source for refusal in report.refused] == ["en/bicycle.md"]
    assert report.removed == ("en/bicycle.md",)


def test_an_empty_corpus_is_an_error_and_keeps_the_old_index(small: Settings, counting):
    ingest(small, encoder=counting)
    before = current(small.index)
    shutil.rmtree(small.corpus)
    small.corpus.mkdir()
    with pytest.raises(IndexUnusable, match="holds no articles"):
        ingest(small, encoder=counting)
    assert current(small.index) == before


def test_a_damaged_index_is_built_anew(small: Settings, counting):
    ingest(small, encoder=counting)
    (require_current(small.index) / "manifest.json").write_text("{")
    assert len(ingest(small, encoder=counting).added) == 4


def test_damaged_vectors_do_not_stop_a_rebuild(small: Settings, counting):
    ingest(small, encoder=counting)
    for path in (require_current(small.index) / "vectors").rglob("*.sqlite3"):
        path.write_bytes(b"garbage" * 100)
    assert len(ingest(small, rebuild=True, encoder=counting).added) == 4


def test_progress_reaches_the_end_of_each_stage(small: Settings, counting):
    seen: dict[str, tuple[int, int]] = {}
    ingest(small, encoder=counting, progress=lambda stage, done, total: seen.update({stage: (done, total)}))
    assert set(seen) == {"read", "chunk", "encode", "verify"}
    assert all(done == total for done, total in seen.values())


def test_embedded_text_names_the_subject_once(small: Settings, counting):
    ingest(small, encoder=counting)
    chunks = read_chunks(require_current(small.index))
    pair = next(chunk for chunk in chunks if chunk.question == "Who pays the deductible?")
    assert embedded_text(pair).splitlines()[:2] == ["Deductible", "Who pays the deductible?"]
    assert "FAQ" not in embedded_text(pair)
    section = next(chunk for chunk in chunks if chunk.heading[-1] == "Choosing the amount")
    assert embedded_text(section).splitlines()[:2] == ["Deductible", "Choosing the amount"]
