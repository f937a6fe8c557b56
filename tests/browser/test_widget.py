"""The widget in a real browser, on pages of another origin whose policy forbids nearly everything."""

import json
import re
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, Locator, Page, Route, expect

from bot.answer.respond import Bot
from bot.messages import message
from bot.settings import Settings
from bot.types import Said
from bot.web.server import create_app
from bot.web.widget import strings
from bot.web.widget.assets import asset
from tests.web.serving import await_, serving

pytestmark = pytest.mark.browser

expect.set_options(timeout=15_000)  # a busy machine is no failure
PHONE = {"viewport": {"width": 390, "height": 844}, "is_mobile": True, "has_touch": True}
SHORT = {"viewport": {"width": 360, "height": 640}, "is_mobile": True, "has_touch": True}
SMALLEST = {"viewport": {"width": 320, "height": 568}, "is_mobile": True, "has_touch": True}
SAID = {language: strings(language) for language in ("en", "nb", "ja")}
QUESTIONS = {
    "en": ("Who pays the deductible?", "Deductible"),
    "nb": ("Hvem betaler egenandelen?", "Egenandel"),
    "ja": ("免責金額は誰が払いますか？", "免責金額"),
}
OFF_TOPIC = "How do I bake sourdough bread?"
SUGGESTED = "Is a stolen bicycle covered abroad?"
EVENTS = ("open", "close", "question", "answer", "citation", "feedback", "error")


class Gated:
    """A bot that can be held up between what it says and the whole answer."""

    def __init__(self, bot: Bot) -> None:
        self._bot = bot
        self.gate = threading.Event()
        self.gate.set()

    def __getattr__(self, name: str):
        return getattr(self._bot, name)

    def stream(self, *args):
        for event in self._bot.stream(*args):
            yield event
            if isinstance(event, Said):
                assert self.gate.wait(30)


class Site:
    """A site that embeds the widget. Its policy allows the host's scripts and answers, and no more."""

    def __init__(self) -> None:
        self.body, self.lang, self.dir, self.host = "", "en", "ltr", ""
        site = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                page = site.page.encode()
                self.send_response(200 if self.path == "/" else 404)
                self.send_header("Content-Type", "text/html; charset=utf-8")
                self.send_header("Content-Security-Policy", site.policy)
                self.end_headers()
                self.wfile.write(page)

            def log_message(self, *_) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.address = f"http://127.0.0.1:{self.server.server_port}"

    @property
    def policy(self) -> str:
        return (
            f"default-src 'none'; script-src {self.host}; connect-src {self.host}; img-src 'none'; "
            "base-uri 'none'; form-action 'none'; require-trusted-types-for 'script'; trusted-types 'none'"
        )

    @property
    def page(self) -> str:
        return (
            f'<!doctype html><html lang="{self.lang}" dir="{self.dir}"><head><meta charset="utf-8">'
            '<meta name="viewport" content="width=device-width, initial-scale=1"><title>Support</title>'
            f"</head><body><main><h1>Support</h1><p>{'How we help. ' * 200}</p>"
            f'<button id="own">Own</button>{self.body.replace("HOST", self.host)}</main></body></html>'
        )


@pytest.fixture(scope="module")
def bot(small_bot) -> Gated:
    return Gated(small_bot)


@pytest.fixture(scope="module")
def feedback_file(tmp_path_factory) -> Path:
    return tmp_path_factory.mktemp("widget") / "feedback.jsonl"


@pytest.fixture(scope="module")
def site(bot, small_index, feedback_file) -> Iterator[Site]:
    site = Site()
    thread = threading.Thread(target=site.server.serve_forever, daemon=True)
    thread.start()
    settings = Settings(
        index=small_index.index, feedback=feedback_file, origins=(site.address,), rate="10000/minute"
    )
    with serving(create_app(bot, settings)) as host:
        site.host = host
        yield site
    site.server.shutdown()


