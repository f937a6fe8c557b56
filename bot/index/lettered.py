"""Things told apart by a letter: what is said of Part A does not hold of Part B, near as it is."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Collection, Iterable

import numpy as np
from numpy.typing import NDArray

# A word and a letter by itself: "Part B", "del B", "パートB".
_LETTERED = re.compile(r"([ァ-ヺー]+|[^\W\d_ぁ-鿿]{2,})[ \u00a0]?(?<![A-Za-z])([A-Za-z])(?![0-9A-Za-zÀ-ɏ])")


def find_lettered(texts: Iterable[str]) -> frozenset[str]:
    """Return the words, in lower case, that stand before several letters in capitals: part, del, パート."""
    letters: dict[str, set[str]] = defaultdict(set)
    for text in texts:
        for word, letter in _LETTERED.findall(unicodedata.normalize("NFKC", text)):
            if letter.isupper():
                letters[word.lower()].add(letter)
    return frozenset(word for word, found in letters.items() if len(found) > 1)


def letters_in(lettered: Collection[str], text: str) -> int:
    """Return the letters of the lettered things that a text names, as bits: 1 for A, 2 for B, 4 for C."""
    bits = 0
    for word, letter in _LETTERED.findall(unicodedata.normalize("NFKC", text)):
        if word.lower() in lettered:
            bits |= 1 << (ord(letter.upper()) - ord("A"))
    return bits


def places(lettered: Collection[str], text: str) -> list[tuple[int, int]]:
    """Return where a text names lettered things, from start to end."""
    return [found.span() for found in _LETTERED.finditer(text) if found[1].lower() in lettered]


def on_another_letter(asked: int, lettered: Collection[str], text: str) -> bool:
    """Whether a text names lettered things, and none of the letters in a question that has some."""
    named = letters_in(lettered, text) if asked else 0
    return named != 0 and not asked & named


def others(asked: int, letters: NDArray[np.uint32]) -> NDArray[np.bool_]:
    """Tell the same of several texts by the letters they name, shape (n,)."""
    if not asked:
        return np.zeros(letters.shape, dtype=np.bool_)
    return np.asarray((letters != 0) & (letters & np.uint32(asked) == 0))
