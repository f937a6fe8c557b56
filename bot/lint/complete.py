"""What the front matter of each article of an edited corpus must hold, and how old it may be."""

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date

from bot.language import normalise_code
from bot.lint.articles import Article
from bot.lint.findings import Finding, quoted
from bot.lint.matter import CHECK, STALE, Problems, entries, iso_date
from bot.lint.yaml_lines import Field

FEWEST_KEYWORDS = 3
OLD_DAYS = 400
_YEAR = re.compile(r"(?<!\d)(?:1[6-9]|20)\d\d(?![\d(])|\b(?:undated|yearly)\b", re.I)
_URL = re.compile(r"https?://\S+")


def check_complete(articles: Sequence[Article]) -> list[Finding]:
    """Find fields that are missing or say too little."""
    return [
        Finding(CHECK, article.source, line, message, "error")
        for article in articles
        if not article.broken
        for line, message in _problems(article)
    ]


def check_old(articles: Sequence[Article], today: date) -> list[Finding]:
    """Find articles that nobody has looked at for long; a warning, as for those that have expired."""
    found: list[Finding] = []
    for article in articles:
        updated = article.front.get("updated")
        written = iso_date(updated.value) if updated else None
        if updated and written and (today - written).days > OLD_DAYS:
            message = f"updated on {written}, over {OLD_DAYS} days ago; check its facts and set updated anew"
            found.append(Finding(STALE, article.source, updated.line, message, "warning"))
    return found


def _problems(article: Article) -> Problems:
    if not article.front:
        yield (
            1,
            "has no front matter; put title, description and the other fields between two --- lines on top",
        )
        return
    checks: Mapping[str, Callable[[Field], Problems]] = {
        "title": _said,
        "description": _said,
        "keywords": _keywords,
        "language": lambda field: _language(field, article.language),
        "updated": _updated,
        "jurisdiction": _said,
        "sources": _sources,
    }
    for name, check in checks.items():
        field = article.front.get(name)
        if field is None or field.value in (None, "", []):
            yield field.line if field else 1, f"has no {name} in its front matter; add it"
        else:
            yield from check(field)


def _said(field: Field) -> Problems:
    if not field.says_something:
        yield (
            field.line,
            f"has {quoted(str(field.value))} instead of a text; write it in quotation marks",
        )


def _keywords(field: Field) -> Problems:
    words = field.value if isinstance(field.value, list) else re.split("[,、，;]", str(field.value))
    count = len({str(word).strip() for word in words if str(word).strip()})
    if count < FEWEST_KEYWORDS:
        yield field.line, f"has {count} keywords; give {FEWEST_KEYWORDS} or more"


def _language(field: Field, folder: str) -> Problems:
    if field.value != folder and normalise_code(str(field.value)) is not None:  # else it is said already
        problem = f"language is {quoted(str(field.value))} in the folder {folder}/"
        yield field.line, f"{problem}; write {folder} or move the file"


def _updated(field: Field) -> Problems:
    if iso_date(field.value) is None:
        yield field.line, "updated is no date; write it as YYYY-MM-DD"


def _sources(field: Field) -> Problems:
    if not isinstance(field.value, list):
        yield field.line, "sources is no list; write each source on a line of its own after '- '"
        return
    for line, source in entries(field):
        if not isinstance(source, str) or not source.strip():
            yield line, "a source is no text; write it in quotation marks"
        elif not _YEAR.search(_URL.sub(" ", source)):
            yield line, f"the source {quoted(source)} has no year; add it, or 'undated' or 'yearly'"