@pytest.fixture
def visit(chromium, site) -> Iterator[Callable[..., Page]]:
    """Open the site in a profile of its own. Nothing may be asked elsewhere, logged, or left behind."""
    complaints: list[str] = []
    contexts: list[BrowserContext] = []

    def requested(url: str) -> None:
        if not url.startswith((f"{site.address}/", f"{site.host}/", "data:")):
            complaints.append(f"foreign request: {url}")

    def open_page(body: str | None = None, lang="en", dir="ltr", path: str | None = None, **options) -> Page:
        site.body = '<script src="HOST/widget.js"></script>' if body is None else body
        site.lang, site.dir = lang, dir
        context = chromium.new_context(**options)
        context.set_default_timeout(15_000)
        contexts.append(context)
        page = context.new_page()
        page.on("request", lambda request: requested(request.url))
        page.on("console", lambda line: complaints.append(f"console {line.type}: {line.text}"))
        page.on("pageerror", lambda error: complaints.append(f"page error: {error}"))
        page.goto(f"{site.host}{path}" if path else f"{site.address}/")
        page.locator("insurance-chat").first.wait_for(state="attached")
        page.evaluate(
            """(names) => {
              window.heard = [];
              for (const name of names) {
                document.addEventListener(`insurance-chat:${name}`, (event) => {
                  heard.push([name, JSON.parse(JSON.stringify(event.detail))]);
                });
              }
            }""",
            EVENTS,
        )
        return page

    open_page.complaints = complaints
    yield open_page
    for context in contexts:
        assert context.storage_state() == {"cookies": [], "origins": []}
        context.close()
    assert not complaints


def launch(page: Page) -> Page:
    page.locator(".launcher").click()
    expect(page.locator(".panel")).to_be_visible()
    return page


def ask(page: Page, question: str) -> Locator:
    page.locator(".box textarea").fill(question)
    page.locator(".box textarea").press("Enter")
    turn = page.locator(".turn").last
    expect(turn.locator(".question")).to_contain_text(question)
    expect(turn.locator(".answer, .failure").last).to_be_visible()
    expect(page.locator(".asking")).to_have_count(0)
    return turn


def heard(page: Page) -> list[str]:
    return [name for name, _ in page.evaluate("heard")]


def focused(page: Page) -> str:
    """Class, else tag, of the element that has the focus, also inside the widget."""
    return page.evaluate(
        """() => {
          let at = document.activeElement;
          while (at.shadowRoot?.activeElement) at = at.shadowRoot.activeElement;
          return at.className || at.id || at.localName;
        }"""
    )


def inside(page: Page, locator: Locator) -> bool:
    box, window = locator.bounding_box(), page.evaluate("[innerWidth, innerHeight]")
    assert box
    return (
        box["x"] >= 0
        and box["y"] >= 0
        and box["x"] + box["width"] <= window[0]
        and box["y"] + box["height"] <= window[1]
    )


def overhang(page: Page) -> int:
    return page.evaluate("document.documentElement.scrollWidth - innerWidth")


def test_an_answer_streams_in_and_its_source_opens(visit, site, bot, chromium):
    page = launch(visit())
    assert focused(page) == "textarea"
    expect(page.locator(".greeting")).to_have_text(SAID["en"]["greeting"])
    expect(page.locator(".memory")).to_have_text(SAID["en"]["memory"])
    question, title = QUESTIONS["en"]
    bot.gate.clear()
    try:
        page.locator(".box textarea").fill(question)
        page.locator(".box textarea").press("Enter")
        turn = page.locator(".turn")
        expect(turn.locator(".answer")).to_contain_text("The policyholder pays the deductible.")
        expect(page.locator(".asking .send")).to_have_attribute("aria-label", SAID["en"]["stop"])
        expect(turn.locator(".sources")).to_have_count(0)  # the answer is not there yet
        expect(page.locator("[role=status].unseen")).to_have_text(SAID["en"]["searching"])
    finally:
        bot.gate.set()
    expect(turn.locator(".sources h3")).to_have_text(SAID["en"]["sources"])
    expect(page.locator("[role=status].unseen")).to_contain_text("The policyholder pays the deductible.")
    expect(page.locator("[role=status].unseen")).not_to_contain_text("[1]")
    marker = page.get_by_role("button", name=f"Source 1: {title}")
    marker.click()
    card = page.get_by_role("dialog", name=title)
    expect(card).to_be_visible()
    expect(marker).to_have_attribute("aria-expanded", "true")
    answer = page.evaluate("heard.find(([name]) => name === 'answer')[1]")
    citation = answer["citations"][0]
    expect(card.locator("blockquote")).to_have_text(citation["quote"])
    expect(card.locator(".path")).to_have_text("FAQ › Who pays the deductible?")
    link = card.get_by_role("link")
    expect(link).to_have_attribute(
        "href", f"{site.host}/source/en/deductible.md?start={citation['start']}&end={citation['end']}#quote"
    )
    expect(link).to_have_attribute("rel", "noopener")
    expect(link).to_have_attribute("target", "_blank")
    assert focused(page) == "card" and inside(page, card)
    page.keyboard.press("Escape")
    expect(card).to_be_hidden()
    expect(page.locator(".panel")).to_be_visible()
    assert focused(page) == "marker"
    marker.click()
    marker.click()  # a second press closes it
    expect(card).to_be_hidden()
    expect(marker).to_have_attribute("aria-expanded", "false")
    page.locator(".source").click()
    expect(card).to_be_visible()
    page.locator(".question").click()  # so does a press elsewhere
    expect(card).to_be_hidden()
    page.keyboard.press("Escape")  # from wherever the focus is in the panel
    page.locator(".box textarea").press("Escape")
    expect(page.locator(".panel")).to_be_hidden()
    assert focused(page) == "launcher"
    assert heard(page) == ["open", "question", "answer", "citation", "citation", "citation", "close"]
    launch(page)
    expect(page.locator(".turn")).to_have_count(1)  # closing forgets nothing
    page.get_by_role("button", name=SAID["en"]["clear"]).click()
    expect(page.locator(".turn")).to_have_count(0)
    expect(page.locator(".welcome")).to_be_visible()


