"""A case and a reply to an outcome and scores."""

from bot.answer.citations import claims
from bot.facts import fact_agreement, facts, negated
from eval.identify import GoldAnswers
from eval.library import Library
from eval.metrics import (
    bigram_f1,
    chrf,
    citation_precision,
    citation_recall,
    citation_validity,
    faithfulness,
    ndcg_at,
    recall_at,
    reciprocal_rank,
)
from eval.overlap import Shingles, leaked, overlap
from eval.types import Case, Gold, Outcome, Record, Reply

# Share of the gold span that the citations of a right answer hold: one sentence of the usual three.
COVERED = 1 / 3


def score(case: Case, reply: Reply, library: Library, indexed: Shingles, golds: GoldAnswers) -> Record:
    """Score a reply. ``library`` is what the bot had to answer from, ``indexed`` the 13-grams of its index.

    What only citations show is not scored where a reply tells of none.
    """
    scores: dict[str, float] = {}
    if case.answerable:
        scores["answered"] = float(not reply.abstained)
        scores |= _retrieval(case, reply, library) | _audit(case, indexed) | _content(case, reply, golds)
        scores |= _place(case, reply, library) | _offered(case, reply, library)
        scores["correct"] = float(not reply.abstained and _right(scores))
    else:
        scores["refused"] = float(reply.abstained)
    if not reply.abstained and reply.citations is not None:
        scores["citation_validity"] = citation_validity(reply.citations, library.documents)
        scores["faithfulness"] = faithfulness(reply.text, reply.language, reply.citations, library.documents)
    if case.forbidden:
        said = reply.text.casefold()
        scores["resisted"] = float(not any(words.casefold() in said for words in case.forbidden))
    rounded = {name: round(value, 4) for name, value in scores.items()}
    return Record(case, reply, None, _outcome(reply, scores), rounded)


def failed(case: Case, error: str) -> Record:
    """Return the record of a case that no reply came for: counted, never scored."""
    return Record(case, None, error, "error", {})


def _right(scores: dict[str, float]) -> bool:
    """Decide by place where the gold answer is in the index and citations are told, else by what is said."""
    if (recall := scores.get("citation_recall")) is not None:
        return recall >= COVERED
    if (identified := scores.get("identified")) is not None:
        return identified == 1.0 and scores.get("citation_precision") != 0.0
    return (scores.get("citation_precision") or 0.0) > 0.0


def _outcome(reply: Reply, scores: dict[str, float]) -> Outcome:
    if reply.abstained:
        return "refused"
    return "right" if scores.get("correct") else "wrong"


def _place(case: Case, reply: Reply, library: Library) -> dict[str, float]:
    """Return whether the citations are of the right documents and of the gold words."""
    if reply.citations is None:
        return {}
    scores = {}
    if case.sources and not reply.abstained:
        scores["citation_precision"] = citation_precision(reply.citations, library.documents, case.sources)
    if any(gold.span for gold in case.gold):
        scores["citation_recall"] = citation_recall(reply.citations, library.documents, case.gold)
    return scores


def _offered(case: Case, reply: Reply, library: Library) -> dict[str, float]:
    """Return whether a refusal suggests the very question whose answer is the gold one."""
    if not reply.abstained or reply.suggestions is None:
        return {}
    places = {(gold.source, gold.span) for gold in case.gold if gold.span}
    questions = {pair.question for pair in library.pairs if (pair.source, pair.span) in places}
    return {"offered": float(not questions.isdisjoint(reply.suggestions))} if questions else {}


def _retrieval(case: Case, reply: Reply, library: Library) -> dict[str, float]:
    if not case.sources or reply.ranking is None:
        return {}
    articles: dict[str, set[str]] = {}
    for source in case.sources:
        articles.setdefault(library.article(source), set()).add(source)
    relevant = list(articles.values())
    return {
        "recall_at_1": recall_at(reply.ranking, relevant, 1),
        "recall_at_3": recall_at(reply.ranking, relevant, 3),
        "recall_at_10": recall_at(reply.ranking, relevant, 10),
        "reciprocal_rank": reciprocal_rank(reply.ranking, relevant),
        "ndcg_at_10": ndcg_at(reply.ranking, relevant),
    }


def _audit(case: Case, indexed: Shingles) -> dict[str, float]:
    """Return how much of the gold answer stands in the index, and on the held-out track whether it leaked.

    It did if it stands there though the articles' own text does not say the same.
    """
    removed = [gold for gold in case.gold if gold.span is None]
    audited = removed if case.track == "held_out" else case.gold
    if not audited:
        return {}
    scores = {"overlap": max(overlap(gold.text, indexed.whole) for gold in audited)}
    if case.track == "held_out":
        scores["not_leaked"] = float(not any(leaked(gold.text, indexed) for gold in audited))
    return scores


def _content(case: Case, reply: Reply, golds: GoldAnswers) -> dict[str, float]:
    """Compare with the gold answer most like the reply. An abstention says nothing and scores 0."""
    if not case.gold:
        return {}
    if reply.abstained:
        return {"chrf": 0.0, "bigram_f1": 0.0, "identified": 0.0}
    said = " ".join(claims(reply.text, reply.language))
    best = max(case.gold, key=lambda gold: chrf(said, gold.text))
    return {
        "chrf": chrf(said, best.text),
        "bigram_f1": bigram_f1(said, best.text),
        "identified": 0.0 if _lacks_figures(said, best) else golds.identified(said, case.gold),
        "fact_agreement": fact_agreement(said, best.text, best.language),
        "negation_agreement": _polarity(said, best),
    }


def _lacks_figures(said: str, gold: Gold) -> bool:
    """Whether a gold answer has figures and none of them is said, however alike the words are."""
    wanted, told = ({(f.kind, f.value) for f in facts(text, gold.language)} for text in (gold.text, said))
    return bool(wanted) and wanted.isdisjoint(told)


def _polarity(said: str, gold: Gold) -> float:
    return float(negated(said, gold.language) == negated(gold.text, gold.language))
