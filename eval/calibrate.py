"""Fitting the confidence: ``python -m eval calibrate``.

Fits the logistic regressions of ``bot.answer.confidence`` and writes ``bot/answer/confidence.json``, from

- the development half of ``eval/cases``, asked of the whole corpus; with the case's article gone in every
  language, so that it has no answer but near ones; and with it gone in its own language, so that only another
  language holds the answer;
- questions of other fields (clinc_oos, norquad, jsquad), when the public data is there;
- for corpora that hold questions known not to be answered: the wordings and unanswered questions that stand
  beside the shipped one, each asked of an index without itself and a fifth of the others.

The plain calibration, for other corpora, is fitted on an index without what stands beside the texts. The other
half of ``eval/cases`` is only reported on.
"""

import json
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Literal, TypeVar

import numpy as np
from rich.console import Console
from rich.progress import track
from rich.table import Table
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from bot.answer import confidence
from bot.answer.confidence import Calibration, evidence, highest_cosine, load_calibration, probability
from bot.answer.find import choose_language
from bot.embedding import Encoder, fingerprint, load_encoder
from bot.index.opened import Index, open_index
from bot.ingest.pipeline import ingest
from bot.retrieve import retrieve
from bot.settings import Settings
from bot.types import Chunk, Hit
from eval.datasets import jsquad, norquad, out_of_scope
from eval.indexes import restrict, without_wordings
from eval.library import Library
from eval.questions import Located, Question, read_questions
from eval.suites import CASES

OUTPUT = Path(confidence.__file__).with_suffix(".json")
# An answer is given when it is at least this likely to be right. Lower, and near misses are answered; higher,
# and paraphrases are refused: the table this prints shows both.
THRESHOLDS = {"known gaps": (0.25, 0.5), "plain": (0.25, 0.5)}  # own language, another
PLAIN = ("dense", "question", "dense_lead", "lexical_lead")
GAPS = ("unanswered", "over_unanswered")
KNOWN = (*PLAIN, "question_lead", "ahead", "coverage", "terms", *GAPS)
FOREIGN = ("dense", "question", "dense_lead", "over_own")  # words are hardly shared across languages
ANSWERABLE = ("paraphrase", "typo", "body", "cross")
TYPES = (*ANSWERABLE, "near_miss", "other_insurance", "out_of_scope")  # those that stand alone and are meant
# They are many, and not what people ask: easy, or written to be hard.
WEIGHTS = {"other fields": 0.3, "wording": 0.3, "known gap": 0.6}
_DEPTH = 40
_OTHER_FIELDS = 100  # questions of other fields, a language
_FOLDS = 5
_WORDINGS = 60  # asked a fold and language
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Example:
    """The best hit of one language for one question, and whether it is right."""

    kind: str
    split: str
    case: str
    language: str  # of the question
    spoken: str  # of the hit
    evidence: dict[str, float]
    right: bool

    @property
    def own_language(self) -> bool:
        """Whether question and hit are in one language."""
        return self.language == self.spoken


