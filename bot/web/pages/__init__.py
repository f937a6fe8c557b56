"""Pages that need no script: questions and answers in plain HTML, and the text a citation points into.

Everything here is filled into templates that escape it; addresses are followed only to http and https.
"""

from collections.abc import Mapping
from datetime import date
from functools import cache
from typing import Annotated, Any
from urllib.parse import quote

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import HTMLResponse
from jinja2 import Environment, PackageLoader, StrictUndefined

from bot.answer.citations import outdated
from bot.answer.respond import MAX_QUESTION_CHARACTERS
from bot.language import detect_question, visible
from bot.messages import FALLBACK, LANGUAGES, message
from bot.types import Citation
from bot.web.answers import Answers, Question
from bot.web.elements import in_order
from bot.web.pages.reading import lines
from bot.web.render import is_web_address
from bot.web.ui import asset


def create_pages(answers: Answers) -> APIRouter:
    """Return the routes of the pages."""
    router = APIRouter(include_in_schema=False)

    @router.get("/plain", response_class=HTMLResponse)
    async def plain_page(
        request: Request, q: Annotated[str, Query()] = "", language: Annotated[str | None, Query()] = None
    ) -> HTMLResponse:
        question = q.strip() if visible(q).strip() else ""
        spoken = language if language in LANGUAGES else None
        shown = spoken or (detect_question(question, LANGUAGES) if question else FALLBACK)
        problem = None
        if len(question) > MAX_QUESTION_CHARACTERS:
            problem = message("long_question", shown, limit=str(MAX_QUESTION_CHARACTERS))
        answer = None
        if question and not problem:
            answer = await answers.answer_to(Question(question, spoken), request.receive)
        page = _render("plain.html", shown, question=question, answer=answer, problem=problem)
        return HTMLResponse(page, 422 if problem else 200)

    @router.get("/source/{source:path}", response_class=HTMLResponse)
    async def source_page(
        source: str, start: Annotated[int, Query()] = 0, end: Annotated[int, Query()] = 0
    ) -> HTMLResponse:
        found = answers.bot.document(source)
        if found is None:
            return HTMLResponse(_render("gone.html", FALLBACK), 404)
        language = found.language if found.language in LANGUAGES else FALLBACK
        shown = list(lines(found, start, end))
        return HTMLResponse(_render("source.html", language, document=found, lines=shown))

    @router.get("/pages.css")
    async def style() -> Response:
        return Response(
            asset("pages/pages.css"), media_type="text/css", headers={"Cache-Control": "max-age=3600"}
        )

    return router


def source_address(citation: Citation) -> str:
    """Return where the words of a citation can be read: its own page on the web, else ours."""
    if citation.url and is_web_address(citation.url):
        return citation.url
    return f"/source/{quote(citation.source)}?start={citation.start}&end={citation.end}#quote"


def _render(template: str, language: str, **values: object) -> str:
    def t(key: str, **given: str) -> str:
        return message(key, language, **given)

    return (
        _templates()
        .get_template(template)
        .render(
            values,
            t=t,
            language=language,
            languages={code: message("ui_language_name", code) for code in LANGUAGES},
        )
    )


@cache
def _templates() -> Environment:
    loader = PackageLoader("bot.web", "pages")
    templates = Environment(
        loader=loader,
        autoescape=True,
        finalize=lambda value: in_order(value) if isinstance(value, str) else value,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    functions: Mapping[str, Any] = {
        "address": source_address,
        "is_web_address": is_web_address,
        "is_outdated": lambda citation: outdated(citation, date.today()),
        "limit": MAX_QUESTION_CHARACTERS,
    }
    templates.globals.update(functions)
    return templates
