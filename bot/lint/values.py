"""The figures of an article in a form that its versions share, whatever way each language writes them."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from bot.facts import Fact, Kind, facts
from bot.lint.articles import Unit

_DURATION = re.compile(r"PT?([\d.]+)(BD|[SMHDWY])")
_SMALLER = {"Y": ("M", 12), "W": ("D", 7), "TH": ("TM", 60)}  # one of it is so many of these
_DAY_HOURS = 24
_WHICH = re.compile(r"\d+ ?(?:[かカヵケヶ箇]月|[年日週回])目")  # 2か月目 is the second month, no duration


@dataclass(frozen=True, slots=True)
class Figure:
    """An amount, percentage, date with year or duration, and where it stands first."""

    kind: Kind
    value: str
    number: Decimal | None  # as written, whatever the unit; a date has none
    line: int | None
    written: str
    example: bool  # stands in worked examples alone

    @property
    def measure(self) -> str:
        """What it can be set against: amounts of one currency, percentages."""
        return self.value.split()[0] if self.kind == "amount" else self.kind


@dataclass(frozen=True, slots=True)
class Figures:
    """The figures of a text: those to compare, and all that another version's may be found as."""

    compared: dict[tuple[Kind, str], Figure]
    said: frozenset[tuple[Kind, str]]
    bare: frozenset[Decimal]  # numbers without a unit: a table may name the unit in its header

    def holds(self, figure: Figure) -> bool:
        """Tell whether the text says the same, be it in another way."""
        if (figure.kind, figure.value) in self.said:
            return True
        if figure.number is None:
            return any(kind == "date" and _same_date(figure.value, value) for kind, value in self.said)
        return figure.number in self.bare or (figure.kind == "percent" and figure.number / 100 in self.bare)


def figures(units: Iterable[Unit], language: str) -> Figures:
    """Return the figures of some statements of an article."""
    compared: dict[tuple[Kind, str], Figure] = {}
    said: set[tuple[Kind, str]] = set()
    bare: set[Decimal] = set()
    for unit in units:
        for fact in facts(_WHICH.sub(" ", unit.text), language):
            value, number = canonical(fact), _number(fact)
            said.add((fact.kind, value))
            if fact.kind == "number" and number is not None:
                bare.add(number)
            if _is_compared(fact, number):
                figure = Figure(fact.kind, value, number, unit.line, fact.text.strip(), unit.example)
                first = compared.setdefault((fact.kind, value), figure)
                if first.example and not unit.example:
                    compared[fact.kind, value] = figure
    return Figures(compared, frozenset(said), frozenset(bare))


def canonical(fact: Fact) -> str:
    """Return the value of a fact as versions share it: a year is twelve months, and 5％分 five points."""
    if fact.kind == "percent":
        return fact.value.removesuffix("pp")
    found = _DURATION.fullmatch(fact.value) if fact.kind == "duration" else None
    if found is None:
        return fact.value
    number, unit = Decimal(found[1]), ("T" if fact.value.startswith("PT") else "") + found[2]
    if unit == "TH" and number % _DAY_HOURS == 0:
        number, unit = number / _DAY_HOURS, "D"
    smaller, count = _SMALLER.get(unit, (unit, 1))
    return f"{(number * count).normalize():f} {smaller}"


def _is_compared(fact: Fact, number: Decimal | None) -> bool:
    if fact.kind == "date":
        return fact.value[:4].isdigit()
    # What one language writes in words another may not say at all: "in ten years"; and one year, no dollar
    # and all of it are as often words as figures.
    written = any(map(str.isdigit, fact.text))
    trivial = (0, 100) if fact.kind == "percent" else (0, 1)
    return fact.kind in ("amount", "percent", "duration") and written and number not in trivial


def _number(fact: Fact) -> Decimal | None:
    """Return the number in a value such as "USD 35", "P12M" or "20pp"; none in a date or a fraction."""
    found = re.fullmatch(r"[A-Z ]*(-?\d+(?:\.\d+)?)[A-Zp]*", fact.value)
    return Decimal(found[1]) if found and fact.kind != "date" else None


def _same_date(first: str, second: str) -> bool:
    """Tell whether two dates agree in all that both say; a month at least must be said by both."""
    one, other = (re.fullmatch(r"(\d{4}|-)-(\d\d)(?:-(\d\d))?", date) for date in (first, second))
    if one is None or other is None:
        return False
    years, months, days = zip(one.groups(), other.groups(), strict=True)
    return (
        (years[0] == years[1] or "-" in years)
        and months[0] == months[1]
        and (days[0] == days[1] or None in days)
    )
