"""What the plots of a report are drawn with."""

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any, cast

import matplotlib
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.transforms import offset_copy

from eval.report.figures import Summary, languages
from eval.report.svg import COLOURS, settings
from eval.report.words import printable

WIDTH = 370  # points: a column of the page, so that text is readable on a phone too
SMALL = 9.5  # the size of what is said in passing
DASHED = (0, (3, 3))
_SERIES = [colour for name, colour in COLOURS.items() if name.startswith("series")]
_MARKERS = "osD^vPX"


@dataclass(frozen=True, slots=True)
class Plot:
    """A drawing with its title and how to read it; ``svg`` is None where ``caption`` says what is missing."""

    name: str
    title: str
    caption: str
    svg: str | None


def drawing(name: str) -> AbstractContextManager[None]:
    """Set what drawing needs set, for as long as it takes."""
    return matplotlib.rc_context(cast(Any, settings(name)))


def canvas(height: float, *, left: float, right: float, bottom: float, top: float) -> Axes:
    """Return axes with margins in points, without a frame."""
    return panels(1, height - bottom - top, left=left, right=right, bottom=bottom, top=top)[0]


def panels(
    count: int,
    height: float,
    *,
    left: float,
    right: float,
    bottom: float = 44,
    top: float = 22,
    gap: float = 40,
) -> list[Axes]:
    """Return axes of some height one above another, from the top, on one figure."""
    whole = top + bottom + count * height + (count - 1) * gap
    figure = Figure(figsize=(WIDTH / 72, whole / 72))
    found = []
    for place in range(count):
        lower = whole - top - height - place * (height + gap)
        axes = figure.add_axes(
            (left / WIDTH, lower / whole, (WIDTH - left - right) / WIDTH, height / whole), axisbelow=True
        )
        axes.spines[:].set_visible(False)
        found.append(axes)
    return found


def styles(summary: Summary) -> dict[str, tuple[str, str]]:
    """Return the colour and the marker of each language."""
    return {
        language: (_SERIES[at % len(_SERIES)], _MARKERS[at % len(_MARKERS)])
        for at, language in enumerate(languages(summary))
    }


def cut(text: str, characters: int) -> str:
    """Return a name short enough for its place, on one line."""
    line = " ".join(printable(text).replace("_", " ").split())
    return line if len(line) <= characters else line[: characters - 1] + "…"


def label(
    axes: Axes, y: float, text: str, offset: float, *, colour: str = COLOURS["ink"], size: float = 11
) -> None:
    """Write beside the axes at a height, flush right: left of them if the offset is below 0."""
    axes.annotate(
        text,
        (0 if offset < 0 else 1, y),
        (offset, 0),
        xycoords=axes.get_yaxis_transform(),
        textcoords="offset points",
        ha="right",
        va="center",
        color=colour,
        fontsize=size,
    )


def heading(axes: Axes, y: float, text: str, offset: float) -> None:
    """Write a heading at a height, beginning so many points right of the left edge of the axes."""
    axes.annotate(
        text,
        (0, y),
        (offset, 0),
        xycoords=axes.get_yaxis_transform(),
        textcoords="offset points",
        va="center",
        fontweight="bold",
    )


def title(axes: Axes, text: str) -> None:
    """Write the title of one of several panels above it."""
    axes.annotate(
        text, (0, 1), (0, 8), xycoords="axes fraction", textcoords="offset points", fontweight="bold"
    )


def key(axes: Axes, x: float, text: str, colour: str, marker: str) -> None:
    """Say above the axes, so many points from their left edge, what a colour and marker stand for."""
    figure = axes.get_figure(root=True)
    dot = offset_copy(axes.transAxes, fig=figure, x=x + 4, y=12, units="points")
    axes.plot(0, 1, marker, transform=dot, color=colour, ms=7, clip_on=False)
    words = offset_copy(axes.transAxes, fig=figure, x=x + 13, y=8, units="points")
    axes.text(0, 1, text, transform=words)


def spread(places: Mapping[str, float], gap: float, top: float) -> dict[str, float]:
    """Move labels up and down, in their order, until they stand ``gap`` apart and below ``top``."""
    order: Sequence[str] = sorted(places, key=lambda name: places[name])
    moved: dict[str, float] = {}
    lowest = -float("inf")
    for name in order:
        moved[name] = lowest = max(places[name], lowest + gap)
    ceiling = top
    for name in reversed(order):
        moved[name] = min(moved[name], ceiling)
        ceiling = moved[name] - gap
    return moved
