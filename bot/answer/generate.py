"""An answer written by a chat model: what it is asked, and its sentences with the sources they name.

Nothing here is trusted: ``bot.answer.verify`` decides what of it is said.
"""

import html
import time
from collections.abc import Callable, Generator, Sequence
from contextlib import closing
from functools import cache
from importlib.resources import files
from queue import Empty, Queue
from threading import Thread

from langchain_core.messages import BaseMessage, HumanMessage, SystemMessage

from bot.answer.sentences import Reader, Written
from bot.language import name_of
from bot.llm import Llm
from bot.types import Chunk, Generation

NOTHING = "NOT IN THE SOURCES"
_SOURCES = 5  # chunks it is given, as far as they fit
_MOST_SOURCE_CHARACTERS = 8_000
_MOST_EARLIER = 4  # questions of the conversation, and characters of each
_MOST_EARLIER_CHARACTERS = 1_000
_MOST_CHARACTERS = 6_000  # of an answer; what goes on longer is cut
# What small models go on with where they should end: the turn's end as text, or the sources once more.
_TURN_ENDS = (
    "<|im_end|>",
    "<|im_start|>",
    "<end_of_turn>",
    "<|eot_id|>",
    "</s>",
    "<source number=",
    "<question>",
)
_MOST_THOUGHT = 60_000  # characters in all, thoughts included
_GLANCE_SECONDS = 0.1  # between two looks at whether anybody still waits


class Unwritten(Exception):
    """The model wrote nothing that can be used; ``what`` says why."""

    def __init__(self, what: Generation) -> None:
        super().__init__(what)
        self.what = what


def never() -> bool:
    """Say that whoever asked has not left."""
    return False


def given(chunks: Sequence[Chunk]) -> list[Chunk]:
    """Return which of the best chunks a model is given: the first, and more as far as they fit."""
    chosen: list[Chunk] = []
    left = _MOST_SOURCE_CHARACTERS
    for chunk in chunks[:_SOURCES]:
        left -= len(chunk.text)
        if chosen and left < 0:
            break
        chosen.append(chunk)
    return chosen


def write(
    llm: Llm,
    question: str,
    sources: Sequence[Chunk],
    deadline: float,
    left: Callable[[], bool] = never,
) -> Generator[Written, None, None]:
    """Yield the sentences a model answers with in the sources' language, as they come.

    ``deadline`` is a ``time.monotonic``; ``left`` says whether nobody waits for the answer any more.

    Raises:
        Unwritten: the model did not finish in time, cannot be reached, broke off, or says that the sources do
            not answer.
    """
    language = sources[0].language
    reader = Reader(language, _TURN_ENDS)
    with closing(_pieces(llm, _answer_messages(question, language, sources), deadline, left)) as pieces:
        for piece in pieces:
            yield from reader.feed(piece)
            if reader.ended or len(reader.text) > _MOST_CHARACTERS:
                break
    yield from reader.end()
    if _says_nothing(reader.text):
        raise Unwritten("refused")


def rewrite(
    llm: Llm,
    question: str,
    language: str,
    history: Sequence[str],
    deadline: float,
    left: Callable[[], bool] = never,
) -> str | None:
    """Return a follow-up question as the model makes it stand alone, None if it does not in time."""
    asked = [each[:_MOST_EARLIER_CHARACTERS] for each in history[-_MOST_EARLIER:]]
    earlier = "\n".join(f"- {_fenced(each)}" for each in asked)
    messages = [
        SystemMessage(_prompt("rewrite").format(language=name_of(language))),
        HumanMessage(f"<earlier>\n{earlier}\n</earlier>\n<last>\n{_fenced(question)}\n</last>"),
    ]
    reader = Reader(language, _TURN_ENDS)
    try:
        with closing(_pieces(llm, messages, deadline, left)) as pieces:
            for piece in pieces:
                reader.feed(piece)
                if len(reader.text.lstrip()) > _MOST_EARLIER_CHARACTERS or "\n" in reader.text.strip():
                    break
    except Unwritten:
        return None
    lines = reader.text.strip().splitlines()
    return html.unescape(lines[0].strip()) if lines else None


def _says_nothing(text: str) -> bool:
    bare = text.strip(" \t\n\r.!。*_\"'[]")
    return not bare or NOTHING in text or bare.casefold() == NOTHING.casefold()


def _answer_messages(question: str, language: str, sources: Sequence[Chunk]) -> list[BaseMessage]:
    fenced = "\n".join(
        f'<source number="{number}" title="{html.escape(" ".join(chunk.title.split()))}">\n'
        f"{_fenced(' > '.join(chunk.heading))}\n{_fenced(chunk.text[:_MOST_SOURCE_CHARACTERS])}\n</source>"
        for number, chunk in enumerate(sources, 1)
    )
    return [
        SystemMessage(_prompt("answer").format(language=name_of(language), nothing=NOTHING)),
        HumanMessage(f"{fenced}\n<question>\n{_fenced(question)}\n</question>"),
    ]


def _fenced(text: str) -> str:
    """Keep text from closing the element it stands in."""
    return html.escape(text, quote=False)


@cache
def _prompt(task: str) -> str:
    return (files("bot.answer") / "prompts" / f"{task}.md").read_text("utf-8")


def _pieces(
    llm: Llm, messages: list[BaseMessage], deadline: float, left: Callable[[], bool]
) -> Generator[str, None, None]:
    """Yield what the model writes, in a thread of its own so that a silent one can be left."""
    arrived: Queue[str | Exception | None] = Queue()
    if left():
        raise Unwritten("timeout")
    ended = False

    def read() -> None:
        try:
            for piece in llm.chat.stream(messages):
                if ended:
                    return
                arrived.put(piece.text)
        except Exception as error:  # each provider's package raises errors of its own
            arrived.put(error)
        else:
            arrived.put(None)

    Thread(target=read, name="llm", daemon=True).start()
    written = 0
    try:
        while written < _MOST_THOUGHT:
            remaining = 0.0 if left() else deadline - time.monotonic()
            try:
                piece = arrived.get(timeout=min(max(0.0, remaining), _GLANCE_SECONDS))
            except Empty:
                if remaining > 0:
                    continue
                raise Unwritten("timeout") from None
            if isinstance(piece, Exception):
                raise Unwritten("failed") from piece
            if piece is None:
                return
            if remaining <= 0:  # more keeps coming
                raise Unwritten("timeout")
            written += len(piece)
            yield piece
    finally:
        ended = True
