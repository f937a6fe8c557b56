"""What is asked of an edited corpus, one with a glossary, and of no other."""

from collections.abc import Collection, Sequence
from datetime import date

from bot.lint.articles import Article, subjects
from bot.lint.complete import check_complete, check_old
from bot.lint.findings import Finding
from bot.lint.glossary import Glossary, check_glossary
from bot.lint.languages import check_languages, lacking_versions, wanted_languages
from bot.lint.links import Dead, check_dead, check_own
from bot.lint.readability import check_readability


def check_house(
    articles: Sequence[Article], glossary: Glossary, dead: Dead, unread: Collection[str], today: date
) -> list[Finding]:
    """Examine the Markdown articles by the rules of the house; ``unread`` cannot be examined."""
    own = [article for article in articles if article.markdown]
    versions = subjects(own, glossary.languages)
    wanted = wanted_languages(own, glossary.languages)
    lacking = lacking_versions(versions, wanted)
    elsewhere = {path: links for path, links in dead.items() if path not in lacking}
    in_languages = check_languages(versions, wanted, lacking, dead)
    examined = [article for article in own if article.source not in unread]
    gone = lacking | {(article.language, article.slug) for article in own if article.source in unread}
    return [
        *check_complete(own),
        *check_old(own, today),
        *check_dead(elsewhere, edited=True),
        *check_own(own, gone),
        *(finding for finding in in_languages if finding.source not in unread),
        *check_readability(examined),
        *check_glossary(articles, glossary),
    ]
