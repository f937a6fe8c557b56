"""Hostile text in every field, on every page, in a real browser: none of it runs, asks, leads away or is markup.

Policies are switched off, so that it is the escaping that must hold. What a page consists of with harmless words
is all that it may consist of with payloads, and each payload must be there to read.
"""

import json
import threading
from collections.abc import Iterator
from html import escape
from pathlib import Path
from urllib.parse import quote, unquote_plus, urlencode

import pytest

from bot.answer.respond import Bot
from bot.index.opened import follow
from bot.ingest.pipeline import ingest
from bot.settings import Settings
from bot.web.server import create_app
from bot.web.widget import strings
from tests.browser.hostile import Hostile, article, lettered, question, report, squeezed
from tests.browser.payloads import HARMLESS, PAYLOADS
from tests.browser.test_widget import Site
from tests.browser.watched import Watched
from tests.web.serving import await_, serving

pytestmark = pytest.mark.browser

TAME = {"harmless words": HARMLESS}
ALL = " ".join(payload for payloads in PAYLOADS.values() for payload in payloads)

ASK_GRADIO = """async ([asked, sinks]) => {
  const form = document.querySelector("form.ask");
  for (const question of asked) {
    document.querySelector(".clear").click();
    form.question.value = question;
    form.requestSubmit();
    await until(() => !form.classList.contains("busy"));
  }
  document.querySelectorAll(".turn:last-child details").forEach((source) => (source.open = true));
  return read(document.querySelector(".turn:last-child") ?? form, sinks);
}"""
GRADIO = {
    "question": ".question .words",
    "answer": ".answer-text",
    "answer language": ".answer-text@lang",
    "marker": ".marker@title",
    "title": ".source .title",
    "path": ".source .path",
    "quote": ".source mark",
    "context": ".source blockquote",
    "about": ".source .about",
    "language": ".source .badge",
    "link": ".source a@href",
    "suggestions": ".chip",
    "chip asks": ".chip@data-ask",
}

ASK_WIDGET = """async ([asked, sinks]) => {
  const chat = document.querySelector("insurance-chat");
  chat.clear();
  for (const question of asked) await chat.ask(question).catch(() => {});
  const turn = chat.shadowRoot.querySelector(".turn:last-of-type");
  const found = read(turn, sinks);
  for (const source of turn.querySelectorAll(".source")) {
    source.click();
    const card = read(chat.shadowRoot.querySelector(".card"), sinks);
    for (const name in card) found[name] += ` ${card[name]}`;
  }
  return found;
}"""
WIDGET = {
    "question": ".question",
    "answer": ".answer",
    "answer language": ".answer@lang",
    "marker": ".marker@ariaLabel",
    "title": ".source .title",
    "path": ".source .path",
    "card": "#card-title",
    "card path": ".card-body .path",
    "quote": "blockquote",
    "language": "blockquote@lang",
    "facts": ".facts",
    "link": "a.open@href",
}

PLAIN = {
    "page title": "title",
    "box": "textarea@value",
    "other language": "nav a@href",
    "question": "h2",
    "answer": "section > p",
    "answer language": "section@lang",
    "title": "cite",
    "quote": "blockquote",
    "language": "li@lang",
    "about": ".about",
    "over": ".outdated",
    "link": ".about a@href",
}
SOURCE = {
    "page title": "title",
    "title": "h1",
    "about": ".about",
    "text": "article",
    "quote": "mark",
    "link": "a@href",
}
CASES = {
    "question": ".asked",
    "id": ".id",
    "inside": ".inside",
    "answer language": ".said@lang",
}


OPEN_CASES = """async (sinks) => {
  while (!document.querySelector(".more").hidden) document.querySelector(".more").click();
  document.querySelectorAll("details").forEach((each) => (each.open = true));
  const cases = [...document.querySelectorAll("details.case")];
  await until(() => cases.every((each) => each.querySelector(".inside")));
  return read(document, sinks);
}"""


FOLLOW = """async (hashes) => {
  const shown = [];
  for (const hash of hashes) {
    const followed = new Promise((done) => addEventListener("hashchange", done, { once: true }));
    location.hash = hash;
    await followed;
    shown.push(document.querySelector(".shown").textContent);
  }
  return shown.join(" ");
}"""


