"""Faults planted in the real bot over the shipped corpus: each must lower its metric and fail the comparison."""

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest

from bot.answer import find as finding
from bot.answer.confidence import Calibration
from bot.answer.respond import Bot
from bot.types import Answer
from eval import indexes, targets
from eval.compare import Comparison, compare
from eval.results import Run, Writer, read_run
from eval.run import make_manifest, run, select
from eval.suites import Suite, corpus_suite
from eval.targets import OpenTarget, local_bots
from eval.types import ARTICLES

Ask = Callable[[Suite, Path], Run]
ORDER = ("verbatim", "held_out", "unanswerable")


@pytest.fixture(scope="module")
def suite(shipped) -> Suite:
    whole = corpus_suite(shipped, lambda *_: None)
    cases = [case for case in whole.cases if not case.index.startswith("without-")]
    return replace(whole, cases=select(cases, ORDER, (), None, 20))


@pytest.fixture(scope="module")
def bots(suite) -> Iterator[OpenTarget]:
    """The sound bots, made once; a fault is put into what they call."""
    with local_bots(suite, lambda *_: None) as opener:
        yield cache(opener)


def ask(suite: Suite, folder: Path, bots: OpenTarget) -> Run:
    run(suite, bots, Writer(folder, make_manifest(suite)), lambda *_: None)
    return read_run(folder)


@pytest.fixture(scope="module")
def before(suite, bots, tmp_path_factory) -> Run:
    return ask(suite, tmp_path_factory.mktemp("before") / "run", bots)


@pytest.fixture
def faulty(suite, bots, before, tmp_path) -> Iterator[Callable[..., Comparison]]:
    def compared(*tracks: str, bots: OpenTarget = bots) -> Comparison:
        """Ask the faulty bot the cases of some tracks and compare with the sound one."""
        asked = replace(suite, cases=select(suite.cases, tracks, (), None, None))
        after = ask(asked, tmp_path / "run", bots)
        kept = [record for record in before.records if record.case.track in tracks]
        sound = Run("before", after.manifest, tuple(kept), before.seconds)
        return compare(sound, after)

    yield compared


def regressions(found: Comparison) -> set[tuple[str, str]]:
    assert found.regressed
    return {(each.track, each.metric) for each in found.differences if each.regression}


def answering(monkeypatch: pytest.MonkeyPatch, change: Callable[[Answer], Answer]) -> None:
    """Let the bot change each of its answers before it gives them."""
    sound = Bot.ask

    def ask(self: Bot, *given: object, **named: object) -> Answer:
        answer = sound(self, *given, **named)  # type: ignore[arg-type]
        return answer if answer.abstained else change(answer)

    monkeypatch.setattr(Bot, "ask", ask)


def test_asking_again_gives_the_same_bytes(suite, bots, before, tmp_path):
    cases = [case for case in suite.cases if case.index != ARTICLES]
    few = replace(suite, cases=tuple(cases[::4]))
    again = ask(few, tmp_path / "run", bots)
    wanted = {record.case.id: record for record in before.records}
    assert again.records == tuple(wanted[case.id] for case in few.cases)


def test_a_retriever_that_returns_the_wrong_document(faulty, monkeypatch):
    sound = finding.retrieve

    def wrong(*given, **named):
        hits = sound(*given, **named)
        article = hits[0].chunk.source.split("/")[1]
        return [hit for hit in hits if not hit.chunk.source.endswith(article)]

    monkeypatch.setattr(finding, "retrieve", wrong)
    found = regressions(faulty("verbatim"))
    assert {("verbatim", "recall_at_1"), ("verbatim", "correct")} <= found


def test_a_citation_off_by_one_sentence(faulty, monkeypatch):
    def shifted(answer: Answer) -> Answer:
        citations = tuple(
            replace(c, start=c.start + len(c.quote) // 3, end=c.end + len(c.quote) // 3)
            for c in answer.citations
        )
        return replace(answer, citations=citations)

    answering(monkeypatch, shifted)
    assert ("verbatim", "citation_validity") in regressions(faulty("verbatim"))


def test_a_citation_that_quotes_the_sentence_beside(faulty, monkeypatch, suite):
    def beside(answer: Answer) -> Answer:
        citation = answer.citations[0]
        chunks = [c for c in suite.library.chunks if c.source == citation.source]
        other = next(c for c in chunks if c.span.end < citation.start or c.span.start > citation.end)
        sentence = other.sentences[0]
        moved = replace(citation, start=sentence.span.start, end=sentence.span.end, quote=sentence.text)
        return replace(answer, citations=(moved, *answer.citations[1:]))

    answering(monkeypatch, beside)
    found = regressions(faulty("verbatim"))
    assert {("verbatim", "faithfulness"), ("verbatim", "citation_recall")} <= found


def test_a_changed_number(faulty, monkeypatch):
    def changed(answer: Answer) -> Answer:
        bare = re.sub(r"(?<!\[)\d(?!\])", lambda digit: str((int(digit[0]) + 1) % 10), answer.text)
        return replace(answer, text=bare)

    answering(monkeypatch, changed)
    found = regressions(faulty("verbatim"))
    assert ("verbatim", "faithfulness") in found


def test_a_bot_that_never_abstains(faulty, monkeypatch):
    sure = Calibration(intercept=9.0, weights={}, threshold=0.0)
    monkeypatch.setattr(finding, "load_calibration", lambda **_: sure)
    assert ("unanswerable", "refused") in regressions(faulty("unanswerable"))


def test_a_bot_that_always_abstains(faulty, monkeypatch):
    monkeypatch.setattr(finding, "choose_language", lambda enough, language: None)
    assert ("verbatim", "correct") in regressions(faulty("verbatim"))


def test_a_leaked_gold_pair(suite, faulty, monkeypatch):
    sound = indexes.part_of

    def leaking(library, index):
        return library if index == ARTICLES else sound(library, index)

    monkeypatch.setattr(targets, "part_of", leaking)
    monkeypatch.setattr("eval.run.part_of", leaking)
    with local_bots(suite, lambda *_: None) as leaky:
        found = faulty("held_out", bots=leaky)
    leaked = {each.language for each in found.differences if each.metric == "not_leaked" and each.regression}
    assert leaked == {"en", "nb", "ja"}


def test_a_bot_that_fails_is_counted_not_scored(faulty, monkeypatch):
    sound = Bot.ask

    def failing(self: Bot, question: str, *given: object, **named: object) -> Answer:
        if len(question) % 2:
            raise TimeoutError("too slow")
        return sound(self, question, *given, **named)  # type: ignore[arg-type]

    monkeypatch.setattr(Bot, "ask", failing)
    found = faulty("verbatim")
    assert found.errors[0] == 0 < found.errors[1] and found.regressed
    assert all(each.mean == 0 for each in found.differences)
