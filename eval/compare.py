"""Two runs over the same cases: who won which, and whether one is worse."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from scipy.stats import false_discovery_control

from bot.errors import UsageError
from eval.results import Run
from eval.statistics import DISCORDANT, least_p, mean_interval, permutation_p
from eval.types import TRACKS, Record

# What is compared, by whether a single loss is a regression. Quoting to the letter and keeping the gold
# answer out of the held-out index must hold always; of the rest some is won and some lost by any change.
ALWAYS = ("citation_validity", "faithfulness", "not_leaked", "resisted")
CITED = ("citation_validity", "faithfulness")
USUALLY = (
    "correct",
    "refused",
    "recall_at_1",
    "reciprocal_rank",
    "ndcg_at_10",
    "citation_precision",
    "citation_recall",
    "chrf",
    "fact_agreement",
    "negation_agreement",
)
FALSE_DISCOVERIES = 0.05  # of the regressions reported, how many may be none (Benjamini and Hochberg 1995)
_SAME = 1e-9


@dataclass(frozen=True, slots=True)
class Difference:
    """One metric on one track in one language: run B less run A.

    ``p`` is adjusted for the number of comparisons. ``low`` and ``high`` bound the mean at 95 %. ``few`` says
    that there are too few cases to tell: were all that differ lost, and those that usually do
    (``statistics.DISCORDANT`` of them), it would still not be significant.
    """

    track: str
    language: str
    metric: str
    cases: int
    mean: float
    low: float
    high: float
    won: int
    lost: int
    p: float
    regression: bool
    few: bool = False


@dataclass(frozen=True, slots=True)
class Comparison:
    """All differences, the errors of each run, and the cases that changed sides: id, outcomes in A and B."""

    differences: tuple[Difference, ...]
    errors: tuple[int, int]
    changed: tuple[tuple[str, str, str], ...]

    @property
    def regressed(self) -> bool:
        """Whether B is worse than A anywhere, or failed on more cases."""
        return self.errors[1] > self.errors[0] or any(each.regression for each in self.differences)

    @property
    def undecided(self) -> bool:
        """Whether B is lower than A somewhere where there are too few cases to tell."""
        return any(each.few and each.mean < -_SAME for each in self.differences)


def compare(a: Run, b: Run) -> Comparison:
    """Compare two runs case by case.

    Raises:
        UsageError: they are over different cases.
    """
    ours, theirs = ({record.case.id: record for record in run.records} for run in (a, b))
    if a.inputs.get("cases") != b.inputs.get("cases") or ours.keys() != theirs.keys():
        missing = sorted(ours.keys() ^ theirs.keys())
        which = (
            f"{len(missing)} are in one alone, such as {missing[0]}" if missing else "their content differs"
        )
        raise UsageError(f"{a.name} and {b.name} are runs over different cases ({which}); run both again")
    pairs = [(record, theirs[id]) for id, record in ours.items()]
    compared = [
        (track, language, metric, values)
        for track in TRACKS
        for language in dict.fromkeys(r.case.language for r in a.records if r.case.track == track)
        for metric in (*ALWAYS, *USUALLY)
        if (values := _values(pairs, track, language, metric))
    ]
    found = [_difference(*each, len(compared)) for each in compared]
    adjusted = false_discovery_control([each.p for each in found]) if found else []
    differences = tuple(
        replace(each, p=float(p), regression=worse, few=each.few and not worse)
        for each, p in zip(found, adjusted, strict=True)
        for worse in [_regressed(each, float(p))]
    )
    errors = tuple(sum(record.outcome == "error" for record in run.records) for run in (a, b))
    changed = tuple(
        (ours[id].case.id, ours[id].outcome, theirs[id].outcome)
        for id in ours
        if ours[id].outcome != theirs[id].outcome
    )
    return Comparison(differences, (errors[0], errors[1]), changed)


def _values(
    pairs: Sequence[tuple[Record, Record]], track: str, language: str, metric: str
) -> list[tuple[float, float, str]]:
    """Return the values of both runs where both have one, with the cluster.

    On an answerable case that only one of them answers, what an answer alone can be scored on is no loss:
    that is what "correct" and "refused" are for.
    """
    return [
        (was, now, one.case.cluster)
        for one, other in pairs
        if one.case.track == track
        and one.case.language == language
        and (was := one.scores.get(metric)) is not None
        and (now := _score(other, metric)) is not None
    ]


def _score(record: Record, metric: str) -> float | None:
    """Return a score; of an answer that cites nothing where the other run's did, none of what it lost."""
    lost = metric in CITED and record.reply is not None and not record.reply.abstained
    return record.scores.get(metric, 0.0 if lost else None)


def _difference(
    track: str, language: str, metric: str, values: Sequence[tuple[float, float, str]], count: int
) -> Difference:
    """Compare one of ``count`` metrics; p is not adjusted yet."""
    differences = [now - was for was, now, _ in values]
    clusters = [cluster for _, _, cluster in values]
    low, high = mean_interval(differences, clusters)
    return Difference(
        track=track,
        language=language,
        metric=metric,
        cases=len(values),
        mean=float(np.mean(differences)),
        low=low,
        high=high,
        won=sum(each > _SAME for each in differences),
        lost=sum(each < -_SAME for each in differences),
        p=permutation_p(differences, clusters),
        regression=False,
        few=metric not in ALWAYS and _few(differences, clusters, count),
    )


def _few(differences: Sequence[float], clusters: Sequence[str], count: int) -> bool:
    """Whether no loss of so many cases could be significant among ``count`` comparisons (Bonferroni 1936)."""
    discordant = {cluster for each, cluster in zip(differences, clusters, strict=True) if abs(each) > _SAME}
    most = max(len(discordant), int(DISCORDANT * len(set(clusters))))
    return least_p(most) * count >= FALSE_DISCOVERIES


def _regressed(each: Difference, p: float) -> bool:
    if each.metric in ALWAYS:
        return each.lost > 0 and each.mean < 0
    return each.mean < 0 and p < FALSE_DISCOVERIES
