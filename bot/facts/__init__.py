"""The facts of a text, read so that two texts can be compared exactly: figures, dates and denials.

Measures of overlapping words hardly move when "4 000" becomes "8 000" or "is covered" becomes "is not
covered". English, Norwegian and Japanese are known best; other languages are read as English is, their
numbers by shape. Nothing here raises an error, whatever the text.
"""

from bisect import bisect_right
from collections import Counter
from dataclasses import dataclass
from decimal import MAX_EMAX, MAX_PREC, MIN_EMIN, Context, localcontext

from bot.facts.denials import negated
from bot.facts.folding import fold
from bot.facts.patterns import Kind
from bot.facts.reading import read, share_units, value_of

__all__ = ["Fact", "Kind", "contradicts", "fact_agreement", "facts", "negated"]

_EXACT = Context(prec=MAX_PREC, Emax=MAX_EMAX, Emin=MIN_EMIN)


@dataclass(frozen=True, slots=True)
class Fact:
    """One figure; two say the same when ``kind`` and ``value`` are equal, in whatever language.

    ``value`` is "4000" (number), "NOK 4000" (amount), "20" or "20pp" (percent, percentage points),
    "2026-01-31", "2026-01", "--01-31" or "--01" (date), "P30D", "P12M" or "PT24H" (duration; "BD" are
    business days). ``text`` is as written.
    """

    kind: Kind
    value: str
    text: str


def facts(text: str, language: str) -> tuple[Fact, ...]:
    """Return the facts of a text in order. Every digit outside a citation marker belongs to one."""
    folded, places = fold(text)
    with localcontext(_EXACT):
        readings = share_units(list(read(folded, language)), folded)
        return tuple(
            # A character may have been folded to several: all of them stand in its place.
            Fact(r.kind, value_of(r), text[places[r.start] : places[bisect_right(places, places[r.end - 1])]])
            for r in readings
            if r.kind
        )


def fact_agreement(answer: str, reference: str, language: str) -> float:
    """Return F1 (0..1) of the facts of two texts, each counted as often as it stands; 1.0 without any."""
    ours, theirs = (Counter((f.kind, f.value) for f in facts(t, language)) for t in (answer, reference))
    total = ours.total() + theirs.total()
    return 2 * (ours & theirs).total() / total if total else 1.0


def contradicts(claim: str, evidence: str, language: str) -> str | None:
    """Say in English why the evidence cannot support the claim: a fact it lacks, or only one is a denial.

    Both should be single statements, for a denial anywhere in a text counts for all of it. None: no reason.
    """
    known = {(fact.kind, fact.value) for fact in facts(evidence, language)}
    for fact in facts(claim, language):
        if (fact.kind, fact.value) not in known:
            return f'the evidence lacks the {fact.kind} "{fact.text}" ({fact.value})'
    denied = negated(evidence, language)
    if negated(claim, language) != denied:
        return f"the {'evidence' if denied else 'claim'} is a denial and the other is not"
    return None
