import re
import time
import unicodedata
from decimal import Decimal

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from bot.facts import contradicts, fact_agreement, facts, negated

LANGUAGES = ["en", "nb", "ja", "de", ""]
KINDS = {"n": "number", "a": "amount", "p": "percent", "d": "date", "t": "duration"}


def read(text: str, language: str) -> list[str]:
    """The facts as short strings: "a:NOK 4000"."""
    short = {kind: letter for letter, kind in KINDS.items()}
    return [f"{short[fact.kind]}:{fact.value}" for fact in facts(text, language)]


def check(text: str, language: str, expected: str) -> None:
    assert read(text, language) == ([part.strip() for part in expected.split(";")] if expected else [])


# --- numbers -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("4,000 members", "en", "n:4000"),
        ("4,000.50 points", "en", "n:4000.5"),
        ("1,234,567 policies", "en", "n:1234567"),
        ("4\u00a0000 members", "en", "n:4000"),
        ("4'000 or 4’000 members", "en", "n:4000; n:4000"),
        ("levels 1,2 and 3", "en", "n:1; n:2; n:3"),
        ("3.0 visits are 3 visits", "en", "n:3; n:3"),
        ("2.5 million members", "en", "n:2500000"),
        ("2 hundred thousand members", "en", "n:200000"),
        ("3 billion", "en", "n:3000000000"),
        ("4 000 medlemmer", "nb", "n:4000"),
        ("4\u202f000 medlemmer", "nb", "n:4000"),
        ("4.000 medlemmer", "nb", "n:4000"),
        ("4 000,50 og 4.000,50 og 4,5", "nb", "n:4000.5; n:4000.5; n:4.5"),
        ("3.5 og 0.500", "nb", "n:3.5; n:0.5"),
        ("1,000,000 og 1,000.50", "nb", "n:1000000; n:1000.5"),
        ("2,5 millioner medlemmer, 3 mrd., 4 mill. skader", "nb", "n:2500000; n:3000000000; n:4000000"),
        ("2 billioner", "nb", "n:2000000000000"),
        ("I 2024 500 skader", "nb", "n:2024; n:500"),
        ("4,000人、4000人、４，０００人", "ja", "n:4000; n:4000; n:4000"),
        ("2万人、1億2,000万人、3千万件、1.5億人", "ja", "n:20000; n:120000000; n:30000000; n:150000000"),
        ("2万5千人と5千人", "ja", "n:25000; n:5000"),
        ("二人、三十五件、四回、二倍、二つ", "ja", "n:2; n:35; n:4; n:2; n:2"),
        ("一人、一つ、一部、一般、一定の額、第三者、千葉、万一、十分な補償", "ja", ""),
        ("数百人、数千万円、何十年、数か月", "ja", ""),
        ("第三十二条と第5条", "ja", "n:32; n:5"),
        ("3分の1、三分の二", "ja", "n:1/3; n:2/3"),
        ("2024年、2024年度、二〇二四年、令和6年、令和六年度", "ja", "n:2024; n:2024; n:2024; n:2024; n:2024"),
        ("翌月1日から", "ja", "n:1"),
        ("1.234,5 und 1,234.5", "de", "n:1234.5; n:1234.5"),
        ("1.234.567 und 1,234,567", "de", "n:1234567; n:1234567"),
        ("the 1st, 2nd and 21st", "en", "n:1; n:2; n:21"),
        ("Section 125, § 9-3, No. 5", "en", "n:125; n:9; n:3; n:5"),
        ("1/3 of 3/4; 24/7; 3/4/2026", "en", "n:1/3; n:3/4; n:24/7; n:3/4/2026"),
        ("at 10:30 or 17:05", "en", "n:10:30; n:17:05"),
        ("call 1-866-444-3272", "en", "n:1-866-444-3272"),
        ("401(k), COVID-19, HMO2, Form 1095-A", "en", "n:401; n:19; n:2; n:1095"),
        ("see [1], [2, 3] and [4–6]", "en", ""),
        ("see ［１］ and 【2】", "ja", "n:2"),
        ("two visits and three doctors", "en", ""),
        ("to besøk og tre leger", "nb", ""),
        ("−5 and -5 and minus 5", "en", "n:-5; n:-5; n:-5"),
        ("マイナス5と▲5", "ja", "n:-5; n:-5"),
        ("5-6, 10 –20, A-5", "en", "n:5; n:6; n:10; n:20; n:5"),
        ("members:\n-20 adults\n- 30 children", "en", "n:20; n:30"),
        ("4,000¹ members on 100 m²", "en", "n:4000; n:100"),
        ("2½ and ½", "en", "n:2 1/2; n:1/2"),
        ("٤٢ members", "en", "n:42"),
        ("①免責 ㈡", "ja", "n:1"),
    ],
)
def test_numbers(text, language, expected):
    check(text, language, expected)


