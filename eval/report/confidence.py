"""The plots of how well the bot knows when to answer."""

from collections import Counter
from typing import Any

import numpy as np
from matplotlib.axes import Axes

from eval.report.drawing import DASHED, SMALL, Plot, cut, drawing, key, panels, spread, styles, title
from eval.report.figures import Summary, confidences
from eval.report.svg import COLOURS, to_svg
from eval.report.words import track_name
from eval.summary import ALL, POOLS

RISK = 0.02  # of answers wrong: what a service might bear
LEAST = 20  # answers below which a point says next to nothing, and is not drawn
_AREA = 6  # square points a case
Curves = dict[str, list[Any]]


def risk(summary: Summary) -> Plot:
    """Draw what share of the answers is wrong as less confident ones are added."""
    name = "Risk and coverage"
    pools = {pool: _by_language(summary, pool, "risk_coverage") for pool in POOLS}  # coverage, risk, answers
    drawn = {pool: curves for pool, curves in pools.items() if curves}
    if not drawn:
        few = f"In no language did the bot answer {LEAST} of the questions on which its confidence is judged."
        return Plot("risk", name, _missing(summary, few), None)
    most = max(wrong for curves in drawn.values() for curve in curves.values() for _, wrong, _ in curve)
    top = 104 * max(0.1, float(np.ceil(most * 10) / 10))
    with drawing("risk"):
        axes = panels(len(drawn), 165, left=44, right=46)
        for each, (pool, curves) in zip(axes, drawn.items(), strict=True):
            _risk_panel(each, summary, curves, top)
            title(each, track_name(pool))
        axes[-1].set_xlabel("questions answered rightly, %")
        svg = to_svg(axes[0], "risk", f"{name}; see the table of confidence")
    return Plot(
        "risk",
        name,
        "From left to right, ever less confident answers are given. Lower and further right is better; the "
        "mark at the end is the bot as it is. On the dashed line 2 % of the answers are wrong. A curve "
        f"begins at {LEAST} answers." + _left_out(pools),
        svg,
    )


def _risk_panel(axes: Axes, summary: Summary, curves: Curves, top: float) -> None:
    colours = styles(summary)
    axes.set(xlim=(0, 100), ylim=(0, top), ylabel="answers wrong, %")
    axes.axhline(100 * RISK, color=COLOURS["soft"], lw=1, ls=DASHED)
    axes.grid(color=COLOURS["line"], lw=0.6)
    axes.tick_params(length=0)
    ends = {language: 100 * curve[-1][1] for language, curve in curves.items()}
    labels = spread(ends | {"": 100 * RISK}, top * 0.085, top / 1.04)  # no language is called ""
    axes.text(102, labels[""], f"{100 * RISK:.0f} %", color=COLOURS["soft"], va="center", fontsize=SMALL)
    for language, curve in curves.items():
        colour, marker = colours[language]
        x, y = 100 * np.asarray(curve, dtype=float)[:, :2].T
        axes.plot(x, y, color=colour, lw=1.6)
        axes.plot(x[-1], y[-1], marker, color=colour, ms=6.5, clip_on=False)
        axes.plot([x[-1], 101], [y[-1], labels[language]], color=colour, lw=0.5, clip_on=False)
        axes.text(102, labels[language], cut(language, 6), color=colour, va="center", fontweight="bold")


def calibration(summary: Summary) -> Plot:
    """Draw how often answers are right beside how confident the bot was of them."""
    name = "Calibration"
    pools = {pool: _by_language(summary, pool, "calibration") for pool in POOLS}
    drawn = {pool: found for pool, found in pools.items() if found}
    if not drawn:
        few = f"In no tenth of its confidence did the bot give {LEAST} answers in one language."
        return Plot("calibration", name, _missing(summary, few), None)
    with drawing("calibration"):
        axes = panels(len(drawn), 180, left=44, right=46)
        for each, (pool, found) in zip(axes, drawn.items(), strict=True):
            _calibration_panel(each, summary, found)
            title(each, track_name(pool))
        axes[-1].set_xlabel("confidence the bot stated, %")
        svg = to_svg(axes[0], "calibration", f"{name}; see the table of confidence")
    return Plot(
        "calibration",
        name,
        "On the dashed line confidence means what it says; below it the bot is too sure of itself. The "
        "larger a mark, the more answers it stands for; the row of figures counts those drawn. A tenth with "
        f"fewer than {LEAST} answers is not." + _left_out(pools),
        svg,
    )


def _calibration_panel(axes: Axes, summary: Summary, found: Curves) -> None:
    colours = styles(summary)
    axes.plot([0, 100], [0, 100], color=COLOURS["soft"], lw=1, ls=DASHED)
    counts: Counter[int] = Counter()
    for at, (language, bins) in enumerate(found.items()):
        colour, marker = colours[language]
        said, was, sizes = np.asarray(bins, dtype=float).T
        axes.plot(100 * said, 100 * was, color=colour, lw=0.8, alpha=0.35)
        axes.scatter(
            100 * said,
            100 * was,
            np.minimum(12 + _AREA * sizes, 260),
            colour,
            marker=marker,
            alpha=0.75,
            lw=0,
            clip_on=False,
        )
        key(axes, 100 + 46 * at, cut(language, 5), colour, marker)
        for place, size in zip(said, sizes, strict=True):
            counts[min(int(place * 10), 9)] += int(size)
    axes.set(xlim=(0, 100), ylim=(-22, 102), yticks=range(0, 101, 25), xticks=range(0, 101, 20))
    axes.set_ylabel("answers right, %", y=0.58)
    axes.grid(color=COLOURS["line"], lw=0.6)
    axes.tick_params(length=0)
    for place, count in counts.items():
        axes.text(10 * place + 5, -13, str(count), ha="center", va="center", fontsize=SMALL)
    axes.text(102, -13, "answers", va="center", fontsize=SMALL, color=COLOURS["soft"])


def _by_language(summary: Summary, pool: str, curve: str) -> Curves:
    """Return the points of a curve that rest on enough answers, their last number, by language."""
    return {
        each["language"]: drawn
        for each in confidences(summary, pool)
        if each["language"] != ALL and (drawn := [point for point in each[curve] if point[-1] >= LEAST])
    }


def _left_out(pools: dict[str, Curves]) -> str:
    missing = [track_name(pool).lower() for pool, found in pools.items() if not found]
    return f" Too few answers with a confidence on “{'”, “'.join(missing)}”." if missing else ""


def _missing(summary: Summary, few: str) -> str:
    if summary["confidence"]:
        return few
    return "The bot states no confidence, or none of the questions on which it is judged was asked."
