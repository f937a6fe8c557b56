"""Vectors kept beside the corpus, so that nobody else need encode the same articles again.

One file an article, in ``CORPUS/.vectors``. A vector is found by what was encoded and with which model, so
what changed since is simply encoded. Eight bits a number: the cosine of a kept vector with its original is
above .9999.
"""

from collections import defaultdict
from collections.abc import Mapping
from hashlib import blake2b
from pathlib import Path
from zipfile import BadZipFile

import numpy as np

from bot.embedding import Vectors
from bot.errors import IndexUnusable
from bot.index.generation import read_manifest
from bot.index.vectors import FIELDS, QUERIES, Field, VectorIndex

FOLDER = ".vectors"
_KEY_BYTES = 8
_LEVELS = 127  # of an 8-bit number on either side of 0
_UNREADABLE = (OSError, ValueError, KeyError, EOFError, BadZipFile)


class Kept:
    """The vectors kept beside a corpus for one encoder; empty where there are none."""

    def __init__(self, corpus: Path, fingerprint: str) -> None:
        self._fingerprint = fingerprint
        self._vectors: dict[bytes, Vectors] = {}
        for path in sorted((corpus / FOLDER).rglob("*.npz")):
            try:
                with np.load(path, allow_pickle=False) as stored:
                    keys, levels, scales = stored["keys"], stored["levels"], stored["scales"]
            except _UNREADABLE:
                continue  # what it held is encoded again
            for key, row, scale in zip(keys, levels, scales, strict=True):
                self._vectors[key.tobytes()] = _unit(row.astype(np.float32) * scale)

    def get(self, field: Field, text: str) -> Vectors | None:
        """Return the vector of a text in a field, None if it is not kept."""
        return self._vectors.get(_key(self._fingerprint, field, text))


def keep(corpus: Path, generation: Path) -> int:
    """Write the vectors of an index beside its corpus; return how many files changed.

    Raises:
        IndexUnusable: the folder cannot be written.
    """
    fingerprint = read_manifest(generation).encoder
    index = VectorIndex(generation / "vectors")
    by_source: dict[str, dict[bytes, Vectors]] = defaultdict(dict)
    try:
        for field in FIELDS:
            stored = index.read(field)
            for source, text, vector in zip(stored.sources, stored.texts, stored.vectors, strict=True):
                by_source[source][_key(fingerprint, field, text)] = vector
    finally:
        index.close()
    folder = corpus / FOLDER
    paths = {folder / f"{source}.npz": vectors for source, vectors in by_source.items()}
    try:
        stale = [path for path in folder.rglob("*.npz") if path not in paths]
        for path in stale:
            path.unlink()
        return len(stale) + sum(_write(path, vectors) for path, vectors in paths.items())
    except OSError as error:
        raise IndexUnusable(f"{folder} cannot be written ({error.strerror})") from error


def _write(path: Path, vectors: Mapping[bytes, Vectors]) -> bool:
    """Write a file unless it holds the same texts already."""
    keys = np.array([np.frombuffer(key, np.uint8) for key in sorted(vectors)])
    try:
        with np.load(path, allow_pickle=False) as stored:
            if np.array_equal(stored["keys"], keys):
                return False
    except _UNREADABLE:
        pass
    rows = np.array([vectors[key] for key in sorted(vectors)])
    scales = (np.abs(rows).max(axis=1) / _LEVELS).astype(np.float32)
    levels = np.rint(rows / scales[:, None]).astype(np.int8)
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_suffix(".part")
    with unfinished.open("wb") as file:
        np.savez(file, keys=keys, levels=levels, scales=scales)
    unfinished.replace(path)
    return True


def _key(fingerprint: str, field: Field, text: str) -> bytes:
    encoded_as = "query" if field in QUERIES else "passage"
    said = f"{fingerprint}\n{encoded_as}\n{text}".encode("utf-8", "surrogatepass")
    return blake2b(said, digest_size=_KEY_BYTES).digest()


def _unit(vector: Vectors) -> Vectors:
    return np.asarray(vector / np.linalg.norm(vector), dtype=np.float32)
