"""From a folder of files to a published index, doing again only what changed."""

import hashlib
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.embedding import Encoder, fingerprint, load_encoder
from bot.errors import IndexUnusable
from bot.index import generation as generations
from bot.index.generation import FORMAT, Manifest, counts
from bot.ingest.asked import hash_of, place, read_asked, unplaced
from bot.ingest.chunk import chunk_document
from bot.ingest.load import Refusal, Refused, SourceFile, discover, load
from bot.ingest.structure import parse
from bot.settings import Settings
from bot.types import Document, Progress


@dataclass(frozen=True, slots=True)
class IngestReport:
    """What one run did. Lists hold sources, paths relative to the corpus."""

    documents: int
    faq_pairs: int
    chunks: int
    added: tuple[str, ...]
    changed: tuple[str, ...]
    removed: tuple[str, ...]
    unchanged: int
    refused: tuple[Refusal, ...]
    warnings: tuple[str, ...]
    encoded: int  # texts that had to be encoded
    seconds: float


def ingest(
    settings: Settings,
    *,
    rebuild: bool = False,
    progress: Progress = lambda stage, done, total: None,
    encoder: Callable[[str], Encoder] = load_encoder,
) -> IngestReport:
    """Bring the index up to date with the corpus.

    Files that did not change are neither parsed nor encoded again; if none changed, no model is loaded and
    no generation is made. ``rebuild`` does everything anew.

    Raises:
        IndexUnusable: another process is writing, the corpus holds nothing to index, or the new
            generation did not pass its checks (the old one stays in use).
        EncoderError: the encoder cannot be loaded.
    """
    started = time.monotonic()
    files, refusals = discover(settings.corpus)
    asked, unusable = read_asked(settings.corpus)
    with generations.writer(settings.index):
        previous = None if rebuild else _previous(settings)
        known = dict(previous.manifest.files) if previous and previous.same_chunks else {}
        hashes = {
            file.source: _sha256(file, settings.max_file_bytes) + hash_of(asked.get(file.source, ()))
            for file in files
        }
        fresh = [file for file in files if known.get(file.source) != hashes[file.source]]

        loaded, refused, warnings = _load(fresh, settings, progress)
        refusals = sorted(
            [*refusals, *refused, *unusable, *unplaced(asked, hashes)], key=lambda refusal: refusal.source
        )
        kept = {file.source for file in files if file.source in known and file not in fresh}
        removed = tuple(sorted(known.keys() - kept - loaded.keys()))
        added = tuple(sorted(loaded.keys() - known.keys()))
        changed = tuple(sorted(loaded.keys() & known.keys()))

        old_documents = generations.read_documents(previous.generation) if previous and kept else {}
        old_chunks = generations.read_chunks(previous.generation) if previous and kept else []
        documents = {source: old_documents[source] for source in kept} | loaded
        if not documents:
            raise IndexUnusable(_nothing(settings.corpus, refusals))
        chunks = [chunk for chunk in old_chunks if chunk.source in kept]
        for done, document in enumerate(loaded.values(), 1):
            structure = parse(document.text, document.language, document.source)
            placed = place(
                document,
                chunk_document(document, structure, settings.chunk_characters),
                asked.get(document.source, ()),
            )
            documents[document.source] = placed.document
            chunks += placed.chunks
            warnings += [f"{document.source}: {warning}" for warning in placed.warnings]
            progress("chunk", done, len(loaded))
        if not chunks:
            raise IndexUnusable(f"{settings.corpus} holds no sentences to index")
        chunks.sort(key=lambda chunk: (chunk.source, chunk.span.start))

        encoded = 0
        if added or changed or removed:
            new = Manifest(
                format=FORMAT,
                encoder=fingerprint(settings.encoder),
                chunk_characters=settings.chunk_characters,
                created=time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()),
                files={source: hashes[source] for source in sorted(documents)},
                languages=tuple(sorted({document.language for document in documents.values()})),
                **counts(documents.values(), chunks),
            )
            # Imported here: opening Chroma takes a second, which a run without changes does not need.
            from bot.index.build import build
            from bot.index.kept import Kept

            encoded = build(
                settings.index,
                new,
                [documents[source] for source in sorted(documents)],
                chunks,
                previous.generation if previous and previous.same_vectors else None,
                lambda: encoder(settings.encoder),
                progress,
                None if rebuild else Kept(settings.corpus, new.encoder),
            )
    return IngestReport(
        documents=len(documents),
        faq_pairs=sum(chunk.origin == "faq" for chunk in chunks),
        chunks=len(chunks),
        added=added,
        changed=changed,
        removed=removed,
        unchanged=len(kept),
        refused=tuple(refusals),
        warnings=tuple(warnings),
        encoded=encoded,
        seconds=time.monotonic() - started,
    )


@dataclass(frozen=True, slots=True)
class _Previous:
    """The generation in use, and what of it a new one can take over."""

    generation: Path
    manifest: Manifest
    same_chunks: bool  # documents and chunks would come out the same
    same_vectors: bool


def _previous(settings: Settings) -> _Previous | None:
    try:
        generation = generations.current(settings.index)
        manifest = generations.read_manifest(generation) if generation else None
    except IndexUnusable:
        return None
    if generation is None or manifest is None:
        return None
    same_vectors = manifest.encoder == fingerprint(settings.encoder)
    made = (manifest.format, manifest.chunk_characters)
    same_chunks = same_vectors and made == (FORMAT, settings.chunk_characters)
    return _Previous(generation, manifest, same_chunks, same_vectors)


def _sha256(file: SourceFile, max_bytes: int) -> str:
    try:
        if file.path.stat().st_size > max_bytes:
            return ""  # loading it will refuse it
        return hashlib.sha256(file.path.read_bytes()).hexdigest()
    except OSError:
        return ""


def _load(
    files: Sequence[SourceFile], settings: Settings, progress: Progress
) -> tuple[dict[str, Document], list[Refusal], list[str]]:
    documents: dict[str, Document] = {}
    refusals: list[Refusal] = []
    warnings: list[str] = []
    for done, file in enumerate(files, 1):
        try:
            loaded = load(file, settings.max_file_bytes)
            documents[file.source] = loaded.document
            warnings += [f"{file.source}: {warning}" for warning in loaded.warnings]
        except Refused as refused:
            refusals.append(Refusal(file.source, str(refused)))
        progress("read", done, len(files))
    return documents, refusals, warnings


def _nothing(corpus: Path, refusals: Sequence[Refusal]) -> str:
    if refusals:
        return f"nothing in {corpus} could be read; {refusals[0].source}: {refusals[0].reason}"
    return f"{corpus} holds no articles; put Markdown, text, HTML, PDF, DOCX, CSV or JSON Lines files there"
