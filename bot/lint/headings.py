"""Headings that do not fit into the outline of their article."""

from collections.abc import Sequence
from itertools import pairwise

from bot.ingest.faq import is_question
from bot.lint.articles import Article
from bot.lint.findings import Finding, listed, quoted

CHECK = "headings"


def check_headings(articles: Sequence[Article]) -> list[Finding]:
    """Find headings that skip a level and, but for questions, such with nothing below them."""
    found: list[Finding] = []
    for article in articles:
        if not article.lined:  # the outline of a conversion is not the writer's
            continue
        for above, title in pairwise(article.titles):
            if title.level > above.level + 1:
                message = (
                    f"the heading {quoted(title.text)} is of level {title.level} below one of level "
                    f"{above.level}; write it with {'#' * (above.level + 1)}"
                )
                found.append(Finding(CHECK, article.source, title.line, message, "warning"))
        empty = [title for title in article.titles if title.empty and not is_question(title.text)]
        if empty:
            named = listed([quoted(title.text) for title in empty])
            message = f"nothing stands below {named}; write it, or take the heading away"
            found.append(Finding(CHECK, article.source, empty[0].line, message, "warning"))
    return found
