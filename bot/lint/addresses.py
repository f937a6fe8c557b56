"""What is a web address, and what was meant to be one."""

import re

_ADDRESS = re.compile(r"(?:https?|ftp)://\w[\w.-]*(?::\d+)?(?:[/?#]\S*)?[).,;]*")
_MEANT = re.compile(r"(?:\w+:/+|https?[:/]|www\.)\S+", re.I)


def is_address(text: str) -> bool:
    """Tell whether a text is an address of the web."""
    return bool(_ADDRESS.fullmatch(text))


def broken_addresses(text: str) -> list[str]:
    """Return the parts of a text that are meant as addresses and are none, such as ``htp://x``."""
    return [part for part in _MEANT.findall(text) if not is_address(part)]
