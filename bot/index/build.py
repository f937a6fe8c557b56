"""Building a generation: encode what is new, write, verify, publish."""

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

import numpy as np

from bot.embedding import Encoder, Vectors
from bot.errors import IndexUnusable
from bot.index import centres, lexical
from bot.index import generation as generations
from bot.index.generation import Manifest
from bot.index.kept import Kept
from bot.index.vectors import FIELDS, QUERIES, Entry, Field, VectorIndex, write
from bot.index.verify import check
from bot.types import Chunk, Document, Progress

_ENCODE_BATCH = 64


def build(
    index: Path,
    manifest: Manifest,
    documents: Sequence[Document],
    chunks: Sequence[Chunk],
    known_from: Path | None,
    encoder: Callable[[], Encoder],
    progress: Progress,
    kept: Kept | None = None,
) -> int:
    """Build and publish a generation; return how many texts were encoded.

    ``known_from`` is a generation of the same encoder whose vectors are taken over, as are those ``kept``
    beside the corpus; ``encoder`` is called only if that leaves any to encode. The caller is the only writer.

    Raises:
        IndexUnusable: it cannot be written, or does not pass its checks; the one in use stays so.
        EncoderError: the encoder cannot be loaded.
    """
    to_store = entries(documents, chunks)
    known = _known_vectors(known_from)
    if kept is not None:
        for field in FIELDS:
            _take(known[field], field, to_store[field], kept)
    missing = {
        field: sorted({e.text for e in to_store[field]} - known[field].keys(), key=len) for field in FIELDS
    }
    total = sum(len(texts) for texts in missing.values())
    done = 0
    if total:
        model = encoder()
        for field, texts in missing.items():
            encode = model.encode_queries if field in QUERIES else model.encode_passages
            for start in range(0, len(texts), _ENCODE_BATCH):
                batch = texts[start : start + _ENCODE_BATCH]
                known[field].update(zip(batch, encode(batch), strict=True))
                done += len(batch)
                progress("encode", done, total)
    seen = centres.centres_of(manifest.encoder, encoder, known_from)
    with generations.staging(index) as folder:
        try:
            generations.write_records(folder, manifest, documents, chunks)
            centres.write(folder / centres.FILE, seen)
            lexical.build(folder / "lexical", chunks, [embedded_text(chunk) for chunk in chunks])
            for field in FIELDS:
                write(folder / "vectors", field, to_store[field], _stack(known[field], to_store[field]))
        except Exception as error:  # Chroma raises errors of its own for a full disk
            raise IndexUnusable(
                f"the new index could not be written ({error}); the old one stays in use"
            ) from error
        progress("verify", 0, 1)
        if found := check(folder):
            raise IndexUnusable(f"the new index failed its checks, the old one stays in use: {found[0]}")
        generations.publish(index, folder)
        progress("verify", 1, 1)
    return total


def embedded_text(chunk: Chunk) -> str:
    """Return what is encoded and searched for a chunk: its title and headings say what it is about.

    The heading above a FAQ pair says no more than that it is one, so it is left out.
    """
    headings = (chunk.question,) if chunk.origin == "faq" else chunk.heading
    return "\n".join(dict.fromkeys(part for part in (chunk.title, *headings, chunk.text) if part))


def entries(documents: Iterable[Document], chunks: Iterable[Chunk]) -> dict[Field, list[Entry]]:
    """Return what is encoded and stored, by field.

    A sentence or a question has the id of its chunk and its number there; a question without an answer that
    of its document.
    """
    found: dict[Field, list[Entry]] = {field: [] for field in FIELDS}
    for chunk in chunks:
        place: dict[str, str | int] = {
            "source": chunk.source,
            "title": chunk.title,
            "language": chunk.language,
            "heading": " > ".join(chunk.heading),
        }
        span = {"start": chunk.span.start, "end": chunk.span.end}
        found["passages"].append(Entry(chunk.id, embedded_text(chunk), place | span))
        for number, asked in enumerate(chunk.asked):
            found["questions"].append(Entry(f"{chunk.id}:{number}", asked.text, place | span))
        for number, sentence in enumerate(chunk.sentences):
            span = {"start": sentence.span.start, "end": sentence.span.end}
            found["sentences"].append(Entry(f"{chunk.id}:{number}", sentence.text, place | span))
    for document in documents:
        place = {"source": document.source, "title": document.title, "language": document.language}
        for number, text in enumerate(document.unanswered):
            found["unanswered"].append(Entry(f"{document.source}:{number}", text, place))
    return found


def _take(known: dict[str, Vectors], field: Field, to_store: Sequence[Entry], kept: Kept) -> None:
    for text in {entry.text for entry in to_store} - known.keys():
        vector = kept.get(field, text)
        if vector is not None:
            known[text] = vector


def _known_vectors(previous: Path | None) -> dict[Field, dict[str, Vectors]]:
    if previous is None:
        return {field: {} for field in FIELDS}
    stored = VectorIndex(previous / "vectors")
    try:
        known: dict[Field, dict[str, Vectors]] = {}
        for field in FIELDS:
            read = stored.read(field)
            known[field] = dict(zip(read.texts, read.vectors, strict=True))
        return known
    finally:
        stored.close()


def _stack(vectors: dict[str, Vectors], to_store: Sequence[Entry]) -> Vectors:
    return np.array([vectors[entry.text] for entry in to_store], dtype=np.float32)