def test_everything_works_from_the_keyboard(visit, feedback_file):
    page = visit()
    page.locator("#own").focus()

    def press(*keys: str) -> str:
        for key in keys:
            page.keyboard.press(key)
        return focused(page)

    assert press("Tab") == "launcher"
    assert press("Enter") == "textarea"
    page.keyboard.type("Who pays")
    press("Shift+Enter")
    page.keyboard.type("the deductible?")
    press("Enter")
    expect(page.locator(".sources")).to_be_visible()
    assert page.locator(".question span").last.inner_text() == "Who pays\nthe deductible?"
    assert focused(page) == "textarea"
    expect(page.locator(".box textarea")).to_have_value("")
    assert press("Shift+Tab") == "tool"  # copying
    assert press("Shift+Tab") == "tool"
    assert press("Enter") == "textarea"  # that of the comment
    expect(page.locator(".tool[aria-pressed=true]")).to_have_attribute(
        "aria-label", SAID["en"]["not_helpful"]
    )
    expect(page.locator(".status")).to_have_text(SAID["en"]["thanks"])
    page.keyboard.type("No amount <b>given</b>")
    assert press("Tab") == "primary"
    assert press("Enter") == "tool"
    expect(page.locator(".comment")).to_be_hidden()
    await_(lambda: heard(page).count("feedback") == 2, 5)
    stored = [json.loads(line) for line in feedback_file.read_text("utf-8").splitlines()]
    assert [(vote["vote"], vote["comment"]) for vote in stored[-2:]] == [
        ("down", ""),
        ("down", "No amount <b>given</b>"),
    ]
    assert press("Shift+Tab", "Shift+Tab") == "source"
    assert press("Shift+Tab") == "marker"
    assert press("Space") == "card"
    assert press("Tab") == "tool"  # its close button
    assert press("Tab") == "open"
    assert press("Escape") == "marker"
    assert press("Enter", "Tab", "Enter") == "marker"  # closed by its button
    expect(page.locator(".card")).to_be_hidden()
    assert press("Shift+Tab") == "log"  # whose scrolling the arrow keys do
    assert press("Shift+Tab", "Shift+Tab") == "tool"
    assert press("Escape") == "launcher"
    expect(page.locator(".panel")).to_be_hidden()


@pytest.mark.parametrize("language", ["nb", "ja"])
def test_it_speaks_the_language_of_the_page(visit, language):
    page = visit(lang=language, locale="en-US")
    said = SAID[language]
    expect(page.locator(".launcher")).to_have_text(said["open"])
    launch(page)
    question, title = QUESTIONS[language]
    expect(page.locator(".example")).to_have_text([said[f"example_{n}"] for n in range(1, 5)])
    turn = ask(page, question)
    expect(turn.locator(".answer")).to_have_attribute("lang", language)
    name = said["source_marker"].format(number="1", title=title)
    page.get_by_role("button", name=name).click()
    expect(page.get_by_role("dialog", name=title).get_by_role("link")).to_contain_text(said["read"])
    page.keyboard.press("Escape")
    ask(page, "HMO")
    sent = page.evaluate("heard.filter(([name]) => name === 'question').length")
    assert sent == 2
    chat = page.locator("insurance-chat")
    chat.evaluate("chat => chat.setAttribute('language', 'en')")  # the conversation stays
    expect(page.locator(".sources h3").first).to_have_text(SAID["en"]["sources"])
    expect(page.locator(".turn")).to_have_count(2)
    expect(page.locator(".panel")).to_be_visible()


