"""Bots to be evaluated; ours, in this process."""

import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from bot.answer.respond import Bot
from bot.embedding import Encoder, Vectors, load_encoder
from bot.types import Answer, Progress
from eval.indexes import open_library, part_of, restrict
from eval.suites import Suite
from eval.types import Case, Reply


@dataclass(frozen=True, slots=True)
class Target:
    """A bot over one index.

    ``first_by_language`` tells which document search puts first in each language; ``saved``, how many seconds
    a reply would have taken longer had nothing been remembered, since it was last asked for.
    """

    ask: Callable[[Case], Reply]
    first_by_language: Callable[[Case], Mapping[str, str]] | None = None
    saved: Callable[[], float] = lambda: 0.0


OpenTarget = Callable[[str], Target]  # by the name of an index


@contextmanager
def local_bots(suite: Suite, progress: Progress) -> Iterator[OpenTarget]:
    """Give the bot of this project over the suite's indexes, which are made as they are first needed."""
    encoder = load_encoder(suite.settings.encoder)
    with tempfile.TemporaryDirectory(prefix="eval-") as folder:
        whole = open_library(suite.settings, suite.library, Path(folder) / "whole", encoder, progress)
        remembering, saved = remember(encoder)

        def open_target(index: str) -> Target:
            part = restrict(whole, part_of(suite.library, index))
            return replace(local_target(Bot(lambda: part, remembering)), saved=saved)

        yield open_target


def remember(encoder: Encoder) -> tuple[Encoder, Callable[[], float]]:
    """Return an encoder that encodes no text twice, and what tells the seconds saved since it was last asked.

    A question is asked on several tracks; encoding it on each anew was a third of a run.
    """
    known: dict[tuple[str, bool], tuple[Vectors, float]] = {}
    saved = 0.0

    def encode(texts: list[str], as_queries: bool) -> Vectors:
        nonlocal saved
        vectors = []
        for text in texts:
            if (text, as_queries) in known:
                vector, seconds = known[text, as_queries]
                saved += seconds
            else:
                started = time.perf_counter()
                vector = (encoder.encode_queries if as_queries else encoder.encode_passages)([text])[0]
                known[text, as_queries] = vector, time.perf_counter() - started
            vectors.append(vector)
        return np.array(vectors)

    def tell() -> float:
        nonlocal saved
        told, saved = saved, 0.0
        return told

    return Encoder(encoder.fingerprint, encode), tell


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
        suggestions=answer.suggestions,
    )
