"""Where the sentences of a text end."""

import re
from functools import cache

from bot.language.scripts import HAN, KANA

_ABBREVIATIONS = {
    "en": "mr mrs ms dr prof st jr sr vs etc e.g i.e cf al no nos fig figs inc ltd co corp approx dept est "
    "u.s u.k jan feb mar apr jun jul aug sep sept oct nov dec p pp vol ch sec art",
    "nb": "f.eks bl.a dvs osv m.m mv ca nr pkt kap jf jfr s st ev evt iht ifm inkl ekskl mnd "
    "pga pr tlf adm dir dr hr fr prof tidl forts vedr m.a o.l o.a t.o.m f.o.m d.v.s s.k ift mht maks min "
    "jan feb mar apr jun jul aug sep sept okt nov des bla art §",
}
_BEFORE_NUMBER = frozenset(("kr", "mill", "mrd", "kl"))  # "500 kr." may end a sentence, "kr. 500" does not
_ABBREVIATIONS["da"] = _ABBREVIATIONS["nn"] = _ABBREVIATIONS["sv"] = _ABBREVIATIONS["nb"]
_OPENING, _CLOSING = "「『（【〔(", "」』）】〕)"
_END = re.compile(
    r"""[。！？!?．]+[」』）】〕)”"'’»]*   # Japanese ends need no space behind them
      | (?:\.{1,3}|…)[”"'’»)\]]*(?=\s|$)""",
    re.X,
)
_LAST_WORD = re.compile(r"([^\s(«“\"']+)$")
_NEXT = re.compile(r"\s*(\S)")
_LONGEST_WORD = 40


def split_sentences(text: str, language: str) -> list[tuple[int, int]]:
    """Return the (start, end) of each sentence of a plain text, in order.

    The spans hold every character but white space between sentences. A newline always ends a sentence.
    Brackets and quotation brackets are kept whole; abbreviations, initials, ordinals and a full stop
    before a lower-case word do not end one.
    """
    spans: list[tuple[int, int]] = []
    for line in re.finditer(r"[^\n]+", text):
        spans += [(line.start() + s, line.start() + e) for s, e in _split_line(line[0], language)]
    return spans


def _split_line(line: str, language: str) -> list[tuple[int, int]]:
    inside = _bracketed(line)
    ends = [
        m.end() for m in _END.finditer(line) if not inside[m.start()] and _ends_sentence(line, m, language)
    ]
    spans = []
    start = 0
    for end in [*ends, len(line)]:
        piece = line[start:end]
        left, right = len(piece) - len(piece.lstrip()), len(piece.rstrip())
        if right > left:
            spans.append((start + left, start + right))
        start = end
    return spans


def _bracketed(line: str) -> list[bool]:
    """Mark the characters inside brackets that are closed again on the same line."""
    inside = [False] * len(line)
    stack: list[int] = []
    for i, char in enumerate(line):
        if char in _OPENING:
            stack.append(i)
        elif char in _CLOSING and stack:
            start = stack.pop()
            if not stack:
                inside[start + 1 : i] = [True] * (i - start - 1)
    return inside


def _ends_sentence(line: str, match: re.Match[str], language: str) -> bool:
    following = _NEXT.match(line, match.end())
    if following is None:
        return True
    first, spaced = following[1], following.end() - 1 > match.end()
    mark = match[0][0]
    if mark in "。．！？":
        # 「…。」と言った and （…！）は go on after the bracket.
        return not (match[0][-1] in _CLOSING and re.match(r"[、ぁ-ん]", first))
    if not spaced and mark in "!?":
        # "？" written as ASCII inside Japanese needs no space; "example.com/?a" does.
        return bool(KANA.match(first) or HAN.match(first))
    if first.islower():
        return False
    if mark in "!?":
        return True
    # Only the last word before the mark matters; looking no further back keeps long lines linear.
    before = line[max(0, match.start() - _LONGEST_WORD) : match.start()]
    word = _LAST_WORD.search(before)
    last = word[1].lower() if word else ""
    if last in _abbreviations(language) or (last in _BEFORE_NUMBER and first.isdigit()):
        return False
    if re.fullmatch(r"[^\W\d_]", last) and not HAN.match(last) and not KANA.match(last):
        return False  # an initial
    return not (
        last.isdigit() and match.start() < _LONGEST_WORD and before.strip() == last
    )  # "1. First item"


@cache
def _abbreviations(language: str) -> frozenset[str]:
    return frozenset(_ABBREVIATIONS.get(language, _ABBREVIATIONS["en"]).split())