def test_the_page_may_choose_the_words_and_another_language(visit):
    own = {"name": "اسأل", "placeholder": "اكتب سؤالك", "sources": "المصادر", "example_1": "ما هو الخصم؟"}
    attribute = json.dumps(own, ensure_ascii=False).replace('"', "&quot;")
    body = (
        '<script src="HOST/widget.js" data-mode="none" type="module" crossorigin></script>'
        f'<insurance-chat mode="inline" language="ar" strings="{attribute}"><a href="HOST/plain">x</a></insurance-chat>'
        '<insurance-chat mode="inline" theme="dark" examples="One | Two" language="nb"></insurance-chat>'
    )
    page = visit(body, dir="rtl", lang="ar")
    first, second = page.locator("insurance-chat").all()
    expect(first.locator("h2")).to_have_text("اسأل")
    expect(first.locator(".panel")).to_have_attribute("lang", "ar")
    expect(first.locator(".example").first).to_have_text("ما هو الخصم؟")
    expect(first.locator(".send")).to_have_attribute("aria-label", SAID["en"]["send"])  # not overridden
    expect(second.locator(".example")).to_have_text(["One", "Two"])
    expect(page.locator(".launcher")).to_have_count(0)
    first.locator("textarea").fill(QUESTIONS["en"][0])
    first.locator("textarea").press("Enter")
    expect(first.locator(".sources h3")).to_have_text("المصادر")
    expect(second.locator(".turn")).to_have_count(0)  # each has a conversation of its own
    panel, send, bubble = (first.locator(part).bounding_box() for part in (".panel", ".send", ".question"))
    middle = panel["x"] + panel["width"] / 2
    assert send["x"] < middle and bubble["x"] + bubble["width"] / 2 < middle
    first.locator(".marker").click()
    assert inside(page, first.locator(".card"))
    page.keyboard.press("Escape")
    first.evaluate("chat => { chat.removeAttribute('strings'); chat.strings = { name: 'Set later' }; }")
    expect(first.locator("h2")).to_have_text("Set later")
    assert overhang(page) <= 0
    colours = [
        chat.locator(".head").evaluate("e => getComputedStyle(e).backgroundColor") for chat in (first, second)
    ]
    assert colours == ["rgb(255, 255, 255)", "rgb(24, 32, 29)"]


def test_strings_that_cannot_be_used_are_told_in_the_console_and_break_nothing(visit):
    page = visit(
        """<insurance-chat id="chat" mode="inline" strings="{'name': 'Ours'}"></insurance-chat>"""
        '<script src="HOST/widget.js" data-mode="none"></script>'
    )
    expect(page.locator("h2")).to_have_text(SAID["en"]["name"])
    page.evaluate("chat.strings = { name: 'Ours', nmae: 'x', sned: 'y' }")
    expect(page.locator("h2")).to_have_text("Ours")
    page.evaluate("chat.setAttribute('language', 'nb')")  # drawn again, and not told again
    expect(page.locator(".send")).to_have_attribute("aria-label", SAID["nb"]["send"])
    not_json, unknown = visit.complaints
    assert "console warning: <insurance-chat>: the attribute strings is not JSON" in not_json
    assert unknown.endswith("strings has names that there are not: nmae, sned.")
    visit.complaints.clear()


