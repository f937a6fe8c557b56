"""Sentences that stand word for word in another article, or in a file elsewhere."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from bot.errors import UsageError
from bot.ingest.decode import decode
from bot.ingest.load import Refused, SourceFile, load
from bot.ingest.markup import plain
from bot.language import fold
from bot.lint.articles import Article, Unit
from bot.lint.findings import Finding, listed, place, quoted
from bot.lint.reading import MAX_BYTES

CHECK = "copied"
SHORTEST = 40  # characters; a shorter sentence can be the same by chance
SHORTEST_JAPANESE = 20
_KEY = 12  # letters at the start of a sentence that it is looked up by; fewer than any sentence has

Sentences = dict[str, list[tuple[Article, Unit]]]  # by their letters alone


def check_copied(articles: Sequence[Article]) -> list[Finding]:
    """Find sentences that two articles of one language share; one finding each two articles."""
    shared: dict[tuple[str, str], list[tuple[Unit, Unit]]] = {}  # by the sources, the later article's first
    for language in sorted({article.language for article in articles}):
        own = [article for article in articles if article.language == language]
        for places in _sentences(own).values():
            first, first_unit = places[0]
            others = {a.source: unit for a, unit in reversed(places) if a.source != first.source}
            for source, unit in others.items():
                shared.setdefault((source, first.source), []).append((unit, first_unit))
    return [_shared(source, first, units) for (source, first), units in shared.items()]


def _shared(source: str, first: str, units: Sequence[tuple[Unit, Unit]]) -> Finding:
    (unit, first_unit), *more = units
    again = f" and {len(more)} more of its sentences stand" if more else " stands"
    message = (
        f"the sentence {quoted(unit.text)}{again} in {place(first, first_unit.line)} as well; "
        f"say it in other words, or link there instead"
    )
    return Finding(CHECK, source, unit.line, message, "warning")


def check_copied_from(articles: Sequence[Article], corpus: Path, others: Sequence[Path]) -> list[Finding]:
    """Find sentences that stand in a file below one of the folders ``others``; one finding an article.

    The corpus itself is left out.

    Raises:
        UsageError: one of them is no folder.
    """
    sentences = _sentences(articles)
    by_start: dict[str, list[str]] = {}
    for letters in sentences:
        by_start.setdefault(letters[:_KEY], []).append(letters)
    seen: set[str] = set()
    found: dict[str, list[tuple[Unit, Path]]] = {}
    for path in _files(corpus, others):
        text = _letters(_text(path))
        for at in range(len(text) - _KEY + 1):
            for letters in by_start.get(text[at : at + _KEY], ()):
                if letters not in seen and text.startswith(letters, at):
                    seen.add(letters)
                    for article, unit in sentences[letters]:
                        found.setdefault(article.source, []).append((unit, path))
    return [_elsewhere(source, units) for source, units in found.items()]


def _elsewhere(source: str, units: Sequence[tuple[Unit, Path]]) -> Finding:
    (unit, path), *more = units
    paths = list(dict.fromkeys(str(path) for _, path in more))
    again = f", and {len(more)} more of its sentences in {listed(paths)}" if more else ""
    message = f"the sentence {quoted(unit.text)} stands in {path}{again}; write it in words of your own"
    return Finding(CHECK, source, unit.line, message, "error")


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
