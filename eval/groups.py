"""What a corpus is asked in the same sense: groups of questions, for tuning the encoder.

A group is a FAQ pair in all its languages with other wordings of it, or what is asked of a fact in the text
of an article. A fact stands in each version of the article, and nothing says that these are the same: two are
taken for one where each is the nearest to the other in its language, and near enough.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from bot.embedding import Vectors
from bot.index.opened import Index
from bot.types import Chunk
from eval.library import Library

# Cosines of two groups' means, seen from their languages. Of 44 pairs of facts looked at, 32 above the first
# were all the same; between the two the same and others are mixed.
SAME, UNSURE = 0.7, 0.6

Name = tuple[object, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """Questions that ask the same, and what answers them, each with its language."""

    article: str
    pair: bool  # a FAQ pair, else a fact of the text
    asked: tuple[tuple[str, str], ...]
    answers: tuple[str, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Asked:
    """All groups of a corpus, and what its articles are known not to answer."""

    groups: tuple[Group, ...]
    near: Vectors  # cosines of the groups' means: shape (groups, groups)
    gaps: tuple[tuple[str, str], ...]  # unanswered questions, after their article
    near_gaps: Vectors  # cosines of groups and gaps: shape (groups, gaps)


def gather(index: Index, library: Library) -> Asked:
    """Gather what an index is asked, with other wordings; headings are no questions."""
    rows: dict[Name, list[int]] = defaultdict(list)
    chunk_of: dict[Name, list[Chunk]] = defaultdict(list)
    for row, (position, number) in enumerate(index.asked):
        chunk = index.chunks[position]
        asked = chunk.asked[number]
        if asked.heading and not asked.wording:
            continue
        pair = chunk.origin == "faq"
        name: Name = (library.cluster(chunk),) if pair else (chunk.id, asked.first, asked.last)
        rows[name].append(row)
        if chunk not in chunk_of[name]:
            chunk_of[name].append(chunk)
    means = {name: _mean(index.questions[of]) for name, of in rows.items()}
    groups: list[Group] = []
    middles: list[Vectors] = []
    for names in _joined(chunk_of, means, library):
        of = [row for name in names for row in rows[name]]
        asked_of = tuple(
            (chunk.language, chunk.asked[number].text)
            for chunk, number in ((index.chunks[position], number) for position, number in index.asked[of])
        )
        if len(set(asked_of)) == 1:
            continue
        answers = dict.fromkeys(_said(chunk, name) for name in names for chunk in chunk_of[name])
        first = chunk_of[names[0]][0]
        groups.append(Group(library.article(first.source), first.origin == "faq", asked_of, tuple(answers)))
        middles.append(_mean(index.questions[of]))
    middle = np.array(middles)
    gaps = tuple((library.article(source), text) for source, text in index.unanswered_by)
    return Asked(tuple(groups), middle @ middle.T, gaps, middle @ index.unanswered.T)


def _mean(vectors: Vectors) -> Vectors:
    mean: Vectors = vectors.mean(axis=0)
    return mean / np.linalg.norm(mean)


def _said(chunk: Chunk, name: Name) -> str:
    if chunk.origin == "faq":
        return chunk.text
    _, first, last = name
    assert isinstance(first, int) and isinstance(last, int)
    return " ".join(sentence.text for sentence in chunk.sentences[first:last])


def _joined(
    chunk_of: Mapping[Name, Sequence[Chunk]], means: Mapping[Name, Vectors], library: Library
) -> list[tuple[Name, ...]]:
    """Return the names, those of one fact in several languages together; of each language one at most."""
    facts: dict[str, dict[str, list[Name]]] = defaultdict(lambda: defaultdict(list))
    for name, (chunk, *_) in chunk_of.items():
        if chunk.origin != "faq":
            facts[library.article(chunk.source)][chunk.language].append(name)
    found: list[tuple[float, Name, Name]] = []
    for by_language in facts.values():
        for one, other in combinations(by_language.values(), 2):
            near = np.array([means[name] for name in one]) @ np.array([means[name] for name in other]).T
            for row, column in enumerate(near.argmax(axis=1)):
                if near[row, column] >= SAME and near[:, column].argmax() == row:
                    found.append((float(near[row, column]), one[row], other[column]))
    together: dict[Name, tuple[Name, ...]] = {name: (name,) for name in chunk_of}
    for _, left, right in sorted(found, key=lambda pair: -pair[0]):
        names = tuple(dict.fromkeys(together[left] + together[right]))
        if len({chunk_of[name][0].language for name in names}) == len(names):
            together.update(dict.fromkeys(names, names))
    return list(dict.fromkeys(together.values()))
