"""Other wordings under which people ask what a corpus answers, and questions it is known not to answer.

They stand beside the articles, in JSON Lines files in ``CORPUS/.asked``. A line is one of

    {"source": "en/hmo.md", "question": "Do I need a referral?", "asked": ["referral hmo needed", …]}
    {"source": "en/hmo.md", "words": "An HMO pays nothing outside its network.", "asked": […]}
    {"source": "en/hmo.md", "asked": ["Which HMOs are there in Ohio?", …]}

``question`` names a FAQ pair by its question, ``words`` quotes the sentences that answer; a line with neither
holds questions on the article's subject that it does not answer.
"""

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, StringConstraints, ValidationError

from bot.ingest.load import Refusal
from bot.types import Asked, Chunk, Document

FOLDER = ".asked"
_Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]


class AskedLine(BaseModel):
    """One line of a file."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    source: _Text
    question: _Text | None = None
    words: _Text | None = None
    asked: tuple[_Text, ...]


@dataclass(frozen=True, slots=True)
class Placed:
    """A document and its chunks with the wordings they are asked under, and what found no place."""

    document: Document
    chunks: list[Chunk]
    warnings: list[str]


def read_asked(corpus: Path) -> tuple[dict[str, list[AskedLine]], list[Refusal]]:
    """Return the lines of a corpus by the source they are about, and those that cannot be used."""
    lines: dict[str, list[AskedLine]] = {}
    refused: list[Refusal] = []
    for path in sorted((corpus / FOLDER).glob("*.jsonl")):
        name = f"{FOLDER}/{path.name}"
        try:
            text = path.read_text("utf-8-sig")
        except (OSError, UnicodeDecodeError) as error:
            reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8 text"
            refused.append(Refusal(name, f"cannot be read: {reason}"))
            continue
        for number, line in enumerate(text.splitlines(), 1):
            if not line.strip():
                continue
            try:
                read = AskedLine.model_validate_json(line)
                lines.setdefault(read.source, []).append(read)
            except ValidationError as error:
                first = error.errors(include_url=False)[0]
                where = ".".join(map(str, first["loc"])) or "line"
                refused.append(Refusal(name, f"line {number}: {where}: {first['msg']}"))
    return lines, refused


def hash_of(lines: Sequence[AskedLine]) -> str:
    """Return a hash of what is asked of one document; empty where nothing is."""
    return (
        hashlib.sha256("\n".join(map(repr, lines)).encode("utf-8", "surrogatepass")).hexdigest()
        if lines
        else ""
    )


def place(document: Document, chunks: Sequence[Chunk], lines: Sequence[AskedLine]) -> Placed:
    """Give each chunk the wordings of what it answers, and the document those of what it does not."""
    wordings: dict[str, list[Asked]] = {}
    unanswered: list[str] = []
    warnings: list[str] = []
    pairs = {chunk.question: chunk for chunk in chunks if chunk.question is not None and chunk.asked}
    for line in lines:
        if line.question is None and line.words is None:
            unanswered += line.asked
        elif line.question is not None:
            pair = pairs.get(line.question)
            if pair is None:
                warnings.append(f"{FOLDER}: it asks no {line.question!r}; `bot faq` lists its questions")
            else:
                own = pair.asked[0]
                wordings.setdefault(pair.id, []).extend(
                    replace(own, text=text, wording=True) for text in line.asked
                )
        else:
            found = _answering(document, chunks, line.words or "")
            if found is None:
                warnings.append(f"{FOLDER}: it does not say {line.words!r}")
            else:
                chunk, (first, last), whole = found
                if not whole:
                    warnings.append(f"{FOLDER}: {line.words!r} is longer than a passage, quote less of it")
                wordings.setdefault(chunk.id, []).extend(
                    Asked(text, first, last, wording=True) for text in line.asked
                )
    return Placed(
        replace(document, unanswered=tuple(dict.fromkeys(unanswered))),
        [replace(c, asked=(*c.asked, *wordings[c.id])) if c.id in wordings else c for c in chunks],
        warnings,
    )


def unplaced(lines: Mapping[str, Sequence[AskedLine]], sources: Mapping[str, object]) -> list[Refusal]:
    """Return the sources that wordings are given for and that the corpus does not have."""
    return [
        Refusal(source, f"is named in {FOLDER} and is not in the corpus")
        for source in lines
        if source not in sources
    ]


def _answering(
    document: Document, chunks: Sequence[Chunk], words: str
) -> tuple[Chunk, tuple[int, int], bool] | None:
    """Return the chunk that some words of the document begin in, its sentences, and whether it holds all."""
    start = document.text.find(words)
    while start >= 0:
        end = start + len(words)
        for chunk in chunks:
            numbers = [
                number
                for number, sentence in enumerate(chunk.sentences)
                if sentence.span.start < end and sentence.span.end > start
            ]
            if numbers and chunk.origin != "faq":
                whole = not re.search(r"\w", document.text[chunk.sentences[numbers[-1]].span.end : end])
                return chunk, (numbers[0], numbers[-1] + 1), whole
        start = document.text.find(words, end)
    return None
