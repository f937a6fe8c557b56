"""A question to an answer, quoted or verified sentence by sentence, or to "the sources do not say"."""

import time
from collections.abc import Callable, Generator, Sequence

from bot.answer.comparison import compare
from bot.answer.compose import PARAGRAPH, Citations, abstention, begun, compose, introduced, polite
from bot.answer.courtesies import courtesy
from bot.answer.extract import Quote, extract
from bot.answer.find import TOP_K, Found, find, together
from bot.answer.generate import Unwritten, never, rewrite
from bot.answer.written import written
from bot.embedding import Encoder, Vectors, load_encoder
from bot.errors import UsageError
from bot.index.generation import require_current
from bot.index.opened import Index, follow
from bot.language import detect_question, normalise_code, visible
from bot.llm import Llm, open_llm
from bot.messages import message
from bot.retrieve import retrieve
from bot.settings import Settings
from bot.types import Answer, Document, Event, Generation, Hit, Kind, Said, Stage

MAX_QUESTION_CHARACTERS = 1_000
HISTORY = 4  # earlier questions that are looked at
# Of the time a model has, what it may take to make a follow-up stand alone.
_REWRITING = 0.3


class Bot:
    """Answers from an index: ``current`` gives the one in use with each question.

    ``llm`` may write answers; what its sources do not support is not said. Without one all are quotes.
    """

    def __init__(self, current: Callable[[], Index], encoder: Encoder, llm: Llm | None = None) -> None:
        self._current = current
        self._encoder = encoder
        self._llm = llm

    def ask(self, question: str, language: str | None = None, history: Sequence[str] = ()) -> Answer:
        """Answer one question.

        ``language`` is that of the answer's own words and of the sources preferred, as a code such as "nb";
        None takes the question's. ``history`` holds the same person's earlier questions, oldest first.

        Raises:
            UsageError: the question is no text, empty or longer than ``MAX_QUESTION_CHARACTERS``, there is no
                such language, or the history is no list of texts.
            IndexUnusable: the index was damaged or removed.
        """
        *_, answer = self.stream(question, language, history)
        assert isinstance(answer, Answer)
        return answer

    def stream(
        self,
        question: str,
        language: str | None = None,
        history: Sequence[str] = (),
        left: Callable[[], bool] = never,
    ) -> Generator[Event, None, None]:
        """Answer one question as ``ask`` does, and tell what is done and said as it happens.

        What ``ask`` raises is raised before the first event. The answer comes last and holds: when a model
        breaks off, it is another than what was said. Once ``left`` says that nobody waits for it any more, no
        model is waited for either, and there is no answer.
        """
        clock = _Clock()
        index = self._current()
        question = _text(question).strip()
        greeted = courtesy(question)
        language = _code(language) or (greeted[1] if greeted else detect_question(question, index.languages))
        _check(question, language)
        if isinstance(history, str) or not all(isinstance(asked, str) for asked in history):
            raise UsageError(
                "history is a list of the earlier questions as text, oldest first; give it no messages"
            )
        yield Stage("search")
        if greeted:
            yield polite(question, language, greeted[0])
            return
        deadline = time.monotonic() + (self._llm.seconds if self._llm else 0.0)

        def encode(text: str) -> Vectors:
            clock.lap("retrieve")
            vector = self._encode(text)
            clock.lap("encode")
            return vector

        earlier = [visible(asked).strip()[:MAX_QUESTION_CHARACTERS] for asked in history]
        earlier = [asked for asked in earlier if asked and not courtesy(asked)][-HISTORY:]
        found = find(index, encode, question, language, earlier)
        if self._llm and earlier and found.question != question:
            alone = self._alone(self._llm, question, language, earlier, deadline, left)
            other = find(index, encode, alone, language) if alone else found
            found = other if other.likely else found
        sides = compare(index, encode, question, language, found)
        found = together(found, sides)
        clock.lap("retrieve")
        if not found.likely:
            yield abstention(index, question, language, found, clock.laps)
            return
        citations, parts = Citations(index), list[Said]()
        generation: Generation | None = None
        # What is said in one language cannot be held against words of another, so those are quoted.
        if self._llm and found.hits[0].chunk.language == language:
            yield Stage("write")
            try:
                for said in written(index, self._encoder, self._llm, found, citations, deadline, left):
                    parts.append(said if parts else begun(said, found, language))
                    yield parts[-1]
                generation = "used"
            except Unwritten as reason:
                if left():
                    return
                generation = reason.what
                citations, parts = Citations(index), []
            clock.lap("write")
        kind: Kind = "generated"
        if generation != "used":
            quoted = [_quotes(index, side) for side in sides]
            kind = quoted[0][0] if len(quoted) == 1 else "extract"
            clock.lap("extract")
            for _, quotes in quoted:
                for number, quote in enumerate(quotes):
                    apart = PARAGRAPH if parts and number == 0 else ""
                    text = introduced(quote, question, language, found.confidence)
                    said = citations.cite(apart + text, [quote])
                    parts.append(said if parts else begun(said, found, language))
                    yield parts[-1]
        yield compose(question, language, kind, found, parts, citations, generation, clock.laps)

    def search(self, question: str, language: str | None = None, top_k: int = TOP_K) -> list[Hit]:
        """Rank chunks for a question without answering it: the ``top_k`` best of each language.

        Raises:
            UsageError: the question is no text, or there is no such language.
        """
        index = self._current()
        question = _text(question)
        language = _code(language) or detect_question(question, index.languages)
        return retrieve(index, question, self._encode(question), language, top_k)

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages of the corpus."""
        return self._current().languages

    def document(self, source: str) -> Document | None:
        """Return a stored document by its source."""
        return self._current().documents.get(source)

    def _alone(
        self,
        llm: Llm,
        question: str,
        language: str,
        history: Sequence[str],
        deadline: float,
        left: Callable[[], bool],
    ) -> str | None:
        """Return a follow-up as the model writes it out, None if it does not in time."""
        soon = deadline - (1 - _REWRITING) * llm.seconds
        written_out = rewrite(llm, question, language, history, soon, left)
        return visible(written_out).strip()[:MAX_QUESTION_CHARACTERS] if written_out else None

    def _encode(self, question: str) -> Vectors:
        vector: Vectors = self._encoder.encode_queries([question])[0]
        return vector


def open_bot(settings: Settings) -> Bot:
    """Load the encoder, open the index and the chat model; a new generation is picked up as it comes.

    Raises:
        IndexUnusable: there is no index, or it was built otherwise than the settings say.
        EncoderError: the encoder cannot be loaded.
        SettingsError: the chat model cannot be used.
    """
    require_current(settings.index)  # before the encoder, which takes longer
    llm = open_llm(settings.llm, settings.llm_seconds) if settings.llm else None
    encoder = load_encoder(settings.encoder)
    return Bot(follow(settings.index, encoder), encoder, llm)


class _Clock:
    """Seconds by stage, and in all."""

    def __init__(self) -> None:
        self._started = self._last = time.perf_counter()
        self._laps: dict[str, float] = {}

    def lap(self, stage: str) -> None:
        """Count the time since the last lap to a stage."""
        now = time.perf_counter()
        self._laps[stage], self._last = self._laps.get(stage, 0.0) + now - self._last, now

    @property
    def laps(self) -> dict[str, float]:
        """Seconds by stage so far."""
        return self._laps | {"total": time.perf_counter() - self._started}


def _quotes(index: Index, found: Found) -> tuple[Kind, list[Quote]]:
    best = found.hits[0]
    if best.chunk.origin == "faq":
        return "faq", [Quote(best.chunk, best.chunk.span, best.chunk.text)]
    return "extract", extract(index, found.question, found.vector, found.hits)


def _text(question: object) -> str:
    if not isinstance(question, str):
        raise UsageError(f"a question is text, not {type(question).__name__}")
    return visible(question)


def _code(language: str | None) -> str | None:
    if language is None:
        return None
    if code := normalise_code(language):
        return code
    raise UsageError(f"{language!r} is no language; use a code such as en, nb or ja")


def _check(question: str, language: str) -> None:
    if not question:
        raise UsageError(message("empty_question", language))
    if len(question) > MAX_QUESTION_CHARACTERS:
        raise UsageError(message("long_question", language, limit=str(MAX_QUESTION_CHARACTERS)))
