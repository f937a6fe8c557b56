"""The public question sets the figures of docs/figures.md are measured on.

They are not part of the project; ``BOT_DATA`` names the folder that holds ``norquad/``, ``jsquad/``,
``healthcare_gov/`` and ``clinc_oos/`` as JSON Lines (default: ``../shared/data``).
"""

import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.errors import UsageError

JSQUAD_QUESTIONS = 1_000  # the first ones, as in the figures to beat


@dataclass(frozen=True, slots=True)
class Passage:
    """A document of a question set; ``text`` alone, since titles often are the questions."""

    id: str
    text: str
    title: str


@dataclass(frozen=True, slots=True)
class Asked:
    """A question with the documents that answer it and the strings that do."""

    question: str
    relevant: tuple[str, ...]
    answers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class QuestionSet:
    """Questions and the documents they are asked of, in one language."""

    name: str
    language: str
    passages: tuple[Passage, ...]
    questions: tuple[Asked, ...]


def norquad(split: str = "validation") -> QuestionSet:
    """755 Norwegian documents; ``split`` is "validation" (472 questions) or "train"."""
    return _read("norquad", "nb", f"questions_{split}.jsonl")


def jsquad(questions: int | None = JSQUAD_QUESTIONS) -> QuestionSet:
    """1,145 Japanese passages; the first so many of 4,442 questions, None for all."""
    whole = _read("jsquad", "ja", "questions_valid.jsonl")
    return QuestionSet(whole.name, whole.language, whole.passages, whole.questions[:questions])


def healthcare_gov() -> QuestionSet:
    """424 English passages on health insurance, 192 questions."""
    return _read("healthcare_gov", "en", "questions.jsonl")


def article_of(questions: QuestionSet, passage: Passage) -> str:
    """Return what names the article a passage is part of: JSQuAD's share a title, the others stand alone."""
    return passage.title if questions.name == "jsquad" else passage.id


def out_of_scope() -> list[str]:
    """350 English questions that no insurance corpus answers."""
    return [record["question"] for record in _lines("clinc_oos", "questions_dev.jsonl")]


def _read(name: str, language: str, questions: str) -> QuestionSet:
    passages = tuple(
        Passage(record["id"], record["text"], record.get("title") or "")
        for record in _lines(name, "passages.jsonl")
        if record["lang"] == language
    )
    asked = tuple(
        Asked(record["question"], tuple(record["relevant_passage_ids"]), tuple(record.get("answers") or ()))
        for record in _lines(name, questions)
        if record["lang"] == language
    )
    return QuestionSet(name, language, passages, asked)


def _lines(folder: str, name: str) -> list[dict[str, Any]]:
    path = Path(os.environ.get("BOT_DATA", "../shared/data")) / folder / name
    try:
        return [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    except OSError as error:
        raise UsageError(
            f"{path} cannot be read ({error.strerror}); set BOT_DATA to the folder of the public data"
        ) from None