# --- amounts -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("$4,000; 4,000 dollars; USD 4,000; US$4,000; 4,000 USD; 4,000 US dollars", "en", "a:USD 4000"),
        ("a 4,000-dollar deductible; $ 4,000; $4,000.00; $4 thousand; $4k", "en", "a:USD 4000"),
        ("NOK 4,000; 4,000 kroner; kr 4,000; 4,000 Norwegian kroner", "en", "a:NOK 4000"),
        ("€4,000; EUR 4,000; 4,000 euros; 4,000 EUR", "en", "a:EUR 4000"),
        ("¥4,000; 4,000 yen; JPY 4,000", "en", "a:JPY 4000"),
        ("$2.5 million; US$2.5m; 2.5 million dollars; $2,500,000", "en", "a:USD 2500000"),
        ("£300; 300 pounds; GBP 300", "en", "a:GBP 300"),
        ("C$300; CA$300; 300 CAD; $300 CAD", "en", "a:CAD 300"),
        ("fifty dollars; $50", "en", "a:USD 50"),
        ("one hundred and fifty thousand dollars; $150,000", "en", "a:USD 150000"),
        ("−$300; $-300; -$300", "en", "a:USD -300"),
        (
            "4 000 kroner; kr 4 000; kr. 4.000; NOK 4 000; 4 000 kr; 4000,-; 4 000 norske kroner",
            "nb",
            "a:NOK 4000",
        ),
        ("4 000 dollar; 4 000 amerikanske dollar; $4 000; USD 4 000; 4 000 dollarene", "nb", "a:USD 4000"),
        ("kr 2,5 mill.; 2,5 millioner kroner; 2 500 000 kr", "nb", "a:NOK 2500000"),
        ("to millioner kroner; 2 mill. kr; kr 2 000 000", "nb", "a:NOK 2000000"),
        ("fem hundre kroner; femhundre kroner; 500 kroner", "nb", "a:NOK 500"),
        ("4 000 svenske kroner; 4 000 SEK; SEK 4 000", "nb", "a:SEK 4000"),
        ("4 000 euro; € 4 000", "nb", "a:EUR 4000"),
        ("2万5千円、25,000円、２５０００円、¥25,000、￥25,000、2.5万円、二万五千円", "ja", "a:JPY 25000"),
        ("1億2,000万円、120,000,000円", "ja", "a:JPY 120000000"),
        ("1万2,000ドル、12,000米ドル、12000ﾄﾞﾙ、$12,000", "ja", "a:USD 12000"),
        ("3万ユーロ、€30,000", "ja", "a:EUR 30000"),
        ("百円、100円", "ja", "a:JPY 100"),
    ],
)
def test_amounts(text, language, expected):
    found = read(text, language)
    assert set(found) == {expected}
    assert len(found) == len(re.findall("[;、]", text)) + 1


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("$400 × 12 = $4,800", "en", "a:USD 400; n:12; a:USD 4800"),
        ("several thousand dollars, millions of dollars, a few hundred dollars", "en", ""),
        ("flere tusen kroner, millioner av kroner, noen hundre kroner", "nb", ""),
        ("tusen kroner, nok er nok", "nb", "a:NOK 1000"),
        ("nivå 2 kr 500", "nb", "n:2; a:NOK 500"),
        ("30 sek og 30 SEK", "nb", "n:30; a:SEK 30"),
    ],
)
def test_amounts_in_context(text, language, expected):
    check(text, language, expected)


# --- percent -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("20%, 20 %, 20 percent, 20 per cent, twenty percent, 20-percent, 20 pct", "en", "p:20"),
        ("20%, 20 %, 20 prosent, tjue prosent, 20 pst., 20 prosents, 20 prosentene, 20\u00a0%", "nb", "p:20"),
        ("20%、20％、２０％、20パーセント、2割、二割、20ﾊﾟｰｾﾝﾄ、2割引", "ja", "p:20"),
        ("2割5分、25%、二割五分", "ja", "p:25"),
        ("20 percentage points, 20 percent points", "en", "p:20pp"),
        ("20 prosentpoeng, 20 prosentpoengene", "nb", "p:20pp"),
        ("20%ポイント、20パーセントポイント", "ja", "p:20pp"),
    ],
)
def test_percent(text, language, expected):
    assert set(read(text, language)) == {expected}


