"""Statements of one language that say nearly the same with other figures."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from bot.facts import Fact, facts
from bot.lint.articles import Article, Unit
from bot.lint.findings import Finding, place, quoted
from bot.lint.similar import MASK, alike, names, plain_words
from bot.lint.values import canonical

CHECK = "contradictions"
# Below 0.8 are statements about different things: "In the 2024 survey 11% were in such a plan".
NEAR = 0.8
_YEAR = re.compile(r"(?:1[6-9]|20)\d\d")
_LIST_NUMBER = re.compile(r"\d{1,2}[.)] ")
# What these words mean stands in the sentence before: two articles mean different things by them.
_POINTING = re.compile(
    r"\b(?:such|slike?|slikt|denne|dette|disse|this|these|those)\b|こう|そう|[そこ]の", re.I
)


@dataclass(frozen=True, slots=True)
class _Statement:
    source: str
    line: int | None
    text: str
    masked: str  # with a mark for each figure
    about: frozenset[str]
    years: frozenset[str]
    figures: frozenset[tuple[str, str]]  # measure and value


def check_contradictions(articles: Sequence[Article]) -> list[Finding]:
    """Find two statements of which one must be wrong; what is said of different years may differ."""
    found: list[Finding] = []
    for language in sorted({article.language for article in articles}):
        own = [article for article in articles if article.language == language]
        plain = plain_words(unit.text for article in own for unit in article.units)
        said = [
            statement
            for article in own
            for unit in article.units
            if (statement := _statement(article, unit, plain)) is not None
        ]
        for first, second in alike([statement.masked for statement in said], language, NEAR):
            if _contradict(said[first], said[second]):
                found.append(_finding(said[first], said[second]))
    return found


def _finding(one: _Statement, other: _Statement) -> Finding:
    message = (
        f"says {quoted(other.text, 90)} where {place(one.source, one.line)} says {quoted(one.text, 90)}; "
        f"correct the figure that is wrong, or say how the two differ"
    )
    return Finding(CHECK, other.source, other.line, message, "error")


def _statement(article: Article, unit: Unit, plain: frozenset[str]) -> _Statement | None:
    if unit.example or unit.kind not in ("paragraph", "item"):
        return None
    text = _LIST_NUMBER.sub("", unit.text, count=1) if _LIST_NUMBER.match(unit.text) else unit.text
    found = facts(text, article.language)
    if not found:
        return None
    masked = _masked(text, found)
    years = {year[0] for fact in found if (year := _year(fact))}
    figures = {pair for fact in found if (pair := _measured(fact))}
    about = names(masked, article.language, plain)
    return _Statement(article.source, unit.line, text, masked, about, frozenset(years), frozenset(figures))


def _masked(text: str, found: Sequence[Fact]) -> str:
    pieces: list[str] = []
    at = 0
    for fact in found:
        start = text.find(fact.text, at)
        if start >= 0:
            pieces += text[at:start], MASK
            at = start + len(fact.text)
    return "".join([*pieces, text[at:]])


def _year(fact: Fact) -> re.Match[str] | None:
    return _YEAR.fullmatch(fact.value[:4]) if fact.kind == "date" or _is_year(fact) else None


def _is_year(fact: Fact) -> bool:
    return fact.kind == "number" and bool(_YEAR.fullmatch(fact.value))


def _measured(fact: Fact) -> tuple[str, str] | None:
    """Return what a figure measures, so that dollars are set against dollars, and how much; no year alone."""
    if _is_year(fact):
        return None
    if fact.kind == "date":
        return "date", fact.value.lstrip("-")[-5:]
    value = canonical(fact)
    return (value.split()[0] if fact.kind == "amount" else fact.kind), value


def _contradict(one: _Statement, other: _Statement) -> bool:
    pointing = one.source != other.source and (_POINTING.search(one.text) or _POINTING.search(other.text))
    if one.about != other.about or pointing:
        return False
    if one.years != other.years:  # a date such as "founded in 1965", or the same said of two years
        return not one.figures and not other.figures and len(one.years) == len(other.years) == 1
    more, less = one.figures - other.figures, other.figures - one.figures
    return bool({measure for measure, _ in more} & {measure for measure, _ in less})
