"""What each document is about, by the names its title gives it."""

import re
from collections.abc import Iterable, Mapping, Sequence

from bot.language import words
from bot.types import Document

Name = tuple[str, ...]  # the words of a name, as ``bot.language.words`` gives them
Subjects = Mapping[str, Mapping[Name, str]]  # language -> name -> the document's source

# "Copayment (Copay)" has two names, "Godkjent beløp (allowed amount, UCR)" three; what goes on after a
# parenthesis, as in "Point-of-Service (POS)-plan", is none by itself.
_BETWEEN_NAMES = re.compile(r"[)）][^(（,、:：]*|[(（,、:：]")
_ABBREVIATION = re.compile(r"[A-Z]{2,}")  # at the beginning of a name: "POS-plan" is called POS too
# What the text gives in parentheses after the name, where a sentence begins with it: "Actual cash value (ACV)
# is …". Elsewhere it may be of a longer name: "high deductible health plan (HDHP)" names no health plan HDHP.
_BEGINS = r"(?:^[#*_\s]*|[.!?。！？][*_\s]*)(?:(?:an?|the|en|ei|et)\s+)?[*_]*"
_SHORT = r"[\s*_]*[(（][\s*_]*([A-Z][A-Z&＆]{1,7})[\s*_]*[)）]"
_MOST_WORDS = 40  # longer ones are no names; a Japanese word counts its characters


def name_subjects(documents: Iterable[Document]) -> Subjects:
    """Return the names of the documents of each language; a name that two share is neither's."""
    named: dict[str, dict[Name, str]] = {}
    shared: set[tuple[str, Name]] = set()
    for document in documents:
        names = named.setdefault(document.language, {})
        parts = [part for part in _BETWEEN_NAMES.split(document.title) if part.strip()]
        abbreviations = [short[0] for part in parts if (short := _ABBREVIATION.match(part))]
        abbreviations += [short for part in parts for short in _abbreviated(part.strip(), document.text)]
        plurals = [f"{short}s" for short in abbreviations]  # which no stemmer takes off
        for part in (*parts, *abbreviations, *plurals):
            name = tuple(words(part, document.language))
            if 0 < len(name) <= _MOST_WORDS and names.setdefault(name, document.source) != document.source:
                shared.add((document.language, name))
    for language, name in shared:
        del named[language][name]
    return named


def _abbreviated(name: str, text: str) -> list[str]:
    """Return the abbreviation that a text gives of a name, where it first gives one."""
    found = re.search(rf"(?m)(?i:{_BEGINS}{re.escape(name)}){_SHORT}", text)
    return [found[1]] if found else []


def article_of(source: str, language: str) -> str:
    """Return what a document has in common with its versions in other languages.

    That is its path without the folder named after its language: ``en/copay.md`` and ``nb/copay.md`` are two
    versions of one article.
    """
    return "/".join(part for part in source.split("/") if part != language)


def spot(subjects: Subjects, text: Sequence[str], language: str) -> tuple[tuple[str, ...], list[str]]:
    """Return the sources of the subjects that a text names, in its order, and its other words.

    ``text`` is given as words; where two names overlap, the longer counts.
    """
    named = named_at(subjects, text, language)
    inside = {at for _, start, end in named for at in range(start, end)}
    others = [word for at, word in enumerate(text) if at not in inside]
    return tuple(dict.fromkeys(source for source, _, _ in named)), others


def named_at(subjects: Subjects, text: Sequence[str], language: str) -> list[tuple[str, int, int]]:
    """Return where a text, given as words, names subjects: the source, the first word and the one after."""
    names = subjects.get(language, {})
    longest = max(map(len, names), default=0)
    found: list[tuple[str, int, int]] = []
    at = 0
    while at < len(text):
        for length in range(min(longest, len(text) - at), 0, -1):
            if source := names.get(tuple(text[at : at + length])):
                found.append((source, at, at + length))
                at += length
                break
        else:
            at += 1
    return found
