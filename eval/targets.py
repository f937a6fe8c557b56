"""Bots to be evaluated: ours in this process, or any behind an OpenAI-compatible endpoint."""

import re
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from bot.answer.respond import Bot
from bot.embedding import load_encoder
from bot.errors import UsageError
from bot.index.generation import read_chunks, require_current
from bot.types import Answer, Citation, Progress
from eval.indexes import build_part, part_of
from eval.suites import Suite
from eval.types import Case, Reply


@dataclass(frozen=True, slots=True)
class Target:
    """A bot over one index. ``first_by_language`` tells which document search puts first in each language."""

    ask: Callable[[Case], Reply]
    first_by_language: Callable[[Case], Mapping[str, str]] | None = None


OpenTarget = Callable[[str], Target]  # by the name of an index

# What bots without a flag for it say when they do not answer; judged by wording alone.
_MATERIAL = r"(?:source|document|article|context|text|information|material)s?"
_MATERIALE = r"(?:kildene|dokumentene|artiklene|teksten|materialet|konteksten)"
REFUSALS = re.compile(
    r"\bI (?:do not|don['’]t) (?:know|have)|"
    r"\b(?:cannot|can['’]t|could not|couldn['’]t|unable to) (?:find|answer|help)|"
    r"\b(?:no|not enough|insufficient) information\b|"
    rf"\bnot (?:\w+ )?(?:in|by) (?:the|my|these|any) (?:\w+ )?{_MATERIAL}\b|"
    rf"\b{_MATERIAL} (?:\w+ )?(?:do(?:es)? not|don['’]t|doesn['’]t) (?:say|mention|contain|cover|specify)|"
    r"\b(?:vet|finner|fant) (?:jeg )?(?:dessverre )?ikke|"
    r"\b(?:kan|kunne) (?:jeg )?(?:dessverre )?ikke (?:svare|finne|hjelpe)|"
    rf"\bikke (?:nok|noen) (?:informasjon|opplysninger)|\b{_MATERIALE} (?:\w+ )?(?:det )?ikke\b|"
    r"わかりません|分かりません|存じません|見つかりません|見つけられません|お答えできません|回答できません|"
    r"(?:情報|記載|記述)(?:が|は)(?:あり|ござい|見当たり)ません",
    re.IGNORECASE,
)


@contextmanager
def local_bots(suite: Suite, progress: Progress) -> Iterator[OpenTarget]:
    """Give the bot of this project over the suite's indexes, which are built as they are first needed."""
    encoder = load_encoder(suite.settings.encoder)
    with tempfile.TemporaryDirectory(prefix="eval-") as folder:

        def open_target(index: str) -> Target:
            settings = suite.settings
            part = part_of(suite.library, index)
            if len(part.chunks) != len(read_chunks(require_current(settings.index))):
                settings = build_part(settings, part, Path(folder) / index, encoder, progress)
            return local_target(Bot(settings, encoder))

        yield open_target


def local_target(bot: Bot) -> Target:
    """Give a bot of ours as a target."""

    def ask(case: Case) -> Reply:
        # An index without a language cannot tell that a question is written in it; there the reader says so.
        language = case.language if case.index.startswith("without-") else None
        return reply_of(bot.ask(case.question, language=language, history=case.history))

    def first_by_language(case: Case) -> dict[str, str]:
        hits = bot.search(case.question, case.language, top_k=1)
        return {hit.chunk.language: hit.chunk.source for hit in hits}

    return Target(ask, first_by_language)


def reply_of(answer: Answer) -> Reply:
    """Return what evaluation keeps of an answer."""
    return Reply(
        text=answer.text,
        language=answer.language,
        kind=answer.kind,
        abstained=answer.abstained,
        confidence=round(answer.confidence, 4),
        citations=answer.citations,
        ranking=tuple(dict.fromkeys(hit.chunk.source for hit in answer.hits)),
    )


def endpoint(url: str, model: str | None, key: str | None, timeout: float) -> OpenTarget:
    """Give any bot behind an OpenAI-compatible endpoint such as ``https://host/v1``.

    Earlier questions are sent as user messages. Citations and the abstention are read from the fields
    ``citations`` and ``abstained`` of the message where it has them; else whether it abstained is judged by
    its wording.

    Raises:
        UsageError: the endpoint cannot be reached.
    """
    headers = {"Authorization": f"Bearer {key}"} if key else {}
    client = httpx.Client(base_url=url.rstrip("/") + "/", headers=headers, timeout=timeout)
    name = model or _first_model(client, url)

    def ask(case: Case) -> Reply:
        said = [*case.history, case.question]
        messages = [{"role": "user", "content": text} for text in said]
        response = client.post(
            "chat/completions", json={"model": name, "messages": messages, "temperature": 0}
        )
        response.raise_for_status()
        return _reply(response.json()["choices"][0]["message"], case)

    return lambda index: Target(ask)


def _first_model(client: httpx.Client, url: str) -> str:
    try:
        response = client.get("models")
        response.raise_for_status()
        return str(response.json()["data"][0]["id"])
    except (httpx.HTTPError, ValueError, LookupError, TypeError) as error:
        raise UsageError(
            f"{url} does not list its models ({type(error).__name__}: {error}); "
            "check the address, which usually ends in /v1, or name one with --model"
        ) from error


def _reply(message: Mapping[str, Any], case: Case) -> Reply:
    text = message["content"]
    if not isinstance(text, str):
        raise ValueError("the message has no text")
    abstained = message.get("abstained")
    return Reply(
        text=text,
        language=case.language,
        kind="generated",
        abstained=bool(REFUSALS.search(text)) if abstained is None else bool(abstained),
        confidence=message.get("confidence"),
        citations=tuple(map(_citation, message.get("citations") or ())),
        ranking=None,
    )


def _citation(said: Mapping[str, Any]) -> Citation:
    return Citation(
        marker=int(said["marker"]),
        source=str(said["source"]),
        title=str(said.get("title", "")),
        language=str(said.get("language", "")),
        heading=(str(said.get("heading", "")),),
        start=int(said["start"]),
        end=int(said["end"]),
        quote=str(said["quote"]),
        url=said.get("url"),
    )
