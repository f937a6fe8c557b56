import re
from html import unescape
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.ingest.markup import plain
from bot.messages import LANGUAGES, messages
from bot.types import Answer, Citation, Document
from bot.web.render import answer_html, answer_text, passage

ATTACK = "\"><img src=x onerror=alert(1)><script>alert(2)</script>'&amp;"
TEXT = """---
title: Plans
---

# Plans

## Costs

A **plan** has a premium. It is paid *every month*. Ask your plan.

- The first item.
- The second item.

Last words.
"""
OUR_TAGS = re.findall(
    r"\w+",
    "article div section h3 p ul li span sup button details summary blockquote mark time a svg path"
    " form label textarea",
)
OUR_ATTRIBUTES = re.findall(
    r"[\w-]+",
    "id class lang dir type role rows for hidden maxlength width height viewbox d datetime href target rel"
    " aria-pressed aria-hidden data-kind data-t data-t-label data-t-placeholder data-source data-number"
    " data-title data-ask data-vote",
)


class Elements(HTMLParser):
    def __init__(self, html: str) -> None:
        super().__init__()
        self.all: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag, attributes):
        self.all.append((tag, dict(attributes)))

    def named(self, css_class: str) -> list[dict[str, str | None]]:
        return [a for _, a in self.all if css_class in (a.get("class") or "").split()]


def cited(quote: str, marker: int = 1, text: str = TEXT, **changes) -> Citation:
    """Cite the source fragment ``quote`` of ``text``."""
    start = text.index(quote)
    fields = dict(
        marker=marker,
        source="en/plans.md",
        title="Plans",
        language="en",
        heading=("Plans", "Costs"),
        start=start,
        end=start + len(quote),
        quote=plain(quote),
    )
    return Citation(**(fields | changes))


def answered(text: str, *citations: Citation, **changes) -> Answer:
    fields = dict(
        question="What?",
        language="en",
        text=text,
        kind="extract",
        confidence=0.9,
        citations=citations,
        hits=(),
    )
    return Answer(**(fields | changes))


def document(text: str = TEXT) -> Document:
    return Document(source="en/plans.md", title="Plans", text=text, language="en")


def text_of(html: str) -> str:
    return unescape(re.sub("<[^>]+>", "", html))


def test_a_passage_is_the_paragraph_around_the_quote():
    shown = passage(cited("It is paid *every month*."), document())
    assert shown.before == "A plan has a premium. "
    assert shown.quote == "It is paid every month."
    assert shown.after == " Ask your plan."


def test_a_passage_in_a_list_holds_the_list_and_no_heading():
    shown = passage(cited("The second item."), document())
    assert (shown.before, shown.quote, shown.after) == ("The first item.\n", "The second item.", "")


def test_a_passage_never_reaches_into_front_matter_or_headings():
    text = "---\ntitle: T\n---\n# Head\nOne. Two.\n## Next\nThree."
    shown = passage(cited("Two.", text=text), document(text))
    assert (shown.before, shown.quote, shown.after) == ("One. ", "Two.", "")


def test_a_passage_without_its_document_is_the_quote():
    assert passage(cited("Ask your plan."), None).quote == "Ask your plan."


def test_long_surroundings_are_cut():
    text = "word " * 500 + "The quote. " + "more " * 500
    shown = passage(cited("The quote.", text=text), document(text))
    assert shown.quote == "The quote."
    assert shown.before.startswith("… word") and len(shown.before) < 410
    assert shown.after.endswith("more …") and len(shown.after) < 410


@given(st.text(alphabet="ab .*_[]()#-\n`>|<&", max_size=60), st.data())
def test_the_quote_of_a_passage_is_the_citations_whatever_the_markup(text, data):
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    citation = Citation(1, "s", "T", "en", (), start, end, plain(text[start:end]))
    shown = passage(citation, document(text))
    assert shown.quote.strip() == citation.quote.strip()


def test_each_marker_becomes_a_button_to_its_source():
    one, two = cited("A **plan** has a premium."), cited("Last words.", 2)
    html = answer_html(
        answered("A plan has a premium. [1] Last words. [2]", one, two), "a1", lambda _: document()
    )
    found = Elements(html)
    assert [b["data-source"] for b in found.named("marker")] == ["a1-source-1", "a1-source-2"]
    assert [s["id"] for s in found.named("source")] == ["a1-source-1", "a1-source-2"]
    assert [b["data-number"] for b in found.named("marker")] == ["1", "2"]
    assert html.count('class="sentence"') == 2
    assert "<mark>A plan has a premium.</mark> It is paid every month." in html


def test_brackets_that_are_no_marker_stay_text():
    html = answer_html(
        answered("See note [7]. Ask your plan. [1]", cited("Ask your plan.")), "a1", lambda _: None
    )
    assert "See note [7]." in text_of(html)
    assert len(Elements(html).named("marker")) == 1


