"""The other wordings a corpus gives for what it answers, and the questions it says it does not."""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from pydantic import ValidationError

from bot.ingest.asked import FOLDER, AskedLine, place, read_asked
from bot.ingest.chunk import chunk_document
from bot.lint.articles import Article, Question
from bot.lint.findings import Finding, listed, quoted
from bot.lint.findings import place as shown_place
from bot.lint.questions import letters
from bot.types import Chunk, Document

CHECK = "asked"
_CHUNK = 600  # characters; sentences are the same whatever it is


@dataclass(frozen=True, slots=True)
class _Line:
    name: str
    number: int
    read: AskedLine

    @property
    def answers(self) -> bool:
        """Whether the corpus answers what it asks."""
        return bool(self.read.question or self.read.words)


def check_asked(articles: Sequence[Article], unread: Collection[str], corpus: Path) -> list[Finding]:
    """Find lines that lead nowhere and questions that are given twice; one finding of each kind a line."""
    _, unusable = read_asked(corpus)
    found = [_unusable(refusal.source, refusal.reason) for refusal in unusable]
    lines = list(_lines(corpus))
    by_source = {article.source: article for article in articles}
    named = {line.read.source for line in lines}
    placed = {article.source: _chunked(article) for article in articles if article.source in named}
    for line in lines:
        if line.read.source not in unread:
            found += [_finding(line, message) for message in _astray(line, placed)]
    return found + _twice([line for line in lines if line.read.source in by_source], by_source)


def _lines(corpus: Path) -> Iterator[_Line]:
    """Yield the usable lines with their numbers, which ingestion has no use for."""
    for path in sorted((corpus / FOLDER).glob("*.jsonl")):
        try:
            texts = path.read_text("utf-8-sig").splitlines()
        except (OSError, UnicodeDecodeError):
            continue
        for number, text in enumerate(texts, 1):
            try:
                yield _Line(f"{FOLDER}/{path.name}", number, AskedLine.model_validate_json(text))
            except ValidationError:
                continue


def _unusable(name: str, reason: str) -> Finding:
    line = re.match(r"line (\d+)", reason)
    message = f"{reason}; write JSON objects with source, asked, and question or words where it answers"
    return Finding(CHECK, name, int(line[1]) if line else None, message, "error")


def _finding(line: _Line, message: str) -> Finding:
    return Finding(CHECK, line.name, line.number, message, "error")


def _chunked(article: Article) -> tuple[Document, list[Chunk]]:
    document = Document(article.source, article.slug, article.text, article.language)
    return document, chunk_document(document, article.structure, _CHUNK)


def _astray(line: _Line, placed: Mapping[str, tuple[Document, list[Chunk]]]) -> Iterator[str]:
    read = line.read
    if not read.asked:
        yield "asks nothing; write questions under asked, or delete the line"
    if read.question and read.words:
        yield "names both a FAQ question and words; write a line for each"
    if read.source not in placed:
        yield f"the corpus holds no {read.source}; name a file that is there, or delete the line"
        return
    document, chunks = placed[read.source]
    # Ingestion itself says what finds no place; it looks at the question alone where there is one.
    if read.question and place(document, chunks, [read.model_copy(update={"words": None})]).warnings:
        yield f"{read.source} asks no {quoted(read.question)}; write a question as it stands there"
    if read.words and place(document, chunks, [read.model_copy(update={"question": None})]).warnings:
        missing = f"{read.source} does not say {quoted(read.words)} in sentences that are no answer already"
        yield f"{missing}; quote them as they stand there, or name the question"


def _twice(lines: Sequence[_Line], articles: Mapping[str, Article]) -> list[Finding]:
    """Find what is asked twice in one language, by lines or by a line and the FAQ of an article."""
    faq: dict[tuple[str, str], list[tuple[Article, Question]]] = {}
    for article in articles.values():
        for question in article.questions:
            faq.setdefault((article.language, letters(question.text)), []).append((article, question))
    first: dict[tuple[str, str], _Line] = {}
    found: list[Finding] = []
    for line in lines:
        again: dict[str, list[str]] = {}  # the questions by what is wrong with them
        for text in line.read.asked:
            key = articles[line.read.source].language, letters(text)
            problem = _in_faq(line, faq.get(key, ())) or _in_line(line, first.get(key))
            if problem:
                again.setdefault(problem, []).append(text)
            first.setdefault(key, line)
        for problem, texts in again.items():
            found.append(_finding(line, f"asks {listed([quoted(text) for text in texts])}, {problem}"))
    return found


def _in_faq(line: _Line, pairs: Sequence[tuple[Article, Question]]) -> str | None:
    for article, question in pairs:
        where = shown_place(article.source, question.line)
        if not line.answers:
            return f"which the FAQ in {where} answers; leave it out here"
        if (article.source, question.text) == (line.read.source, line.read.question):
            return "which is the FAQ question itself; leave it out"
        return f"which is a FAQ question in {where}; leave it out, or ask something else"
    return None


def _in_line(line: _Line, earlier: _Line | None) -> str | None:
    if earlier is None:
        return None
    where = shown_place(earlier.name, earlier.number)
    if line.answers != earlier.answers:
        known = "answered" if earlier.answers else "not answered"
        return f"which {where} says is {known}; leave one out"
    return f"as {where} does already; leave one out"
