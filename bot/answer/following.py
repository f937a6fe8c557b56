"""Whether a question follows up on what was asked before it.

History makes any question look like what was asked before: with it alone, 60 of 60 questions on the weather
and the like were answered, and 152 of 236 near misses. So a question that does not stand alone must have
to do, by itself, with the article that is found with its history.

Of 57 follow-ups that need their history 48 are answered, and of 45 without an answer 6.
"""

import re
from collections.abc import Sequence

from bot.answer.confidence import speaks_of_it
from bot.embedding import Vectors
from bot.index.lettered import places
from bot.index.opened import Index
from bot.index.subjects import named_at, spot
from bot.language import placed_words, words
from bot.types import Chunk, Hit

# Least cosine of the question by itself with what it would be answered from: in general, and if it points
# back in so few words that they say nothing by themselves ("And if it doesn't?", それはなぜ？).
LEAST, LEAST_BRIEF = 0.58, 0.44
_BRIEF = {"en": 5, "nb": 4, "ja": 6}

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

# Words that stand for a subject, in a question that names none.
_PRONOUN = {
    "en": re.compile(r"\b(?:it|its|that|this|they|them|those|these)\b", re.I),
    "nb": re.compile(r"\b(?:det|den|dette|denne|de|dem|disse)\b", re.I),
    "ja": re.compile(r"それ|その|これ|この|そう"),
}
_FEW_WORDS = {"en": 6, "nb": 6, "ja": 12}  # a Japanese word counts its characters
# All that may stand beside the subject where the same is asked of another: "And in a PPO?"
_SAME_OF_ANOTHER = {
    "en": "and but so or what how about if it is i have for in with of a an the then plan plans to on s",
    "nb": "og men så eller hva hvordan om med for i på hvis jeg har en et ei den det da enn er planen til",
}
_SAME_OF_ANOTHER_JA = re.compile(r"(?:[ぁ-ゟー]|場合|プラン)*")
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d年?(?!\d)")
_NEXT_YEAR = re.compile(
    r"\b(?:next|the following) year\b|\bthe year after\b|\b(?:til )?neste år\b|\båret etter\b|"
    r"来年|翌年|次の年",
    re.I,
)
_LAST_YEAR = re.compile(
    r"\b(?:last|the previous) year\b|\bthe year before\b|\bi fjor\b|\bforrige år\b|\båret før\b|"
    r"去年|昨年|前年",
    re.I,
)


def goes_on(question: str, language: str) -> bool:
    """Whether a question begins as one that goes on with what was asked before."""
    return language in _GOES_ON and _GOES_ON[language].match(question) is not None


def refers_back(index: Index, question: str, language: str) -> bool:
    """Whether a question has a pronoun where its subject should be: "Who pays it?"."""
    pronoun = language in _PRONOUN and _PRONOUN[language].search(question)
    return bool(pronoun) and not names_subject(index, question, language)


def is_brief(question: str, language: str) -> bool:
    """Whether a question has so few words that it hardly says itself what it is on."""
    return len(words(question, language)) <= _FEW_WORDS.get(language, _FEW_WORDS["en"])


def hangs_in_the_air(index: Index, question: str, language: str) -> bool:
    """Whether a question says nothing but what it asks of a pronoun: "How long does it last?"."""
    if goes_on(question, language) or not refers_back(index, question, language):
        return False
    if not is_brief(question, language):
        return False
    return not any(_named(index, question, spoken) for spoken in index.languages)


def names_subject(index: Index, question: str, language: str) -> bool:
    """Whether a question says itself which document's subject it is on."""
    return bool(_named(index, question, language))


def may_follow(index: Index, question: str, vector: Vectors, chunk: Chunk) -> bool:
    """Whether a question that does not stand alone can be meant of what a chunk says.

    ``vector`` is the question encoded by itself.
    """
    language = chunk.language
    pointing = language in _POINTS_BACK and _POINTS_BACK[language].match(question)
    back = pointing or goes_on(question, language)
    least = LEAST_BRIEF if back and len(words(question, language)) <= _BRIEF[language] else LEAST
    if index.passages[index.positions[chunk.id]] @ vector < least:
        return False
    article = [each for each in index.chunks if each.source == chunk.source]
    begun = _GOES_ON[language].match(question) if language in _GOES_ON else None
    return speaks_of_it(index.lexical, question[begun.end() :] if begun else question, article)


