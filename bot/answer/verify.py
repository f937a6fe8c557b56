"""Whether the sentences of a source support a claim.

A claim passes when each of its words stands in the source, or another that says the same; when it leaves out
none of what limits them there; and when it keeps their order as far as that tells who does what to whom. This
costs many a free paraphrase: those are quoted instead. Languages without tables of words have to be quoted
nearly word for word.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.answer.verification.held import hold
from bot.answer.verification.rules import objections
from bot.index.lexical import Scores

LONGEST = 3  # sentences that may support a claim together
_CONSIDERED = 6  # of a long passage, those nearest to the claim
_MATTER = 0.3  # with less than this share of the claim's words, a sentence is about something else


@dataclass(frozen=True, slots=True)
class Verdict:
    """Which sentences of the source a claim rests on, and whether they support it.

    Without support they are what the source says on the same matter, none if it says nothing.
    """

    sentences: range
    reason: str | None  # why they do not support it

    @property
    def supported(self) -> bool:
        """Whether the claim may be said with these sentences as its source."""
        return self.reason is None


def verify(
    claim: str, language: str, context: Sequence[str], sentences: Sequence[str], cosines: Scores
) -> Verdict:
    """Hold a claim against the sentences of a source in the same language.

    ``context`` is what stands above them (title, headings); ``cosines`` are those of the claim with each
    sentence, shape (len(sentences),). Without sentences, or for a claim without words, nothing is supported.
    """
    complete = LONGEST
    for run in _runs(cosines):
        if len(run) > complete:
            break
        for held in hold(claim, tuple(sentences[place] for place in run), tuple(context), language):
            if not held.claim.tokens:
                return Verdict(range(0), "the claim says nothing")
            if next(objections(held), None) is None:
                return Verdict(run, None)
            # More sentences give a claim no other sense whose every word these have.
            if None not in held.places and len(run) == 1:
                complete = 1
    return _refused(claim, language, tuple(context), sentences, cosines)


def _runs(cosines: Scores) -> Iterator[range]:
    """Yield the runs of sentences that hold one of the nearest, short ones first."""
    near = set(cosines.argsort()[::-1][:_CONSIDERED].tolist())
    for length in range(1, LONGEST + 1):
        for start in range(len(cosines) - length + 1):
            run = range(start, start + length)
            if near & set(run):
                yield run


def _refused(
    claim: str, language: str, context: tuple[str, ...], sentences: Sequence[str], cosines: Scores
) -> Verdict:
    """Name the sentence with the least against it, and the first thing that is against it."""
    least: tuple[int, float, int, str] | None = None
    for place, sentence in enumerate(sentences):
        held = next(hold(claim, (sentence,), context, language))
        found = sum(1 for at in held.places if at is not None)
        if found < _MATTER * len(held.places):
            continue
        against = list(objections(held))
        candidate = (
            len(against),
            -float(cosines[place]),
            place,
            (*against, "only several sentences say so")[0],
        )
        least = min(least or candidate, candidate)
    if least is None:
        return Verdict(range(0), "the source says nothing on this")
    return Verdict(range(least[2], least[2] + 1), least[3])
