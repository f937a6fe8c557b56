"""The words a corpus is written with, to read what a question misspells.

The encoder and the stems both lose a word with a letter too many; where that was the only telling one, the
question found nothing. A word that the corpus has in no form is read as its commonest one of the fewest
edits (insertion, deletion, substitution, transposition of neighbours), see ``respell``.
"""

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from rapidfuzz import process
from rapidfuzz.distance import OSA

from bot.language import fold, placed_words

# Shorter words are too often one edit from another; longer ones may have two.
_LEAST_LETTERS, _LONG = 4, 8
_APOSTROPHES = "'’"  # what stands beside one is half a word


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

    A word keeps its first letter. What is written without spaces, numbers and short words stay as they are.
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
    """Return the word of the fewest edits, of these the commonest; None if none is near."""
    if len(word) < _LEAST_LETTERS:
        return None
    edits = 1 if len(word) < _LONG else 2
    like = [known for known in counts if known[0] == word[0] and _alike(known, word, edits)]
    near = process.extract(word, like, scorer=OSA.distance, score_cutoff=edits, limit=None)
    return min(near, key=lambda found: (found[1], -counts[found[0]]), default=("", 0, 0))[0] or None


def _alike(known: str, word: str, edits: int) -> bool:
    """Whether a word may be meant: with another letter in its place, a short one is mostly another word."""
    if len(known) == len(word) < _LONG - 1:
        return sorted(known) == sorted(word)
    return abs(len(known) - len(word)) <= edits
