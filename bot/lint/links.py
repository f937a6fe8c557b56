"""Links between articles."""

import posixpath
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from pathlib import Path, PurePosixPath
from urllib.parse import unquote, urlsplit

from bot.ingest.front_matter import FRONT_MATTER
from bot.ingest.markup import render
from bot.lint.addresses import is_address
from bot.lint.articles import Article, Link
from bot.lint.findings import Finding, listed, place

CHECK = "links"
_TARGET = re.compile(r"[(（]\s*<?([^\s<>()（）]+)")

# The sources and links by the language of the source and the path of what they should lead to.
Dead = Mapping[tuple[str, str], list[tuple[str, Link]]]


def dead_links(articles: Sequence[Article], unread: Collection[str], corpus: Path, *, edited: bool) -> Dead:
    """Return the links that lead nowhere; articles that are there and cannot be read are somewhere.

    In an edited corpus every link is ``/slug`` of an article in the same language. Elsewhere it may be any
    file: from the link's own place, or from the corpus or the language's folder where it starts with "/".
    """
    known = {_bare(source) for source in (*unread, *(article.source for article in articles))}
    found: dict[tuple[str, str], list[tuple[str, Link]]] = {}
    for article in articles:
        for target, line in _relative(article):
            if edited:
                path = target.strip("/")
                alive = target.startswith("/") and f"{article.language}/{path}" in known
            else:
                path, *others = _paths(article, target)
                alive = any(_bare(p) in known or _exists(corpus / p) for p in (path, *others))
            if not alive:
                found.setdefault((article.language, path), []).append((article.source, Link(target, line)))
    return found


def check_dead(dead: Dead, *, edited: bool) -> list[Finding]:
    """Find what links lead to and is not there, once each."""
    where, wanted = "nothing in the corpus", "what is there"
    found: list[Finding] = []
    for (language, _), links in sorted(dead.items()):
        if edited:
            where, wanted = f"no article in {language}/", "/slug of one that is there"
        (source, link), *more = links
        again = f" (so do {places(more)})" if more else ""
        message = f"the link {link.target} leads to {where}{again}; write {wanted}, or take the link away"
        found.append(Finding(CHECK, source, link.line, message, "error"))
    return found


def check_dead_elsewhere(dead: Dead, articles: Sequence[Article]) -> list[Finding]:
    """Find the dead links of a corpus that is not edited.

    Links from "/" on may be those of a website that the corpus is a part of. Where more of them lead nowhere
    than to an article, they are one warning.
    """
    rooted = [target for article in articles for target, _ in _relative(article) if target.startswith("/")]
    lost = {path: links for path, links in dead.items() if links[0][1].target.startswith("/")}
    if 2 * sum(map(len, lost.values())) <= len(rooted):
        return check_dead(dead, edited=False)
    (source, link), *more = [links[0] for links in lost.values()]
    others = [target for target in dict.fromkeys(link.target for _, link in more) if target != link.target]
    also = f" (so do {listed(others)})" if others else ""
    message = (
        f"the link {link.target} leads to nothing in the corpus{also}; write what is there, or let it be "
        f"where it is an address of your website"
    )
    found = check_dead({path: links for path, links in dead.items() if path not in lost}, edited=False)
    return [Finding(CHECK, source, link.line, message, "warning"), *found]


def places(links: Sequence[tuple[str, Link]]) -> str:
    """Return where links stand, for a message."""
    return listed([place(source, link.line) for source, link in links])


def check_addresses(articles: Sequence[Article]) -> list[Finding]:
    """Find links to addresses elsewhere that are none."""
    how = "is no address; begin it with https://"
    return [
        Finding(CHECK, article.source, link.line, f"the link {link.target} {how}", "error")
        for article in articles
        if article.lined
        for link in article.links
        if "://" in link.target and not is_address(link.target)
    ]


def check_own(articles: Sequence[Article], gone: Collection[tuple[str, str]]) -> list[Finding]:
    """Find links of articles to themselves, and articles that no other links to.

    ``gone`` are the languages and slugs of articles that are missing: what their versions link to is no fault
    of its own.
    """
    found: list[Finding] = []
    linked: set[tuple[str, str]] = set()
    missing_in = {slug: [language for language, of in gone if of == slug] for _, slug in gone}
    for article in articles:
        for target, line in _relative(article):
            slug = target.strip("/")
            linked |= {(language, slug) for language in missing_in.get(article.slug, ())}
            if slug == article.slug:
                message = f"the link {target} leads to the article itself; take the link away"
                found.append(Finding(CHECK, article.source, line, message, "error"))
            else:
                linked.add((article.language, slug))
    return found + [
        Finding(CHECK, article.source, None, _alone(article), "warning")
        for article in articles
        if (article.language, article.slug) not in linked
    ]


def _alone(article: Article) -> str:
    where = f"no other article in {article.language}/ links to it"
    return f"{where}; add a link to /{article.slug} where the subject comes up"


def targets(text: str) -> Iterator[tuple[str, int]]:
    """Yield what each link leads to, in order, with the offset of the link."""
    front = FRONT_MATTER.match(text)
    rendered = render(text, front.end() if front else 0, len(text))
    for pair in sorted(rendered.pairs, key=lambda pair: pair.open.start):
        target = _TARGET.search(text[pair.close.start : pair.close.end])
        if pair.kind == "link" and target:
            yield target[1], pair.open.start


def _relative(article: Article) -> Iterator[tuple[str, int | None]]:
    """Yield the path and line of each link to another article or file."""
    # Those of a page or a PDF belong to the place it was taken from.
    for link in article.links if article.lined else ():
        try:
            parts = urlsplit(link.target)
        except ValueError:
            continue  # not a URL, such as "[::1"
        if parts.path and not parts.scheme and not parts.netloc:
            yield parts.path, link.line


def _paths(article: Article, target: str) -> list[str]:
    path = unquote(target)
    if not path.startswith("/"):
        return [posixpath.normpath(posixpath.join(posixpath.dirname(article.source), path))]
    path = posixpath.normpath(path.strip("/"))
    return [path, f"{article.source.partition('/')[0]}/{path}"]


def _exists(path: Path) -> bool:
    try:
        return path.exists()
    except OSError:  # such as a name that is too long
        return False


def _bare(path: str) -> str:
    """Return a path without the extension, which a website writes otherwise or not at all."""
    return path.removesuffix(PurePosixPath(path).suffix)
