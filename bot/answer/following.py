"""Whether a question follows up on what was asked before it.

History makes any question look like what was asked before: with it alone, 60 of 60 questions on the weather
and the like were answered, and 152 of 236 near misses. So a question that does not stand alone must have
to do, by itself, with the article that is found with its history.

The thresholds were chosen on follow-ups that need their history (31 of 34 pass), and on questions on
something else after any other (14 of 267 pass, of small talk 1 of 48).
"""

import re

from bot.answer.confidence import speaks_of_it
from bot.embedding import Vectors
from bot.index.opened import Index
from bot.types import Chunk

# Cosine of the question by itself with what it would be answered from; more if nothing in it points back.
POINTING_BACK, ELSE = 0.76, 0.79

_GOES_ON = {
    "en": re.compile(r"(?:and|but|so|what about|how about|what if|then)\b", re.I),
    "nb": re.compile(r"(?:og|men|så|hva med|enn|hva hvis)\b", re.I),
    "ja": re.compile(r"(?:では|じゃ|それ|その|でも|あと|だったら|なら)"),
}
_POINTS_BACK = {
    "en": re.compile(
        r"(?:or|even|only)\b|.*\b(?:it|its|this|that|these|those|they|them|their|there|he|him|his|she|her|one|ones|"
        r"same|then|too|also|either|instead|otherwise)\b",
        re.I,
    ),
    "nb": re.compile(
        r"(?:selv|eller|bare)\b|.*\b(?:det|den|de|dem|dette|disse|der|dit|da|han|ham|hun|henne|samme|slik|sånn|også|"
        r"likevel|ellers)\b",
        re.I,
    ),
    "ja": re.compile(r"もし|.*(?:それ|その|これ|この|そう|同じ|だったら|なら[ば？?]|(?:は|も|から)[？?]$)"),
}


def goes_on(question: str, language: str) -> bool:
    """Whether a question begins as one that goes on with what was asked before."""
    return language in _GOES_ON and _GOES_ON[language].match(question) is not None


def may_follow(index: Index, question: str, vector: Vectors, chunk: Chunk) -> bool:
    """Whether a question that does not stand alone can be meant of what a chunk says.

    ``vector`` is the question encoded by itself.
    """
    language = chunk.language
    pointing = language in _POINTS_BACK and _POINTS_BACK[language].match(question)
    least = POINTING_BACK if pointing or goes_on(question, language) else ELSE
    if index.passages[index.positions[chunk.id]] @ vector < least:
        return False
    article = [each for each in index.chunks if each.source == chunk.source]
    return speaks_of_it(index.lexical, question, article)
