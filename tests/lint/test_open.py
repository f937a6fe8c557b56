"""Corpora without rules of their own: whatever `bot ingest` accepts is examined for what is certainly wrong."""

from datetime import date

import pytest

from tests.lint.corpora import FAQ

BICYCLE = {
    "en": ("Bicycle", "A bicycle is covered up to $2,000.", "Is a bicycle covered?", "Yes, up to 80%."),
    "de": ("Fahrrad", "Ein Fahrrad ist bis 2.000 Dollar versichert.", "Ist es versichert?", "Ja, bis 80 %."),
    "nb": ("Sykkel", "En sykkel er dekket inntil 2 000 dollar.", "Er sykkelen dekket?", "Ja, inntil 80 %."),
}


def bicycle(language: str) -> str:
    title, text, question, answer = BICYCLE[language]
    faq = FAQ.get(language, "FAQ")
    return f"---\nlanguage: {language}\n---\n# {title}\n\n{text}\n\n## {faq}\n\n### {question}\n\n{answer}\n"


@pytest.fixture
def bicycles(open_corpus):
    for language in BICYCLE:
        open_corpus.write(f"{language}/bicycle.md", bicycle(language))
    return open_corpus


def test_three_short_articles_in_three_languages(bicycles):
    assert bicycles.lint() == []


def test_translations_under_other_names_or_none_at_all(bicycles):
    bicycles.path("de/bicycle.md").rename(bicycles.path("de/fahrrad.md"))
    bicycles.path("nb/bicycle.md").unlink()
    assert bicycles.lint() == []


@pytest.mark.parametrize("name", ["bicycle.md", "hr/bicycle.md", "a/b/bicycle.md"])
def test_articles_in_any_folder_without_front_matter(open_corpus, name):
    open_corpus.write(name, bicycle("en").split("---\n")[2])
    open_corpus.write("boat.txt", "A boat is covered at sea.\n")
    assert open_corpus.lint() == []


def test_a_corpus_of_tables_and_pages(open_corpus):
    open_corpus.write("faq.csv", "question,answer\nIs a bicycle covered?,A bicycle is covered.\n")
    open_corpus.write("more.jsonl", '{"question": "Is a boat covered?", "answer": "A boat is covered."}\n')
    open_corpus.write(
        "page.html", "<title>Cars</title><p>A car is covered. <a href='/contact'>Write to us</a></p>"
    )
    assert open_corpus.lint() == []


def test_a_picture_is_a_warning(bicycles):
    bicycles.write("en/bicycle.png", "x")
    assert bicycles.places() == [("files", "en/bicycle.png", None, "warning")]


def test_broken_front_matter(bicycles):
    bicycles.write("en/bicycle.md", bicycle("en").replace("language: en", "title: a: b"))
    assert ("front matter", "en/bicycle.md", 2, "error") in bicycles.places()


def test_dates_that_are_over_or_none(bicycles):
    bicycles.change("en/bicycle.md", "language: en", "language: en\nvalid_until: 2026-01-01")
    bicycles.change("de/bicycle.md", "language: de", "language: de\nvalid_until: bald\nupdated: 2027-01-01")
    bicycles.change(
        "nb/bicycle.md", "language: nb", "language: nb\nupdated: 2001-01-01"
    )  # nobody asks for news
    assert bicycles.places(today=date(2026, 11, 22)) == [
        ("front matter", "de/bicycle.md", 3, "error"),
        ("front matter", "de/bicycle.md", 4, "error"),
        ("stale", "en/bicycle.md", 3, "warning"),
    ]


@pytest.mark.parametrize(
    "target", ["bicycle.md", "../nb/bicycle.md", "./bicycle", "/bicycle", "/nb/bicycle", "terms.pdf"]
)
def test_links_to_files_that_are_there(bicycles, target):
    bicycles.write("en/boat.md", f"# Boat\n\nA boat is [not that]({target}).\n")
    bicycles.write("en/terms.pdf", "%PDF")
    assert [place for place in bicycles.places() if place[0] == "links"] == []


