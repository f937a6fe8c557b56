"""The files of a corpus: which can be read, and why the others cannot."""

import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

FORMATS = (".md", ".markdown", ".txt", ".html", ".htm", ".pdf", ".docx", ".csv", ".jsonl")


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A file that ingestion can try to read."""

    path: Path
    source: str  # path relative to the corpus, with forward slashes


@dataclass(frozen=True, slots=True)
class Refusal:
    """A file that is left out, and the reason as one sentence."""

    source: str
    reason: str


class Refused(Exception):
    """A file cannot be read; the message says why and how to mend it."""


def discover(root: Path) -> tuple[list[SourceFile], list[Refusal]]:
    """Return the files below ``root`` that can be read, and those that cannot; both sorted.

    Hidden files and folders are passed over. A symbolic link is followed if it leads to something inside
    ``root`` that is not there already.
    """
    if not root.is_dir():
        missing = "is not a folder" if root.exists() else "does not exist"
        return [], [Refusal(_printable(str(root)), f"{missing}; name the folder that holds the articles")]
    files: dict[str, SourceFile] = {}
    refusals: dict[str, str] = {}
    real_root = root.resolve()
    seen = {real_root}
    folders, links = [root], list[Path]()
    while folders or links:
        # Links last: what they lead to is usually found under its own name.
        for path in _entries(folders.pop(), root, refusals) if folders else [links.pop(0)]:
            source = _source(path, root)
            try:
                if path.is_symlink() and path not in seen:
                    seen.add(path)
                    reason = _bad_link(path, real_root)
                    links += [path] if reason is None else []
                elif (real := path.resolve()) in seen:
                    reason = None
                else:
                    seen.add(real)
                    folder = path.is_dir()
                    folders += [path] if folder else []
                    reason = None if folder else _bad_file(path, source)
                    if not folder and reason is None:
                        files[source] = SourceFile(path, source)
            except OSError as error:
                reason = f"cannot be opened: {error.strerror or type(error).__name__}; allow reading it"
            if reason is not None:
                refusals[source] = reason
    return (
        [files[source] for source in sorted(files)],
        [Refusal(_printable(source), refusals[source]) for source in sorted(refusals)],
    )


def _entries(folder: Path, root: Path, refusals: dict[str, str]) -> Iterator[Path]:
    try:
        with os.scandir(folder) as found:
            names = sorted(entry.name for entry in found if not entry.name.startswith("."))
    except OSError as error:
        problem = error.strerror or type(error).__name__
        refusals[_source(folder, root)] = f"folder cannot be opened: {problem}; allow reading it"
        return
    for name in names:
        yield folder / name


def _source(path: Path, root: Path) -> str:
    return path.relative_to(root).as_posix()


def _bad_link(path: Path, root: Path) -> str | None:
    try:
        target = path.resolve(strict=True)
    except (OSError, RuntimeError):
        return "is a symbolic link that leads nowhere; delete it or mend its target"
    if not target.is_relative_to(root):
        return "is a symbolic link that leaves the corpus; copy the file into the corpus instead"
    return None


def _bad_file(path: Path, source: str) -> str | None:
    if _printable(source) != source:
        return "has a name with unprintable characters; rename it"
    if not stat.S_ISREG(path.stat().st_mode):
        return "is no regular file; leave only files and folders in the corpus"
    if path.suffix.lower() not in FORMATS:
        kind = f"has the unknown extension '{path.suffix}'" if path.suffix else "has no extension"
        return f"{kind}; supported are {', '.join(FORMATS)}"
    return None


def _printable(source: str) -> str:
    # Lone surrogates stand for bytes that are not UTF-8; they could neither be stored nor shown.
    safe = source.encode("utf-8", "backslashreplace").decode("utf-8")
    return "".join(char if char.isprintable() else char.encode("unicode_escape").decode() for char in safe)
