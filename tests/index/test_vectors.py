import numpy as np
import pytest

from bot.index.vectors import Entry, VectorIndex, write


@pytest.fixture
def index(tmp_path):
    rng = np.random.default_rng(7)
    vectors = rng.normal(size=(500, 16)).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    entries = [
        Entry(f"id{n}", f"text {n}", {"source": f"{n}.md", "language": ("en", "nb")[n % 2]})
        for n in range(500)
    ]
    for field in ("passages", "sentences"):
        write(tmp_path, field, entries, vectors)
    for field in ("questions", "unanswered"):
        write(tmp_path, field, [], np.empty((0, 16), np.float32))
    opened = VectorIndex(tmp_path)
    yield opened, vectors
    opened.close()


def test_search_is_exact(index):
    opened, vectors = index
    for row in range(0, 500, 25):
        cosines = vectors @ vectors[row]
        nearest = [f"id{n}" for n in np.argsort(-cosines)[:10]]
        found = opened.search("passages", vectors[row], 10)
        assert list(found) == nearest
        assert found[nearest[3]] == pytest.approx(float(np.sort(cosines)[-4]), abs=1e-4)


def test_search_in_one_language(index):
    opened, vectors = index
    found = opened.search("passages", vectors[0], 20, "nb")
    assert len(found) == 20
    assert all(int(name[2:]) % 2 for name in found)


def test_an_empty_field_finds_nothing(index):
    opened, vectors = index
    assert opened.search("questions", vectors[0], 5) == {}
    assert opened.read("questions").ids == []


def test_fetch_and_read_return_what_was_written(index):
    opened, vectors = index
    assert opened.fetch("sentences", []) == {}
    fetched = opened.fetch("sentences", ["id3", "id499", "unknown"])
    assert set(fetched) == {"id3", "id499"}
    assert np.allclose(fetched["id499"], vectors[499])
    read = opened.read("sentences")
    assert len(read.ids) == len(read.texts) == len(read.sources) == len(read.vectors) == 500
    row = read.ids.index("id42")
    assert (read.texts[row], read.sources[row]) == ("text 42", "42.md")
    assert np.allclose(read.vectors[row], vectors[42])
    ids, alone = opened.read_vectors("sentences")
    assert ids == read.ids and np.array_equal(alone, read.vectors)


def test_the_stores_are_langchain_vector_stores(small_index, encoder):
    from bot.index.opened import open_index

    index = open_index(small_index.index, encoder.fingerprint, encoder)
    (found,) = index.vectors.stores["passages"].similarity_search("stolen bicycle abroad", k=1)
    assert found.metadata["source"] == "en/bicycle.md"
