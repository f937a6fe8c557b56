"""The calls Gradio's component server takes: those of our page, in the form its script sends them.

Gradio itself would read file uploads there, and fail with status 500 on what it does not know.
"""

from typing import Any, Literal

from pydantic import BaseModel, ValidationError
from starlette.requests import Request
from starlette.types import ASGIApp, Receive, Scope, Send

from bot.web.guard.bodies import replayed
from bot.web.problems import Failure, problem

_PATH = "/gradio_api/component_server"


class _Call(BaseModel):
    session_hash: str
    component_id: int
    fn_name: Literal["ask", "rate"]
    data: dict[str, Any]


def check_calls(app: ASGIApp, component: int) -> ASGIApp:
    """Refuse calls (422) that are not of a function of the page, which has this id as a Gradio component."""

    async def middleware(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["path"].rstrip("/") != _PATH or scope["method"] != "POST":
            await app(scope, receive, send)
            return
        request = Request(scope, receive)
        body = await request.body()
        kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
        try:
            known = kind == "application/json" and _Call.model_validate_json(body).component_id == component
        except ValidationError:
            known = False
        if known:
            await app(scope, replayed(body, receive), send)
        else:
            await problem(Failure(422, "This is no call of the page."))(scope, receive, send)

    return middleware
