"""Files of questions and of evidence: JSON Lines, checked line by line."""

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from difflib import get_close_matches
from pathlib import Path
from typing import Literal, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError, field_validator, model_validator

from bot.answer.respond import MAX_QUESTION_CHARACTERS
from bot.errors import UsageError
from bot.language import detect_document, detect_question, normalise_code, visible

Model = TypeVar("Model", bound=BaseModel)
_SPOKEN = 0.1  # share of the texts of a file from which a language counts as one of the file's


class Question(BaseModel):
    """A written question.

    Without a ``language`` it is in one of those of its file (``tell_languages``). ``gold_question`` is the
    FAQ question it rewords, ``evidence`` exact words of a source's body that answer
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


_PAIR = {"question", "answer", "language", "id", "title", "url"}
_NEAR = 0.8  # difflib's ratio from which a key is taken for a misspelt one


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
    asked = list(found.values())
    silent = [each.question for each in asked if each.question.language is None]
    detected = iter(tell_languages([f"{question.question}\n{question.answer or ''}" for question in silent]))
    return [
        each
        if each.question.language
        else replace(each, question=each.question.model_copy(update={"language": next(detected)}))
        for each in asked
    ]


def tell_languages(texts: Sequence[str]) -> list[str]:
    """Return the language of each text: a question, with its answer on further lines where there is one.

    The languages of which a tenth of the texts or more is are those of all. So one short question is not
    taken for another language, and what a corpus is in does not matter.
    """
    counts = Counter(map(detect_document, texts))
    spoken = [language for language, count in counts.items() if count >= _SPOKEN * len(texts)]
    return [detect_question(text.split("\n")[0], spoken or counts) for text in texts]


def only_pairs(path: Path) -> bool:
    """Whether JSON Lines are question and answer pairs alone: no line says anything a written question does.

    A key that is nearly one of a written question counts as one, for reading says what it should have been.
    """
    try:
        lines = path.read_text("utf-8-sig").split("\n")
    except (OSError, UnicodeDecodeError):
        return False  # reading it as questions says what is wrong
    return not any(map(_beyond_pairs, lines))


def _beyond_pairs(line: str) -> bool:
    try:
        said = json.loads(line)
    except ValueError:
        return False  # both ways of reading name a malformed line
    if not isinstance(said, dict):
        return False
    beyond = Question.model_fields.keys() - _PAIR
    near = any(key not in _PAIR and get_close_matches(key, beyond, 1, _NEAR) for key in said)
    return near or said.keys() <= _PAIR - {"answer"}


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
            if first["type"] == "extra_forbidden":
                raise UsageError(f"{where}: {_unknown(field, model)}") from error
            raise UsageError(f"{where}: {field}{': ' if field else ''}{problem}") from error


def _unknown(field: str, model: type[BaseModel]) -> str:
    near = get_close_matches(field, model.model_fields, 1)
    hint = f"did you mean {near[0]!r}?" if near else f"there are {', '.join(model.model_fields)}"
    return f"there is no key {field!r}; {hint}"
