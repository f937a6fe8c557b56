"""The front matter of an article as YAML has it, each value with its line."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

import yaml

from bot.ingest.front_matter import FRONT_MATTER


@dataclass(frozen=True, slots=True)
class Field:
    """A value of the front matter; ``lines`` are those of the entries of a list."""

    value: object
    line: int
    lines: tuple[int, ...] = ()

    @property
    def says_something(self) -> bool:
        """Whether the value is a text with more than white space in it."""
        return isinstance(self.value, str) and bool(self.value.strip())


def fields(text: str) -> Mapping[str, Field]:
    """Return the fields by name; none where the text opens without a block that YAML can read.

    ``bot.ingest`` drops what it does not use and refuses what YAML cannot read; here nothing is lost.
    """
    block = FRONT_MATTER.match(text)
    if block is None:
        return {}
    body = re.sub(r"(?:---|\.\.\.)[ \t]*\n?\Z", "", block.group()).removeprefix("\ufeff")
    try:
        values = yaml.safe_load(body)
        node = yaml.compose(body, Loader=yaml.SafeLoader)
    except (yaml.YAMLError, ValueError, RecursionError):
        return {}
    if not isinstance(values, dict) or not isinstance(node, yaml.MappingNode):
        return {}
    named = {str(name): value for name, value in values.items()}
    found: dict[str, Field] = {}
    for key, child in node.value:
        entries = child.value if isinstance(child, yaml.SequenceNode) else []
        lines = tuple(entry.start_mark.line + 1 for entry in entries)
        found[str(key.value).casefold()] = Field(named.get(str(key.value)), key.start_mark.line + 1, lines)
    return found
