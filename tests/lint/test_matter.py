from datetime import date

import pytest

from bot.lint.matter import iso_date

SOURCE = "nb/copay.md"
KEYWORDS = "keywords:\n  - first\n  - second\n  - third\n"
SOURCES = (
    'sources:\n  - "US Congress, An Act, 2010"\n  - "An agency, A page, undated, https://example.com/page"\n'
)
FIELDS = {
    "title": 'title: "Fast egenbetaling"\n',
    "description": 'description: "Fast egenbetaling (nb)"\n',
    "keywords": KEYWORDS,
    "language": "language: nb\n",
    "updated": "updated: 2026-11-01\n",
    "jurisdiction": 'jurisdiction: "US, federal"\n',
    "sources": SOURCES,
}


@pytest.mark.parametrize("name", FIELDS)
def test_a_field_that_is_missing(corpus, name):
    corpus.change(SOURCE, FIELDS[name], "")
    finding = corpus.only()
    assert (finding.check, finding.source, finding.line) == ("front matter", SOURCE, 1)
    assert f"no {name} " in finding.message
    assert finding.severity == "error"


@pytest.mark.parametrize("name", FIELDS)
def test_a_field_that_is_empty(corpus, name):
    corpus.change(SOURCE, FIELDS[name], f"{name}:\n")
    assert corpus.places() == [("front matter", SOURCE, corpus.line(SOURCE, f"{name}:"), "error")]


@pytest.mark.parametrize(
    ("name", "wrong"),
    [
        ("title", "title: 2026\n"),
        ("title", 'title: "  "\n'),
        ("description", "description: [one, two]\n"),
        ("keywords", "keywords: [one, two]\n"),
        ("keywords", "keywords: [one, one, one]\n"),
        ("keywords", "keywords: one, two\n"),
        ("language", "language: no\n"),  # YAML reads False
        ("language", "language: en\n"),
        ("updated", "updated: 2026-11-23\n"),
        ("updated", "updated: 22 November 2026\n"),
        ("updated", "updated: 20261122\n"),
        ("updated", 'updated: "2026-02-30"\n'),
        ("jurisdiction", "jurisdiction: true\n"),
        ("sources", 'sources: "US Congress, An Act, 2010"\n'),
    ],
)
def test_a_field_that_cannot_be_used(corpus, name, wrong):
    corpus.change(SOURCE, FIELDS[name], wrong)
    assert corpus.places() == [("front matter", SOURCE, corpus.line(SOURCE, f"{name}:"), "error")]


@pytest.mark.parametrize(
    ("name", "right"),
    [
        ("keywords", "keywords: one, two、three\n"),
        ("updated", 'updated: "2026-11-22"\n'),
        ("sources", 'sources: ["Source A, 1965", "Source B, yearly", "Source C (昭和33年), Undated"]\n'),
        ("title", "# a comment\ntitle: Fast egenbetaling\n"),
    ],
)
def test_other_ways_to_write_a_field(corpus, name, right):
    corpus.change(SOURCE, FIELDS[name], right)
    assert corpus.lint() == []


@pytest.mark.parametrize(
    "source",
    [
        '"US Department of Labor, 29 CFR 2560.503-1"',
        '"An agency, A page, https://example.com/2024/page"',
        '"Social Security Act section 1902(a)(25)"',
        "2010",
        '""',
    ],
)
def test_a_source_without_a_year_is_named_with_its_own_line(corpus, source):
    corpus.change(SOURCE, '"US Congress, An Act, 2010"', source)
    assert corpus.places() == [("front matter", SOURCE, corpus.line(SOURCE, "sources:") + 1, "error")]


@pytest.mark.parametrize(
    "address", ["htp://example.com/page", "https//example.com/page", "www.example.com/page"]
)
def test_a_source_whose_address_is_none(corpus, address):
    corpus.change(SOURCE, "https://example.com/page", address)
    finding = corpus.only()
    assert (finding.check, finding.line) == ("front matter", corpus.line(SOURCE, address))
    assert f'"{address}"' in finding.message


@pytest.mark.parametrize("wrong", ["url: example.com/page", "url: htp://example.com", "valid_until: soon"])
def test_a_field_that_ingestion_passes_over(corpus, wrong):
    corpus.change(SOURCE, "valid_until: 2026-12-31", wrong)
    assert corpus.places() == [("front matter", SOURCE, corpus.line(SOURCE, wrong), "error")]


@pytest.mark.parametrize("language", ["norsk", "no"])  # YAML reads False
def test_a_language_that_is_none_is_told_where_no_folder_says_which(open_corpus, language):
    open_corpus.write("a.md", f"---\nlanguage: {language}\n---\n\n# A\n\nA text.\n")
    assert open_corpus.places() == [("front matter", "a.md", 2, "error")]


def test_no_front_matter_at_all_is_one_finding(corpus):
    text = corpus.text(SOURCE)
    corpus.write(SOURCE, text[text.index("# Fast") :])
    assert corpus.places() == [("front matter", SOURCE, 1, "error")]


def test_valid_until_may_be_left_out_but_must_be_a_date(corpus):
    corpus.change(SOURCE, "valid_until: 2026-12-31\n", "")
    assert corpus.lint() == []
    corpus.change(SOURCE, "sources:", "valid_until: next year\nsources:")
    assert corpus.places() == [("front matter", SOURCE, corpus.line(SOURCE, "valid_until"), "error")]


def test_a_date_that_is_none_is_the_loaders_finding(corpus):
    corpus.change(SOURCE, "2026-11-01", "2026-13-45")
    finding = corpus.only()
    assert (finding.check, finding.line, finding.severity) == ("front matter", 1, "error")
    assert "month must be in 1..12" in finding.message


def test_an_article_whose_time_is_over_is_a_warning(corpus):
    corpus.change(SOURCE, "valid_until: 2026-12-31", "valid_until: 2026-11-21")
    assert corpus.places() == [("stale", SOURCE, corpus.line(SOURCE, "valid_until"), "warning")]


def test_an_article_is_valid_on_its_last_day(corpus):
    corpus.change(SOURCE, "valid_until: 2026-12-31", "valid_until: 2026-11-22")
    assert corpus.lint() == []


@pytest.mark.parametrize(("updated", "old"), [("2025-10-17", True), ("2025-10-18", False)])
def test_an_article_not_touched_for_400_days_is_a_warning(corpus, updated, old):
    corpus.change(SOURCE, "2026-11-01", updated)
    line = corpus.line(SOURCE, "updated:")
    assert corpus.places() == ([("stale", SOURCE, line, "warning")] if old else [])


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (date(2026, 1, 31), "2026-01-31"),
        ("2026-01-31", "2026-01-31"),
        ("2026-1-31", None),
        ("2026-W05-6", None),
        (None, None),
        (2026, None),
    ],
)
def test_iso_date(value, expected):
    assert (str(iso_date(value)) if iso_date(value) else None) == expected
