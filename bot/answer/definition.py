"""Questions for what a subject is, however that is put: "免責金額って何？", "explain coinsurance".

What an article opens with answers them all, but the encoder is sure of that only for the ways of asking which
the article itself gives.
"""

import re
from collections.abc import Sequence
from functools import cache

from bot.index.opened import Index
from bot.index.subjects import spot
from bot.language import definition_question, words
from bot.types import Hit

# All that may stand beside the subject.
_ASKING = {
    "en": "a an the what whats s is are was does do did mean means meant meaning of by with explain "
    "explained explanation define definition describe tell me about to for please can could you in plain "
    "simple words word term terms exactly actually this that called i need know want understand don t get it "
    "so again and us usa american health medical insurance",
    "nb": "en ei et den det de hva er som betyr betyder betydning menes mener man med av forklar forklare "
    "forklart forklaring definer definisjon fortell meg om kan du vil jeg vite skjønner ikke i på for noe "
    "for ordet begrepet enkelt enkle ord kort egentlig nå igjen the of og går ut usa amerikansk "
    "helseforsikring forsikring",
}
# What an abbreviation is short for is told where its article opens.
_NAMING = {"en": "stand stands short", "nb": "står forkortelse forkortelsen"}
_ASKING_JA = re.compile(
    r"(?:とは|って|というのは|どういう|どんな|もの|こと|意味|定義|用語|言葉|何|なに|なん|ナニ|簡単|かんたん|分かり|わかり|やすく"
    r"|説明|教え|おしえ|知り|しり|たい|ください|下さい|くれ|もらえ|ます|です|でしょう|だっけ|だ|して|する|について|いう|て|に|は|が"
    r"|の|を|と|か|ん|よ|ね|さ|い)*"
)


def subjects_asked(index: Index, question: str, language: str) -> tuple[str, ...]:
    """Return the documents on whose subjects a question asks what they are, and nothing else."""
    sources, others = spot(index.subjects, words(question, language), language)
    return sources if only_asks(others, language) else ()


def opening_question(index: Index, source: str, language: str) -> str:
    """Return the question that a document opens with the answer to, as it is indexed.

    That is its first that asks only what it is about, be it given by its title, a heading or its FAQ.
    """
    own = (asked for chunk in index.chunks if chunk.source == source for asked in chunk.asked)
    given = (asked.text for asked in own if not asked.wording)
    opening = (text for text in given if subjects_asked(index, text, language) == (source,))
    return next(opening, definition_question(index.documents[source].title, language))


def tells_what_it_is(index: Index, hit: Hit, language: str) -> bool:
    """Whether a hit, found for a question for what its document's subject is, was found by such a question.

    Other wordings are given for every way of asking, so that the nearest of them is taken for one.
    """
    asked = hit.asked
    if asked is None:
        return False
    return asked.wording or subjects_asked(index, asked.text, language) == (hit.chunk.source,)


def asks_of_unknown(index: Index, question: str, language: str) -> bool:
    """Whether a question asks what something is that the corpus has no word of, as "What is an annuity?"."""
    known = index.lexical.spelling.stems.get(language)
    if language not in _ASKING or known is None:
        return False
    others = set(words(question, language)) - _asking(language)
    return bool(others) and others.isdisjoint(known)


def only_asks(others: Sequence[str], language: str) -> bool:
    """Whether words, those of a question beside its subjects, ask for no more than what these are."""
    if language == "ja":
        return _ASKING_JA.fullmatch("".join(others)) is not None
    return language in _ASKING and set(others) <= _asking(language)


@cache
def _asking(language: str) -> frozenset[str]:
    return frozenset(words(f"{_ASKING[language]} {_NAMING[language]}", language))
