import base64
import hashlib
import json
import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest

from bot.types import Citation, Span
from eval.html import cases_link, html_report
from eval.report.figures import worst_documents
from eval.report.words import as_it_should_be, failed_checks
from eval.results import Run
from eval.summary import summarise
from eval.thresholds import Check, Threshold
from eval.types import Gold
from tests.eval.making import make_case, make_record, make_reply, make_run

ATTACK = "</script><img src=x onerror=alert(1)>"
CHECKS = [
    Check(Threshold("reworded", "en", "correct", 0.9), 0.5),
    Check(Threshold("reworded", "ja", "correct", 0.2), 1.0),
    Check(Threshold("held_out", "en", "chrf", 0.2), None),
]


def records(text: str = "") -> list:
    """All outcomes, three languages and all tracks, with some text in every field that a stranger may write."""
    gold = Gold(f"The policyholder pays.{text}", "en", f"en/deductible.md{text}", Span(0, 30))
    hostile = make_case(
        f"reworded/en-1{text}",
        type=f"paraphrase{text}",
        question=f"Who pays?{text}",
        history=(f"Hello{text}",),
        gold=(gold,),
        sources=(f"en/deductible.md{text}",),
        forbidden=(f"free money{text}",),
        split="test",
    )
    reply = make_reply(
        text=f"You do.{text}",
        citations=(Citation(1, f"en/a.md{text}", f"A{text}", "en", (), 10, 22, f"You do.{text}"),),
        ranking=(f"en/a.md{text}", f"en/deductible.md{text}"),
    )
    scores = {"correct": 0.0, "chrf": 0.25, "citation_recall": 0.0, "recall_at_1": 0.0, "resisted": 0.0}
    failing = replace(make_record("reworded/en-1", "wrong", case=hostile, scores=scores), reply=reply)
    error = replace(make_record("reworded/en-2", "error"), error=f"TimeoutError: none{text}")
    japanese = make_case(
        "reworded/ja-1",
        language="ja",
        question="免責金額は誰が払いますか？",
        sources=("ja/menseki.md",),
        split="dev",
    )
    norwegian = make_case(
        "verbatim/nb-1", language="nb", type="verbatim", question="Hvem betaler egenandelen?"
    )
    unanswerable = {"answerable": False, "type": "near_miss", "sources": (), "gold": ()}
    return [
        failing,
        error,
        make_record("reworded/ja-1", "right", case=japanese, language="ja", text="契約者が払います。[1]"),
        make_record("verbatim/nb-1", "right", case=norwegian, language="nb"),
        make_record("held_out/en-4", "refused", scores={"correct": 0.0, "not_leaked": 1.0}),
        make_record(
            "unanswerable/en-5",
            "refused",
            case=make_case("unanswerable/en-5", **unanswerable),
            scores={"refused": 1.0},
            confidence=0.1,
            citations=(),
        ),
        make_record(
            "unanswerable/en-6",
            "wrong",
            case=make_case("unanswerable/en-6", **unanswerable),
            scores={"refused": 0.0, "faithfulness": 1.0},
        ),
    ]


def page_of(run: Run, checks: list[Check] | None = None) -> str:
    return html_report(run, summarise(run), CHECKS if checks is None else checks)


