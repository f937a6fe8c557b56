import shutil

import pytest

from bot.errors import BotError
from bot.lint import Finding, lint
from tests.lint.corpora import TODAY


def test_a_sound_corpus_gives_no_finding(long_corpus):
    assert long_corpus.lint() == []


def test_findings_come_in_the_order_of_files_and_lines(corpus):
    corpus.change("nb/copay.md", "title:", "titel:")
    corpus.change("en/deductible.md", "2010", "long ago")
    corpus.change("en/deductible.md", "undated", "at any time")
    found = corpus.lint()
    assert [(f.source, f.line) for f in found] == [
        ("en/deductible.md", corpus.line("en/deductible.md", "An Act")),
        ("en/deductible.md", corpus.line("en/deductible.md", "A page")),
        ("nb/copay.md", 1),
    ]


def test_every_message_is_one_line_that_says_how_to_mend_it(corpus):
    corpus.change("en/copay.md", "(/deductible)", "(/nowhere)")
    corpus.change("ja/copay.md", "updated: 2026-11-01", "updated: soon")
    corpus.change("nb/copay.md", "valid_until: 2026-12-31", "valid_until: 2026-01-31")
    for finding in corpus.lint():
        assert "\n" not in finding.message
        assert ";" in finding.message


@pytest.mark.parametrize("made", [True, False])
def test_a_corpus_without_articles_is_an_error_of_one_sentence(tmp_path, made):
    folder = tmp_path / "empty"
    if made:
        folder.mkdir()
    with pytest.raises(BotError, match=r"^.+empty (holds no articles|is no folder); [^\n]+$"):
        lint(folder, today=TODAY)


def test_a_missing_language_is_one_finding(corpus):
    shutil.rmtree(corpus.path("nb"))
    finding = corpus.only()
    assert (finding.check, finding.source, finding.line, finding.severity) == (
        "languages",
        "nb/",
        None,
        "error",
    )


def test_broken_yaml_is_one_finding_with_its_line_and_the_rest_is_examined(corpus):
    corpus.change("en/copay.md", 'title: "Copay"', "title: Copay: what it is")
    corpus.change("en/copay.md", "(/deductible)", "(/nowhere)")
    assert corpus.places() == [
        ("front matter", "en/copay.md", 2, "error"),
        ("links", "en/copay.md", corpus.line("en/copay.md", "/nowhere"), "error"),
        ("links", "en/deductible.md", None, "warning"),
    ]


def test_a_corpus_of_nothing_but_broken_articles_is_examined(tmp_path):
    (tmp_path / "en").mkdir()
    (tmp_path / "en" / "copay.md").write_bytes(b"\x00\x01")
    found = lint(tmp_path, today=TODAY)
    assert [f.source for f in found if f.check == "files"] == ["en/copay.md"]


def test_a_file_that_cannot_be_read_is_one_finding(corpus):
    corpus.write("nb/copay.md", "")
    found = [finding for finding in corpus.lint() if finding.source == "nb/copay.md"]
    assert found == [
        Finding("files", "nb/copay.md", None, "is empty; write something in it or delete it", "error")
    ]


def test_a_file_of_no_known_format_is_a_finding(corpus):
    corpus.write("en/notes.odt", "x")
    assert corpus.places() == [("files", "en/notes.odt", None, "error")]


def test_an_article_outside_the_language_folders_is_a_finding(corpus):
    corpus.write("copay.md", corpus.text("en/copay.md"))
    assert corpus.places() == [("files", "copay.md", None, "error")]


def test_a_table_of_questions_is_no_article(corpus):
    corpus.write("en/faq.csv", "question,answer\nIs it?,It is.\n")
    assert corpus.lint() == []
