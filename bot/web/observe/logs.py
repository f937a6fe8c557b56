"""The log: one JSON object a line on standard error, on a terminal a line to read.

What somebody asked or was told is not in it. Messages of our own log calls hold none; of what other
libraries say the place alone is logged, for they may quote what they were given; of an error the type and the
place, and what it says only if it is ours. ``BOT_LOG_TEXT`` lets all that in, redacted.
"""

import json
import logging
import sys
import threading
import unicodedata
from collections.abc import Iterator
from datetime import UTC, datetime
from traceback import extract_tb
from typing import Any

from asgi_correlation_id import correlation_id

from bot.errors import BotError, UsageError
from bot.settings import Settings
from bot.web.observe.redact import redact

_OURS = ("bot", "uvicorn")  # uvicorn tells of requests only that one was not valid
_WITHHELD = "(left out; BOT_LOG_TEXT=true shows it)"
_FRAMES = 30  # the innermost ones of an error


def set_up_logging(settings: Settings) -> None:
    """Have everything this process logs from now on formatted here, warnings and threads' errors too."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter((_Readable if sys.stderr.isatty() else Lines)(with_text=settings.log_text))
    logging.basicConfig(handlers=[handler], level=logging.WARNING, force=True)
    logging.getLogger("bot").setLevel(settings.log_level.upper())
    # Each request id that is refused would be worth a warning to it.
    logging.getLogger("asgi_correlation_id").setLevel(logging.ERROR)
    logging.raiseExceptions = False  # it would print what could not be formatted
    logging.captureWarnings(True)
    log = logging.getLogger(__name__)
    threading.excepthook = lambda failed: log.error("a thread failed", exc_info=failed.exc_value)
    sys.unraisablehook = lambda failed: log.error("an error was ignored", exc_info=failed.exc_value)


class Lines(logging.Formatter):
    """Formats a record as one JSON object, in ASCII: nothing in it can begin another line."""

    def __init__(self, with_text: bool) -> None:
        super().__init__()
        self._with_text = with_text

    def format(self, record: logging.LogRecord) -> str:
        """Return the line; ``extra={"fields": {...}}`` of a log call become members of the object."""
        return json.dumps(self.members(record), default=lambda value: type(value).__name__)

    def members(self, record: logging.LogRecord) -> dict[str, Any]:
        """Return what is told of a record."""
        members: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": self._message(record),
        }
        if id := correlation_id.get():
            members["request_id"] = id
        members |= getattr(record, "fields", {})
        if record.exc_info and record.exc_info[1]:
            members["errors"] = list(self._errors(record.exc_info[1]))
        return members

    def _message(self, record: logging.LogRecord) -> str:
        if self._with_text:
            return redact(record.getMessage())
        if record.name.partition(".")[0] not in _OURS:
            return f"{record.module}:{record.lineno} {_WITHHELD}"
        given = record.args
        if isinstance(given, tuple):
            record.args = tuple(self._said(x) if isinstance(x, BaseException) else x for x in given)
        return record.getMessage()

    def _errors(self, error: BaseException) -> Iterator[dict[str, object]]:
        """Yield an error and what it was caused by."""
        seen = set[int]()
        cause: BaseException | None = error
        while cause and id(cause) not in seen:
            seen.add(id(cause))
            frames = extract_tb(cause.__traceback__)[-_FRAMES:]
            yield {
                "type": f"{type(cause).__module__}.{type(cause).__qualname__}",
                "said": self._said(cause),
                "at": [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames],
            }
            for inner in cause.exceptions if isinstance(cause, BaseExceptionGroup) else ():
                yield from self._errors(inner)
            cause = cause.__cause__ or (None if cause.__suppress_context__ else cause.__context__)

    def _said(self, error: BaseException) -> str:
        if self._with_text:
            return redact(str(error))
        # A UsageError is about what was asked for, and may name it.
        if isinstance(error, BotError) and not isinstance(error, UsageError):
            return str(error)
        return f"{type(error).__name__} {_WITHHELD}"


class _Readable(Lines):
    """Formats a record for a terminal."""

    def format(self, record: logging.LogRecord) -> str:
        members = self.members(record)
        errors = members.pop("errors", ())
        started = f"{members.pop('time')[11:19]} {members.pop('level'):7} {members.pop('message')}"
        del members["logger"]
        lines = [" ".join([started, *(f"{name}={value}" for name, value in members.items())])]
        for error in errors:
            lines += [f"{error['type']}: {error['said']}", *error["at"]]
        return "\n    ".join(_printable(part) for line in lines for part in line.split("\n"))


def _printable(text: str) -> str:
    """Return a text whose control characters cannot move or colour anything on a terminal."""
    return "".join("\ufffd" if unicodedata.category(c)[0] in "CZ" and c != " " else c for c in text)