# --- dates -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("1 January 2026", "en", "2026-01-01"),
        ("January 1, 2026", "en", "2026-01-01"),
        ("January 1st 2026", "en", "2026-01-01"),
        ("the 1st of January, 2026", "en", "2026-01-01"),
        ("Jan. 1, 2026", "en", "2026-01-01"),
        ("2026-01-01", "en", "2026-01-01"),
        ("Jan. 1", "en", "--01-01"),
        ("Sept 30", "en", "--09-30"),
        ("31 December", "en", "--12-31"),
        ("January 2026", "en", "2026-01"),
        ("in May", "en", "--05"),
        ("in January", "en", "--01"),
        ("1. januar 2026", "nb", "2026-01-01"),
        ("den 1.januar 2026", "nb", "2026-01-01"),
        ("01.01.2026", "nb", "2026-01-01"),
        ("1.1.2026", "nb", "2026-01-01"),
        ("1. jan. 2026", "nb", "2026-01-01"),
        ("31. des.", "nb", "--12-31"),
        ("17. mai", "nb", "--05-17"),
        ("oktober 2026", "nb", "2026-10"),
        ("i oktober", "nb", "--10"),
        ("2026年1月1日", "ja", "2026-01-01"),
        ("２０２６年１月１日", "ja", "2026-01-01"),
        ("二〇二六年一月一日", "ja", "2026-01-01"),
        ("2026/1/1", "ja", "2026-01-01"),
        ("令和8年1月1日", "ja", "2026-01-01"),
        ("令和八年一月一日", "ja", "2026-01-01"),
        ("令和元年5月1日", "ja", "2019-05-01"),
        ("平成31年4月30日", "ja", "2019-04-30"),
        ("2026年1月", "ja", "2026-01"),
        ("1月1日", "ja", "--01-01"),
        ("十二月三十一日", "ja", "--12-31"),
        ("4月", "ja", "--04"),
    ],
)
def test_dates(text, language, expected):
    check(text, language, f"d:{expected}")


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("the Act of 1974, from 2024", "en", "n:1974; n:2024"),
        ("you may 5 times march 3 miles", "en", "n:5; n:3"),
        ("May 1,200 members join?", "en", "n:1200"),
        ("2026-13-45", "en", "n:2026-13-45"),
        ("loven fra 1974", "nb", "n:1974"),
        ("毎月1回、12か月、月額3,000円", "ja", "n:1; t:P12M; a:JPY 3000"),
        ("第3月曜日", "ja", "n:3"),
        ("2024年4月から2025年3月まで", "ja", "d:2024-04; d:2025-03"),
    ],
)
def test_what_is_no_date(text, language, expected):
    check(text, language, expected)


