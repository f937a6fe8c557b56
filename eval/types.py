"""The data of evaluation, one way: Question -> Case -> Reply -> Record -> summary -> report."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from bot.types import Citation, Span

Track = Literal["verbatim", "reworded", "held_out", "unanswerable"]
TRACKS: tuple[Track, ...] = ("verbatim", "reworded", "held_out", "unanswerable")
# "refused" is wrong where the corpus answers and right where it does not; "error" is neither.
Outcome = Literal["right", "wrong", "refused", "error"]
Scores = Mapping[str, float]  # metric -> 0..1; those that apply

WHOLE, ARTICLES = "whole", "articles"  # the indexes cases are asked of; also "without-nb" and the like


@dataclass(frozen=True, slots=True)
class Gold:
    """One right answer: its words, and the place that holds them if it is in the index."""

    text: str
    language: str
    source: str | None = None
    span: Span | None = None


@dataclass(frozen=True, slots=True)
class Case:
    """One question on one track.

    ``sources`` are all the documents that answer it, in any language; ``gold`` are alternatives, one of which
    is enough. Cases of one ``cluster`` come from one FAQ pair or passage and are no independent evidence.
    """

    id: str
    track: Track
    type: str
    language: str
    question: str
    answerable: bool
    cluster: str
    index: str = WHOLE
    split: str | None = None
    history: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    gold: tuple[Gold, ...] = ()
    forbidden: tuple[str, ...] = ()  # what an answer that obeyed an injected order would say


@dataclass(frozen=True, slots=True)
class Reply:
    """What a bot said, as far as it tells: None stands for what it does not.

    ``citations`` is empty where a bot that cites cited nothing, None where it is not known to cite.
    ``ranking`` are the documents it found, best first.
    """

    text: str
    language: str
    kind: str
    abstained: bool
    confidence: float | None
    citations: tuple[Citation, ...] | None
    ranking: tuple[str, ...] | None
    suggestions: tuple[str, ...] | None = None  # questions offered in place of an answer


@dataclass(frozen=True, slots=True)
class Record:
    """One case and what became of it. ``reply`` is None exactly where there is an ``error``.

    ``first_by_language`` is the document that search puts first in each language of the corpus, where that
    was looked up.
    """

    case: Case
    reply: Reply | None
    error: str | None
    outcome: Outcome
    scores: Scores
    first_by_language: Mapping[str, str] | None = None
