"""FAQ tables (CSV, JSON Lines) to the Markdown that is stored, so that they take the way of all articles."""

import csv
import io
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from bot.ingest.decode import normalise
from bot.ingest.sources import Refused

_COLUMNS = {
    "question": ("question", "questions", "q", "spørsmål", "spørsmal", "spm", "質問", "問", "問い", "frage"),
    "answer": ("answer", "answers", "a", "svar", "回答", "答え", "答", "antwort"),
    "language": ("language", "lang", "språk", "言語", "sprache"),
    "title": ("title", "tittel", "タイトル", "題名", "titel"),
    "url": ("url", "link", "lenke"),
}
_DELIMITERS = ",;\t"
_LONGEST_SHOWN = 40  # characters of a question in a warning
# What would start a heading, a rule or a code block, or hide what follows.
_STRUCTURE = re.compile(r"^([ \t>]*)(#|＃|-{2,}[ \t]*$|={1,}[ \t]*$|`{3,}|~{3,})", re.MULTILINE)
_HIDING = re.compile(r"<(?=!--|script|style)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Table:
    """A FAQ table as Markdown, and what its columns say about all of it."""

    markdown: str
    title: str
    language: str | None
    url: str | None
    warnings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Row:
    number: int  # as an editor counts: lines of JSON Lines, rows of CSV with the header
    cells: Mapping[str, str]


def read_csv(text: str, title: str) -> Table:
    """Read a CSV table; ``title`` is used where it has no title column.

    Raises:
        Refused: it cannot be parsed, has no question or answer column, or answers nothing.
    """
    try:
        rows = list(csv.reader(io.StringIO(text), delimiter=_delimiter(text), skipinitialspace=True))
    except csv.Error as error:
        raise Refused(f"is no readable CSV: {error}; check its quotation marks") from error
    filled = [(number, row) for number, row in enumerate(rows, 1) if any(cell.strip() for cell in row)]
    if not filled:
        raise Refused("holds no rows; give it a header with 'question' and 'answer', and rows below")
    header = [cell.strip() for cell in filled[0][1]]
    columns = _columns(header)
    # An answer with an unquoted delimiter is cut there, which can turn its meaning round.
    cut = [number for number, row in filled[1:] if any(cell.strip() for cell in row[len(header) :])]
    return _table(
        (
            _Row(number, {name: row[at].strip() for name, at in columns.items() if at < len(row)})
            for number, row in filled[1:]
            if number not in cut
        ),
        title,
        "row",
        [
            f"row {number} has more cells than the header and was left out; put its cells in quotation marks"
            for number in cut
        ],
    )


def read_json_lines(text: str, title: str) -> Table:
    """Read one JSON object a line; ``title`` is used where they have none.

    Raises:
        Refused: a line is malformed (named in the reason), or the objects have no question or answer.
    """
    rows = []
    for number, line in enumerate(text.split("\n"), 1):
        if line.strip():
            record = _record(line, number)
            keys = list(record)
            columns = {name: keys[at] for name, at in _columns(keys).items()}
            cells = {name: _value(record[key], name, number) for name, key in columns.items()}
            rows.append(_Row(number, cells))
    return _table(rows, title, "line")


def _record(line: str, number: int) -> dict[str, object]:
    try:
        record = json.loads(line)
    except (ValueError, RecursionError) as error:
        problem = str(error).split(":")[0] or type(error).__name__
        raise Refused(f"line {number} is no valid JSON: {problem}; write one JSON object a line") from error
    if not isinstance(record, dict):
        raise Refused(f'line {number} is no JSON object; write {{"question": …, "answer": …}}')
    return record


def _value(value: object, name: str, number: int) -> str:
    if value is None:
        return ""
    if isinstance(value, (str, int, float)):
        return normalise(str(value)).strip()
    raise Refused(f"line {number}: '{name}' is no text; write it as one string")


def _delimiter(text: str) -> str:
    header = next((line for line in text.split("\n") if line.strip()), "")
    bare = re.sub(r'"[^"]*"', "", header)
    return max(_DELIMITERS, key=bare.count)


def _columns(header: list[str]) -> dict[str, int]:
    """Return which column holds what."""
    folded = [name.strip().casefold() for name in header]
    found = {
        name: at
        for name, synonyms in _COLUMNS.items()
        for at in [next((at for at, column in enumerate(folded) if column in synonyms), -1)]
        if at >= 0
    }
    for name in ("question", "answer"):
        if name not in found:
            listed = ", ".join(header) or "nothing"
            raise Refused(f"has no {name} column: found {listed}; rename one to '{name}'")
    return found


def _table(rows: Iterable[_Row], title: str, unit: str, warnings: Iterable[str] = ()) -> Table:
    kept: list[_Row] = []
    warnings = list(warnings)
    for row in rows:
        question, answer = row.cells.get("question", ""), row.cells.get("answer", "")
        if question and answer:
            kept.append(row)
        elif question:
            warnings.append(f"{unit} {row.number} has no answer: {_shortened(question)}")
        else:
            warnings.append(f"{unit} {row.number} has no question")
    if not kept:
        detail = f" ({'; '.join(warnings[:5])}{'; …' if len(warnings) > 5 else ''})" if warnings else ""
        raise Refused(f"holds no answered question{detail}; fill in both columns")
    title = _uniform(kept, "title") or title
    pairs = (f"### {_question(row.cells['question'])}\n\n{_answer(row.cells['answer'])}\n" for row in kept)
    markdown = f"# {_question(title)}\n\n## FAQ\n\n" + "\n".join(pairs)
    return Table(markdown, title, _uniform(kept, "language"), _uniform(kept, "url"), tuple(warnings))


def _uniform(rows: Iterable[_Row], name: str) -> str | None:
    values = {row.cells.get(name, "") for row in rows}
    return values.pop() or None if len(values) == 1 else None


def _question(cell: str) -> str:
    return _HIDING.sub(r"\<", " ".join(cell.split()))


def _answer(cell: str) -> str:
    escaped = _STRUCTURE.sub(lambda m: m[1] + ("&#65283;" if m[2] == "＃" else "\\" + m[2]), cell)
    return _HIDING.sub(r"\<", escaped)


def _shortened(question: str) -> str:
    question = " ".join(question.split())
    return question if len(question) <= _LONGEST_SHOWN else question[: _LONGEST_SHOWN - 1] + "…"
