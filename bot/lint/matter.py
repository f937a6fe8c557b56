"""What the front matter of an article says and cannot be true or be used, whoever's article it is."""

import re
from collections.abc import Iterator, Sequence
from datetime import date, datetime

from bot.language import normalise_code
from bot.lint.addresses import broken_addresses, is_address
from bot.lint.articles import Article
from bot.lint.findings import Finding, quoted
from bot.lint.yaml_lines import Field

CHECK, STALE = "front matter", "stale"
_ISO = re.compile(r"\d{4}-\d\d-\d\d")

Problems = Iterator[tuple[int, str]]  # line and message


def check_matter(articles: Sequence[Article], today: date) -> list[Finding]:
    """Find fields that ingestion passes over, dates to come and sources whose address is none."""
    return [
        Finding(CHECK, article.source, line, message, "error")
        for article in articles
        if not article.broken
        for line, message in _problems(article, today)
    ]


def check_expired(articles: Sequence[Article], today: date) -> list[Finding]:
    """Find articles whose time is over; a warning, for no build must break by itself when a date passes."""
    found: list[Finding] = []
    for article in articles:
        until = article.front.get("valid_until")
        end = iso_date(until.value) if until else None
        if until and end and end < today:
            message = f"valid until {end} and that is past; check its facts and set a new valid_until"
            found.append(Finding(STALE, article.source, until.line, message, "warning"))
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
    front = article.front
    until, updated, language, url = (front.get(n) for n in ("valid_until", "updated", "language", "url"))
    if until and iso_date(until.value) is None:
        yield until.line, "valid_until is no date; write it as YYYY-MM-DD or leave it out"
    written = iso_date(updated.value) if updated else None
    if updated and written and written > today:
        yield updated.line, f"updated is {written}, which is in the future; write the day of the last change"
    if language and language.value not in (None, "") and normalise_code(str(language.value)) is None:
        # YAML reads the bare word no as False.
        yield language.line, f"language is {quoted(str(language.value))}; write a code such as nb or ja"
    if url and url.value and not (is_address(str(url.value)) or str(url.value).startswith("/")):
        yield url.line, f"url is {quoted(str(url.value))}; begin it with https:// or /"
    for line, source in entries(front["sources"]) if "sources" in front else ():
        for address in broken_addresses(source) if isinstance(source, str) else ():
            yield line, f"the source's address {quoted(address)} is none; begin it with https://"


def entries(field: Field) -> Iterator[tuple[int, object]]:
    """Yield the entries of a list with their lines; a value that is no list is its only entry."""
    for number, entry in enumerate(field.value if isinstance(field.value, list) else [field.value]):
        yield field.lines[number] if number < len(field.lines) else field.line, entry