@pytest.fixture(scope="module")
def site() -> Iterator[Site]:
    site = Site()
    threading.Thread(target=site.server.serve_forever, daemon=True).start()
    yield site
    site.server.shutdown()


@pytest.fixture(scope="module")
def bot(tmp_path_factory) -> Hostile:
    folder, encoder = tmp_path_factory.mktemp("hostile"), lettered()
    for subject, payloads in (PAYLOADS | TAME).items():
        name, text = article(subject, payloads)
        path = folder / "corpus" / name
        path.parent.mkdir(parents=True)
        path.write_text(text, "utf-8")
    told = ingest(Settings(corpus=folder / "corpus", index=folder / "index"), encoder=lambda name: encoder)
    assert not told.refused and not told.warnings
    real = Bot(follow(folder / "index", encoder), encoder)
    return Hostile(real, PAYLOADS | TAME)


@pytest.fixture(scope="module")
def feedback_file(tmp_path_factory) -> Path:
    return tmp_path_factory.mktemp("xss") / "feedback.jsonl"


@pytest.fixture(scope="module")
def host(bot, site, feedback_file) -> Iterator[str]:
    settings = Settings(feedback=feedback_file, origins=(site.address,), rate="100000/minute")
    with serving(create_app(bot, settings)) as host:
        site.host = host
        yield host


@pytest.fixture
def opened(chromium, host, site) -> Iterator[Watched]:
    context = chromium.new_context(bypass_csp=True, reduced_motion="reduce", locale="en-US")
    watched = Watched(context.new_page(), (f"{host}/", f"{site.address}/"))
    yield watched
    watched.page.wait_for_timeout(300)  # for what takes a moment to run
    context.close()
    assert not watched.wrong


def unread(found: dict[str, str], payloads, *sinks: str) -> list[tuple[str, str]]:
    """Return the payloads that are not there to read, with their sinks; none where all was reached."""
    assert set(sinks) <= found.keys()
    payloads = list(payloads)
    texts = {sink: squeezed(found[sink]) for sink in sinks}
    return [(s, p) for s, text in texts.items() for p in payloads if squeezed(p) not in text]


def web_addresses(found: dict[str, str]) -> bool:
    return all(link.startswith(("http://", "https://", "/", "#", "?")) for link in found["link"].split())


@pytest.fixture
def commented(feedback_file):
    def stored(words: str) -> bool:
        votes = [json.loads(line) for line in feedback_file.read_text("utf-8").split("\n") if line]
        return squeezed(words) in {squeezed(vote["comment"]) for vote in votes}

    return lambda words: await_(lambda: stored(words), 10)


def test_the_chat_page(opened, host, commented):
    page = opened.page
    opened.go(f"{host}/")
    page.locator("form.ask").wait_for()

    def ask(*questions: str) -> dict[str, str]:
        return page.evaluate(ASK_GRADIO, [questions, GRADIO])

    def converse(subject: str, payloads) -> None:
        ask(f"fail {subject}")
        found = ask(question(subject, payloads))
        sinks = ("question", "answer", "marker", "title", "path", "quote", "context", "about")
        assert not unread(found, payloads, *sinks) and web_addresses(found)
        found = ask(f"tell {subject}")
        assert not unread(found, payloads, *sinks[1:], "answer language") and found["link"] == ""
        assert not unread({"code": found["language"].casefold()}, map(str.casefold, payloads), "code")
        assert not unread(ask(f"refuse {subject}"), payloads, "suggestions", "chip asks")
        page.locator(".vote[data-vote=down]").click()
        page.locator("form.comment textarea").fill(" ".join(payloads))
        page.locator("form.comment [type=submit]").click()
        commented(" ".join(payloads))

    converse("harmless words", HARMLESS)
    harmless = opened.consists_of()
    for subject, payloads in PAYLOADS.items():
        converse(subject, payloads)
    assert opened.consists_of() <= harmless


