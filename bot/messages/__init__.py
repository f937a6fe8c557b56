"""Every sentence the bot itself says, by language."""

import json
from functools import cache
from importlib.resources import files

LANGUAGES = ("en", "nb", "ja")
FALLBACK = "en"


def message(key: str, language: str, **values: str) -> str:
    """Return a message in ``language``, or in English where there is no translation.

    Raises:
        KeyError: no message has that key.
    """
    return messages(language)[key].format(**values)


@cache
def messages(language: str) -> dict[str, str]:
    """Return all messages of a language (English for one without translations)."""
    name = language if language in LANGUAGES else FALLBACK
    loaded: dict[str, str] = json.loads((files(__name__) / f"{name}.json").read_text("utf-8"))
    return loaded
