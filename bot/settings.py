"""Settings, read once from the environment (prefix ``BOT_``) and an optional ``.env`` file."""

import logging
import re
from collections.abc import Iterator
from difflib import get_close_matches
from ipaddress import ip_network
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, SecretStr, ValidationError, field_validator
from pydantic_settings import (
    BaseSettings,
    DotEnvSettingsSource,
    EnvSettingsSource,
    NoDecode,
    SettingsConfigDict,
)

from bot.errors import SettingsError

_PREFIX = "BOT_"
_ORIGIN = re.compile(r"https?://(?:[a-z0-9._-]+|\[[0-9a-f:.]+\])(?::\d{1,5})?", re.ASCII)
_DEFAULT_PORT = re.compile(r"(?<=^http:)(//.*):80$|(?<=^https:)(//.*):443$")
_HOST_NAME = re.compile(r"[a-z0-9._-]+", re.ASCII)
_KEY = re.compile(r"[!-~]{20,}", re.ASCII)  # 20 random characters are more than 100 bits

_log = logging.getLogger(__name__)


def _comma_separated(value: object) -> object:
    if not isinstance(value, str):
        return value
    return tuple(item.strip() for item in value.split(",") if item.strip())


Names = Annotated[tuple[str, ...], NoDecode, BeforeValidator(_comma_separated)]
Secrets = Annotated[tuple[SecretStr, ...], NoDecode, BeforeValidator(_comma_separated)]


class Settings(BaseSettings):
    """Everything that can be set from outside."""

    model_config = SettingsConfigDict(
        env_prefix=_PREFIX, env_file=".env", extra="ignore", frozen=True, hide_input_in_errors=True
    )

    corpus: Path = Field(Path("corpus"), description="folder of articles and FAQs to ingest")
    index: Path = Field(Path("var/index"), description="folder the index is kept in")
    encoder: str = Field(
        "bundled",
        min_length=1,
        description='"bundled" (multilingual-e5-small in 4 bits, tuned to insurance questions), or any '
        "sentence-transformers model by name or folder; fit the confidence to it with "
        "`python -m eval calibrate`",
    )
    llm: str | None = Field(
        None,
        min_length=1,
        description='chat model that may write answers: a LangChain name ("openai:gpt-5"), the address of an '
        'OpenAI-compatible endpoint, or "gguf:" and a file or package; without one all answers are quotes',
    )
    llm_seconds: float = Field(20, gt=0, le=600, description="after which the quoted answer is given instead")
    chunk_characters: int = Field(600, ge=100, le=4000, description="characters a chunk aims at")
    max_file_bytes: int = Field(20_000_000, ge=1, description="larger files are refused")
    feedback: Path = Field(Path("var/feedback.jsonl"), description="file the thumbs up and down go to")
    host: str = Field("127.0.0.1", description="address the web app listens on")
    port: int = Field(7860, ge=0, le=65535, description="port the web app listens on")
    hosts: Names = Field(
        (),
        description="names the web app is reached by; without any, localhost alone where it listens on this "
        "machine only, else every name",
    )
    origins: Names = Field(
        (), description="other sites that may call and frame the web app, such as https://www.example.org"
    )
    trusted_proxies: Names = Field(
        (),
        description="addresses and networks of proxies whose X-Forwarded-For and -Proto are believed",
    )
    api_keys: Secrets = Field(
        (), description="keys of 20 characters or more; with any, programs must send one of them to the API"
    )
    rate: str = Field(
        "60/minute",
        description='questions and votes of one key or address, such as "5/second;1000/day"',
        validate_default=False,
    )
    concurrency: int = Field(4, ge=1, le=1000, description="questions answered at once")
    queue: int = Field(100, ge=0, le=100_000, description="questions that may wait; further ones are refused")
    request_seconds: float = Field(
        60, gt=0, le=3600, description="from a question to its answer, after which the request fails"
    )
    max_body_bytes: int = Field(131_072, ge=1024, description="requests with larger bodies are refused")

    log_level: Literal["debug", "info", "warning", "error"] = Field(
        "info", description="least level of what the web app logs; info has a line for each request"
    )
    log_text: bool = Field(
        False,
        description="whether questions, answers and comments are logged; addresses and numbers that name a "
        "person are then taken out, names and what was told in words are not",
    )
    metrics: bool = Field(
        False,
        description="whether /metrics is open to everyone who reaches the web app, not to this machine alone",
    )

    @field_validator("hosts")
    @classmethod
    def _are_hosts(cls, names: tuple[str, ...]) -> tuple[str, ...]:
        names = tuple(name.lower() for name in names)
        if wrong := [name for name in names if not _HOST_NAME.fullmatch(name)]:
            raise ValueError(f"{wrong[0]!r} is no host name; write names alone, such as bot.example.org")
        return names

    @field_validator("origins")
    @classmethod
    def _are_origins(cls, origins: tuple[str, ...]) -> tuple[str, ...]:
        origins = tuple(origin.lower().rstrip("/") for origin in origins)
        if wrong := [origin for origin in origins if not _ORIGIN.fullmatch(origin)]:
            raise ValueError(f"{wrong[0]!r} is no origin; write scheme and host alone, {_meant(wrong[0])}")
        return tuple(_DEFAULT_PORT.sub(r"\1\2", origin) for origin in origins)

    @field_validator("trusted_proxies")
    @classmethod
    def _are_networks(cls, proxies: tuple[str, ...]) -> tuple[str, ...]:
        for proxy in proxies:
            try:
                ip_network(proxy)
            except ValueError as error:
                raise ValueError(f"{error}; write addresses or networks, such as 10.0.0.0/8") from error
        return proxies

    @field_validator("api_keys")
    @classmethod
    def _are_keys(cls, keys: tuple[SecretStr, ...]) -> tuple[SecretStr, ...]:
        for number, key in enumerate(keys, 1):
            if not _KEY.fullmatch(key.get_secret_value()):
                raise ValueError(f"key {number} is not 20 or more visible ASCII characters")
        return keys

    @field_validator("rate")
    @classmethod
    def _is_rate(cls, notation: str) -> str:
        from limits import parse_many  # as slow to import as it is seldom needed here

        try:
            usable = all(item.amount > 0 for item in parse_many(notation))
        except ValueError:
            usable = False
        if not usable:
            raise ValueError(f'{notation!r} is no rate; write one such as "60/minute" or "5/second;1000/day"')
        return notation