def test_the_widget_on_the_page_of_another_site(opened, site, host, commented):
    page = opened.page
    site.body = '<script src="HOST/widget.js" data-mode="inline"></script>'
    opened.go(f"{site.address}/")
    chat = page.locator("insurance-chat")
    chat.locator("textarea").wait_for()

    def ask(*questions: str) -> dict[str, str]:
        return page.evaluate(ASK_WIDGET, [questions, WIDGET])

    def converse(subject: str, payloads) -> None:
        ask(f"fail {subject}")
        found = ask(question(subject, payloads))
        sinks = ("answer", "marker", "title", "path", "card", "card path", "quote", "facts")
        assert not unread(found, payloads, "question", *sinks) and web_addresses(found)
        found = ask(f"tell {subject}")
        sinks = tuple(
            sink for sink in sinks if sink != "path"
        )  # where the words may be outdated, that is said
        assert not unread(found, payloads, *sinks, "answer language", "language") and web_addresses(found)
        assert not unread(ask(f"refuse {subject}"), payloads, "answer")
        chat.locator(".actions [aria-pressed]").nth(1).click()
        chat.locator("form.comment textarea").fill(" ".join(payloads))
        chat.locator("form.comment .primary").click()
        commented(" ".join(payloads))

    converse("harmless words", HARMLESS)
    harmless = opened.consists_of()
    for subject, payloads in PAYLOADS.items():
        converse(subject, payloads)
    assert opened.consists_of() <= harmless


def test_the_attributes_of_the_widget_and_what_its_host_fails_with(opened, site, host):
    page = opened.page

    def embed(words: str, examples: list[str]) -> dict[str, str]:
        own = json.dumps(dict.fromkeys(strings("en"), words))
        given = {"mode": "inline", "language": words, "examples": "|".join(examples), "strings": own}
        attributes = " ".join(f'data-{name}="{escape(value)}"' for name, value in given.items())
        site.body = f'<script src="HOST/widget.js" {attributes}></script>'
        failure = json.dumps(dict.fromkeys(("type", "title", "detail", "instance", "status"), words))
        page.route("**/api/v1/ask", lambda route: route.fulfill(status=503, body=failure, headers=refused))
        opened.go(f"{site.address}/")
        page.locator("insurance-chat .examples").wait_for()
        sinks = {
            "examples": ".example",
            "greeting": ".greeting",
            "name": "h2",
            "placeholder": "textarea@placeholder",
        }
        found = page.evaluate(
            "sinks => read(document.querySelector('insurance-chat').shadowRoot, sinks)", sinks
        )
        failed = page.evaluate(ASK_WIDGET, [["Who pays?"], {"failure": ".failure", "again": ".retry"}])
        page.evaluate(
            """(words) => {
              const chat = document.querySelector("insurance-chat");
              chat.strings = Object.fromEntries([[words, words]]);
              for (const name of ["language", "mode", "class", "lang"]) chat.setAttribute(name, words);
            }""",
            words,
        )
        page.unroute("**/api/v1/ask")
        return found | failed

    refused = {
        "Content-Type": "application/problem+json",
        "Access-Control-Allow-Origin": "*",
        "Retry-After": ALL[:99],
    }
    refused["Retry-After"] = "".join(c for c in refused["Retry-After"] if c.isprintable())
    assert not unread(embed(" ".join(HARMLESS), list(HARMLESS)), HARMLESS, "examples", "greeting", "failure")
    harmless = {seen for seen in opened.consists_of() if not seen.startswith("insurance-chat ")}
    payloads = [payload for group in PAYLOADS.values() for payload in group]
    assert not unread(
        embed(ALL, payloads), payloads, "examples", "greeting", "name", "placeholder", "failure", "again"
    )
    assert {seen for seen in opened.consists_of() if not seen.startswith("insurance-chat ")} <= harmless