def test_a_phone_is_filled_and_never_scrolls_sideways(visit):
    for screen in (SHORT, SMALLEST):
        page = visit(**screen, reduced_motion="reduce")
        width, height = screen["viewport"]["width"], screen["viewport"]["height"]
        assert overhang(page) <= 0 and inside(page, page.locator(".launcher"))
        page.locator(".launcher").tap()
        panel = page.locator(".panel")
        assert panel.evaluate("e => e.matches(':modal')")  # so that nothing behind it can be reached
        box = panel.bounding_box()
        assert (box["x"], box["y"], box["width"], box["height"]) == (0, 0, width, height)
        assert focused(page) == "log"  # an on-screen keyboard would cover the examples
        turn = ask(page, QUESTIONS["en"][0])
        page.locator(".tool[aria-pressed]").last.tap()
        comment = page.locator(".comment").bounding_box()  # the whole of it, above the box to ask in
        assert comment["y"] + comment["height"] <= page.locator(".composer").bounding_box()["y"]
        for part in page.locator(".panel button:not(.marker):visible, .panel textarea:visible").all():
            size = part.bounding_box()
            assert size["height"] >= 44 and size["width"] >= 44, part.get_attribute("class")
        turn.locator(".marker").tap()
        card = page.locator(".card")
        expect(card).to_be_visible()
        box = card.bounding_box()
        assert (box["x"], box["width"], box["y"] + box["height"]) == (0, width, height)
        page.keyboard.press("Escape")  # closes the card alone
        expect(card).to_be_hidden()
        expect(panel).to_be_visible()
        ask(page, "x" * 300 + " https://example.org/" + "y" * 200)
        assert overhang(page) <= 0
        assert page.locator(".log").evaluate("e => e.scrollWidth - e.clientWidth") <= 0
        page.set_viewport_size({"width": 1200, "height": 800})  # turned, or unfolded
        await_(lambda panel=panel: not panel.evaluate("e => e.matches(':modal')"), 5)
        expect(panel).to_be_visible()
        assert panel.bounding_box()["width"] < 500
        page.locator(".head .tool").last.click()
        expect(panel).to_be_hidden()
        assert page.evaluate("[document.body.style.cssText, document.documentElement.style.cssText]") == [
            "",
            "",
        ]


def test_failures_are_said_kindly_and_can_be_tried_again(visit, site):
    page = launch(visit(lang="nb"))
    said = SAID["nb"]
    shared = {"Access-Control-Allow-Origin": site.address, "Access-Control-Expose-Headers": "Retry-After"}

    def problem(status: int, **headers: str) -> Callable[[Route], None]:
        body = json.dumps({"title": "x", "status": status, "detail": "Traceback: secret", "instance": "r1"})
        kind = {"content-type": "application/problem+json"}
        return lambda route: route.fulfill(status=status, headers=shared | kind | headers, body=body)

    def events(text: str) -> Callable[[Route], None]:
        kind = {"content-type": "text/event-stream"}
        return lambda route: route.fulfill(headers=shared | kind, body=text)

    broken_off = 'event: sentence\ndata: {"text": "Half of it"}\n\nevent: done\ndata: {'
    failed_late = 'event: error\ndata: {"status": 503, "detail": "secret"}\n\n'
    faults = {
        said["offline"]: lambda route: route.abort(),
        said["limited_until"].format(when="om 30 sekunder"): problem(429, **{"retry-after": "30"}),
        said["limited"]: problem(429),
        said["busy_until"].format(when="om 3 minutter"): problem(503, **{"retry-after": "170"}),
        said["refused"]: problem(422),
        said["forbidden"]: problem(403),
        said["failed"]: problem(500),
        said["cut"]: events(broken_off),
        said["busy"]: events(failed_late),
    }
    page.locator(".box textarea").fill(QUESTIONS["nb"][0])
    retry = page.locator(".box textarea")
    page.clock.install()
    for sentence, fault in faults.items():
        page.route("**/api/v1/ask", fault)
        retry.press("Enter")
        expect(page.locator(".failure p")).to_have_text(sentence)
        if seconds := re.search(r"om (\d+) (?:sekunder|minutter)", sentence):
            expect(page.locator(".retry")).to_be_disabled()  # until it can be of any use
            page.clock.run_for({"30": 20_000, "3": 160_000}[seconds[1]])
            expect(page.locator(".retry")).to_be_disabled()
            page.clock.run_for(11_000)
        expect(page.locator(".retry")).to_be_enabled()
        expect(page.locator("[role=status].unseen")).to_have_text(sentence)
        page.unroute("**/api/v1/ask")
        retry = page.get_by_role("button", name=said["retry"])
    expect(page.locator(".turn")).to_have_count(1)
    expect(page.locator(".panel")).not_to_contain_text("secret")
    assert heard(page).count("error") == len(faults)
    limited = page.evaluate("heard.filter(([name]) => name === 'error')[1][1]")
    assert (limited["kind"], limited["status"], limited["retryAfter"], limited["instance"]) == (
        "limited",
        429,
        30,
        "r1",
    )
    retry.press("Enter")
    expect(page.locator(".sources")).to_be_visible()
    assert focused(page) == "textarea"
    page.route("**/api/v1/feedback", problem(404))
    page.locator(".tool[aria-pressed]").first.click()
    expect(page.locator(".status")).to_have_text(said["feedback_failed"])
    # Beside what the browser itself logs of failed requests, one sentence to who runs the page.
    own = [line for line in visit.complaints if "Failed to load resource" not in line]
    assert own == [
        f"console warning: <insurance-chat>: {site.host} did not let this page ask; "
        f"if it can be reached, add {site.address} to its BOT_ORIGINS."
    ]
    visit.complaints.clear()


