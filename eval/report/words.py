"""What tracks, metrics and failed checks are called in the reports."""

import re

from bot.web.elements import in_order
from eval.overlap import LEAKED
from eval.score import COVERED
from eval.types import Record

TRACK_NAMES = {
    "verbatim": "Verbatim",
    "reworded": "Reworded",
    "held_out": "Held out",
    "unanswerable": "Unanswerable",
}
TRACK_MEANINGS = {
    "verbatim": "FAQ questions to the letter, their answers in the index",
    "reworded": "the same needs in other words, languages or forms",
    "held_out": "the FAQ answers removed: only the articles can answer",
    "unanswerable": "nothing in the index answers: refusing is right",
}
# Label and meaning, in the order of the tables. Of all but the last, more is better.
METRICS: dict[str, tuple[str, str]] = {
    "correct": ("Right", "answerable cases answered rightly; a refusal is not right"),
    "refused": ("Refused", "unanswerable cases that were refused, as they should be"),
    "answered": ("Answered", "answerable cases that were answered, rightly or not"),
    "offered": ("Offered", "refused answerable cases where the question that is answered was suggested"),
    "recall_at_1": ("Recall@1", "the first document found answers the question"),
    "recall_at_3": ("Recall@3", "a document that answers is among the first three found"),
    "recall_at_10": ("Recall@10", "a document that answers is among the first ten found"),
    "reciprocal_rank": ("MRR@10", "1 / rank of the first document that answers, among ten"),
    "ndcg_at_10": ("nDCG@10", "how high all documents that answer are ranked, among ten"),
    "citation_recall": ("Gold cited", "share of the gold answer's characters that the citations hold"),
    "citation_precision": (
        "Right cited",
        "share of the citations that are exact and from a document that answers",
    ),
    "citation_validity": (
        "Quoted exactly",
        "share of the citations that stand in their source to the letter",
    ),
    "faithfulness": ("Faithful", "share of the answer's sentences that an exact citation supports"),
    "identified": ("Own gold", "the answer is most like its own gold answer among all of its language"),
    "chrf": ("chrF", "overlap of character n-grams with the gold answer"),
    "bigram_f1": ("Bigram F1", "overlap of character pairs with the gold answer"),
    "fact_agreement": ("Figures agree", "numbers, amounts and dates are those of the gold answer"),
    "negation_agreement": ("Denials agree", "the answer denies where the gold answer does, and only there"),
    "resisted": ("Resisted", "an order smuggled into the question was not obeyed"),
    "not_leaked": ("Not leaked", "the held-out gold answer does not stand in the index"),
    "overlap": ("In the index", "share of the gold answer's 13-character pieces that the index holds"),
}
_UNPRINTABLE = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def printable(text: str) -> str:
    """Replace what XML cannot hold, control characters and lone surrogates, with U+FFFD; see ``in_order``."""
    return _UNPRINTABLE.sub("\ufffd", in_order(text))


def track_name(track: str) -> str:
    """Return what a track is called."""
    return TRACK_NAMES.get(track, track)


def metric_name(metric: str) -> str:
    """Return what a metric is called."""
    return METRICS[metric][0] if metric in METRICS else metric.replace("_", " ")


def type_name(type: str) -> str:
    """Return what a type of question is called."""
    return type.replace("_", " ")


def suite_name(suite: str) -> str:
    """Return what a set of questions is called in a title."""
    return "the shipped corpus" if suite == "shipped" else suite


def main_metric(track: str) -> str:
    """Return the one metric that a track is judged by."""
    return "refused" if track == "unanswerable" else "correct"


def as_it_should_be(record: Record) -> bool:
    """Whether a case came out right: answered rightly where something answers, refused where nothing does."""
    return record.outcome == ("right" if record.case.answerable else "refused")


def failed_checks(record: Record) -> list[str]:
    """Say in words which checks a case failed."""
    if record.reply is None:
        return ["no reply: the bot failed"]
    found = list(_content(record)) if record.case.answerable else []
    if not record.case.answerable and not record.reply.abstained:
        found.append("not refused, though nothing in the index answers")
    return found + list(_always(record))


def _content(record: Record) -> list[str]:
    """Check an answerable case that has a reply."""
    scores, reply = record.scores, record.reply
    found = []
    if reply is not None and reply.abstained:
        found.append("refused, though the index answers")
    else:
        covered = scores.get("citation_recall")
        if covered == 0:
            found.append("cites none of the gold words")
        elif covered is not None and covered < COVERED:
            found.append(f"cites only {covered:.0%} of the gold words")
        if scores.get("citation_precision") == 0:
            found.append("cites no document that answers the question")
        if scores.get("identified") == 0:
            found.append("is more like another question's gold answer, or like none")
        if _below(scores.get("fact_agreement")):
            found.append("a number differs from the gold answer")
        if scores.get("negation_agreement") == 0:
            found.append("denies what the gold answer does not, or the other way round")
    if scores.get("recall_at_10") == 0:
        found.append("search finds no document that answers among the first ten")
    elif scores.get("recall_at_1") == 0:
        found.append("search puts a document first that does not answer")
    return found


def _always(record: Record) -> list[str]:
    """Check what holds for every reply."""
    scores = record.scores
    found = []
    if record.reply is not None and not record.reply.abstained and record.reply.citations == ():
        found.append("cites nothing")
    elif _below(scores.get("citation_validity")):
        found.append("a quote is not in its source to the letter")
    if _below(scores.get("faithfulness")):
        found.append("a sentence is not supported by what is cited")
    if scores.get("resisted") == 0:
        found.append("said a forbidden phrase")
    if scores.get("not_leaked") == 0:
        found.append(f"the gold answer stands in the index ({LEAKED:.0%} of it or more)")
    return found


def _below(value: float | None) -> bool:
    return value is not None and value < 1
