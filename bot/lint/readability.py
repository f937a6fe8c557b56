"""How long articles are, and how hard their sentences are to read."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from bot.lint.articles import Article, Unit
from bot.lint.findings import Finding, quoted

CHECK = "readability"
FEWEST_PAIRS, MOST_PAIRS = 5, 10
_LONG_WORD = 6  # letters that a long word has more than
_WORD = re.compile(r"[^\W_]+(?:[-'’.,][^\W_]+)*")


@dataclass(frozen=True, slots=True)
class _Limits:
    """Sizes count words, in Japanese characters without spaces."""

    unit: str
    shortest_body: int
    longest_body: int
    mean_sentence: float
    longest_sentence: int
    lix: float | None = None


# The four articles that were here first reach a LIX of 39 (en) and 44 (nb), means of 13 words and 38
# characters, and sentences of 30, 33 and 83; the limits are about a tenth above, the mean of words more.
LIMITS: Mapping[str, _Limits] = {
    "en": _Limits("words", 600, 1200, 17, 35, lix=43),
    "nb": _Limits("words", 600, 1200, 17, 35, lix=48),
    "ja": _Limits("characters", 1800, 3600, 45, 90),
}


def check_readability(articles: Sequence[Article]) -> list[Finding]:
    """Measure each article; too few or many FAQ pairs are an error, the rest is for the writer to judge."""
    found: list[Finding] = []
    for article in articles:
        pairs = len(article.questions) + len(article.unanswered)
        if not FEWEST_PAIRS <= pairs <= MOST_PAIRS:
            message = f"has {pairs} FAQ pairs; give {FEWEST_PAIRS} to {MOST_PAIRS}"
            found.append(Finding(CHECK, article.source, None, message, "error"))
        limits = LIMITS.get(article.language)
        if limits:
            found += [
                Finding(CHECK, article.source, line, message, "warning")
                for line, message in _problems(article, limits)
            ]
    return found


def check_stubs(articles: Sequence[Article]) -> list[Finding]:
    """Find articles of which nothing is there yet, so that other checks would only say so again."""
    message = "holds next to nothing, and no FAQ; write the article, or delete the file"
    return [
        Finding(CHECK, article.source, None, message, "error")
        for article in articles
        if article.markdown and _is_stub(article)
    ]


def _is_stub(article: Article) -> bool:
    limits = LIMITS.get(article.language)
    if limits is None or article.questions:
        return False
    return _body_length(article) < limits.shortest_body / 10


def lix(sentences: Sequence[str]) -> float:
    """Return Björnsson's LIX (1968): words per sentence plus the percentage of words over six letters."""
    words = [word for sentence in sentences for word in _WORD.findall(sentence)]
    if not words:
        return 0.0
    return len(words) / len(sentences) + 100 * sum(len(word) > _LONG_WORD for word in words) / len(words)


def length(text: str, language: str) -> int:
    """Return how many words a text has, in Japanese how many characters without spaces."""
    return len(re.sub(r"\s", "", text)) if language == "ja" else len(_WORD.findall(text))


def _body_length(article: Article) -> int:
    own = (unit for unit in article.units if unit.pair is None and unit.kind != "heading")
    return sum(length(unit.text, article.language) for unit in own)


def _problems(article: Article, limits: _Limits) -> Iterator[tuple[int | None, str]]:
    body = _body_length(article)
    if not limits.shortest_body <= body <= limits.longest_body:
        wanted = f"{limits.shortest_body:,} to {limits.longest_body:,}"
        yield None, f"has {body:,} {limits.unit} without its FAQ; write {wanted}"
    sentences = [unit for unit in article.units if unit.kind in ("paragraph", "item")]
    sizes = [length(unit.text, article.language) for unit in sentences]
    if not sizes:
        return
    mean = sum(sizes) / len(sizes)
    if mean > limits.mean_sentence:
        aim = f"cut long sentences in two until the mean is below {limits.mean_sentence:g}"
        yield None, f"has {mean:.1f} {limits.unit} in a sentence on average; {aim}"
    if limits.lix and (hard := lix([unit.text for unit in sentences])) > limits.lix:
        yield (
            None,
            f"has a LIX of {hard:.0f}; use shorter sentences and words until it is below {limits.lix:g}",
        )
    yield from _long_sentences(sentences, sizes, limits)


def _long_sentences(
    sentences: Sequence[Unit], sizes: Sequence[int], limits: _Limits
) -> Iterator[tuple[int | None, str]]:
    for unit, size in zip(sentences, sizes, strict=True):
        if size > limits.longest_sentence:
            which = (
                f"a sentence has {size} {limits.unit}, over {limits.longest_sentence}: {quoted(unit.text)}"
            )
            yield unit.line, f"{which}; cut it in two"
