"""Articles whose text is in another language than theirs."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.language import detect_document, name_of
from bot.lint.articles import Article
from bot.lint.findings import Finding, Severity, listed

CHECK = "language"
# What detect_document tells apart; of an article in any other language nothing can be said.
TOLD_APART = frozenset(
    ("en", "nb", "ja", "nn", "da", "sv", "fi", "de", "nl", "fr", "es", "it", "pt", "pl", "zh", "ko")
)
# These are too near to each other to be sure of, unless a whole article of several pieces is another's.
_FEWEST = 3
_NEIGHBOURS = frozenset(("nb", "nn", "da", "sv"))
# Characters of a piece: of 690 such pieces of the shipped articles three are mistaken, for neighbours.
_SHORTEST, _SHORTEST_CJK = 150, 60
_CJK = re.compile(r"[\u3041-\u30ff\u3400-\u9fff\uac00-\ud7a3]")


@dataclass(frozen=True, slots=True)
class _Piece:
    text: str
    line: int | None


def check_foreign(articles: Sequence[Article]) -> list[Finding]:
    """Find articles with text in another language; an error where that is most of it."""
    found: list[Finding] = []
    for article in articles:
        if article.language not in TOLD_APART:
            continue
        pieces = list(_pieces(article))
        foreign = [(p, code) for p in pieces if (code := detect_document(p.text)) != article.language]
        if article.language in _NEIGHBOURS and len(foreign) < max(len(pieces), _FEWEST):
            foreign = [(piece, code) for piece, code in foreign if code not in _NEIGHBOURS]
        if not foreign:
            continue
        whole = 2 * len(foreign) > len(pieces)
        names = listed(sorted({name_of(code) for _, code in foreign}))
        message = (
            f"is {'' if whole else 'in part '}written in {names} and stands for "
            f"{name_of(article.language)}; translate it, or give it its language"
        )
        severity: Severity = "error" if whole else "warning"
        found.append(Finding(CHECK, article.source, foreign[0][0].line, message, severity))
    return found


def _pieces(article: Article) -> Iterator[_Piece]:
    """Yield the text in pieces of whole sections that are long enough; a short rest is left out."""
    held: dict[str, None] = {}  # what is repeated says nothing more
    line: int | None = None
    for unit in article.units:
        text = " ".join(held)
        if unit.kind == "heading" and unit.pair is None and _long_enough(text):
            yield _Piece(text, line)
            held, line = {}, None
        if unit.kind in ("paragraph", "item"):
            held[unit.text] = None
            line = line or unit.line
    if _long_enough(" ".join(held)):
        yield _Piece(" ".join(held), line)


def _long_enough(text: str) -> bool:
    return len(text) >= _SHORTEST or len(_CJK.findall(text)) >= _SHORTEST_CJK
