"""HTML elements. Whatever comes from a document, a URL or a question is escaped here, nowhere else."""

import re
from html import escape

_TURNING = re.compile(
    "[\u202a-\u202e\u2066-\u2069]"
)  # the marks U+200E, U+200F and U+061C turn nothing round


def in_order(text: str) -> str:
    """Drop the controls that have characters shown in another order than they stand in."""
    return _TURNING.sub("", text)


def escaped(text: str) -> str:
    """Return text as it may stand in an element or an attribute."""
    return escape(in_order(text))


def tag(name: str, html: str = "", **attributes: str | int) -> str:
    """Return an element: the content is HTML already, the values of the attributes are escaped."""
    given = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{escaped(str(value))}"' for key, value in attributes.items()
    )
    return f"<{name}{given}>{html}</{name}>"