def test_pages_without_script(opened, host, bot):
    page = opened.page

    def load(address: str, sinks: dict[str, str]) -> dict[str, str]:
        opened.go(host + address)
        consisted.update(opened.consists_of())
        found = page.evaluate("sinks => read(document, sinks)", sinks)
        assert web_addresses({"link": "", **found})
        return found

    def plain(asked: str, language: str) -> dict[str, str]:
        found = load(f"/plain?{urlencode({'q': asked, 'language': language})}", PLAIN)
        assert not unread(found, [asked], "page title", "box")
        return found

    def visit(subject: str, payloads) -> None:
        words = " ".join(payloads)
        found = plain(question(subject, payloads), words)
        assert not unread(found, payloads, "question", "answer", "title", "quote", "about")
        assert not unread({"q": unquote_plus(found["other language"])}, payloads, "q")
        found = plain(f"tell {subject}", "en")
        sinks = ("answer", "answer language", "title", "quote", "language", "about", "over")
        assert not unread(found, payloads[::2], *sinks) and not unread(found, payloads, *sinks[:-1])
        assert not unread(plain(f"refuse {subject}", "en"), payloads, "answer")
        assert not unread(plain((words + " ") * 40, "en"), payloads, "box")  # too long
        [citation] = bot.ask(question(subject, payloads)).citations
        place = f"?start={citation.start}&end={citation.end}"
        found = load(f"/source/{quote(citation.source)}{place}", SOURCE)
        assert not unread(found, payloads, "page title", "title", "about", "quote")
        assert len(squeezed(found["text"])) > 2 * len(squeezed(found["quote"]))
        for gone in (words, "\x01"):  # the second is refused before it gets there
            load(f"/source/{quote(gone, safe='')}?start=0", SOURCE)

    consisted: set[str] = set()
    visit("harmless words", HARMLESS)
    harmless, consisted = consisted, set()
    for subject, payloads in PAYLOADS.items():
        visit(subject, payloads)
    assert consisted <= harmless


def test_addresses_that_nothing_answers_to(opened, host):
    def visit(words: str) -> set[str]:
        query = urlencode({"q": words, "mode": words, "language": words, "start": words, words: words})
        consisted = set()
        for path in ("/demo", "/source/en/a.md", "/api/v1/openapi.json", "/widget.js", "/v1/models/x"):
            answered = opened.go(f"{host}{path}?{query}#{quote(words)}")
            consisted |= opened.consists_of()
            assert answered and (answered.ok or "html" not in answered.headers["content-type"])
        for path in ("/", "/v1/models/", "/api/v1/"):
            answered = opened.go(f"{host}{path}{quote(words, safe='')[:1500]}")
            assert answered and answered.headers["content-type"].startswith("application/")
            consisted |= opened.consists_of()
        return consisted

    harmless = visit(" ".join(HARMLESS))
    for payloads in PAYLOADS.values():
        assert visit(" ".join(payloads)) <= harmless
    opened.go(f"{host}/?{urlencode({'q': ALL, 'language': ALL, '__theme': ALL, ALL: ALL})}#{quote(ALL)}")
    opened.page.locator("form.ask").wait_for()


def test_the_report_of_an_evaluation(chromium, tmp_path):
    def open_all(payloads, most: int | None = None) -> tuple[dict[str, str], set[str]]:
        path = tmp_path / "report.html"
        path.write_text(report(payloads), "utf-8")
        context = chromium.new_context(bypass_csp=True, viewport={"width": 390, "height": 844})
        watched = Watched(context.new_page(), (path.as_uri(),))
        watched.go(path.as_uri())
        found = watched.page.evaluate(OPEN_CASES, CASES)
        found["top"] = watched.page.evaluate("document.title + document.querySelector('header').textContent")
        names = ("case", "text", "track", "document", "order")
        hashes = [urlencode(dict.fromkeys(names, payload)) for payload in payloads[:most]]
        found["shown"] = watched.page.evaluate(FOLLOW, hashes)
        links = watched.page.locator("a").evaluate_all("links => links.map((link) => link.href)")
        assert links and all(link.startswith(f"{path.as_uri()}#") for link in links)
        consisted = watched.consists_of()
        watched.page.wait_for_timeout(300)
        context.close()
        assert not watched.wrong
        return found, consisted

    payloads = [payload for group in PAYLOADS.values() for payload in group]
    words = [f"plain{'words' * 9}{number}" for number in range(len(payloads))]
    sinks = ("question", "id", "inside", "answer language", "top", "shown")
    found, harmless = open_all(words, most=3)  # of the addresses, which take time
    assert not unread(found, words, *sinks[:-1]) and not unread(found, words[:3], sinks[-1])
    found, consisted = open_all(payloads)
    assert not unread(found, payloads, *sinks)
    assert consisted <= harmless