def load_settings() -> Settings:
    """Read the settings; misspelt variables are warned of in the log, on standard error if none is set up.

    Raises:
        SettingsError: a variable's value is not usable; the message names each such variable.
    """
    for name, meant in _misspelt():
        _log.warning("%s is not a setting and is passed over; did you mean %s?", name, meant)
    try:
        return Settings()
    except ValidationError as error:
        problems = "; ".join(
            f"BOT_{str(e['loc'][0]).upper()}: {e['msg'].removeprefix('Value error, ')}"
            for e in error.errors()
        )
        raise SettingsError(f"settings cannot be used: {problems}") from error


def _misspelt() -> Iterator[tuple[str, str]]:
    """Yield variables that are nearly a setting's, with its own; others may be somebody else's."""
    given = {*EnvSettingsSource(Settings).env_vars, *DotEnvSettingsSource(Settings).env_vars}
    for variable in sorted(name.upper() for name in given):
        name = variable.removeprefix(_PREFIX).lower()
        if variable.startswith(_PREFIX) and name not in Settings.model_fields:
            for near in get_close_matches(name, Settings.model_fields, n=1):
                yield variable, _PREFIX + near.upper()


def _meant(wrong: str) -> str:
    """Return how something that is no origin would be written as one."""
    start = _ORIGIN.match(wrong if "://" in wrong else f"https://{wrong}")
    whole = start is not None and start.string[start.end() :][:1] in ("", "/", "?", "#")
    return start[0] if start and whole and "." in start[0] else "such as https://www.example.org"


def settings_table() -> str:
    """Return all settings with their defaults as a table in Markdown."""
    rows = ["| variable | default | what |", "|---|---|---|"]
    for name, field in Settings.model_fields.items():
        default = _written(field.default)
        what = str(field.description).replace("|", "\\|")
        rows.append(f"| `BOT_{name.upper()}` | {f'`{default}`' if default else 'none'} | {what} |")
    return "\n".join(rows)


def _written(default: object) -> str:
    """Return a default as it would be written in the environment; nothing if there is none."""
    if default is None or default == ():
        return ""
    return str(default).lower() if isinstance(default, bool) else str(default)
