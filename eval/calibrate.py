"""Fitting the confidence: ``python -m eval calibrate``.

Fits the logistic regressions of ``bot.answer.confidence`` and writes ``bot/answer/confidence.json``, from

- the development half of ``eval/cases``, asked of the whole corpus; with the case's article gone in every
  language, so that it has no answer but near ones; with it gone in its own language, and with nothing left in
  that language, so that only another language holds the answer;
- questions of other fields (clinc_oos, norquad, jsquad), when the public data is there;
- the wordings and unanswered questions that stand beside the shipped corpus, each asked of an index without
  itself and a fifth of the others.

The plain calibrations, for corpora without questions known not to be answered, are fitted on an index
without what stands beside the texts: for FAQ pairs as above; for passages on the questions of the FAQ as
well, asked of the articles alone, where right is what holds the words that answer. Of these, every other
article is for development. The other half of all is only reported on.

Before all that, how much a question is of a kind that is left open is fitted on what stands beside the
corpus, and written to ``bot/answer/left_open.npz``; the fits above are given what each of those questions
gets from the other articles.
"""

import json
import time
from collections.abc import Mapping, Sequence
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
from bot.answer.confidence import NEIGHBOURS, Calibration, load_calibration, probability
from bot.answer.find import choose_language
from bot.answer.left_open import write_left_open
from bot.embedding import Encoder, fingerprint, load_encoder
from bot.index.opened import Index, open_index
from bot.settings import Settings
from eval.indexes import part_of, restrict, without_wordings
from eval.left_open import Fitted, fit_left_open
from eval.library import Library
from eval.questions import Located, read_questions
from eval.situations import FOLDS, Asker, Example, held_back, other_fields, without_fold
from eval.suites import CASES, corpus_suite
from eval.targets import remember
from eval.types import ARTICLES, Case

OUTPUT = Path(confidence.__file__).with_suffix(".json")
# An answer is given when it is at least this likely to be right. Lower, and near misses are answered; higher,
# and paraphrases are refused: the table this prints shows both.
THRESHOLDS = {
    "known gaps": {"own": 0.4, "foreign": 0.55},
    "plain": {"pair": 0.2, "passage": 0.66, "foreign": 0.66},
}
PLAIN = ("dense", "question", "dense_lead", "lexical_lead")
GAPS = ("unanswered", "over_unanswered")
PAIR = (*PLAIN, "left_open")
PASSAGE = (*PLAIN, "sentence_coverage")
KNOWN = (*PLAIN, "ahead", "coverage", "terms", "lacks_figure", *GAPS, *NEIGHBOURS)
# Words are hardly shared across languages.
FOREIGN = ("dense", "question", "dense_lead", "over_own", "no_own", "pair", "left_open")
ANSWERABLE = ("paraphrase", "typo", "body", "cross")
UNANSWERABLE = ("near_miss", "other_insurance", "out_of_scope")
TYPES = (*ANSWERABLE, *UNANSWERABLE)  # those that stand alone and are meant
ANSWERED = (*ANSWERABLE, "articles alone")
ELSEWHERE = ("own language gone", "in other languages")
NO_ANSWER = (*UNANSWERABLE, "other fields", "article gone")
# They are many, and not what people ask: easy, or written to be hard.
WEIGHTS = {"other fields": 0.3, "wording": 0.3, "known gap": 0.6}
# More of them, and articles alone answer fewer of their FAQ's questions at the same risk.
PASSAGE_WEIGHTS = WEIGHTS | {"wording": 0.1, "known gap": 0.2}


def fit(
    examples: Sequence[Example],
    names: Sequence[str],
    threshold: float,
    weights_of: Mapping[str, float] = WEIGHTS,
) -> Calibration:
    """Fit the weights of the named evidence; they come out for unscaled values."""
    values = np.array([[example.evidence[name] for name in names] for example in examples])
    weights = [weights_of.get(example.kind, 1.0) for example in examples]
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
            calibration = load_calibration(
                own_language=e.own_language, unanswered="unanswered" in e.evidence, pair=e.pair
            )
            likely[e.spoken] = probability(e.evidence, calibration)
            if likely[e.spoken] >= calibration.threshold:
                enough[e.spoken] = likely[e.spoken]
        chosen = choose_language(enough, found[0].language)
        right = any(e.right for e in found if e.spoken == chosen)
        outcomes.setdefault(kind, []).append((likely.get(found[0].language, 0.0), chosen is not None, right))
    answerable = [likely for kind in ANSWERED for likely, _, _ in outcomes.get(kind, ())]
    for kind, rows in outcomes.items():
        answered = [right for _, given, right in rows if given]
        against = ""
        if kind not in (*ANSWERED, *ELSEWHERE):
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


