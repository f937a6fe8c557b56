"""A run on disk: manifest.json, records.jsonl, timings.jsonl, and what is made of them.

Records hold nothing that differs between runs of the same bot over the same cases; timings stand apart.
"""

import json
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter, ValidationError

from bot.errors import UsageError
from eval.types import Record

FORMAT = 1
_record = TypeAdapter(Record)
# What went into a run, in words, for one who gave other options than before.
_INPUTS = {
    "suite": "another set of questions",
    "target": "another bot",
    "refusal": "other wordings of refusals",
    "changes": "other local changes",
    "cases": "other questions",
    "count": "other questions",
    "chunk_characters": "another length of chunks",
    "libraries": "other versions of libraries",
}


@dataclass(frozen=True, slots=True)
class Run:
    """A finished run as it was read. ``seconds`` are by case id."""

    name: str
    manifest: Mapping[str, Any]
    records: tuple[Record, ...]
    seconds: Mapping[str, float]

    @property
    def inputs(self) -> Mapping[str, Any]:
        """What went into the run: the same inputs give the same records."""
        inputs: Mapping[str, Any] = self.manifest["inputs"]
        return inputs


class Writer:
    """Writes a run record by record, going on where an interrupted one with the same inputs stopped."""

    def __init__(self, folder: Path, manifest: Mapping[str, Any]) -> None:
        """Open a folder for a run.

        Raises:
            UsageError: the folder holds another run or something else, or cannot be written.
        """
        self.folder = folder
        self._records, self._timings = folder / "records.jsonl", folder / "timings.jsonl"
        try:
            folder.mkdir(parents=True, exist_ok=True)
            if (folder / "manifest.json").exists():
                self._require_same(manifest)
            elif any(folder.iterdir()):
                raise UsageError(f"{folder} holds something else than a run; name a new folder with --out")
            else:
                text = json.dumps(manifest, indent=1, ensure_ascii=False) + "\n"
                write_whole(folder / "manifest.json", text)
            self.done = self._resume()
        except OSError as error:
            raise UsageError(
                f"{folder} cannot be written ({error.strerror}); name another with --out"
            ) from error

    def add(self, record: Record, seconds: float) -> None:
        """Append a record and how long the reply took."""
        with self._timings.open("a", encoding="utf-8") as timings:
            timings.write(_timing(record.case.id, seconds))
        with self._records.open("ab") as records:
            records.write(_record.dump_json(record) + b"\n")

    def finish(self, order: Sequence[str]) -> None:
        """Bring the records into the order of their cases, so that a resumed run has the bytes of another."""
        lines = self._records.read_bytes().splitlines(keepends=True)
        by_id = {_parsed(self._records, n, line).case.id: line for n, line in enumerate(lines, 1)}
        wanted = [by_id[id] for id in order if id in by_id]
        if len(wanted) == len(lines) and wanted != lines:
            write_whole(self._records, b"".join(wanted))

    def _require_same(self, manifest: Mapping[str, Any]) -> None:
        found = _read_manifest(self.folder)["inputs"]
        wanted = json.loads(json.dumps(manifest["inputs"]))
        differing = [key for key in (found | wanted) if found.get(key) != wanted.get(key)]
        if differing:
            told = list(dict.fromkeys(_INPUTS.get(key, f"another {key}") for key in differing))
            listed = " and ".join(filter(None, (", ".join(told[:-1]), told[-1])))
            raise UsageError(f"{self.folder} holds a run with {listed}; name a new folder with --out")

    def _resume(self) -> frozenset[str]:
        """Return the ids of the cases that a reply came for.

        What failed is dropped to be asked again, and so is a line that a kill cut off.
        """
        if not self._records.exists():
            return frozenset()
        data = self._records.read_bytes()
        whole = data[: data.rfind(b"\n") + 1]
        found = _records(self._records, whole.splitlines())
        done = {id: line for id, (record, line) in found.items() if record.outcome != "error"}
        kept = b"".join(line + b"\n" for line in done.values())
        if kept != data:
            write_whole(self._records, kept)
        seconds = _read_seconds(self.folder)
        timings = (_timing(id, seconds[id]) for id in done if id in seconds)
        write_whole(self._timings, "".join(timings).encode())
        return frozenset(done)