# --- durations ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("30 days, 30-day, thirty days, 30 calendar days, 30 consecutive days, 30\u00a0days", "en", "P30D"),
        ("12 months, twelve months, 12-month, 12 full months", "en", "P12M"),
        ("2 weeks, two weeks, two-week", "en", "P2W"),
        ("1 year, one year, 1-year-old", "en", "P1Y"),
        ("2.5 years, two and a half years", "en", "P2.5Y"),
        ("0.5 hours, half an hour", "en", "PT0.5H"),
        ("24 hours, twenty-four hours, 24 hrs", "en", "PT24H"),
        ("30 minutes, 30 min, 30 mins, thirty minutes", "en", "PT30M"),
        ("5 business days, five working days", "en", "P5BD"),
        ("120 days, one hundred and twenty days", "en", "P120D"),
        (
            "30 dager, tretti dager, 30-dagers, 30 dagers, 30-dagersfrist, 30 kalenderdager, 30 døgn",
            "nb",
            "P30D",
        ),
        ("12 måneder, tolv måneder, 12 mnd, 12 måneders, 12-månedersperiode", "nb", "P12M"),
        ("2 uker, to uker, to ukers", "nb", "P2W"),
        ("1 år, ett år, 1-årig", "nb", "P1Y"),
        ("3 år, tre år, treårig, tre års, 3-årsperiode, tre årene", "nb", "P3Y"),
        ("2,5 år, to og et halvt år", "nb", "P2.5Y"),
        ("22 dager, tjueto dager", "nb", "P22D"),
        ("24 timer, 24-timers, tjuefire timer", "nb", "PT24H"),
        ("1 time, én time", "nb", "PT1H"),
        ("5 timer, fem timer", "nb", "PT5H"),
        ("30 minutter, 30 min, tretti minutter", "nb", "PT30M"),
        ("fem virkedager, 5 arbeidsdager", "nb", "P5BD"),
        ("30日、30日間、３０日、三十日、三〇日、30日以内", "ja", "P30D"),
        ("20日、二十日", "ja", "P20D"),
        ("12か月、12ヶ月、12カ月、12ヵ月、12ｶ月、12箇月、十二か月、12か月間", "ja", "P12M"),
        ("1年、1年間、一年、１年間、1歳", "ja", "P1Y"),
        ("1年半、1.5年", "ja", "P1.5Y"),
        ("半年、0.5年", "ja", "P0.5Y"),
        ("24時間、二十四時間", "ja", "PT24H"),
        ("30分、30分間", "ja", "PT30M"),
        ("2週間、二週間", "ja", "P2W"),
        ("5営業日", "ja", "P5BD"),
    ],
)
def test_durations(text, language, expected):
    found = read(text, language)
    assert set(found) == {f"t:{expected}"}
    assert len(found) == len(re.findall(", |、", text)) + 1


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("a year, an hour, a day, each month", "en", ""),
        ("a one-time fee, three times", "en", ""),
        ("two, three days", "en", "t:P3D"),
        ("en måned, et år, en dag, en uke, hver måned", "nb", ""),
        ("til dager, tom uke", "nb", ""),
        ("1860-årene", "nb", "n:1860"),
        ("二三日、十分、数日、一部", "ja", ""),
        ("五〇年、三〇日", "ja", "t:P50Y; t:P30D"),
        ("2024年間", "ja", "t:P2024Y"),
        ("3年6か月", "ja", "t:P3Y; t:P6M"),
        ("1日1回", "ja", "t:P1D; n:1"),
    ],
)
def test_what_is_no_duration(text, language, expected):
    check(text, language, expected)


# --- ranges ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("10–20 %", "en", "p:10; p:20"),
        ("10-20%", "en", "p:10; p:20"),
        ("10 to 20 percent", "en", "p:10; p:20"),
        ("30 or 60 days", "en", "t:P30D; t:P60D"),
        ("a 30- to 60-day period", "en", "t:P30D; t:P60D"),
        ("between 30 and 60 days", "en", "t:P30D; t:P60D"),
        ("level 30 and 60 days", "en", "n:30; t:P60D"),
        ("three to six months", "en", "t:P3M; t:P6M"),
        ("$10–20", "en", "a:USD 10; a:USD 20"),
        ("$2–3 million", "en", "a:USD 2000000; a:USD 3000000"),
        ("2 to 3 million dollars", "en", "a:USD 2000000; a:USD 3000000"),
        ("400 to 1 million", "en", "n:400; n:1000000"),
        ("from 1% in 2014 to 2.5%", "en", "p:1; n:2014; p:2.5"),
        ("2000 to 3000 dollars", "en", "a:USD 2000; a:USD 3000"),
        ("10 til 20 prosent", "nb", "p:10; p:20"),
        ("10–20 prosent", "nb", "p:10; p:20"),
        ("mellom 10 og 20 prosent", "nb", "p:10; p:20"),
        ("tre til seks måneder", "nb", "t:P3M; t:P6M"),
        ("1–2 millioner kroner", "nb", "a:NOK 1000000; a:NOK 2000000"),
        ("kr 500–1 000", "nb", "a:NOK 500; a:NOK 1000"),
        ("10～20％", "ja", "p:10; p:20"),
        ("10〜20%", "ja", "p:10; p:20"),
        ("3～5割", "ja", "p:30; p:50"),
        ("3〜6か月", "ja", "t:P3M; t:P6M"),
        ("30日から60日", "ja", "t:P30D; t:P60D"),
        ("10〜20万円", "ja", "a:JPY 100000; a:JPY 200000"),
        ("5,000円〜1万円", "ja", "a:JPY 5000; a:JPY 10000"),
        ("5,000〜1万円", "ja", "a:JPY 5000; a:JPY 10000"),
        ("3人～199人", "ja", "n:3; n:199"),
    ],
)
def test_both_ends_of_a_range_take_the_unit(text, language, expected):
    check(text, language, expected)


