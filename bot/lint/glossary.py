"""Wordings that the glossary says not to use."""

import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.ingest.decode import decode
from bot.ingest.load import Refused
from bot.lint.articles import Article
from bot.lint.findings import Finding, quoted

CHECK = "glossary"
GLOSSARY = ".glossary.csv"  # ingestion passes over a hidden file
_TERMS = "term_"


@dataclass(frozen=True, slots=True)
class Glossary:
    """The terms of a corpus; one that has them is edited by the rules of the house, in their languages."""

    rows: tuple[Mapping[str, str], ...]
    languages: tuple[str, ...]  # of its columns term_en, term_nb, …
    problem: str | None = None


@dataclass(frozen=True, slots=True)
class _Avoided:
    wording: str
    instead: str
    pattern: re.Pattern[str]


def read_glossary(corpus: Path) -> Glossary | None:
    """Return the glossary of a corpus, where there is one."""
    path = corpus / GLOSSARY
    if not path.is_file():
        return None
    try:
        read = csv.DictReader(io.StringIO(decode(path.read_bytes())))
        rows, columns = tuple(read), read.fieldnames or ()
    except (Refused, OSError, csv.Error) as error:
        return Glossary((), (), f"cannot be read ({error}); save it anew as CSV in UTF-8")
    languages = tuple(column.removeprefix(_TERMS) for column in columns if column.startswith(_TERMS))
    if not languages or not rows:
        problem = "holds no terms; name columns such as term_en in its first line, with terms below"
        return Glossary((), (), problem)
    return Glossary(rows, languages)


def check_glossary(articles: Sequence[Article], glossary: Glossary) -> list[Finding]:
    """Find avoided wordings (columns avoid_en, avoid_nb, avoid_ja) in articles.

    A wording is a whole word; one that ends with ``*`` is found with any ending. Inside a term of the
    glossary it is allowed: 免責 in 免責金額.
    """
    if glossary.problem:
        return [Finding(CHECK, GLOSSARY, None, glossary.problem, "error")]
    avoided = {language: list(_avoided(glossary, language)) for language in glossary.languages}
    return [
        finding
        for article in articles
        for wording in avoided.get(article.language, ())
        for finding in _uses(article, wording)
    ]


def _uses(article: Article, avoided: _Avoided) -> Iterator[Finding]:
    for unit in article.units:
        if any(match["avoided"] for match in avoided.pattern.finditer(unit.text)):
            message = (
                f"says {quoted(avoided.wording)}, which the glossary avoids; "
                f"write {quoted(avoided.instead)} instead"
            )
            yield Finding(CHECK, article.source, unit.line, message, "warning")


def _avoided(glossary: Glossary, language: str) -> Iterator[_Avoided]:
    terms = [term for row in glossary.rows for term in _terms(row.get(_TERMS + language))]
    for row in glossary.rows:
        for wording in _terms(row.get(f"avoid_{language}")):
            stem = wording.removesuffix("*")
            allowed = [t for t in terms if stem.casefold() in t.casefold() and len(t) > len(stem)]
            pattern = rf"(?:{'|'.join(map(_whole, allowed)) or '(?!)'})|(?P<avoided>{_whole(wording)})"
            known = [term for of in (language, *glossary.languages) for term in _terms(row.get(_TERMS + of))]
            instead = known[0] if known else "another word"
            yield _Avoided(stem, instead, re.compile(pattern, re.I))


def _terms(cell: str | None) -> list[str]:
    return [term for part in (cell or "").split(";") if (term := part.strip())]


def _whole(wording: str) -> str:
    """Return the pattern of a wording as a whole word; Japanese has no spaces to tell."""
    stem = wording.removesuffix("*")
    edge = r"(?<![A-Za-zÀ-ɏ])" if re.match(r"[A-Za-zÀ-ɏ]", stem) else ""
    end = r"(?![A-Za-zÀ-ɏ])" if re.search(r"[A-Za-zÀ-ɏ]$", wording) else ""
    return f"{edge}{re.escape(stem)}{end}"
