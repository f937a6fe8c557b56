"""Files of questions and of evidence: JSON Lines, checked line by line."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError, field_validator, model_validator

from bot.answer.respond import MAX_QUESTION_CHARACTERS
from bot.errors import UsageError
from bot.language import normalise_code, visible

Model = TypeVar("Model", bound=BaseModel)


class Question(BaseModel):
    """A written question.

    ``gold_question`` is the FAQ question it rewords, ``evidence`` exact words of a source's body that answer
    it (alternatives), ``answer`` a right answer in words, ``forbidden`` what an answer that obeyed an
    injected order would say, ``split`` whether it may be tuned on.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    question: str
    id: str | None = None
    language: str | None = None
    type: Literal[
        "paraphrase",
        "typo",
        "cross",
        "body",
        "follow_up",
        "injection",
        "near_miss",
        "other_insurance",
        "out_of_scope",
    ] = "paraphrase"
    split: Literal["dev", "test"] | None = None
    history: tuple[str, ...] = ()  # earlier questions of the same person, oldest first
    answerable: bool = True
    sources: tuple[str, ...] = ()
    gold_question: str | None = None
    answer: str | None = None
    evidence: tuple[str, ...] = ()
    forbidden: tuple[str, ...] = ()
    note: str | None = None

    @field_validator("question")
    @classmethod
    def _askable(cls, question: str) -> str:
        if not visible(question).strip():
            raise ValueError("it is empty")
        if len(question) > MAX_QUESTION_CHARACTERS:
            raise ValueError(f"it is longer than {MAX_QUESTION_CHARACTERS} characters")
        return question

    @field_validator("language")
    @classmethod
    def _known(cls, tag: str | None) -> str | None:
        if tag is not None and normalise_code(tag) is None:
            raise ValueError(f"{tag!r} is no language; use a code such as en, nb or ja")
        return tag and normalise_code(tag)

    @model_validator(mode="after")
    def _consistent(self) -> "Question":
        told = self.sources or self.gold_question or self.answer or self.evidence
        if not self.answerable and told:
            raise ValueError("a question that is not answerable has no sources, answer or evidence")
        if self.answerable and not told:
            raise ValueError("an answerable question needs sources, a gold_question or an answer")
        if (self.gold_question or self.evidence) and not self.sources:
            raise ValueError("gold_question and evidence need the sources they stand in")
        if self.type == "follow_up" and not self.history:
            raise ValueError("a follow_up needs a history of earlier questions")
        return self


class Words(BaseModel):
    """Exact words of a document."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    source: str
    text: str


class PairEvidence(BaseModel):
    """What the articles say on a FAQ question without the pair itself: alternatives, or nothing."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    source: str
    question: str
    evidence: tuple[Words, ...]


@dataclass(frozen=True, slots=True)
class Located:
    """A question with an id, and where it was read."""

    id: str
    where: str
    question: Question


def read_questions(path: Path) -> list[Located]:
    """Read a file of questions. Those without an id are named after their line.

    Raises:
        UsageError: it cannot be read or holds none, or a line is malformed; the line is named.
    """
    found: dict[str, Located] = {}
    for number, where, question in read_lines(path, Question):
        id = question.id or f"{path.stem}-{number:03}"
        if id in found:
            raise UsageError(f"{where}: the id {id!r} is already that of {found[id].where}")
        found[id] = Located(id, where, question)
    if not found:
        raise UsageError(f"{path} holds no questions")
    return list(found.values())


def read_lines(path: Path, model: type[Model]) -> Iterator[tuple[int, str, Model]]:
    """Yield number, place and content of each line that is not blank.

    Raises:
        UsageError: as ``read_questions``.
    """
    try:
        lines = path.read_text("utf-8-sig").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8 text"
        raise UsageError(f"{path} cannot be read: {reason}") from error
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        where = f"{path} line {number}"
        try:
            yield number, where, model.model_validate_json(line)
        except ValidationError as error:
            first = error.errors(include_url=False)[0]
            field = ".".join(map(str, first["loc"]))
            problem = first["msg"].removeprefix("Value error, ")
            raise UsageError(f"{where}: {field}{': ' if field else ''}{problem}") from error