# --- the same in three languages ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("english", "norwegian", "japanese"),
    [
        (
            "The deductible is $4,000 and the coinsurance 20% from 1 January 2026.",
            "Egenandelen er 4 000 dollar og prosentandelen 20 prosent fra 1. januar 2026.",
            "免責金額は4,000ドル、定率自己負担は2026年1月1日から20％です。",
        ),
        (
            "You have thirty days to appeal and wait twelve months for $2.5 million.",
            "Du har tretti dager på å klage og venter tolv måneder på 2,5 millioner dollar.",
            "不服申し立ての期限は30日で、250万ドルまで十二か月待ちます。",
        ),
        (
            "In 2024 the fee was NOK 1,250 for 90 minutes.",
            "I 2024 var avgiften 1 250 kroner for 90 minutter.",
            "2024年の手数料は90分で1,250クローネでした。",
        ),
    ],
)
def test_translations_hold_the_same_facts(english, norwegian, japanese):
    texts = {"en": english, "nb": norwegian, "ja": japanese}
    assert len({tuple(sorted(read(text, language))) for language, text in texts.items()}) == 1


def test_facts_come_in_order_as_they_are_written():
    found = facts("プランは ４，０００ドル、令和８年１月１日から2割です。", "ja")
    assert [fact.text for fact in found] == ["４，０００ドル", "令和８年１月１日", "2割"]
    assert [fact.value for fact in found] == ["USD 4000", "2026-01-01", "20"]
    assert [f.text for f in facts("12 ma\u030aneder", "nb")] == ["12 ma\u030aneder"]


# --- properties --------------------------------------------------------------------------------------


def grouped(number: int, mark: str) -> str:
    return f"{number:,}".replace(",", mark)


def in_kanji(number: int) -> str:
    """Write a number below 10^16 as 1億2000万3."""
    parts = []
    for power, name in [(12, "兆"), (8, "億"), (4, "万"), (0, "")]:
        digits, number = divmod(number, 10**power)
        if digits:
            parts.append(f"{digits}{name}")
    return "".join(parts) or "0"


def full_width(text: str) -> str:
    return "".join(chr(ord(char) + 0xFEE0) if "!" <= char <= "~" else char for char in text)


@given(st.integers(0, 10**15))
def test_an_integer_is_read_however_it_is_written(number):
    written = {
        "en": [str(number), grouped(number, ","), grouped(number, "\u00a0"), f"{number:,}.0"],
        "nb": [
            str(number),
            grouped(number, " "),
            grouped(number, "\u202f"),
            grouped(number, "."),
            f"{number},0",
        ],
        "ja": [str(number), grouped(number, ","), in_kanji(number), full_width(grouped(number, ","))],
    }
    for language, forms in written.items():
        for form in forms:
            assert read(form, language) == [f"n:{number}"], form


@given(st.decimals(0, 10**9, places=2))
def test_amounts_are_read_in_every_language(amount):
    value = format(amount.normalize() if amount else Decimal(0), "f")
    english = f"{amount:,.2f}"
    norwegian = english.replace(",", " ").replace(".", ",")
    assert read(f"It pays ${english}.", "en") == [f"a:USD {value}"]
    assert read(f"It pays {english} dollars.", "en") == [f"a:USD {value}"]
    assert read(f"Den betaler {norwegian} dollar.", "nb") == [f"a:USD {value}"]
    assert read(f"Den betaler kr {norwegian}.", "nb") == [f"a:NOK {value}"]
    assert read(f"{english}ドルを払います。", "ja") == [f"a:USD {value}"]


@given(st.text(alphabet="0123456789.,%$ -/()abc", max_size=30))
def test_full_width_is_half_width(text):
    for language in LANGUAGES:
        assert read(full_width(text), language) == read(text, language)


SENTENCES = [
    ("The deductible is $4,000, or 20% of 12,500.75, within 30 days of January 15, 2026.", "en"),
    (
        "Plans cost 10–20 percent more after 12 months, two weeks or 2.5 million dollars; see 3/4 and 10:30.",
        "en",
    ),
    ("Egenandelen er 4 000 kroner, eller 20 % av 12.500,75, innen 30 dager fra 15. januar 2026.", "nb"),
    ("Prisen er kr 10 000–20 000 i 2024, 3,5 prosent mer enn 01.12.2023 og 24-timersfristen.", "nb"),
    ("免責金額は4,000円、1億2,345万6千円の20％で、2026年1月15日から30日以内、12か月間です。", "ja"),
    ("10～25万円、3割5分、令和8年2月、１２時間、第32条、1万2,000ドル、3分の1です。", "ja"),
    ("1.234,5 und 12,345.6 am 13.12.2026", "de"),
]


