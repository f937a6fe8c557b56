"""An OpenAI-compatible endpoint under ``/v1``: the bot as a model that any client of that API can ask."""

import json
import math
import re
import time
from collections.abc import Iterator, Sequence
from typing import Any

from fastapi import Depends, FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from fastapi.sse import format_sse_event

from bot.answer.respond import HISTORY, MAX_QUESTION_CHARACTERS
from bot.answer.serialise import citation_to_json
from bot.language import visible
from bot.messages import FALLBACK, message
from bot.types import Answer, Event, Stage
from bot.web.answers import CLIENT_LEFT, Answers, Question
from bot.web.api import DESCRIBED
from bot.web.openai_schema import (
    MODEL,
    ChatCompletion,
    ChatMessage,
    ChatRequest,
    ErrorDetail,
    ErrorResponse,
    Model,
    Models,
)
from bot.web.problems import Failure, answer_errors, explained, require_json
from bot.web.render import is_web_address
from bot.web.streaming import EventStream

_EVENTS = "text/event-stream"
_CHUNK = "chat.completion.chunk"
_BYTES_PER_TOKEN = 4
_ANYWHERE = (401, 403, 404, 413, 429, 500, 503, 504)  # some are the guard's
_MARKER = re.compile(r"\[(\d+)\]")
_SENTENCE = re.compile(r".*?(?:\s*\[\d+\])+|.+$", re.DOTALL)  # up to its markers
_DESCRIPTION = f"""The bot as a chat model for clients of OpenAI's Chat Completions API. It is no language
model: it answers the last message of the user from its documents, or says that they do not say.

- **messages**: the user's earlier messages are the conversation (the last {HISTORY} are looked at). Messages
  of the system, developer, assistant and tools are accepted and have no effect: no instruction changes what
  the documents say.
- **Other parameters** such as `temperature`, `max_tokens` or `tools` are accepted and have no effect. What
  would promise another kind of reply is refused: `n` above 1, a `response_format` other than text, a
  `tool_choice` that requires a tool, modalities other than text.
- **The reply**: `content` holds markers such as `[1]`. `citations` of the message (an extra field, as are
  `id`, `abstained` and `confidence`) holds what they stand for; `annotations` has a `url_citation` for each
  marker whose document has an address, from `start_index` to `end_index` (excluded) in characters.
- **Streaming**: only what will stand is sent, sentence by sentence; where a model writes answers, that is
  once its whole answer is verified. The extra fields come with the last delta.
- **usage** is an estimate, one token for {_BYTES_PER_TOKEN} bytes of UTF-8: of the questions looked at, and
  of the content. Nothing is charged by it.
"""


def openai_error(failure: Failure, code: str | None = None) -> JSONResponse:
    """Return the response to a request that failed, in the shape that OpenAI's clients read."""
    # OpenAI answers 400 to what it cannot take, and its clients have an error class for that.
    status = 400 if failure.status == 422 else failure.status
    param = failure.errors[0].pointer[2:].replace("/", ".") if failure.errors else None
    detail = ErrorDetail(
        message=failure.detail,
        type="server_error" if status >= 500 else "invalid_request_error",
        param=param or None,
        code=code,
    )
    return JSONResponse(ErrorResponse(error=detail).model_dump(), status, failure.headers)


def create_openai_api(answers: Answers) -> FastAPI:
    """Return the endpoint as an app to be mounted."""
    app = FastAPI(
        title=f"{message('ui_name', FALLBACK)}: OpenAI-compatible endpoint",
        description=_DESCRIPTION,
        **DESCRIBED,
        responses={status: {"model": ErrorResponse} for status in _ANYWHERE},
    )
    answer_errors(app, openai_error)
    ours = Model(id=MODEL, created=int(time.time()))

    @app.get("/models", summary="List the models")
    async def models() -> Models:
        return Models(data=[ours])

    @app.get("/models/{model:path}", summary="Describe a model", response_model=Model)
    async def one_model(model: str) -> Model | Response:
        return ours if model == MODEL else _no_such_model()

    @app.post(
        "/chat/completions",
        summary="Answer the last message of the user",
        response_model=ChatCompletion,
        responses={
            200: {"content": {_EVENTS: {"schema": {"type": "string"}}}},
            400: {"model": ErrorResponse},
            415: {"model": ErrorResponse},
            # Never sent; FastAPI would document its own.
            422: {"model": ErrorResponse, "description": "Not used: 400 is, as OpenAI does"},
        },
        dependencies=[Depends(require_json)],
    )
    async def chat_completions(body: ChatRequest, request: Request) -> Response:
        if body.model != MODEL:
            return _no_such_model()
        *history, text = _questions(body.messages)
        question = Question(text, history=tuple(history))
        include_usage = bool(body.stream_options and body.stream_options.include_usage)
        reply = _Reply(question, include_usage=include_usage)
        if body.stream:
            return EventStream(answers, question, reply.events)
        answer = await answers.answer_to(question, request.receive)
        return JSONResponse(reply.whole(answer)) if answer else Response(status_code=CLIENT_LEFT)

    return app


