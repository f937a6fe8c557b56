"""Many questions from a file: JSON Lines in, JSON Lines out."""

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Literal, TextIO, get_args

from pydantic import BaseModel, ConfigDict, ValidationError, field_validator

from bot.answer.respond import MAX_QUESTION_CHARACTERS, Bot
from bot.answer.serialise import answer_to_json
from bot.errors import UsageError
from bot.language import normalise_code, visible
from bot.types import Progress

# Of chat messages, as OpenAI names them.
Role = Literal["user", "assistant", "system", "developer", "tool", "function"]


class BatchQuestion(BaseModel):
    """One line of a batch."""

    model_config = ConfigDict(frozen=True)

    id: str | int
    question: str
    history: tuple[str, ...] = ()  # earlier questions of the same person, oldest first
    language: str | None = None

    @field_validator("question")
    @classmethod
    def _answerable(cls, question: str) -> str:
        if not visible(question).strip():
            raise ValueError("is empty")
        if len(question) > MAX_QUESTION_CHARACTERS:
            raise ValueError(f"is longer than {MAX_QUESTION_CHARACTERS} characters")
        return question

    @field_validator("history", mode="before")
    @classmethod
    def _questions(cls, turns: object) -> object:
        """Take chat messages too: of {"role", "content"} the user's are kept."""
        if turns is None:
            return ()
        if not isinstance(turns, list):
            return turns
        for number, turn in enumerate(turns):
            if isinstance(turn, dict) and turn.get("role") not in get_args(Role):
                raise ValueError(f"message {number} needs one of the roles {', '.join(get_args(Role))}")
        return [
            turn.get("content") if isinstance(turn, dict) else turn
            for turn in turns
            if not isinstance(turn, dict) or turn["role"] == "user"
        ]

    @field_validator("language")
    @classmethod
    def _known(cls, tag: str | None) -> str | None:
        if tag is None:
            return None
        code = normalise_code(tag)
        if code is None:
            raise ValueError(f"{tag!r} is no language; use a code such as en, nb or ja")
        return code


def read_batch(path: Path) -> list[BatchQuestion]:
    """Read and validate every line before any is answered.

    Raises:
        UsageError: the file cannot be read, or a line is not a question; the line number is named.
    """
    try:
        lines = path.read_text("utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8 text"
        raise UsageError(f"{path} cannot be read: {reason}") from error
    questions = []
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            questions.append(BatchQuestion.model_validate_json(line))
        except ValidationError as error:
            first = error.errors(include_url=False)[0]
            where = "".join(f"{part}: " for part in first["loc"])
            raise UsageError(
                f"{path} line {number}: {where}{first['msg'].removeprefix('Value error, ')}; "
                'a line looks like {"id": "1", "question": "…"}'
            ) from error
    return questions


def answer_batch(open_bot: Callable[[], Bot], path: Path, output: Path | None, progress: Progress) -> int:
    """Answer each question of ``path`` in order and write the answers to ``output`` or standard output.

    ``output`` is replaced only when all are answered. Returns the number of answers.
    """
    questions = read_batch(path)
    if output is not None and output.exists() and output.samefile(path):
        raise UsageError(f"{output} holds the questions; name another file for the answers")
    bot = open_bot()
    if output is None:
        _write(sys.stdout, bot, questions, progress)
    else:
        unfinished = output.with_name(output.name + ".part")
        try:
            with unfinished.open("w", encoding="utf-8") as file:
                _write(file, bot, questions, progress)
            unfinished.replace(output)
        except OSError as error:
            raise UsageError(f"{output} cannot be written ({error.strerror})") from error
        finally:
            unfinished.unlink(missing_ok=True)
    return len(questions)


def _write(file: TextIO, bot: Bot, questions: list[BatchQuestion], progress: Progress) -> None:
    for done, asked in enumerate(questions, 1):
        answer = bot.ask(asked.question, language=asked.language, history=asked.history)
        record = answer_to_json(answer) | {"id": asked.id}
        file.write(json.dumps(record, ensure_ascii=False) + "\n")
        progress("answer", done, len(questions))
