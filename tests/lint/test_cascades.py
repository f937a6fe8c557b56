"""One cause is one finding, or one an article."""

import shutil


def test_a_blanked_article_is_one_finding(long_corpus):
    text = long_corpus.text("nb/deductible.md")
    long_corpus.write("nb/deductible.md", text[: text.index("# Egenandel")] + "# Egenandel\n\nKommer.\n")
    assert long_corpus.places() == [("readability", "nb/deductible.md", None, "error")]


def test_an_article_without_its_figures_is_one_finding(corpus):
    for old, new in (
        ("høyst 1 700 dollar", "høy"),
        ("betaler 500 dollar og så 20 prosent av 300 dollar, til sammen 560 dollar", "betaler litt"),
        ("være 1 700 dollar, og 30 prosent", "være høy, og en del"),
        ("1. januar 2026", "om vinteren"),
    ):
        corpus.change("nb/deductible.md", old, new)
    finding = corpus.only()
    assert (finding.check, finding.source, finding.line) == ("figures", "nb/deductible.md", None)
    assert finding.message.count("en/deductible.md line") == 3
    assert "stand in all versions but this" in finding.message


def test_figures_that_one_article_has_alone_are_one_finding(corpus):
    more = ", ".join(f"${number}" for number in range(61, 69))
    corpus.change("en/copay.md", "Preventive visits are free", f"Visits for {more} are free")
    finding = corpus.only()
    assert finding.line == corpus.line("en/copay.md", "Visits for")
    assert "and 3 more stand in no other version" in finding.message


def test_an_article_deleted_in_all_languages_is_one_finding_a_language(corpus):
    for language in ("en", "nb", "ja"):
        corpus.path(f"{language}/copay.md").unlink()
    found = [finding for finding in corpus.lint() if finding.severity == "error"]
    assert [(f.check, f.source) for f in found] == [
        ("links", f"{code}/deductible.md") for code in ("en", "ja", "nb")
    ]


def test_an_article_that_is_there_twice(open_corpus):
    questions = "".join(f"### Is a {what} covered?\n\nYes.\n\n" for what in ("bicycle", "boat", "car"))
    for name in ("a", "b"):
        open_corpus.write(f"{name}.md", f"# Cover\n\nText.\n\n## FAQ\n\n{questions}")
    (finding,) = open_corpus.lint()
    assert (finding.check, finding.source, finding.line) == ("questions", "b.md", 7)
    assert "a.md line 7, as are 2 more of its questions" in finding.message


def test_against_a_copy_of_the_corpus_is_one_finding_an_article(long_corpus, tmp_path):
    shutil.copytree(long_corpus.folder, tmp_path / "copy")
    found = long_corpus.lint(tmp_path / "copy")
    assert {finding.check for finding in found} == {"copied"}
    assert len(found) == len({finding.source for finding in found})
    assert "more of its sentences in" in found[0].message
