"""The cases of each track, made from FAQ pairs and written questions."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from bot.errors import UsageError
from bot.types import Chunk
from eval.library import Library
from eval.questions import Located, tell_languages
from eval.types import ARTICLES, WHOLE, Case, Gold, Track

# Reworded questions that are asked of the articles alone as well.
ALSO_HELD_OUT = ("paraphrase", "typo", "cross")
# What answers a pair's question once the pair is gone, by the pair's name; nothing if it is empty.
Evidence = Mapping[str, tuple[Gold, ...]]


def pair_cases(library: Library, pairs: Sequence[Chunk], evidence: Evidence) -> Iterator[Case]:
    """Yield each FAQ pair's own question: with the pair indexed (verbatim) and without (held out)."""
    for pair in pairs:
        assert pair.question is not None
        case = Case(
            id=library.pair_name(pair),
            track="verbatim",
            type="verbatim",
            language=pair.language,
            question=pair.question,
            answerable=True,
            cluster=library.cluster(pair),
            sources=library.versions(pair.source),
        )
        yield _on("verbatim", case, gold=_indexed(library.pair_versions(pair)))
        yield _held_out(library, case, pair, evidence)


def question_cases(library: Library, questions: Sequence[Located], evidence: Evidence) -> Iterator[Case]:
    """Yield the cases of written questions, on every track they belong to.

    Raises:
        UsageError: a question names a source, a FAQ question or evidence that the corpus does not have.
    """
    for asked in questions:
        yield from _cases(library, asked, evidence)


def find_evidence(library: Library, where: str, sources: Sequence[str], words: str) -> Iterator[Gold]:
    """Yield the sentences of some documents' bodies that hold some words.

    Raises:
        UsageError: no sentence does.
    """
    found = [
        Gold(sentence.text, chunk.language, chunk.source, sentence.span)
        for chunk in library.chunks
        if chunk.source in sources and chunk.origin != "faq"
        for sentence in chunk.sentences
        if words in sentence.text
    ]
    if not found:
        raise UsageError(f"{where}: no sentence of {', '.join(sources)} outside its FAQ holds {words!r}")
    yield from found


def _cases(library: Library, asked: Located, evidence: Evidence) -> Iterator[Case]:
    question, where = asked.question, asked.where
    for source in question.sources:
        if source not in library.documents:
            raise UsageError(f"{where}: {source} is not in the corpus; `bot faq` lists its sources")
    pair = _pair(library, asked)
    sources = dict.fromkeys(version for source in question.sources for version in library.versions(source))
    case = Case(
        id=asked.id,
        track="unanswerable",
        type=question.type,
        language=question.language or tell_languages([question.question])[0],
        question=question.question,
        answerable=question.answerable,
        cluster=library.cluster(pair) if pair else asked.id,
        split=question.split,
        history=question.history,
        sources=tuple(sources),
        forbidden=question.forbidden,
    )
    if not question.answerable:
        yield _on("unanswerable", case)
        return
    said = tuple(Gold(text, case.language) for text in (question.answer,) if text)
    if pair is None:
        placed = tuple(
            gold
            for words in question.evidence
            for gold in find_evidence(library, where, question.sources, words)
        )
        yield _on("held_out" if question.type == "body" else "reworded", case, gold=placed + said)
        return
    versions = library.pair_versions(pair)
    yield _on("reworded", case, gold=_indexed(versions) + _evidence(library, versions, evidence) + said)
    if question.type in ALSO_HELD_OUT:
        yield _held_out(library, case, pair, evidence)
    elsewhere = [version for version in versions if version.language != case.language]
    if question.type == "paraphrase" and elsewhere:
        yield _on(
            "reworded",
            replace(case, id=f"{case.id}/other-language", type="other_language"),
            index=f"without-{case.language}",
            sources=tuple(s for s in sources if library.documents[s].language != case.language),
            gold=_indexed(elsewhere) + _evidence(library, elsewhere, evidence),
        )


def _on(track: Track, case: Case, **changes: Any) -> Case:  # noqa: ANN401
    index = ARTICLES if track == "held_out" else WHOLE
    return replace(case, id=f"{track}/{case.id}", track=track, **({"index": index} | changes))


def _held_out(library: Library, case: Case, pair: Chunk, evidence: Evidence) -> Case:
    """Ask with all pairs gone; where it is known that the articles do not answer, nothing else is right."""
    versions = library.pair_versions(pair)
    words = tuple(Gold(version.text, version.language) for version in versions)
    case = replace(case, sources=tuple(s for s in case.sources if s in library.with_body))
    if library.pair_name(pair) not in evidence:
        return _on("held_out", case, gold=words)
    placed = _evidence(library, versions, evidence)
    if placed:
        return _on("held_out", case, gold=placed + words)
    return _on("unanswerable", replace(case, type="pair_gone", answerable=False, sources=()), index=ARTICLES)


def _evidence(library: Library, versions: Sequence[Chunk], evidence: Evidence) -> tuple[Gold, ...]:
    return tuple(gold for version in versions for gold in evidence.get(library.pair_name(version), ()))


def _pair(library: Library, asked: Located) -> Chunk | None:
    question = asked.question
    if question.gold_question is None:
        return None
    for pair in library.pairs:
        if pair.source in question.sources and pair.question == question.gold_question:
            return pair
    listed = ", ".join(question.sources)
    raise UsageError(f"{asked.where}: {listed} asks no {question.gold_question!r}; `bot faq` lists its pairs")


def _indexed(pairs: Sequence[Chunk]) -> tuple[Gold, ...]:
    return tuple(Gold(pair.text, pair.language, pair.source, pair.span) for pair in pairs)
