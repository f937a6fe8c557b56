"""``/demo``: the support site of an insurer that does not exist, with the widget in each of its modes."""

import json
import re
from functools import cache, partial
from typing import Any

from fastapi import APIRouter, Response
from fastapi.responses import HTMLResponse
from jinja2 import Environment, PackageLoader, StrictUndefined, Template

from bot.messages import FALLBACK, LANGUAGES, message
from bot.web.widget.assets import asset

_MODES = ("launcher", "inline", "page")
_VARIABLE = re.compile(r"^  (--[\w-]+): (.+);$", re.MULTILINE)
_RULE = re.compile(r"^insurance-chat \{.+?^\}", re.MULTILINE | re.DOTALL)
_ASSETS = {"demo.css": "text/css", "demo.js": "text/javascript"}


def create_demo() -> APIRouter:
    """Return the routes of the page and of what it loads."""
    router = APIRouter(include_in_schema=False)
    router.add_api_route("/demo", _page, response_class=HTMLResponse)
    for name, media_type in _ASSETS.items():
        router.add_api_route(f"/{name}", partial(_asset, name, media_type))
    return router


async def _page(mode: str = _MODES[0], language: str = FALLBACK) -> HTMLResponse:
    mode = mode if mode in _MODES else _MODES[0]
    language = language if language in LANGUAGES else FALLBACK
    html = _template().render(
        said=_said()[language],
        mode=mode,
        colours=_colours(),
        modes=_MODES,
        language=language,
        languages={code: message("ui_language_name", code) for code in LANGUAGES},
    )
    return HTMLResponse(html)


async def _asset(name: str, media_type: str) -> Response:
    return Response(asset(name), media_type=media_type)


@cache
def _colours() -> str:
    """Return the rule of the page's style sheet that colours the chat, with the colours themselves."""
    sheet = asset("demo.css")
    (rule,) = _RULE.findall(sheet)
    for name, colour in _VARIABLE.findall(sheet.partition("}")[0]):
        rule = rule.replace(f"var({name})", colour)
    return str(rule)


@cache
def _said() -> dict[str, dict[str, Any]]:
    loaded: dict[str, dict[str, Any]] = json.loads(asset("demo.json"))
    return loaded


@cache
def _template() -> Template:
    templates = Environment(
        loader=PackageLoader(__package__, "."),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return templates.get_template("demo.html")