def asked_of_another(index: Index, question: str, language: str, history: Sequence[str]) -> str | None:
    """Return the last question asked of one subject as one of another, where that is all a question changes.

    "Do I need a referral in an HMO?", "And in a PPO?": the earlier question with the name replaced.
    """
    placed = placed_words(question, language)
    texts = [word for word, _, _ in placed]
    named = named_at(index.subjects, texts, language)
    if len(named) != 1:
        return None
    source, first, last = named[0]
    if not _adds_nothing([*texts[:first], *texts[last:]], language):
        return None
    name = question[placed[first][1] : placed[last - 1][2]]
    for earlier in reversed(history):
        said = placed_words(earlier, language)
        before = named_at(index.subjects, [word for word, _, _ in said], language)
        if before:
            _, first, last = before[-1]
            if len(before) > 1 or before[0][0] == source:
                return None
            return earlier[: said[first][1]] + name + earlier[said[last - 1][2] :]
    return None


def asked_of_another_year(question: str, language: str, history: Sequence[str], now: int) -> str | None:
    """Return the last question asked of a year as one of another, where that is all a question changes.

    "What is the Part B premium in 2026?", "And in 2027?" or "And next year?"; an earlier question without a
    year is given it. ``now`` is the present year.
    """
    if not history:
        return None
    earlier = next((each for each in reversed(history) if _YEAR.search(each)), None)
    spoken_of = int(_YEAR.findall(earlier)[-1][:4]) if earlier else now
    said = _NEXT_YEAR.sub(f" {spoken_of + 1} ", _LAST_YEAR.sub(f" {spoken_of - 1} ", question))
    years = _YEAR.findall(said)
    if len(years) != 1 or not _adds_nothing(words(_YEAR.sub(" ", said), language), language):
        return None
    if earlier is None:
        return f"{history[-1].rstrip('?？ ')} ({years[0]})?"
    return _YEAR.sub(lambda year: years[0][:4] + year[0][4:], earlier)


def asked_of_another_letter(index: Index, question: str, language: str, history: Sequence[str]) -> str | None:
    """Return the last question asked of one lettered thing as one of another, where that is all it changes.

    "What is the Part B premium?", "And for Part A?"
    """
    named = places(index.lettered, question)
    if len(named) != 1:
        return None
    first, last = named[0]
    if not _adds_nothing(words(f"{question[:first]} {question[last:]}", language), language):
        return None
    for earlier in reversed(history):
        before = places(index.lettered, earlier)
        if before:
            start, end = before[-1]
            return earlier[:start] + question[first:last] + earlier[end:] if len(before) == 1 else None
    return None


def spoken_of(index: Index, language: str, history: Sequence[str]) -> tuple[str, ...]:
    """Return the sources of the subject that was last named."""
    return next(filter(None, (_named(index, earlier, language) for earlier in reversed(history))), ())


def leaves_the_subject(index: Index, question: str, language: str, history: Sequence[str], best: Hit) -> bool:
    """Whether a question that names no subject is answered elsewhere than where what was spoken of is.

    "Do I need a referral?" after "What is an EPO?" is not one on HMOs.
    """
    if best.chunk.language != language or names_subject(index, question, language):
        return False
    before = spoken_of(index, language, history)
    return bool(before) and best.chunk.source not in before


def _named(index: Index, text: str, language: str) -> tuple[str, ...]:
    return spot(index.subjects, words(text, language), language)[0]


def _adds_nothing(others: Sequence[str], language: str) -> bool:
    if language == "ja":
        return _SAME_OF_ANOTHER_JA.fullmatch("".join(others)) is not None
    return language in _SAME_OF_ANOTHER and set(others) <= set(words(_SAME_OF_ANOTHER[language], language))