@given(st.sampled_from(SENTENCES), st.data())
def test_another_digit_gives_other_facts(sentence, data):
    text, language = sentence
    places = [i for i, char in enumerate(text) if char.isdecimal()]
    place = data.draw(st.sampled_from(places))
    digit = data.draw(st.sampled_from("0123456789"))
    assume(unicodedata.decimal(text[place]) != int(digit))
    changed = text[:place] + digit + text[place + 1 :]
    assert sorted(read(changed, language)) != sorted(read(text, language))
    assert fact_agreement(changed, text, language) < 1
    if not set(read(changed, language)) <= set(read(text, language)):  # "20–20 %" repeats one of "10–20 %"
        assert contradicts(changed, text, language) is not None


@given(st.text(alphabet=st.sampled_from("0123456789"), min_size=1, max_size=60), st.sampled_from(LANGUAGES))
def test_every_digit_of_a_long_number_counts(digits, language):
    assert read(digits, language) == [f"n:{digits.lstrip('0') or '0'}"]


PIECES = (
    "0123456789.,-–/:[]()%$€¥ \n'½²١４十百千万億一二〇割分半年月日円ドル令和元か〜年月第数"
    "abkmn\u00a0\u030a\u200b\u3099ﾞﾟｶ㏠㎡"
)
WORDS = ["to", "to og et halvt", "one hundred", "million", "May", "1. mai", "kr", "percent", "%", "dager", "years",
         "数", "二三日", "令和", "[1]", "not", "ikke", "ない", "10", "2026", " ", "-", "$"]  # fmt: skip
arbitrary = st.one_of(
    st.text(),
    st.text(alphabet=PIECES, max_size=40),
    st.lists(st.sampled_from(WORDS), max_size=12).map(" ".join),
    st.lists(st.sampled_from(WORDS), max_size=12).map("".join),
)


@given(arbitrary, st.sampled_from(LANGUAGES))
def test_any_text_is_read_and_facts_stand_in_it(text, language):
    found = facts(text, language)
    place = 0
    for fact in found:
        assert fact.text
        place = text.index(fact.text, place)
        assert fact.value
    assert found == facts(text, language)
    assert fact_agreement(text, text, language) == 1
    assert contradicts(text, text, language) is None
    assert negated(text, language) in (True, False)


@given(st.text(alphabet="0123456789.,-–/: %$abc年月日万円割分の半", max_size=40), st.sampled_from(LANGUAGES))
def test_every_digit_belongs_to_a_fact(text, language):
    """Whatever is read, the digits of the facts are the digits of the text."""
    read_digits = "".join(re.sub(r"\D", "", fact.text) for fact in facts(text, language))
    assert read_digits == re.sub(r"\D", "", text)


@pytest.mark.parametrize(
    "text", ["9" * 20_000, "1," * 5_000, "1万" * 5_000, "million " * 2_000, "ti" * 5_000]
)
@pytest.mark.parametrize("language", ["en", "nb", "ja"])
def test_endless_numbers_are_read_in_time(text, language):
    start = time.perf_counter()
    facts(text, language)
    assert time.perf_counter() - start < 10  # takes tenths of a second; a quadratic pattern takes minutes


def test_a_text_of_a_thousand_characters_takes_about_a_millisecond():
    text = ("In most plans you pay the first $1,000 yourself and then 20% of each bill for the next 12 months. "
            "Ask the administrator how the rest of the year is counted, and keep every statement. ") * 6  # fmt: skip
    text = text[:1000]
    facts(text, "en")
    times = []
    for _ in range(20):
        start = time.perf_counter()
        facts(text, "en")
        times.append(time.perf_counter() - start)
    assert min(times) < 0.003  # three times what it takes on a slow machine


# --- comparing ---------------------------------------------------------------------------------------


def test_agreement_is_f1_over_facts_as_often_as_they_stand():
    assert fact_agreement("no figures", "none here", "en") == 1
    assert fact_agreement("$5", "none", "en") == 0
    assert fact_agreement("none", "$5", "en") == 0
    assert fact_agreement("$5 and 20%", "$5 and 30%", "en") == 0.5
    assert fact_agreement("$5", "$5 and $5", "en") == pytest.approx(2 / 3)
    assert fact_agreement("4 000 kroner", "NOK 4.000", "nb") == 1


