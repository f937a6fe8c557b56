"""A question to an answer whose every sentence is quoted, or to an honest "the sources do not say"."""

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from threading import Lock

from bot.answer.confidence import highest_cosine, likelihood, load_calibration
from bot.answer.extract import Quote, extract
from bot.embedding import Encoder, Vectors, load_encoder
from bot.errors import UsageError
from bot.index.generation import require_current
from bot.index.opened import Index, open_generation
from bot.language import detect_question, visible
from bot.messages import message
from bot.retrieve import retrieve
from bot.settings import Settings
from bot.types import Answer, Citation, Document, Hit

TOP_K = 10
MAX_QUESTION_CHARACTERS = 1_000
_TOPICS = 3
# A FAQ pair is given whole when its question is this near, or when it is this likely to be right: of the
# paraphrases in eval/cases it then was the right pair in 95 %, below in 58 %.
MATCHING_QUESTION, MATCHING_CONFIDENCE = 0.92, 0.8


class Bot:
    """Answers from the index in use. A new generation is picked up with the next question."""

    def __init__(self, settings: Settings, encoder: Encoder) -> None:
        self._folder = settings.index
        self._encoder = encoder
        self._opening = Lock()
        self._index = self._open()

    def ask(self, question: str, language: str | None = None, history: Sequence[str] = ()) -> Answer:
        """Answer one question.

        ``language`` is that of the answer's own words and of the sources preferred; None takes the
        question's. ``history`` holds the same person's earlier questions, oldest first.

        Raises:
            UsageError: the question is empty or longer than ``MAX_QUESTION_CHARACTERS``.
            IndexUnusable: the index was damaged or removed.
        """
        clock = _Clock()
        index = self._current()
        question = visible(question).strip()
        language = language or detect_question(question, index.languages)
        _check(question, language)
        found = self._find(index, question, language, clock)
        if not found.likely and history:
            # A follow-up may name its subject only in the question before it.
            followed = self._find(index, f"{history[-1].strip()} {question}", language, clock)
            found = followed if followed.likely else found
        if not found.likely:
            return _abstention(question, language, found, clock)
        best = found.hits[0]
        pair = best.chunk.origin == "faq" and _matches(best, found.confidence)
        if pair:
            quotes = [Quote(best.chunk, best.chunk.span, best.chunk.text)]
        else:
            quotes = extract(index, found.question, found.vector, found.hits)
        clock.lap("extract")
        return Answer(
            question=question,
            language=language,
            text=_joined(quotes),
            kind="faq" if pair else "extract",
            confidence=found.confidence,
            citations=tuple(_citation(n, quote, index) for n, quote in enumerate(quotes, 1)),
            hits=found.hits,
            timings=clock.laps,
        )

    def search(self, question: str, language: str | None = None, top_k: int = TOP_K) -> list[Hit]:
        """Rank chunks for a question without answering it: the ``top_k`` best of each language."""
        index = self._current()
        question = visible(question)
        language = language or detect_question(question, index.languages)
        return retrieve(index, question, self._encode(question), language, top_k)

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages of the corpus."""
        return self._current().languages

    def document(self, source: str) -> Document | None:
        """Return a stored document by its source."""
        return self._current().documents.get(source)

    def _find(self, index: Index, question: str, language: str, clock: "_Clock") -> "_Found":
        vector = self._encode(question)
        clock.lap("encode")
        found = _ranked(index, question, vector, language)
        clock.lap("retrieve")
        return found

    def _encode(self, question: str) -> Vectors:
        vector: Vectors = self._encoder.encode_queries([question])[0]
        return vector

    def _open(self) -> Index:
        return open_generation(require_current(self._folder), self._encoder.fingerprint, self._encoder)

    def _current(self) -> Index:
        if require_current(self._folder) != self._index.generation:
            with self._opening:
                if require_current(self._folder) != self._index.generation:
                    self._index = self._open()
        return self._index


def open_bot(settings: Settings) -> Bot:
    """Load the encoder and open the index.

    Raises:
        IndexUnusable: there is no index, or it was built otherwise than the settings say.
        EncoderError: the encoder cannot be loaded.
    """
    require_current(settings.index)  # before the encoder, which takes longer
    return Bot(settings, load_encoder(settings.encoder))


@dataclass(frozen=True, slots=True)
class _Found:
    """What retrieval made of a question: hits of the language to answer from, and whether to answer."""

    question: str
    vector: Vectors
    hits: tuple[Hit, ...]
    confidence: float
    likely: bool


class _Clock:
    """Seconds by stage, and in all."""

    def __init__(self) -> None:
        self._started = self._last = time.perf_counter()
        self._laps: dict[str, float] = {}

    def lap(self, stage: str) -> None:
        now = time.perf_counter()
        self._laps[stage], self._last = self._laps.get(stage, 0.0) + now - self._last, now

    @property
    def laps(self) -> dict[str, float]:
        return self._laps | {"total": time.perf_counter() - self._started}


def choose_language(likely: Mapping[str, float], language: str) -> str | None:
    """Choose in which language's sources to answer, given how likely each language's best hit is right.

    The question's own if that is likely enough; else the likeliest other that is; else none.
    """
    own = load_calibration(own_language=True)
    foreign = load_calibration(own_language=False)
    if likely.get(language, 0.0) >= own.threshold:
        return language
    others = {spoken: value for spoken, value in likely.items() if spoken != language}
    best = max(others, key=lambda spoken: others[spoken], default=None)
    return best if best is not None and others[best] >= foreign.threshold else None


def _ranked(index: Index, question: str, vector: Vectors, language: str) -> _Found:
    """Retrieve, and choose the language whose sources most likely hold the answer."""
    hits = retrieve(index, question, vector, language, TOP_K)
    best = {hit.chunk.language: hit for hit in reversed(hits)}
    own_cosine = highest_cosine(hits, language)
    likely: dict[str, float] = {}
    for spoken, hit in best.items():
        calibration = load_calibration(own_language=spoken == language)
        likely[spoken] = likelihood(hit, own_cosine, calibration)
    chosen = choose_language(likely, language)
    kept = tuple(hit for hit in hits if chosen in (None, hit.chunk.language))[:TOP_K]
    return _Found(question, vector, kept, likely.get(chosen or language, 0.0), chosen is not None)


def _matches(hit: Hit, confidence: float) -> bool:
    return hit.parts.get("question", 0.0) >= MATCHING_QUESTION or confidence >= MATCHING_CONFIDENCE


def _check(question: str, language: str) -> None:
    if not question:
        raise UsageError(message("empty_question", language))
    if len(question) > MAX_QUESTION_CHARACTERS:
        raise UsageError(message("long_question", language, limit=str(MAX_QUESTION_CHARACTERS)))


def _abstention(question: str, language: str, found: _Found, clock: _Clock) -> Answer:
    topics = _topics(found.hits, language)
    text = message("abstain", language)
    if topics:
        listed = message("list_separator", language).join(topics)
        text += " " * (language != "ja") + message("abstain_topics", language, topics=listed)
    return Answer(
        question=question,
        language=language,
        text=text,
        kind="abstained",
        confidence=found.confidence,
        citations=(),
        hits=found.hits,
        topics=topics,
        timings=clock.laps,
    )


def _topics(hits: Sequence[Hit], language: str) -> tuple[str, ...]:
    """Return the titles nearest to the question, those in its language if there are any."""
    own = [hit.chunk.title for hit in hits if hit.chunk.language == language]
    titles = own or [hit.chunk.title for hit in hits]
    return tuple(dict.fromkeys(titles))[:_TOPICS]


def _joined(quotes: Sequence[Quote]) -> str:
    """Join quotes into readable text, each followed by its marker."""
    parts = [f"{quote.text} [{n}]" for n, quote in enumerate(quotes, 1)]
    return "\n\n".join(parts) if any("\n" in part for part in parts) else " ".join(parts)


def _citation(marker: int, quote: Quote, index: Index) -> Citation:
    document = index.documents[quote.chunk.source]
    return Citation(
        marker=marker,
        source=document.source,
        title=document.title,
        language=document.language,
        heading=quote.chunk.heading,
        start=quote.span.start,
        end=quote.span.end,
        quote=quote.text,
        url=document.url,
        updated=document.updated,
        valid_until=document.valid_until,
        jurisdiction=document.jurisdiction,
    )
