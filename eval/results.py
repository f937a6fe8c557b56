"""A run on disk: manifest.json, records.jsonl, timings.jsonl, and what is made of them.

Records hold nothing that differs between runs of the same bot over the same cases; timings stand apart.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter, ValidationError

from bot.errors import UsageError
from eval.types import Record

FORMAT = 1
_record = TypeAdapter(Record)


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
        timing = json.dumps({"id": record.case.id, "seconds": round(seconds, 5)})
        with self._timings.open("a", encoding="utf-8") as timings:
            timings.write(timing + "\n")
        with self._records.open("ab") as records:
            records.write(_record.dump_json(record) + b"\n")

    def _require_same(self, manifest: Mapping[str, Any]) -> None:
        found = _read_manifest(self.folder)["inputs"]
        wanted = json.loads(json.dumps(manifest["inputs"]))
        differing = sorted(key for key in found.keys() | wanted.keys() if found.get(key) != wanted.get(key))
        if differing:
            raise UsageError(
                f"{self.folder} holds a run with another {', '.join(differing)}; name a new folder with --out"
            )

    def _resume(self) -> frozenset[str]:
        """Return the ids of the cases that are done, dropping a line that a kill cut off."""
        if not self._records.exists():
            return frozenset()
        data = self._records.read_bytes()
        whole = data[: data.rfind(b"\n") + 1]
        if whole != data:
            self._records.write_bytes(whole)
        done = [_parsed(self._records, n, line).case.id for n, line in enumerate(whole.splitlines(), 1)]
        kept = {}
        if self._timings.exists():
            for line in self._timings.read_text("utf-8").split("\n")[:-1]:
                kept[json.loads(line)["id"]] = line
        write_whole(self._timings, "".join(kept[id] + "\n" for id in done if id in kept))
        return frozenset(done)


def read_run(folder: Path) -> Run:
    """Read a finished run.

    Raises:
        UsageError: it is no run, damaged, or not finished.
    """
    manifest = _read_manifest(folder)
    try:
        lines = (folder / "records.jsonl").read_bytes().splitlines()
        timings = [json.loads(line) for line in (folder / "timings.jsonl").read_text("utf-8").splitlines()]
        seconds = {str(timing["id"]): float(timing["seconds"]) for timing in timings}
    except (OSError, ValueError, LookupError, TypeError) as error:
        raise UsageError(f"{folder} is damaged ({error}); run it again into a new folder") from error
    records = tuple(_parsed(folder / "records.jsonl", n, line) for n, line in enumerate(lines, 1))
    if len(records) != manifest["inputs"].get("count"):
        raise UsageError(
            f"{folder} holds {len(records)} of {manifest['inputs'].get('count')} cases; "
            "finish it with the command that began it"
        )
    return Run(folder.name, manifest, records, seconds)


def write_whole(path: Path, text: str) -> None:
    """Write a file so that a reader never sees half of it."""
    unfinished = path.with_name(path.name + ".part")
    unfinished.write_text(text, "utf-8")
    unfinished.replace(path)


def _read_manifest(folder: Path) -> dict[str, Any]:
    path = folder / "manifest.json"
    try:
        manifest = json.loads(path.read_text("utf-8"))
        if manifest["format"] != FORMAT or not isinstance(manifest["inputs"], dict):
            raise ValueError(f"it has format {manifest['format']}, this version reads {FORMAT}")
    except FileNotFoundError:
        raise UsageError(f"{folder} holds no run: there is no manifest.json") from None
    except (OSError, ValueError, LookupError, TypeError) as error:
        raise UsageError(f"{path} is damaged ({error}); run it again into a new folder") from error
    return dict(manifest)


def _parsed(path: Path, number: int, line: bytes) -> Record:
    try:
        return _record.validate_json(line)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        where = ".".join(map(str, first["loc"]))
        raise UsageError(
            f"{path} line {number} is damaged ({where}: {first['msg']}); run it again into a new folder"
        ) from error
