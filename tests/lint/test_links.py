import pytest

from bot.lint.links import targets


def test_a_link_to_no_article(corpus):
    corpus.change("en/copay.md", "(/deductible)", "(/deductable)")
    assert corpus.places() == [
        ("links", "en/copay.md", corpus.line("en/copay.md", "/deductable"), "error"),
        ("links", "en/deductible.md", None, "warning"),
    ]


def test_a_link_to_an_article_of_another_language_alone(corpus):
    for slug in ("premium", "other"):
        only = 'only_in: "A test."\nsources:'
        text = corpus.text("en/copay.md").replace("sources:", only).replace("(/deductible)", "(/premium)")
        corpus.write(f"en/{slug}.md", text)
    corpus.change("nb/copay.md", "legen.", "legen, se [premie](/premium).")
    found = [place for place in corpus.places() if place[0] == "links" and place[1].startswith("nb/")]
    assert found == [("links", "nb/copay.md", corpus.line("nb/copay.md", "/premium"), "error")]


@pytest.mark.parametrize("target", ["/deductible", "deductible.md", "/ja/deductible"])
def test_links_that_lead_nowhere_else(corpus, target):
    corpus.change("ja/deductible.md", "保険会社が", f"[保険会社]({target})が")
    assert corpus.places() == [
        ("links", "ja/deductible.md", corpus.line("ja/deductible.md", "[保険会社]"), "error")
    ]


@pytest.mark.parametrize(
    "target", ["/copay/", "/copay#faq", "https://example.com/nowhere", "mailto:a@b.no", "#faq"]
)
def test_links_that_are_right(corpus, target):
    corpus.change("nb/deductible.md", "Forsikringsgiveren", f"[Forsikringsgiveren]({target})")
    assert corpus.lint() == []


def test_an_article_nobody_links_to(corpus):
    corpus.change("nb/copay.md", "[egenandel](/deductible)", "egenandel")
    assert corpus.places() == [("links", "nb/deductible.md", None, "warning")]


def test_an_article_that_links_itself_is_not_linked_to(corpus):
    corpus.change("nb/copay.md", "[egenandel](/deductible)", "[dette](/copay)")
    assert corpus.places() == [
        ("links", "nb/copay.md", corpus.line("nb/copay.md", "/copay"), "error"),
        ("links", "nb/deductible.md", None, "warning"),
    ]


def test_links_are_found_with_their_places_and_not_in_front_matter():
    text = "---\ntitle: '[a](/a)'\n---\n\nSee [b](/b) and\n[c](</c> 'x') ![d](/d)\n"
    assert list(targets(text)) == [("/b", text.index("[b]")), ("/c", text.index("[c]"))]


def test_links_to_one_place_that_is_not_there_are_one_finding(corpus):
    corpus.change("en/copay.md", "Preventive visits", "[Preventive](/nowhere) visits")
    corpus.change("en/deductible.md", "Children share", "[Children](/nowhere) share")
    finding = corpus.only()
    line = corpus.line("en/deductible.md", "/nowhere")
    assert (finding.source, finding.line) == ("en/copay.md", corpus.line("en/copay.md", "/nowhere"))
    assert f"(so do en/deductible.md line {line})" in finding.message


@pytest.mark.parametrize(
    "target", ["htp://example.com", "https:///page", "http://", "https://exa mple.com".replace(" ", "%20")]
)
def test_an_address_elsewhere_that_is_none(corpus, target):
    corpus.change("nb/deductible.md", "Forsikringsgiveren", f"[Forsikringsgiveren]({target})")
    assert corpus.places() == [
        ("links", "nb/deductible.md", corpus.line("nb/deductible.md", target), "error")
    ]
