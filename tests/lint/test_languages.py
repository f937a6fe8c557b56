from tests.lint.corpora import article


def test_a_subject_that_a_language_lacks(corpus):
    corpus.path("ja/copay.md").unlink()
    corpus.change("ja/deductible.md", "[定額自己負担](/copay)", "定額自己負担")
    assert corpus.places() == [("languages", "ja/copay.md", None, "error")]


def test_a_deleted_article_is_one_finding_with_the_links_to_it(corpus):
    corpus.path("ja/copay.md").unlink()
    finding = corpus.only()
    assert (finding.check, finding.source, finding.severity) == ("languages", "ja/copay.md", "error")
    line = corpus.line("ja/deductible.md", "/copay")
    assert f"is linked to (ja/deductible.md line {line})" in finding.message


def test_a_subject_may_stand_alone_with_a_reason(corpus):
    for source in ("ja/copay.md", "nb/copay.md"):
        corpus.path(source).unlink()
    corpus.change("en/copay.md", "sources:", 'only_in: "For readers who know it."\nsources:')
    corpus.change("nb/deductible.md", "[copay](/copay)", "copay")
    corpus.change("ja/deductible.md", "[定額自己負担](/copay)", "定額自己負担")
    assert [place for place in corpus.places() if place[0] == "languages"] == []


def test_the_reason_must_say_something(corpus):
    corpus.change("en/copay.md", "sources:", "only_in:\nsources:")
    assert corpus.places() == [("languages", "en/copay.md", corpus.line("en/copay.md", "only_in"), "error")]


def test_one_more_language_must_have_all_subjects(corpus):
    corpus.write("sv/copay.md", article("copay", "nb").replace("language: nb", "language: sv"))
    assert ("languages", "sv/deductible.md", None, "error") in corpus.places()


def test_faqs_may_differ_by_one_pair(corpus):
    corpus.change("en/copay.md", "### Why is", "### Who pays?\n\nYou pay.\n\n### Why is")
    assert corpus.lint() == []


def test_faqs_that_differ_by_two_pairs(corpus):
    more = "### Who pays?\n\nYou pay.\n\n### How much is it?\n\nNot much.\n\n### Why is"
    corpus.change("en/copay.md", "### Why is", more)
    assert corpus.places() == [("languages", "nb/copay.md", None, "error")]
