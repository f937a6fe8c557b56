"""What a check found: one place in the corpus, what is wrong there and how to mend it."""

from dataclasses import dataclass
from typing import Literal

Severity = Literal["error", "warning"]


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
