"""Questions that ask for nothing but two or more subjects of the corpus, or the difference between them.

"HMO or PPO?" is answered by what each of them is, each from its own article; only a pair of the corpus that
asks for the same difference is better. Who asks for more ("Which costs less, an HMO or a PPO?") is answered
like anyone.
"""

import re
from collections.abc import Callable
from dataclasses import replace
from functools import cache

from bot.answer.definition import only_asks, opening_question
from bot.answer.find import Found, find
from bot.embedding import Vectors
from bot.index.opened import Index
from bot.index.subjects import spot
from bot.language import words
from bot.types import Hit

_MOST_SUBJECTS = 4
_LEVEL = 0.5  # what a hit may score less than the best one and count as level with it
# One of these makes a question with two subjects a comparison …
_COMPARING = {
    "en": "difference different differ vs versus compare comparison distinguish same or",
    "nb": "forskjell forskjellig forskjeller skille skiller ulik ulikt vs versus kontra mot sammenlign "
    "sammenligne sammenligning samme eller",
    "ja": "違 異 差 比較 比 対 同 どちら それとも どっち",
}
# … if these are all it says beside.
_ADDING_NOTHING = {
    "en": "a an and the what is are s between of how do does from with to in on plan plans main key explain "
    "tell me about please i should choose pick which one better it there any just really each other your my",
    "nb": "en et og hva er det den de på mellom av hvordan fra med til i plan planer egentlig viktigste "
    "forklar fortell meg om jeg bør velge hvilken hvilket best bedre seg noe noen en som the ene andre",
    "ja": "プラン 型 何 教 説明 主 点 両者 間 方 良 選 医療保険 保険 契約 制度",
}
_HIRAGANA = re.compile(r"[ぁ-ゟー]")


def compare(
    index: Index, encode: Callable[[str], Vectors], question: str, language: str, found: Found
) -> tuple[Found, ...]:
    """Return what the corpus says of each subject of a comparison, in its order.

    Only ``found``, what it says to the question as it stands, if that is no comparison of subjects the corpus
    defines; what answers this very one comes first there.
    """
    sources = compared(index, question, language)
    if not sources:
        return (found,)
    best = [hit for hit in found.hits if found.likely and hit.score >= found.hits[0].score - _LEVEL]
    if told := next((hit for hit in best if _tells_apart(index, hit, sources)), None):
        return (replace(found, hits=(told, *(hit for hit in found.hits if hit is not told))),)
    defined = []
    for source in sources:
        definition = find(index, encode, opening_question(index, source, language), language)
        if not definition.likely or definition.hits[0].chunk.source != source:
            return (found,)
        defined.append(definition)
    return tuple(defined)


def compared(index: Index, question: str, language: str) -> tuple[str, ...]:
    """Return the documents whose subjects a question wants told apart, or told of, and nothing else."""
    sources, others = spot(index.subjects, words(question, language), language)
    if not 2 <= len(sources) <= _MOST_SUBJECTS or language not in _COMPARING:
        return ()
    if only_asks(others, language):
        return sources
    comparing = _stems(_COMPARING[language], language)
    adding_nothing = _stems(_ADDING_NOTHING[language], language)
    if language == "ja":
        said = "".join(others)
        rest = re.sub("|".join(sorted(comparing | adding_nothing, key=len, reverse=True)), "", said)
        return sources if any(word in said for word in comparing) and not _HIRAGANA.sub("", rest) else ()
    said_words = set(others)
    return sources if said_words & comparing and not said_words - comparing - adding_nothing else ()


def _tells_apart(index: Index, hit: Hit, sources: tuple[str, ...]) -> bool:
    if hit.asked is None or hit.asked.heading:
        return False
    return set(sources) == set(compared(index, hit.asked.text, hit.chunk.language))


@cache
def _stems(listed: str, language: str) -> frozenset[str]:
    if language == "ja":
        return frozenset(listed.split())
    return frozenset(words(listed, language))
