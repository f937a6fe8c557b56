"""Questions for a figure, and passages that hold none, or one of another year."""

import re

from bot.facts import facts
from bot.types import Chunk

_ASKS = {
    "en": re.compile(
        r"\bhow (?:many|much|often|long|big|high|low|large|old|far|soon)\b|\bper ?cent|\baverage\b|\bdeadline"
        r"|\bwhat (?:share|year|date|age|amount|percentage)\b|\b(?:cost|price)s?\b",
        re.I,
    ),
    "nb": re.compile(
        r"\bhvor (?:mange|mye|ofte|lenge|stor|stort|store|høy|høyt|lav|gammel|langt?)\b"
        r"|\bprosent|\bgjennomsnitt|\b(?:i|på) snitt\b|\bfrist|\bhvilket (?:år|beløp)\b"
        r"|\bkoster?\b|\bpris(?:en|er)?\b",
        re.I,
    ),
    "ja": re.compile(
        r"いくら|いくつ|いつまで|どのくらい|どれくらい|平均|相場|割合|期限|値段|何(?:人|社|件|回|歳|年|日|割|％|%|パーセント|ドル"
        r"|[かカヶケ]月|時間|倍)"
    ),
}
_YEAR = re.compile(r"(?<!\d)20\d\d(?!\d)")


def lacks_figure(question: str, language: str, chunk: Chunk) -> bool:
    """Whether a question asks for an amount, a number or a time, and a chunk has no figure at all."""
    asks = language in _ASKS and _ASKS[language].search(question)
    return bool(asks) and not facts(chunk.text, chunk.language)


def of_another_year(question: str, chunk: Chunk) -> bool:
    """Whether a question names a year, and a chunk others only: the limits of 2026 are not those of 2027."""
    asked, told = (set(_YEAR.findall(text)) for text in (question, chunk.text))
    return bool(asked and told) and asked.isdisjoint(told)
