"""Greetings, thanks and calls for help: what is no question, and gets no "the sources do not say"."""

import re
from typing import Literal

from bot.language import fold

Courtesy = Literal["greeting", "thanks"]

_EN_HELP = (
    r"(?:(?:can|could) you (?:please )?help(?: me)?|(?:i need )?help(?: me)?|i have a question)(?: please)?"
)
_NB_HELP = (
    r"(?:kan du (?:være så snill å )?hjelpe(?: meg)?|(?:jeg trenger )?hjelp(?: meg)?|jeg har et spørsmål)"
)
# Of the whole question, its case and punctuation gone.
_SAID: dict[tuple[Courtesy, str], str] = {
    ("greeting", "en"): (
        rf"(?:(?:hi|hello|hey|good (?:morning|afternoon|evening|day))(?: (?:there|again))?(?: {_EN_HELP})?"
        rf"|{_EN_HELP}|(?:who|what|how) are you(?: today)?|are you (?:a )?(?:human|person|robot|bot|real)"
        r"|what (?:can|do) you do|what can you help(?: me)? with|what can i ask(?: you)?(?: about)?)"
    ),
    ("thanks", "en"): (
        r"(?:(?:ok|okay|great|perfect|good) )?(?:thanks|thank you|thx)"
        r"(?: (?:a lot|so much|very much|again|for (?:your|the) help|that was (?:very )?helpful|that helps))?"
        r"|ok|okay|great|perfect|(?:good)?bye"
    ),
    ("greeting", "nb"): (
        r"(?:(?:hei(?: hei)?|heisann|hallo|god (?:morgen|dag|kveld|ettermiddag))(?: (?:der|igjen))?"
        rf"(?: {_NB_HELP})?|{_NB_HELP}|(?:hvem|hva) er du|hvordan går det"
        r"|er du (?:et menneske|en (?:robot|bot|maskin))"
        r"|hva kan du(?: (?:gjøre|svare på|hjelpe(?: meg)? med))?|hva kan jeg spørre(?: deg)? om)"
    ),
    ("thanks", "nb"): (
        r"(?:(?:ok|okei|flott|supert|fint) )?(?:(?:tusen|mange|hjertelig) )?takk"
        r"(?: (?:skal du ha|for (?:hjelpen|det|svaret)|igjen))?|okei|flott|supert|ha det(?: bra)?"
    ),
    ("greeting", "ja"): (
        r"(?:こんにちは|こんばんは|おはよう(?:ございます)?|はじめまして)?"
        r"(?:質問があります|助けて(?:ください)?|あなたは(?:誰|何|人間)(?:ですか)?|お元気ですか|何ができ(?:ますか|るの)"
        r"|何を(?:聞け|質問でき)ますか|よろしくお願いします)?"
    ),
    ("thanks", "ja"): (
        r"(?:どうも|本当に)?ありがとう(?:ございます|ございました)?|どうも|さようなら"
        r"|(?:分か|わか)りました|了解(?:です|しました)?"
    ),
}


def courtesy(text: str) -> tuple[Courtesy, str] | None:
    """Return which courtesy a text is and in which language; None for all that may be a question."""
    said = " ".join(re.findall(r"\w+", fold(text)))
    joined = said.replace(" ", "")
    for (found, language), pattern in _SAID.items():
        if joined and re.fullmatch(pattern, joined if language == "ja" else said):
            return found, language
    return None
