"""What a chat model writes, as it comes, to sentences with the numbers of the sources they name.

Models put markers before or after the full stop, behind the line or in front of it, and in the brackets of
their language. A marker belongs to the whole sentence it stands in, so that no sentence is cut short by one.
"""

import re
from dataclasses import dataclass, replace

from bot.language import split_sentences, visible

_LONGEST = 800  # characters that are waited for the end of a sentence
_LOOKED_BACK = 300  # for markers
_WORD = r"(?:\^|#|source|sources|kilde|kilder|ref\.?|出典|資料|ソース)?\s*[:：#]?\s*"
_LIST = rf"{_WORD}\d+(?:\s*[,、，;；&–~〜-]\s*{_WORD}\d+)*"
_MARKER = rf"(?:[\[［【〔]\s*{_LIST}(?:†[^\]］】〕]{{0,40}})?\s*[\]］】〕]|[(（](?=\D){_LIST}\s*[)）])"
_GROUP = rf"{_MARKER}(?:\s*(?:[,、，;&]|and\b|og\b)?\s*{_MARKER})*"
_STOP = r"[.!?。！？．…]"
_STOPS = rf"{_STOP}+[\"'”’»)\]」』）】*_]*"
_MARKERS = re.compile(rf"(?P<before>{_STOP}?)[^\S\n]*(?P<group>{_GROUP})(?P<after>\s*[.。．])?", re.I)
_COMPLETE = re.compile(
    rf"(?:{_STOPS}\s*(?P<group>{_GROUP})?|{_GROUP}\s*{_STOPS}|\n\s*(?P<below>{_GROUP})?)\s*\Z", re.I
)
_ONE = re.compile(_LIST, re.I)
_RANGE = re.compile(r"(\d+)\s*(?:([–~〜-])\s*(?=\d))?")
_LEFT = re.compile(r"\[\s*\d+\s*\]")  # would be read as a marker of the answer
_UNDECIDED = frozenset(
    "[［【〔(（,、，;&.!?。！？．…\"'”’»)]」』）】]］〕*_"
)  # may go on with what stands before
_ITEM = re.compile(r"\s*(?:(?:[-*•–]|\d+[.)])\s+|[・●]\s*)")
_HEADING = re.compile(r"\s*#{1,6}\s")
_MARKUP = re.compile(r"^\s*>\s*|\*\*|__|`+")
_ESCAPED = {"&lt;": "<", "&gt;": ">", "&quot;": '"', "&#x27;": "'", "&amp;": "&"}
_OPENED, _CLOSED = "([（「『【〔", ")]）」』】〕"
_THOUGHTS = {
    f"{opening}{name}{closing}": f"{opening}/{name}{closing}"
    for name in ("think", "thinking", "thought", "reasoning")
    for opening, closing in ("<>", "[]")
}
_LONGEST_TAG = max(map(len, _THOUGHTS.values()))


@dataclass(frozen=True, slots=True)
class Written:
    """A sentence of the model's, and the numbers of the sources it names (from 1, none if it names none)."""

    text: str
    sources: tuple[int, ...]
    item: bool = False  # of a list


