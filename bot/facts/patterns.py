"""How figures are written: numbers, dates, currencies and units in each language."""

import re
from decimal import Decimal
from functools import cache
from typing import Literal

Kind = Literal["number", "amount", "percent", "date", "duration"]

_END = r"(?![A-Za-zÀ-ɏ])"  # of a Latin word, which kana or kanji may follow
_START = r"(?<![A-Za-zÀ-ɏ])"
KANJI = "〇一二三四五六七八九"
POWERS = {"十": 1, "百": 2, "千": 3, "万": 4, "億": 8, "兆": 12}
ALL_KANJI = KANJI + "".join(POWERS)

# The capital tells a month from "may", "march" and "mar".
MONTHS = {"jan": 1, "feb": 2, "mar": 3, "apr": 4, "may": 5, "mai": 5, "jun": 6, "jul": 7, "aug": 8, "sep": 9,
           "oct": 10, "okt": 10, "nov": 11, "dec": 12, "des": 12}  # fmt: skip
_MONTH = (
    r"(?:[Jj]an(?:uary?)?|[Ff]eb(?:ruary?)?|Mar(?:ch)?|[Mm]ars|[Aa]pr(?:il)?|May|[Mm]ai|[Jj]un[ei]?|"
    r"[Jj]ul[iy]?|[Aa]ug(?:ust)?|[Ss]ept?(?:ember)?|[Oo][ck]t(?:ober)?|[Nn]ov(?:ember)?|[Dd]e[cs](?:ember)?)"
    rf"{_END}(?:\.(?= \d))?"
)
_MONTH_ALONE = (
    r"(?:[Jj]anuary?|[Ff]ebruary?|[Aa]pril|[Jj]un[ei]|[Jj]ul[iy]|[Aa]ugust|[Ss]eptember|[Oo][ck]tober|"
    rf"[Nn]ovember|[Dd]e[cs]ember|mars|mai|(?:(?<=\b[Ii]n )|(?<=\b[Bb]y ))(?:March|May)){_END}"
)
_DAY, _MM, YEAR = r"(?:3[01]|[12]\d|0?[1-9])", r"(?:1[0-2]|0?[1-9])", r"(?:1[6-9]|20)\d\d"
ERAS = {"令和": 2018, "平成": 1988, "昭和": 1925, "大正": 1911, "明治": 1867}
_ERA = rf"(?:{'|'.join(ERAS)}) ?(?:元|\d{{1,2}}|[{KANJI}十]{{1,3}})"
_DATES = (
    rf"(?=\d)(?:(?P<d1>{_DAY})(?:st|nd|rd|th|\.)? ?(?:of )?(?P<m1>{_MONTH})(?:,? (?P<y1>{YEAR})(?!\d))?"
    rf"|(?P<y2>\d{{4}})(?P<dash>[-/.])(?P<m2>{_MM})(?P=dash)(?P<d2>{_DAY})(?!\d)"
    rf"|(?P<d3>{_DAY})\.(?P<m3>{_MM})\.(?P<y3>\d{{4}})(?!\d))"
    rf"|{_START}(?=[JFMASONDjfmasond])(?:(?P<m4>{_MONTH})(?: (?P<d4>{_DAY})(?:st|nd|rd|th)?(?!\d|[.,:]\d| ?%)"
    rf"(?:,? (?P<y4>{YEAR})(?!\d))?|,? (?P<y5>{YEAR})(?!\d))|(?P<m5>{_MONTH_ALONE}))"
)
_JAPANESE_DATES = (
    rf"(?=[\d令平昭大明{KANJI}十])(?:(?:(?P<y6>\d{{4}}|[{KANJI}]{{4}}|{_ERA})年 ?)?"
    rf"(?P<m6>{_MM}|十[一二]?|[{KANJI}]) ?月(?![曜間額給])(?: ?(?P<d6>{_DAY}|[{KANJI}十]{{1,3}}) ?日)?"
    rf"|(?P<y7>{_ERA})年)"
)

