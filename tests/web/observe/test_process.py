"""The web app as a process of its own: from its start to the end of its last answer."""

import json
import signal
import socket
import subprocess
import sys
import threading
import time
from contextlib import contextmanager

import httpx
import pytest

from tests.conftest import ROOT
from tests.test_llm import Endpoint

ASK = "/api/v1/ask"


@contextmanager
def process(settings, folder, probe="/readyz", **environment):
    """Run the web app until a probe is content; gives it and its address."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    log = (folder / "log").open("w+")
    app = subprocess.Popen(
        [sys.executable, "app.py"],
        cwd=ROOT,
        stdout=subprocess.DEVNULL,
        stderr=log,
        env={
            "PATH": "/usr/bin:/bin",
            "BOT_INDEX": str(settings.index),
            "BOT_FEEDBACK": str(folder / "feedback.jsonl"),
            "BOT_PORT": str(port),
            **environment,
        },
    )
    try:
        address, end = f"http://127.0.0.1:{port}", time.monotonic() + 60
        while not _is_content(address + probe):
            assert app.poll() is None and time.monotonic() < end, (folder / "log").read_text()
            time.sleep(0.1)
        yield app, address
    finally:
        app.kill()
        app.wait()
        log.close()


def _is_content(probe: str) -> bool:
    try:
        return httpx.get(probe).status_code == 200
    except httpx.HTTPError:
        return False


def test_an_answer_under_way_is_finished_before_the_process_ends(small_index, tmp_path):
    pytest.importorskip("langchain_openai", reason="needs the extra openai")
    endpoint = Endpoint()
    endpoint.pieces = [2.0, "The policyholder pays the deductible [1]."]
    threading.Thread(target=endpoint.serve_forever, daemon=True).start()
    answers = []

    def ask(address):
        answers.append(httpx.post(address + ASK, json={"question": "Who pays the deductible?"}, timeout=30))

    with process(small_index, tmp_path, BOT_LLM=f"{endpoint.url}#first") as (app, address):
        threading.Thread(target=_listen_to_heartbeat, args=(address,), daemon=True).start()
        asking = threading.Thread(target=ask, args=(address,))
        asking.start()
        end = time.monotonic() + 20
        while not [request for request in endpoint.requests if request["path"].endswith("completions")]:
            assert time.monotonic() < end, "the model was not asked"
            time.sleep(0.02)
        time.sleep(0.3)
        app.send_signal(signal.SIGTERM)
        time.sleep(0.7)
        with pytest.raises(httpx.ConnectError):
            httpx.get(f"{address}/healthz")
        asking.join(20)
        assert app.wait(10) == 0
    endpoint.shutdown()
    endpoint.server_close()
    assert answers[0].status_code == 200 and answers[0].json()["generation"] == "used"
    lines = [json.loads(line) for line in (tmp_path / "log").read_text().splitlines()]
    (request,) = [line for line in lines if line.get("route") == ASK]
    assert request["status"] == 200 and request["generation"] == "used" and request["stages"]["write"] > 1.5
    assert not [line for line in lines if line["level"] != "info"]


def _listen_to_heartbeat(address):
    with httpx.stream("GET", f"{address}/gradio_api/heartbeat/x", timeout=60) as beats:
        for _ in beats.iter_lines():
            pass


def test_a_process_that_is_interrupted_ends_well(small_index, tmp_path):
    with process(small_index, tmp_path, "/healthz") as (app, address):
        assert httpx.get(address).status_code == 200
        app.send_signal(signal.SIGINT)
        assert app.wait(10) == 0
