import pytest

from tests.lint.corpora import GLOSSARY

HEAD = GLOSSARY
ROW = "indemnity plan,,refusjonsplan; indemnity-plan,実損填補型プラン,"


def test_an_avoided_wording_is_a_warning_that_says_what_to_write(corpus):
    corpus.write(".glossary.csv", f"{HEAD},avoid_nb\n{ROW},regnskap; erstatningsplan\n")
    finding = corpus.only()
    assert (finding.check, finding.source, finding.severity) == ("glossary", "nb/deductible.md", "warning")
    assert finding.line == corpus.line("nb/deductible.md", "fører regnskap")
    assert finding.message == 'says "regnskap", which the glossary avoids; write "refusjonsplan" instead'


@pytest.mark.parametrize(
    ("avoid", "places"),
    [
        ("avoid_en,HOSPITAL", ["en/copay.md"]),
        ("avoid_en,hospit", []),
        ("avoid_en,hospit*", ["en/copay.md"]),
        ("avoid_ja,予防", ["ja/copay.md"]),
        ("avoid_en,実損", []),
        ("avoid_de,hospital", []),
    ],
)
def test_which_wordings_are_found(corpus, avoid, places):
    column, wording = avoid.split(",")
    corpus.write(".glossary.csv", f"{HEAD},{column}\n{ROW},{wording}\n")
    assert sorted({finding.source for finding in corpus.lint()}) == places


def test_a_wording_inside_a_longer_term_is_allowed(corpus):
    corpus.write(".glossary.csv", f"{HEAD},avoid_ja\ndeductible,,egenandel,免責金額,,免責\n")
    assert corpus.lint() == []
    corpus.change("ja/copay.md", "病院は費用の", "病院は免責の")
    assert corpus.places() == [("glossary", "ja/copay.md", corpus.line("ja/copay.md", "免責の"), "warning")]


def test_a_glossary_without_wordings_to_avoid_finds_nothing(corpus):
    corpus.write(".glossary.csv", f"{HEAD}\n{ROW}\n")
    assert corpus.lint() == []


@pytest.mark.parametrize("content", ["", "term,note\na,b\n", "\x00\x01"])
def test_a_glossary_that_cannot_be_used_is_an_error(corpus, content):
    corpus.write(".glossary.csv", content)
    (place,) = corpus.places()
    assert (place[0], place[1], place[3]) == ("glossary", ".glossary.csv", "error")
