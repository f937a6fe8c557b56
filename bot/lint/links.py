"""Links between articles."""

import re
from collections.abc import Iterator, Sequence
from urllib.parse import urlsplit

from bot.ingest.front_matter import FRONT_MATTER
from bot.ingest.markup import render
from bot.lint.articles import Article
from bot.lint.findings import Finding

CHECK = "links"
_TARGET = re.compile(r"[(（]\s*<?([^\s<>()（）]+)")


def check_links(articles: Sequence[Article]) -> list[Finding]:
    """Find links that lead nowhere or to the article itself, and articles that no other links to."""
    slugs = {(article.language, article.slug) for article in articles}
    found: list[Finding] = []
    linked: set[tuple[str, str]] = set()
    for article in articles:
        for target, line in links(article.text):
            slug = target.strip("/")
            if slug == article.slug:
                message = f"the link {target} leads to the article itself; take the link away"
            elif not target.startswith("/") or (article.language, slug) not in slugs:
                message = (
                    f"the link {target} leads to no article in {article.language}/; write /slug of one "
                    f"that is there, or take the link away"
                )
            else:
                linked.add((article.language, slug))
                continue
            found.append(Finding(CHECK, article.source, line, message, "error"))
    return found + [
        Finding(CHECK, article.source, None, _alone(article), "warning")
        for article in articles
        if (article.language, article.slug) not in linked
    ]


def _alone(article: Article) -> str:
    where = f"no other article in {article.language}/ links to it"
    return f"{where}; add a link to /{article.slug} where the subject comes up"


def links(text: str) -> Iterator[tuple[str, int]]:
    """Yield the target and line of each relative link, in order."""
    front = FRONT_MATTER.match(text)
    rendered = render(text, front.end() if front else 0, len(text))
    for pair in sorted(rendered.pairs, key=lambda pair: pair.open.start):
        target = _TARGET.search(text[pair.close.start : pair.close.end])
        if pair.kind != "link" or not target:
            continue
        try:
            parts = urlsplit(target[1])
        except ValueError:
            continue  # not a URL, such as "[::1"
        if parts.path and not parts.scheme and not parts.netloc:
            yield parts.path, text.count("\n", 0, pair.open.start) + 1