class Reader:
    """Reads what comes in pieces of any size; the sentences are the same however it is cut.

    ``text`` is all that was written but for what the model thought; after one of ``ends`` the answer has
    ``ended``, and what follows is not read.
    """

    def __init__(self, language: str, ends: tuple[str, ...] = ()) -> None:
        self.text = ""
        self.ended = False
        self._ends = ends
        self._language = language
        self._pending = ""
        self._thought = ""
        self._until: str | None = None  # what ends the thought

    def feed(self, piece: str) -> list[Written]:
        """Return the sentences that a piece completes."""
        return [sentence for char in piece for sentence in self._next(char)]

    def end(self) -> list[Written]:
        """Return what is left when nothing more comes."""
        pending, self._pending = self._pending, ""
        return _sentences(pending, self._language)

    def _next(self, char: str) -> list[Written]:
        if self.ended:
            return []
        if self._until:
            self._thought = self._thought[-_LONGEST_TAG:] + char
            if self._thought.casefold().endswith(self._until):
                self._until = None
            return []
        self.text += char
        self._pending += char
        if char in ">]" and self._thinks():
            return []
        for end in self._ends:
            if char == end[-1] and self._pending.endswith(end):
                self.ended = True
                self._pending, self.text = self._pending[: -len(end)], self.text[: -len(end)]
                return []
        if len(self._pending) > _LONGEST:
            return self.end()
        if char.isspace() or char in _UNDECIDED:
            return []
        return self._complete(self._pending[:-1], char)

    def _thinks(self) -> bool:
        """Drop the tag that begins a thought, or the thought that a tag without a beginning ends."""
        end = self._pending[-_LONGEST_TAG:].casefold()
        for opening, closing in _THOUGHTS.items():
            if end.endswith(opening):
                self._pending, self.text = self._pending[: -len(opening)], self.text[: -len(opening)]
                self._thought, self._until = "", closing
                return True
            if end.endswith(closing):
                self._pending = self.text = ""
                return True
        return False

    def _complete(self, before: str, char: str) -> list[Written]:
        """Return the sentences before a character if it begins the next one."""
        found = _COMPLETE.search(before, max(0, len(before) - _LOOKED_BACK))
        if not found:
            return []
        text, group = before, found["group"] or found["below"]
        if group:
            text = before[: found.start("group" if found["group"] else "below")].rstrip()
        if "\n" not in found[0]:
            bare = _bare(text + (group or ""))[0].rstrip()
            apart = before[-1].isspace() or (group and bare[-1:].isascii())
            spans = split_sentences(f"{bare}{' ' * bool(apart)}{char}", self._language)
            if _open(bare) or spans[-1][0] < len(bare):
                return []
        if group:
            sentences = _sentences(text, self._language)
            if sentences and sentences[-1].sources:  # has its markers: these are in front of the next one
                self._pending = f"{group} {char}"
                return sentences
            text += group
        self._pending = char
        return _sentences(text, self._language)


def _sentences(text: str, language: str) -> list[Written]:
    found: list[Written] = []
    for line in text.splitlines():
        if _HEADING.match(line):
            continue
        bare, marks = _bare(line)
        item = _ITEM.match(bare)
        begin = item.end() if item else 0
        spans = [(begin + start, begin + end) for start, end in split_sentences(bare[begin:], language)]
        sources: list[list[int]] = [[] for _ in spans]
        for place, numbers in marks:
            if spans:
                bearing = [number for number, (start, _) in enumerate(spans) if start < place] or [0]
                sources[bearing[-1]] += numbers
            elif found and not found[-1].sources:  # a line of markers alone
                found[-1] = replace(found[-1], sources=tuple(dict.fromkeys(numbers)))
        for (start, end), numbers in zip(spans, sources, strict=True):
            said = _said(bare[start:end])
            if any(char.isalnum() for char in said):
                found.append(Written(said, tuple(dict.fromkeys(numbers)), bool(item)))
    return found


def _bare(line: str) -> tuple[str, list[tuple[int, list[int]]]]:
    """Return a line without its markers, and where which numbers stood."""
    bare, marks, end = "", [], 0
    for found in _MARKERS.finditer(line):
        bare += line[end : found.start()] + found["before"]
        marks.append((len(bare), _numbers(found["group"])))
        if found["after"] and not found["before"]:
            bare += found["after"].strip()
        end = found.end()
        if bare[-1:] in (".", "!", "?") and not line[end : end + 1].isspace():
            bare += " "
    return bare + line[end:], marks


def _numbers(group: str) -> list[int]:
    """Return the numbers of markers; a range names all it spans."""
    numbers: list[int] = []
    for listed in _ONE.finditer(group):
        first: int | None = None
        for found in _RANGE.finditer(listed[0]):
            number = int(found[1]) if len(found[1]) <= 3 else 0  # 0 is no source
            span = range(first + 1, number) if first is not None and 0 < number - first < 10 else ()
            numbers += [*span, number]
            first = number if found[2] else None
    return numbers


def _said(text: str) -> str:
    text = _MARKUP.sub("", visible(text)).strip()
    for entity, char in _ESCAPED.items():
        text = text.replace(entity, char)
    while _LEFT.search(text):
        text = _LEFT.sub("", text)
    return text.strip()


def _open(text: str) -> bool:
    """Whether a bracket is still open, behind which a full stop ends nothing."""
    depth = 0
    for char in text[text.rfind("\n") + 1 :]:
        depth = depth + 1 if char in _OPENED else max(0, depth - (char in _CLOSED))
    return depth > 0
