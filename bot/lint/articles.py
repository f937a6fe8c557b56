"""The articles of a corpus as the checks see them: statements with their lines, FAQ pairs, front matter."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from bot.ingest.blocks import BlockKind
from bot.ingest.structure import Structure
from bot.lint.yaml_lines import Field

UnitKind = Literal["heading"] | BlockKind
_MARKDOWN = (".md", ".markdown")


@dataclass(frozen=True, slots=True)
class Unit:
    """One sentence, table row or heading of an article."""

    text: str  # as a reader sees it
    line: int | None  # None: the file is no text with lines, such as a PDF or a table
    kind: UnitKind
    pair: int | None = None  # the place of its FAQ pair in the article, from 0
    example: bool = False  # stands in a worked example, whose figures are invented


@dataclass(frozen=True, slots=True)
class Question:
    """A question that an article asks."""

    text: str
    line: int | None


@dataclass(frozen=True, slots=True)
class Title:
    """A heading and where it stands in the outline."""

    text: str
    level: int
    line: int | None
    empty: bool  # nothing stands below it


@dataclass(frozen=True, slots=True)
class Link:
    """A link to an article, a file or an address, as it is written."""

    target: str
    line: int | None


@dataclass(frozen=True, slots=True)
class Article:
    """One document of the corpus."""

    source: str
    language: str  # its folder's in an edited corpus, else as declared or read
    slug: str  # its path without language folder and extension: what versions share and links name
    text: str
    structure: Structure
    front: Mapping[str, Field]
    units: tuple[Unit, ...]
    titles: tuple[Title, ...]
    questions: tuple[Question, ...]  # of the FAQ
    unanswered: tuple[Question, ...]  # that stand there without an answer
    links: tuple[Link, ...]
    broken: bool = False  # its front matter cannot be read

    @property
    def markdown(self) -> bool:
        """Whether it is written in Markdown, as the articles of an edited corpus are."""
        return self.source.lower().endswith(_MARKDOWN)

    @property
    def lined(self) -> bool:
        """Whether the file's own text is examined, and no conversion of it."""
        return is_lined(self.source)


def is_lined(source: str) -> bool:
    """Tell whether the text of a file is examined as it stands there, line by line."""
    return source.lower().endswith((*_MARKDOWN, ".txt"))


Versions = Mapping[str, Article]  # of one subject, by language


def subjects(articles: Sequence[Article], languages: Sequence[str] = ()) -> list[Versions]:
    """Return the versions of each subject by language, ``languages`` first."""
    found: dict[str, dict[str, Article]] = {}
    known = {language: number for number, language in enumerate(languages)}
    for article in sorted(articles, key=lambda article: known.get(article.language, len(known))):
        found.setdefault(article.slug, {})[article.language] = article
    return [found[slug] for slug in sorted(found)]


def translations(versions: Versions) -> bool:
    """Tell whether versions have the same outline, so that each is a translation of the others."""
    return len({tuple(title.level for title in version.titles) for version in versions.values()}) == 1
