import multiprocessing
import os
import time

import pytest

from bot.errors import IndexUnusable
from bot.index import generation as generations
from bot.ingest.pipeline import ingest


def test_no_index_says_what_to_do(tmp_path):
    assert generations.current(tmp_path / "none") is None
    with pytest.raises(IndexUnusable, match="bot ingest"):
        generations.require_current(tmp_path / "none")


def test_a_pointer_to_nothing_is_an_error(tmp_path):
    (tmp_path / "CURRENT").write_text("gone\n")
    with pytest.raises(IndexUnusable, match="--rebuild"):
        generations.current(tmp_path)


def _hold(index, held, release):
    with generations.writer(index):
        held.set()
        release.wait(30)


def test_a_second_writer_is_refused_at_once_and_told_who_holds_the_lock(tmp_path):
    context = multiprocessing.get_context("spawn")
    held, release = context.Event(), context.Event()
    holder = context.Process(target=_hold, args=(tmp_path, held, release))
    holder.start()
    try:
        assert held.wait(30)
        started = time.monotonic()
        with pytest.raises(IndexUnusable, match=str(holder.pid)), generations.writer(tmp_path):
            pass
        assert time.monotonic() - started < 1
    finally:
        release.set()
        holder.join()
    with generations.writer(tmp_path):
        assert (tmp_path / ".writer").read_text() == str(os.getpid())


def test_what_a_killed_writer_left_is_cleared(tmp_path):
    left = tmp_path / "generations" / "building-abc"
    left.mkdir(parents=True)
    with generations.writer(tmp_path):
        assert not left.exists()


def test_a_failed_build_leaves_nothing(tmp_path):
    with pytest.raises(RuntimeError), generations.staging(tmp_path) as folder:
        (folder / "half").write_text("x")
        raise RuntimeError
    assert list((tmp_path / "generations").iterdir()) == []


def test_publish_swaps_and_keeps_the_one_before(tmp_path):
    published = []
    for _ in range(4):
        with generations.staging(tmp_path) as folder:
            published.append(generations.publish(tmp_path, folder))
        assert generations.current(tmp_path) == published[-1]
        time.sleep(0.01)
    assert sorted((tmp_path / "generations").iterdir()) == sorted(published[-2:])


def test_records_come_back_as_they_were(small_index):
    generation = generations.require_current(small_index.index)
    manifest = generations.read_manifest(generation)
    chunks = generations.read_chunks(generation)
    documents = generations.read_documents(generation)
    assert manifest.chunks == len(chunks)
    assert manifest.questions == sum(len(chunk.asked) for chunk in chunks)
    assert set(manifest.files) == set(documents)
    assert manifest.languages == ("en", "ja", "nb")


def test_a_cut_or_damaged_file_is_named(small, encoder):
    ingest(small, encoder=lambda name: encoder)
    generation = generations.require_current(small.index)
    for name, read in (
        ("chunks.jsonl", generations.read_chunks),
        ("documents.jsonl", generations.read_documents),
    ):
        path = generation / name
        whole = path.read_bytes()
        last_line = len(whole.splitlines(keepends=True)[-1])
        for cut in (whole[:-40], whole[:-40] + b"\n", whole[:-last_line], b""):
            path.write_bytes(cut)
            with pytest.raises(IndexUnusable, match=rf"{name} cannot be read \(.+\); run .+--rebuild"):
                read(generation)
        path.write_bytes(whole[:-1])  # nothing but the end of the last line is gone
        assert read(generation)
        path.write_bytes(whole)
