"""Questions for what a subject is, however that is put: "免責金額って何？", "explain coinsurance".

What an article opens with answers them all, but the encoder is sure of that only for the ways of asking which
the article itself gives.
"""

import re
from functools import cache

from bot.index.opened import Index
from bot.index.subjects import spot
from bot.language import definition_question, words

# All that may stand beside the subject.
_ASKING = {
    "en": "a an the what whats s is are was does do did mean means meant meaning of by with explain "
    "explained explanation define definition describe tell me about to for please can could you in plain "
    "simple words word term terms exactly actually this that called i need know want understand don t get it "
    "so again",
    "nb": "en ei et den det de hva er som betyr betyder betydning menes mener man med av forklar forklare "
    "forklaring definer definisjon fortell meg om kan du vil jeg vite skjønner ikke i på for noe for ordet "
    "begrepet enkelt enkle ord kort egentlig nå igjen the of",
}
_ASKING_JA = re.compile(
    r"(?:とは|って|というのは|どういう|どんな|もの|こと|意味|定義|用語|言葉|何|なに|なん|ナニ|簡単|かんたん|分かり|わかり|やすく"
    r"|説明|教え|おしえ|知り|しり|たい|ください|下さい|くれ|もらえ|ます|です|でしょう|だっけ|だ|して|する|について|いう|て|に|は|が"
    r"|の|を|と|か|ん|よ|ね|さ|い)*"
)


def definition_asked(index: Index, question: str, language: str) -> tuple[str, str] | None:
    """Return the document on whose subject a question asks what it is, and that question as it is indexed.

    None for a question that says more than that, and for one on no subject of that language or on several.
    """
    sources, others = spot(index.subjects, words(question, language), language)
    if len(sources) != 1 or not _only_asks(others, language):
        return None
    return sources[0], definition_question(index.documents[sources[0]].title, language)


def _only_asks(others: list[str], language: str) -> bool:
    if language == "ja":
        return _ASKING_JA.fullmatch("".join(others)) is not None
    return language in _ASKING and set(others) <= _stems(language)


@cache
def _stems(language: str) -> frozenset[str]:
    return frozenset(words(_ASKING[language], language))
