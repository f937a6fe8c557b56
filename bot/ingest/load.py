"""Files to documents: decoding, conversion, front matter, title and language."""

import re
from dataclasses import dataclass, replace

from bot.ingest.blocks import Block, Heading, elements
from bot.ingest.convert import docx_to_markdown, html_to_markdown, pdf_to_markdown
from bot.ingest.decode import decode
from bot.ingest.front_matter import read_front_matter
from bot.ingest.markup import plain, sentences
from bot.ingest.sources import FORMATS, Refusal, Refused, SourceFile, discover
from bot.ingest.structure import related
from bot.ingest.tables import Table, read_csv, read_json_lines
from bot.language import detect_document, normalise_code
from bot.types import Document

__all__ = ["FORMATS", "Loaded", "Refusal", "Refused", "SourceFile", "discover", "load"]

_LONGEST_TITLE = 60  # characters of a title taken from the first sentence


@dataclass(frozen=True, slots=True)
class Loaded:
    """A document, and what was passed over while reading it, one sentence each."""

    document: Document
    warnings: tuple[str, ...]


def load(file: SourceFile, max_bytes: int) -> Loaded:
    """Read one file.

    Raises:
        Refused: the file cannot be read or holds nothing to read; the message says why.
    """
    try:
        return _loaded(file, _content(file, max_bytes))
    except Refused:
        raise
    except OSError as error:
        problem = error.strerror or type(error).__name__
        raise Refused(f"cannot be opened: {problem}; allow reading it") from error
    except Exception as error:  # a converter's bug in one file must not end the whole ingestion
        problem = f"{type(error).__name__} {str(error).strip()}".strip().split("\n")[0]
        raise Refused(f"cannot be converted: {problem}; open it and save it anew") from error


def _content(file: SourceFile, max_bytes: int) -> bytes:
    size = file.path.stat().st_size
    if size > max_bytes:
        raise Refused(f"is larger than {max_bytes:,} bytes ({size:,}); split it or raise BOT_MAX_FILE_BYTES")
    raw = file.path.read_bytes()
    if not raw.strip():
        raise Refused("is empty; write something in it or delete it")
    return raw


def _loaded(file: SourceFile, raw: bytes) -> Loaded:
    suffix = file.path.suffix.lower()
    stem = _readable(file.path.stem)
    if suffix in (".csv", ".jsonl"):
        text = decode(raw)
        return _from_table(file, read_csv(text, stem) if suffix == ".csv" else read_json_lines(text, stem))
    page_title = page_language = None
    if suffix in (".html", ".htm"):
        text, page_title, page_language = html_to_markdown(raw)
    elif suffix == ".pdf":
        text = pdf_to_markdown(raw)
    elif suffix == ".docx":
        text = docx_to_markdown(raw)
    else:
        text = decode(raw)
    matter = read_front_matter(text)
    found = elements(text)
    if not found:
        raise Refused("holds no text; write something in it or delete it")
    declared = normalise_code(page_language) if page_language else None
    document = _document(file, text, matter.language or declared or detect_document(text))
    title = plain(matter.title) if matter.title else _heading_title(found) or page_title
    document = replace(
        document,
        title=title or _first_sentence(document, found) or stem,
        url=matter.url,
        updated=matter.updated,
        valid_until=matter.valid_until,
        jurisdiction=matter.jurisdiction,
        description=plain(matter.description) if matter.description else None,
        keywords=matter.keywords,
    )
    return Loaded(document, matter.warnings)


def _from_table(file: SourceFile, table: Table) -> Loaded:
    code = normalise_code(table.language) if table.language else None
    warnings = table.warnings
    if table.language and code is None:
        warnings += (f"language {table.language!r} passed over; use a code such as nb or ja",)
    document = _document(file, table.markdown, code or detect_document(table.markdown))
    return Loaded(replace(document, title=table.title, url=table.url), warnings)


def _document(file: SourceFile, text: str, language: str) -> Document:
    return Document(source=file.source, title="", text=text, language=language, related=related(text))


def _heading_title(found: list[Heading | Block]) -> str | None:
    headings = [element for element in found if isinstance(element, Heading)]
    top = next((heading.text for heading in headings if heading.level == 1), None)
    return top or (headings[0].text if headings and headings[0] is found[0] else None)


def _first_sentence(document: Document, found: list[Heading | Block]) -> str | None:
    for element in found:
        for sentence in sentences(document.text, element.span, document.language):
            return _shortened(sentence.text)
    return None


def _shortened(sentence: str) -> str:
    if len(sentence) <= _LONGEST_TITLE:
        return sentence
    cut = sentence[: _LONGEST_TITLE - 1]
    if not sentence[_LONGEST_TITLE - 1].isspace() and " " in cut[_LONGEST_TITLE // 2 :]:
        cut = cut[: cut.rindex(" ")]  # Japanese has no spaces to cut at
    return cut.rstrip(" ,;:–-、") + "…"


def _readable(stem: str) -> str:
    words = re.sub(r"[-_\s]+", " ", stem).strip()
    return words[:1].upper() + words[1:] or stem
