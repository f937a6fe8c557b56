"""What a check found: one place in the corpus, what is wrong there and how to mend it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

Severity = Literal["error", "warning"]
_MOST_LISTED = 5


@dataclass(frozen=True, slots=True)
class Finding:
    """One fault. ``message`` is one sentence that says what is wrong and how to mend it."""

    check: str
    source: str  # path relative to the corpus; a folder ends with "/"
    line: int | None  # counted from 1; None: the fault stands in no line
    message: str
    severity: Severity


def quoted(text: str, longest: int = 60) -> str:
    """Return a piece of an article as it is shown in a message: in quotation marks, and not too long."""
    text = " ".join(text.split())
    return f'"{text if len(text) <= longest else text[: longest - 1].rstrip() + "…"}"'


def place(source: str, line: int | None) -> str:
    """Return where something stands as it is shown in a message."""
    return f"{source} line {line}" if line else source


def listed(items: Sequence[str]) -> str:
    """Return the first of some items, and how many more there are: one cause is one finding."""
    more = len(items) - _MOST_LISTED
    return ", ".join(items[:_MOST_LISTED]) + (f" and {more} more" if more > 0 else "")