def test_questions_are_checked_stopped_and_followed_up(visit, bot):
    page = launch(visit())
    box, problem = page.locator(".box textarea"), page.locator(".problem")
    box.press("Enter")
    expect(problem).to_have_text(SAID["en"]["empty_question"])
    box.fill("🩺" * 1001)
    expect(problem).to_be_hidden()
    box.press("Enter")
    expect(problem).to_have_text(SAID["en"]["long_question"].format(limit="1000"))
    expect(box).to_have_attribute("aria-invalid", "true")
    box.fill("ほけん")
    box.evaluate(
        "e => e.dispatchEvent(new KeyboardEvent('keydown', {key: 'Enter', isComposing: true, bubbles: true}))"
    )
    expect(page.locator(".turn")).to_have_count(0)
    bot.gate.clear()
    try:
        box.fill(QUESTIONS["en"][0])
        box.press("Enter")
        expect(page.locator(".turn .answer")).to_be_visible()
        page.get_by_role("button", name=SAID["en"]["stop"]).click()
        expect(page.locator(".failure p")).to_have_text(SAID["en"]["stopped"])
    finally:
        bot.gate.set()
    page.get_by_role("button", name=SAID["en"]["retry"]).click()
    expect(page.locator(".sources")).to_be_visible()
    with page.expect_request("**/api/v1/ask") as request:
        ask(page, "And who pays what is above it?")
    assert request.value.post_data_json == {
        "question": "And who pays what is above it?",
        "language": None,
        "history": [QUESTIONS["en"][0]],
    }
    page.get_by_role("button", name=SAID["en"]["clear"]).click()
    with page.expect_request("**/api/v1/ask") as request:
        turn = ask(page, OFF_TOPIC)
    assert request.value.post_data_json["history"] == []
    expect(turn.locator(".silent")).to_contain_text(message("abstain", "en"))
    expect(turn.locator(".sources, .marker")).to_have_count(0)


def test_what_is_suggested_in_place_of_an_answer_is_said_once_and_can_be_pressed(visit):
    page = launch(visit())
    turn = ask(page, "Which company sells bicycle insurance for theft abroad?")
    expect(turn.locator(".silent").get_by_text(SUGGESTED)).to_have_count(1)
    turn.get_by_role("button", name=SUGGESTED).click()
    expect(page.locator(".turn")).to_have_count(2)
    expect(page.locator(".turn").last.locator(".sources")).to_be_visible()


def test_pages_can_call_it(visit, bot):
    early = '<insurance-chat id="chat" host="HOST/"></insurance-chat>'
    page = visit(
        f'{early}<script src="HOST/widget.js" defer></script><script src="HOST/widget.js" async></script>'
    )
    expect(page.locator(".launcher")).to_have_count(
        1
    )  # an element of the page's own, however often it is loaded
    assert (
        page.evaluate("[typeof el, typeof Turn, typeof InsuranceChat, typeof STRINGS]") == ["undefined"] * 4
    )
    page.locator("#own").focus()
    question = QUESTIONS["en"][0]
    answer = page.evaluate("question => chat.ask(question)", question)
    assert answer["question"] == question and answer["citations"]
    expect(page.locator(".panel")).to_be_visible()
    assert page.evaluate("chat.ask(' ').catch((error) => error.message)") == SAID["en"]["empty_question"]
    page.evaluate("chat.close()")
    assert focused(page) == "own"  # whence it was opened
    bot.gate.clear()
    try:
        outcome = page.evaluate(
            """async (question) => {
              const asked = chat.ask(question).catch((error) => error.kind);
              const second = await chat.ask(question).catch((error) => error.message);
              chat.clear();
              return [await asked, second];
            }""",
            question,
        )
    finally:
        bot.gate.set()
    assert outcome[0] == "cleared" and "another question" in outcome[1]
    expect(page.locator(".turn")).to_have_count(0)
    assert page.evaluate("chat.ask('HMO').then(() => true)")  # and it works on
    removed = page.evaluate(
        "() => { const old = chat; old.remove(); return old.ask('x').catch((e) => e.message); }"
    )
    assert "not in the document" in removed


