def test_a_heading_that_skips_a_level(corpus):
    corpus.change("en/copay.md", "## Worked example", "### Worked example")
    finding = corpus.only()
    assert (finding.check, finding.source, finding.severity) == ("headings", "en/copay.md", "warning")
    assert finding.line == corpus.line("en/copay.md", "### Worked example")
    assert finding.message.endswith("write it with ##")


def test_a_heading_with_nothing_below_it(corpus):
    corpus.change("nb/copay.md", "## Regneeksempel", "## Hvem\n\n## Hva\n\n## Regneeksempel")
    finding = corpus.only()
    assert (finding.check, finding.line) == ("headings", corpus.line("nb/copay.md", "## Hvem"))
    assert '"Hvem", "Hva"' in finding.message


def test_going_back_any_number_of_levels_is_right(open_corpus):
    open_corpus.write("a.md", "## A\n\nText.\n\n### B\n\nMore.\n\n#### C\n\nMuch.\n\n# D\n\nEnd.\n")
    assert open_corpus.lint() == []


def test_the_outline_of_a_page_is_not_the_writers(open_corpus):
    open_corpus.write("a.html", "<h1>A</h1><p>Text of the page.</p><h4>B</h4><h4>C</h4>")
    assert open_corpus.lint() == []
