"""Wordings that the glossary says not to use."""

import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.ingest.decode import decode
from bot.ingest.load import Refused
from bot.lint.articles import GLOSSARIES, LANGUAGES, Article
from bot.lint.findings import Finding, quoted

CHECK = "glossary"
_NEEDED = ("term_en", "abbreviation", "term_nb", "term_ja", "note")


@dataclass(frozen=True, slots=True)
class _Avoided:
    wording: str
    instead: str
    pattern: re.Pattern[str]


def check_glossary(articles: Sequence[Article], corpus: Path) -> list[Finding]:
    """Find avoided wordings (columns avoid_en, avoid_nb, avoid_ja) in articles, where there is a glossary.

    A wording is a whole word; one that ends with ``*`` is found with any ending. Inside a term of the
    glossary it is allowed: 免責 in 免責金額.
    """
    name = next((name for name in GLOSSARIES if (corpus / name).is_file()), None)
    if name is None:
        return []
    try:
        rows = list(csv.DictReader(io.StringIO(decode((corpus / name).read_bytes()))))
    except (Refused, OSError, csv.Error) as error:
        message = f"cannot be read ({error}); save it anew as CSV in UTF-8"
        return [Finding(CHECK, name, None, message, "error")]
    missing = [column for column in _NEEDED if column not in (rows[0] if rows else {})]
    if missing:
        message = f"lacks the columns {', '.join(missing)}; name them in its first line, with terms below"
        return [Finding(CHECK, name, 1, message, "error")]
    avoided = {language: list(_avoided(rows, language)) for language in LANGUAGES}
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


def _avoided(rows: Sequence[Mapping[str, str]], language: str) -> Iterator[_Avoided]:
    terms = [term for row in rows for term in _terms(row.get(f"term_{language}"))]
    for row in rows:
        for wording in _terms(row.get(f"avoid_{language}")):
            stem = wording.removesuffix("*")
            allowed = [t for t in terms if stem.casefold() in t.casefold() and len(t) > len(stem)]
            pattern = rf"(?:{'|'.join(map(_whole, allowed)) or '(?!)'})|(?P<avoided>{_whole(wording)})"
            instead = (_terms(row.get(f"term_{language}")) or [row["term_en"]])[0]
            yield _Avoided(stem, instead, re.compile(pattern, re.I))


def _terms(cell: str | None) -> list[str]:
    return [term for part in (cell or "").split(";") if (term := part.strip())]


def _whole(wording: str) -> str:
    """Return the pattern of a wording as a whole word; Japanese has no spaces to tell."""
    stem = wording.removesuffix("*")
    edge = r"(?<![A-Za-zÀ-ɏ])" if re.match(r"[A-Za-zÀ-ɏ]", stem) else ""
    end = r"(?![A-Za-zÀ-ɏ])" if re.search(r"[A-Za-zÀ-ɏ]$", wording) else ""
    return f"{edge}{re.escape(stem)}{end}"
