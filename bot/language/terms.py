"""What the words and index terms of a text are, and which of its characters count."""

import re
import unicodedata
from functools import cache

import Stemmer

from bot.language.scripts import HAN

_STEMMERS = {
    "en": "english", "nb": "norwegian", "nn": "norwegian", "da": "danish", "sv": "swedish",
    "de": "german", "fr": "french", "es": "spanish", "it": "italian", "nl": "dutch",
    "pt": "portuguese", "fi": "finnish",
}  # fmt: skip
_CJK = r"\u3005-\u3007\u3041-\u30ff\u3400-\u9fff\uf900-\ufaff"
_TOKEN = re.compile(rf"(?P<cjk>[{_CJK}]+)|(?P<word>(?:(?![{_CJK}])[^\W_])+)")
_GRAM = 4


def analyse(text: str, language: str) -> list[str]:
    """Turn text into index terms.

    A word becomes its stem and its character 4-grams, which find the parts of Norwegian compounds
    (forsikring in helseforsikringspremie); Japanese and Chinese become bigrams and single Han characters.
    Compatibility forms are folded (ＨＭＯ and HMO are one term), invisible characters dropped.
    """
    stemmer = _stemmer(language)
    terms: list[str] = []
    for match in _TOKEN.finditer(fold(text)):
        if run := match["cjk"]:
            terms += [run[i : i + 2] for i in range(len(run) - 1)]
            terms += HAN.findall(run) if len(run) > 1 else [run]
        else:
            terms.append(stemmer.stemWord(match["word"]) if stemmer else match["word"])
            terms += _grams(match["word"])
    return terms


def words(text: str, language: str) -> list[str]:
    """Return the words of a text as stems; what is written without spaces becomes single characters."""
    return [word for word, _, _ in placed_words(fold(text), language)]


def placed_words(text: str, language: str) -> list[tuple[str, int, int]]:
    """Return ``words`` with the start and end of each in the text."""
    stemmer = _stemmer(language)
    found: list[tuple[str, int, int]] = []
    for match in _TOKEN.finditer(text):
        start, end = match.span()
        if match["cjk"]:
            found += [(text[at], at, at + 1) for at in range(start, end)]
        else:
            word = fold(match["word"])
            found.append((stemmer.stemWord(word) if stemmer else word, start, end))
    return found


def _grams(word: str) -> list[str]:
    # "#" tells a gram from a stem, "_" the word's edge.
    padded = f"_{word}_"
    return ["#" + padded[i : i + _GRAM] for i in range(max(len(padded) - _GRAM + 1, 1))]


def is_gram(term: str) -> bool:
    """Whether an index term stands for a part of a word."""
    return term.startswith("#")


def visible(text: str) -> str:
    """Compose characters and drop those nobody sees: control, format and surrogate code points."""
    return _without_invisible(unicodedata.normalize("NFC", text))


def fold(text: str) -> str:
    """Fold case and compatibility forms, and drop what ``visible`` drops."""
    return _without_invisible(unicodedata.normalize("NFKC", text).casefold())


# What Unicode has ignored although it counts as letters or marks: fillers, joiners, variation selectors.
_IGNORED = "\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u3164\uffa0\ufe00-\ufe0f\U000e0100-\U000e01ef"
# Marks for any letter, as far as they made no letter of their own: struck or piled up, never spelling.
_LOOSE = "\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f"
_UNSPOKEN = re.compile(f"[{_IGNORED}{_LOOSE}]")


def _without_invisible(text: str) -> str:
    text = _UNSPOKEN.sub("", text)
    if text.isprintable():  # nearly all texts are, and then nothing is to be dropped
        return text
    return "".join(
        " " if char in "\n\t\r" else char
        for char in text
        if char in "\n\t\r" or unicodedata.category(char)[0] != "C"
    )


@cache
def _stemmer(language: str) -> Stemmer.Stemmer | None:
    name = _STEMMERS.get(language)
    return Stemmer.Stemmer(name) if name else None
