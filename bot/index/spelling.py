"""The words a corpus is written with, to read what a question misspells.

The encoder and the stems both lose a word with a letter too many; where that was the only telling one, the
question found nothing. A word that the corpus has in no form is read as one it has if one slip of the pen
lies between them: a letter left out, doubled or single where it should not be, another vowel, or two letters
swapped. Other differences part words more often than spellings: abortion and adoption, plant and plan.
"""

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from bot.language import fold, placed_words

_LEAST_LETTERS = 4  # shorter words are too often one letter from another
_APOSTROPHES = "'’"  # what stands beside one is half a word
_LETTERS = "abcdefghijklmnopqrstuvwxyzåäæöøüéß"
_VOWELS = "aeiouyåäæöøüé"


@dataclass(frozen=True, slots=True)
class Spelling:
    """How often a corpus has each word, by language; ``stems`` are those of the words."""

    counts: Mapping[str, Mapping[str, int]]
    stems: Mapping[str, frozenset[str]]


@dataclass(frozen=True, slots=True)
class Respelled:
    """A question with the corpus's words for those it misspells."""

    question: str
    words: tuple[str, ...]


def count_words(texts: Iterable[tuple[str, str]]) -> dict[str, dict[str, int]]:
    """Count the words of texts, given with their languages; those written without spaces have none."""
    counts: dict[str, Counter[str]] = {}
    for text, language in texts:
        folded = fold(text)
        counts.setdefault(language, Counter()).update(
            folded[start:end] for _, start, end in placed_words(folded, language) if end - start > 1
        )
    return {language: dict(sorted(counted.items())) for language, counted in counts.items()}


def spelling_of(counts: Mapping[str, Mapping[str, int]]) -> Spelling:
    """Return what ``count_words`` counted, with the stems of the words."""
    stems = {
        language: frozenset(stem for word in counted for stem, _, _ in placed_words(word, language))
        for language, counted in counts.items()
    }
    return Spelling(counts, stems)


def write(path: Path, counts: Mapping[str, Mapping[str, int]]) -> None:
    """Save what ``count_words`` counted."""
    path.write_text(json.dumps(counts, ensure_ascii=False), "utf-8")


def read(path: Path) -> Spelling:
    """Read what ``write`` saved."""
    return spelling_of(json.loads(path.read_text("utf-8")))


def respell(spelling: Spelling, question: str, language: str) -> Respelled | None:
    """Read the words of a question that the corpus does not have as ones it has; None if there are none such.

    What is written without spaces, numbers and short words stay as they are.
    """
    counts, stems = spelling.counts.get(language, {}), spelling.stems.get(language, frozenset())
    parts: list[str] = []
    taken: list[str] = []
    end_before = 0
    for stem, start, end in placed_words(question, language):
        word = fold(question[start:end])
        beside = question[max(start - 1, 0) : start] + question[end : end + 1]
        if stem in stems or not word.isalpha() or any(mark in beside for mark in _APOSTROPHES):
            continue
        if meant := _nearest(word, counts):
            parts += [question[end_before:start], meant]
            taken.append(meant)
            end_before = end
    if not taken:
        return None
    return Respelled("".join([*parts, question[end_before:]]), tuple(taken))


def _nearest(word: str, counts: Mapping[str, int]) -> str | None:
    """Return the commonest word that the given one may be a slip for, None if there is none."""
    if len(word) < _LEAST_LETTERS:
        return None
    return max(
        (meant for meant in _meant(word) if meant in counts), key=lambda meant: counts[meant], default=None
    )


def _meant(word: str) -> Iterator[str]:
    """Yield what a word may be a slip for; its first letter is right, and its end is not left out."""
    for at in range(1, len(word)):
        before, letter, after = word[:at], word[at], word[at + 1 :]
        yield from (before + missing + letter + after for missing in _LETTERS)
        if letter == word[at - 1]:
            yield before + after
        if after:
            yield before + after[0] + letter + after[1:]
            if letter in _VOWELS:
                yield from (before + vowel + after for vowel in _VOWELS)
