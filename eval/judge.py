"""An optional grade by a chat model, kept apart from every other figure.

Grades move with the model, its version and its mood: they are for reading, and no threshold or comparison
uses them.
"""

import json
import re
from importlib.resources import files
from pathlib import Path

from langchain_core.language_models import BaseChatModel

from bot.errors import UsageError
from bot.types import Progress
from eval.results import Run, write_whole
from eval.types import Record

_GRADE = re.compile(r"\bgrade\b\W*([1-5])\b", re.IGNORECASE)


def judge_run(folder: Path, run: Run, model: BaseChatModel, progress: Progress) -> None:
    """Grade every given answer to an answerable question from 1 to 5; writes ``judge.jsonl``.

    A model that fails or gives no grade is recorded with what it said, and counted by the report.
    """
    prompt = (files("eval") / "judge.md").read_text("utf-8")
    given = [
        record
        for record in run.records
        if record.reply and not record.reply.abstained and record.case.answerable and record.case.gold
    ]
    lines = []
    for done, record in enumerate(given, 1):
        try:
            said = str(model.invoke(_filled(prompt, record)).text)
        except Exception as error:  # whatever the model's client raises
            said = f"{type(error).__name__}: {error}"
        found = _GRADE.search(said)
        grade = int(found[1]) if found else None
        lines.append(json.dumps({"id": record.case.id, "grade": grade, "said": said}, ensure_ascii=False))
        progress("judge", done, len(given))
    write_whole(folder / "judge.jsonl", "".join(line + "\n" for line in lines))


def open_judge(name: str) -> BaseChatModel:
    """Open a chat model by its LangChain name, such as ``openai:gpt-5`` or ``ollama:llama3``.

    Raises:
        UsageError: the name is unknown, or the package or key it needs is missing.
    """
    from langchain.chat_models import init_chat_model

    try:
        model: BaseChatModel = init_chat_model(name, temperature=0)
    except Exception as error:  # LangChain and its partner packages raise what they like
        reason = str(error).strip().split("\n")[0]
        raise UsageError(f"the judge {name!r} cannot be used: {reason}") from error
    return model


def read_grades(folder: Path) -> dict[str, int | None] | None:
    """Return the grade of each judged case, None for those that got none; None where nothing was judged."""
    path = folder / "judge.jsonl"
    if not path.exists():
        return None
    return {line["id"]: line["grade"] for line in map(json.loads, path.read_text("utf-8").splitlines())}


def _filled(prompt: str, record: Record) -> str:
    assert record.reply is not None
    # One pass, so that nothing a document says is taken for a placeholder.
    parts = {
        "question": record.case.question,
        "gold": record.case.gold[0].text,
        "answer": record.reply.text,
    }
    return re.sub(r"\{(question|gold|answer)\}", lambda match: parts[match[1]], prompt)