def test_what_the_host_sends_is_text(visit, site):
    """Also the way without streaming: the host answers with JSON."""
    attack = "<img src=x onerror=\"document.title='owned'\"><script>document.title='owned'</script>"
    page = launch(visit())

    def hostile(route: Route) -> None:
        real = route.fetch(headers={**route.request.headers, "accept": "application/json"})
        answer = real.json()
        first = answer["citations"][0]
        changed = dict.fromkeys(("title", "heading", "quote", "jurisdiction", "source", "updated"), attack)
        hostile = first | changed | {"url": "javascript:document.title='owned'", "valid_until": "2020-12-31"}
        second = first | {"marker": 2, "url": "https://example.org/a?b=\"'<", "valid_until": None}
        answer |= {
            "answer": f"{attack} [1] [2]\n- {attack} [7]",
            "citations": [hostile, second],
            "id": attack,
        }
        route.fulfill(json=answer, headers={**real.headers, "content-type": "application/json"})

    page.route("**/api/v1/ask", hostile)
    turn = ask(page, QUESTIONS["en"][0])
    assert turn.locator(".answer p").text_content().startswith(attack)
    assert turn.locator(".answer li").text_content() == f"{attack} [7]"  # brackets without a citation
    turn.locator(".marker").first.click()
    card = page.locator(".card")
    expect(card.locator("h3")).to_have_text(attack)
    expect(card.locator("blockquote")).to_have_text(attack)
    outdated = SAID["en"]["outdated"].format(date="December 31, 2020")
    expect(card.locator(".warning")).to_have_text(outdated)
    expect(turn.locator(".source .warning")).to_have_text(SAID["en"]["may_be_outdated"])
    assert card.get_by_role("link").get_attribute("href").startswith(f"{site.host}/source/%3Cimg%20src")
    page.keyboard.press("Escape")
    turn.locator(".marker").nth(1).click()
    expect(card.get_by_role("link")).to_have_attribute("href", "https://example.org/a?b=%22%27%3C")
    expect(card.get_by_role("link")).to_contain_text(SAID["en"]["open_original"])
    expect(page.locator("img, script:not([src])")).to_have_count(0)
    expect(page).to_have_title("Support")


def test_events_are_read_however_the_bytes_are_cut(visit):
    page = visit()
    stream = (
        '\ufeff: comment\r\nevent: sentence\r\ndata: {"text":\r\ndata:  "å免🩺"}\r\n\r\n'
        "data\rid: 7\rretry: 9\rdata:x:y\r\revent: lost\n\nevent:done\ndata: end\n\nevent: cut\ndata: off\n"
    )
    read = f"""async ([bytes, sizes]) => {{
      {asset("events.js")}
      const read = async (size) => {{
        const chunks = [];
        for (let at = 0; at < bytes.length; at += size) chunks.push(new Uint8Array(bytes.slice(at, at + size)));
        const body = new ReadableStream({{
          pull(c) {{ chunks.length ? c.enqueue(chunks.shift()) : c.close(); }},
        }});
        const events = [];
        for await (const {{ event, data }} of readEvents(body)) events.push([event, data]);
        return events;
      }};
      return Promise.all(sizes.map(read));
    }}"""
    bytes_ = list(stream.encode())
    expected = [["sentence", '{"text":\n "å免🩺"}'], ["message", "\nx:y"], ["done", "end"]]
    assert page.evaluate(read, [bytes_, [1, 2, 3, 5, 7, len(bytes_)]]) == [expected] * 6
    assert page.evaluate(read, [list(b"data: a\r\r"), [1, 9]]) == [[["message", "a"]]] * 2


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(visit, scheme):
    """Every mode, at rest, with an answer, its card, a comment, an abstention and a failure."""
    found: list[str] = []
    # In the dark it is the colours that differ.
    rules = {"resultTypes": ["violations"]} | ({"runOnly": ["color-contrast"]} if scheme == "dark" else {})

    def check(page: Page, where: str) -> None:
        results = Axe().run(page, {"include": [["insurance-chat"]]}, rules)
        found.extend(
            f"{where}: {v['id']} {[n['html'] for n in v['nodes']]}" for v in results.response["violations"]
        )

    chats = {
        "launcher": "",
        "inline": '<insurance-chat mode="inline"></insurance-chat>',
        "page": '<insurance-chat mode="page"></insurance-chat>',
    }
    for mode, element in chats.items():
        page = visit(
            f'{element}<script src="HOST/widget.js"></script>', color_scheme=scheme, reduced_motion="reduce"
        )
        check(page, f"{mode} at rest")
        if mode == "launcher":
            launch(page)
            check(page, "launcher opened")
        turn = ask(page, QUESTIONS["en"][0])
        page.locator(".tool[aria-pressed]").last.click()
        expect(page.locator(".status")).to_have_text(SAID["en"]["thanks"])
        check(page, f"{mode} with an answer")
        if mode == "inline":
            continue
        turn.locator(".marker").click()
        check(page, f"{mode} with a card")
        page.keyboard.press("Escape")
        page.get_by_role("button", name=SAID["en"]["clear"]).click()
        ask(page, OFF_TOPIC)
        page.route("**/api/v1/ask", lambda route: route.abort())
        ask(page, "What is an HMO?")
        page.locator(".box textarea").press("Enter")
        check(page, f"{mode} with an abstention, a failure and a problem")
    assert found == []
    assert all("ERR_FAILED" in line or "BOT_ORIGINS" in line for line in visit.complaints)
    visit.complaints.clear()


