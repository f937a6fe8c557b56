"""How many questions are answered at once, how many wait, and for how long."""

import asyncio
from collections.abc import Callable

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.web.guard.paths import asks
from bot.web.guard.refusals import last_event, refuse

_RETRY = {"Retry-After": "2"}  # seconds; a queue of quoted answers is gone by then
_SLOW_READER_SECONDS = 2.0
_BUSY = "The server is busy; ask again in a few seconds."
_LATE = "The answer took too long; ask again, or ask something shorter."


def admit(
    app: ASGIApp,
    at_once: int,
    places: int,
    seconds: float,
    watch: Callable[[int], object] = lambda waiting: None,
) -> ASGIApp:
    """Let ``at_once`` questions through and ``places`` wait in order; refuse the others (503) at once.

    Each has ``seconds`` from its arrival: still waiting then it is refused (503), not yet answered it fails
    (504), and a stream under way is ended. A client that leaves while it waits leaves the queue. A slot is
    given back when the app's work has really ended, so that threads that cannot be stopped do not pile up.
    ``watch`` is told how many wait whenever that changes.
    """
    free = asyncio.Semaphore(at_once)
    waiting = 0

    async def middleware(scope: Scope, receive: Receive, send: Send) -> None:
        nonlocal waiting
        if scope["type"] != "http" or not asks(scope):
            await app(scope, receive, send)
            return
        if free.locked() and waiting >= places:
            await refuse(scope, receive, send, 503, _BUSY, _RETRY)
            return
        now = asyncio.get_running_loop().time
        end = now() + seconds
        body = await receive()
        gone = asyncio.create_task(_disconnected(receive))
        try:
            waiting += 1
            watch(waiting)
            try:
                admitted = await _turn(free, gone, seconds)
            finally:
                waiting -= 1
                watch(waiting)
            if admitted:
                try:
                    await _answer(app, scope, _replayed(body, gone), send, end - now())
                finally:
                    free.release()
            elif not gone.done():
                await refuse(scope, receive, send, 503, _BUSY, _RETRY)
        finally:
            gone.cancel()

    return middleware


async def _turn(free: asyncio.Semaphore, gone: asyncio.Task[None], seconds: float) -> bool:
    """Wait for a place; False if the time ran out or the client went first."""
    if not free.locked():
        return await free.acquire()
    turn = asyncio.create_task(free.acquire())
    taken = False
    try:
        await asyncio.wait({turn, gone}, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
        taken = turn.done() and not gone.done()
    finally:
        if not turn.cancel() and not taken:
            free.release()
    return taken


async def _answer(app: ASGIApp, scope: Scope, receive: Receive, send: Send, seconds: float) -> None:
    """Run the app until its work has ended, though its time be up before."""
    response = _Response(scope, send)
    work = asyncio.ensure_future(app(scope, receive, response.send))
    try:
        await asyncio.wait({work}, timeout=max(seconds, 0))
        if not work.done() and not response.complete:
            work.cancel()
            await response.give_up(receive)
        await asyncio.wait({work})
    finally:
        work.cancel()
    if not work.cancelled():
        work.result()


class _Response:
    """The response of the app, which can be ended in its place."""

    def __init__(self, scope: Scope, send: Send) -> None:
        self._scope = scope
        self._send = send
        self._started = False
        self._events = False
        self._given_up = False
        self.complete = False

    async def send(self, message: Message) -> None:
        if self._given_up:
            return
        if message["type"] == "http.response.start":
            self._started = True
            self._events = any(
                name.lower() == b"content-type" and value.startswith(b"text/event-stream")
                for name, value in message.get("headers", [])
            )
        await self._send(message)
        if message["type"] == "http.response.body":
            self.complete = not message.get("more_body", False)

    async def give_up(self, receive: Receive) -> None:
        """Answer 504, or end a stream of events with an error; what else is under way is cut off."""
        self._given_up = True
        if not self._started:
            await refuse(self._scope, receive, self._send, 504, _LATE)
        elif self._events:
            last = {"type": "http.response.body", "body": last_event(self._scope, 504, _LATE)}
            try:
                async with asyncio.timeout(_SLOW_READER_SECONDS):
                    await self._send(last)
            except TimeoutError:
                return  # a client that does not read gets no last word


async def _disconnected(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


def _replayed(first: Message, gone: asyncio.Task[None]) -> Receive:
    unread = True

    async def replay() -> Message:
        nonlocal unread
        if unread:
            unread = False
            return first
        await asyncio.wait({gone})  # which, unlike awaiting it, does not cancel it with the one who waits
        return {"type": "http.disconnect"}

    return replay
