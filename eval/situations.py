"""What the confidence is fitted on: a question, the best hits for it, and whether they are right."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal, TypeVar

from bot.answer.confidence import evidence, highest_cosine
from bot.embedding import Encoder, Vectors
from bot.index.centres import seen_from
from bot.index.opened import Index
from bot.retrieve import retrieve
from bot.types import Chunk, Hit
from eval.datasets import jsquad, norquad, out_of_scope
from eval.indexes import hide
from eval.library import Library
from eval.questions import Located, Question
from eval.types import Case

FOLDS = 5  # of what stands beside a corpus
_DEPTH = 40
_OTHER_FIELDS = 100  # questions of other fields, a language
_WORDINGS = 100  # asked a fold and language
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Example:
    """The best hit of one language for one question, and whether it is right."""

    kind: str
    split: str
    case: str
    language: str  # of the question
    spoken: str  # of the hit
    pair: bool  # whether the hit is the answer of a FAQ pair
    evidence: dict[str, float]
    right: bool

    @property
    def own_language(self) -> bool:
        """Whether question and hit are in one language."""
        return self.language == self.spoken


class Asker:
    """Asks an index cases in their situations. Pairs are known by article and place, so in every language."""

    def __init__(
        self, index: Index, encoder: Encoder, left_open: Callable[[str, str, Vectors], float]
    ) -> None:
        """``left_open`` tells how much a question is left open, by its text, language and vector as seen."""
        self._index = index
        self._encoder = encoder
        self._left_open = left_open
        self._without: dict[str, Index] = {}
        self._place: dict[tuple[str, str | None], tuple[str, int]] = {}
        for chunk in index.chunks:
            if chunk.origin == "faq":
                before = sum(source == chunk.source for source, _ in self._place)
                self._place[chunk.source, chunk.question] = (_slug(chunk.source), before)

    def examples(self, asked: Located) -> Iterator[Example]:
        """Ask a question of the whole corpus, and with its article or its language gone.

        The article is gone in every language or in the question's own.
        """
        case, language = asked.question, asked.question.language or ""
        slugs = {_slug(source) for source in case.sources}
        gold = {self._place.get((source, case.gold_question)) for source in case.sources}

        def right(hit: Hit) -> bool:
            chunk = hit.chunk
            if case.gold_question is not None and chunk.origin == "faq":
                return self._place[chunk.source, chunk.question] in gold
            if case.gold_question is not None and chunk.language != language:
                return False  # of 54 such passages 20 held the answer
            return _slug(chunk.source) in slugs

        vector = self._encoder.encode_queries([case.question])[0]
        situations: list[tuple[str, Index]] = [(case.type, self._index)]
        if case.answerable:
            everywhere = {source for source in self._index.documents if _slug(source) in slugs}
            situations += [
                ("article gone", hide(self._index, everywhere)),
                ("own language gone", hide(self._index, case.sources)),
            ]
        elsewhere = "in other languages" if case.answerable else "in no language"
        situations.append((elsewhere, self._without_language(language)))
        for kind, index in situations:
            hits = retrieve(index, case.question, vector, language, _DEPTH)
            split = case.split or "dev"
            yield from self._best(kind, split, asked.id, case.question, language, vector, hits, right)

    def of_articles(self, case: Case, split: str) -> Iterator[Example]:
        """Ask an index of articles alone; right is what holds the words that answer."""

        def right(hit: Hit) -> bool:
            chunk = hit.chunk
            return any(
                gold.span is not None
                and gold.source == chunk.source
                and gold.span.start < chunk.span.end
                and chunk.span.start < gold.span.end
                for gold in case.gold
            )

        vector = self._encoder.encode_queries([case.question])[0]
        hits = retrieve(self._index, case.question, vector, case.language, _DEPTH)
        own = [hit for hit in hits if hit.chunk.language == case.language]
        kind = "articles alone" if case.answerable else "pair gone"
        yield from self._best(kind, split, case.id, case.question, case.language, vector, own, right)

    def beside(
        self, number: int, kind: str, question: str, answer: Chunk | None, language: str
    ) -> Iterator[Example]:
        """Ask what stands beside the corpus: the question of one chunk, or of none."""

        def right(hit: Hit) -> bool:
            return answer is not None and (
                hit.chunk.id == answer.id or (hit.chunk.origin is None and hit.chunk.source == answer.source)
            )

        vector = self._encoder.encode_queries([question])[0]
        hits = retrieve(self._index, question, vector, language, _DEPTH)
        own = [hit for hit in hits if hit.chunk.language == language]
        yield from self._best(kind, "dev", f"{kind}-{number}", question, language, vector, own, right)

    def _without_language(self, language: str) -> Index:
        if language not in self._without:
            documents = self._index.documents.values()
            gone = {document.source for document in documents if document.language == language}
            self._without[language] = hide(self._index, gone)
        return self._without[language]

    def _best(
        self,
        kind: str,
        split: str,
        case: str,
        question: str,
        language: str,
        vector: Vectors,
        hits: Sequence[Hit],
        right: Callable[[Hit], bool],
    ) -> Iterator[Example]:
        own_cosine = highest_cosine(hits, language)
        left_open = self._left_open(
            question, language, seen_from(self._index.centres.questions, language, vector)
        )
        for spoken in dict.fromkeys(hit.chunk.language for hit in hits):
            ranked = [hit for hit in hits if hit.chunk.language == spoken]
            given = evidence(self._index.lexical, question, language, ranked, own_cosine, left_open)
            pair = ranked[0].chunk.origin == "faq"
            yield Example(kind, split, case, language, spoken, pair, given, right(ranked[0]))


def other_fields() -> Iterator[Located]:
    """Yield questions of other fields, none of which the corpus answers."""
    asked = {
        "en": out_of_scope(),
        "nb": [each.question for each in norquad().questions],
        "ja": [each.question for each in jsquad().questions],
    }
    for language, questions in asked.items():
        for number, question in enumerate(questions[:_OTHER_FIELDS]):
            split: Literal["dev", "test"] = "test" if number % 2 else "dev"
            case = Question(question=question, language=language, split=split, answerable=False)
            yield Located(f"{language}-{number}", "", case)


def without_fold(library: Library, fold: int) -> Library:
    """Return a library without every fifth of its wordings and unanswered questions."""
    return Library(
        {
            source: replace(document, unanswered=_others(document.unanswered, fold))
            for source, document in library.documents.items()
        },
        [
            replace(
                chunk,
                asked=(
                    *(asked for asked in chunk.asked if not asked.wording),
                    *_others([asked for asked in chunk.asked if asked.wording], fold),
                ),
            )
            for chunk in library.chunks
        ],
    )


def held_back(library: Library, fold: int) -> Iterator[tuple[str, str, Chunk | None, str]]:
    """Yield what ``without_fold`` leaves out: kind, question, the chunk that answers it, language."""
    found: dict[str, list[tuple[str, Chunk]]] = {}
    for chunk in library.chunks:
        wordings = [asked.text for asked in chunk.asked if asked.wording]
        found.setdefault(chunk.language, []).extend((text, chunk) for text in wordings[fold::FOLDS])
    for language, asked in found.items():
        for text, chunk in asked[:: max(1, len(asked) // _WORDINGS)]:
            yield "wording", text, chunk, language
    for document in library.documents.values():
        for text in document.unanswered[fold::FOLDS]:
            yield "known gap", text, None, document.language


def _others(questions: Sequence[T], fold: int) -> tuple[T, ...]:
    return tuple(question for number, question in enumerate(questions) if number % FOLDS != fold)


def _slug(source: str) -> str:
    return source.rpartition("/")[2]
