"""The YAML block at the top of an article: title, language, date and the like."""

import datetime
import re
from dataclasses import dataclass

import yaml

from bot.ingest.decode import normalise
from bot.ingest.sources import Refused
from bot.language import normalise_code

# A rule at the top of a text opens no front matter; a key must follow.
FRONT_MATTER = re.compile(
    r"\ufeff?---[ \t]*\n(?=(?:[ \t]*(?:#.*)?\n)*(?:[\w-]+[ \t]*:|---))(?:.*\n)*?(?:---|\.\.\.)[ \t]*(?:\n|$)"
)
_URL = re.compile(r"https?://\S+|/(?!/)\S*")


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """What an article says about itself, with what had to be passed over."""

    title: str | None = None
    description: str | None = None
    language: str | None = None  # ISO 639-1
    updated: str | None = None
    valid_until: str | None = None  # ISO 8601 date
    jurisdiction: str | None = None
    url: str | None = None
    keywords: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()


def read_front_matter(text: str) -> FrontMatter:
    """Read the front matter of a text; all fields are empty where it has none.

    Raises:
        Refused: the block is not valid YAML; the reason names the line in the file.
    """
    block = FRONT_MATTER.match(text)
    if block is None:
        return FrontMatter()
    body = re.sub(r"(?:---|\.\.\.)[ \t]*\n?\Z", "", block.group()).removeprefix("\ufeff")
    fields = _fields(body)
    warnings: list[str] = []
    language = _text(fields.get("language") or fields.get("lang"))
    code = normalise_code(language) if language else None
    if language and code is None:
        warnings.append(f"front matter: language {language!r} passed over; use a code such as nb or ja")
    url = _text(fields.get("url"))
    if url and not _URL.fullmatch(url):
        warnings.append(f"front matter: url {url!r} passed over; it must start with https://, http:// or /")
        url = None
    valid_until = _text(fields.get("valid_until"))
    if valid_until and not _is_date(valid_until):
        warnings.append(
            f"front matter: valid_until {valid_until!r} passed over; write a date such as 2026-12-31"
        )
        valid_until = None
    return FrontMatter(
        title=_text(fields.get("title")),
        description=_text(fields.get("description")),
        language=code,
        updated=_text(fields.get("updated")),
        valid_until=valid_until,
        jurisdiction=_text(fields.get("jurisdiction")),
        url=url,
        keywords=_keywords(fields.get("keywords")),
        warnings=tuple(warnings),
    )


def _is_date(text: str) -> bool:
    try:
        return bool(datetime.date.fromisoformat(text))
    except ValueError:
        return False


def _fields(body: str) -> dict[str, object]:
    try:
        loaded = yaml.safe_load(body)
    except yaml.YAMLError as error:
        raise Refused(_yaml_problem(error)) from error
    except (ValueError, RecursionError) as error:  # such as the date 2024-13-45
        raise Refused(f"broken front matter: {error}; correct the block between the --- lines") from error
    if loaded is None:
        return {}
    if not isinstance(loaded, dict):
        raise Refused("broken front matter: it has no keys; write lines such as 'title: …' there")
    return {str(key).casefold(): value for key, value in loaded.items()}


def _yaml_problem(error: yaml.YAMLError) -> str:
    mark = getattr(error, "problem_mark", None)
    problem = getattr(error, "problem", None) or str(error).split("\n")[0]
    line = f"line {mark.line + 1}" if mark is not None else "the front matter"
    return f"broken front matter: {line}: {problem}; put quotation marks around values that hold ':' or '#'"


def _text(value: object) -> str | None:
    if isinstance(value, datetime.date):
        return value.isoformat()
    if isinstance(value, (str, int, float)) and not isinstance(value, bool):
        return " ".join(normalise(str(value)).split()) or None
    return None


def _keywords(value: object) -> tuple[str, ...]:
    parts: list[object] = value if isinstance(value, list) else []
    if isinstance(value, str):
        parts = list(re.split("[,、，;]", value))
    shown = (_text(part) for part in parts)
    return tuple(dict.fromkeys(word for word in shown if word))
