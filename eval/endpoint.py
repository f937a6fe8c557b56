"""Any bot behind an OpenAI-compatible endpoint, to be evaluated by what it says."""

import re
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

import httpx

from bot.errors import BotError, UsageError
from bot.types import Citation
from eval.refusals import refusals
from eval.targets import OpenTarget, Target
from eval.types import Case, Reply

_BUSY = (429, 503)  # statuses whose Retry-After is waited for
_SHOWN = 200  # characters of what an endpoint says about an error


class NoReply(BotError):
    """The endpoint gave no reply that can be read; the message says what it gave."""


@dataclass(frozen=True, slots=True)
class Endpoint:
    """A bot behind an endpoint, and the model it is asked for."""

    model: str
    open: OpenTarget


def endpoint(
    url: str, model: str | None, key: str | None, timeout: float, refusal: Sequence[str] = ()
) -> Endpoint:
    """Give any bot behind an OpenAI-compatible endpoint such as ``https://host/v1``.

    Earlier questions are sent as user messages. Citations, confidence and the abstention are read from the
    fields ``citations``, ``confidence`` and ``abstained`` of the message where it has them as ours do; else
    it tells of none, and whether it abstained is judged by its wording, to which ``refusal`` adds. Where it
    is busy and says for how long, it is asked once more if that is within ``timeout`` (seconds).

    Raises:
        UsageError: the address or a wording is none, or the endpoint does not list its models.
    """
    _require_address(url)
    said = refusals(refusal)
    headers = {"Authorization": f"Bearer {key}"} if key else {}
    client = httpx.Client(base_url=url.rstrip("/") + "/", headers=headers, timeout=timeout)
    name = model or _first_model(client, url)

    def ask(case: Case) -> Reply:
        messages = [{"role": "user", "content": text} for text in (*case.history, case.question)]
        body = {"model": name, "messages": messages, "temperature": 0}
        return _reply(_message(_post(client, body, timeout)), case, said)

    return Endpoint(name, lambda index: Target(ask))


def _require_address(url: str) -> None:
    with suppress(httpx.InvalidURL):
        if httpx.URL(url).scheme in ("http", "https") and httpx.URL(url).host:
            return
    raise UsageError(
        f"{url!r} is no address of an endpoint; write it whole, such as http://localhost:8000/v1"
    )


def _first_model(client: httpx.Client, url: str) -> str:
    try:
        response = client.get("models")
        if response.is_error:
            raise NoReply(_status(response))
        return str(response.json()["data"][0]["id"])
    except (httpx.HTTPError, ValueError, LookupError, TypeError, NoReply) as error:
        reason = error if isinstance(error, httpx.HTTPError | NoReply) else "no list of models came back"
        raise UsageError(
            f"{url} does not list its models ({_line(str(reason))}); "
            "check the address, which usually ends in /v1, and the key, or name a model with --model"
        ) from error


def _post(client: httpx.Client, body: Mapping[str, Any], timeout: float) -> httpx.Response:
    started = time.perf_counter()
    response = _posted(client, body, timeout)
    wait = _retry_after(response)
    left = timeout - (time.perf_counter() - started)
    if wait is not None and wait < left:
        time.sleep(wait)
        response = _posted(client, body, left - wait)
    if response.is_error:
        raise NoReply(_status(response))
    return response


def _posted(client: httpx.Client, body: Mapping[str, Any], timeout: float) -> httpx.Response:
    try:
        return client.post("chat/completions", json=body, timeout=timeout)
    except httpx.TimeoutException as error:
        raise NoReply(f"no reply within {timeout:.3g} s") from error
    except httpx.HTTPError as error:
        raise NoReply(f"no connection: {_line(str(error)) or type(error).__name__}") from error


def _retry_after(response: httpx.Response) -> float | None:
    """Return for how many seconds a busy endpoint asks to be left alone (RFC 9110, 10.2.3)."""
    said = response.headers.get("Retry-After", "")
    if response.status_code not in _BUSY or not said:
        return None
    if re.fullmatch(r"\d+", said):
        return float(said)
    with suppress(ValueError):
        moment = parsedate_to_datetime(said)
        return max(0.0, (moment.replace(tzinfo=moment.tzinfo or UTC) - datetime.now(UTC)).total_seconds())
    return None


def _status(response: httpx.Response) -> str:
    said = _line(response.text)
    with suppress(ValueError, LookupError, TypeError):
        said = _line(str(response.json()["error"]["message"]))
    return f"HTTP {response.status_code} {response.reason_phrase}".strip() + (f": {said}" if said else "")


def _line(text: str) -> str:
    return " ".join(text.split())[:_SHOWN]


def _message(response: httpx.Response) -> Mapping[str, Any]:
    try:
        body = response.json()
    except ValueError as error:
        raise NoReply(f"the reply is no JSON: {_line(response.text) or 'it is empty'}") from error
    choices = body.get("choices") if isinstance(body, dict) else None
    if not isinstance(choices, list) or not choices:
        raise NoReply(f"the reply has no choices: {_line(response.text)}")
    message = choices[0].get("message") if isinstance(choices[0], dict) else None
    if not isinstance(message, dict) or not isinstance(message.get("content"), str):
        raise NoReply("the message has no text")
    return message


def _reply(message: Mapping[str, Any], case: Case, said: re.Pattern[str]) -> Reply:
    text, abstained, confidence = message["content"], message.get("abstained"), message.get("confidence")
    if confidence is not None and (isinstance(confidence, bool) or not isinstance(confidence, int | float)):
        raise NoReply(f"the confidence of the message is no number: {_line(str(confidence))}")
    return Reply(
        text=text,
        language=case.language,
        kind="generated",
        abstained=bool(said.search(text)) if abstained is None else bool(abstained),
        confidence=None if confidence is None else float(confidence),
        citations=_citations(message.get("citations")),
        ranking=None,
    )


def _citations(told: object) -> tuple[Citation, ...] | None:
    """Read citations as ours are; a list of anything else, such as addresses, tells of none."""
    if not isinstance(told, list) or not told or not all(isinstance(each, dict) for each in told):
        return None
    try:
        return tuple(map(_citation, told))
    except (ValueError, LookupError, TypeError) as error:
        raise NoReply(f"a citation lacks the marker, source, start, end or quote of ours: {error}") from error


def _citation(said: Mapping[str, Any]) -> Citation:
    return Citation(
        marker=int(said["marker"]),
        source=str(said["source"]),
        title=str(said.get("title", "")),
        language=str(said.get("language", "")),
        heading=(str(said.get("heading", "")),),
        start=int(said["start"]),
        end=int(said["end"]),
        quote=str(said["quote"]),
        url=said.get("url"),
    )
