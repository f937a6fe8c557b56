import random
import unicodedata

import pytest
from stdnum import iban, luhn
from stdnum.jp import in_ as my_number
from stdnum.no import fodselsnummer, kontonr

from bot.web.observe.redact import (
    CARD,
    E_MAIL,
    FODSELSNUMMER,
    IBAN,
    KONTONUMMER,
    MY_NUMBER,
    PHONE,
    SSN,
    redact,
)
from tests.conftest import ROOT

SENTENCES = (
    "Jeg heter Kari og nummeret mitt er {}, kan dere sjekke skaden?",
    "Hei! {} gjelder det. Egenandelen var kr 4 000 i 2026.",
    "Skadenummer 7, {} (2026-11-21)",
    "私の番号は{}です。免責金額は5,000円ですか？",
    "{}に連絡してください。2026年11月21日まで。",
    "My number is {}. Is a claim of 1,200 dollars covered?",
    "please use {} from 1 January 2026",
    "{}",
)


def _fodselsnummer(draw: random.Random) -> str:
    while True:
        day, month = draw.randint(1, 28), draw.randint(1, 12)
        day += draw.choice((0, 0, 40))  # a D-number
        start = f"{day:02}{month:02}{draw.randint(50, 99)}{draw.randint(0, 499):03}"
        first = fodselsnummer.calc_check_digit1(start)
        second = fodselsnummer.calc_check_digit2(start + first)
        if len(first + second) == 2:
            return start + first + second


def _kontonummer(draw: random.Random) -> str:
    while True:
        number = f"{draw.randint(10**10, 10**11 - 1)}"
        if kontonr.is_valid(number):
            return number


def _my_number(draw: random.Random) -> str:
    start = f"{draw.randint(0, 10**11 - 1):011}"
    return start + my_number.calc_check_digit(start)


def _card(draw: random.Random) -> str:
    start = f"4{draw.randint(0, 10**14 - 1):014}"
    return start + luhn.calc_check_digit(start)


def _in_groups(number: str, sizes: tuple[int, ...], between: str) -> str:
    pieces, start = [], 0
    for size in sizes:
        pieces.append(number[start : start + size])
        start += size
    return between.join(pieces)


def _wide(text: str) -> str:
    return text.translate({ord(c): chr(ord(c) + 0xFEE0) for c in "0123456789-"})


def _identifiers(draw: random.Random, count: int):
    """Yield a kind, and an identifier in one of its notations."""
    for _ in range(count):
        kind = draw.choice(("fødselsnummer", "mistyped", "konto", "iban", "mynumber", "card", "ssn", "phone"))
        if kind in ("fødselsnummer", "mistyped"):
            number = _fodselsnummer(draw)
            if kind == "mistyped":
                number = number[:10] + str((int(number[10]) + draw.randint(1, 9)) % 10)
            sizes = draw.choice(((11,), (6, 5), (2, 2, 2, 5), (6, 3, 2)))
            between = draw.choice((" ", "-", "\u00a0", " - ", "\u202f"))
        elif kind == "konto":
            number, sizes, between = _kontonummer(draw), (4, 2, 5), draw.choice((".", " ", "\u00a0"))
        elif kind == "iban":
            account = _kontonummer(draw)
            number = "NO" + iban.calc_check_digits(f"NO00{account}") + account
            sizes, between = draw.choice((((15,), ""), ((4, 4, 4, 3), " "), ((4, 4, 4, 3), "-")))
        elif kind == "mynumber":
            number = _my_number(draw)
            sizes, between = draw.choice(((12,), (4, 4, 4))), draw.choice((" ", "-", "\u200b", "－"))
        elif kind == "card":
            number, sizes = _card(draw), draw.choice(((16,), (4, 4, 4, 4)))
            between = draw.choice((" ", "-", "\u00a0"))
        elif kind == "ssn":
            number = f"{draw.randint(1, 665):03}{draw.randint(1, 99):02}{draw.randint(1, 9999):04}"
            sizes, between = (3, 2, 4), draw.choice(("-", " ", "–"))
        else:
            number, sizes, between = draw.choice(
                (
                    (f"4{draw.randint(10**6, 10**7 - 1)}", (3, 2, 3), " "),
                    (f"9{draw.randint(0, 10**7 - 1):07}", (2, 2, 2, 2), " "),
                    (f"+479{draw.randint(0, 10**7 - 1):07}", (3, 3, 2, 3), " "),
                    (f"090{draw.randint(10**7, 10**8 - 1)}", (3, 4, 4), "-"),
                    (f"03{draw.randint(32 * 10**6, 6 * 10**7)}", (2, 4, 4), "-"),
                    (f"212{draw.randint(2, 9)}{draw.randint(10**5, 10**6 - 1)}", (3, 3, 4), "-"),
                    (f"020794{draw.randint(60000, 69999)}", (3, 4, 4), " "),
                    (f"+1212{draw.randint(2, 9)}{draw.randint(10**5, 10**6 - 1)}", (2, 3, 3, 4), "-"),
                )
            )
        written = _in_groups(number, sizes, between)
        yield kind, _wide(written) if kind != "iban" and draw.random() < 0.15 else written


