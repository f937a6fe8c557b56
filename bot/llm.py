"""Chat models that may write answers, by name: LangChain's, an endpoint's, or a GGUF file in this process."""

import os
import secrets
from dataclasses import dataclass
from importlib import import_module, metadata
from pathlib import Path
from typing import Any

import httpx
from langchain.chat_models import init_chat_model
from langchain_core.language_models import BaseChatModel

from bot.errors import SettingsError

_GGUF = "gguf:"
_CONTEXT_TOKENS = 8192  # of a local model, shared by the questions answered at once
_AT_ONCE = 2
_LIST_SECONDS = 10
_MOST_TOKENS = 4000  # written for one answer, what a model thinks before it included
_MOST_LOCAL_TOKENS = 600  # an answer has a few sentences, and a laptop writes slowly


@dataclass(frozen=True, slots=True)
class Llm:
    """A chat model and the seconds it has for an answer."""

    chat: BaseChatModel
    seconds: float
    server: object = None  # kept, for it serves as long as it lives


def open_llm(name: str, seconds: float) -> Llm:
    """Open the chat model of ``BOT_LLM``.

    ``name`` is what LangChain's ``init_chat_model`` takes ("openai:gpt-5", "ollama:qwen3"), the address of an
    OpenAI-compatible endpoint ("http://host:8000/v1", and "#model" behind it if it has several), or "gguf:"
    and a file or an installed package that holds one. Keys are read where the provider's package reads them,
    that of an endpoint from ``OPENAI_API_KEY``.

    Raises:
        SettingsError: there is no such model, or what it needs is missing.
    """
    if name.startswith(_GGUF):
        return _serve(name, seconds)
    if name.startswith(("http://", "https://")):
        url, _, model = name.partition("#")
        key = (
            os.environ.get("OPENAI_API_KEY") or "none"
        )  # the client wants one even where the server does not
        return Llm(_endpoint(name, url, model or _first_model(name, url, key), seconds, key), seconds)
    return Llm(_chat(name, name, seconds), seconds)


def _chat(setting: str, model: str, seconds: float, **options: Any) -> BaseChatModel:  # noqa: ANN401
    limits = {"temperature": 0, "timeout": seconds, "max_retries": 0, "max_tokens": _MOST_TOKENS}
    try:
        chat: BaseChatModel = init_chat_model(model, **(limits | options))
    except Exception as error:  # each provider's package raises errors of its own
        raise _unusable(setting, _first_line(error)) from error
    return chat


def _endpoint(
    setting: str,
    url: str,
    model: str,
    seconds: float,
    key: str,
    **options: Any,  # noqa: ANN401
) -> BaseChatModel:
    # Whatever its name says, an endpoint's model is asked by the protocol that every endpoint speaks.
    return _chat(
        setting,
        model,
        seconds,
        model_provider="openai",
        base_url=url,
        api_key=key,
        use_responses_api=False,
        **options,
    )


def _first_model(setting: str, url: str, key: str) -> str:
    try:
        response = httpx.get(
            url.rstrip("/") + "/models", timeout=_LIST_SECONDS, headers={"Authorization": f"Bearer {key}"}
        )
    except (httpx.HTTPError, httpx.InvalidURL, ValueError) as error:  # a key no header may hold is the last
        raise _unusable(setting, f"it cannot be reached ({_first_line(error)})") from error
    try:
        response.raise_for_status()
        models = response.json()["data"]
        return str(models[0]["id"])
    except (httpx.HTTPError, ValueError, LookupError, TypeError) as error:
        reason = f"status {response.status_code}" if response.status_code != 200 else "no model in its answer"
        raise _unusable(
            setting, f"it does not list its models ({reason}), so put #model behind the address"
        ) from error


def _serve(setting: str, seconds: float) -> Llm:
    path = _gguf(setting)
    try:
        import xllamacpp
    except ImportError as error:
        raise _unusable(
            setting, "GGUF files need the extra local-llm: pip install -e '.[local-llm]'"
        ) from error
    key = secrets.token_hex(16)
    parameters = xllamacpp.CommonParams()
    parameters.model.path = str(path)
    parameters.n_ctx = _CONTEXT_TOKENS
    parameters.n_parallel = _AT_ONCE
    parameters.kv_unified = True  # else each has its part of the context, needed or not
    parameters.verbosity = 0
    parameters.api_keys = [key]
    try:
        server = xllamacpp.Server(parameters)
    except Exception as error:  # RuntimeError without more
        raise _unusable(setting, f"llama.cpp cannot load {path}") from error
    chat = _endpoint(
        setting,
        f"{server.listening_address}/v1",
        path.name,
        seconds,
        key,
        max_tokens=_MOST_LOCAL_TOKENS,
        # It is this process: neither a proxy nor another's account has to do with it.
        http_client=httpx.Client(trust_env=False),
        http_async_client=httpx.AsyncClient(trust_env=False),
        openai_proxy=None,
        organization=None,
    )
    return Llm(chat, seconds, server)


def _gguf(setting: str) -> Path:
    """Return the file a setting names, put together from its parts where a package holds it in parts."""
    name = setting.removeprefix(_GGUF)
    try:
        path = Path(name).expanduser()
        if path.is_file():
            return path
        held = metadata.files(name) or []
    except (metadata.PackageNotFoundError, ValueError, OSError, RuntimeError):
        raise _unusable(
            setting, "there is neither such a file nor an installed package of that name"
        ) from None
    files = sorted(Path(str(file.locate())) for file in held if file.suffix == ".gguf")
    if files:
        return files[0]  # of one in several files llama.cpp wants the first
    try:
        return Path(_assemble(name))
    except (ImportError, AttributeError):
        raise _unusable(setting, "the package holds no .gguf file") from None
    except (OSError, ValueError) as error:
        raise _unusable(setting, f"its parts cannot be put together ({_first_line(error)})") from error


def _assemble(package: str) -> str | Path:
    module = import_module(package.replace("-", "_"))
    try:
        file: str | Path = module.assemble()
    except FileExistsError:  # what stands there is not the file: it was broken off
        file = module.assemble(overwrite=True)
    return file


def _first_line(error: Exception) -> str:
    """Return what an error says in one sentence."""
    lines = str(error).strip().splitlines() or [type(error).__name__]
    return lines[0].partition(". ")[0].rstrip(".: ")


def _unusable(setting: str, reason: str) -> SettingsError:
    return SettingsError(f"BOT_LLM={setting} cannot be used: {reason}")