def read_run(folder: Path) -> Run:
    """Read a finished run. Times that are missing or damaged are left out: no other figure needs them.

    Raises:
        UsageError: it is no run, damaged, or not finished.
    """
    manifest = _read_manifest(folder)
    path, count = folder / "records.jsonl", manifest["inputs"]["count"]
    try:
        lines = path.read_bytes().splitlines()
    except OSError as error:
        raise UsageError(
            f"{path} cannot be read ({error.strerror}); run it again into a new folder"
        ) from error
    records = tuple(record for record, _ in _records(path, lines).values())
    if len(records) > count:
        raise UsageError(
            f"{path} holds {len(records)} cases where {count} were asked; run it again into a new folder"
        )
    if len(lines) > len(records):
        raise UsageError(f"{path} holds a case twice; the command that began the run drops the second")
    if len(records) < count:
        raise UsageError(
            f"{folder} holds {len(records)} of {count} cases; finish it with the command that began it"
        )
    return Run(folder.name, manifest, records, _read_seconds(folder))


def write_whole(path: Path, content: str | bytes) -> None:
    """Write a file so that a reader never sees half of it."""
    unfinished = path.with_name(path.name + ".part")
    unfinished.write_bytes(content.encode() if isinstance(content, str) else content)
    unfinished.replace(path)


def _read_manifest(folder: Path) -> dict[str, Any]:
    path = folder / "manifest.json"
    try:
        manifest = json.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        raise UsageError(f"{folder} holds no run: there is no manifest.json") from None
    except OSError as error:
        raise UsageError(f"{path} cannot be read: {error.strerror}") from error
    except ValueError as error:
        raise UsageError(f"{path} is damaged: it is no JSON; run it again into a new folder") from error
    if problem := _wrong_with(manifest):
        raise UsageError(f"{path} is damaged: {problem}; run it again into a new folder")
    return dict(manifest)


def _wrong_with(manifest: object) -> str | None:
    if not isinstance(manifest, dict) or not isinstance(inputs := manifest.get("inputs"), dict):
        return "it says nothing of a run"
    if manifest.get("format") != FORMAT:
        return f"it has format {manifest.get('format')}, this version reads {FORMAT}"
    if not isinstance(inputs.get("count"), int) or not isinstance(manifest.get("created"), str):
        return "the number of cases or the date is missing"
    return None


def _records(path: Path, lines: Sequence[bytes]) -> dict[str, tuple[Record, bytes]]:
    """Return the records of some lines by the id of their case; one that stands there twice counts once.

    Raises:
        UsageError: a line is damaged, or two say different things of one case.
    """
    found: dict[str, tuple[Record, bytes]] = {}
    for number, line in enumerate(lines, 1):
        record = _parsed(path, number, line)
        _, known = found.setdefault(record.case.id, (record, line))
        if known != line:
            raise UsageError(
                f"{path} line {number} says something else of the case {record.case.id} than a line before; "
                "delete one of them"
            )
    return found


def _timing(id: str, seconds: float) -> str:
    return json.dumps({"id": id, "seconds": round(seconds, 5)}) + "\n"


def _read_seconds(folder: Path) -> dict[str, float]:
    """Return the seconds of each case, as far as they are there to be read."""
    found: dict[str, float] = {}
    try:
        lines = (folder / "timings.jsonl").read_bytes().splitlines()
    except OSError:
        return {}
    for line in lines:
        with suppress(ValueError, LookupError, TypeError):
            timing = json.loads(line)
            found[str(timing["id"])] = float(timing["seconds"])
    return found


def _parsed(path: Path, number: int, line: bytes) -> Record:
    try:
        return _record.validate_json(line)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        where = ".".join(map(str, first["loc"]))
        reason = ": ".join(filter(None, (where, first["msg"])))
        raise UsageError(
            f"{path} line {number} is damaged ({reason}); run it again into a new folder"
        ) from error
