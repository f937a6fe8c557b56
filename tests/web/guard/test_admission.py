import asyncio
import json
import time
from contextlib import suppress

import pytest

from bot.web.guard import admission
from bot.web.guard.admission import admit

ASK = "/api/v1/ask"


class Call:
    """One request to an app, and what came of it."""

    def __init__(self, app, path: str = ASK, method: str = "POST") -> None:
        self.sent: list[dict] = []
        self._left = asyncio.Event()
        self._unread = True
        scope = {
            "type": "http",
            "path": path,
            "method": method,
            "query_string": b"",
            "headers": [],
            "state": {},
        }
        self.task = asyncio.create_task(app(scope, self._receive, self._send))

    async def _receive(self):
        if self._unread:
            self._unread = False
            return {"type": "http.request", "body": b"{}", "more_body": False}
        await self._left.wait()
        return {"type": "http.disconnect"}

    async def _send(self, message):
        self.sent.append(message)

    def leave(self) -> None:
        self._left.set()

    @property
    def status(self) -> int | None:
        return self.sent[0]["status"] if self.sent else None

    @property
    def headers(self) -> dict[str, str]:
        return {name.decode(): value.decode() for name, value in self.sent[0]["headers"]}

    @property
    def body(self) -> bytes:
        return b"".join(message.get("body", b"") for message in self.sent[1:])


class Kitchen:
    """An app whose answers take as long as the test wants; it leaves when its client does, as ours does."""

    def __init__(self) -> None:
        self.busy = self.most = self.started = 0
        self.ready = asyncio.Event()
        self.read = asyncio.Event()

    async def __call__(self, scope, receive, send):
        self.busy += 1
        self.started += 1
        self.most = max(self.most, self.busy)
        try:
            assert await receive() == {"type": "http.request", "body": b"{}", "more_body": False}
            if scope["path"] != ASK:  # a stream
                kind = scope["path"].encode()
                kind = b"text/event-stream" if kind != b"/plain" else b"text/html"
                await send(
                    {"type": "http.response.start", "status": 200, "headers": [(b"content-type", kind)]}
                )
                await send({"type": "http.response.body", "body": b"data: 1\n\n", "more_body": True})
            ready = asyncio.create_task(self.ready.wait())
            left = asyncio.create_task(receive())
            await asyncio.wait({ready, left}, return_when=asyncio.FIRST_COMPLETED)
            if scope["path"] == ASK:
                await send({"type": "http.response.start", "status": 200, "headers": []})
            await send({"type": "http.response.body", "body": b"done"})
        finally:
            self.busy -= 1


async def settle() -> None:
    for _ in range(20):
        await asyncio.sleep(0)


def run(test):
    """Run an async test; the decorated function takes no arguments."""

    def synchronous():
        asyncio.run(asyncio.wait_for(test(), 10))

    synchronous.__name__ = test.__name__
    return synchronous


@run
async def test_so_many_are_answered_so_many_wait_and_the_rest_is_refused_at_once():
    kitchen = Kitchen()
    app = admit(kitchen, 2, 3, 60)
    calls = [Call(app) for _ in range(5)]
    await settle()
    assert (kitchen.busy, kitchen.started) == (2, 2)
    began = time.monotonic()
    refused = Call(app)
    await refused.task
    assert time.monotonic() - began < 0.1
    assert refused.status == 503
    assert refused.headers["retry-after"].isdecimal()
    assert json.loads(refused.body)["status"] == 503
    kitchen.ready.set()
    await asyncio.gather(*(call.task for call in calls))
    assert [call.status for call in calls] == [200] * 5
    assert kitchen.most == 2
    late = Call(app)
    await late.task
    assert late.status == 200


@run
async def test_what_is_no_question_never_waits():
    kitchen = Kitchen()
    app = admit(kitchen, 1, 0, 60)
    Call(app)
    await settle()
    for path, method in [("/healthz", "GET"), ("/", "GET"), ("/api/v1/feedback", "POST"), (ASK, "GET")]:
        Call(app, path, method)
    await settle()
    assert kitchen.started == 5
    assert (await finished(Call(app))).status == 503
    kitchen.ready.set()
    await settle()


async def finished(call: Call) -> Call:
    await call.task
    return call


@run
async def test_the_first_to_come_is_the_first_to_be_answered():
    order = []

    async def app(scope, receive, send):
        order.append(scope["state"]["number"])
        await asyncio.sleep(0)
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b""})

    admitted = admit(app, 1, 10, 60)

    def numbered(number):
        async def inner(scope, receive, send):
            scope["state"]["number"] = number
            await admitted(scope, receive, send)

        return inner

    await asyncio.gather(*(Call(numbered(n)).task for n in range(8)))
    assert order == list(range(8))


@run
async def test_a_client_that_leaves_while_it_waits_leaves_the_queue():
    kitchen = Kitchen()
    app = admit(kitchen, 1, 1, 60)
    first, waiting = Call(app), Call(app)
    await settle()
    assert (await finished(Call(app))).status == 503
    waiting.leave()
    await waiting.task
    assert waiting.sent == []
    other = Call(app)  # has its place now
    await settle()
    assert (kitchen.busy, other.status) == (1, None)
    kitchen.ready.set()
    await asyncio.gather(first.task, other.task)
    assert (other.status, kitchen.started) == (200, 2)