@given(st.integers(0, 10**9), st.integers(0, 10**9))
def test_another_amount_lowers_the_agreement(one, other):
    assume(one != other)
    text = "Plan {} pays ${} after 30 days."
    assert fact_agreement(text.format("A", one), text.format("A", other), "en") < 1
    assert fact_agreement(text.format("A", one), text.format("A", one), "en") == 1


@pytest.mark.parametrize(
    ("claim", "evidence", "language", "reason"),
    [
        ("The deductible is $8,000.", "The deductible is $4,000.", "en", "$8,000"),
        ("You have 30 days.", "You have 30 business days.", "en", "30 days"),
        ("It is 20 percentage points.", "It is 20 percent.", "en", "20 percentage points"),
        ("You pay 20%.", "You pay level 20.", "en", "20%"),
        ("You pay 20.", "You pay 20%.", "en", "20"),
        ("You pay 20 kroner.", "You pay 20 dollars.", "en", "20 kroner"),
        ("The damage is covered.", "The damage is not covered.", "en", "the evidence is a denial"),
        ("The damage is not covered.", "The damage is covered.", "en", "the claim is a denial"),
        ("Egenandelen er 8 000 kroner.", "Egenandelen er 4 000 kroner.", "nb", "8 000 kroner"),
        ("Skaden dekkes.", "Skaden dekkes ikke.", "nb", "the evidence is a denial"),
        ("免責金額は8,000円です。", "免責金額は4,000円です。", "ja", "8,000円"),
        ("損害は補償されます。", "損害は補償されません。", "ja", "the evidence is a denial"),
        ("30日以内に届け出ます。", "30か月以内に届け出ます。", "ja", "30日"),
    ],
)
def test_a_changed_fact_contradicts(claim, evidence, language, reason):
    found = contradicts(claim, evidence, language)
    assert found is not None and reason in found


@pytest.mark.parametrize(
    ("claim", "evidence", "language"),
    [
        ("The deductible is 4,000 dollars.", "In 2026 the deductible is $4,000 for 12 months.", "en"),
        ("You must report it within thirty days.", "Report it no later than 30 days after.", "en"),
        ("Egenandelen er NOK 4000.", "Egenandelen er 4 000 kroner i ett år.", "nb"),
        ("負担は2割です。", "負担は２０％です。", "ja"),
        ("届け出なければなりません。", "届け出る必要があります。", "ja"),
        ("費用は補償されません。", "費用は対象外です。", "ja"),
        ("No figures [1]", "There are none [2]", "en"),
    ],
)
def test_another_wording_of_the_same_facts_does_not(claim, evidence, language):
    assert contradicts(claim, evidence, language) is None


# --- denials -----------------------------------------------------------------------------------------