class Asker:
    """Asks an index cases in their situations. Pairs are known by article and place, so in every language."""

    def __init__(self, index: Index, encoder: Encoder) -> None:
        self._index = index
        self._encoder = encoder
        self._place: dict[tuple[str, str | None], tuple[str, int]] = {}
        for chunk in index.chunks:
            if chunk.origin == "faq":
                before = sum(source == chunk.source for source, _ in self._place)
                self._place[chunk.source, chunk.question] = (_slug(chunk.source), before)
        self._gaps = np.array([_slug(source) for source, _ in index.unanswered_by], dtype=np.str_)

    def examples(self, asked: Located) -> Iterator[Example]:
        """Ask a question of the whole corpus, and with its article gone everywhere or in its own language."""
        case, language = asked.question, asked.question.language or ""
        slugs = {_slug(source) for source in case.sources}
        gold = {self._place.get((source, case.gold_question)) for source in case.sources}

        def right(hit: Hit) -> bool:
            chunk = hit.chunk
            if case.gold_question is not None and chunk.origin == "faq":
                return self._place[chunk.source, chunk.question] in gold
            return _slug(chunk.source) in slugs

        vector = self._encoder.encode_queries([case.question])[0]
        hits = retrieve(self._index, case.question, vector, language, _DEPTH)
        split = case.split or "dev"
        yield from self._best(case.type, split, asked.id, case.question, language, hits, right)
        if case.answerable:
            gone = [self._without(hit, slugs, vector) for hit in hits if _slug(hit.chunk.source) not in slugs]
            yield from self._best("article gone", split, asked.id, case.question, language, gone, right)
            kept = [hit for hit in hits if hit.chunk.source not in case.sources]
            yield from self._best("own language gone", split, asked.id, case.question, language, kept, right)

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
        yield from self._best(kind, "dev", f"{kind}-{number}", question, language, own, right)

    def _best(
        self,
        kind: str,
        split: str,
        case: str,
        question: str,
        language: str,
        hits: Sequence[Hit],
        right: Callable[[Hit], bool],
    ) -> Iterator[Example]:
        own_cosine = highest_cosine(hits, language)
        for spoken in dict.fromkeys(hit.chunk.language for hit in hits):
            ranked = [hit for hit in hits if hit.chunk.language == spoken]
            given = evidence(self._index.lexical, question, ranked, own_cosine)
            yield Example(kind, split, case, language, spoken, given, right(ranked[0]))

    def _without(self, hit: Hit, slugs: set[str], vector: np.ndarray) -> Hit:
        """Return a hit as it would be had the articles' unanswered questions gone with them."""
        if "unanswered" not in hit.parts:
            return hit
        left = ~np.isin(self._gaps, list(slugs))
        nearest = float((self._index.unanswered[left] @ vector).max(initial=0.0))
        return replace(hit, parts={**hit.parts, "unanswered": nearest})


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
        found.setdefault(chunk.language, []).extend((text, chunk) for text in wordings[fold::_FOLDS])
    for language, asked in found.items():
        for text, chunk in asked[:: max(1, len(asked) // _WORDINGS)]:
            yield "wording", text, chunk, language
    for document in library.documents.values():
        for text in document.unanswered[fold::_FOLDS]:
            yield "known gap", text, None, document.language


def _others(questions: Sequence[T], fold: int) -> tuple[T, ...]:
    return tuple(question for number, question in enumerate(questions) if number % _FOLDS != fold)


def _slug(source: str) -> str:
    return source.rpartition("/")[2]


def fit(examples: Sequence[Example], names: Sequence[str], threshold: float) -> Calibration:
    """Fit the weights of the named evidence; they come out for unscaled values."""
    values = np.array([[example.evidence[name] for name in names] for example in examples])
    weights = [WEIGHTS.get(example.kind, 1.0) for example in examples]
    model = make_pipeline(StandardScaler(), LogisticRegression())
    model.fit(values, [example.right for example in examples], logisticregression__sample_weight=weights)
    scaler, regression = model.steps[0][1], model.steps[1][1]
    slopes = regression.coef_[0] / scaler.scale_
    intercept = float(regression.intercept_[0] - slopes @ scaler.mean_)
    return Calibration(
        intercept=round(intercept, 3),
        weights={name: round(float(slope), 3) for name, slope in zip(names, slopes, strict=True)},
        threshold=threshold,
    )


def report(examples: Sequence[Example]) -> Table:
    """Tabulate what the bot does: answered, and right among the answered, by kind of question."""
    table = Table("kind", "cases", "answered", "right of answered", "AUROC against the answerable")
    cases: dict[tuple[str, str], list[Example]] = {}
    for example in examples:
        cases.setdefault((example.kind, example.case), []).append(example)
    outcomes: dict[str, list[tuple[float, bool, bool]]] = {}  # likelihood, answered, right
    for (kind, _), found in cases.items():
        likely, enough = {}, {}
        for e in found:
            calibration = load_calibration(own_language=e.own_language, unanswered="unanswered" in e.evidence)
            likely[e.spoken] = probability(e.evidence, calibration)
            if likely[e.spoken] >= calibration.threshold:
                enough[e.spoken] = likely[e.spoken]
        chosen = choose_language(enough, found[0].language)
        right = any(e.right for e in found if e.spoken == chosen)
        outcomes.setdefault(kind, []).append((likely.get(found[0].language, 0.0), chosen is not None, right))
    answerable = [likely for kind in ANSWERABLE for likely, _, _ in outcomes[kind]]
    for kind, rows in outcomes.items():
        answered = [right for _, given, right in rows if given]
        against = ""
        if kind not in (*ANSWERABLE, "own language gone"):
            labels = [1] * len(answerable) + [0] * len(rows)
            against = f"{roc_auc_score(labels, answerable + [likely for likely, _, _ in rows]):.3f}"
        table.add_row(
            kind,
            str(len(rows)),
            f"{len(answered) / len(rows):.2f}",
            f"{np.mean(answered):.2f}" if any(answered) else "",
            against,
        )
    return table


def gather(index: Index, encoder: Encoder, cases: Sequence[Located], what: str) -> list[Example]:
    """Ask an index everything but what stands beside its corpus."""
    asker = Asker(index, encoder)
    found = [
        example
        for asked in track(cases, f"{what}: cases", console=Console(stderr=True))
        for example in asker.examples(asked)
    ]
    fields = [replace(e, kind="other fields") for asked in other_fields() for e in asker.examples(asked)]
    return found + fields


def gather_beside(index: Index, library: Library, encoder: Encoder) -> list[Example]:
    """Ask what stands beside a library, of indexes that lack what is asked of them."""
    found: list[Example] = []
    for fold in track(range(_FOLDS), "wordings", console=Console(stderr=True)):
        asker = Asker(restrict(index, without_fold(library, fold)), encoder)
        for number, (kind, question, chunk, language) in enumerate(held_back(library, fold)):
            found += asker.beside(fold * 100_000 + number, kind, question, chunk, language)
    return found


def fit_both(
    examples: Sequence[Example], names: Sequence[str], thresholds: tuple[float, float]
) -> dict[str, Calibration]:
    """Fit the calibrations of one's own language and of others."""
    development = [example for example in examples if example.split == "dev"]
    answered = {(e.kind, e.case) for e in development if e.own_language and e.right}
    # Other languages are only asked where the question's own does not answer.
    foreign = [e for e in development if not e.own_language and (e.kind, e.case) not in answered]
    extra = tuple(name for name in GAPS if name in names)
    return {
        "own": fit([e for e in development if e.own_language], names, thresholds[0]),
        "foreign": fit(foreign, FOREIGN + extra, thresholds[1]),
    }


def main(settings: Settings) -> None:
    """Fit, write and report."""
    ingest(settings)
    encoder = load_encoder(settings.encoder)
    index = open_index(settings.index, encoder.fingerprint, encoder)
    library = Library(index.documents, index.chunks)
    plain = restrict(index, without_wordings(library))
    cases = [
        asked
        for path in sorted(CASES.glob("*.jsonl"))
        for asked in read_questions(path)
        if asked.question.type in TYPES
    ]
    known = gather(index, encoder, cases, "known gaps") + gather_beside(index, library, encoder)
    bare = gather(plain, encoder, cases, "plain")
    fitted = {
        "known gaps": fit_both(known, KNOWN, THRESHOLDS["known gaps"]),
        "plain": fit_both(bare, PLAIN, THRESHOLDS["plain"]),
    }
    provenance = {
        "command": "python -m eval calibrate",
        "date": time.strftime("%Y-%m-%d", time.gmtime()),
        "encoder": fingerprint(settings.encoder),
        "questions": len({(e.case, e.kind) for e in known if e.split == "dev"}),
    }
    stored = {
        name: {which: asdict(calibration) for which, calibration in both.items()}
        for name, both in fitted.items()
    }
    OUTPUT.write_text(json.dumps(stored | {"provenance": provenance}, indent=2) + "\n", "utf-8")
    load_calibration.cache_clear()
    for name, examples in (("with its wordings", known), ("without", bare)):
        Console().print(f"Test half, {name}:", report([e for e in examples if e.split == "test"]))