@run
async def test_a_client_that_leaves_as_its_turn_comes_keeps_no_slot():
    kitchen = Kitchen()
    app = admit(kitchen, 1, 1, 60)
    first, waiting = Call(app), Call(app)
    await settle()
    kitchen.ready.set()
    waiting.leave()
    await asyncio.gather(first.task, waiting.task)
    assert (await finished(Call(app))).status == 200


@run
async def test_a_client_that_leaves_while_it_is_answered_gives_its_slot_back():
    kitchen = Kitchen()
    app = admit(kitchen, 1, 1, 60)
    for _ in range(50):
        call = Call(app)
        await settle()
        assert kitchen.busy == 1
        call.leave()
        await call.task
    assert kitchen.busy == 0


@run
async def test_a_slot_is_held_until_the_work_has_ended_though_the_client_was_answered():
    release = asyncio.Event()
    running = 0

    async def stubborn(scope, receive, send):
        nonlocal running
        running += 1
        try:
            with suppress(asyncio.CancelledError):  # as a thread that cannot be stopped
                await release.wait()
            await release.wait()
            await send({"type": "http.response.start", "status": 200, "headers": []})
            await send({"type": "http.response.body", "body": b"too late"})
        finally:
            running -= 1

    app = admit(stubborn, 1, 1, 0.05)
    late = Call(app)
    await asyncio.sleep(0.1)
    assert late.status == 504
    assert json.loads(late.body)["status"] == 504
    assert not late.task.done()
    waiting = Call(app)
    await asyncio.sleep(0.1)
    assert (waiting.status, running) == (503, 1)
    assert waiting.headers["retry-after"]
    release.set()
    await late.task
    assert [message["type"] for message in late.sent] == ["http.response.start", "http.response.body"]
    assert (await finished(Call(app))).status == 200


@pytest.mark.parametrize("path", [ASK, "/v1/chat/completions"])
def test_a_stream_that_takes_too_long_ends_with_an_error(path):
    @run
    async def check():
        async def endless(scope, receive, send):
            headers = [(b"content-type", b"text/event-stream; charset=utf-8")]
            await send({"type": "http.response.start", "status": 200, "headers": headers})
            while True:
                await send({"type": "http.response.body", "body": b"data: 1\n\n", "more_body": True})
                await asyncio.sleep(0.01)

        call = await finished(Call(admit(endless, 1, 1, 0.05), path))
        assert call.status == 200
        assert not call.sent[-1].get("more_body", False)
        *_, last = call.body.decode().removesuffix("\n\n").split("\n\n")
        if path == ASK:
            assert last.startswith("event: error\ndata: ")
            assert json.loads(last.partition("data: ")[2])["status"] == 504
        else:
            assert json.loads(last.removeprefix("data: "))["error"]["type"] == "server_error"

    check()


@run
async def test_another_response_that_takes_too_long_is_cut_off():
    kitchen = Kitchen()
    call = await finished(Call(admit(kitchen, 1, 1, 0.05), "/plain"))
    assert call.body == b"data: 1\n\n"
    assert call.sent[-1]["more_body"]  # so the server closes the connection, and nobody takes it for whole
    assert kitchen.busy == 0


def test_a_client_that_does_not_read_keeps_no_slot(monkeypatch):
    monkeypatch.setattr(admission, "_SLOW_READER_SECONDS", 0.05)
    run(blocked_clients)()


async def blocked_clients():
    class Blocked(Call):
        async def _send(self, message):
            await super()._send(message)
            if message["type"] == "http.response.body":
                await asyncio.Event().wait()

    async def stream(scope, receive, send):
        headers = [(b"content-type", b"text/event-stream")]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": b"data: 1\n\n"})

    app = admit(stream, 1, 0, 0.05)
    blocked = Blocked(app)
    await asyncio.wait_for(blocked.task, 1)
    assert (await finished(Call(app))).status == 200


@run
async def test_what_goes_on_after_the_response_is_not_cut_off():
    done = []

    async def app(scope, receive, send):
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b"ok"})
        await asyncio.sleep(0.1)
        done.append(True)

    await Call(admit(app, 1, 1, 0.05)).task
    assert done


@run
async def test_errors_of_the_app_are_passed_on_and_free_the_slot():
    async def broken(scope, receive, send):
        raise RuntimeError("broken")

    app = admit(broken, 1, 0, 60)
    for _ in range(3):
        with pytest.raises(RuntimeError, match="broken"):
            await Call(app).task


@run
async def test_a_cancelled_request_frees_its_slot():
    kitchen = Kitchen()
    app = admit(kitchen, 1, 1, 60)
    for _ in range(3):
        answered, waiting = Call(app), Call(app)
        await settle()
        waiting.task.cancel()
        answered.task.cancel()
        await asyncio.wait({answered.task, waiting.task})
        await settle()
        assert kitchen.busy == 0
    kitchen.ready.set()
    assert (await finished(Call(app))).status == 200