def test_citations_with_one_marker_share_a_card():
    html = answer_html(
        answered("Both. [1]", cited("A **plan** has a premium."), cited("Last words.")),
        "a1",
        lambda _: document(),
    )
    assert len(Elements(html).named("source")) == 1
    assert html.count("<mark>") == 2


def test_rows_of_a_table_in_the_source_are_one_in_the_answer():
    text = "Two:\n\n| Program | For A&B |\n|---|---|\n| Medicare | Age 65 |\n"
    citation = cited(text[8:-3], text=text)  # without the first and last strokes, as sentences stand
    answer = answered("Program | For A&B\nMedicare | Age 65 [1]", citation)
    body = answer_html(answer, "a", lambda _: document(text)).split("</table>")[0]
    assert body.count("<tr>") == 2 and body.count('<th dir="auto">') == body.count('<td dir="auto">') == 2
    assert "For A&amp;B" in body and " | " not in body
    assert body.index("Medicare") < body.index('class="marker"')


def test_lines_that_are_a_list_in_the_source_are_a_list_in_the_answer():
    quote = "- The first item.\n- The second item.\n\nLast words."
    html = answer_html(answered(f"{plain(quote)} [1]", cited(quote)), "a1", lambda _: document())
    body = html[: html.index('class="sources"')]
    assert body.count('<li dir="auto">') == 2 and body.count('<p dir="auto">') == 1


def test_japanese_sentences_are_joined_without_spaces():
    html = answer_html(
        answered("一つ目です。 [1] 二つ目です。 [1]", cited("Last words."), language="ja"),
        "a1",
        lambda _: None,
    )
    assert "一つ目です。1二つ目です。1" in text_of(html)


def test_the_date_the_file_and_the_address_are_shown():
    citation = cited("Last words.", updated="2026-11-21", url="https://example.org/?a=1&b=2")
    html = answer_html(answered("Last words. [1]", citation), "a1", lambda _: document())
    assert '<time datetime="2026-11-21">' in html
    assert 'href="https://example.org/?a=1&amp;b=2"' in html
    assert "en/plans.md" in html


@pytest.mark.parametrize(("day", "warned"), [("2020-01-01", True), ("2999-12-31", False), (None, False)])
def test_a_source_past_its_date_is_marked_before_it_is_opened(day, warned):
    citation = cited("Last words.", valid_until=day, jurisdiction="US, <federal>")
    html = answer_html(answered("Last words. [1]", citation), "a1", lambda _: document())
    summary = html[html.index("<summary>") : html.index("</summary>")]
    assert ("ui_outdated" in summary) == warned
    assert ("ui_valid_until" in html) == (day is not None)
    assert "US, &lt;federal&gt;" in html


@pytest.mark.parametrize("url", ["javascript:alert(1)", "data:text/html,x", "//evil.example", "http://[", ""])
def test_only_web_addresses_become_links(url):
    html = answer_html(answered("Last words. [1]", cited("Last words.", url=url)), "a1", lambda _: document())
    assert "<a " not in html


def test_whatever_comes_from_outside_is_text():
    text = f"{ATTACK} is quoted.\n\n- {ATTACK}"
    citation = Citation(
        1,
        ATTACK,
        ATTACK,
        ATTACK,
        (ATTACK,),
        0,
        len(text),
        plain(text),
        f"https://x.example/{ATTACK}",
        ATTACK,
        f"0{ATTACK}",
        ATTACK,
    )
    answers = [
        answered(f"{ATTACK} [1]\n{ATTACK} [1]", citation, language=ATTACK),
        answered("", kind="abstained", suggestions=(ATTACK,), language=ATTACK),
    ]
    for answer in answers:
        html = answer_html(answer, "a1", lambda _: document(text))
        for tag, attributes in Elements(html).all:
            assert tag in OUR_TAGS
            assert set(attributes) <= set(OUR_ATTRIBUTES)
        assert ATTACK in text_of(html)


def test_what_an_abstention_suggests_can_be_pressed():
    suggestions = ("Hva betyr «HMO»?", "What is a PPO?")
    answer = answered("", kind="abstained", suggestions=suggestions, language="nb")
    html = answer_html(answer, "a1", lambda _: None)
    assert [chip["data-ask"] for chip in Elements(html).named("chip")] == list(suggestions)
    assert all(suggestion in text_of(html) for suggestion in suggestions)
    assert messages("nb")["abstain"] in text_of(html)
    assert not Elements(html).named("source")


def test_the_clipboard_text_names_the_sources():
    citation = cited("Last words.", url="https://example.org/plans")
    assert answer_text(answered("Last words. [1]", citation)) == (
        "Last words. [1]\n\nSources\n[1] Plans › Costs\n    https://example.org/plans"
    )


def test_the_interface_says_the_same_things_in_every_language():
    def placeholders(text: str) -> set[str]:
        return set(re.findall(r"\{\w+\}", text))

    english = messages("en")
    for language in LANGUAGES:
        translated = messages(language)
        assert translated.keys() == english.keys()
        for key, text in translated.items():
            assert text.strip(), key
            assert placeholders(text) == placeholders(english[key]), key
