"""Checks of a generation: that everything is there, findable and quoted exactly.

Runs in a process of its own (``python -m bot.index.verify FOLDER``), since a damaged vector file can end the
process that reads it.
"""

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from bot.embedding import Vectors
from bot.errors import IndexUnusable
from bot.index.generation import counts, read_manifest
from bot.index.opened import Index, open_generation
from bot.index.vectors import FIELDS, Field, VectorIndex
from bot.ingest.markup import plain
from bot.types import Chunk, Document, Sentence

SAMPLE = 200  # vectors probed a field before a generation is published; `bot doctor` probes all
_SECONDS = 600
_SAME = 0.999  # cosine of a vector with itself, with room for rounding


def check(generation: Path, sample: int | None = SAMPLE) -> list[str]:
    """Verify a generation in a separate process; returns the problems found, none if it is sound.

    ``sample`` is how many vectors of each field are searched for, None for all.
    """
    command = [sys.executable, "-m", "bot.index.verify", str(generation), str(sample or 0)]
    try:
        run = subprocess.run(command, capture_output=True, text=True, timeout=_SECONDS, check=False)
    except subprocess.TimeoutExpired:
        return [f"reading it took more than {_SECONDS} seconds"]
    if run.returncode:
        last = (run.stderr.strip().splitlines() or ["no message"])[-1]
        return [f"reading it ended the process (status {run.returncode}: {last})"]
    problems: list[str] = json.loads(run.stdout.splitlines()[-1])
    return problems


def problems(index: Index, sample: int | None) -> Iterator[str]:
    """Yield what is wrong with an opened generation, a sentence each."""
    manifest = index.manifest
    found = counts(index.documents.values(), index.chunks)
    if found != {name: getattr(manifest, name) for name in found}:
        yield f"{found} are counted, the manifest says otherwise"
    if len(index.lexical.scores("")[0]) != len(index.chunks):
        yield "the lexical index has another number of chunks"
    for chunk in index.chunks:
        yield from _misquotes(chunk, index.documents.get(chunk.source))
    for field in FIELDS:
        expected = found["chunks" if field == "passages" else field]
        yield from _unfindable(index.vectors, field, expected, sample)


def _misquotes(chunk: Chunk, document: Document | None) -> Iterator[str]:
    if document is None:
        yield f"{chunk.source} has chunks but no text"
        return
    parts: tuple[Chunk | Sentence, ...] = (chunk, *chunk.sentences)
    for part in parts:
        start, end = part.span.start, part.span.end
        if plain(document.text[start:end]) != part.text:
            yield f"{chunk.source} {start}-{end}: the stored quote is not what the text says there"


def _unfindable(vectors: VectorIndex, field: Field, expected: int, sample: int | None) -> Iterator[str]:
    read = vectors.read(field)
    ids, stored = read.ids, read.vectors
    if len(ids) != expected:
        yield f"{field}: {len(ids)} vectors stored, {expected} expected"
    if not ids:
        return
    rows = np.unique(np.linspace(0, len(ids) - 1, min(sample or len(ids), len(ids))).astype(int))
    lost = [ids[row] for row in rows if not _finds(vectors, field, stored[row])]
    if lost:
        yield f"{field}: {len(lost)} of {len(rows)} vectors are not found by searching for them ({lost[0]})"


def _finds(vectors: VectorIndex, field: Field, vector: Vectors) -> bool:
    # Equal texts have equal vectors, so the nearest may carry another id; it must be as near.
    return max(vectors.search(field, vector, k=1).values(), default=0.0) > _SAME


def _main() -> None:
    folder, sample = Path(sys.argv[1]), int(sys.argv[2])
    try:
        found = list(problems(open_generation(folder, read_manifest(folder).encoder), sample or None))
    except IndexUnusable as error:
        found = [str(error)]
    sys.stdout.write(json.dumps(found) + "\n")


if __name__ == "__main__":
    _main()
