"""The chat page, as a Gradio app.

The page is one ``gr.HTML`` component: its markup stands below, ``ui.js`` drives it, ``style.css``
dresses it. The two share no state but the calls to ``Desk``, so any number of people can ask at once.
"""

from collections.abc import Mapping
from importlib.resources import files
from typing import Any

import gradio as gr

from bot.answer.respond import MAX_QUESTION_CHARACTERS
from bot.language import visible
from bot.messages import FALLBACK, LANGUAGES, message, messages
from bot.web.answers import Answers, Question, UnknownAnswer
from bot.web.feedback import NotStored
from bot.web.problems import log_failure
from bot.web.render import answer_html, answer_text

_HISTORY = 8  # earlier questions that are passed on
_MESSAGES_OF_THE_PAGE = ("sources", "empty_question", "long_question")


class Desk:
    """What the page asks of the server. Answers and failures are plain data; nothing raises."""

    def __init__(self, answers: Answers) -> None:
        self._answers = answers

    def ask(self, request: Mapping[str, Any]) -> dict[str, str]:
        """Answer ``question``, given ``history``: the rendered answer, or the key of a message."""
        text = _text(request.get("question")).strip()
        if not visible(text).strip():
            return {"problem": "empty_question"}
        if len(text) > MAX_QUESTION_CHARACTERS:
            return {"problem": "long_question"}
        given = request.get("history")
        history = [_text(q)[:MAX_QUESTION_CHARACTERS] for q in given] if isinstance(given, list) else []
        question = Question(text, history=tuple(history[-_HISTORY:]))
        try:
            answer = self._answers.answer(question)
            html = answer_html(answer, question.id, self._answers.bot.document)
        except Exception as error:
            log_failure(error)
            return {"problem": "ui_failed"}
        return {"id": question.id, "html": html, "text": answer_text(answer)}

    def rate(self, request: Mapping[str, Any]) -> dict[str, str]:
        """Store a vote, and a comment if there is one: the key of the message to show."""
        vote = request.get("vote")
        if vote != "up" and vote != "down":
            return {"problem": "ui_feedback_failed"}
        try:
            self._answers.rate(_text(request.get("id")), vote, _text(request.get("comment")))
        except UnknownAnswer:
            return {"problem": "ui_feedback_failed"}
        except NotStored as error:
            log_failure(error)
            return {"problem": "ui_feedback_failed"}
        return {"message": "ui_thanks"}


def build_ui(answers: Answers) -> gr.Blocks:
    """Build the page. It has no Gradio events, hence no endpoints of Gradio's public API."""
    desk = Desk(answers)

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