def _alone(text: str) -> str:
    """Return the letters and digits of a text, in plain digits."""
    return "".join(c for c in unicodedata.normalize("NFKC", text) if c.isalnum())


def test_none_of_a_thousand_identifiers_is_left():
    draw = random.Random(6)
    left = []
    for kind, written in _identifiers(draw, 1_000):
        sentence = draw.choice(SENTENCES).format(written)
        redacted = _alone(redact(sentence))
        secret = _alone(written)
        # No half of it either: what stays must not tell most of the number.
        if any(secret[start : start + 5] in redacted for start in range(len(secret) - 4)):
            left.append((kind, sentence, redact(sentence)))
    assert not left


def test_what_stands_around_an_identifier_stays():
    assert redact("私の番号は6214 9832 0257です。") == f"私の番号は{MY_NUMBER}です。"
    assert redact("Mitt fnr 15108695088, kr 4 000") == f"Mitt fnr {FODSELSNUMMER}, kr 4 000"


@pytest.mark.parametrize(
    ("text", "redacted"),
    [
        ("15108695088", FODSELSNUMMER),
        ("151086 95077", FODSELSNUMMER),  # wrong check digits
        ("411190 12345", FODSELSNUMMER),  # a D-number's day
        ("15.10.1986 95088", FODSELSNUMMER),
        ("٠١٠١٩٠١٢٣٤٥", FODSELSNUMMER),
        ("1234.56.12345", KONTONUMMER),
        ("NO93 8601 1117 947 i dag", f"{IBAN} i dag"),
        ("gb82 west 1234 5698 7654 32", IBAN),
        ("4111 1111 1111 1111", CARD),
        ("３７８２－８２２４６３－１０００５", CARD),
        ("６２１４９８３２０２５７", MY_NUMBER),
        ("123-45-6789", SSN),
        ("口座番号は1234567です", "口座番号は[account number]です"),
        ("ring 412 34 567 nå", f"ring {PHONE} nå"),
        ("+44 7700 900123", PHONE),
        ("tlf. 22-33-44-55", f"tlf. {PHONE}"),
        ("電話は０９０－１２３４－５６７８です", f"電話は{PHONE}です"),
        ("call (415) 555-2671", f"call {PHONE}"),
        ("メールはtaro.yamada@example.jpです", f"メールは{E_MAIL}です"),
        ("bjørn.åsen@ærlig.no, ja", f"{E_MAIL}, ja"),
        ("太郎@例え.jp", E_MAIL),
        ("ｔａｒｏ＠example.com", E_MAIL),
        ("4 1 2 3 4 5 6 7 8", "[number]"),
        ("claim 123456789", "claim [number]"),
    ],
)
def test_each_kind_has_its_label(text, redacted):
    assert redact(text) == redacted


@pytest.mark.parametrize(
    "text",
    [
        "kr 12 345",
        "2026-11-21",
        "fra 1.1.2026 til 31.12.2026",
        "01.01.2026–31.12.2026",
        "90 FR 27074",
        "29 CFR 2590.715-2719",
        "42 U.S.C. 1395",
        "1,200 dollars",
        "1 200 000 kroner",
        "21 200 000 kroner",
        "kr 41 234 567",
        "10000000円まで",
        "3 278 − 2 900 = 378",
        "$22,800 − $22,024.80",
        "1 000–2 000 kr",
        "2024 2025 2026",
        "2025-2026",
        "20261121",
        "kl. 08:00-16:00",
        "138–400 percent",
    ],
)
def test_amounts_dates_and_laws_stay(text):
    assert redact(text) == text


def test_of_the_shipped_articles_only_public_phone_numbers_go():
    changed = set()
    for path in sorted((ROOT / "corpus").rglob("*.md")):
        text = path.read_text("utf-8")
        for line in text.splitlines():
            for number in ("1-866-444-3272", "1-800-985-3059"):
                line = line.replace(number, "")
            if redact(line) != line:
                changed.add(f"{path.name}: {redact(line)}")
    assert not changed


def test_text_of_any_kind_comes_through():
    assert redact("") == ""
    assert redact("\ud800 \x00 \u202e naïve") == "\ud800 \x00 \u202e naïve"
    assert redact("e\u0301 \u200b") == "e\u0301 \u200b"
