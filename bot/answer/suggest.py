"""What to ask instead of a question that the sources do not answer."""

from collections.abc import Sequence
from itertools import islice

from bot.answer.definition import opening_question
from bot.index.opened import Index
from bot.index.subjects import article_of
from bot.types import Document, Hit

_SUGGESTIONS = 3
# Something is suggested where a passage, a question that is answered or one known not to be has at least this
# cosine; then also pairs with only the other one. Of 64 questions refused wrongly 52 have their own pair
# suggested; 39 of 296 of other fields are offered something.
_NEAR, _ASKED, _KNOWN = 0.68, 0.5, 0.6
_BESIDE_A_NEAR_ONE = 0.58


def suggest(index: Index, hits: Sequence[Hit], language: str) -> tuple[str, ...]:
    """Return the questions of the FAQ pairs found first, else those that the articles found open with.

    Where nothing found is near to the question there are none.
    """
    pairs = [hit for hit in hits if hit.chunk.question and hit.chunk.language == language][:_SUGGESTIONS]
    if any(_is_near(hit) for hit in pairs):
        kept = [hit.chunk for hit in pairs if hit.parts["dense"] >= _BESIDE_A_NEAR_ONE or _is_near(hit)]
        return tuple(dict.fromkeys(chunk.question for chunk in kept if chunk.question))
    near = dict.fromkeys(hit.chunk.source for hit in hits if _is_near(hit))
    versions = [_version(index, source, language) for source in near]
    documents = [each for each in versions if each.language == language] or versions
    opening = (opening_question(index, each.source, each.language) for each in documents)
    return tuple(islice(dict.fromkeys(opening), _SUGGESTIONS))


def _is_near(hit: Hit) -> bool:
    asked = "unanswered" in hit.parts and hit.parts.get("question", 0.0) >= _ASKED
    return asked or hit.parts["dense"] >= _NEAR or hit.parts.get("unanswered", 0.0) >= _KNOWN


def _version(index: Index, source: str, language: str) -> Document:
    """Return a document's version in a language; itself where there is none."""
    document = index.documents[source]
    article = article_of(source, document.language)
    own = (each for each in index.documents.values() if each.language == language)
    return next((each for each in own if article_of(each.source, language) == article), document)
