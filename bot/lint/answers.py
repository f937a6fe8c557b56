"""FAQ answers that are missing, or that say yes in one language and no in another."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence

from bot.facts import negated
from bot.lint.articles import Article, Versions
from bot.lint.findings import Finding, place, quoted

CHECK = "answers"
_OPENINGS: Mapping[str, tuple[str, str]] = {
    "en": ("yes", "no"),
    "nb": ("ja|jo", "nei"),
    "nn": ("ja|jo", "nei"),
    "da": ("ja|jo", "nej"),
    "sv": ("ja|jo", "nej"),
    "de": ("ja|doch", "nein"),
    "nl": ("ja", "nee"),
    "fr": ("oui|si", "non"),
    "es": ("sí", "no"),
    "it": ("sì", "no"),
    "pt": ("sim", "não"),
    "ja": ("はい", "いいえ"),
}
_STOP = r"(?=\s*(?:[,.;:!–—、。，．！]|$))"  # "No plan pays" is no such answer


def check_unanswered(articles: Sequence[Article]) -> list[Finding]:
    """Find questions that stand without an answer; one finding an article."""
    found: list[Finding] = []
    for article in articles:
        if article.unanswered:
            first, *more = article.unanswered
            again = f" (and {len(more)} more)" if more else ""
            message = f"the question {quoted(first.text)}{again} has no answer; write it, or leave it out"
            found.append(Finding(CHECK, article.source, first.line, message, "error"))
    return found


def check_yes_and_no(subjects: Sequence[Versions]) -> list[Finding]:
    """Find FAQ pairs at the same place that one version answers with yes and another with no."""
    found: list[Finding] = []
    for versions in subjects:
        counts = {len(version.questions) for version in versions.values()}
        for number in range(min(counts) if len(counts) == 1 else 0):
            said = {lang: yes for lang, v in versions.items() if (yes := _says_yes(v, number)) is not None}
            if len(set(said.values())) == 2:
                found.append(_finding(versions, said, number))
    return found


def _finding(versions: Versions, said: Mapping[str, bool], number: int) -> Finding:
    count = Counter(said.values())
    # The one that differs from two others is the likelier wrong, of two the later.
    wrong = min(reversed([*said]), key=lambda language: count[said[language]])
    other = next(language for language in said if said[language] != said[wrong])
    question, meant = versions[wrong].questions[number], versions[other].questions[number]
    message = (
        f"the answer to {quoted(question.text)} begins with {'yes' if said[wrong] else 'no'} where that in "
        f"{place(versions[other].source, meant.line)} begins with {'yes' if said[other] else 'no'}; "
        f"correct the wrong one"
    )
    return Finding(CHECK, versions[wrong].source, question.line, message, "error")


def _says_yes(version: Article, number: int) -> bool | None:
    """Return what an answer opens with; None where that is neither yes nor no, or means another thing.

    Japanese says はい to a question that denies something where English says no.
    """
    words = _OPENINGS.get(version.language)
    answer = next((u.text for u in version.units if u.pair == number and u.kind != "heading"), "")
    if words is None or negated(version.questions[number].text, version.language):
        return None
    yes, no = (re.match(rf"(?:{word}){_STOP}", answer, re.I) for word in words)
    return bool(yes) if yes or no else None