DENIALS = {
    "en": [
        "Flood damage is not covered.",
        "The plan doesn't pay for cosmetic surgery.",
        "The policy won’t renew by itself.",
        "No waiting period applies.",
        "The insurer never reimburses lost cash.",
        "None of the drivers is insured.",
        "Neither the fee nor the tax is refunded.",
        "You cannot transfer the policy.",
        "You can claim without a receipt.",
        "Nobody under 18 is insured.",
        "The insurer owes nothing.",
        "No, the plan excludes it.",
        "The cover is no longer valid.",
        "It isn't a life policy.",
        "Not every clinic is in the network.",
        "You are not only uninsured, you will not be paid.",
        "The insurer pays without undue delay but not in cash.",
        "That happens nowhere else.",
    ],
    "nb": [
        "Flomskader dekkes ikke.",
        "Selskapet betaler ingen erstatning.",
        "Intet krav blir godtatt.",
        "Selskapet dekker ingenting.",
        "Forsikringen gjelder aldri i utlandet.",
        "Verken gebyret eller skatten refunderes.",
        "Hverken bil eller båt er forsikret.",
        "Du kan melde skaden uten kvittering.",
        "Nei, reisen er ikke med.",
        "Ingen under 18 år er forsikret.",
        "Avtalen fornyes ikke automatisk.",
        "Du kan ikke overdra forsikringen.",
        "Du får ikke uten videre erstatning.",
        "Det gis ikke lenger bonus.",
        "Kontanter erstattes aldri.",
        "Lås døren for ikke å miste dekningen.",
        "Ikke alle klinikker er i nettverket.",
        "Betalingen skjer uten ugrunnet opphold, men ikke kontant.",
    ],
    "ja": [
        "洪水による損害は補償されません。",
        "美容整形は保険の対象ではない。",
        "契約は自動で更新されない。",
        "領収書がなくても請求できます。",
        "保険金は支払われませんでした。",
        "事故の届け出がなかった。",
        "通知せずに解約された契約です。",
        "紹介状なしで受診できます。",
        "事前承認は不要です。",
        "その契約は無効です。",
        "地震は補償の対象外です。",
        "現金の盗難は補償外となります。",
        "いいえ、給付はありません。",
        "譲渡は不可です。",
        "待機期間はない。",
        "保険料は高くない。",
        "診断書がなければ請求できない。",
        "必ず支払われるとは限りません。",
        "運転してはいけません。",
        "60日後は請求できなくなります。",
        "保険料を払わず、失効しました。",
        "給付がなく、全額が自己負担です。",
    ],
}
ASSERTIONS = {
    "en": [
        "Flood damage is covered.",
        "The plan pays not only the fee but also the tax.",
        "Report the loss no later than Friday.",
        "You pay no more than $500.",
        "The policy covers the driver whether or not he owns the car.",
        "Cover continues no matter where you live.",
        "See No. 5 of the terms.",
        "The No Surprises Act limits the bill.",
        "You keep your no-claims bonus.",
        "A no-fault state pays the driver first.",
        "You get a no claims discount.",
        "There is no doubt that the policy is valid.",
        "The insurer pays without delay.",
        "Last but not least, the plan pays for glasses.",
        "Late claims are not uncommon.",
        "It covers most, if not all, hospitals.",
        "A not-for-profit insurer runs the plan.",
        "Ask whether the clinic is in the network or not.",
        "You must notify the insurer.",
        "The note and the notice are in the north office.",
    ],
    "nb": [
        "Flomskader dekkes.",
        "Forsikringen dekker ikke bare gebyret, men også skatten.",
        "Meld skaden ikke senere enn fredag.",
        "Ikke minst betaler planen for briller.",
        "Selskapet betaler uten videre.",
        "Beløpet utbetales uten ugrunnet opphold.",
        "Det er ingen tvil om at avtalen gjelder.",
        "Hvis ikke annet er avtalt, gjelder ett år.",
        "Sene krav er ikke uvanlig.",
        "Avtalen gjelder ikke-røykere.",
        "Spør om klinikken er i nettverket eller ikke.",
        "Du betaler ikke mer enn 500 kroner.",
        "Forsikringen gjelder utenfor Norge.",
        "Selskapet betaler ikke desto mindre.",
        "Du må melde fra til selskapet.",
        "Du betaler ingen andre enn sykehuset.",
        "Klinikken tar seg av ikkevoldelige saker.",
    ],
    "ja": [
        "洪水による損害は補償されます。",
        "事故は届け出なければなりません。",
        "保険料を払わなければならない。",
        "毎月払わなくてはならない。",
        "期限までに申請しないといけない。",
        "補償されるかもしれません。",
        "費用だけでなく、税金も補償されます。",
        "治療費のみならず交通費も対象です。",
        "自己負担が少ない契約です。",
        "請求は少なくありません。",
        "少なくとも30日あります。",
        "保険金の支払いに問題ありません。",
        "途中で解約しても差し支えありません。",
        "やむを得ず入院した場合も対象です。",
        "延期せざるを得ない。",
        "思いがけない出費を補償します。",
        "危ない運転は割増になります。",
        "必ず契約書を読みます。",
        "まず、保険会社に連絡します。",
        "病気の有無を問わず加入できます。",
        "年齢にかかわらず加入できます。",
        "これは保険にほかならない。",
        "契約はまもなく満期です。",
        "不可抗力による損害も補償します。",
        "保険は生活に不可欠です。",
        "承諾したものとみなします。",
        "高額な請求になりかねません。",
        "それは珍しくない請求です。",
        "遅滞なく支払います。",
        "内容をご確認ください。",
        "書類に不備がないか確認します。",
        "1人ずつ加入します。",
        "もったいない保険料です。",
    ],
}


@pytest.mark.parametrize(("language", "text"), [(code, text) for code in DENIALS for text in DENIALS[code]])
def test_denials(language, text):
    assert negated(text, language)


@pytest.mark.parametrize(
    ("language", "text"), [(code, text) for code in ASSERTIONS for text in ASSERTIONS[code]]
)
def test_what_denies_nothing(language, text):
    assert not negated(text, language)


def test_unknown_languages_are_read_as_english():
    assert negated("It is not covered.", "xx")
    assert not negated("Es ist gedeckt.", "de")
