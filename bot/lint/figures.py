"""Figures that differ between the versions of one article."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from bot.lint.articles import Article, Versions
from bot.lint.findings import Finding, listed, place, quoted
from bot.lint.values import Figure, Figures, figures

CHECK = "figures"
_FIELD = "figures_differ"
_READ = ("en", "nb", "ja")  # whose figures bot.facts knows; the German 2.000 would be two
_MEASURED = ("amount", "percent")  # what an answer must not get wrong


def check_figures(subjects: Sequence[Versions]) -> list[Finding]:
    """Compare the figures of each subject language against language.

    A subject is left out when one of its versions gives a reason under ``figures_differ``.
    """
    found: list[Finding] = []
    for subject in subjects:
        versions = {language: version for language, version in subject.items() if language in _READ}
        told = [version for version in versions.values() if _FIELD in version.front]
        found += [finding for version in told for finding in _reason(version)]
        if not told and len(versions) > 1:
            clashes = _clashes(versions)
            found += [_clash_finding(versions, clash) for clash in clashes]
            found += _bodies(versions, {_key(f) for clash in clashes for f in (*clash.one, *clash.other)})
    return found


def _reason(version: Article) -> list[Finding]:
    field = version.front[_FIELD]
    if field.says_something:
        return []
    message = f"{_FIELD} gives no reason; say in it why the figures differ from those of the other languages"
    return [Finding(CHECK, version.source, field.line, message, "error")]


@dataclass(frozen=True, slots=True)
class _Clash:
    """Figures that FAQ pairs at the same place do not share; those of ``other`` are the likelier wrong."""

    languages: tuple[str, str]
    one: Sequence[Figure]
    other: Sequence[Figure]


def _clashes(versions: Versions) -> list[_Clash]:
    """Compare the FAQ pairs at the same place, where all versions have as many."""
    if len({len(version.questions) for version in versions.values()}) > 1:
        return []
    found: list[_Clash] = []
    for number in range(len(next(iter(versions.values())).questions)):
        said = {
            language: figures((unit for unit in version.units if unit.pair == number), language)
            for language, version in versions.items()
        }
        found += _clashes_of(said)
    return found


def _clashes_of(said: Mapping[str, Figures]) -> list[_Clash]:
    found = [clash for one, other in combinations(said, 2) if (clash := _clash(said, one, other))]
    count = Counter(language for clash in found for language in clash.languages)
    by_wrong: dict[str, _Clash] = {}
    for clash in found:
        one, other = clash.languages
        if count[one] > count[other]:  # it alone differs
            clash = _Clash((other, one), clash.other, clash.one)
        by_wrong.setdefault(clash.languages[1], clash)
    return list(by_wrong.values())


def _clash(said: Mapping[str, Figures], one: str, other: str) -> _Clash | None:
    """Compare two pairs; one that gives no figure where the other does is no fault."""
    here = [f for f in said[one].compared.values() if f.kind in _MEASURED and not said[other].holds(f)]
    there = [f for f in said[other].compared.values() if f.kind in _MEASURED and not said[one].holds(f)]
    shared = {f.measure for f in here} & {f.measure for f in there}
    if not shared:
        return None
    return _Clash(
        (one, other), [f for f in here if f.measure in shared], [f for f in there if f.measure in shared]
    )


def _clash_finding(versions: Versions, clash: _Clash) -> Finding:
    one, other = (versions[language].source for language in clash.languages)
    message = (
        f"the FAQ pair says {_listed(clash.other)} where {place(one, clash.one[0].line)} "
        f"says {_listed(clash.one)}; correct the wrong one"
    )
    return Finding(CHECK, other, clash.other[0].line, message, "error")


def _bodies(versions: Versions, known: set[tuple[str, str]]) -> list[Finding]:
    """Compare all that the versions say, but for what is known to clash; one finding each an article."""
    said = {language: figures(version.units, language) for language, version in versions.items()}
    found: list[Finding] = []
    lacks: dict[str, dict[tuple[str, str], tuple[Article, Figure]]] = {language: {} for language in versions}
    for language, version in versions.items():
        others = [other for other in versions if other != language]
        alone: list[Figure] = []
        for figure in said[language].compared.values():
            without = [other for other in others if not said[other].holds(figure)]
            if _key(figure) in known or not without:
                continue
            if without == others:
                alone.append(figure)
            # A calculation may leave out a step in one language.
            elif not figure.example:
                lacks[without[0]].setdefault(_key(figure), (version, figure))
        found += _only_here(version, alone, others)
    return found + [_missing(versions[one], [*lack.values()]) for one, lack in lacks.items() if lack]


def _key(figure: Figure) -> tuple[str, str]:
    return figure.kind, figure.value


def _only_here(version: Article, alone: Sequence[Figure], others: Sequence[str]) -> list[Finding]:
    if not alone:
        return []
    rest = [f"{quoted(figure.written)}{_at(figure)}" for figure in alone[1:]]
    stand = "stand" if rest else "stands"
    message = (
        f"{listed([quoted(alone[0].written), *rest])} {stand} in no other version ({', '.join(others)}); "
        f"correct, add there, or give the reason as {_FIELD} in the front matter"
    )
    return [Finding(CHECK, version.source, alone[0].line, message, "warning")]


def _at(figure: Figure) -> str:
    return f" (line {figure.line})" if figure.line else ""


def _missing(version: Article, lacking: Sequence[tuple[Article, Figure]]) -> Finding:
    named = [f"{quoted(figure.written)} ({place(other.source, figure.line)})" for other, figure in lacking]
    stand = "stand" if len(named) > 1 else "stands"
    message = (
        f"{listed(named)} {stand} in all versions but this; add, or give the reason as {_FIELD} in the "
        f"front matter"
    )
    return Finding(CHECK, version.source, None, message, "warning")


def _listed(found: Sequence[Figure]) -> str:
    return ", ".join(quoted(figure.written) for figure in found)