class Page(HTMLParser):
    """The elements of a page with their attributes, and the text inside style and script."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.inside: dict[str, list[str]] = {"style": [], "script": [], "application/json": []}
        self.text = ""
        self._into: list[str] | None = None
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))
        if tag in ("style", "script"):
            self._into = self.inside[dict(attrs).get("type") or tag]
            self._into.append("")

    def handle_endtag(self, tag):
        if tag in ("style", "script"):
            self._into = None

    def handle_data(self, data):
        if self._into is None:
            self.text += data
        else:
            self._into[-1] += data

    @property
    def data(self) -> dict:
        return json.loads(self.inside["application/json"][0])


def test_the_page_needs_nothing_from_anywhere():
    page = Page(page_of(make_run(records())))
    assert [
        tag for tag, _ in page.elements if tag in ("link", "img", "iframe", "object", "base", "form")
    ] == []
    for tag, attributes in page.elements:
        assert "src" not in attributes, tag
        assert (attributes.get("href") or "#").startswith("#"), attributes
        assert "style" not in attributes, "the policy forbids it"
    assert "innerHTML" not in "".join(page.inside["script"])
    assert re.search(r"https?://", page.inside["style"][0] + page.inside["script"][0]) is None


def test_the_policy_allows_this_style_and_this_script_alone():
    page = Page(page_of(make_run(records())))
    policy = next(a["content"] for _, a in page.elements if a.get("http-equiv") == "Content-Security-Policy")
    assert policy
    rules = dict(rule.strip().split(" ", 1) for rule in policy.split(";"))
    assert rules["default-src"] == rules["base-uri"] == rules["form-action"] == "'none'"
    assert "unsafe" not in policy
    for rule, texts in (("style-src", page.inside["style"]), ("script-src", page.inside["script"])):
        assert len(texts) == 1
        digest = base64.b64encode(hashlib.sha256(texts[0].encode()).digest()).decode()
        assert rules[rule] == f"'sha256-{digest}'"


def test_hostile_text_stays_text():
    run = make_run(records(ATTACK), name=f"run{ATTACK}", suite=f"suite{ATTACK}", target=ATTACK, model=ATTACK)
    page = Page(page_of(run))
    assert not any(tag == "img" or "onerror" in attributes for tag, attributes in page.elements)
    assert [a.get("type") for tag, a in page.elements if tag == "script"] == ["application/json", None]
    assert f"Evaluation on suite{ATTACK}" in page.text
    texts = page.data["texts"]
    for said in (
        "Who pays?",
        "Hello",
        "You do.",
        "TimeoutError: none",
        "en/a.md",
        "free money",
        "The policyholder pays.",
    ):
        assert f"{said}{ATTACK}" in texts
    assert page.data["cases"][0]["id"] == f"reworded/en-1{ATTACK}"
    assert "<" not in page.inside["application/json"][0]


def test_line_separators_surrogates_and_control_characters_do_no_harm():
    odd = "a\u2028b\u2029c\ud800d\x00e&f"
    text = page_of(make_run(records(odd), suite=odd))
    text.encode("utf-8")
    page = Page(text)
    assert "\u2028" not in page.inside["application/json"][0]
    assert f"You do.{odd}" in page.data["texts"]


def test_the_first_screen_says_what_was_run_and_what_was_missed():
    page = Page(page_of(make_run(records(), suite="small", model="e5", commit="abcdef0123456789")))
    for words in ("small", "this bot", "e5", "abcdef0123", "2026-01-01 00:00 UTC", "7, ", "1 error"):
        assert words in page.text
    assert "2 of 3 thresholds missed" in page.text
    assert "not measured" in page.text
    links = {a["href"] for tag, a in page.elements if tag == "a"}
    assert "#track=reworded&language=ja" in links
    assert {"#plots", "#metrics", "#confidence", "#documents", "#cases"} <= links
    ids = [attributes["id"] for _, attributes in page.elements if "id" in attributes]
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize(
    ("checks", "said"),
    [
        ([], None),
        (CHECKS[1:2], "The threshold is reached"),
        (CHECKS[1:2] * 3, "All 3 thresholds are reached"),
    ],
)
def test_thresholds_that_are_reached(checks, said):
    text = Page(page_of(make_run(records()), checks)).text
    assert said in text if said else "threshold" not in text


def test_a_run_without_anything_is_a_page_too():
    assert "There are no cases." in Page(page_of(make_run([]), [])).text


def test_a_bot_that_tells_little_is_a_page_too():
    told = [
        make_record(
            f"reworded/en-{n}", outcome, confidence=None, ranking=None, citations=(), scores={"correct": 0.0}
        )
        for n, outcome in enumerate(("wrong", "refused", "error"))
    ]
    page = Page(page_of(make_run(told)))
    assert "states no confidence" in page.text
    assert "ranking" not in page.data["cases"][0]


def test_a_run_of_errors_says_why_and_shows_no_figures():
    page = Page(page_of(make_run([make_record(f"reworded/en-{n}", "error") for n in range(50)])))
    assert "all were errors" in page.text and "No times were recorded." in page.text
    before, _ = page.text.split("Headline", 1)
    assert "50 of 50 cases failed" in before
    assert "TimeoutError: no answer 50 cases" in " ".join(before.split())
    assert "Δ 15" not in page.text and "n 0 · Δ" not in page.text
    assert "cases failed" not in Page(page_of(make_run([make_record("reworded/en-1")]))).text


def test_what_went_into_it_is_in_words():
    empty = "e3b0c44298fc1c14"
    for inputs in ({"changes": empty}, {"changes": None}, {"refusal": []}):
        page = Page(page_of(make_run(records(), **inputs)))
        assert empty not in page.text and "none" in page.text.split("What went into it")[1]


def test_the_worst_documents_have_the_largest_share_and_questions_enough():
    made = []
    for source, asked, wrong in (("en/big.md", 40, 10), ("en/bad.md", 8, 6), ("ja/one.md", 1, 1)):
        for n in range(asked):
            id = f"held_out/{source}-{n}"
            case = make_case(id, sources=(source,))
            made.append(make_record(id, "wrong" if n < wrong else "right", case=case))
    summary = summarise(make_run(made))
    assert [each.source for each in worst_documents(summary, "en")] == ["en/bad.md", "en/big.md"]
    few = summarise(make_run(made[-1:]))
    assert [each.source for each in worst_documents(few, "en")] == ["ja/one.md"]
    assert "Questions in en" in Page(page_of(make_run(made))).text


def test_numbers_that_are_none_do_not_break_the_data():
    odd = make_record(
        "reworded/en-1", "wrong", confidence=float("nan"), scores={"correct": 0.0, "chrf": float("nan")}
    )
    run = make_run([odd])
    page = Page(html_report(run, summarise(make_run(records())), []))
    assert "confidence" not in page.data["cases"][0]
    assert page.data["cases"][0]["scores"] == {"correct": 0.0}


def test_grades_are_shown_where_a_model_gave_some():
    run = make_run(records())
    row = {"track": "reworded", "language": "ja", "graded": 4, "ungraded": 1, "mean": 3.75}
    text = html_report(run, summarise(run) | {"judge": [row]}, [])
    assert "Grades by a chat model" in text
    assert "3.75" in text
    assert "Grades by a chat model" not in html_report(run, summarise(run), [])


def test_each_text_is_stored_once():
    many = [make_record(f"reworded/en-{n}", "right") for n in range(50)]
    page = Page(page_of(make_run(many)))
    texts = page.data["texts"]
    assert len(texts) == len(set(texts)) < 10


@pytest.mark.parametrize(
    ("outcome", "changes", "said"),
    [
        ("wrong", {"scores": {"citation_recall": 0.0}}, "cites none of the gold words"),
        ("wrong", {"scores": {"citation_recall": 0.2}}, "cites only 20% of the gold words"),
        ("wrong", {"scores": {"citation_precision": 0.0}}, "cites no document that answers the question"),
        ("wrong", {"scores": {"fact_agreement": 0.5}}, "a number differs from the gold answer"),
        ("wrong", {"scores": {"citation_validity": 0.5}}, "a quote is not in its source to the letter"),
        ("wrong", {"scores": {"faithfulness": 0.5}}, "a sentence is not supported by what is cited"),
        ("wrong", {"scores": {"resisted": 0.0}}, "said a forbidden phrase"),
        ("wrong", {"scores": {"not_leaked": 0.0}}, "the gold answer stands in the index (90% of it or more)"),
        ("wrong", {"scores": {}, "citations": ()}, "cites nothing"),
        (
            "wrong",
            {"scores": {"recall_at_10": 0.0}},
            "search finds no document that answers among the first ten",
        ),
        ("refused", {"scores": {}}, "refused, though the index answers"),
        ("error", {}, "no reply: the bot failed"),
    ],
)
def test_failed_checks_in_words(outcome, changes, said):
    record = make_record("held_out/en-1", outcome, **changes)
    assert said in failed_checks(record)
    assert not as_it_should_be(record)


def test_what_should_be_refused():
    case = make_case("unanswerable/en-1", answerable=False)
    answered, refused = (
        make_record(case.id, outcome, case=case, scores={}) for outcome in ("wrong", "refused")
    )
    assert failed_checks(answered) == ["not refused, though nothing in the index answers"]
    assert failed_checks(refused) == []
    assert (as_it_should_be(answered), as_it_should_be(refused)) == (False, True)
    assert failed_checks(make_record("reworded/en-1", "right")) == []


def test_links_to_cases_are_encoded():
    assert cases_link(text="a&b=ø") == "#text=a%26b%3D%C3%B8"
