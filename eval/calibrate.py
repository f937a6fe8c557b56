"""Fitting the confidence: ``python -m eval calibrate``.

Fits the logistic regression of ``bot.answer.confidence`` on the development half of ``eval/cases`` asked of
the shipped corpus, and writes ``bot/answer/confidence.json``; the other half is only reported on. Each case
is asked three times: of the whole corpus; with its article gone in every language, so that it has no answer
but near ones; and with its article gone in its own language, so that only another language holds the answer.
Questions of other fields (clinc_oos, norquad, jsquad) are added when the public data is there.
"""

import json
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Literal

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
from bot.answer.respond import Bot, choose_language, open_bot
from bot.embedding import fingerprint
from bot.index.generation import read_chunks, require_current
from bot.ingest.pipeline import ingest
from bot.settings import Settings
from bot.types import Chunk, Hit
from eval.datasets import jsquad, norquad, out_of_scope
from eval.questions import Located, Question, read_questions
from eval.suites import CASES

OUTPUT = Path(confidence.__file__).with_suffix(".json")
# An answer is given when it is at least this likely to be right. Lower, and near misses are answered; higher,
# and paraphrases are refused: the table this prints shows both.
OWN_THRESHOLD, FOREIGN_THRESHOLD = 0.25, 0.5
OWN_EVIDENCE = ("dense", "question", "dense_lead", "lexical_lead")
FOREIGN_EVIDENCE = ("dense", "question", "dense_lead", "over_own")  # words are hardly shared across languages
ANSWERABLE = ("paraphrase", "typo", "body", "cross")
TYPES = (*ANSWERABLE, "near_miss", "other_insurance", "out_of_scope")  # those that stand alone and are meant
_DEPTH = 40
_OTHER_FIELDS = 200  # questions of other fields, a language
_OTHER_WEIGHT = 0.3  # they are many and easy


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
    """Asks cases in their three situations. Pairs are known by article and place, so in every language."""

    def __init__(self, bot: Bot, chunks: Sequence[Chunk]) -> None:
        self._bot = bot
        self._place: dict[tuple[str, str | None], tuple[str, int]] = {}
        for chunk in chunks:
            if chunk.origin == "faq":
                before = sum(source == chunk.source for source, _ in self._place)
                self._place[chunk.source, chunk.question] = (_slug(chunk.source), before)

    def examples(self, asked: Located) -> Iterator[Example]:
        """Ask a question of the whole corpus, and with its article gone everywhere or in its own language."""
        case, language = asked.question, asked.question.language or ""
        slugs = {_slug(source) for source in case.sources}
        gold = {self._place.get((source, case.gold_question)) for source in case.sources}
        hits = self._bot.search(case.question, language, top_k=_DEPTH)

        def right(hit: Hit) -> bool:
            chunk = hit.chunk
            if case.gold_question is not None and chunk.origin == "faq":
                return self._place[chunk.source, chunk.question] in gold
            return _slug(chunk.source) in slugs

        def best(kind: str, keep: Callable[[Hit], bool]) -> Iterator[Example]:
            kept = [hit for hit in hits if keep(hit)]
            own_cosine = highest_cosine(kept, language)
            for spoken, hit in {hit.chunk.language: hit for hit in reversed(kept)}.items():
                given = evidence(hit, own_cosine)
                yield Example(kind, case.split or "dev", asked.id, language, spoken, given, right(hit))

        yield from best(case.type, lambda hit: True)
        if case.answerable:
            yield from best("article gone", lambda hit: _slug(hit.chunk.source) not in slugs)
            yield from best("own language gone", lambda hit: hit.chunk.source not in case.sources)

    def other_fields(self) -> Iterator[Example]:
        """Ask questions of other fields, none of which the corpus answers."""
        asked = {
            "en": out_of_scope(),
            "nb": [each.question for each in norquad().questions],
            "ja": [each.question for each in jsquad().questions],
        }
        for language, questions in asked.items():
            for number, question in enumerate(questions[:_OTHER_FIELDS]):
                split: Literal["dev", "test"] = "test" if number % 2 else "dev"
                case = Question(question=question, language=language, split=split, answerable=False)
                for example in self.examples(Located(f"{language}-{number}", "", case)):
                    yield replace(example, kind="other fields")


def _slug(source: str) -> str:
    return source.rpartition("/")[2]


def fit(examples: Sequence[Example], names: Sequence[str], threshold: float) -> Calibration:
    """Fit the weights of the named evidence; they come out for unscaled values."""
    values = np.array([[example.evidence[name] for name in names] for example in examples])
    weights = [_OTHER_WEIGHT if example.kind == "other fields" else 1.0 for example in examples]
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
        likely = {
            e.spoken: probability(e.evidence, load_calibration(own_language=e.own_language)) for e in found
        }
        chosen = choose_language(likely, found[0].language)
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


def main(settings: Settings) -> None:
    """Fit, write and report."""
    ingest(settings)
    asker = Asker(open_bot(settings), read_chunks(require_current(settings.index)))
    cases = [
        asked
        for path in sorted(CASES.glob("*.jsonl"))
        for asked in read_questions(path)
        if asked.question.type in TYPES
    ]
    examples = [
        example
        for asked in track(cases, "cases", console=Console(stderr=True))
        for example in asker.examples(asked)
    ]
    examples += asker.other_fields()
    development = [example for example in examples if example.split == "dev"]
    answered = {(e.kind, e.case) for e in development if e.own_language and e.right}
    # Other languages are only asked where the question's own does not answer.
    foreign = [e for e in development if not e.own_language and (e.kind, e.case) not in answered]
    fitted = {
        "own": fit([e for e in development if e.own_language], OWN_EVIDENCE, OWN_THRESHOLD),
        "foreign": fit(foreign, FOREIGN_EVIDENCE, FOREIGN_THRESHOLD),
    }
    provenance = {
        "command": "python -m eval calibrate",
        "date": time.strftime("%Y-%m-%d", time.gmtime()),
        "encoder": fingerprint(settings.encoder),
        "questions": len({(example.case, example.kind) for example in development}),
    }
    stored = {name: asdict(calibration) for name, calibration in fitted.items()}
    OUTPUT.write_text(json.dumps(stored | {"provenance": provenance}, indent=2) + "\n", "utf-8")
    load_calibration.cache_clear()
    Console().print("Test half:", report([example for example in examples if example.split == "test"]))
