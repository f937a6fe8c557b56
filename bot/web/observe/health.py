"""Whether the process lives (``/healthz``) and whether it can answer (``/readyz``)."""

import logging
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from bot.errors import IndexUnusable
from bot.index.generation import require_current
from bot.index.verify import check

_COLD = "The encoder has not answered a question yet."
_UNVERIFIED = "The index has not been verified yet."
_DAMAGED = "The index is damaged; the log says how."
_GONE = "There is no index that can be read."
_STOPPING = "The server is shutting down."

_Sizes = Mapping[str, int]  # in bytes, by path; times would not do: who opens Chroma's files rewrites them
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class _Verdict:
    files: _Sizes
    sound: bool


class Readiness:
    """Knows whether questions can be answered; what takes long is found out in a thread of its own.

    ``warm_up`` asks the first question, which loads what later ones need. A generation is verified when it is
    first seen, and again when files of it are gone or have another size; until that is done the last verdict
    stands: ingestion has verified a new one too, and the questions are answered from memory.
    """

    def __init__(self, index: Path, warm_up: Callable[[], object]) -> None:
        self._index = index
        self._warm_up = warm_up
        self._warm = False
        self._verdict: _Verdict | None = None
        self._examining = threading.Lock()
        self._stopping = False
        self.on_stop: list[Callable[[], object]] = []  # called when the server begins to shut down

    def missing(self) -> str:
        """Return what is missing, in a sentence without paths; nothing if questions can be answered."""
        if self._stopping:
            return _STOPPING
        try:
            generation = require_current(self._index)
            files = _sizes(generation)
        except (IndexUnusable, OSError):
            return _GONE
        verdict = self._verdict
        if not self._warm or verdict is None or verdict.files != files:
            self.examine()
        if not self._warm:
            return _COLD
        if verdict is None:
            return _UNVERIFIED
        return "" if verdict.sound else _DAMAGED

    def stop(self) -> None:
        """Say from now on that no more questions are taken."""
        self._stopping = True
        for call in self.on_stop:
            call()

    def examine(self) -> None:
        """Begin to find out, unless that is under way; comes back at once."""
        if self._examining.acquire(blocking=False):
            threading.Thread(target=self._examine, name="readiness", daemon=True).start()

    def _examine(self) -> None:
        try:
            if not self._warm:
                self._warm_up()
                self._warm = True
            generation = require_current(self._index)
            files = _sizes(generation)
            problems = check(generation)
            self._verdict = _Verdict(files, not problems)
            for problem in problems:
                _log.error("the index is damaged: %s", problem)
            _log.info("the index %s was verified: %s problems", generation.name, len(problems))
        except Exception:
            _log.exception("it could not be found out whether questions can be answered")
        finally:
            self._examining.release()


def _sizes(generation: Path) -> _Sizes:
    return {str(path): path.stat().st_size for path in generation.rglob("*") if _is_kept(path)}


def _is_kept(path: Path) -> bool:
    return path.is_file() and not path.name.endswith(("-journal", "-wal", "-shm"))  # SQLite's own