# Grouped in thousands, in a way that is clear from the shape alone.
CLEAR = (
    r"[1-9]\d{0,2}(?:(?:\.\d{3})+,\d+|(?:,\d{3})+\.\d+|(?:(?:\.\d{3}){2,}|(?:,\d{3}){2,})(?!\d)"
    r"|(?:[ ']\d{3})+(?!\d)(?:[.,]\d+)?)"
)
_WESTERN = rf"(?:{CLEAR}|[1-9]\d{{0,2}},\d{{3}}(?!\d)(?:\.\d+)?|\d+(?:\.\d+)?)"
_LITERALS = {
    "nb": rf"(?:{CLEAR}|[1-9]\d{{0,2}}\.\d{{3}}(?!\d)|\d+(?:[.,]\d+)?)",
    "ja": rf"{_WESTERN}(?:[百千万億兆]{{1,2}}{_WESTERN})*[百千万億兆]{{0,2}}".replace("[ ']", "[']"),
}
PART = re.compile(rf"[\d.,']+|[{ALL_KANJI}半]")
# 数百円 are some hundred yen, and 二三日 two or three days.
KANJI_NUMBER = (
    rf"(?<![数何幾前後上下{KANJI}])(?![{KANJI[1:]}]{{2,3}}(?![{ALL_KANJI}]))[{KANJI}十百千][{ALL_KANJI}]*"
    r"|半(?=[年日])"
)
_WORDS = {
    "en": """one:1 two:2 three:3 four:4 five:5 six:6 seven:7 eight:8 nine:9 ten:10 eleven:11 twelve:12
        thirteen:13 fourteen:14 fifteen:15 sixteen:16 seventeen:17 eighteen:18 nineteen:19 twenty:20 thirty:30
        forty:40 fifty:50 sixty:60 seventy:70 eighty:80 ninety:90 hundred:100 thousand:1000 million:1000000
        half_an:0.5 half_a:0.5 a_half:0.5 half:0.5""",
    "nb": """ett:1 én:1 to:2 tre:3 fire:4 fem:5 seks:6 sju:7 syv:7 åtte:8 ni:9 ti:10 elleve:11 tolv:12
        tretten:13 fjorten:14 femten:15 seksten:16 sytten:17 atten:18 nitten:19 tjue:20 tyve:20 tretti:30
        tredve:30 førti:40 femti:50 seksti:60 sytti:70 åtti:80 nitti:90 hundre:100 tusen:1000 million:1000000
        halvannen:1.5 halvannet:1.5 et_halvt:0.5 en_halv:0.5 halvt:0.5 halv:0.5 en:1""",
}
VAGUE = re.compile(r"(?:several|few|many|some|flere|noen|mange|par) $", re.I)
SCALES = {"hundred": 2, "hundre": 2, "thousand": 3, "tusen": 3, "million": 6, "millioner": 6, "mill": 6,
           "mio": 6, "milliard": 9, "milliarder": 9, "mrd": 9, "billion": 9, "billioner": 12, "trillion": 12,
           "k": 3, "m": 6, "mn": 6, "bn": 9, "b": 9}  # fmt: skip
SCALE = re.compile(
    r"[\s-]?(hundred?|thousand|tusen|milli(?:on|ard)(?:er)?|billion(?:er)?|trillion|mio|mill|mrd)"
    rf"{_END}(?:(?<=mill)\.|(?<=mrd)\.)?",
    re.I,
)
SHORT_SCALE = re.compile(rf"(k|mn?|bn?){_END}", re.I)  # $150k

_CODES = "USD|NOK|EUR|JPY|GBP|SEK|DKK|CHF|CAD|AUD"
SIGNS = {"US$": "USD", "CA$": "CAD", "C$": "CAD", "A$": "AUD", "$": "USD", "€": "EUR", "£": "GBP",
          "¥": "JPY", "KR": "NOK", "KRONER": "NOK"}  # fmt: skip
