"""What goes to and comes from the OpenAI-compatible endpoint, as far as the bot has to do with it."""

from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from bot.batch import Role
from bot.web.api import CitationResponse, Text
from bot.web.examples import CHAT, COMPLETION

MODEL = "footnote"


class Part(BaseModel):
    """A part of a message."""

    type: str = Field(examples=["text"])
    text: Text | None = None


def _parts(given: object) -> object:
    if not isinstance(given, str | list | None):
        raise ValueError("Input should be a string or a list of parts")
    return [{"type": "text", "text": given}] if isinstance(given, str) else given


class ChatMessage(BaseModel):
    """A message of the conversation."""

    role: Role
    content: Annotated[
        list[Part] | None, BeforeValidator(_parts, json_schema_input_type=str | list[Part] | None)
    ] = None


class StreamOptions(BaseModel):
    """What a stream holds."""

    include_usage: bool | None = Field(None, description="whether a last chunk tells the usage")


class ResponseFormat(BaseModel):
    """What the content is."""

    type: Literal["text"]


class ChatRequest(BaseModel):
    """A conversation whose last message of the user is answered."""

    model_config = ConfigDict(json_schema_extra={"examples": [CHAT]})

    model: Text = Field(description=f"`{MODEL}`")
    messages: list[ChatMessage] = Field(min_length=1)
    stream: bool | None = None
    stream_options: StreamOptions | None = None
    n: int | None = Field(None, ge=1, le=1)
    response_format: ResponseFormat | None = Field(None, description="text only")
    tool_choice: Literal["none", "auto"] | None = None
    modalities: list[Literal["text"]] | None = None


class UrlCitation(BaseModel):
    """Where a cited document can be read, and which characters of the content are its marker."""

    start_index: int
    end_index: int
    title: str
    url: str


class Annotation(BaseModel):
    """A citation as OpenAI's own models give it."""

    type: Literal["url_citation"]
    url_citation: UrlCitation


class ReplyMessage(BaseModel):
    """The answer. OpenAI's clients keep the fields from ``id`` on in ``model_extra``."""

    role: Literal["assistant"]
    content: str
    refusal: None
    annotations: list[Annotation]
    id: str = Field(description="names the answer in feedback, see the REST API")
    abstained: bool
    confidence: float
    citations: list[CitationResponse]


class Choice(BaseModel):
    """The one answer there is."""

    index: Literal[0]
    message: ReplyMessage
    finish_reason: Literal["stop"]
    logprobs: None


class Usage(BaseModel):
    """An estimate, see above."""

    prompt_tokens: int
    completion_tokens: int
    total_tokens: int


class ChatCompletion(BaseModel):
    """An answered conversation."""

    model_config = ConfigDict(json_schema_extra={"examples": [COMPLETION]})

    id: str
    object: Literal["chat.completion"]
    created: int
    model: str
    choices: list[Choice]
    usage: Usage


class Model(BaseModel):
    """A model that can be asked."""

    id: str
    object: Literal["model"] = "model"
    created: int
    owned_by: str = MODEL


class Models(BaseModel):
    """The models that can be asked: the bot."""

    object: Literal["list"] = "list"
    data: list[Model]


class ErrorDetail(BaseModel):
    """What is wrong."""

    message: str
    type: Literal["invalid_request_error", "server_error"]
    param: str | None = Field(description="which part of the request")
    code: str | None


class ErrorResponse(BaseModel):
    """An error in OpenAI's shape."""

    error: ErrorDetail
