"""The REST API under ``/api/v1``: questions answered as JSON or Server-Sent Events, and votes on answers."""

import json
from collections.abc import Iterator
from typing import Annotated, Any

import anyio
from fastapi import Depends, FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from fastapi.sse import format_sse_event
from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from bot.answer.respond import HISTORY, MAX_QUESTION_CHARACTERS
from bot.answer.serialise import answer_to_json, citation_to_json
from bot.batch import Role
from bot.language import normalise_code, visible
from bot.messages import FALLBACK, LANGUAGES, message
from bot.types import Answer, Event, Generation, Kind, Said, Stage
from bot.web.answers import CLIENT_LEFT, COMMENT_CHARACTERS, Answers, Question, UnknownAnswer
from bot.web.examples import ANSWER, EVENTS, FEEDBACK, FOLLOW_UP, QUESTION
from bot.web.feedback import NotStored, Vote
from bot.web.problems import (
    Failure,
    answer_errors,
    document_problems,
    documented,
    explained,
    log_failure,
    problem,
    require_json,
)
from bot.web.streaming import EventStream

_EVENTS = "text/event-stream"
_MOST_TURNS = 50
_ANYWHERE = (401, 403, 413, 415, 422, 429, 500, 503, 504)  # some are the guard's
_DESCRIPTION = f"""Insurance questions, answered with citations to the exact words the answer rests on.

Nothing is kept of a conversation: send the earlier questions with each one. Errors are RFC 9457 problems.

**Server-Sent Events.** With `Accept: {_EVENTS}` an answer comes in these events, the data of each being JSON:

| event | data |
|-|-|
| `stage` | `{{"name": "search"}}` or `{{"name": "write"}}`: what the bot has begun to do |
| `citation` | a citation as in the answer, before the first sentence that uses it |
| `sentence` | `{{"text": "… [1]"}}`: a part of the answer with its markers |
| `done` | the whole answer. It holds; put it in place of what was shown so far, which may differ |
| `error` | a problem, when something fails after the stream began; nothing follows |
"""


def well_formed(text: object) -> object:
    """Drop the halves of characters that cut strings end in; no encoding can hold them."""
    return text.encode("utf-8", "ignore").decode() if isinstance(text, str) else text


def _asked(question: str) -> str:
    if not visible(question).strip():
        raise ValueError("Type a question")
    return question


# Limits stand before this: they are the string's, and pydantic describes them as such.
WELL_FORMED = BeforeValidator(well_formed)
Text = Annotated[str, WELL_FORMED]


class _Body(BaseModel):
    # A misspelt field would otherwise be ignored in silence; new fields come with a server that knows them.
    model_config = ConfigDict(extra="forbid", frozen=True)


class Turn(BaseModel):
    """A message of the conversation so far. The user's count; fields that chat frameworks add do not."""

    role: Role = Field(description='"user" for a question', examples=["user"])
    content: Text | None = Field(None, description="the words; a question is bounded as the one asked is")

    @model_validator(mode="after")
    def _bounded(self) -> "Turn":
        if self.role == "user" and self.content is None:
            raise ValueError("A message of the user needs its content")
        if self.role == "user" and len(self.content or "") > MAX_QUESTION_CHARACTERS:
            raise ValueError(f"An earlier question may have at most {MAX_QUESTION_CHARACTERS} characters")
        return self


def _turn(given: object) -> object:
    if not isinstance(given, str | dict):
        raise ValueError("A turn is a string or a chat message")
    return {"role": "user", "content": given} if isinstance(given, str) else given


class AskRequest(_Body):
    """A question, and what was asked before it."""

    model_config = ConfigDict(json_schema_extra={"examples": [QUESTION, FOLLOW_UP]})

    question: Annotated[
        str,
        Field(min_length=1, max_length=MAX_QUESTION_CHARACTERS, description="what is asked, in any language"),
        WELL_FORMED,
        AfterValidator(_asked),
    ]
    language: Text | None = Field(
        None,
        description="code of the language preferred for sources and for the bot's own words, such as `nb`; "
        "left out, it is the question's",
    )
    history: list[Annotated[Turn, BeforeValidator(_turn, json_schema_input_type=str | Turn)]] | None = Field(
        None,
        max_length=_MOST_TURNS,
        description="earlier questions of the same conversation, oldest first, as strings or as chat "
        f"messages; the last {HISTORY} questions are looked at",
    )


class CitationResponse(BaseModel):
    """The words an answer relies on. Offsets count characters in the stored document, end excluded."""

    marker: int = Field(description="the number that stands in brackets in the answer")
    source: str = Field(description="path of the document in the corpus")
    title: str
    language: str
    heading: str = Field(description="the headings above the words, outermost first")
    start: int
    end: int
    quote: str = Field(description="the words as plain text")
    url: str | None = Field(description="where the document can be read")
    updated: str | None = Field(description="ISO 8601 date of the document")
    valid_until: str | None = Field(description="ISO 8601 date after which its figures may no longer hold")
    jurisdiction: str | None = Field(description="whose rules it tells")


