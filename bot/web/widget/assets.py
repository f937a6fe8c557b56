"""The files beside this module, as they are packaged."""

from importlib.resources import files


def asset(name: str) -> str:
    """Return the text of a file."""
    return (files(__package__) / name).read_text("utf-8")
