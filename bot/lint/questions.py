"""FAQ questions of one language that ask the same."""

import re
from collections.abc import Sequence

from bot.language import fold
from bot.lint.articles import Article
from bot.lint.findings import Finding, quoted
from bot.lint.similar import alike, names, plain_words

CHECK = "questions"
# Of 213 English, 213 Norwegian and 213 Japanese questions no two that ask different things about the same
# names reach 0.7; "Do I need a referral in an HMO?" and the same with "to see a specialist" reach 0.8.
NEAR = 0.75


def check_questions(articles: Sequence[Article]) -> list[Finding]:
    """Find questions that are the same or nearly so, about the same names."""
    found: list[Finding] = []
    for language in sorted({article.language for article in articles}):
        own = [article for article in articles if article.language == language]
        asked = [(article.source, question) for article in own for question in article.questions]
        plain = plain_words(unit.text for article in own for unit in article.units)
        about = [_about(question.text, language, plain) for _, question in asked]
        texts = [question.text for _, question in asked]
        for first, second in alike(texts, language, NEAR):
            if about[first] == about[second] or _same(texts[first], texts[second]):
                source, question = asked[first]
                again_in, again = asked[second]
                message = (
                    f"the question {quoted(again.text)} is much the same as {quoted(question.text)} "
                    f"in {source} line {question.line}; ask something else or leave one out"
                )
                found.append(Finding(CHECK, again_in, again.line, message, "error"))
    return found


def _about(text: str, language: str, plain: frozenset[str]) -> frozenset[str]:
    return names(text, language, plain) | frozenset(re.findall(r"\d[\d.,/]*", fold(text)))


def _same(first: str, second: str) -> bool:
    return re.sub(r"\W", "", fold(first)) == re.sub(r"\W", "", fold(second))