def _no_such_model() -> JSONResponse:
    return openai_error(Failure(404, f"There is no such model here; ask for {MODEL!r}."), "model_not_found")


def _questions(messages: Sequence[ChatMessage]) -> list[str]:
    """Return what the user asked, the question to answer last."""
    asked = [(place, message) for place, message in enumerate(messages) if message.role == "user"]
    if not asked:
        raise _refusal("messages", reason="No message of the user holds a question")
    questions = ["\n".join(part.text or "" for part in message.content or ()) for _, message in asked]
    place, last = asked[-1]
    if any(part.type != "text" for part in last.content or ()):
        raise _refusal("messages", place, "content", reason="A question is text; nothing else can be read")
    if not visible(questions[-1]).strip():
        raise _refusal("messages", place, "content", reason="The last message of the user is empty")
    if len(questions[-1]) > MAX_QUESTION_CHARACTERS:
        reason = f"A question may have at most {MAX_QUESTION_CHARACTERS} characters"
        raise _refusal("messages", place, "content", reason=reason)
    return questions


def _refusal(*place: str | int, reason: str) -> RequestValidationError:
    return RequestValidationError([{"type": "question", "loc": ("body", *place), "msg": reason}])


class _Reply:
    """One answer in OpenAI's shapes, as a whole and in chunks."""

    def __init__(self, question: Question, *, include_usage: bool) -> None:
        self._question = question
        self._include_usage = include_usage
        self._created = int(time.time())

    def whole(self, answer: Answer) -> dict[str, Any]:
        said = {"role": "assistant", "content": answer.text, "refusal": None, **self._extra(answer)}
        choice = {"index": 0, "message": said, "finish_reason": "stop", "logprobs": None}
        return self._object("chat.completion", [choice]) | {"usage": self._usage(answer)}

    def events(self, event: Event | Exception) -> Iterator[bytes]:
        """Yield the chunks for an event. What is said before the answer may not stand, so it is not sent."""
        match event:
            case Stage(name="search"):
                yield self._chunk({"role": "assistant", "content": ""})
            case Answer():
                for sentence in _SENTENCE.findall(event.text):
                    yield self._chunk({"content": sentence})
                yield self._chunk(self._extra(event), "stop")
                if self._include_usage:
                    yield _data(self._object(_CHUNK, []) | {"usage": self._usage(event)})
                yield format_sse_event(data_str="[DONE]")
            case Exception():
                yield _data(json.loads(bytes(openai_error(explained(event)).body)))

    def _chunk(self, delta: dict[str, Any], finish_reason: str | None = None) -> bytes:
        choice = {"index": 0, "delta": delta, "finish_reason": finish_reason, "logprobs": None}
        usage = {"usage": None} if self._include_usage else {}
        return _data(self._object(_CHUNK, [choice]) | usage)

    def _object(self, name: str, choices: list[dict[str, Any]]) -> dict[str, Any]:
        return {
            "id": self._question.id,
            "object": name,
            "created": self._created,
            "model": MODEL,
            "choices": choices,
        }

    def _extra(self, answer: Answer) -> dict[str, Any]:
        return {
            "annotations": _annotations(answer),
            "id": self._question.id,
            "abstained": answer.abstained,
            "confidence": round(answer.confidence, 4),
            "citations": [citation_to_json(citation) for citation in answer.citations],
        }

    def _usage(self, answer: Answer) -> dict[str, int]:
        prompt = sum(map(_tokens, (*self._question.history[-HISTORY:], self._question.text)))
        completion = _tokens(answer.text)
        return {
            "prompt_tokens": prompt,
            "completion_tokens": completion,
            "total_tokens": prompt + completion,
        }


def _annotations(answer: Answer) -> list[dict[str, Any]]:
    cited = {citation.marker: citation for citation in answer.citations}
    return [
        {
            "type": "url_citation",
            "url_citation": {
                "start_index": marker.start(),
                "end_index": marker.end(),
                "title": citation.title,
                "url": citation.url,
            },
        }
        for marker in _MARKER.finditer(answer.text)
        if (citation := cited.get(int(marker[1]))) and citation.url and is_web_address(citation.url)
    ]


def _tokens(text: str) -> int:
    return math.ceil(len(text.encode()) / _BYTES_PER_TOKEN)


def _data(said: dict[str, Any]) -> bytes:
    return format_sse_event(data_str=json.dumps(said, ensure_ascii=False))