@pytest.mark.parametrize(
    ("target", "severity"),
    [("boats.md", "error"), ("../bicycle.md", "error"), ("/contact", "warning"), ("x" * 300, "error")],
)
def test_links_to_what_is_not_there(bicycles, target, severity):
    bicycles.write("en/boat.md", f"# Boat\n\nA boat is [not that]({target}).\n")
    assert bicycles.places() == [("links", "en/boat.md", 3, severity)]


def test_links_of_a_website_that_the_corpus_is_a_part_of_are_one_warning(bicycles):
    bicycles.write(
        "en/boat.md", "# Boat\n\nA boat is [a bicycle](/bicycle), [not](/car) [a](/van) [lorry](lorry.md).\n"
    )
    website, lost = bicycles.lint()
    assert (website.line, website.severity, lost.line, lost.severity) == (3, "warning", 3, "error")
    assert "the link /car leads to nothing in the corpus (so do /van);" in website.message
    assert "the link lorry.md leads" in lost.message


def test_where_articles_are_linked_from_the_top_an_address_there_is_wrong(bicycles):
    bicycles.write("en/boat.md", "# Boat\n\nA boat is [a bicycle](/bicycle) or [not](/car).\n")
    assert bicycles.places() == [("links", "en/boat.md", 3, "error")]


def test_a_question_asked_twice_and_one_much_like_it(bicycles):
    bicycles.write(
        "faq.csv",
        "question,answer\nIs a bicycle covered?,Perhaps.\nDoes it pay for my glasses?,Yes.\n"
        "Does it pay for my own glasses?,No.\n",
    )
    near, same = bicycles.lint()
    assert (near.check, near.source, near.severity) == ("questions", "faq.csv", "warning")
    assert (same.check, same.source, same.severity) == ("questions", "faq.csv", "error")
    assert f"en/bicycle.md line {bicycles.line('en/bicycle.md', '### Is')};" in same.message


def test_figures_and_answers_of_translations(bicycles):
    bicycles.change("de/bicycle.md", "Ja, bis", "Nein, bis")
    bicycles.change("nb/bicycle.md", "inntil 80 %", "inntil 60 %")
    bicycles.change("nb/bicycle.md", "2 000 dollar", "3 000 dollar")
    assert [(place[0], place[1], place[3]) for place in bicycles.places()] == [
        ("answers", "de/bicycle.md", "error"),
        ("figures", "en/bicycle.md", "warning"),
        ("figures", "nb/bicycle.md", "warning"),
        ("figures", "nb/bicycle.md", "error"),
    ]


def test_versions_of_another_outline_are_no_translations(bicycles):
    bicycles.change("nb/bicycle.md", "2 000 dollar", "3 000 dollar")
    for language in ("en", "de"):
        bicycles.change(f"{language}/bicycle.md", "## F", "## More\n\nA word or two.\n\n## F")
    assert [place for place in bicycles.places() if place[0] == "figures"] == []


def test_contradictory_statements(bicycles):
    said = "The notice of a loss must come within {} days of the event."
    bicycles.write("en/boat.md", f"# Boat\n\n{said.format(14)}\n")
    bicycles.write("en/car.txt", said.format(30))
    assert bicycles.places() == [("contradictions", "en/car.txt", 1, "error")]


def test_a_text_twice_is_one_finding(bicycles):
    text = "".join(
        f"The insurer pays the part number {word} of the bill. " for word in ("one", "two", "three")
    )
    for name in ("boat", "car"):
        bicycles.write(f"en/{name}.md", f"# {name}\n\n{text}\n")
    (finding,) = bicycles.lint()
    assert (finding.check, finding.source, finding.severity) == ("copied", "en/car.md", "warning")
    assert "and 2 more of its sentences stand in en/boat.md line 3" in finding.message
