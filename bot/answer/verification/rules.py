"""The rules about what is said: each tells in a few words why the source does not support the claim."""

from collections.abc import Iterator

from bot.answer.verification.held import LENT, Held
from bot.answer.verification.order import chunks, figures, order, pairs, roles


def objections(held: Held) -> Iterator[str]:
    """Yield every reason why the source does not support the claim; none: it does."""
    yield from unsaid(held)
    yield from mixed(held)
    yield from left_out(held)
    yield from replaced(held)
    yield from conditions(held)
    yield from roles(held)
    yield from order(held)
    yield from figures(held)
    yield from pairs(held)
    yield from reasons(held)


def unsaid(held: Held) -> Iterator[str]:
    """What the claim says and the source does not.

    A title or heading may name what it is about, not more: a question asked above a text says nothing.
    """
    named = [
        token.kind == "word" and place is None and token.form in held.context
        for token, place in zip(held.claim.tokens, held.places, strict=True)
    ]
    if sum(named) > LENT or 2 * sum(named) >= len(named):
        yield "the claim says little more than the headings"
    for token, place in zip(held.claim.tokens, held.places, strict=True):
        if place is not None or token.form in held.wording.hedges:
            continue
        if token.kind == "word" and token.form in held.context:
            continue
        if token.kind == "figure":
            kind = token.form.split()[0]
            others = [
                other.text
                for other in held.source.tokens
                if other.form.split()[0] == kind and other.kind == "figure" and other.piece in held.resting
            ]
            yield (
                f"the source says {others[0]}, not {token.text}"
                if others
                else f"the source has no {token.text}"
            )
        else:
            yield f'the source does not say "{token.text}"'


def mixed(held: Held) -> Iterator[str]:
    """What one piece of the claim makes of two sentences, and what the source does not say so often."""
    rests: dict[int, int] = {}
    taken: set[int] = set()
    new: set[int] = set()  # pieces of the claim that rest on words no other rests on
    for token, place in zip(held.claim.tokens, held.places, strict=True):
        if place is None or held.source.tokens[place].piece in held.lent:
            continue
        sentence = held.source.sentences[held.source.tokens[place].piece]
        if rests.setdefault(token.piece, sentence) != sentence:
            yield f'the source does not connect "{token.text}" with the rest'
        if token.kind == "operator" and place in taken and token.form not in held.wording.hedges:
            yield f'the source does not say "{token.text}" twice'
        if place not in taken:
            new.add(token.piece)
        taken.add(place)
    for piece in sorted(rests.keys() - new):
        again = " ".join(token.text for token in held.claim.tokens if token.piece == piece)
        yield f'the source does not say "{again}" twice'


def left_out(held: Held) -> Iterator[str]:
    """What the source says in the very pieces the claim rests on, and the claim leaves out."""
    reached = set(held.places)
    tokens = held.source.tokens
    # "The birthday rule" of the sentence before stands for "the rule" of this one.
    named = {
        token.form for place, token in enumerate(tokens) if token.piece in held.lent and place in reached
    }
    for place, token in enumerate(tokens):
        needed = token.piece in held.resting and token.form not in held.wording.spared | named
        if needed and place not in reached:
            yield f'the claim leaves out "{token.text}"'


def replaced(held: Held) -> Iterator[str]:
    """Words from elsewhere in the place of others."""
    found = chunks(held)
    taken = set(held.places)
    tokens = held.source.tokens
    for number, chunk in enumerate(found):
        if chunk[0][0].mark in held.wording.agents:
            continue  # "is written by the doctor"
        before = found[number - 1][-1][1] if number else None
        after = found[number + 1][0][1] if number + 1 < len(found) else None
        if before is not None and after is not None:
            gap = range(before + 1, after)
            missing = [
                place for place in gap if tokens[place].piece in (tokens[before].piece, tokens[after].piece)
            ]
        elif after is not None:
            missing = [after - 1] if after and tokens[after - 1].piece == tokens[after].piece else []
            missing = [place for place in missing if place not in taken]
        elif before is not None:
            missing = (
                [before + 1]
                if tokens[before + 1 :] and tokens[before + 1].piece == tokens[before].piece
                else []
            )
            missing = [place for place in missing if place not in taken]
        else:
            missing = []
        missing = [place for place in missing if tokens[place].form not in held.wording.movable]
        if missing and not {place for _, place in chunk} & set(missing):
            yield f'the source says "{tokens[missing[0]].text}", not "{chunk[0][0].text}"'


def conditions(held: Held) -> Iterator[str]:
    """A condition in a sentence the claim rests on, of which the claim says nothing."""
    source, resting = held.source, held.resting
    forms = {token.form for token in held.claim.tokens} | held.wording.spared
    sentences = {source.sentences[piece] for piece in resting}
    for piece, sentence in enumerate(source.sentences):
        known = piece in resting or piece in held.lent
        if known or sentence not in sentences or not _limits(piece, held):
            continue
        # It may limit what stands before it and is left out as well.
        before = piece - 1
        if (
            piece
            and source.sentences[before] == sentence
            and before not in resting
            and source.pieces[before] != "condition"
        ):
            continue
        own = [token for token in source.tokens if token.piece == piece]
        if not all(token.form in forms for token in own):
            yield f'the claim leaves out the condition "{" ".join(token.text for token in own)}"'


def _limits(piece: int, held: Held) -> bool:
    """Tell whether a piece of the source that the claim leaves out limits what it says."""
    source = held.source
    if source.pieces[piece] == "condition":
        return True
    if all(token.kind == "operator" for token in source.tokens if token.piece == piece):
        return True  # ", usually, "
    if source.pieces[piece] == "addition":
        return False
    beside = [other for other in held.resting if source.sentences[other] == source.sentences[piece]]
    # What is left out of "only A, B and C"; and in Japanese, of two clauses before one noun, the first.
    only = any(token.form == "@only" and token.piece in beside for token in source.tokens)
    clause = held.wording.language == "ja" and piece + 1 in beside and source.pieces[piece + 1] == "condition"
    return only or clause


def reasons(held: Held) -> Iterator[str]:
    """A reason or consequence that the source does not give as one."""
    rests: dict[int, set[int]] = {}
    for token, place in zip(held.claim.tokens, held.places, strict=True):
        if place is not None:
            rests.setdefault(token.piece, set()).add(held.source.tokens[place].piece)
    for piece, link in enumerate(held.claim.links):
        if not link:
            continue
        own = {held.source.links[other] for other in rests.get(piece, ())}
        others = {
            held.source.links[other]
            for one in rests
            if one != piece
            for other in rests[one] - rests.get(piece, set())
        }
        opposite = "effect" if link == "cause" else "cause"
        if not (link in own or opposite in others):
            yield f"the source does not give this {'reason' if link == 'cause' else 'consequence'}"