class HitResponse(BaseModel):
    """A passage that was found, whether or not it was used."""

    source: str
    heading: str
    score: float = Field(description="ranks the hits of one question; not comparable between questions")


class AnswerResponse(BaseModel):
    """An answer, the same object as the command line prints."""

    model_config = ConfigDict(json_schema_extra={"examples": [ANSWER]})

    id: str = Field(description="names the answer in feedback")
    question: str
    language: str = Field(description="ISO 639-1 code, `nb` for Norwegian Bokmål")
    answer: str = Field(description="plain text with the markers of its citations, such as `[1]`")
    abstained: bool = Field(description="whether nothing is said from the sources")
    kind: Kind = Field(
        description="a FAQ's answer, sentences quoted, verified ones of a model, none, or a greeting"
    )
    generation: Generation | None = Field(description="what became of a model's answer, where one was asked")
    confidence: float = Field(description="calibrated, from 0 to 1, that the sources answer the question")
    citations: list[CitationResponse]
    hits: list[HitResponse]
    suggestions: list[str] = Field(
        description="questions near one that the sources do not answer, which they do answer"
    )
    timings: dict[str, float] = Field(description="seconds by stage")


class FeedbackRequest(_Body):
    """A vote on an answer. A later one on the same answer replaces it."""

    model_config = ConfigDict(json_schema_extra={"examples": [FEEDBACK]})

    id: Text = Field(description="of the answer")
    vote: Vote
    comment: Annotated[str, Field(max_length=COMMENT_CHARACTERS), WELL_FORMED] | None = Field(
        None, description="what was wrong or missing"
    )


# Of an app whose OpenAPI stands alone: pages that show one load their code from elsewhere.
DESCRIBED: dict[str, Any] = {
    "version": "1",
    "openapi_url": "/openapi.json",
    "docs_url": None,
    "redoc_url": None,
    "redirect_slashes": False,
}


def create_api(answers: Answers) -> FastAPI:
    """Return the API as an app to be mounted; its OpenAPI is at ``openapi.json``."""
    app = FastAPI(
        title=f"{message('ui_name', FALLBACK)} API",
        description=_DESCRIPTION,
        **DESCRIBED,
    )
    answer_errors(app, problem)
    document_problems(app)

    @app.post(
        "/ask",
        summary="Answer a question",
        response_model=AnswerResponse,
        responses={
            200: {"content": {_EVENTS: {"schema": {"type": "string"}, "example": EVENTS}}},
            **documented(400, *_ANYWHERE),
        },
        dependencies=[Depends(require_json)],
    )
    async def ask(body: AskRequest, request: Request) -> Response:
        history = tuple(turn.content or "" for turn in body.history or () if turn.role == "user")
        language = body.language
        if language is not None:
            language = await anyio.to_thread.run_sync(_known, language, answers)
        question = Question(body.question, language, history)
        if _wants_events(request):
            return EventStream(answers, question, lambda event: _events(event, question.id))
        answer = await answers.answer_to(question, request.receive)
        if answer is None:
            return Response(status_code=CLIENT_LEFT)
        return JSONResponse(answer_to_json(answer, question.id))

    @app.post(
        "/feedback",
        summary="Vote on an answer",
        status_code=204,
        responses=documented(400, 404, *_ANYWHERE),
        dependencies=[Depends(require_json)],
    )
    def feedback(body: FeedbackRequest) -> Response:
        try:
            answers.rate(body.id, body.vote, body.comment or "")
        except UnknownAnswer as error:
            return problem(Failure(404, str(error)))
        except NotStored as error:
            log_failure(error)
            return problem(Failure(503, message("ui_feedback_failed", FALLBACK)))
        return Response(status_code=204)

    return app


def _known(tag: str, answers: Answers) -> str:
    """Return the code of a language that the bot or its documents speak."""
    code = normalise_code(tag)
    known = sorted({*LANGUAGES, *answers.bot.languages})
    if code not in known:
        reason = f"There is no such language here; it may be {', '.join(known)}, or left out"
        raise RequestValidationError([{"type": "language", "loc": ("body", "language"), "msg": reason}])
    return code


def _wants_events(request: Request) -> bool:
    return any(
        kind.strip().lower() == _EVENTS
        for accepted in request.headers.getlist("accept")
        for kind, *_ in (part.split(";") for part in accepted.split(","))
    )


def _events(event: Event | Exception, id: str) -> Iterator[bytes]:
    match event:
        case Stage():
            yield _event("stage", {"name": event.name})
        case Said():
            for citation in event.citations:
                yield _event("citation", citation_to_json(citation))
            yield _event("sentence", {"text": event.text})
        case Answer():
            yield _event("done", answer_to_json(event, id))
        case Exception():
            yield _event("error", json.loads(bytes(problem(explained(event)).body)))


def _event(name: str, data: dict[str, Any]) -> bytes:
    return format_sse_event(event=name, data_str=json.dumps(data, ensure_ascii=False))
