"""Addresses and numbers that name a person, taken out of text before it is logged.

A number is judged by how its digits are grouped and by its check digits. What is grouped as people write
such a number is taken out though its check digits be wrong: a mistyped fødselsnummer still tells who it is,
and from 2032 new ones follow other rules. Amounts, dates, years and references to laws stay.
"""

import re
import unicodedata
from collections.abc import Callable, Iterator
from datetime import date

from phonenumbers import Leniency, PhoneNumberMatcher
from stdnum import iban, luhn
from stdnum.jp import in_ as my_number
from stdnum.no import fodselsnummer, kontonr

E_MAIL, PHONE, IBAN, CARD = "[e-mail]", "[phone number]", "[IBAN]", "[card number]"
FODSELSNUMMER, KONTONUMMER, MY_NUMBER, SSN = "[fødselsnummer]", "[kontonummer]", "[My Number]", "[SSN]"
ACCOUNT, NUMBER = "[account number]", "[number]"

_Found = Iterator[tuple[int, int, str]]  # start, end, label
_Groups = tuple[str, ...]  # the digits of a number as they are written together

_REGIONS = ("NO", "JP", "US", "GB")
_LONGEST = 20_000  # characters; a question with its answer has a few thousand

_LATIN = r"A-Za-z0-9À-ɏ"
# First without the script around it: Japanese puts no space between an address and the words about it.
_LATIN_ADDRESS = re.compile(rf"[{_LATIN}.!#$%&'*+/=?^_`{{|}}~-]+@(?:[{_LATIN}-]+\.)+[{_LATIN}-]{{2,}}")
_ANY_ADDRESS = re.compile(r"[^\s@<>()\[\],;:\"「」（）、。]+@(?:[\w-]+\.)+[\w-]{2,}")

_BANK = re.compile(r"(?<![A-Z0-9])[A-Z]{2}\d{2}(?:[ -]?[A-Z0-9]){11,30}", re.IGNORECASE)
_ACCOUNT = re.compile(
    r"(?:口座(?:番号)?|普通(?:預金)?|当座(?:預金)?|account|acct|konto(?:nummer|nr)?)"
    r"(?:は|が|:|\.|#|\s|no\b|number|nummer|is|er)*(\d(?:[ -]?\d){5,})",
    re.IGNORECASE,
)
_DIGITS = re.compile(r"\d+")
_BETWEEN = re.compile(r"\s{1,2}|[.\-/·]\s?")  # what may stand between the groups of one number
# A fødselsnummer with spaces about its hyphens; between two amounts that is a minus.
_SPACED = re.compile(r"(?<!\d)\d\d(?:\s?-?\s?\d\d){2}\s?-\s?\d{3}\s?-?\s?\d\d(?!\d)")
_SPELLED = re.compile(r"(?<!\d)\d(?:[\s.\-]{1,2}\d){7,}(?!\d)")  # digit by digit
_FOREIGN = re.compile(r"\+\d(?:[\s().-]{0,3}\d){6,14}")
_TRUNK = re.compile(r"(?<![\d.,])\(?0\d{0,4}\)?(?:[\s.-]{1,2}\d{2,6}){1,4}(?!\d)")
_HYPHENS = dict.fromkeys("‐‑‒–—―−ー", "-")

_A_DATE = r"(?:(?:19|20)\d\d[./-]\d\d?[./-]\d\d?|\d\d?[./-]\d\d?[./-](?:19|20)\d\d)"
_DATES = re.compile(rf"{_A_DATE}(?:\D+\d{{1,2}}|\W+{_A_DATE})*")
_YEARS = re.compile(r"(?:19|20)\d\d(?:\D{1,3}(?:19|20)\d\d)*")
_AMOUNT = re.compile(r"[1-9]\d{0,2}(?:([ .])\d{3})(?:\1\d{3})*")
_FROM_TO = re.compile(r"(?=.*\d \d{3})[1-9]\d{0,2}(?: \d{3})*(?:\s?-\s?[1-9]\d{0,2}(?: \d{3})*)+")
_CURRENCY_BEFORE = re.compile(r"(?:[$€£¥]|\b(?:kr|nok|usd|jpy|eur|gbp)\.?)\s?$", re.IGNORECASE)
_CURRENCY_AFTER = re.compile(
    r"\s?(?:円|万|億|[$€£¥]|(?:kr|kroner|nok|usd|jpy|yen|eur|dollars?)\b)(?!\.?\s?\d)", re.IGNORECASE
)

