"""The front matter of each article: what must stand there, and what has become old."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, datetime

from bot.lint.articles import Article
from bot.lint.findings import Finding, quoted
from bot.lint.yaml_lines import Field

CHECK, STALE = "front matter", "stale"
FEWEST_KEYWORDS = 3
OLD_DAYS = 400
_YEAR = re.compile(r"(?<!\d)(?:1[6-9]|20)\d\d(?![\d(])|\b(?:undated|yearly)\b", re.I)
_URL = re.compile(r"https?://\S+")
_ISO = re.compile(r"\d{4}-\d\d-\d\d")

Problems = Iterator[tuple[int, str]]  # line and message


def check_matter(articles: Sequence[Article], today: date) -> list[Finding]:
    """Find fields that are missing or say nothing usable."""
    return [
        Finding(CHECK, article.source, line, message, "error")
        for article in articles
        if not article.broken
        for line, message in _problems(article, today)
    ]


def check_stale(articles: Sequence[Article], today: date) -> list[Finding]:
    """Find articles whose time is over; a warning, for no build must break by itself when a date passes."""
    found: list[Finding] = []
    for article in articles:
        until, updated = (article.front.get(name) for name in ("valid_until", "updated"))
        end = iso_date(until.value) if until else None
        written = iso_date(updated.value) if updated else None
        if until and end and end < today:
            message = f"valid until {end} and that is past; check its facts and set a new valid_until"
            found.append(Finding(STALE, article.source, until.line, message, "warning"))
        if updated and written and (today - written).days > OLD_DAYS:
            message = f"updated on {written}, over {OLD_DAYS} days ago; check its facts and set updated anew"
            found.append(Finding(STALE, article.source, updated.line, message, "warning"))
    return found


def iso_date(value: object) -> date | None:
    """Return a date that YAML has read, or that is written as YYYY-MM-DD."""
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    if isinstance(value, str) and _ISO.fullmatch(value.strip()):
        try:
            return date.fromisoformat(value.strip())
        except ValueError:
            return None
    return None


def _problems(article: Article, today: date) -> Problems:
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
        "updated": lambda field: _updated(field, today),
        "jurisdiction": _said,
        "sources": _sources,
    }
    for name, check in checks.items():
        field = article.front.get(name)
        if field is None or field.value in (None, "", []):
            yield field.line if field else 1, f"has no {name} in its front matter; add it"
        else:
            yield from check(field)
    until = article.front.get("valid_until")
    if until and iso_date(until.value) is None:
        yield until.line, "valid_until is no date; write it as YYYY-MM-DD or leave it out"


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
    if field.value != folder:
        problem = f"language is {quoted(str(field.value))} in the folder {folder}/"
        yield field.line, f"{problem}; write {folder} or move the file"


def _updated(field: Field, today: date) -> Problems:
    updated = iso_date(field.value)
    if updated is None:
        yield field.line, "updated is no date; write it as YYYY-MM-DD"
    elif updated > today:
        yield field.line, f"updated is {updated}, which is in the future; write the day of the last change"


def _sources(field: Field) -> Problems:
    if not isinstance(field.value, list):
        yield field.line, "sources is no list; write each source on a line of its own after '- '"
        return
    for place, source in enumerate(field.value):
        line = field.lines[place] if place < len(field.lines) else field.line
        if not isinstance(source, str) or not source.strip():
            yield line, "a source is no text; write it in quotation marks"
        elif not _YEAR.search(_URL.sub(" ", source)):
            yield line, f"the source {quoted(source)} has no year; add it, or 'undated' or 'yearly'"
