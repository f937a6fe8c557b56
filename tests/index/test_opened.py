import json

import pytest

from bot.errors import IndexUnusable
from bot.index.generation import require_current
from bot.index.opened import open_index
from bot.ingest.pipeline import ingest


def test_an_index_of_another_encoder_is_refused(small_index):
    with pytest.raises(IndexUnusable, match="BOT_ENCODER"):
        open_index(small_index.index, "another encoder")


def test_an_index_of_another_version_is_refused(small, encoder):
    ingest(small, encoder=lambda name: encoder)
    path = require_current(small.index) / "manifest.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | {"format": 0}))
    with pytest.raises(IndexUnusable, match="format 0"):
        open_index(small.index, encoder.fingerprint)


def test_chunks_that_were_cut_off_are_a_clear_error(small, encoder):
    ingest(small, encoder=lambda name: encoder)
    path = require_current(small.index) / "chunks.jsonl"
    path.write_bytes(path.read_bytes()[:-40])
    with pytest.raises(IndexUnusable, match=r"chunks\.jsonl cannot be read"):
        open_index(small.index, encoder.fingerprint)


def test_missing_postings_are_a_clear_error(small, encoder):
    ingest(small, encoder=lambda name: encoder)
    next((require_current(small.index) / "lexical" / "chunks").glob("data*")).unlink()
    with pytest.raises(IndexUnusable, match="cannot be opened"):
        open_index(small.index, encoder.fingerprint)
