"""The chat page, as a Gradio app.

The page is one ``gr.HTML`` component: its markup stands below, ``ui.js`` drives it, ``style.css``
dresses it. The two share no state but the calls to ``Desk``, so any number of people can ask at once.
"""

import logging
import uuid
from collections import OrderedDict
from collections.abc import Mapping
from datetime import UTC, datetime
from importlib.resources import files
from threading import Lock
from typing import Any

import gradio as gr

from bot.answer.respond import MAX_QUESTION_CHARACTERS, Bot
from bot.errors import BotError
from bot.messages import FALLBACK, LANGUAGES, message, messages
from bot.types import Answer
from bot.web.feedback import Feedback, FeedbackStore
from bot.web.render import answer_html, answer_text

_REMEMBERED_ANSWERS = 2_000
_HISTORY = 8  # earlier questions that are passed on
_COMMENT_CHARACTERS = 2_000
_MESSAGES_OF_THE_PAGE = ("sources", "empty_question", "long_question")

_log = logging.getLogger(__name__)


class Desk:
    """What the page asks of the server. Answers and failures are plain data; nothing raises."""

    def __init__(self, bot: Bot, feedback: FeedbackStore) -> None:
        self._bot = bot
        self._feedback = feedback
        self._answers: OrderedDict[str, Answer] = OrderedDict()
        self._lock = Lock()

    def ask(self, request: Mapping[str, Any]) -> dict[str, str]:
        """Answer ``question``, given ``history``: the rendered answer, or the key of a message."""
        question = _text(request.get("question")).strip()
        if not question:
            return {"problem": "empty_question"}
        if len(question) > MAX_QUESTION_CHARACTERS:
            return {"problem": "long_question"}
        given = request.get("history")
        history = [_text(q)[:MAX_QUESTION_CHARACTERS] for q in given] if isinstance(given, list) else []
        id = f"a{uuid.uuid4().hex}"
        try:
            answer = self._bot.ask(question, history=history[-_HISTORY:])
            html = answer_html(answer, id, self._bot.document)
        except Exception:
            _log.exception("a question could not be answered")
            return {"problem": "ui_failed"}
        self._remember(id, answer)
        return {"id": id, "html": html, "text": answer_text(answer)}

    def rate(self, request: Mapping[str, Any]) -> dict[str, str]:
        """Store a vote, and a comment if there is one: the key of the message to show."""
        id = _text(request.get("id"))
        vote = request.get("vote")
        with self._lock:
            answer = self._answers.get(id)
        if answer is None or (vote != "up" and vote != "down"):
            return {"problem": "ui_feedback_failed"}
        try:
            self._feedback.add(
                Feedback(
                    id=id,
                    time=datetime.now(UTC).isoformat(timespec="seconds"),
                    vote=vote,
                    comment=_text(request.get("comment")).strip()[:_COMMENT_CHARACTERS],
                    question=answer.question,
                    answer=answer.text,
                    language=answer.language,
                    kind=answer.kind,
                    sources=tuple(dict.fromkeys(citation.source for citation in answer.citations)),
                )
            )
        except BotError as error:
            _log.error("%s", error)
            return {"problem": "ui_feedback_failed"}
        return {"message": "ui_thanks"}

    def _remember(self, id: str, answer: Answer) -> None:
        with self._lock:
            self._answers[id] = answer
            while len(self._answers) > _REMEMBERED_ANSWERS:
                self._answers.popitem(last=False)


