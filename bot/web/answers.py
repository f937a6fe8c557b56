"""Answers given, whoever asks: made in worker threads, freed when nobody waits, remembered for feedback."""

import math
import threading
import uuid
from collections import OrderedDict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass, field
from datetime import UTC, datetime

import anyio
from anyio.streams.memory import MemoryObjectReceiveStream
from starlette.types import Receive

from bot.answer.respond import Bot
from bot.errors import BotError
from bot.types import Answer, Event
from bot.web.feedback import Feedback, FeedbackStore, Vote
from bot.web.observe.reports import Reports

COMMENT_CHARACTERS = 2_000
CLIENT_LEFT = 499  # status of a response that nobody is there to get, for logs and metrics
_REMEMBERED = 2_000


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked, and the id that its answer will have."""

    text: str
    language: str | None = None  # None: the question's own
    history: tuple[str, ...] = ()  # earlier questions of the same person, oldest first
    id: str = field(default_factory=lambda: f"a{uuid.uuid4().hex}")  # begins as an id in HTML must


class UnknownAnswer(BotError):
    """No answer with that id is remembered."""


class Answers:
    """Has questions answered, and keeps the latest answers by id so that a vote can name one."""

    def __init__(self, bot: Bot, feedback: FeedbackStore, reports: Reports | None = None) -> None:
        self.bot = bot
        self._feedback = feedback
        self._reports = reports
        self._given: OrderedDict[str, Answer] = OrderedDict()
        self._votes: dict[str, Vote] = {}  # on those given
        self._lock = threading.Lock()
        self._rating = threading.Lock()

    def answer(self, question: Question) -> Answer:
        """Answer in the calling thread; raises what ``Bot.ask`` does."""
        answer = self.bot.ask(question.text, question.language, question.history)
        self._remember(question.id, answer)
        return answer

    async def answer_to(self, question: Question, receive: Receive) -> Answer | None:
        """Answer in a worker thread as ``asked`` does; None if the client went away."""
        last: Event | Exception | None = None
        async with self.asked(question, receive) as events:
            async for event in events:
                last = event
        if isinstance(last, Exception):
            raise last
        return last if isinstance(last, Answer) else None

    @asynccontextmanager
    async def asked(
        self, question: Question, receive: Receive
    ) -> AsyncIterator[MemoryObjectReceiveStream[Event | Exception]]:
        """Answer in a worker thread, and give its events as they come; an exception is the last of them.

        ``receive`` is that of an HTTP request whose body is read. When its client goes away the block is left
        early, as if it had been read to its end. Left in whatever way, it waits until the thread is free.
        """
        left = threading.Event()
        tell, events = anyio.create_memory_object_stream[Event | Exception](math.inf)

        def work() -> None:
            try:
                stream = self.bot.stream(question.text, question.language, question.history, left.is_set)
                with closing(stream):
                    for event in stream:
                        if left.is_set():
                            return
                        if isinstance(event, Answer):
                            self._remember(question.id, event)
                        anyio.from_thread.run_sync(tell.send_nowait, event)
            except Exception as error:
                anyio.from_thread.run_sync(tell.send_nowait, error)
            finally:
                anyio.from_thread.run_sync(tell.close)

        async def leave_with_the_client() -> None:
            while (await receive())["type"] != "http.disconnect":
                pass
            group.cancel_scope.cancel()

        with tell, events:
            async with anyio.create_task_group() as group:
                group.start_soon(anyio.to_thread.run_sync, work)
                group.start_soon(leave_with_the_client)
                try:
                    yield events
                finally:
                    left.set()
                    group.cancel_scope.cancel()

    def rate(self, id: str, vote: Vote, comment: str) -> None:
        """Store a vote on an answer, and a comment if there is one.

        Raises:
            UnknownAnswer: the answer is not among the latest ones of this process.
            NotStored: the vote cannot be stored.
        """
        with self._rating:  # a vote and its comment in the order in which they are stored
            with self._lock:
                answer, replaced = self._given.get(id), self._votes.get(id)
            if answer is None:
                raise UnknownAnswer(
                    "No answer with that id is remembered; a vote must follow its answer soon."
                )
            self._feedback.add(
                Feedback(
                    id=id,
                    time=datetime.now(UTC).isoformat(timespec="seconds"),
                    vote=vote,
                    replaces=replaced,
                    comment=comment.strip()[:COMMENT_CHARACTERS],
                    question=answer.question,
                    answer=answer.text,
                    language=answer.language,
                    kind=answer.kind,
                    sources=tuple(dict.fromkeys(citation.source for citation in answer.citations)),
                )
            )
            with self._lock:
                if id in self._given:
                    self._votes[id] = vote
        if self._reports:
            self._reports.voted(vote, comment, again=vote == replaced)

    def _remember(self, id: str, answer: Answer) -> None:
        with self._lock:
            self._given[id] = answer
            while len(self._given) > _REMEMBERED:
                forgotten, _ = self._given.popitem(last=False)
                self._votes.pop(forgotten, None)
        if self._reports:
            self._reports.answered(answer)
