"""All checks of a corpus together."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from bot.lint.articles import read_articles, subjects
from bot.lint.contradictions import check_contradictions
from bot.lint.copied import check_copied, check_copied_from
from bot.lint.figures import check_figures
from bot.lint.findings import Finding
from bot.lint.glossary import check_glossary
from bot.lint.languages import check_languages
from bot.lint.links import check_links
from bot.lint.matter import check_matter, check_stale
from bot.lint.questions import check_questions
from bot.lint.readability import check_readability


def lint(corpus: Path, others: Sequence[Path] = (), *, today: date) -> list[Finding]:
    """Examine the articles of a corpus; ``others`` are folders that no sentence may stand in as well.

    Returns:
        What was found, in the order of the files and their lines.

    Raises:
        BotError: there is no corpus, or one of the folders does not exist.
    """
    articles, unreadable = read_articles(corpus)
    versions = subjects(articles)
    unread = {finding.source for finding in unreadable}
    found = [
        *unreadable,
        *check_matter(articles, today),
        *check_stale(articles, today),
        *check_links(articles),
        *(finding for finding in check_languages(articles, versions) if finding.source not in unread),
        *check_figures(versions),
        *check_contradictions(articles),
        *check_questions(articles),
        *check_readability(articles),
        *check_copied(articles),
        *check_copied_from(articles, corpus, others),
        *check_glossary(articles, corpus),
    ]
    return sorted(
        found, key=lambda finding: (finding.source, finding.line or 0, finding.check, finding.message)
    )
