"""The same subjects in each language of an edited corpus, with as many FAQ pairs."""

from collections.abc import Collection, Sequence

from bot.lint.articles import Article, Versions
from bot.lint.findings import Finding
from bot.lint.links import Dead, places

CHECK = "languages"
_FIELD = "only_in"
_SPREAD = 1  # FAQ pairs that one version may have more than another


def check_languages(
    subjects: Sequence[Versions], wanted: Sequence[str], lacking: Collection[tuple[str, str]], dead: Dead
) -> list[Finding]:
    """Find languages without any article, subjects that a language lacks, and FAQs of other lengths.

    A subject may stand in some languages alone when a version gives the reason under ``only_in``. The links
    to an article that is missing are named with it.
    """
    present = {language for versions in subjects for language in versions}
    found = [
        Finding(CHECK, f"{language}/", None, _no_folder(language, wanted), "error")
        for language in wanted
        if language not in present
    ]
    for versions in subjects:
        slug = next(iter(versions.values())).slug
        told = [version for version in versions.values() if _FIELD in version.front]
        found += [finding for version in told for finding in _reason(version)]
        for language in wanted:
            if (language, slug) in lacking:
                found.append(_lacking(versions, language, slug, dead))
        found += _faq_lengths(versions)
    return found


def lacking_versions(subjects: Sequence[Versions], wanted: Sequence[str]) -> set[tuple[str, str]]:
    """Return the languages and slugs of the versions that should be there, where a language has any."""
    present = {language for versions in subjects for language in versions}
    return {
        (language, next(iter(versions.values())).slug)
        for versions in subjects
        if not any(_FIELD in version.front for version in versions.values())
        for language in wanted
        if language in present and language not in versions
    }


def wanted_languages(articles: Sequence[Article], stated: Sequence[str]) -> list[str]:
    """Return the languages each subject must stand in: those of the glossary, and any other begun."""
    present = {article.language for article in articles if article.markdown}
    return [*stated, *sorted(present - set(stated))]


def _reason(version: Article) -> list[Finding]:
    field = version.front[_FIELD]
    if field.says_something:
        return []
    message = f"{_FIELD} gives no reason; say in it why the subject is not in all languages"
    return [Finding(CHECK, version.source, field.line, message, "error")]


def _no_folder(language: str, wanted: Sequence[str]) -> str:
    return f"holds no article, and each subject stands in {', '.join(wanted)}; write them in {language}/"


def _lacking(versions: Versions, language: str, slug: str, dead: Dead) -> Finding:
    links = dead.get((language, slug), ())
    linked = f" and is linked to ({places(links)})" if links else ""
    message = (
        f"is missing, and the subject stands in {', '.join(sorted(versions))}{linked}; write it, "
        f"or give the reason there as {_FIELD} in the front matter"
    )
    return Finding(CHECK, f"{language}/{slug}.md", None, message, "error")


def _faq_lengths(versions: Versions) -> list[Finding]:
    counted = [version for version in versions.values() if version.questions]  # none at all is said already
    if not counted:
        return []
    fewest = min(counted, key=lambda version: len(version.questions))
    most = max(counted, key=lambda version: len(version.questions))
    if len(most.questions) - len(fewest.questions) <= _SPREAD:
        return []
    message = (
        f"has {len(fewest.questions)} FAQ pairs while {most.source} has {len(most.questions)}; "
        f"add the missing pairs here or take some away there"
    )
    return [Finding(CHECK, fewest.source, None, message, "error")]
