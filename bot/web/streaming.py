"""The events of one question as Server-Sent Events.

FastAPI's format is used, not its streaming routes, which send status 200 before anything is known and
notice a client that left only with the next event, as sse-starlette's threads do.
"""

from collections.abc import Callable, Iterable

import anyio
from fastapi.sse import KEEPALIVE_COMMENT
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from bot.types import Event
from bot.web.answers import CLIENT_LEFT, Answers, Question

# Proxies commonly close a connection on which nothing came for a minute.
_PING_SECONDS = 15.0


class EventStream(Response):
    """Answers a question, and sends what ``tell`` makes of each event as it comes.

    An error before the first event is raised, so that it gets a status of its own; a later one is told as the
    last event.
    """

    media_type = "text/event-stream"

    def __init__(
        self, answers: Answers, question: Question, tell: Callable[[Event | Exception], Iterable[bytes]]
    ) -> None:
        self.status_code = 200
        self.background = None
        self.init_headers({"Cache-Control": "no-store", "X-Accel-Buffering": "no"})
        self._answers = answers
        self._question = question
        self._tell = tell

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send the response; over when all is said or the client has left, and the worker thread is free."""
        started = False
        failure: Exception | None = None
        async with self._answers.asked(self._question, receive) as events:
            while True:
                event: Event | Exception | None = None
                try:
                    with anyio.move_on_after(_PING_SECONDS):
                        event = await events.receive()
                except anyio.EndOfStream:
                    break
                if not started:
                    if isinstance(event, Exception):
                        failure = event
                        break
                    started = True
                    start = {"status": self.status_code, "headers": self.raw_headers}
                    await send({"type": "http.response.start", **start})
                for part in self._tell(event) if event else (KEEPALIVE_COMMENT,):
                    await send({"type": "http.response.body", "body": part, "more_body": True})
        if failure:
            raise failure
        if not started:
            await Response(status_code=CLIENT_LEFT)(scope, receive, send)
            return
        await send({"type": "http.response.body", "body": b"", "more_body": False})
