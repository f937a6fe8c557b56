"""The rules about order: who does what to whom, and which figure belongs to what."""

from collections.abc import Iterator
from itertools import pairwise

from bot.answer.verification.held import YEAR, Held
from bot.answer.verification.tokens import Token

_MODALS = ("@must", "@may", "@can", "@should")


def chunks(held: Held) -> list[list[tuple[Token, int]]]:
    """Cut the claim where it does not go on as its source does, passing over what other places lent."""
    found: list[list[tuple[Token, int]]] = []
    reached = {place for place in held.places if place is not None}
    for token, place in zip(held.claim.tokens, held.places, strict=True):
        if place is None or held.source.tokens[place].piece in held.lent:
            continue
        last = found[-1][-1][1] if found else place
        if found and place == last:
            continue
        if found and place > last and not reached & set(range(last + 1, place)):
            found[-1].append((token, place))
        else:
            found.append([(token, place)])
    return found


def _marks(held: Held, chunk: list[tuple[Token, int]]) -> tuple[str, str]:
    """Return what marks a chunk in the claim and in the source."""
    token, place = chunk[-1 if held.wording.language == "ja" else 0]
    return token.mark, held.source.tokens[place].mark


def roles(held: Held) -> Iterator[str]:
    """What stands elsewhere than in the source and has another role there."""
    found = chunks(held)
    telling = held.wording.roles
    if len(found) == 1:
        for token, place in found[0]:
            if token.mark in held.wording.agents and held.source.tokens[place].mark != token.mark:
                yield f'"{token.text}" has another role in the source'
        return
    for chunk in found:
        ours, theirs = _marks(held, chunk)
        one_sided = held.wording.language == "ja" and not (ours and theirs)
        if one_sided or ours == theirs or ours in held.wording.agents or _is_movable(chunk[0][0].form, held):
            continue
        if {ours, theirs} & telling:
            yield f'"{chunk[0][0].text}" has another role in the source'


def order(held: Held) -> Iterator[str]:
    """Words that changed places, other than whole pieces and what keeps its preposition."""
    staying: list[list[tuple[Token, int]]] = []
    moved: dict[str, int] = {}
    for chunk in chunks(held):
        ours, theirs = _marks(held, chunk)
        lone = len(chunk) == 1 and chunk[0][0].kind == "figure"
        if all(_is_movable(token.form, held) for token, _ in chunk):
            continue
        if ours and not lone and (ours == theirs or ours in held.wording.agents):
            if moved.get(ours, -1) > chunk[0][1]:
                yield f'"{chunk[0][0].text}" has changed places'
            moved[ours] = chunk[0][1]
        else:
            staying.append(chunk)
    marks = [_marks(held, chunk) for chunk in chunks(held)]
    passive = any(ours in held.wording.agents and ours != theirs for ours, theirs in marks)
    if passive and len(staying) == 2:
        return  # "the referral is written" by whoever writes it
    turned = False
    tokens = held.source.tokens
    for number, (before, after) in enumerate(pairwise(staying), start=1):
        end, start = before[-1][1], after[0][1]
        # "The employer's plan" is the plan of the employer.
        owned = after[0][0].mark in held.wording.owners and after[-1][1] + 1 == before[0][1]
        if start > end or owned:
            continue
        # Whole pieces may change places, once, and share what stands before them ("must give A and B").
        shared = [place for place in range(start) if tokens[place].piece == tokens[start].piece]
        said = {place for chunk in staying[:number] for _, place in chunk}
        whole = (end + 1 == len(tokens) or tokens[end + 1].piece != tokens[end].piece) and said.issuperset(
            shared
        )
        if turned or not whole or before[-1][0].piece == after[0][0].piece:
            yield f'"{after[0][0].text}" has changed places'
        turned = True


def _is_movable(form: str, held: Held) -> bool:
    """Tell whether a word says the same wherever in the sentence it stands."""
    lone = sum(token.form in _MODALS for token in held.claim.tokens) == 1
    return (
        form in held.wording.hedges | held.wording.acts | held.wording.movable
        or (form in _MODALS and lone)
        or form.startswith("date ")
        or bool(YEAR.fullmatch(form))
    )


def figures(held: Held) -> Iterator[str]:
    """Figures of one sort in another order than in the source."""
    highest: dict[str, int] = {}
    for token, place in zip(held.claim.tokens, held.places, strict=True):
        if token.kind == "figure" and place is not None and not YEAR.fullmatch(token.form):
            kind = token.form.split()[0]
            if place < highest.get(kind, -1):
                yield f"{token.text} has changed places"
            highest[kind] = max(place, highest.get(kind, -1))


def pairs(held: Held) -> Iterator[str]:
    """Figures that belong together in the source ("$10 and $20, which is 1% and 2%"), wrongly paired."""
    taken = set(held.places)
    lists: dict[tuple[int, str], list[int]] = {}
    for place, token in enumerate(held.source.tokens):
        if token.kind == "figure" and not YEAR.fullmatch(token.form):
            key = held.source.sentences[token.piece], token.form.split()[0]
            lists.setdefault(key, []).append(place)
    for (sentence, kind), places in lists.items():
        for (other_sentence, other_kind), others in lists.items():
            if (
                other_sentence != sentence
                or other_kind <= kind
                or len(others) != len(places)
                or len(places) < 2
            ):
                continue
            ours = {rank for rank, place in enumerate(places) if place in taken}
            theirs = {rank for rank, place in enumerate(others) if place in taken}
            if ours and theirs and not (ours <= theirs or theirs <= ours):
                text = held.source.tokens[others[min(theirs)]].text
                yield f"the source pairs {text} with another figure"
