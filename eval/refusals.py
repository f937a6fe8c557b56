"""How bots say that they do not answer, for those that have no flag for it: judged by wording alone.

English, Norwegian, German and Japanese are known; ``--refusal`` of the command line adds wordings.
"""

import re
from collections.abc import Sequence

from bot.errors import UsageError

_MATERIAL = r"(?:source|document|article|context|text|information|material)s?"
_MATERIALE = r"(?:kildene|dokumentene|artiklene|teksten|materialet|konteksten)"
_UNTERLAGEN = (
    r"(?:unterlagen|quellen|dokumente|dokumenten|artikel|artikeln|text|texten|kontext|informationen|material)"
)
_ENGLISH = (
    r"\bI (?:do not|don['’]t) (?:know|have)",
    r"\b(?:cannot|can['’]t|could not|couldn['’]t|unable to) (?:find|answer|help)",
    r"\b(?:no|not enough|insufficient) information\b",
    rf"\bnot (?:\w+ )?(?:in|by) (?:the|my|these|any) (?:\w+ )?{_MATERIAL}\b",
    rf"\b{_MATERIAL} (?:\w+ )?(?:do(?:es)? not|don['’]t|doesn['’]t) (?:say|mention|contain|cover|specify)",
)
_NORWEGIAN = (
    r"\b(?:vet|finner|fant) (?:jeg )?(?:dessverre )?ikke",
    r"\b(?:kan|kunne) (?:jeg )?(?:dessverre )?ikke (?:svare|finne|hjelpe)",
    r"\bikke (?:nok|noen) (?:informasjon|opplysninger)",
    rf"\b{_MATERIALE} (?:\w+ )?(?:det )?ikke\b",
)
_GERMAN = (
    r"\bweiß (?:ich|das|es) (?:das |es |leider )*nicht",
    r"\b(?:kann|konnte|können|konnten) (?:ich|wir|dazu|darauf|diese|das)\b[^.!?\n]{0,60}\bnicht"
    r"[^.!?\n]{0,40}\b(?:beantworten|finden|helfen|sagen)\b",
    rf"\b{_UNTERLAGEN}\b[^.!?\n]{{0,40}}\bnicht (?:hervor|enthalten|erwähnt|zu entnehmen|zu finden)",
    rf"\b{_UNTERLAGEN} (?:\w+ ){{0,3}}(?:dazu |darüber )(?:\w+ )?(?:keine|nichts)\b",
    r"\b(?:keine|nicht genügend|nicht genug|unzureichende) (?:\w+ )?(?:informationen|angaben|auskunft)\b",
    rf"\b(?:keine|nichts) (?:\w+ ){{0,3}}in (?:den|meinen|diesen) (?:\w+ ){{0,3}}{_UNTERLAGEN}\b",
)
_JAPANESE = (
    r"わかりません|分かりません|存じません|見つかりません|見つけられません|お答えできません|回答できません",
    r"(?:情報|記載|記述)(?:が|は)(?:あり|ござい|見当たり)ません",
)
REFUSALS = re.compile("|".join((*_ENGLISH, *_NORWEGIAN, *_GERMAN, *_JAPANESE)), re.IGNORECASE)


def refusals(further: Sequence[str]) -> re.Pattern[str]:
    """Return the known wordings and further ones, which are regular expressions.

    Raises:
        UsageError: one is no regular expression, or would take every answer for a refusal.
    """
    for each in further:
        try:
            empty = re.compile(f"(?:{each})").search("") is not None
        except re.error as error:
            raise UsageError(f"--refusal {each!r} is no regular expression: {error}") from error
        if empty:
            raise UsageError(f"--refusal {each!r} fits every answer; write words that only a refusal has")
    return re.compile("|".join((REFUSALS.pattern, *(f"(?:{each})" for each in further))), re.IGNORECASE)
