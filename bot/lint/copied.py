"""Sentences that stand word for word in another article, or in a file elsewhere."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from bot.errors import UsageError
from bot.ingest.decode import decode
from bot.ingest.load import Refused, SourceFile, load
from bot.ingest.markup import plain
from bot.language import fold
from bot.lint.articles import MAX_BYTES, Article, Unit
from bot.lint.findings import Finding, quoted

CHECK = "copied"
SHORTEST = 40  # characters; a shorter sentence can be the same by chance
SHORTEST_JAPANESE = 20
_KEY = 12  # letters at the start of a sentence that it is looked up by; fewer than any sentence has

Sentences = dict[str, list[tuple[Article, Unit]]]  # by their letters alone


def check_copied(articles: Sequence[Article]) -> list[Finding]:
    """Find sentences that two articles of one language share."""
    found: list[Finding] = []
    for language in sorted({article.language for article in articles}):
        own = [article for article in articles if article.language == language]
        for places in _sentences(own).values():
            first, first_unit = places[0]
            others = {article.source: unit for article, unit in reversed(places) if article != first}
            for source, unit in others.items():
                message = (
                    f"the sentence {quoted(unit.text)} stands in {first.source} line {first_unit.line} "
                    f"as well; say it in other words, or link there instead"
                )
                found.append(Finding(CHECK, source, unit.line, message, "warning"))
    return found


def check_copied_from(articles: Sequence[Article], corpus: Path, others: Sequence[Path]) -> list[Finding]:
    """Find sentences that stand in a file below one of the folders ``others``; the corpus itself is left out.

    Raises:
        UsageError: one of them is no folder.
    """
    sentences = _sentences(articles)
    by_start: dict[str, list[str]] = {}
    for letters in sentences:
        by_start.setdefault(letters[:_KEY], []).append(letters)
    seen: set[str] = set()
    found: list[Finding] = []
    for path in _files(corpus, others):
        text = _letters(_text(path))
        for at in range(len(text) - _KEY + 1):
            for letters in by_start.get(text[at : at + _KEY], ()):
                if letters not in seen and text.startswith(letters, at):
                    seen.add(letters)
                    found += [_elsewhere(article, unit, path) for article, unit in sentences[letters]]
    return found


def _elsewhere(article: Article, unit: Unit, path: Path) -> Finding:
    message = f"the sentence {quoted(unit.text)} stands in {path}; write it in words of your own"
    return Finding(CHECK, article.source, unit.line, message, "error")


def _sentences(articles: Sequence[Article]) -> Sentences:
    found: Sentences = {}
    for article in articles:
        shortest = SHORTEST_JAPANESE if article.language == "ja" else SHORTEST
        for unit in article.units:
            if unit.kind in ("paragraph", "item") and len(unit.text) >= shortest:
                letters = _letters(unit.text)
                if len(letters) >= _KEY:
                    found.setdefault(letters, []).append((article, unit))
    return found


def _letters(text: str) -> str:
    """Leave only what a copy keeps, however it is set: letters and digits, folded."""
    return "".join(filter(str.isalnum, fold(text)))


def _files(corpus: Path, others: Sequence[Path]) -> Iterator[Path]:
    own = corpus.resolve()
    for folder in others:
        if not folder.is_dir():
            raise UsageError(f"{folder} is no folder; name one whose files the corpus is to be held against")
        for path in sorted(folder.rglob("*")):
            hidden = any(part.startswith(".") for part in path.relative_to(folder).parts)
            if not hidden and path.is_file() and not path.resolve().is_relative_to(own):
                yield path


def _text(path: Path) -> str:
    """Read a file as ingestion does, else as text; nothing where it is none."""
    try:
        return plain(load(SourceFile(path, path.name), MAX_BYTES).document.text)
    except Refused:
        pass
    try:
        return decode(path.read_bytes()) if path.stat().st_size <= MAX_BYTES else ""
    except (Refused, OSError):
        return ""
