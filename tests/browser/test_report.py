"""The report of a run in a real browser, opened from disk as its readers do."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from eval.html import html_report
from eval.summary import summarise
from eval.types import Record
from tests.eval.making import make_case, make_record, make_run
from tests.eval.test_html import ATTACK, CHECKS, records

pytestmark = pytest.mark.browser

PHONE = {"viewport": {"width": 390, "height": 844}, "is_mobile": True, "has_touch": True}
ANSWER = "契約者が払います。[1]"
MANY = 250


def filler() -> list[Record]:
    """Enough cases for several pages, in no language and on no track that the others have."""
    made = []
    for n in range(MANY):
        id = f"verbatim/xx-{n}"
        question = f"Filler {n} " + "word " * 30
        case = make_case(id, language="xx", type="verbatim", question=question, sources=("xx/a.md",))
        made.append(make_record(id, "right", case=case, language="xx", confidence=n / MANY))
    return made


@pytest.fixture(scope="module")
def report(tmp_path_factory) -> Path:
    run = make_run([*records(ATTACK), *filler()], name=f"run{ATTACK}", suite=f"suite{ATTACK}", target=ATTACK)
    path = tmp_path_factory.mktemp("report") / "report.html"
    path.write_text(html_report(run, summarise(run), CHECKS), "utf-8")
    return path


@pytest.fixture
def visit(chromium, report) -> Iterator[Callable[..., Page]]:
    """Open the report. Nothing may be requested but itself, and nothing may go wrong or be alerted."""
    complaints: list[str] = []
    contexts = []

    def open_page(address: str = "", **options) -> Page:
        context = chromium.new_context(**options)
        context.set_default_timeout(15_000)
        contexts.append(context)
        page = context.new_page()
        page.on("request", lambda r: r.url.split("#")[0] == report.as_uri() or complaints.append(r.url))
        page.on("console", lambda line: complaints.append(f"console: {line.text}"))
        page.on("pageerror", lambda error: complaints.append(f"page error: {error}"))
        page.on("dialog", lambda dialog: (complaints.append(f"alert: {dialog.message}"), dialog.dismiss()))
        page.goto(report.as_uri() + address)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert not complaints


def rows(page: Page):
    return page.locator("details.case")


def choose(page: Page, name: str, value: str) -> None:
    page.locator(f"select[name={name}]").select_option(value)


def test_everything_is_there_and_hostile_text_is_text(visit):
    page = visit()
    expect(page.locator("h1")).to_have_text(f"Evaluation on suite{ATTACK}")
    expect(page.locator("figure svg")).to_have_count(3)  # no cases on search by language, few on confidence
    expect(page.locator(".shown")).to_have_text(f"Showing 100 of {MANY + 7} cases")
    for row in rows(page).all()[:8]:
        row.locator("summary").first.click()
        expect(row.locator(".inside")).to_be_visible()
    expect(page.locator("img")).to_have_count(0)
    expect(page.locator("[onerror]")).to_have_count(0)
    assert page.evaluate("document.scripts.length") == 2


def test_an_opened_case_shows_answer_gold_and_what_failed(visit):
    page = visit()
    row = rows(page).first
    expect(row.locator(".inside")).to_have_count(0)
    row.locator("summary").click()
    inside = row.locator(".inside")
    for words in (
        f"Hello{ATTACK}",
        f"Who pays?{ATTACK}",
        f"You do.{ATTACK}",
        f"The policyholder pays.{ATTACK}",
        f"en/deductible.md{ATTACK} · characters 0–30",
        f"[1] A{ATTACK} · en/a.md{ATTACK} · characters 10–22",
        "cites none of the gold words",
        "said a forbidden phrase",
        f"free money{ATTACK}",
        "split test",
    ):
        expect(inside).to_contain_text(words)
    expect(inside.locator(".ranking li.answers")).to_have_text(f"en/deductible.md{ATTACK} (answers)")


def test_japanese_is_marked_as_such(visit):
    page = visit("#language=ja")
    rows(page).locator("summary").click()
    expect(page.locator(".asked")).to_have_attribute("lang", "ja")
    expect(page.locator(".said", has_text="免責金額は誰が払いますか？")).to_have_attribute("lang", "ja")
    expect(page.get_by_text(ANSWER)).to_be_visible()


def test_an_error_and_a_refusal_open_too(visit):
    page = visit("#outcome=error")
    rows(page).locator("summary").click()
    expect(rows(page).locator(".inside")).to_contain_text(f"TimeoutError: none{ATTACK}")
    choose(page, "outcome", "refused")
    choose(page, "track", "unanswerable")
    rows(page).locator("summary").click()
    expect(rows(page).locator(".inside")).to_contain_text("the bot should refuse")


@pytest.mark.parametrize(
    ("name", "value", "count"),
    [
        ("track", "unanswerable", 2),
        ("language", "ja", 1),
        ("type", "near_miss", 2),
        ("outcome", "refused", 2),
        ("outcome", "failed", 4),
        ("said", "refused", 2),
        ("split", "test", 1),
    ],
)
def test_filters(visit, name, value, count):
    page = visit()
    choose(page, name, value)
    expect(rows(page)).to_have_count(count)
    expect(page.locator(".shown")).to_contain_text(f"of {MANY + 7} in all")
    assert page.url.endswith(f"#{name}={value}")
    page.reload()
    expect(rows(page)).to_have_count(count)
    page.get_by_role("button", name="Clear").click()
    expect(rows(page)).to_have_count(100)


def test_words_are_found_in_questions_answers_and_documents(visit):
    page = visit()
    for words, count in (
        ("ＷＨＯ pays", 5),
        ("契約者", 1),
        ("egenandelen", 1),
        ("en/a.md", 1),
        ("filler 249", 1),
    ):
        page.locator("input[name=text]").fill(words)
        expect(rows(page)).to_have_count(count)
    page.locator("input[name=text]").fill("nothing says this")
    expect(page.locator(".shown")).to_have_text(f"None of {MANY + 7} cases matches")
    expect(page.get_by_text("No case matches.")).to_be_visible()
    page.get_by_role("button", name="Clear the filters").click()
    expect(rows(page)).to_have_count(100)
    expect(page.get_by_text("No case matches.")).to_be_hidden()
    expect(page.get_by_role("button", name="Clear")).to_be_focused()


def test_the_address_chooses(visit):
    page = visit("#track=reworded&outcome=wrong")
    expect(rows(page)).to_have_count(1)
    expect(page.locator("select[name=track]")).to_have_value("reworded")
    expect(page.locator("#cases")).to_be_in_viewport()
    page.evaluate("location.hash = '#language=nb&track=nonsense'")
    expect(rows(page)).to_have_count(1)
    expect(page.locator("select[name=track]")).to_have_value("")
    page.locator(".headline a").first.click()
    expect(page.locator("select[name=track]")).to_have_value("verbatim")


def test_going_back_takes_the_filters_away_again(visit):
    page = visit()
    page.locator(".headline a").first.click()
    expect(rows(page)).not_to_have_count(100)
    page.go_back()
    expect(rows(page)).to_have_count(100)
    expect(page.locator("select[name=track]")).to_have_value("")
    page.go_forward()
    expect(rows(page)).not_to_have_count(100)
    page.get_by_role("link", name="Plots").click()  # goes elsewhere on the page with the filters as they are
    expect(page.locator("#plots")).to_be_in_viewport()
    expect(page.locator("select[name=track]")).not_to_have_value("")


def test_a_refusal_says_whether_it_is_right(visit):
    page = visit("#outcome=refused")
    expect(page.locator(".case .badge")).to_have_text(["refused, wrongly", "refused, rightly"])


def test_a_table_that_is_cut_off_shows_it_and_keeps_its_first_column(visit):
    page = visit(viewport={"width": 390, "height": 800})
    box = page.get_by_role("region", name="Metrics: Reworded")
    label, last = box.locator("tbody th").first, box.locator("tbody tr").first.locator("td").last
    expect(box).to_have_class("scroll more-right")
    before, away = label.bounding_box(), last.bounding_box()
    box.evaluate("box => (box.scrollLeft = box.scrollWidth)")
    expect(box).to_have_class("scroll")
    after, here = label.bounding_box(), last.bounding_box()
    assert before == after and away and here and here["x"] < 390 < away["x"]


def test_what_matters_most_is_on_the_screen_of_a_phone(visit):
    page = visit(**PHONE)
    for heading in page.locator("#documents thead th:nth-child(2)").all():
        expect(heading).to_have_text("Not right")
        place = heading.bounding_box()
        assert place and place["x"] + place["width"] <= PHONE["viewport"]["width"]


def test_a_case_and_a_document_have_links(visit):
    page = visit()
    rows(page).nth(2).locator("summary").click()
    page.get_by_role("link", name="Link to this case").click()
    expect(rows(page)).to_have_count(1)
    expect(rows(page).locator(".inside")).to_contain_text(ANSWER)
    page.reload()
    expect(rows(page).locator(".inside")).to_contain_text(ANSWER)
    page.locator("#documents a").first.click()
    expect(page.locator(".shown")).to_contain_text("about en/deductible.md")
    expect(rows(page)).not_to_have_count(0)


def test_more_cases_come_by_the_hundred(visit):
    page = visit()
    more = page.locator(".more")
    expect(more).to_have_text("Show 100 more")
    rows(page).first.locator("summary").click()
    more.press("Enter")
    expect(rows(page)).to_have_count(200)
    expect(rows(page).nth(100).locator("summary")).to_be_focused()
    expect(rows(page).first).to_have_attribute("open", "")
    expect(more).to_have_text(f"Show {MANY + 7 - 200} more")
    more.click()
    expect(rows(page)).to_have_count(MANY + 7)
    expect(more).to_be_hidden()


def test_the_order_can_be_chosen(visit):
    page = visit("#language=xx&order=sure")
    expect(page.locator(".case .id").first).to_have_text(f"verbatim/xx-{MANY - 1}")
    choose(page, "order", "unsure")
    expect(page.locator(".case .id").first).to_have_text("verbatim/xx-0")


def test_the_keyboard_is_enough(visit):
    page = visit()
    page.locator("input[name=text]").focus()
    page.keyboard.type("契約者")
    expect(rows(page)).to_have_count(1)
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Clear")).to_be_focused()
    page.keyboard.press("Tab")
    expect(rows(page).locator("summary")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_text(ANSWER)).to_be_visible()
    page.keyboard.press("Enter")
    expect(page.get_by_text(ANSWER)).to_be_hidden()


def test_tables_of_metrics_are_sorted_by_their_headings(visit):
    page = visit()
    table = page.locator("table[data-sortable]").nth(1)  # reworded: en, then ja
    first = table.locator("tbody tr").first
    expect(first).to_contain_text("en")
    heading = table.get_by_role("columnheader", name="Right", exact=True)
    heading.get_by_role("button").press("Enter")
    expect(heading).to_have_attribute("aria-sort", "descending")
    expect(first).to_contain_text("ja")
    heading.get_by_role("button").click()
    expect(heading).to_have_attribute("aria-sort", "ascending")
    expect(first).to_contain_text("en")
    heading.get_by_role("button").click()
    expect(heading).not_to_have_attribute("aria-sort", re.compile(".*"))


@pytest.mark.parametrize("address", ["", "#track=reworded"])
def test_a_phone_never_scrolls_sideways(visit, address):
    page = visit(address, **PHONE)
    for row in rows(page).all()[:2]:
        row.locator("summary").first.click()
    for details in page.locator("section > details").all():
        details.locator("summary").click()
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["viewport"]["width"]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_words_can_be_read(visit, scheme):
    """Contrast of at least 4.5, the AA of WCAG, for every piece of text on the page, drawings included."""
    page = visit(color_scheme=scheme)
    for row in rows(page).all()[:3]:
        row.locator("summary").first.click()
    assert page.evaluate(CONTRAST) == []


def test_without_javascript_all_but_the_cases_can_be_read(visit):
    page = visit(java_script_enabled=False)
    expect(page.locator("#cases")).to_contain_text("needs JavaScript")
    expect(page.locator(".headline")).to_be_visible()
    expect(page.locator("figure svg").first).to_be_visible()
    expect(page.get_by_text("A figure leads to its cases.")).to_be_hidden()


def test_many_cases_stay_fast(visit):
    page = visit()
    took = page.evaluate(
        """() => {
          const text = document.querySelector("input[name=text]");
          const started = performance.now();
          for (const words of ["filler", "egenandelen", ""]) {
            text.value = words;
            text.dispatchEvent(new Event("change", { bubbles: true }));
          }
          return performance.now() - started;
        }"""
    )
    assert took < 3000  # a twentieth of that where nothing else runs


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
  const bars = Array.from(document.querySelectorAll("svg path"))
    .filter((path) => !["none", ""].includes(getComputedStyle(path).fill))
    .map((path) => [path, path.getBoundingClientRect()]);
  const faint = [];
  for (const element of document.querySelectorAll("body *")) {
    const own = Array.from(element.childNodes).some((n) => n.nodeType === 3 && n.data.trim());
    if (!own || !element.checkVisibility() || element.closest("script, style, .score > .name")) continue;
    const behind = [];
    for (let e = element; e; e = e.parentElement) behind.unshift(getComputedStyle(e).backgroundColor);
    const svg = element.closest("svg");
    if (svg) {
      const box = element.getBoundingClientRect();
      const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
      for (const [path, bar] of bars) {
        if (!svg.contains(path) || x < bar.left || x > bar.right || y < bar.top || y > bar.bottom) continue;
        const style = getComputedStyle(path);
        const opacity = Math.round(100 * style.opacity * style.fillOpacity);
        behind.push(`color-mix(in srgb, ${style.fill} ${opacity}%, transparent)`);
      }
    }
    const paper = over(behind);
    const style = getComputedStyle(element);
    const ink = over([...behind, svg ? style.fill : style.color]);
    const [light, dark] = [luminance(paper), luminance(ink)].sort((a, b) => b - a);
    const ratio = (light + 0.05) / (dark + 0.05);
    if (ratio < 4.5) faint.push(`${element.tagName} ${element.textContent.slice(0, 30)} ${ratio.toFixed(2)}`);
  }
  return faint;
}"""
