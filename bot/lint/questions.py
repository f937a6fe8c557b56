"""FAQ questions of one language that ask the same."""

import re
from collections.abc import Sequence

from bot.language import fold
from bot.lint.articles import Article, Question
from bot.lint.findings import Finding, Severity, place, quoted
from bot.lint.similar import alike, names, plain_words

CHECK = "questions"
# Of 213 English, 213 Norwegian and 213 Japanese questions no two that ask different things about the same
# names reach 0.7; "Do I need a referral in an HMO?" and the same with "to see a specialist" reach 0.8.
NEAR = 0.75


def check_questions(articles: Sequence[Article], *, edited: bool) -> list[Finding]:
    """Find questions that are the same or, about the same names, nearly so; one finding each two articles.

    ``edited``: the near ones are errors too; the writers of another corpus may mean them.
    """
    again: dict[tuple[str, str, Severity], list[tuple[Question, Question]]] = {}
    for language in sorted({article.language for article in articles}):
        own = [article for article in articles if article.language == language]
        asked = [(article.source, question) for article in own for question in article.questions]
        plain = plain_words(unit.text for article in own for unit in article.units)
        about = [_about(question.text, language, plain) for _, question in asked]
        texts = [question.text for _, question in asked]
        for first, second in alike(texts, language, NEAR):
            same = letters(texts[first]) == letters(texts[second])
            if same or about[first] == about[second]:
                (source, question), (again_in, repeated) = asked[first], asked[second]
                severity: Severity = "error" if same or edited else "warning"
                again.setdefault((again_in, source, severity), []).append((repeated, question))
    return [_finding(*where, questions) for where, questions in again.items()]


def _finding(
    source: str, first: str, severity: Severity, questions: Sequence[tuple[Question, Question]]
) -> Finding:
    (repeated, question), *more = questions
    others = f", as are {len(more)} more of its questions" if more else ""
    message = (
        f"the question {quoted(repeated.text)} is much the same as {quoted(question.text)} in "
        f"{place(first, question.line)}{others}; ask something else or leave one out"
    )
    return Finding(CHECK, source, repeated.line, message, severity)


def _about(text: str, language: str, plain: frozenset[str]) -> frozenset[str]:
    return names(text, language, plain) | frozenset(re.findall(r"\d[\d.,/]*", fold(text)))


def letters(question: str) -> str:
    """Return what is left of a question when two that ask the same in the same words are to be equal."""
    return re.sub(r"\W", "", fold(question))
