"""The same subjects in each language, with as many FAQ pairs."""

from collections.abc import Sequence

from bot.lint.articles import LANGUAGES, Article, Versions
from bot.lint.findings import Finding

CHECK = "languages"
_FIELD = "only_in"
_SPREAD = 1  # FAQ pairs that one version may have more than another


def check_languages(articles: Sequence[Article], subjects: Sequence[Versions]) -> list[Finding]:
    """Find languages without any article, subjects that a language lacks, and FAQs of other lengths.

    A subject may stand in some languages alone when a version gives the reason under ``only_in``.
    """
    present = {article.language for article in articles}
    wanted = [*LANGUAGES, *sorted(present - set(LANGUAGES))]
    found = [
        Finding(CHECK, f"{language}/", None, _no_folder(language), "error")
        for language in wanted
        if language not in present
    ]
    for versions in subjects:
        told = [version for version in versions.values() if _FIELD in version.front]
        found += [finding for version in told for finding in _reason(version)]
        if not told:
            found += [
                _lacking(versions, language) for language in wanted if language in present - set(versions)
            ]
        found += _faq_lengths(versions)
    return found


def _reason(version: Article) -> list[Finding]:
    field = version.front[_FIELD]
    if field.says_something:
        return []
    message = f"{_FIELD} gives no reason; say in it why the subject is not in all languages"
    return [Finding(CHECK, version.source, field.line, message, "error")]


def _no_folder(language: str) -> str:
    return f"holds no article, and each subject stands in {', '.join(LANGUAGES)}; write them in {language}/"


def _lacking(versions: Versions, language: str) -> Finding:
    slug = next(iter(versions.values())).slug
    message = (
        f"is missing, and the subject stands in {', '.join(sorted(versions))}; write it, "
        f"or give the reason there as {_FIELD} in the front matter"
    )
    return Finding(CHECK, f"{language}/{slug}.md", None, message, "error")


def _faq_lengths(versions: Versions) -> list[Finding]:
    fewest = min(versions.values(), key=lambda version: len(version.questions))
    most = max(versions.values(), key=lambda version: len(version.questions))
    if len(most.questions) - len(fewest.questions) <= _SPREAD:
        return []
    message = (
        f"has {len(fewest.questions)} FAQ pairs while {most.source} has {len(most.questions)}; "
        f"add the missing pairs here or take some away there"
    )
    return [Finding(CHECK, fewest.source, None, message, "error")]
