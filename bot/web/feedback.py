"""What people think of the answers: an append-only JSON Lines file."""

import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Literal

from filelock import FileLock, Timeout

from bot.errors import BotError

Vote = Literal["up", "down"]
_LOCK_SECONDS = 5


@dataclass(frozen=True, slots=True)
class Feedback:
    """One vote on one answer. A later line with the same ``id`` replaces an earlier one.

    A comment comes after its vote, in a line of its own: the last line of an ``id`` holds, and those that
    replace none are as many as the answers that were voted on.
    """

    id: str  # of the answer
    time: str  # ISO 8601 in UTC
    vote: Vote
    replaces: Vote | None  # the vote of the line before with this ``id``, None if this is the first
    comment: str
    question: str
    answer: str
    language: str
    kind: str
    sources: tuple[str, ...]  # of the citations


class NotStored(BotError):
    """Feedback could not be written down."""


class FeedbackStore:
    """Appends feedback to a file, one whole line at a time, whoever else writes to it."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def add(self, feedback: Feedback) -> None:
        """Append one line.

        Raises:
            NotStored: the file cannot be written.
        """
        line = json.dumps(asdict(feedback), ensure_ascii=False) + "\n"
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            with FileLock(f"{self.path}.lock", timeout=_LOCK_SECONDS):
                self._append(line.encode())
        except Timeout as error:
            raise NotStored(f"feedback cannot be written: {self.path} stays locked") from error
        except OSError as error:
            raise NotStored(
                f"feedback cannot be written to {self.path}: {error.strerror or error}"
            ) from error

    def _append(self, line: bytes) -> None:
        with self.path.open("a+b", buffering=0) as file:
            size = file.seek(0, os.SEEK_END)
            if size:
                file.seek(size - 1)
                if file.read(1) != b"\n":  # torn by a crash: keep what there is on a line of its own
                    line = b"\n" + line
            if file.write(line) != len(line):
                file.truncate(size)
                raise OSError("the disk is full")