_CURRENCY = rf"(?:{_START}(?:{_CODES}|US\$|CA?\$|A\$|(?i:kroner|kr\.?))|[$€£¥])\s?"
# What may follow a number, in the order of trial; "~" ends a word.
UNITS: tuple[tuple[Kind, str, str], ...] = (
    ("percent", "pp", r"(?:%|per ?cent(?:age)?)[ -]points?|prosentpoeng(?:et|ene)?|(?:%|パーセント)ポイント"),
    ("percent", "", r"%|パーセント|(?:per ?cent|pct|prosent(?:ene?|s)?|pst)~|割(?![合りる])"),
    ("duration", "TS", r"(?:seconds?|sekund(?:er)?)~|秒間?"),
    ("duration", "TM", r"(?:min(?:ute)?s?|minutt(?:ene|er(?:s\w*)?)?)~|分間?(?![割のか類])"),
    ("duration", "TH", r"(?:hours?|hrs?|timer(?:s\w*)?|timene?)~|時間"),
    ("duration", "BD", r"(?:(?:business|working)[ -]days?|(?:virke|arbeids)dag(?:ene|er(?:s\w*)?)?)~|営業日"),
    ("duration", "D", r"(?:days?|(?:kalender)?dag(?:ene?|er(?:s\w*)?)?|døgn)~|日間?(?!本)"),
    ("duration", "W", r"(?:weeks?|uk(?:ene?|er(?:s\w*)?|a|e))~|週間?"),
    ("duration", "M", r"(?:months?|mnd|(?:kalender)?måned(?:ene?|er(?:s\w*)?|s\w*)?)~|[かカヵケヶ箇個]月間?"),
    ("duration", "Y", r"(?:years?|år(?:s\w*|et|ig\w*|ing\w*)?|(?<!-)årene)~|年間?|[歳才]"),
    ("amount", "", rf"(?-i:{_CODES})~"),
    ("amount", "SEK", r"(?:svenske kroner|Swedish krono[rn])~"),
    ("amount", "DKK", r"(?:danske kroner|Danish kroner?)~"),
    ("amount", "USD", r"(?:(?:US |amerikanske )?dollar(?:s|en|ene)?)~|(?:US)?\$(?!\d)|米?ドル"),
    ("amount", "NOK", r"(?:(?:norske |Norwegian )?kron(?:ers?|ene?|e)|kr(?!\.?\s?\d))~|,-(?!\d)|クローネ"),
    ("amount", "EUR", r"euros?~|€(?!\d)|ユーロ"),
    ("amount", "JPY", r"yen~|¥(?!\d)|円"),
    ("amount", "GBP", r"(?:pounds?|pund)~|£(?!\d)|ポンド"),
    ("number", "", r"[人名回倍件つ条項号章]"),  # what numerals in kanji count besides
)
TENTH = re.compile(rf"([\d{KANJI}])分(?!の)")
HALF = re.compile(r"半(?![年期額分数])")
LINK = re.compile(r"\s?[-–—−~〜]\s?|から|ないし|または|又は|-? (to|til|or|eller|and|og) ")
BETWEEN = re.compile(r"(?:between|mellom) $", re.I)
WHEN = re.compile(r"\b(?:in|i|since|siden|year|året) $", re.I)


@cache
def scanner(language: str) -> re.Pattern[str]:
    """Return the pattern of a figure without what follows it; its groups say of which sort it is."""
    return re.compile(
        # Most places are soon done with: nothing starts inside a Latin word, with hiragana or with a space.
        rf"(?=[^A-Za-zÀ-ɏぁ-ゖ\s]|{_START}[A-Za-zÀ-ɏ])(?:"
        rf"(?P<skip>\[\d{{1,3}}(?:\s?[,–-]\s?\d{{1,3}})*\])"
        rf"|(?P<date>{_DATES}{'|' + _JAPANESE_DATES if language == 'ja' else ''})"
        rf"|(?P<odd>(?:\d+ )?\d+/\d+(?:/\d+)?|\d+(?:-\d+){{2,}}|\d{{1,2}}:\d\d(?!\d))"
        rf"|(?P<parts>\d+|[{KANJI}])分の(?P<part>\d+|[{KANJI}])"
        rf"|(?=[\d$€£¥▲−–UNEJGSDCAkKmマ-])"
        rf"(?P<minus>(?<![\n0-9A-Za-zÀ-ɏァ-ヿ一-鿿)\]%])[-−–▲]|minus |マイナス)?"
        rf"(?:(?P<currency>{_CURRENCY})(?P<less>[-−–])?)?(?P<literal>{_LITERALS.get(language, _WESTERN)})"
        rf"|(?P<words>{_any_number_word(language)})"
        rf"|(?P<kanji>{KANJI_NUMBER if language == 'ja' else '(?!)'}))"
    )


def _any_number_word(language: str) -> str:
    if language == "ja":
        return "(?!)"
    # "femtimers" is fem timer, not femti; "millioner" is left to SCALE.
    word = "|".join(number_words(language)).replace("million", f"million{_END}")
    word = re.sub(r"ti(?=\||$)", "ti(?!m)", word)
    return rf"{_START}(?i:(?:{word})(?:[ -](?:and |og )?(?:{word}){_END}|(?:og)?(?:{word})){{0,5}})"


@cache
def number_words(language: str) -> dict[str, Decimal]:
    """Return the value of each number word, longest first."""
    pairs = (pair.split(":") for pair in _WORDS.get(language, _WORDS["en"]).split())
    values = {word.replace("_", " "): Decimal(value) for word, value in pairs}
    return {word: values[word] for word in sorted(values, key=len, reverse=True)}


@cache
def after_number(language: str) -> re.Pattern[str]:
    """Return the pattern of what may follow a number: its group is the place of the unit in ``UNITS``."""
    # "one time" is no hour in English.
    units = [p + ("|time~" if (u, language) == ("TH", "nb") else "") for _, u, p in UNITS]
    between = r"[\s-]?(?:(?:calendar|consecutive|full|more|hele|sammenhengende)\s)?"
    return re.compile(f"{between}(?:({')|('.join(units)}))".replace("~", _END), re.I)