_FODSELSNUMMER_GROUPS = {(11,), (6, 5), (2, 2, 2, 5), (6, 3, 2), (2, 2, 2, 3, 2), (2, 2, 4, 5)}
_KONTONUMMER, _ELEVEN = (4, 2, 5), {(11,), (6, 5), (4, 7)}
_MY_NUMBER_GROUPS = {(12,), (4, 4, 4), (3, 3, 3, 3), (6, 6), (2, 2, 2, 2, 2, 2)}
_CARD_GROUPS = {(4, 4, 4, 4), (4, 6, 5), (4, 6, 4), (4, 4, 4, 4, 3)}
_PHONE_GROUPS = {(3, 2, 3), (2, 2, 2, 2), (3, 3, 4)}  # also of ranges that are not given out yet
_MOST_GROUPS = 6
_SHORTEST_PHONE = 7  # digits; Norwegian ones of five are firms'
_UNBROKEN = 8  # digits; an amount as long as that is grouped, or has its currency beside it


def redact(text: str) -> str:
    """Return the text with each address and number replaced by a label such as ``[fødselsnummer]``.

    Of a very long text the rest is left out.
    """
    folded, places = _fold(text[:_LONGEST])
    found = sorted((span for find in _FINDERS for span in find(folded)), key=lambda span: span[0])
    pieces, end = list[str](), 0
    for start, stop, label in found:
        if start >= end:
            pieces += [text[_place(places, end) : places[start]], label]
        end = max(end, stop)
    return "".join([*pieces, text[_place(places, end) : _LONGEST]])


def _fold(text: str) -> tuple[str, list[int]]:
    """Return the text in plain width without what is invisible, and where each character stood."""
    folded, places = list[str](), list[int]()
    for place, character in enumerate(text):
        if not character.isascii():
            if unicodedata.category(character) in ("Cf", "Mn"):
                continue
            plain = unicodedata.normalize("NFKC", character)
            character = plain if len(plain) == 1 else character
            character = _HYPHENS.get(character, character)
        folded.append(character)
        places.append(place)
    return "".join(folded), places


def _place(places: list[int], end: int) -> int:
    return places[end - 1] + 1 if end else 0


def _addresses(text: str) -> _Found:
    for match in _LATIN_ADDRESS.finditer(text):
        yield *match.span(), E_MAIL
    for match in _ANY_ADDRESS.finditer(_LATIN_ADDRESS.sub(lambda m: " " * len(m[0]), text)):
        yield *match.span(), E_MAIL


def _banks(text: str) -> _Found:
    for match in _BANK.finditer(text):
        start, end = match.span()
        while end > start and not (text[end - 1].isalnum() and iban.is_valid(text[start:end])):
            end -= 1  # what follows the number may look like more of it
        if end > start:
            yield start, end, IBAN
    for match in _ACCOUNT.finditer(text):
        yield *match.span(1), ACCOUNT


def _checked(text: str) -> _Found:
    yield from _numbers(text, _by_check_digits)


def _unchecked(text: str) -> _Found:
    yield from _numbers(text, _by_grouping)
    for match in _SPACED.finditer(text):
        yield *match.span(), FODSELSNUMMER
    for match in _SPELLED.finditer(text):
        yield *match.span(), NUMBER


