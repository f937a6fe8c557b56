import pytest

from bot.facts import facts
from bot.lint.articles import Unit
from bot.lint.values import canonical, figures


def read(text: str, language: str):
    return figures([Unit(text, 1, "paragraph")], language)


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("2 years", "en", "24 M"),
        ("18 months", "en", "18 M"),
        ("halvannet år", "nb", "18 M"),
        ("4週間", "ja", "28 D"),
        ("48 hours", "en", "2 D"),
        ("36 hours", "en", "2160 TM"),
        ("30 business days", "en", "30 BD"),
        ("$2,100", "en", "USD 2100"),
        ("5 percentage points", "en", "5"),
    ],
)
def test_canonical_values(text, language, expected):
    (fact,) = facts(text, language)
    assert canonical(fact) == expected


@pytest.mark.parametrize(
    ("here", "there", "same"),
    [
        (("$35", "en"), ("35 dollar", "nb"), True),
        (("$35", "en"), ("| 35 |", "nb"), True),
        (("$35", "en"), ("36 dollar", "nb"), False),
        (("25%", "en"), ("0,25", "nb"), True),
        (("65 år", "nb"), ("age 65", "en"), True),
        (("65 år", "nb"), ("780 months", "en"), True),
        (("1 May 2026", "en"), ("2026年5月", "ja"), True),
        (("1 May 2026", "en"), ("5月1日", "ja"), True),
        (("1 May 2026", "en"), ("2026年5月2日", "ja"), False),
        (("1 May 2026", "en"), ("2026年", "ja"), False),
        (("1 May 2026", "en"), ("2025年5月1日", "ja"), False),
    ],
)
def test_what_says_the_same_in_another_version(here, there, same):
    (figure,) = read(*here).compared.values()
    assert read(*there).holds(figure) is same


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("$0 and $1", "en"),
        ("0% or 100%", "en"),
        ("1年、1日", "ja"),
        ("ten years", "en"),
        ("1 May", "en"),
        ("3か月目", "ja"),
        ("7 people", "en"),
    ],
)
def test_what_is_not_compared(text, language):
    assert read(text, language).compared == {}


def test_a_figure_outside_the_worked_example_counts_first():
    units = [Unit("$35", 1, "paragraph", example=True), Unit("$35", 2, "paragraph")]
    (figure,) = figures(units, "en").compared.values()
    assert (figure.line, figure.example) == (2, False)
