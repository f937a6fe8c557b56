"""``/demo``: the support site of an insurer that does not exist, with the widget in each of its modes."""

import json
from functools import cache, partial
from typing import Any

from fastapi import APIRouter, Response
from fastapi.responses import HTMLResponse
from jinja2 import Environment, PackageLoader, StrictUndefined, Template

from bot.messages import FALLBACK, LANGUAGES, message
from bot.web.widget.assets import asset

_MODES = ("launcher", "inline", "page")
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
        modes=_MODES,
        language=language,
        languages={code: message("ui_language_name", code) for code in LANGUAGES},
    )
    return HTMLResponse(html)


async def _asset(name: str, media_type: str) -> Response:
    return Response(asset(name), media_type=media_type)


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