def gather(
    index: Index, encoder: Encoder, left_open: Fitted, cases: Sequence[Located], what: str
) -> list[Example]:
    """Ask an index everything but what stands beside its corpus."""
    asker = Asker(index, encoder, left_open)
    found = [
        example
        for asked in track(cases, f"{what}: cases", console=Console(stderr=True))
        for example in asker.examples(asked)
    ]
    fields = [replace(e, kind="other fields") for asked in other_fields() for e in asker.examples(asked)]
    return found + fields


def gather_beside(
    index: Index, library: Library, encoder: Encoder, left_open: Fitted, *, wordings: bool
) -> list[Example]:
    """Ask what stands beside a library, of indexes that lack what is asked of them, or all ``wordings``."""
    found: list[Example] = []
    for fold in track(range(FOLDS), "wordings", console=Console(stderr=True)):
        part = without_fold(library, fold) if wordings else without_wordings(library)
        asker = Asker(restrict(index, part), encoder, left_open)
        for number, (kind, question, chunk, language) in enumerate(held_back(library, fold)):
            found += asker.beside(fold * 100_000 + number, kind, question, chunk, language)
    return found


def gather_articles(
    index: Index, library: Library, encoder: Encoder, left_open: Fitted, cases: Sequence[Case]
) -> list[Example]:
    """Ask the articles alone; every other one is for development."""
    asker = Asker(restrict(index, part_of(library, ARTICLES)), encoder, left_open)
    articles = sorted({library.article(source) for source in library.documents})
    found: list[Example] = []
    for case in track(cases, "articles alone", console=Console(stderr=True)):
        if case.index == ARTICLES and not case.history:
            source = case.sources[0] if case.sources else case.cluster.partition("#")[0]
            split = ("dev", "test")[articles.index(library.article(source)) % 2]
            found += asker.of_articles(case, split)
    return found


def fit_known(examples: Sequence[Example]) -> dict[str, Calibration]:
    """Fit the calibrations for corpora with questions known not to be answered."""
    thresholds = THRESHOLDS["known gaps"]
    return {
        "own": fit(_own(examples), KNOWN, thresholds["own"]),
        "foreign": fit(_foreign(examples), (*FOREIGN, *GAPS, *NEIGHBOURS), thresholds["foreign"]),
    }


def fit_plain(examples: Sequence[Example], articles: Sequence[Example]) -> dict[str, Calibration]:
    """Fit those for other corpora: for FAQ pairs, for passages, and for other languages."""
    thresholds = THRESHOLDS["plain"]
    own = _own(examples)
    passages = [e for e in own if not e.pair and e.kind in (*NO_ANSWER, "wording", "known gap")]
    return {
        "pair": fit([e for e in own if e.pair], PAIR, thresholds["pair"]),
        "passage": fit(_own(articles) + passages, PASSAGE, thresholds["passage"], PASSAGE_WEIGHTS),
        "foreign": fit(_foreign(examples), FOREIGN, thresholds["foreign"]),
    }


def _own(examples: Sequence[Example]) -> list[Example]:
    return [e for e in examples if e.split == "dev" and e.own_language]


def _foreign(examples: Sequence[Example]) -> list[Example]:
    """Return those of other languages, which are only asked where the question's own does not answer."""
    answered = {(e.kind, e.case) for e in _own(examples) if e.right}
    return [
        e for e in examples if e.split == "dev" and not e.own_language and (e.kind, e.case) not in answered
    ]


def main(settings: Settings) -> None:
    """Fit, write and report."""
    suite = corpus_suite(settings, lambda *_: None)
    library = suite.library
    encoder, _ = remember(load_encoder(settings.encoder))
    index = open_index(settings.index, encoder.fingerprint, encoder)
    left_open = fit_left_open(index)
    write_left_open(left_open.left_open)
    plain = restrict(index, without_wordings(library))
    cases = [
        asked
        for path in sorted(CASES.glob("*.jsonl"))
        for asked in read_questions(path)
        if asked.question.type in TYPES
    ]
    known = gather(index, encoder, left_open, cases, "known gaps")
    known += gather_beside(index, library, encoder, left_open, wordings=True)
    bare = gather(plain, encoder, left_open, cases, "plain")
    bare += gather_beside(index, library, encoder, left_open, wordings=False)
    articles = gather_articles(index, library, encoder, left_open, suite.cases)
    fitted = {"known gaps": fit_known(known), "plain": fit_plain(bare, articles)}
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
    for name, examples in (("with its wordings", known), ("without", bare), ("articles alone", articles)):
        Console().print(f"Test half, {name}:", report([e for e in examples if e.split == "test"]))
