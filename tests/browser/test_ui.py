"""The chat page in a real browser, on a real server, over the shipped corpus."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from bot.answer.respond import Bot
from bot.messages import messages
from bot.settings import Settings

pytestmark = pytest.mark.browser

expect.set_options(timeout=15_000)  # a busy machine is no failure
ROOT = Path(__file__).parents[2]
PHONE = {"viewport": {"width": 390, "height": 844}, "is_mobile": True, "has_touch": True}
LOCALES = {"en": "en-US", "nb": "nb-NO", "ja": "ja-JP"}
QUESTIONS = {
    "en": (
        "Can I switch to another primary care physician in an HMO?",
        "Health Maintenance Organization (HMO)",
    ),
    "nb": ("Hvem tar risikoen i en kapitasjonsavtale?", "Kapitasjonsavtale (capitation contract)"),
    "ja": ("ASOとTPAの違いは何ですか？", "ASO（管理業務のみの委託契約）"),
}
OFF_TOPIC = {
    "en": "How do I bake sourdough bread?",
    "nb": "Hvordan baker jeg surdeigsbrød?",
    "ja": "パンの焼き方を教えてください。",
}
NEAR_MISS = {
    "en": "How many people are in an HMO in Ohio?",
    "nb": "Hvem fant opp COBRA-ordningen?",
    "ja": "PPOの加入者の平均年齢は？",
}


@pytest.fixture(scope="session")
def feedback_file(tmp_path_factory) -> Path:
    return tmp_path_factory.mktemp("feedback") / "feedback.jsonl"


@pytest.fixture(scope="session")
def address(shipped: Settings, feedback_file) -> Iterator[str]:
    environment = os.environ | {
        "BOT_INDEX": str(shipped.index),
        "BOT_FEEDBACK": str(feedback_file),
        "BOT_HOST": "127.0.0.1",
        "BOT_PORT": "0",
    }
    server = subprocess.Popen(
        [sys.executable, "app.py"], cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True
    )
    assert server.stdout
    line = server.stdout.readline()
    found = re.search(r"http://\S+", line)
    assert found, f"the server said {line!r}"
    yield found[0]
    server.terminate()
    server.wait(timeout=10)


@pytest.fixture
def visit(chromium, address) -> Iterator[Callable[..., Page]]:
    """Open the page in a profile of its own. No request may leave the server, nor any error be logged."""
    complaints: list[str] = []
    contexts = []

    def requested(url: str) -> None:
        if not url.startswith((f"{address}/", "data:", "blob:")):
            complaints.append(f"foreign request: {url}")

    def logged(kind: str, text: str) -> None:
        if kind == "error":
            complaints.append(f"console: {text}")

    def open_page(language: str = "en", **options) -> Page:
        context = chromium.new_context(locale=LOCALES.get(language, language), **options)
        context.set_default_timeout(15_000)
        contexts.append(context)
        page = context.new_page()
        page.on("request", lambda request: requested(request.url))
        page.on("console", lambda line: logged(line.type, line.text))
        page.on("pageerror", lambda error: complaints.append(f"page error: {error}"))
        page.goto(address)
        expect(page.locator("h1")).to_have_text("Footnote", timeout=20_000)
        return page

    open_page.complaints = complaints
    yield open_page
    for context in contexts:
        context.close()
    assert not complaints


def question_box(page: Page) -> Locator:
    return page.locator("textarea[name=question]")


def latest_answer(page: Page) -> Locator:
    answer = page.locator(".turn").last.locator(".answer:not(.arriving)")
    expect(answer).to_be_visible()
    return answer


def ask(page: Page, question: str) -> Locator:
    turns = page.locator(".turn").count()
    question_box(page).fill(question)
    question_box(page).press("Enter")
    expect(page.locator(".turn")).to_have_count(turns + 1)
    return latest_answer(page)


def squeezed(text: str | None) -> str:
    return " ".join((text or "").split())


@pytest.mark.parametrize("language", QUESTIONS)
def test_a_typed_question_is_answered_with_its_source(visit, shipped_bot: Bot, language):
    question, title = QUESTIONS[language]
    page = visit(language)
    answer = ask(page, question)

    citations = shipped_bot.ask(question).citations
    assert citations
    expect(page.locator(".question .words")).to_have_text(question)
    expect(answer.locator(".answer-text")).to_have_attribute("lang", language)
    expect(answer.locator(".sources h3")).to_have_text(messages(language)["sources"])
    expect(answer.locator(".source").first.locator(".title")).to_have_text(title)
    expect(answer.locator(".source .badge").first).to_have_text(messages(language)["ui_language_name"])
    assert answer.locator(".marker").all_text_contents() == [str(citation.marker) for citation in citations]
    for citation in citations:
        answer.get_by_role("button", name=re.compile(rf"\D{citation.marker}[:：]")).click()
        source = answer.locator(".source").nth(citation.marker - 1)
        expect(source).to_have_attribute("open", "")
        expect(source.locator("mark")).to_be_in_viewport()
        assert squeezed(source.locator("mark").text_content()) == squeezed(citation.quote)
        assert squeezed(citation.quote) in squeezed(source.locator("blockquote").text_content())


def test_a_greeting_is_returned_and_a_question_can_follow(visit):
    page = visit("en")
    answer = ask(page, "Hello!")
    expect(answer.locator(".answer-text")).to_have_text(messages("en")["greeting"])
    expect(answer.locator(".sources, .silent-help, .chip")).to_have_count(0)
    question, title = QUESTIONS["en"]
    expect(ask(page, question).locator(".source").first.locator(".title")).to_have_text(title)


def test_a_marker_works_from_the_keyboard(visit):
    page = visit()
    answer = ask(page, QUESTIONS["en"][0])
    source = answer.locator(".source").first
    expect(source).not_to_have_attribute("open", "")
    expect(source.locator("mark")).to_be_hidden()
    answer.locator(".marker").first.focus()
    page.keyboard.press("Enter")
    expect(source.locator("mark")).to_be_visible()
    expect(source.locator("summary")).to_be_focused()
    expect(source).to_have_class(re.compile("found"))
    page.keyboard.press("Enter")
    expect(source.locator("mark")).to_be_hidden()


@pytest.mark.parametrize("language", OFF_TOPIC)
def test_off_topic_questions_are_declined(visit, language):
    page = visit(language)
    answer = ask(page, OFF_TOPIC[language])
    expect(answer).to_have_attribute("data-kind", "abstained")
    expect(answer.locator(".silent-title")).to_have_text(messages(language)["abstain"])
    expect(answer.locator(".source, .marker, .chip")).to_have_count(0)


@pytest.mark.parametrize("language", NEAR_MISS)
def test_near_the_field_a_suggestion_can_be_taken_instead(visit, language):
    page = visit(language)
    answer = ask(page, NEAR_MISS[language])
    expect(answer).to_have_attribute("data-kind", "abstained")
    answer.locator(".chip").first.click()
    expect(page.locator(".turn")).to_have_count(2)
    expect(latest_answer(page)).not_to_have_attribute("data-kind", "abstained")


@pytest.mark.parametrize(
    ("locale", "language"),
    [("nb-NO", "nb"), ("nn-NO", "nb"), ("ja-JP", "ja"), ("en-GB", "en"), ("de-DE", "en")],
)
def test_the_browser_decides_the_first_language(visit, locale, language):
    page = visit(locale)
    expect(page.locator(".promise")).to_have_text(messages(language)["ui_promise"])
    expect(page.locator("html")).to_have_attribute("lang", language)
    expect(page).to_have_title(messages(language)["ui_title"])


def test_the_switch_changes_every_label_and_is_remembered(visit):
    page = visit("en")
    answer = ask(page, QUESTIONS["en"][0])
    for language in ("ja", "nb"):
        said = messages(language)
        page.get_by_role("button", name=said["ui_language_name"], exact=True).click()
        expect(page.locator("html")).to_have_attribute("lang", language)
        expect(page).to_have_title(said["ui_title"])
        expect(page.locator(".promise")).to_have_text(said["ui_promise"])
        expect(page.locator(".clear")).to_have_text(said["ui_clear"])
        expect(page.locator(".disclaimer")).to_have_text(said["ui_disclaimer"])
        expect(question_box(page)).to_have_attribute("placeholder", said["ui_placeholder"])
        expect(question_box(page)).to_have_attribute("aria-label", said["ui_question"])
        expect(answer.locator(".sources h3")).to_have_text(said["sources"])
        expect(answer.locator(".copy")).to_have_attribute("aria-label", said["ui_copy"])
        number = said["ui_source_marker"].format(number="1", title=QUESTIONS["en"][1])
        expect(answer.locator(".marker").first).to_have_attribute("aria-label", number)
        expect(answer.locator(".answer-text")).to_have_attribute("lang", "en")
    page.reload()
    said = messages("nb")
    expect(page.locator("h2")).to_have_text(said["ui_greeting"])
    examples = [said[f"ui_example_{n}"] for n in range(1, 5)]
    expect(page.locator(".example-question")).to_have_text(examples)


@pytest.mark.parametrize("language", LOCALES)
def test_every_example_is_answered(visit, language):
    page = visit(language)
    for n in range(1, 5):
        page.locator(".example").nth(n - 1).click()
        expect(page.locator(".question .words")).to_have_text(messages(language)[f"ui_example_{n}"])
        answer = latest_answer(page)
        expect(answer).not_to_have_attribute("data-kind", "abstained")
        expect(answer.locator(".source .badge").first).to_have_text(messages(language)["ui_language_name"])
        page.locator(".clear").click()
        expect(page.locator(".turn")).to_have_count(0)


def test_feedback_with_a_comment_is_stored(visit, feedback_file):
    page = visit("nb", **PHONE | {"viewport": {"width": 360, "height": 640}})
    question, _ = QUESTIONS["nb"]
    answer = ask(page, question)
    form = answer.locator("form.comment")
    expect(form).to_be_hidden()
    answer.locator(".vote[data-vote=down]").click()
    expect(form).to_be_in_viewport(ratio=1)
    box, composer = form.bounding_box(), page.locator(".composer").bounding_box()
    assert box["y"] + box["height"] <= composer["y"]
    expect(answer.locator(".vote[data-vote=down]")).to_have_attribute("aria-pressed", "true")
    expect(answer.locator(".status")).to_have_text(messages("nb")["ui_thanks"])
    comment = "Mangler beløp <b>ikke</b>\nog frist"
    form.locator("textarea").fill(comment)
    form.locator("button[type=submit]").click()
    expect(form).to_be_hidden()
    id = answer.get_attribute("id")

    def stored() -> list[dict]:
        lines = feedback_file.read_text("utf-8").splitlines()
        return [vote for vote in map(json.loads, lines) if vote["id"] == id]

    expect(answer.locator(".status")).to_have_text(messages("nb")["ui_thanks"])
    assert [(v["vote"], v["comment"]) for v in stored()] == [("down", ""), ("down", comment)]
    assert stored()[-1]["question"] == question
    assert stored()[-1]["sources"] == ["nb/capitation-contract.md"]
    assert stored()[-1]["language"] == "nb"


def test_an_answer_is_copied_with_its_sources(visit):
    page = visit("en", permissions=["clipboard-read", "clipboard-write"])
    question, title = QUESTIONS["en"]
    answer = ask(page, question)
    answer.locator(".copy").click()
    expect(answer.locator(".status")).to_have_text(messages("en")["ui_copied"])
    copied = page.evaluate("navigator.clipboard.readText()")
    assert "[1]" in copied and "\nSources\n" in copied and title in copied
    assert squeezed(answer.locator(".sentence").first.text_content())[:40] in squeezed(copied)


def test_clearing_brings_the_greeting_back(visit):
    page = visit("en")
    expect(page.locator(".clear")).to_be_hidden()
    ask(page, QUESTIONS["en"][0])
    expect(page.locator(".welcome")).to_be_hidden()
    page.locator(".clear").click()
    expect(page.locator(".turn")).to_have_count(0)
    expect(page.locator(".welcome")).to_be_visible()
    expect(page.locator(".clear")).to_be_hidden()


@pytest.mark.parametrize("language", LOCALES)
def test_a_phone_never_scrolls_sideways(visit, language):
    page = visit(language, **PHONE)

    def overhang() -> int:
        return page.evaluate("document.documentElement.scrollWidth") - PHONE["viewport"]["width"]

    assert overhang() <= 0
    answer = ask(page, QUESTIONS[language][0])
    answer.locator(".marker").first.click()
    answer.locator(".vote[data-vote=down]").click()
    expect(answer.locator("form.comment")).to_be_visible()
    assert overhang() <= 0
    ask(page, "x" * 300 + " https://example.org/" + "y" * 200)
    assert overhang() <= 0
    for locator in (page.locator(".top"), page.locator(".composer")):
        expect(locator).to_be_in_viewport()


def test_markup_in_a_question_is_text(visit):
    page = visit("en")
    attack = "<img src=x onerror=\"document.title='owned'\"> What is an HMO?"
    ask(page, attack)
    expect(page.locator(".question .words")).to_have_text(attack)
    expect(page.locator(".turn img")).to_have_count(0)
    expect(page).to_have_title(messages("en")["ui_title"])


def test_enter_sends_and_shift_enter_breaks_the_line(visit):
    page = visit("en")
    box = question_box(page)
    box.fill("What is")
    height = box.bounding_box()["height"]
    box.press("End")
    box.press("Shift+Enter")
    box.press_sequentially("an HMO?")
    expect(page.locator(".turn")).to_have_count(0)
    assert box.bounding_box()["height"] > height
    box.press("Enter")
    expect(page.locator(".question .words")).to_have_text("What is\nan HMO?", use_inner_text=True)
    latest_answer(page)
    expect(box).to_be_enabled()
    expect(box).to_have_value("")
    expect(box).to_be_focused()


def test_choosing_a_word_of_an_input_method_does_not_send(visit):
    page = visit("ja")
    box = question_box(page)
    box.fill("ほけん")
    box.evaluate(
        "e => e.dispatchEvent(new KeyboardEvent('keydown', {key: 'Enter', isComposing: true, bubbles: true}))"
    )
    expect(page.locator(".turn")).to_have_count(0)
    expect(box).to_have_value("ほけん")


def test_empty_and_too_long_questions_are_refused_kindly(visit):
    page = visit("en")
    problem = page.get_by_role("alert")
    question_box(page).press("Enter")
    expect(problem).to_have_text(messages("en")["empty_question"])
    question_box(page).fill("why " * 400)
    expect(problem).to_be_hidden()
    question_box(page).press("Enter")
    expect(problem).to_contain_text("too long")
    expect(question_box(page)).to_have_value("why " * 400)
    expect(page.locator(".turn")).to_have_count(0)


def test_a_failure_is_said_kindly_and_keeps_the_question(visit):
    page = visit("en")
    page.route("**/component_server/", lambda route: route.fulfill(status=500, body="Traceback: secret"))
    question_box(page).fill("What is an HMO?")
    question_box(page).press("Enter")
    expect(page.get_by_role("alert")).to_have_text(messages("en")["ui_failed"])
    expect(question_box(page)).to_have_value("What is an HMO?")
    expect(page.locator("body")).not_to_contain_text("secret")
    page.unroute("**/component_server/")
    question_box(page).press("Enter")
    latest_answer(page)
    assert all("500" in complaint for complaint in visit.complaints)  # which the browser logs itself
    visit.complaints.clear()


def test_answers_are_announced_and_gradio_is_out_of_sight(visit):
    page = visit("en")
    answer = ask(page, QUESTIONS["en"][0])
    said = page.locator("#page [aria-live=polite]").text_content()
    assert squeezed(said) == squeezed(answer.locator(".answer-text").inner_text())
    expect(page.get_by_text("Built with Gradio")).to_be_hidden()
    assert page.evaluate("document.fonts.size") == 0  # system fonts only


def test_who_prefers_less_motion_gets_none(visit):
    page = visit("en", reduced_motion="reduce")
    answer = ask(page, QUESTIONS["en"][0])
    answer.locator(".marker").first.click()
    assert answer.locator(".source").first.evaluate("e => getComputedStyle(e).animationName") == "none"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_words_can_be_read(visit, scheme):
    """Contrast of at least 4.5, the AA of WCAG, for every piece of text on the page."""
    page = visit("en", color_scheme=scheme)
    faint = page.evaluate(CONTRAST)
    answer = ask(page, QUESTIONS["en"][0])
    answer.locator(".marker").first.click()
    answer.locator(".vote[data-vote=down]").click()
    page.wait_for_timeout(400)
    faint += page.evaluate(CONTRAST)
    ask(page, OFF_TOPIC["en"])
    question_box(page).press("Enter")
    expect(page.get_by_role("alert")).to_be_visible()
    page.wait_for_timeout(400)
    assert faint + page.evaluate(CONTRAST) == []


CONTRAST = """() => {
  const canvas = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  const over = (colours) => {
    canvas.clearRect(0, 0, 1, 1);
    for (const colour of colours) { canvas.fillStyle = colour; canvas.fillRect(0, 0, 1, 1); }
    return Array.from(canvas.getImageData(0, 0, 1, 1).data).slice(0, 3);
  };
  const luminance = (rgb) => rgb
    .map((c) => c / 255)
    .map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4))
    .reduce((sum, c, i) => sum + c * [0.2126, 0.7152, 0.0722][i], 0);
  const faint = [];
  for (const element of document.querySelectorAll("#page *")) {
    const own = Array.from(element.childNodes).some((n) => n.nodeType === 3 && n.data.trim());
    if (!own || !element.checkVisibility() || element.closest(".announcer, .unseen")) continue;
    const behind = [];
    for (let e = element; e; e = e.parentElement) behind.unshift(getComputedStyle(e).backgroundColor);
    const paper = over(behind);
    const ink = over([...behind, getComputedStyle(element).color]);
    const [light, dark] = [luminance(paper), luminance(ink)].sort((a, b) => b - a);
    const ratio = (light + 0.05) / (dark + 0.05);
    const words = element.textContent.slice(0, 30);
    if (ratio < 4.5) faint.push(`${element.className}: ${words} ${ratio.toFixed(2)}`);
  }
  return faint;
}"""
