"""A claim held against consecutive sentences: where its words stand there, and what it rests on."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from bot.answer.verification.align import align
from bot.answer.verification.tokens import Statement, read, wording_of
from bot.answer.verification.wording import Wording

YEAR = re.compile(r"number (?:19|20)\d\d")
LENT = 4  # so many words, or twice as many kanji, at most name what a sentence leaves unsaid

Places = tuple[int | None, ...]


@dataclass(frozen=True, slots=True)
class Held:
    """A claim held against a source: where its words stand there, and which pieces it rests on."""

    claim: Statement
    source: Statement
    context: frozenset[str]  # forms of the title and headings
    places: Places
    resting: frozenset[int]  # pieces of the source whose matter the claim says
    lent: frozenset[int]  # those that only name what it is about
    wording: Wording


def hold(claim: str, sentences: tuple[str, ...], context: tuple[str, ...], language: str) -> Iterator[Held]:
    """Align a claim with consecutive sentences: with all, and with the last as others before complete it."""
    wording = wording_of(language)
    said, source = read((claim,), language), read(sentences, language)
    known = frozenset(token.form for token in read(context, language).tokens)
    places = align(said, source)
    lent = _own_subject(said, places, source, wording) | _answer(places, source)
    yield _held(said, source, known, places, lent, wording)
    if len(sentences) > 1:
        last = align(said, source, sentence=len(sentences) - 1)
        completed = _completed(said, source, last, wording)
        if completed:
            lenders = {
                source.tokens[place].piece
                for place, own in zip(completed, last, strict=True)
                if place is not None and own is None
            }
            yield _held(said, source, known, completed, lenders, wording)


def _held(
    said: Statement,
    source: Statement,
    known: frozenset[str],
    places: Places,
    lent: set[int],
    wording: Wording,
) -> Held:
    reached = {source.tokens[place].piece for place in places if place is not None}
    return Held(said, source, known, places, frozenset(reached - lent), frozenset(lent), wording)


def _completed(said: Statement, source: Statement, last: Places, wording: Wording) -> Places | None:
    """Find in the sentences before what the claim says beyond the last one, to name what that is about.

    Either the words complete others ("the protection" is "the protection against such bills" before), or they
    stand apart ("In Japan, ...").
    """
    places = list(last)
    missing = [number for number, place in enumerate(last) if place is None]
    most = 2 * LENT if wording.language == "ja" else LENT
    if not missing or len(missing) > most or 2 * len(missing) > len(last):
        return None
    groups: list[list[int]] = []
    for number in missing:
        if groups and groups[-1][-1] + 1 == number:
            groups[-1].append(number)
        else:
            groups.append([number])
    for group in groups:
        start, end = group[0], group[-1] + 1
        tokens = said.tokens
        # A piece of its own, what opens the claim, and what a preposition adds may stand apart.
        others = (*tokens[:start], *tokens[end:])
        apart = (
            start == 0
            or all(token.piece != tokens[start].piece for token in others)
            or tokens[start].mark in wording.marks
        )
        found = _found(said, source, start, end)
        follower = last[end] if end < len(last) else None
        if follower is not None and source.tokens[follower].mark in wording.pronouns:
            found = found if found is not None else _found(said, source, start, end, alone=True)
        # A sentence that begins with its own subject needs no other.
        begun = source.sentences.index(source.sentences[-1]) in _reached(last, source)
        if apart and begun and found is None:
            found = _found(said, source, start, end, alone=True)
        if found is None:
            return None
        for number in group:
            places[number] = found + number - start
    return tuple(places)


def _found(said: Statement, source: Statement, start: int, end: int, *, alone: bool = False) -> int | None:
    """Return where before the last sentence these words of the claim stand with one of their neighbours."""
    tokens = source.tokens
    last = source.sentences[-1]
    wanted = [token.form for token in said.tokens[start:end]]
    if any(token.kind == "figure" and not YEAR.fullmatch(token.form) for token in said.tokens[start:end]):
        return None
    if any(token.kind == "operator" for token in said.tokens[start:end]):
        return None
    before = said.tokens[start - 1].form if start else None
    after = said.tokens[end].form if end < len(said.tokens) else None
    for place in range(len(tokens) - len(wanted) + 1):
        if [token.form for token in tokens[place : place + len(wanted)]] != wanted:
            continue
        if source.sentences[tokens[place + len(wanted) - 1].piece] == last:
            continue
        previous = tokens[place - 1] if place else None
        following = tokens[place + len(wanted)] if place + len(wanted) < len(tokens) else None
        joined = (previous and previous.form == before) or (following and following.form == after)
        counted = previous and previous.kind == "operator" and previous.piece == tokens[place].piece
        if joined or (alone and not counted):
            return place
    return None


def _own_subject(said: Statement, places: Places, source: Statement, wording: Wording) -> set[int]:
    """Find the first piece of a sentence where it only names what a later one goes on about.

    "A plan has 15 days, may extend that once, and has 72 hours if it is urgent."
    """
    reached = _reached(places, source)
    for piece, own in reached.items():
        sentence = source.sentences[piece]
        parts = {token.piece for token, place in zip(said.tokens, places, strict=True) if place in own}
        left = [
            (place, token)
            for place, token in enumerate(source.tokens)
            if token.piece == piece and place not in own
        ]
        # "He has this, and does that" says all of the first that the second needs with its subject.
        joined = any(
            source.pieces[other] == "addition" and source.sentences[other] == sentence and other > piece
            for other in reached
        )
        later = sum(
            len(others)
            for other, others in reached.items()
            if other > piece and source.sentences[other] == sentence
        )
        # What else the part of the claim rests on, so that the name alone is no statement.
        beside = {
            place
            for token, place in zip(said.tokens, places, strict=True)
            if token.piece in parts and place is not None and place not in own
        }
        if (
            source.sentences.index(sentence) == piece
            and left
            and not any(token.kind == "operator" and place < own[0] for place, token in left)
            and (joined or all(token.kind != "operator" for _, token in left))
            and later > len(own)
            and beside
            and len(own) <= (2 * LENT if wording.language == "ja" else LENT)
            and own == list(range(own[0], own[-1] + 1))
            and all(source.tokens[place].kind == "word" for place in own)
        ):
            return {piece}
    return set()


def _answer(places: Places, source: Statement) -> set[int]:
    """Find a short answer ("Yes, in most HMOs.") that the next sentence goes on with."""
    reached = _reached(places, source)
    for piece, own in reached.items():
        sentence = source.sentences[piece]
        whole = [place for place, token in enumerate(source.tokens) if token.piece == piece]
        goes_on = any(source.sentences[other] == sentence + 1 for other in reached)
        if own == whole and len(own) <= LENT and source.sentences.count(sentence) == 1 and goes_on:
            return {piece}
    return set()


def _reached(places: Places, source: Statement) -> dict[int, list[int]]:
    found: dict[int, list[int]] = {}
    for place in sorted({place for place in places if place is not None}):
        found.setdefault(source.tokens[place].piece, []).append(place)
    return found
