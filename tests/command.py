"""A command line called here instead of in a process of its own, which would import everything again."""

import contextlib
import io
import os
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from unittest.mock import patch


def call(
    main: Callable[[], None], arguments: Sequence[object], folder: Path, environment: Mapping[str, str]
) -> subprocess.CompletedProcess[str]:
    """Return what a command prints and its status, run in a folder and with variables of its own."""
    # Commands write bytes that are read as UTF-8, whatever the test runs in.
    out, errors = (io.TextIOWrapper(io.BytesIO(), "utf-8", write_through=True) for _ in range(2))
    argv = [main.__module__, *map(str, arguments)]
    status = 0
    with (
        contextlib.chdir(folder),
        patch.dict(os.environ, environment),
        patch.object(sys, "argv", argv),
        contextlib.redirect_stdout(out),
        contextlib.redirect_stderr(errors),
    ):
        try:
            main()
        except SystemExit as ended:
            status = ended.code if isinstance(ended.code, int) else int(ended.code is not None)
    printed = [stream.buffer.getvalue().decode() for stream in (out, errors)]
    return subprocess.CompletedProcess(argv, status, *printed)
