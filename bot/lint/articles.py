"""The articles of a corpus as the checks see them: statements with their lines, FAQ pairs, front matter."""

import re
from bisect import bisect_right
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from bot.errors import UsageError
from bot.ingest.blocks import BlockKind, Heading, elements
from bot.ingest.decode import decode
from bot.ingest.load import Refused, SourceFile, discover, load
from bot.ingest.markup import plain, sentences
from bot.ingest.structure import Section, parse
from bot.lint.findings import Finding
from bot.lint.yaml_lines import Field, fields
from bot.types import Span

LANGUAGES = ("en", "nb", "ja")  # each subject must stand in all of them
GLOSSARIES = ("glossary.csv", ".glossary.csv")  # one of them; ingestion passes over a hidden file
MAX_BYTES = 20_000_000
_ARTICLES = (".md", ".markdown")
_WORKED_EXAMPLE = re.compile(r"worked example|regneeksempel|計算例", re.I)

UnitKind = Literal["heading"] | BlockKind


@dataclass(frozen=True, slots=True)
class Unit:
    """One sentence, table row or heading of an article."""

    text: str  # as a reader sees it
    line: int
    kind: UnitKind
    pair: int | None = None  # the place of its FAQ pair in the article, from 0
    example: bool = False  # stands in a worked example, whose figures are invented


@dataclass(frozen=True, slots=True)
class Question:
    """The question of a FAQ pair."""

    text: str
    line: int


@dataclass(frozen=True, slots=True)
class Article:
    """One Markdown file of the corpus."""

    source: str
    language: str  # the folder it stands in
    slug: str  # what links to it say after the "/"
    text: str
    front: Mapping[str, Field]
    units: tuple[Unit, ...]
    questions: tuple[Question, ...]  # of the FAQ
    broken: bool = False  # its front matter cannot be read


Versions = Mapping[str, Article]  # of one subject, by language


def read_articles(corpus: Path) -> tuple[list[Article], list[Finding]]:
    """Read all articles, and say which files cannot be read.

    Raises:
        UsageError: there is no article at all.
    """
    files, refusals = discover(corpus)
    if not corpus.is_dir():
        raise UsageError(f"{corpus} is no folder; name the folder that holds the articles")
    articles: list[Article] = []
    found = [_unreadable(r.source, r.reason) for r in refusals]
    for file in files:
        if file.source in GLOSSARIES:
            continue
        broken = False
        try:
            text = load(file, MAX_BYTES).document.text
        except Refused as refused:
            found.append(_unreadable(file.source, str(refused)))
            broken = found[-1].check == "front matter"
            if not broken:
                continue
            text = decode(file.path.read_bytes())  # the rest of the article can be examined
        if file.path.suffix.lower() not in _ARTICLES:
            continue
        if "/" not in file.source:
            problem = f"stands in no language folder; move it to {LANGUAGES[0]}/ or another of the languages"
            found.append(Finding("files", file.source, None, problem, "error"))
            continue
        articles.append(_article(file, text, broken))
    if not articles and not found:
        raise UsageError(f"{corpus} holds no articles; put them in {corpus}/<language>/<slug>.md")
    return articles, found


def _unreadable(source: str, reason: str) -> Finding:
    if not reason.startswith("broken front matter"):
        return Finding("files", source, None, reason, "error")
    line = re.search(r"\bline (\d+)", reason)
    return Finding("front matter", source, int(line[1]) if line else 1, reason, "error")


def _article(file: SourceFile, text: str, broken: bool) -> Article:
    language, _, path = file.source.partition("/")
    structure = parse(text, language, file.source)
    line_of = _line_finder(text)
    asked = [pair for pair in structure.pairs if pair.origin == "faq"]
    places = {pair.question_span: place for place, pair in enumerate(asked)}
    units = [
        Unit(heading.text, line_of(heading.span.start), "heading", places.get(heading.span))
        for heading in elements(text)
        if isinstance(heading, Heading)
    ]
    for section in structure.sections:
        place = places.get(section.pair.question_span) if section.pair else None
        units += _units(text, language, section, place, line_of)
    return Article(
        source=file.source,
        language=language,
        slug=path.removesuffix(file.path.suffix),
        text=text,
        front=fields(text),
        units=tuple(sorted(units, key=lambda unit: unit.line)),
        questions=tuple(Question(pair.question, line_of(pair.question_span.start)) for pair in asked),
        broken=broken,
    )


def _units(
    text: str, language: str, section: Section, place: int | None, line_of: Callable[[int], int]
) -> list[Unit]:
    example = any(_WORKED_EXAMPLE.match(heading) for heading in section.heading)
    units: list[Unit] = []
    for block in section.blocks:
        for part, span in _parts(text, language, block.kind, block.span):
            units.append(Unit(part, line_of(span.start), block.kind, place, example))
    return units


def _parts(text: str, language: str, kind: BlockKind, span: Span) -> list[tuple[str, Span]]:
    if kind in ("row", "code"):
        return [(plain(text[span.start : span.end]), span)]
    return [(sentence.text, sentence.span) for sentence in sentences(text, span, language)]


def _line_finder(text: str) -> Callable[[int], int]:
    starts = [0, *(found.end() for found in re.finditer("\n", text))]
    return lambda at: bisect_right(starts, at)


def subjects(articles: Sequence[Article]) -> list[Versions]:
    """Return the versions of each subject by language, the best known languages first."""
    found: dict[str, dict[str, Article]] = {}
    known = {language: place for place, language in enumerate(LANGUAGES)}
    for article in sorted(articles, key=lambda article: known.get(article.language, len(known))):
        found.setdefault(article.slug, {})[article.language] = article
    return [found[slug] for slug in sorted(found)]
