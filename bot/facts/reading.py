"""Figures found in folded text, with their units."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal

from bot.facts.patterns import (
    BETWEEN,
    ERAS,
    HALF,
    KANJI,
    LINK,
    MONTHS,
    PART,
    POWERS,
    SCALE,
    SCALES,
    SHORT_SCALE,
    SIGNS,
    TENTH,
    UNITS,
    VAGUE,
    WHEN,
    YEAR,
    Kind,
    after_number,
    number_words,
    scanner,
)


@dataclass(frozen=True, slots=True)
class Reading:
    """A figure where it stands: ``number`` times ten to ``power``, of ``unit``."""

    start: int
    end: int
    kind: Kind | None  # None: a word that counts nothing so far
    number: Decimal | str  # str: shown as it stands
    power: int = 0  # the number is times ten to this power
    unit: str = ""
    prefixed: bool = False


def read(text: str, language: str) -> Iterator[Reading]:
    """Yield the figures of folded text in order, and words that may turn out to be one."""
    position = 0
    while match := scanner(language).search(text, position):
        gap, position = text[position : match.start()], match.end()
        number, power = _figure(match, text, language)
        if match["date"]:
            yield _date(match)
        elif number is not None:
            # The dash of "10 –20" is no sign.
            signed = match["minus"] == "−" or gap.strip() or len(gap) == match.start()
            if (match["less"] or (match["minus"] and signed)) and isinstance(number, Decimal):
                number = -number
            kind: Kind | None = None if match["words"] or match["kanji"] else "number"
            reading = _with_unit(Reading(*match.span(), kind, number, power), match, text, language)
            if reading.kind or not text[position : position + 1].isalpha():
                position = reading.end
                yield reading


def _date(match: re.Match[str]) -> Reading:
    found = {name[0]: part for name, part in match.groupdict().items() if part and name[1:].isdigit()}
    era, year = ERAS.get(found.get("y", "")[:2], 0), found.get("y", "")
    if year:
        year = str(era + _int(year[2:].strip().replace("元", "1") if era else year))
    if "m" not in found:
        return Reading(*match.span(), "number", year)
    month = MONTHS.get(found["m"][:3].lower()) or _int(found["m"])
    day = f"-{_int(found['d']):02}" if "d" in found else ""
    return Reading(*match.span(), "date", f"{year or '-'}-{month:02}{day}")


def _int(numeral: str) -> int:
    number, power = _numeral(numeral, "ja")
    return int(number.scaleb(power))


def _figure(match: re.Match[str], text: str, language: str) -> tuple[Decimal | str | None, int]:
    """Return the number a match stands for, and the power of ten it is times."""
    if match["odd"]:
        return match["odd"], 0
    if match["part"]:
        return f"{_numeral(match['part'], 'ja')[0]}/{_numeral(match['parts'], 'ja')[0]}", 0
    if match["words"]:
        vague = VAGUE.search(text, max(0, match.start() - 8), match.start())
        return None if vague else _spelled(match["words"].lower(), language), 0
    numeral = match["literal"] or match["kanji"]
    return _numeral(numeral, language) if numeral else (None, 0)


def _numeral(literal: str, language: str) -> tuple[Decimal, int]:
    """Read digits, kanji or both ("2万5千"); a power at the end alone is kept apart, for ranges."""
    parts = PART.findall(literal) if language == "ja" else [literal]
    if len(parts) > 1 and all(part in KANJI for part in parts):  # 二〇二六
        return Decimal("".join(str(KANJI.index(part)) for part in parts)), 0
    if parts[0] not in POWERS and all(part in POWERS for part in parts[1:]):
        return _western(parts[0], language), sum(POWERS[part] for part in parts[1:])
    total = section = Decimal(0)
    digit: Decimal | None = None
    for part in parts:
        power = POWERS.get(part, 0)
        if not power:
            digit = _western(part, language)
        elif power < 4:
            section, digit = section + (Decimal(1) if digit is None else digit).scaleb(power), None
        else:
            total, section, digit = total + (section + (digit or 0)).scaleb(power), Decimal(0), None
    return total + section + (digit or 0), 0


def _western(literal: str, language: str) -> Decimal:
    """Read digits: of two kinds of mark the last is the decimal one, a repeated mark groups."""
    if literal in KANJI or literal == "半":
        return Decimal("0.5") if literal == "半" else Decimal(KANJI.index(literal))
    if literal.isdigit():
        return Decimal(literal)
    figure = re.sub("[ ']", "", literal)
    if "," in figure and "." in figure:
        decimal = max(",.", key=figure.rfind)
    elif len(re.findall("[,.]", figure)) > 1 or (
        language == "nb" and re.fullmatch(r"[1-9]\d{0,2}\.\d{3}", literal)
    ):
        decimal = ""
    else:
        decimal = ",." if language == "nb" or len(figure) < len(literal) else "."
    return Decimal("".join("." if c in decimal else c for c in figure if c.isdigit() or c in decimal))


def _spelled(words: str, language: str) -> Decimal | None:
    """Add up number words; None if they are no one number ("two three") or an article."""
    values = number_words(language)
    total = section = Decimal(0)
    for word in re.findall("|".join(values), words):
        value = values[word]
        if value >= 1000:
            total, section = total + (section or 1) * value, Decimal(0)
        elif value == 100:
            section = (section or 1) * value
        elif value >= 1 and (section % (100 if value >= 10 else 10) or section % 100 == 10):
            return None
        else:
            section += value
    return None if words == "en" else total + section


def _with_unit(reading: Reading, match: re.Match[str], text: str, language: str) -> Reading:
    """Add to a number what follows it: its thousands and what it counts."""
    end, power, number = reading.end, reading.power, reading.number
    sign = (match["currency"] or "").strip(" .").upper()
    while scale := SCALE.match(text, end) or (SHORT_SCALE.match(text, end) if sign else None):
        name = scale[1].lower()
        power += 12 if (name, language) == ("billion", "nb") else SCALES[name]
        end = scale.end()
    after = after_number(language).match(text, end)
    kind, unit, _ = UNITS[(after.lastindex or 0) - 1] if after else (reading.kind, "", "")
    written = after[after.lastindex or 0] if after else ""
    if sign:
        if after and kind == "amount":  # $500 CAD
            end, sign = after.end(), unit or written
        return Reading(reading.start, end, "amount", number, power, SIGNS.get(sign, sign), prefixed=True)
    counted = Reading(reading.start, end, reading.kind, number, power)
    if after is None:
        return counted
    counted = replace(counted, end=after.end(), kind=kind, unit=unit or (written if kind == "amount" else ""))
    if match["kanji"] and (written == "分" or (match["kanji"] == "一" and written in "人名回件つ")):
        return reading  # 十分 is "enough", and 一人 is no more a number than "someone"
    if kind == "number":
        return counted if match["kanji"] else replace(counted, end=end, kind=reading.kind)
    year = re.fullmatch(rf"{YEAR}|[{KANJI}]{{4}}", match["literal"] or match["kanji"] or "")
    if (year and written == "年") or (written == "日" and text.endswith("月", 0, reading.start)):
        return replace(counted, kind="number", unit="")  # not how long but when
    if written == "割":
        tenth = TENTH.match(text, counted.end)
        if tenth is None or isinstance(number, str):
            return replace(counted, power=power + 1)
        return replace(counted, number=number * 10 + _western(tenth[1], language), end=tenth.end())
    half = HALF.match(text, counted.end)
    if kind == "duration" and half and not isinstance(number, str):
        return replace(counted, number=number + Decimal("0.5"), end=half.end())
    return counted


def share_units(readings: list[Reading], text: str) -> list[Reading]:
    """Give both ends of a range its unit: "10 to 20 percent", "$10–20", "2–3 million"."""
    for i in reversed(range(len(readings) - 1)):
        first, second = readings[i : i + 2]
        link = LINK.fullmatch(text, first.end, second.start)
        if link is None or "date" in (first.kind, second.kind):
            continue
        before, written = text[max(0, first.start - 8) : first.start], text[first.start : first.end]
        if link[1] in ("and", "og") and not BETWEEN.search(before):
            continue
        if re.fullmatch(YEAR, written) and WHEN.search(before):
            continue  # "from 1% in 2014 to 2.5%"
        bare = first.kind in (None, "number")
        if isinstance(first.number, Decimal) and isinstance(second.number, Decimal):
            smaller = not first.power and first.number < second.number
            if smaller and (bare or first.unit == second.unit or second.kind == "number"):
                first = replace(first, power=second.power)
        if bare and second.kind not in (None, "number") and not second.prefixed:
            first = replace(first, kind=second.kind, unit=second.unit)
        elif first.prefixed and second.kind == "number" and link[1] is None:
            second = replace(second, kind=first.kind, unit=first.unit)
        readings[i : i + 2] = first, second
    return readings


def value_of(reading: Reading) -> str:
    """Return what a figure says in the form that all languages share."""
    number = reading.number
    if isinstance(number, Decimal):
        number = format(number.scaleb(reading.power), "f")
        number = number.rstrip("0").rstrip(".") if "." in number else number
    elif reading.power:
        number += f"e{reading.power}"
    if reading.kind == "amount":
        return f"{reading.unit} {number}"
    if reading.kind == "duration":
        return f"PT{number}{reading.unit[1]}" if reading.unit[0] == "T" else f"P{number}{reading.unit}"
    return f"{number}{reading.unit}"
