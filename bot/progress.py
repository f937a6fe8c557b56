"""A progress bar for each stage of long work, on a terminal."""

from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, TaskID, TextColumn, TimeElapsedColumn
from rich.progress import Progress as Bar

from bot.types import Progress


@contextmanager
def progress_bar(console: Console) -> Iterator[Progress]:
    """Show a bar for each stage on a terminal, nothing elsewhere."""
    bar = Bar(
        TextColumn("{task.description:>8}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        console=console,
        disable=not console.is_terminal,
        transient=True,
    )
    with bar:
        yield stages_on(bar)


def stages_on(bar: Bar) -> Progress:
    """Return a progress that gives each stage a line of the bar."""
    tasks: dict[str, TaskID] = {}

    def report(stage: str, done: int, total: int) -> None:
        if stage not in tasks:
            tasks[stage] = bar.add_task(stage, total=total)
        bar.update(tasks[stage], completed=done, total=total)

    return report
