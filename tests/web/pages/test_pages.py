import re
from html.parser import HTMLParser

import httpx
import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from bot.settings import Settings
from bot.types import Citation, Document
from bot.web.answers import Answers
from bot.web.feedback import FeedbackStore
from bot.web.pages import create_pages, source_address
from bot.web.server import create_app
from tests.web.serving import serving


@pytest.fixture(scope="module")
def pages(small_bot, tmp_path_factory):
    app = FastAPI()
    app.include_router(
        create_pages(Answers(small_bot, FeedbackStore(tmp_path_factory.mktemp("web") / "f.jsonl")))
    )
    return TestClient(app)


class _Elements(HTMLParser):
    def __init__(self, page):
        super().__init__()
        self.found, self.text = [], ""
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        self.found.append((tag, dict(attrs)))

    def handle_data(self, data):
        self.text += data


def tags(page, name):
    return [attributes for tag, attributes in _Elements(page).found if tag == name]


@pytest.mark.parametrize(
    ("question", "language", "says"),
    [
        ("Who pays the deductible?", "en", "The policyholder pays the deductible."),
        ("Hvem betaler egenandelen?", "nb", "Forsikringstakeren betaler egenandelen."),
        ("免責金額は誰が払いますか？", "ja", "免責金額は契約者が払います。"),
    ],
)
def test_a_question_is_answered_without_a_script_in_its_language(pages, question, language, says):
    page = pages.get("/plain", params={"q": question}).text
    assert tags(page, "html") == [{"lang": language}]
    assert says in _Elements(page).text and "[1]" in page
    assert not tags(page, "script") and "style=" not in page and not re.search(r"\son\w+=", page)


def test_a_citation_leads_to_the_quoted_words_in_their_place(pages):
    page = pages.get("/plain", params={"q": "Is a stolen bicycle covered abroad?"}).text
    [address] = [a["href"] for a in tags(page, "a") if a["href"].startswith("/source/")]
    source = pages.get(address)
    assert source.status_code == 200
    quote = re.search(r'<mark id="quote">(.*?)</mark>', source.text, re.S)[1]
    assert quote.startswith("Theft abroad is covered") and quote.endswith("an approved type.")
    assert "language: en" not in source.text  # the front matter is not for readers
    assert "Bicycle insurance covers theft" in source.text


def test_silence_is_said_without_a_source(pages):
    page = pages.get("/plain", params={"q": "What is the capital of France?"}).text
    assert "The sources do not say." in page and not tags(page, "blockquote")


def test_a_chosen_language_wins_and_an_unknown_one_does_not(pages):
    assert tags(pages.get("/plain?language=ja").text, "html") == [{"lang": "ja"}]
    assert tags(pages.get("/plain?language=%22%3E").text, "html") == [{"lang": "en"}]


def test_a_question_too_long_is_kept_and_said_so(pages):
    found = pages.get("/plain", params={"q": "x" * 1001})
    assert found.status_code == 422
    assert "at most 1000 characters" in found.text and "x" * 1001 in found.text


def test_what_is_typed_stays_text(pages):
    question = '</textarea><script>alert(1)</script>" onfocus="alert(1)'
    page = pages.get("/plain", params={"q": question}).text
    assert not tags(page, "script") and _Elements(page).text.count("<script>alert(1)</script>") >= 1


@pytest.mark.parametrize(
    "source", ["nothing.md", "../settings.py", "en/%2e%2e/%2e%2e/secret", "en/deductible.md/"]
)
def test_a_source_that_is_not_in_the_index_is_gone(pages, source):
    assert pages.get(f"/source/{source}").status_code == 404


def test_a_source_is_found_under_whatever_name_it_was_stored(tmp_path):
    """Over real HTTP: a test client decodes addresses twice."""
    names = ("en\\hmo.md", "en/a b.md", "50%25.md", "what? #1;é免.md", "%2e%2e/x.md", "a&b=c+d'\"<.md")
    stored = {name: Document(name, "Named oddly", f"The words of {name}.", "en") for name in names}

    class Library:
        languages = ("en",)
        document = staticmethod(stored.get)

    settings = Settings(feedback=tmp_path / "f.jsonl", index=tmp_path / "none")
    with serving(create_app(Library(), settings)) as url:
        for name in names:
            page = httpx.get(
                url + source_address(Citation(1, name, "Named oddly", "en", (), 0, 9, "The words"))
            )
            assert page.status_code == 200, name
            assert re.search(r'<mark id="quote">(.*?)</mark>', page.text, re.S)[1] == "The words"


@pytest.mark.parametrize(("start", "end"), [(-5, 10**9), (10**9, 0), (50, 20)])
def test_any_span_shows_the_whole_text(pages, start, end):
    page = pages.get("/source/en/bicycle.md", params={"start": start, "end": end})
    assert (
        page.status_code == 200
        and "An electric bicycle needs a separate policy." in _Elements(page.text).text
    )


@pytest.mark.parametrize(
    ("url", "address"),
    [
        ("https://insurer.example/hmo", "https://insurer.example/hmo"),
        ("javascript:alert(1)", "/source/en/a%20b.md?start=3&end=9#quote"),
        ("/hmo", "/source/en/a%20b.md?start=3&end=9#quote"),
        (None, "/source/en/a%20b.md?start=3&end=9#quote"),
    ],
)
def test_only_web_addresses_are_followed(url, address):
    assert source_address(Citation(1, "en/a b.md", "A", "en", (), 3, 9, "quote.", url)) == address
