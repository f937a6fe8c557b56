"""The data that flows through the bot, one way: Document -> Chunk -> Hit -> Answer.

All offsets are character offsets into ``Document.text``, half open: ``text[start:end]``.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Literal

Origin = Literal["faq", "heading"]
Kind = Literal["faq", "extract", "generated", "abstained", "courtesy"]
# What became of the model's answer, where a model was asked: used, or why it was not.
Generation = Literal["used", "timeout", "failed", "refused", "unsupported"]
Progress = Callable[[str, int, int], None]  # stage, done, total


@dataclass(frozen=True, slots=True)
class Span:
    """Where a piece of text stands in its document."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Document:
    """One source file as ingestion stored it.

    For text and Markdown files ``text`` is the decoded file with Unix newlines, front matter
    included; for the other formats it is the Markdown they were converted to.
    """

    source: str  # path relative to the corpus, with forward slashes; the document's identity
    title: str
    text: str
    language: str  # ISO 639-1, "nb" for Norwegian Bokmål
    url: str | None = None
    updated: str | None = None
    valid_until: str | None = None  # ISO 8601 date after which what it says may no longer hold
    jurisdiction: str | None = None  # whose rules it tells, such as "US, federal"
    description: str | None = None
    keywords: tuple[str, ...] = ()
    related: tuple[str, ...] = ()  # targets of the relative links, such as "/copay"
    unanswered: tuple[str, ...] = ()  # questions on its subject that it is known not to answer


@dataclass(frozen=True, slots=True)
class FaqPair:
    """A question that the corpus itself answers, with the exact place of both."""

    question: str
    answer: str
    source: str
    language: str
    question_span: Span
    answer_span: Span
    origin: Origin  # "faq": from a FAQ; "heading": a section whose heading is a question


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence: its plain rendering and its place."""

    text: str
    span: Span


@dataclass(frozen=True, slots=True)
class Asked:
    """A question that sentences of a chunk answer: ``chunk.sentences[first:last]``."""

    text: str
    first: int
    last: int
    wording: bool = False  # given beside the text, not in it
    heading: bool = False  # no question but a heading, under which the answer stands


@dataclass(frozen=True, slots=True)
class Chunk:
    """What is indexed and retrieved: whole sentences of one section, or one FAQ pair's answer."""

    id: str
    source: str
    title: str
    language: str
    heading: tuple[str, ...]  # the headings above it, outermost first
    question: str | None  # the FAQ pair's question, else None
    text: str  # plain rendering of the span
    span: Span
    sentences: tuple[Sentence, ...]
    origin: Origin | None = None  # set with ``question``
    asked: tuple[Asked, ...] = ()  # the text's own question first, where it has one; then other wordings


@dataclass(frozen=True, slots=True)
class Hit:
    """A retrieved chunk. ``score`` ranks; ``parts`` says what it is made of."""

    chunk: Chunk
    score: float
    parts: Mapping[str, float] = field(default_factory=dict)
    asked: Asked | None = None  # the question of the chunk that is nearest to the one asked


@dataclass(frozen=True, slots=True)
class Citation:
    """The words an answer relies on: ``plain(document.text[start:end]) == quote``."""

    marker: int
    source: str
    title: str
    language: str
    heading: tuple[str, ...]
    start: int
    end: int
    quote: str
    url: str | None = None
    updated: str | None = None
    valid_until: str | None = None
    jurisdiction: str | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """What the bot says to one question. ``text`` holds markers such as ``[1]``."""

    question: str
    language: str
    text: str
    kind: Kind
    confidence: float  # 0..1, that the sources answer the question
    citations: tuple[Citation, ...]
    hits: tuple[Hit, ...]
    suggestions: tuple[str, ...] = ()  # questions near an unanswered one that the sources do answer
    generation: Generation | None = None
    timings: Mapping[str, float] = field(default_factory=dict)  # seconds by stage

    @property
    def abstained(self) -> bool:
        """Whether the sources say nothing to it: the bot declined to answer, or was only greeted."""
        return self.kind in ("abstained", "courtesy")


@dataclass(frozen=True, slots=True)
class Stage:
    """What the bot has begun to do."""

    name: Literal["search", "write"]


@dataclass(frozen=True, slots=True)
class Said:
    """A part of an answer as it comes: text with its markers, and the citations that are new with it."""

    text: str
    citations: tuple[Citation, ...]


Event = Stage | Said | Answer  # the answer comes last, and holds
