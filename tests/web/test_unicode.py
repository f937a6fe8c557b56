"""Characters that trouble programs and readers: no route breaks on them, and the same document is found."""

import json
import random
import unicodedata
from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote

import pytest
from starlette.testclient import TestClient

from bot.settings import Settings
from bot.types import Answer, Citation
from bot.web.elements import in_order
from bot.web.render import answer_html
from bot.web.server import create_app

CASES = Path(__file__).parents[2] / "eval" / "cases"
SAMPLE = 15  # of each language
QUESTION = "Who pays the deductible?"
TROUBLE = {
    "NUL": "\0",
    "C0 controls": "\x07\x1b[31m\x7f",
    "C1 controls": "\x85\x9b",
    "overrides": "\u202e\u202d\u202a\u202b\u202c",
    "isolates": "\u2066\u2067\u2068\u2069",
    "marks of direction": "\u200e\u200f\u061c",
    "zero width": "\u200b\u200c\u200d\u2060\ufeff\u00ad",
    "separators": "\u2028\u2029",
    "tag characters": "\U000e0001\U000e0041\U000e007f",
    "variation selectors": "\ufe0e\ufe0f\U000e0100",
    "fillers": "\u034f\u115f\u3164\uffa0",
    "lone surrogates": "\ud800\udc00\udfff\ud800",
    "private and unassigned": "\ue000\U0010fffd\u0378\uffff",
    "combining pile": "a" + "\u0301\u0316\u0489\u20dd" * 20,
    "long token": "x" * 300,
    "long Japanese token": "保" * 100,
    "emoji": "🏳️‍🌈👩‍👩‍👧‍👦🇳🇴👍🏿",
    "mixed scripts": "раураl ΑΒΓ दावा ประกัน 보험",
    "right to left": "من يدفع مبلغ الخصم؟ מי משלם?",
    "growing": "\ufdfa\u0958\u1e9eß\u0130" * 6,
}


def woven(trouble: str, every: int = 3) -> Callable[[str], str]:
    """Put a text behind every so many characters of a question."""
    return lambda asked: "".join(char + trouble * (at % every == every - 1) for at, char in enumerate(asked))


# What a reader does not see, or sees as the same letters.
UNNOTICED: dict[str, Callable[[str], str]] = {
    name: woven(TROUBLE[name])
    for name in (
        "NUL", "C1 controls", "overrides", "isolates", "marks of direction", "zero width", "tag characters",
        "lone surrogates",
        "variation selectors", "fillers",
    )
} | {
    "NFD": lambda asked: unicodedata.normalize("NFD", asked),
    "NFKD": lambda asked: unicodedata.normalize("NFKD", asked),
    "full width": lambda asked: "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in asked),
    "struck through": woven("\u0336", 1),
    "spaces": lambda asked: asked.replace(" ", "\u00a0\u2003"),
}  # fmt: skip


def app(bot, folder: Path) -> TestClient:
    settings = Settings(feedback=folder / "feedback.jsonl", rate="100000/minute")
    return TestClient(create_app(bot, settings), raise_server_exceptions=True)


@pytest.fixture(scope="module")
def client(small_bot, tmp_path_factory):
    with app(small_bot, tmp_path_factory.mktemp("unicode")) as client:
        yield client


def page_id(client: TestClient) -> int:
    components = client.get("/config").json()["components"]
    return next(part["id"] for part in components if part["props"].get("elem_id") == "page")


@pytest.mark.parametrize("trouble", TROUBLE.values(), ids=TROUBLE)
def test_no_route_breaks(client, trouble, caplog):
    id = client.post("/api/v1/ask", json={"question": QUESTION}).json()["id"]
    words = f"{trouble} {QUESTION}{trouble}"
    call = {"session_hash": "abc", "component_id": page_id(client)}
    messages = [{"role": "user", "content": words}]
    posted = [
        ("/api/v1/ask", {"question": trouble}),
        ("/api/v1/ask", {"question": words, "history": [trouble, *messages], "language": trouble}),
        ("/api/v1/feedback", {"id": id, "vote": "down", "comment": words}),
        ("/v1/chat/completions", {"model": "footnote", "messages": messages}),
        ("/v1/chat/completions", {"model": "footnote", "messages": messages, "stream": True}),
        ("/gradio_api/component_server/", call | {"fn_name": "ask", "data": {"question": trouble}}),
        ("/gradio_api/component_server/", call | {"fn_name": "ask", "data": {"question": words}}),
        (
            "/gradio_api/component_server/",
            call | {"fn_name": "rate", "data": {"id": id, "vote": "up", "comment": words}},
        ),
    ]
    kind = {"Content-Type": "application/json"}
    answers = [client.post(path, content=json.dumps(body), headers=kind) for path, body in posted]
    events = kind | {"Accept": "text/event-stream"}
    answers.append(client.post("/api/v1/ask", content=json.dumps({"question": words}), headers=events))
    odd, asked = (quote(text.encode("utf-8", "surrogatepass"), safe="") for text in (trouble, words))
    answers += [
        client.get(path)
        for path in (
            f"/plain?q={odd}",
            f"/plain?q={asked}&language={odd}",
            f"/source/{odd[:1500]}?start={odd}",
            f"/source/en/deductible.md?{odd}={odd}",
            f"/demo?language={odd}",
            f"/v1/models/{odd[:1500]}",
        )
    ]
    for answer in answers:
        assert answer.status_code < 500, (answer.request.url, answer.text)
        assert "event: error" not in answer.text and "ui_failed" not in answer.text
        answer.content.decode("utf-8")
    assert not [record for record in caplog.records if record.levelname == "ERROR"]


def questions() -> list[str]:
    """Return some questions of each language that the corpus answers, always the same ones."""
    chosen = []
    for language in ("en", "nb", "ja"):
        lines = (CASES / f"{language}.jsonl").read_text("utf-8").splitlines()
        cases = [case for case in map(json.loads, lines) if case["answerable"] and not case.get("history")]
        chosen += [case["question"] for case in random.Random(language).sample(cases, SAMPLE)]
    return chosen


def test_what_nobody_notices_changes_no_answer(shipped_bot):
    def told(asked: str) -> tuple[str, bool]:
        answer = shipped_bot.ask(asked)
        return answer.hits[0].chunk.source, answer.abstained

    asked = questions()
    clean = [told(each) for each in asked]
    ways = list(UNNOTICED.items())
    differing = [
        (name, each)
        for at, each in enumerate(asked)
        for name, disguise in (ways[at % len(ways)],)
        if told(disguise(each)[:1000])[0] != clean[at][0]
    ]
    assert len(differing) <= 0.02 * len(asked), differing


def test_text_stays_in_order_on_the_page_and_exact_in_the_citation():
    turned = "Pays \u202e000,01\u202c dollars \u2067abc\u2069 \u200fא"
    citation = Citation(1, "a.md", turned, "en", (turned,), 0, 9, turned, jurisdiction=turned)
    answer = Answer(QUESTION, "en", f"{turned} [1]", "extract", 0.9, (citation,), ())
    html = answer_html(answer, "a1", lambda source: None)
    assert in_order(turned) == "Pays 000,01 dollars abc \u200fא"
    assert html == in_order(html) and html.count("Pays 000,01 dollars abc \u200fא") >= 4
    assert citation.quote == turned
