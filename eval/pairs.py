"""Files of question and answer pairs: what ``bot ingest`` reads, each pair in its own language."""

import csv
import io
import json
import re
from dataclasses import dataclass, replace
from pathlib import Path

from bot.errors import UsageError
from bot.ingest.chunk import chunk_document
from bot.ingest.decode import decode
from bot.ingest.load import Refused, SourceFile, load
from bot.ingest.structure import parse
from bot.ingest.tables import read_json_lines
from bot.language import normalise_code
from bot.settings import Settings
from bot.types import Chunk, Document
from eval.questions import tell_languages

_DELIMITERS = ",;\t"  # as bot.ingest.tables takes them


@dataclass(frozen=True, slots=True)
class Pairs:
    """The documents that a file of pairs becomes, one a language, their pairs, and what was passed over."""

    documents: tuple[Document, ...]
    chunks: tuple[Chunk, ...]
    warnings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Row:
    line: str  # as JSON
    said: str  # question and answer
    language: str | None


def read_pairs(path: Path, settings: Settings) -> Pairs:
    """Read a file of pairs. The rows of a table may be in several languages.

    The language of a row is that of its ``language`` column, else it is detected.

    Raises:
        UsageError: it cannot be used, or holds no pairs.
    """
    try:
        loaded = load(SourceFile(path, path.name), settings.max_file_bytes)
        documents = _by_language(path, loaded.document)
    except Refused as refused:
        raise UsageError(f"{path} {refused}") from refused
    chunks = tuple(
        chunk
        for document in documents
        for chunk in chunk_document(
            document, parse(document.text, document.language, document.source), settings.chunk_characters
        )
        if chunk.origin == "faq"
    )
    if not chunks:
        raise UsageError(f"{path} holds no question and answer pairs; `bot faq` shows what is recognised")
    return Pairs(documents, chunks, loaded.warnings)


def _by_language(path: Path, document: Document) -> tuple[Document, ...]:
    if path.suffix.lower() not in (".csv", ".jsonl"):
        return (document,)
    rows = [row for line in _lines(path) if (row := _row(path, line))]
    detected = iter(tell_languages([row.said for row in rows if row.language is None]))
    languages = [row.language or next(detected) for row in rows]
    spoken = list(dict.fromkeys(languages))
    if len(spoken) == 1:
        return (replace(document, language=spoken[0]),)
    lines = {
        language: [row.line for row, its in zip(rows, languages, strict=True) if its == language]
        for language in spoken
    }
    return tuple(
        replace(
            document,
            # Not a folder for each language: that would make them versions of one another.
            source=f"{path.stem}.{language}{path.suffix}",
            language=language,
            text=read_json_lines("\n".join(lines[language]), document.title).markdown,
        )
        for language in spoken
    )


def _lines(path: Path) -> list[str]:
    """Return the rows of a table as JSON Lines."""
    text = decode(path.read_bytes())
    if path.suffix.lower() == ".jsonl":
        return [line for line in text.split("\n") if line.strip()]
    head = re.sub(r'"[^"]*"', "", next(line for line in text.split("\n") if line.strip()))
    delimiter = max(_DELIMITERS, key=head.count)
    filled = [
        row
        for row in csv.reader(io.StringIO(text), delimiter=delimiter, skipinitialspace=True)
        if any(cell.strip() for cell in row)
    ]
    columns = [name.strip() for name in filled[0]]
    # A row with more cells than the header is left out with a warning, as in ingestion.
    return [
        json.dumps(dict(zip(columns, row, strict=False)))
        for row in filled[1:]
        if not any(cell.strip() for cell in row[len(columns) :])
    ]


def _row(path: Path, line: str) -> _Row | None:
    try:
        table = read_json_lines(line, "")
    except Refused:
        return None  # a row without an answer, of which loading has warned
    said = table.markdown.split("### ", 1)[1]
    code = normalise_code(table.language) if table.language else None
    if table.language and code is None:
        question = said.split("\n")[0]
        raise UsageError(
            f"{path}: {table.language!r} of {question!r} is no language; use a code such as en, nb or ja"
        )
    return _Row(line, said, code)
