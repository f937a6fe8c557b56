"""The index on disk, in generations: build beside, verify, swap a pointer.

    index/
      CURRENT                 the name of the generation in use
      .lock .writer           held by the one writer; its process number
      generations/NAME/       manifest.json documents.jsonl chunks.jsonl centres.npz vectors/ lexical/

A reader sees the old generation or the new one, never a mixture; a build that fails or is killed leaves the
old one in use. Chroma alone cannot promise that: two writers lose vectors without an error, and a full disk
leaves its store unreadable.
"""

import os
import shutil
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar
from uuid import uuid4

from filelock import FileLock, Timeout
from pydantic import TypeAdapter, ValidationError

from bot.errors import IndexUnusable
from bot.types import Chunk, Document

FORMAT = 9  # raise when what a generation holds, or how text becomes chunks, changes
_KEPT = 2  # the generation in use and the one before it, which a server may still have open
_STAGING = "building-"


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a generation was made of, enough to know whether a new one would differ."""

    format: int
    encoder: str  # fingerprint
    chunk_characters: int
    created: str  # UTC, ISO 8601
    files: Mapping[str, str]  # source -> SHA-256 of the file's bytes
    languages: tuple[str, ...]
    chunks: int
    questions: int  # that chunks answer
    unanswered: int  # that documents are known not to answer
    sentences: int


def counts(documents: Iterable[Document], chunks: Sequence[Chunk]) -> dict[str, Any]:
    """Return what a manifest counts."""
    return {
        "chunks": len(chunks),
        "questions": sum(len(chunk.asked) for chunk in chunks),
        "unanswered": sum(len(document.unanswered) for document in documents),
        "sentences": sum(len(chunk.sentences) for chunk in chunks),
    }


_manifest = TypeAdapter(Manifest)
_document = TypeAdapter(Document)
_chunk = TypeAdapter(Chunk)
T = TypeVar("T")


def current(index: Path) -> Path | None:
    """Return the folder of the generation in use, None when nothing was ever ingested.

    Raises:
        IndexUnusable: the pointer names a generation that is not there.
    """
    try:
        name = (index / "CURRENT").read_text("utf-8").strip()
    except FileNotFoundError:
        return None
    generation = index / "generations" / name
    if not name or not generation.is_dir():
        raise IndexUnusable(f"{index} points to a generation that is missing; run `bot ingest --rebuild`")
    return generation


def require_current(index: Path) -> Path:
    """Like ``current``, but having no index is an error too."""
    generation = current(index)
    if generation is None:
        raise IndexUnusable(f"there is no index in {index}; run `bot ingest` first")
    return generation


@contextmanager
def writer(index: Path) -> Iterator[None]:
    """Be the only writer, and clear what a killed writer left behind.

    Raises:
        IndexUnusable: another process is writing (its number is named), or the folder is not writable.
    """
    try:
        index.mkdir(parents=True, exist_ok=True)
        lock = FileLock(index / ".lock")
        lock.acquire(timeout=0)
    except Timeout:
        raise IndexUnusable(f"{_holder(index)} is writing to {index}; wait until it has finished") from None
    except OSError as error:
        raise IndexUnusable(
            f"{index} cannot be written to ({error.strerror}); choose another --index"
        ) from None
    try:
        (index / ".writer").write_text(str(os.getpid()), "utf-8")
        for left_behind in (index / "generations").glob(f"{_STAGING}*"):
            shutil.rmtree(left_behind, ignore_errors=True)
        yield
    finally:
        lock.release()


@contextmanager
def staging(index: Path) -> Iterator[Path]:
    """Give a new folder to build a generation in; it is removed unless it was published."""
    folder = index / "generations" / f"{_STAGING}{uuid4().hex[:12]}"
    folder.mkdir(parents=True)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def publish(index: Path, built: Path) -> Path:
    """Make a built and verified folder the generation in use; remove those too old to be open."""
    name = time.strftime("%Y%m%dT%H%M%SZ", time.gmtime()) + "-" + uuid4().hex[:6]
    generation = built.rename(built.with_name(name))
    pointer = index / "CURRENT.new"
    with pointer.open("w", encoding="utf-8") as file:
        file.write(name + "\n")
        file.flush()
        os.fsync(file.fileno())
    pointer.replace(index / "CURRENT")
    others = sorted(
        (g for g in generation.parent.iterdir() if g.name != name), key=lambda g: g.stat().st_mtime
    )
    for old in others[: -(_KEPT - 1)]:
        shutil.rmtree(old, ignore_errors=True)
    return generation


def write_records(
    folder: Path, manifest: Manifest, documents: Iterable[Document], chunks: Iterable[Chunk]
) -> None:
    """Write what a generation holds besides its vectors and postings."""
    _write_lines(folder / "documents.jsonl", (_document.dump_json(d) for d in documents))
    _write_lines(folder / "chunks.jsonl", (_chunk.dump_json(c) for c in chunks))
    (folder / "manifest.json").write_bytes(_manifest.dump_json(manifest, indent=1))


def read_manifest(generation: Path) -> Manifest:
    """Read a generation's manifest."""
    return _read(generation / "manifest.json", _manifest.validate_json)


def read_documents(generation: Path) -> dict[str, Document]:
    """Read the stored documents by their source."""
    path = generation / "documents.jsonl"
    documents = {document.source: document for document in _read_lines(path, _document)}
    if lacking := read_manifest(generation).files.keys() - documents:
        raise _unreadable(path, f"{min(lacking)} is not in it")
    return documents


def read_chunks(generation: Path) -> list[Chunk]:
    """Read the chunks in their stored order, which is that of the lexical index."""
    path = generation / "chunks.jsonl"
    chunks, expected = _read_lines(path, _chunk), read_manifest(generation).chunks
    if len(chunks) != expected:
        raise _unreadable(path, f"{len(chunks)} records instead of {expected}")
    return chunks


def _read_lines(path: Path, kind: TypeAdapter[T]) -> list[T]:
    return _read(path, lambda data: [kind.validate_json(line) for line in data.splitlines()])


def _write_lines(path: Path, lines: Iterable[bytes]) -> None:
    with path.open("wb") as file:
        for line in lines:
            file.write(line + b"\n")


def _read(path: Path, parse: Callable[[bytes], T]) -> T:
    try:
        return parse(path.read_bytes())
    except (OSError, ValidationError) as error:
        raise _unreadable(path, _reason(error)) from error


def _unreadable(path: Path, reason: str) -> IndexUnusable:
    return IndexUnusable(f"{path} cannot be read ({reason}); run `bot ingest --rebuild`")


def _holder(index: Path) -> str:
    try:
        return f"process {int((index / '.writer').read_text('utf-8'))}"
    except (OSError, ValueError):
        return "another process"


def _reason(error: OSError | ValidationError) -> str:
    if isinstance(error, OSError):
        return error.strerror or str(error)
    first = error.errors(include_url=False)[0]
    return f"{'.'.join(map(str, first['loc']))}: {first['msg']}".lstrip(": ")
