"""Abbreviations, which name one thing each: what is said of an HSA holds of no FSA, near as they are."""

import re
import unicodedata
from collections.abc import Collection, Iterable

from bot.types import Chunk

# Latin letters by themselves: in Japanese they stand without spaces around them.
_WORD = re.compile(r"(?<![A-Za-z0-9À-ɏ])[A-Za-z]+(?![A-Za-z0-9À-ɏ])")
_FEWEST, _MOST = 3, 5  # letters
_PLACES = {"usa"}  # where all of it happens, whether a text says so or not


def find_abbreviations(chunks: Iterable[Chunk]) -> frozenset[str]:
    """Return what texts write in capitals alone, in lower case."""
    capital: set[str] = set()
    small: set[str] = set()
    for chunk in chunks:
        for word in _words(_said(chunk)):
            if _FEWEST <= len(word) <= _MOST and word.isupper():
                capital.add(word.lower())
            elif not word.isupper():
                small.add(word.lower())
    return frozenset(capital - small - _PLACES)


def lacks_abbreviation(abbreviations: Collection[str], question: str, chunk: Chunk) -> bool:
    """Whether a question has one of the abbreviations and a chunk does not, nor any question it answers."""
    asked = _in(abbreviations, question)
    if not asked:
        return False
    return not asked <= _in(abbreviations, "\n".join((_said(chunk), *(a.text for a in chunk.asked))))


def on_another(abbreviations: Collection[str], question: str, text: str) -> bool:
    """Whether a text has none of a question's abbreviations, but one of another thing of the same kind.

    The last letter stands for what it is: HSA, FSA and HRA are accounts, HMO and PPO organizations.
    """
    asked = _in(abbreviations, question)
    named = _in(abbreviations, text) if asked else set()
    return asked.isdisjoint(named) and not {word[-1] for word in asked}.isdisjoint(word[-1] for word in named)


def _said(chunk: Chunk) -> str:
    return "\n".join((chunk.title, *chunk.heading, chunk.question or "", chunk.text))


def _words(text: str) -> list[str]:
    return _WORD.findall(unicodedata.normalize("NFKC", text))


def _in(abbreviations: Collection[str], text: str) -> set[str]:
    """Return the abbreviations in a text, whose plurals end in a small s."""
    words = {word.lower() for word in _words(text)}
    return {word for each in words for word in (each, each.removesuffix("s")) if word in abbreviations}