def _numbers(text: str, kind: Callable[[_Groups], str | None]) -> _Found:
    """Yield the longest runs of groups of digits that are of a kind."""
    runs = [match.span() for match in _DIGITS.finditer(text)]
    first = 0
    while first < len(runs):
        for last in range(_last(text, runs, first), first - 1, -1):
            start, end = runs[first][0], runs[last][1]
            groups = tuple(text[a:b] for a, b in runs[first : last + 1])
            label = kind(groups)
            if label == NUMBER and _has_currency(text, start, end):
                label = None
            if label and not _is_amount_or_date(text[start:end]):
                yield start, end, label
                first = last
                break
        first += 1


def _last(text: str, runs: list[tuple[int, int]], first: int) -> int:
    last = first
    while (
        last + 1 < min(len(runs), first + _MOST_GROUPS)
        and _BETWEEN.fullmatch(text, runs[last][1], runs[last + 1][0])
    ):  # fmt: skip
        last += 1
    return last


def _by_check_digits(groups: _Groups) -> str | None:
    digits, lengths = "".join(groups), tuple(map(len, groups))
    if fodselsnummer.is_valid(digits):
        return FODSELSNUMMER
    if lengths == _KONTONUMMER or (lengths in _ELEVEN and kontonr.is_valid(digits)):
        return KONTONUMMER
    if lengths in _MY_NUMBER_GROUPS and my_number.is_valid(digits):
        return MY_NUMBER
    if (lengths in _CARD_GROUPS or 13 <= lengths[0] <= 19) and luhn.is_valid(digits):
        return CARD
    return None


def _by_grouping(groups: _Groups) -> str | None:
    digits, lengths = "".join(groups), tuple(map(len, groups))
    if lengths in _FODSELSNUMMER_GROUPS and _is_birthday(digits):
        return FODSELSNUMMER
    if lengths == (4, 4, 4):
        return MY_NUMBER
    if lengths in _CARD_GROUPS:
        return CARD
    if lengths == (3, 2, 4):
        return SSN
    if lengths in _PHONE_GROUPS:
        return PHONE
    return NUMBER if len(lengths) == 1 and len(digits) >= _UNBROKEN else None


def _is_birthday(digits: str) -> bool:
    """Whether a number begins with a day and a month, as a D-number's or a synthetic one's too."""
    day, month = int(digits[:2]), int(digits[2:4])
    day -= 40 if day > 40 else 0
    month -= 80 if month > 80 else 40 if month > 40 else 0
    try:
        date(2000, month, day)
    except ValueError:
        return False
    return True


def _phones(text: str) -> _Found:
    for region in _REGIONS:
        for phone in PhoneNumberMatcher(text, region, leniency=Leniency.VALID):
            if (
                _count_digits(phone.raw_string) >= _SHORTEST_PHONE
                and not _is_amount_or_date(phone.raw_string)
                and not _has_currency(text, phone.start, phone.end)
            ):
                yield phone.start, phone.end, PHONE
    for match in _FOREIGN.finditer(text):
        yield *match.span(), PHONE
    for match in _TRUNK.finditer(text):
        if _count_digits(match[0]) > _UNBROKEN and not _DATES.match(match[0]):
            yield *match.span(), PHONE


def _is_amount_or_date(number: str) -> bool:
    return bool(
        _DATES.fullmatch(number)
        or _YEARS.fullmatch(number)
        or _is_compact_date(number)
        or (_AMOUNT.fullmatch(number) and not my_number.is_valid(number))
        or _FROM_TO.fullmatch(number)
    )


def _count_digits(text: str) -> int:
    return sum(map(str.isdigit, text))


def _has_currency(text: str, start: int, end: int) -> bool:
    return bool(_CURRENCY_BEFORE.search(text, max(0, start - 6), start) or _CURRENCY_AFTER.match(text, end))


def _is_compact_date(number: str) -> bool:
    try:
        return len(number) == 8 and number.isdigit() and 1900 <= date.fromisoformat(number).year < 2100
    except ValueError:
        return False


# Where two find something at the same place the first one's label stands.
_FINDERS = (_addresses, _banks, _checked, _unchecked, _phones)