def build_ui(bot: Bot, feedback: FeedbackStore) -> gr.Blocks:
    """Build the page. It has no Gradio events, hence no endpoints of Gradio's public API."""
    desk = Desk(bot, feedback)

    def ask(request: dict[str, Any]) -> dict[str, str]:
        return desk.ask(request if isinstance(request, dict) else {})

    def rate(request: dict[str, Any]) -> dict[str, str]:
        return desk.rate(request if isinstance(request, dict) else {})

    blocks: gr.Blocks = gr.Blocks(title=message("ui_name", FALLBACK), analytics_enabled=False)
    with blocks:
        gr.HTML(
            html_template=_PAGE,
            js_on_load=asset("ui.js"),
            server_functions=[ask, rate],
            apply_default_css=False,
            elem_id="page",
            strings={language: _strings(language) for language in LANGUAGES},
            limit=MAX_QUESTION_CHARACTERS,
        )
    return blocks


def asset(name: str) -> str:
    """Return a file that is packaged beside this module."""
    return (files(__package__) / name).read_text("utf-8")


def _strings(language: str) -> dict[str, str]:
    return {
        key: text
        for key, text in messages(language).items()
        if key.startswith("ui_") or key in _MESSAGES_OF_THE_PAGE
    }


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


LOGO = (
    '<svg xmlns="http://www.w3.org/2000/svg" class="logo" viewBox="0 0 32 32" width="32" height="32"'
    ' aria-hidden="true"><rect width="32" height="32" rx="9" fill="#0d5c4e"/>'
    '<path d="M8.5 10h8M8.5 16h13M8.5 22h9.5" fill="none" stroke="#fff" stroke-width="2.4"'
    ' stroke-linecap="round"/><circle cx="22.5" cy="9.5" r="2.7" fill="#ffe08a"/></svg>'
)
_PLUS = '<svg class="drawn" viewBox="0 0 24 24" width="18" height="18"><path d="M12 5v14M5 12h14"/></svg>'
_ARROW = (
    '<svg class="drawn" viewBox="0 0 24 24" width="20" height="20"><path d="M12 19V5M6 11l6-6 6 6"/></svg>'
)


def _language_button(code: str) -> str:
    name, short = message("ui_language_name", code), message("ui_language_short", code)
    return (
        f'<button type="button" data-language="{code}" lang="{code}" data-short="{short}"'
        f' aria-label="{name}"><span>{name}</span></button>'
    )


_LANGUAGE_BUTTONS = "".join(_language_button(code) for code in LANGUAGES)
_EXAMPLES = "".join(
    f'<li><button type="button" class="example" data-example="ui_example_{n}">'
    f'<span class="example-topic" data-t="ui_example_{n}_topic"></span>'
    f'<span class="example-question" data-t="ui_example_{n}"></span></button></li>'
    for n in range(1, 5)
)
_PAGE = f"""
<header class="top" role="banner">
  <div class="bar">
    <div class="brand">
      {LOGO}
      <div><h1 data-t="ui_name"></h1><p class="promise" data-t="ui_promise"></p></div>
    </div>
    <div class="tools">
      <button type="button" class="clear" hidden data-t-label="ui_clear">
        {_PLUS}
        <span data-t="ui_clear"></span>
      </button>
      <div class="languages" role="group" data-t-label="ui_language">{_LANGUAGE_BUTTONS}</div>
    </div>
  </div>
</header>
<div class="column-of-text">
  <section class="welcome">
    <h2 data-t="ui_greeting"></h2>
    <p class="intro" data-t="ui_intro"></p>
    <h3 data-t="ui_examples"></h3>
    <ul class="examples">{_EXAMPLES}</ul>
  </section>
  <section class="log" data-t-label="ui_conversation"></section>
  <div class="announcer" aria-live="polite"></div>
</div>
<footer class="composer">
  <form class="ask">
    <p class="problem" role="alert" hidden></p>
    <div class="box">
      <textarea name="question" rows="1" enterkeyhint="send" autocomplete="off"
        data-t-label="ui_question" data-t-placeholder="ui_placeholder"></textarea>
      <button type="submit" class="send" data-t-label="ui_send">
        {_ARROW}
      </button>
    </div>
    <p class="disclaimer" data-t="ui_disclaimer"></p>
  </form>
</footer>
"""
