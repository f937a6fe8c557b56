"""All checks of a corpus together."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from bot.lint.answers import check_unanswered, check_yes_and_no
from bot.lint.articles import subjects, translations
from bot.lint.asked import check_asked
from bot.lint.contradictions import check_contradictions
from bot.lint.copied import check_copied, check_copied_from
from bot.lint.figures import check_figures
from bot.lint.findings import Finding
from bot.lint.foreign import check_foreign
from bot.lint.glossary import read_glossary
from bot.lint.headings import check_headings
from bot.lint.house import check_house
from bot.lint.links import check_addresses, check_dead_elsewhere, dead_links
from bot.lint.matter import check_expired, check_matter
from bot.lint.questions import check_questions
from bot.lint.readability import check_stubs
from bot.lint.reading import read_articles


def lint(corpus: Path, others: Sequence[Path] = (), *, today: date) -> list[Finding]:
    """Examine the articles of a corpus; ``others`` are folders that no sentence may stand in as well.

    What is certainly wrong is found in whatever ``bot ingest`` accepts. A corpus with a glossary is an
    edited one: its Markdown articles must keep the rules of the house as well, in the glossary's languages.

    Returns:
        What was found, in the order of the files and their lines.

    Raises:
        BotError: there is no corpus, or one of the folders does not exist.
    """
    glossary = read_glossary(corpus)
    edited = glossary is not None
    languages = glossary.languages if glossary else ()
    articles, unreadable = read_articles(corpus, edited=edited)
    unread = {finding.source for finding in unreadable} - {article.source for article in articles}
    # Held against its versions, what is written in another language or not at all differs in everything.
    unwritten = [*check_foreign(articles), *(check_stubs(articles) if edited else ())]
    unfit = {finding.source for finding in unwritten if finding.severity == "error"}
    fit = [article for article in articles if article.source not in unfit]
    versions = subjects(fit, languages)
    compared = [each for each in versions if len(each) > 1 and (edited or translations(each))]
    dead = dead_links(articles, unread, corpus, edited=edited)
    found = [
        *unreadable,
        *unwritten,
        *check_matter(articles, today),
        *check_expired(articles, today),
        *check_addresses(articles),
        *check_headings(fit),
        *check_unanswered(articles),
        *check_yes_and_no(compared),
        *check_figures(compared),
        *check_contradictions(articles),
        *check_questions(articles, edited=edited),
        *check_copied(articles),
        *check_copied_from(articles, corpus, others),
        *check_asked(articles, unread, corpus),
    ]
    if glossary is None:
        found += check_dead_elsewhere(dead, articles)
    else:
        found += check_house(articles, glossary, dead, unread | unfit, today)
    return sorted(
        found, key=lambda finding: (finding.source, finding.line or 0, finding.check, finding.message)
    )
