"""Errors as RFC 9457 problem details: the right status, a sentence to go by, nothing of the inside."""

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any
from urllib.parse import quote

from asgi_correlation_id import correlation_id
from fastapi import FastAPI, HTTPException, Request
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, ConfigDict, Field
from starlette.exceptions import HTTPException as StarletteHTTPException
from starlette.responses import JSONResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.errors import BotError, IndexUnusable, UsageError

MEDIA_TYPE = "application/problem+json"

_SENTENCES = {
    400: "The body is not JSON that can be read.",
    404: "There is nothing at this address.",
    405: "This address does not take that method.",
    500: "Something went wrong on our side; please try again later.",
    503: "The documents cannot be searched at the moment; please try again later.",
}
_WORDS = {  # pydantic's own speak of Python
    "extra_forbidden": "There is no such field",
    "model_attributes_type": "Input should be an object",
}
_FASTAPI_UNREADABLE = "There was an error parsing the body"
_JSON_TYPE = "application/json"
_MOST_ERRORS = 10  # told of one request

_log = logging.getLogger(__name__)


class FieldError(BaseModel):
    """What is wrong with one part of a request."""

    detail: str = Field(examples=["String should have at most 1000 characters"])
    pointer: str = Field(description="JSON Pointer into the body", examples=["#/question"])


class Problem(BaseModel):
    """An error as RFC 9457 describes it."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "type": "about:blank",
                    "title": "Unprocessable Entity",
                    "status": 422,
                    "detail": "question: String should have at most 1000 characters.",
                    "instance": "3d0e5e2f6d9f4d0a8f6f3a1b2c4d5e6f",
                    "errors": [
                        {"detail": "String should have at most 1000 characters", "pointer": "#/question"}
                    ],
                }
            ]
        }
    )

    type: str = Field("about:blank", description="nothing beyond what the status says")
    title: str = Field(description="the status in words")
    status: int
    detail: str = Field(description="one sentence on what is wrong and how to mend it")
    instance: str | None = Field(None, description="the id of the request, as in the logs")
    errors: list[FieldError] | None = Field(None, description="by part of the request, where several may be")


@dataclass(frozen=True, slots=True)
class Failure:
    """What a client is told of an error, whatever the shape."""

    status: int
    detail: str
    errors: tuple[FieldError, ...] = ()
    headers: Mapping[str, str] | None = None


def problem(failure: Failure) -> Response:
    """Return the response to a request that failed."""
    told = Problem(
        title=HTTPStatus(failure.status).phrase,
        status=failure.status,
        detail=failure.detail,
        instance=correlation_id.get(),
        errors=list(failure.errors) or None,
    )
    body = told.model_dump(exclude_none=True)
    return JSONResponse(body, failure.status, failure.headers, media_type=MEDIA_TYPE)


def explained(error: Exception) -> Failure:
    """Return what a client is told of an error. What the operator must mend is logged, so call it once."""
    match error:
        case RequestValidationError():
            return _refused(error.errors())
        case StarletteHTTPException():
            standard = error.detail in (HTTPStatus(error.status_code).phrase, _FASTAPI_UNREADABLE)
            detail = _SENTENCES.get(error.status_code, error.detail) if standard else error.detail
            if error.status_code == HTTPStatus.METHOD_NOT_ALLOWED and error.headers:
                detail += f" It takes {error.headers['Allow']}."
            return Failure(error.status_code, detail, headers=error.headers)
        case UsageError():
            return Failure(422, str(error))
        case IndexUnusable():
            log_failure(error)
            return Failure(503, _SENTENCES[503])
        case _:
            log_failure(error)
            return Failure(500, _SENTENCES[500])


def log_failure(error: Exception) -> None:
    """Log an error; where it arose, and what of it may be told, is for the log's format to say."""
    _log.error("a request failed", exc_info=error)


def answer_errors(app: FastAPI, respond: Callable[[Failure], Response]) -> None:
    """Have every error of an app answered by ``respond``: the client's, ours, and those nobody thought of."""

    async def handle(_: Request, error: Exception) -> Response:
        return respond(explained(error))

    for kind in (RequestValidationError, StarletteHTTPException, BotError):
        app.add_exception_handler(kind, handle)
    app.add_middleware(_Unexpected, respond=respond)


async def require_json(request: Request) -> None:
    """Refuse a body that does not say it is JSON; for use as a dependency.

    Raises:
        HTTPException: with status 415.
    """
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != _JSON_TYPE:
        raise HTTPException(415, f"Send the body with the header Content-Type: {_JSON_TYPE}.")


def documented(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """Return OpenAPI's responses for the problems of these statuses; see ``document_problems``."""
    schema = {"$ref": f"#/components/schemas/{Problem.__name__}"}
    return {
        status: {"description": HTTPStatus(status).phrase, "content": {MEDIA_TYPE: {"schema": schema}}}
        for status in statuses
    }


def document_problems(app: FastAPI) -> None:
    """Add the schema of a problem to an app's OpenAPI: FastAPI adds those of ``application/json`` only."""
    described = app.openapi

    def openapi() -> dict[str, Any]:
        schema = described()
        problem = Problem.model_json_schema(ref_template="#/components/schemas/{model}")
        schema["components"]["schemas"] |= problem.pop("$defs") | {Problem.__name__: problem}
        return schema

    app.openapi = openapi  # type: ignore[method-assign]  # FastAPI's documented way


class _Unexpected:
    """Answers what nothing else did. Starlette's own would raise it again, to be logged again."""

    def __init__(self, app: ASGIApp, respond: Callable[[Failure], Response]) -> None:
        self._app = app
        self._respond = respond

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        started = False

        async def watched(message: Message) -> None:
            nonlocal started
            started |= message["type"] == "http.response.start"
            await send(message)

        try:
            await self._app(scope, receive, watched)
        except Exception as error:
            if started:
                raise
            await self._respond(explained(error))(scope, receive, send)


def _refused(errors: Sequence[Mapping[str, Any]]) -> Failure:
    if errors[0]["type"] == "missing" and errors[0]["loc"] == ("body",):
        return Failure(400, "The body is empty; send JSON.")
    if errors[0]["type"] == "json_invalid":
        at = f" ({errors[0]['ctx']['error']}, at character {errors[0]['loc'][-1]})"
        return Failure(400, _SENTENCES[400].removesuffix(".") + at + ".")
    told = tuple(
        FieldError(detail=_told(error), pointer=_pointer(error["loc"])) for error in errors[:_MOST_ERRORS]
    )
    name = told[0].pointer.removeprefix("#").removeprefix("/").replace("/", ".") or "body"
    return Failure(422, f"{name}: {told[0].detail}.", told)


def _told(error: Mapping[str, Any]) -> str:
    return _WORDS.get(error["type"]) or str(error["msg"]).removeprefix("Value error, ").rstrip(".")


def _pointer(place: Sequence[str | int]) -> str:
    """Return a JSON Pointer as a fragment (RFC 6901, 6); of names that nobody may send the start suffices."""
    steps = (str(step)[:40].replace("~", "~0").replace("/", "~1") for step in place[1:])
    return "#" + "".join("/" + quote(step.encode("utf-8", "replace")) for step in steps)
