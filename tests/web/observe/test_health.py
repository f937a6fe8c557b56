import shutil
import threading
import time
from pathlib import Path

import pytest

from bot.errors import IndexUnusable
from bot.index.generation import publish, read_manifest, require_current
from bot.index.opened import open_generation
from bot.index.verify import problems
from bot.web.observe import health
from bot.web.observe.health import Readiness
from tests.web.observe.serving import logged, web_app
from tests.web.observe.test_requests import ASK, Echo

COLD, UNVERIFIED = "The encoder has not answered a question yet.", "The index has not been verified yet."


@pytest.fixture
def index(small_index, tmp_path, monkeypatch) -> Path:
    """An index of the test's own, verified within this process, which takes no seconds."""
    monkeypatch.setattr(health, "check", _check)
    return Path(shutil.copytree(small_index.index, tmp_path / "index"))


def _check(generation: Path) -> list[str]:
    try:
        return list(problems(open_generation(generation, read_manifest(generation).encoder), None))
    except Exception as error:  # would end the process
        return [f"{type(error).__name__}: {error}"]


def told(readiness: Readiness, *passing: str) -> str:
    """Return what is missing once that is none of what will pass."""
    end = time.monotonic() + 30
    while (missing := readiness.missing()) in passing:
        assert time.monotonic() < end, f"it stays at {missing!r}"
        time.sleep(0.02)
    return missing


def test_ready_is_who_answered_a_question_and_has_a_verified_index(index, monkeypatch):
    asked, go_on = threading.Event(), threading.Event()
    verify, verified = threading.Event(), []

    def slow_check(generation):
        verify.wait(10)
        verified.append(generation)
        return _check(generation)

    monkeypatch.setattr(health, "check", slow_check)
    readiness = Readiness(index, lambda: (go_on.wait(10), asked.set()))
    assert readiness.missing() == COLD
    go_on.set()
    assert told(readiness, COLD) == UNVERIFIED and asked.is_set()
    verify.set()
    assert told(readiness, UNVERIFIED) == ""
    for _ in range(20):
        assert readiness.missing() == ""
    assert verified == [require_current(index)]


def test_a_new_generation_is_verified_beside_the_serving(index):
    with logged() as log:
        readiness = Readiness(index, lambda: None)
        assert told(readiness, COLD, UNVERIFIED) == ""
        old = require_current(index)
        new = publish(index, Path(shutil.copytree(old, index / "generations" / "building-x")))
        end = time.monotonic() + 30
        while new.name not in log.text:
            assert readiness.missing() == "" and time.monotonic() < end
            time.sleep(0.02)
    assert log.text.count("was verified") == 2


@pytest.mark.parametrize("damage", ["truncated", "removed"])
def test_a_damaged_index_is_told_and_a_removed_one(index, damage):
    readiness = Readiness(index, lambda: None)
    assert told(readiness, COLD, UNVERIFIED) == ""
    chunks = require_current(index) / "chunks.jsonl"
    if damage == "truncated":
        chunks.write_bytes(chunks.read_bytes()[:-200])
    else:
        chunks.unlink()
    with logged() as log:
        assert told(readiness, "") == "The index is damaged; the log says how."
    assert [line for line in log.lines if line["message"].startswith("the index is damaged: ")]
    (index / "CURRENT").unlink()
    assert readiness.missing() == "There is no index that can be read."


def test_a_bot_that_cannot_answer_is_asked_again_with_the_next_probe(index):
    fails = [IndexUnusable("gone"), IndexUnusable("gone"), None]

    def warm_up():
        if error := fails.pop(0):
            raise error

    with logged() as log:
        assert told(Readiness(index, warm_up), COLD, UNVERIFIED) == ""
    assert not fails and log.text.count('"said": "gone"') == 2


def test_stopping_is_not_ready(index):
    readiness, called = Readiness(index, lambda: None), []
    readiness.on_stop.append(lambda: called.append("closed"))
    readiness.stop()
    assert readiness.missing() == "The server is shutting down." and called == ["closed"]


def test_the_process_lives_though_it_is_not_ready(tmp_path):
    with web_app(Echo(), tmp_path) as client:
        for method in ("GET", "HEAD"):
            assert client.request(method, "/healthz").status_code == 200
        response = client.get("/readyz")
    assert response.status_code == 503
    assert response.headers["content-type"] == "application/problem+json"
    assert response.json()["detail"] == "There is no index that can be read."
    assert str(tmp_path) not in response.text


def test_probes_are_answered_while_all_threads_are_busy(tmp_path):
    go_on = threading.Event()

    class Slow(Echo):
        def stream(self, *arguments):
            go_on.wait(20)
            yield from super().stream(*arguments)

    with web_app(Slow(), tmp_path, concurrency=100, rate="1000/second") as client:
        threads = [
            threading.Thread(target=client.post, args=(ASK,), kwargs={"json": {"question": "q"}})
            for _ in range(60)
        ]
        for thread in threads:
            thread.start()
        time.sleep(0.5)
        started = time.perf_counter()
        assert client.get("/healthz").status_code == 200 and client.get("/readyz").status_code == 503
        seconds = time.perf_counter() - started
        go_on.set()
        for thread in threads:
            thread.join()
    assert seconds < 2
