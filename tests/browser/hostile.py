"""Articles, answers and evaluation runs that hold payloads in each of their fields."""

import json
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import PurePosixPath
from zlib import crc32

import numpy as np

from bot.answer.respond import Bot
from bot.embedding import BUNDLED, Encoder, Vectors, fingerprint
from bot.errors import UsageError
from bot.types import Answer, Citation, Event, Said, Stage
from eval.html import html_report
from eval.summary import summarise
from eval.thresholds import Check, Threshold
from tests.eval.making import make_case, make_record, make_reply, make_run
from tests.eval.test_html import records

_CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")  # no text file has them
Texts = Mapping[str, Sequence[str]]


def squeezed(text: str) -> str:
    """Return a text without what no reader sees, what stands for that, and what paths are cut at."""
    return "".join(c for c in text if unicodedata.category(c)[0] not in "CZ" and c not in "/\\\ufffd")


def question(subject: str, payloads: Iterable[str]) -> str:
    """Return what the article on a subject answers."""
    return f"What does the clause on {subject} say of {' '.join(payloads)} in the end?"


def article(subject: str, payloads: Sequence[str]) -> tuple[str, str]:
    """Return the path and the text of an article."""
    lines = [_CONTROLS.sub(" ", payload).strip() for payload in payloads]
    written = " ".join(re.sub(r"([!-/:-@\[-`{-~])", r"\\\1", line) for line in lines)  # reads as it is
    matter = {
        "title": written,
        "language": "en",
        "updated": f"1999 {' '.join(payloads)}",
        "valid_until": "9999-12-31",
        "jurisdiction": f"In {' '.join(payloads)}",
        "url": "https://example.org/?" + "".join("".join(payloads).split()),
    }
    block = "".join(f"{key}: {json.dumps(value)}\n" for key, value in matter.items())
    names = ["".join(filter(str.isprintable, line.replace("\\", ""))) for line in lines]
    return str(PurePosixPath("en", *names, "a.md")), (
        f"---\n{block}---\n# {subject} {written}\n\n## FAQ {written}\n\n### {question(subject, [written])}\n\n"
        f"The clause on {subject} says {written} to the letter.\n\n## Raw\n\n{' '.join(lines)}\n\n- An item.\n"
    )


def lettered() -> Encoder:
    """Return what stands for the bundled encoder: it finds questions asked to the letter, in no time."""

    def encode(texts: list[str], _: bool) -> Vectors:
        vectors = np.zeros((len(texts), 384), dtype=np.float32)
        for vector, text in zip(vectors, texts, strict=True):
            for at in range(len(text)):
                vector[crc32(text[at : at + 3].encode()) % 384] += 1
        return vectors / np.linalg.norm(vectors, axis=1, keepdims=True).clip(1)

    return Encoder(fingerprint(BUNDLED), encode)


class Hostile(Bot):
    """Answers from its corpus, but told "tell …", "refuse …" or "fail …" it says payloads of that subject."""

    def __init__(self, bot: Bot, texts: Texts) -> None:
        super().__init__(bot._current, bot._encoder)
        self._texts = texts

    def stream(self, question, language=None, history=(), left=lambda: False) -> Iterator[Event]:
        order, _, subject = question.partition(" ")
        if subject not in self._texts:
            yield from super().stream(question, language, history, left)
            return
        payloads = self._texts[subject]
        if order == "fail":
            raise UsageError(" ".join(payloads))
        yield Stage("search")
        if order == "refuse":
            text = " ".join(payloads)
            yield Answer(question, "en", text, "abstained", 0.1, (), (), tuple(payloads))
            return
        citations = tuple(_citation(marker, payload) for marker, payload in enumerate(payloads, 1))
        parts = [Said(f"\n- {c.quote} [{c.marker}]", (c,)) for c in citations]
        yield from parts
        text = "".join(part.text for part in parts)
        yield Answer(question, " ".join(payloads), text, "generated", 0.9, citations, ())


def _citation(marker: int, payload: str) -> Citation:
    return Citation(
        marker=marker,
        source=payload,
        title=payload,
        language=payload,
        heading=(payload, f"2 {payload}"),
        start=0,
        end=9,
        quote=payload,
        url=payload,
        updated=payload,
        valid_until=f"{marker % 2}{payload}" if marker % 2 else f"9{payload}",  # over, or not yet
        jurisdiction=payload,
    )


def report(payloads: Sequence[str]) -> str:
    """Return the report of a run about payloads."""
    joined = " ".join(payloads)
    made = []
    for number, payload in enumerate(payloads):
        failing, error, *_ = records(payload)
        made.append(replace(failing, case=replace(failing.case, id=f"{number} {payload}")))
        made.append(replace(error, case=replace(error.case, id=f"error {number} {payload}")))
    case = make_case("x", track=joined, type=joined, language=joined, split=joined, index=joined)
    reply = make_reply(language=joined, kind=joined, citations=(_citation(1, joined),))
    made.append(
        replace(make_record("x", "wrong", case=case, scores={joined: 0.5, "correct": 0.0}), reply=reply)
    )
    given = dict.fromkeys(("suite", "target", "commit", "model", joined), joined)
    run = make_run(made, name=joined, **given)
    judge = {"track": joined, "language": joined, "mean": 3, "graded": 1, "ungraded": 0}
    checks = [Check(Threshold(joined, joined, joined, 0.5), mean) for mean in (0.1, 0.9)]
    return html_report(run, summarise(run) | {"judge": [judge]}, checks)
