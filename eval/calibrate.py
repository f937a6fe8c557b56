"""Fitting the confidence: ``python -m eval calibrate``.

Fits the logistic regressions of ``bot.answer.confidence`` and writes ``bot/answer/confidence.json``, from

- the development half of ``eval/cases``, asked of the whole corpus; with the case's article gone in every
  language, so that it has no answer but near ones; and with it gone in its own language, so that only another
  language holds the answer;
- questions of other fields (clinc_oos, norquad, jsquad), when the public data is there;
- for corpora that hold questions known not to be answered: the wordings and unanswered questions that stand
  beside the shipped one, each asked of an index without itself and a fifth of the others.

The plain calibration, for other corpora, is fitted on an index without what stands beside the texts. The
other half of ``eval/cases`` is only reported on.
"""

import json
import time
from collections.abc import Sequence
from dataclasses import asdict, replace
from pathlib import Path

import numpy as np
from rich.console import Console
from rich.progress import track
from rich.table import Table
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from bot.answer import confidence
from bot.answer.confidence import Calibration, load_calibration, probability
from bot.answer.find import choose_language
from bot.embedding import Encoder, fingerprint, load_encoder
from bot.index.opened import Index, open_index
from bot.ingest.pipeline import ingest
from bot.settings import Settings
from eval.indexes import restrict, without_wordings
from eval.library import Library
from eval.questions import Located, read_questions
from eval.situations import FOLDS, Asker, Example, held_back, other_fields, without_fold
from eval.suites import CASES

OUTPUT = Path(confidence.__file__).with_suffix(".json")
# An answer is given when it is at least this likely to be right. Lower, and near misses are answered; higher,
# and paraphrases are refused: the table this prints shows both.
THRESHOLDS = {"known gaps": (0.25, 0.65), "plain": (0.25, 0.5)}  # own language, another
PLAIN = ("dense", "question", "dense_lead", "lexical_lead")
GAPS = ("unanswered", "over_unanswered")
NEIGHBOURS = ("neighbours", "unanswered_neighbours")
KNOWN = (*PLAIN, "ahead", "coverage", "terms", "lacks_figure", *GAPS, *NEIGHBOURS)
FOREIGN = ("dense", "question", "dense_lead", "over_own")  # words are hardly shared across languages
ANSWERABLE = ("paraphrase", "typo", "body", "cross")
TYPES = (*ANSWERABLE, "near_miss", "other_insurance", "out_of_scope")  # those that stand alone and are meant
# They are many, and not what people ask: easy, or written to be hard.
WEIGHTS = {"other fields": 0.3, "wording": 0.3, "known gap": 0.6}


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
    for fold in track(range(FOLDS), "wordings", console=Console(stderr=True)):
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
