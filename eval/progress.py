"""How far a run is and how long it will take: a bar on a terminal, now and then a line elsewhere."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)
from rich.progress import Progress as Bar

from bot.progress import stages_on
from bot.types import Progress

EVERY = 20.0  # seconds between two lines


@contextmanager
def progress_on(console: Console) -> Iterator[Progress]:
    """Show each stage of long work with what is left of it."""
    if not console.is_terminal:
        yield lines(lambda line: console.print(line, markup=False), time.monotonic)
        return
    bar = Bar(
        TextColumn("{task.description:>8}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TextColumn("left"),
        TimeRemainingColumn(),
        console=console,
        transient=True,
    )
    with bar:
        yield stages_on(bar)


def lines(write: Callable[[str], None], clock: Callable[[], float]) -> Progress:
    """Return a progress that writes a line every so often; what is done quickly gets none.

    What is left is estimated from the pace since the stage began, so that what an earlier run had done
    does not count.
    """
    began: dict[str, tuple[float, int]] = {}
    last = clock()

    def report(stage: str, done: int, total: int) -> None:
        nonlocal last
        now = clock()
        start, first = began.setdefault(stage, (now, done))
        if now - last < EVERY or not first < done < total:
            return
        last = now
        left = (now - start) / (done - first) * (total - done)
        write(f"{stage}: {done} of {total}, about {_duration(left)} left")

    return report


def _duration(seconds: float) -> str:
    return f"{seconds:.0f} s" if seconds < 90 else f"{seconds / 60:.0f} min"
