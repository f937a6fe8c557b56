"""Which words of a claim are which words of its source."""

from collections import defaultdict

from bot.answer.verification.tokens import Statement

# What it costs to go on, after the word before, at another place of the source than the next one.
_NEAR, _FAR, _BACK, _AGAIN, _SENTENCE = 0.1, 0.25, 0.4, 0.6, 0.3
_REACH = 3


def align(claim: Statement, source: Statement, *, sentence: int | None = None) -> tuple[int | None, ...]:
    """Return the place in the source of each token of the claim, None where it has none.

    Of all ways the one that keeps the words together best; with ``sentence`` in that one alone.
    """
    places: dict[str, list[int]] = defaultdict(list)
    numbers = [source.sentences[token.piece] for token in source.tokens]
    for place, token in enumerate(source.tokens):
        if sentence in (None, numbers[place]):
            places[token.form].append(place)
    # The cheapest way to each place that the last aligned token may have.
    ways: dict[int, tuple[float, tuple[int | None, ...]]] = {-1: (0.0, ())}
    for token in claim.tokens:
        found = places.get(token.form)
        if not found:
            ways = {place: (cost, (*way, None)) for place, (cost, way) in ways.items()}
            continue
        further: dict[int, tuple[float, tuple[int | None, ...]]] = {}
        for place in found:
            further[place] = min(
                ((cost + _step(last, place, numbers), (*way, place)) for last, (cost, way) in ways.items()),
                key=lambda item: item[0],
            )
        ways = further
    return min(ways.values(), key=lambda item: item[0])[1]


def _step(last: int, place: int, numbers: list[int]) -> float:
    leap = place - last
    cost = (
        0.0
        if leap == 1
        else _AGAIN
        if leap == 0
        else _BACK
        if leap < 0
        else _NEAR
        if leap <= _REACH
        else _FAR
    )
    return cost + (_SENTENCE if last >= 0 and numbers[last] != numbers[place] else 0.0)