def test_who_prefers_less_motion_or_forced_colours_is_heeded(visit):
    page = launch(visit(reduced_motion="reduce", forced_colors="active"))
    turn = ask(page, QUESTIONS["en"][0])
    assert page.locator(".panel").evaluate("e => getComputedStyle(e).animationName") == "none"
    assert page.locator(".log").evaluate("e => getComputedStyle(e).scrollBehavior") == "auto"
    assert turn.locator(".marker").evaluate("e => getComputedStyle(e).borderTopStyle") == "solid"


def test_a_page_without_our_style_keeps_its_own(visit):
    """Nothing leaks out; and what comes in are the documented properties alone."""
    body = (
        '<insurance-chat mode="inline"></insurance-chat><script src="HOST/widget.js"></script>'
        '<div class="panel question" id="theirs">Theirs</div>'
    )
    page = visit(body, reduced_motion="reduce")
    before = page.locator("#theirs").evaluate("e => getComputedStyle(e).backgroundColor")
    assert before == "rgba(0, 0, 0, 0)"
    page.evaluate(
        """() => {
          const sheet = new CSSStyleSheet();
          sheet.replaceSync(`
            :root { --accent: red; --paper: red; font-size: 40px; }
            * { color: red; background: red; border: 9px solid red; letter-spacing: 9px; text-transform: uppercase }
            insurance-chat { --insurance-chat-accent: rgb(1, 2, 3); --insurance-chat-height: 500px; }
          `);
          document.adoptedStyleSheets = [sheet];
        }"""
    )
    style = page.locator(".send").evaluate("e => ({ ...getComputedStyle(e) })")
    assert style["backgroundColor"] == "rgb(1, 2, 3)"
    assert (style["letterSpacing"], style["textTransform"]) == ("normal", "none")
    panel = page.locator("section.panel")
    assert panel.evaluate("e => getComputedStyle(e).fontSize") == "16px"
    assert panel.bounding_box()["height"] == 500


def test_the_demonstration_runs_in_each_mode(visit, site):
    page = visit(path="/demo?language=nb")
    page.locator("[data-ask]").nth(1).click()
    expect(page.locator(".question")).to_contain_text("kapitasjonsavtale")
    expect(page.locator(".answer")).to_be_visible()
    page = visit(path="/demo?mode=inline&language=ja", **PHONE)
    expect(page.locator(".greeting")).to_have_text(SAID["ja"]["greeting"])
    assert overhang(page) <= 0
    page = visit(path="/demo?mode=page")
    box = page.locator(".panel").bounding_box()
    assert box["y"] + box["height"] == page.viewport_size["height"]


def test_without_script_there_is_a_link(visit, chromium, site):
    site.body = '<insurance-chat><a href="HOST/plain">Ask without scripts</a></insurance-chat>'
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(site.address)
    expect(page.get_by_role("link", name="Ask without scripts")).to_be_visible()
    context.close()
