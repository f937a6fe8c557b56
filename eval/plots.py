"""The plots of a report: a summary to a drawing, or to a sentence where there is nothing to draw."""

from collections import Counter

import numpy as np
from matplotlib.axes import Axes

from eval.report.confidence import calibration, risk
from eval.report.drawing import SMALL, Plot, canvas, cut, drawing, heading, key, label, styles
from eval.report.figures import Headline, Summary, headline, languages, points, tracks
from eval.report.svg import COLOURS, to_svg
from eval.report.words import main_metric, metric_name, track_name
from eval.summary import ALL

OUTCOMES = ("right", "refused", "wrong", "error")
_LINE = 20  # points
_BETWEEN = 1.5  # lines from one group to the heading of the next


def plots(summary: Summary) -> list[Plot]:
    """Return all plots of a summary."""
    return [draw(summary) for draw in (by_track, by_outcome, risk, calibration, matrix, latency)]


def by_track(summary: Summary) -> Plot:
    """Draw the main metric of each track in each language with its interval."""
    name = "Tracks by language"
    shown = {track: _headlines(summary, track) for track in tracks(summary)}
    if not any(each.mean for found in shown.values() for each in found):
        return Plot("tracks", name, "No case has a score: there are none, or all were errors.", None)
    lines = sum(len(found) + _BETWEEN for found in shown.values())
    with drawing("tracks"):
        axes = canvas(_LINE * lines + 36, left=48, right=92, bottom=26, top=10)
        place = 0.0
        for track, found in shown.items():
            heading(axes, place, f"{track_name(track)}: {metric_name(main_metric(track)).lower()}", -48)
            for line, each in enumerate(found, 1):
                colour, marker = styles(summary)[each.language]
                label(axes, place + line, cut(each.language, 7), -10, colour=colour)
                if each.mean is None:
                    label(axes, place + line, "errors only", 88, colour=COLOURS["soft"])
                    continue
                mean, low, high = 100 * each.mean.mean, 100 * each.mean.low, 100 * each.mean.high
                axes.plot([low, high], [place + line] * 2, color=colour, lw=2.2, clip_on=False)
                axes.plot(mean, place + line, marker, color=colour, ms=7, clip_on=False)
                label(axes, place + line, points(each.mean.mean), 44)
                label(axes, place + line, f"n {each.mean.cases}", 88, colour=COLOURS["soft"], size=SMALL)
            place += len(found) + _BETWEEN
        axes.set(xlim=(0, 100), ylim=(place - _BETWEEN + 0.7, -0.5), yticks=[], xticks=range(0, 101, 25))
        axes.grid(axis="x", color=COLOURS["line"], lw=0.6)
        axes.tick_params(length=0)
        axes.xaxis.set_major_formatter("{x:.0f} %")
        svg = to_svg(axes, "tracks", f"{name}; see the headline table")
    return Plot(
        "tracks",
        name,
        "Marks are means, lines their 95 % intervals, n the cases. Further right is better. Tracks ask "
        "different things: compare languages within a track, not one track with another.",
        svg,
    )


def by_outcome(summary: Summary) -> Plot:
    """Draw what became of the cases of each type, all languages together."""
    name = "Outcomes by type"
    counts = _outcomes(summary)
    if not counts:
        return Plot("outcomes", name, "There are no cases.", None)
    groups = {track: [type for on, type in counts if on == track] for track in tracks(summary)}
    lines = sum(len(types) + _BETWEEN for types in groups.values())
    with drawing("outcomes"):
        axes = canvas(_LINE * lines + 26, left=112, right=46, bottom=2, top=24)
        place = 0.0
        for track, types in groups.items():
            rightly = "refused" if track == "unanswerable" else "right"
            note = " (refused, as it should be, is blue)" if rightly == "refused" else ""
            heading(axes, place, track_name(track) + note, -112)
            for line, type in enumerate(types, 1):
                found = counts[track, type]
                label(axes, place + line, cut(type, 17), -8)
                label(axes, place + line, f"n {found.total()}", 42, colour=COLOURS["soft"], size=SMALL)
                left = 0.0
                for outcome in OUTCOMES:
                    share = 100 * found[outcome] / found.total()
                    look = "right" if outcome == rightly else outcome
                    axes.barh(place + line, share, 0.76, left, color=COLOURS[look], lw=0)
                    if share >= 7:
                        axes.text(
                            left + share / 2, place + line + 0.04, str(found[outcome]), fontsize=SMALL,
                            color=COLOURS[f"on-{look}"], ha="center", va="center",
                        )  # fmt: skip
                    left += share
            place += len(types) + _BETWEEN
        axes.set(xlim=(0, 100), ylim=(place - _BETWEEN + 0.6, -0.5), xticks=[], yticks=[])
        for at, outcome in enumerate(OUTCOMES):
            key(axes, at * 66, outcome, COLOURS[outcome], "s")
        svg = to_svg(axes, "outcomes", f"{name}; see the tables of metrics")
    return Plot(
        "outcomes",
        name,
        "Each bar is all cases of a type, all languages together; figures are counts. Blue is as it should "
        "be: answered rightly or, where nothing answers, refused. Grey is refused though the index answers.",
        svg,
    )


def matrix(summary: Summary) -> Plot:
    """Draw how well questions in one language find documents in another."""
    name = "Question and document language"
    cells = {(each["question"], each["document"]): each for each in summary["language_matrix"]}
    asked, documents = (list(dict.fromkeys(pair[side] for pair in cells)) for side in (0, 1))
    if not cells:
        return Plot("matrix", name, "How search does by language was not looked up on this run.", None)
    if len(cells) == 1:
        return Plot("matrix", name, "There is only one language, so there is nothing to cross.", None)
    with drawing("matrix"):
        axes = canvas(60 * len(asked) + 48, left=52, right=2, bottom=2, top=46)
        for (question, document), each in cells.items():
            x, y = documents.index(document), asked.index(question)
            shade = 0.05 + 0.4 * each["recall_at_1"]
            axes.barh(y, 0.97, 0.95, x - 0.485, color=COLOURS["accent"], alpha=shade, lw=0)
            weight = "bold" if question == document else "normal"
            axes.text(x, y, points(each["recall_at_1"]), ha="center", size=14, weight=weight)
            axes.text(x, y + 0.27, f"n {each['cases']}", ha="center", size=SMALL)
        axes.set(xlim=(-0.5, len(documents) - 0.5), ylim=(len(asked) - 0.5, -0.5))
        axes.set_xticks(range(len(documents)), [cut(each, 8) for each in documents])
        axes.set_yticks(range(len(asked)), [cut(each, 5) for each in asked])
        axes.tick_params(length=0, labelcolor=COLOURS["ink"], top=True, labeltop=True, labelbottom=False)
        axes.set_xlabel("document in")
        axes.xaxis.set_label_position("top")
        axes.set_ylabel("question in")
        svg = to_svg(axes, "matrix", f"{name}: Recall@1")
    return Plot(
        "matrix",
        name,
        "How often (%) the first document found in one language answers a question asked in another: "
        "Recall@1 of reworded questions that stand alone. Bold is the same language.",
        svg,
    )


def latency(summary: Summary) -> Plot:
    """Draw how long replies took on each track."""
    name = "Time to reply"
    found = [each for each in summary["latency"] if each["seconds"]]
    if not found:
        return Plot("latency", name, "No times were recorded.", None)
    least = 1000 * max(min(each["seconds"][0] for each in found), 1e-4)
    most = 1000 * max(max(each["seconds"][-1] for each in found), least / 500)
    edges = np.geomspace(least * 0.999, most * 1.001, 49)
    with drawing("latency"):
        axes = canvas(64 * len(found) + 40, left=2, right=12, bottom=38, top=2)
        axes.set_xscale("log")
        across = axes.get_yaxis_transform()
        for base, each in enumerate(reversed(found)):
            heights, _ = np.histogram(np.maximum(1000 * np.asarray(each["seconds"]), least), edges)
            outline = base + 0.54 * heights / max(heights.max(), 1)
            axes.stairs(outline, edges, baseline=base, fill=True, color=COLOURS["accent"], alpha=0.5, lw=0)
            axes.axhline(base, color=COLOURS["line"], lw=0.8)
            for quantile in ("p50", "p95"):
                at = 1000 * max(each[quantile], least / 1000)
                axes.plot([at, at], [base, base + 0.58], color=COLOURS["ink"], lw=1.2)
            told = "".join(f"{quantile} {_milliseconds(each[quantile])} · " for quantile in ("p50", "p95"))
            axes.text(0, base + 0.7, track_name(each["track"]), weight="bold", transform=across)
            axes.text(1, base + 0.7, f"{told}n {each['cases']}", ha="right", size=10, transform=across)
        axes.set(xlim=(least * 0.97, most * 1.03), ylim=(0, len(found)), yticks=[], xlabel="milliseconds")
        _tick_at_round_numbers(axes, least, most)
        svg = to_svg(axes, "latency", f"{name} by track")
    return Plot(
        "latency",
        name,
        "How many replies took how long; each track has its own height, and the axis is logarithmic. The "
        "upright lines are the median (p50) and what 95 % of the replies stayed within (p95).",
        svg,
    )


def _headlines(summary: Summary, track: str) -> list[Headline]:
    return [found for language in languages(summary) if (found := headline(summary, track, language))]


def _outcomes(summary: Summary) -> dict[tuple[str, str], Counter[str]]:
    """Count outcomes by track and type over all languages; a track of one type is called "all"."""
    counts: dict[tuple[str, str], Counter[str]] = {}
    for row in summary["rows"]:
        siblings = [
            each
            for each in summary["rows"]
            if (each["track"], each["language"]) == (row["track"], row["language"])
        ]
        if row["type"] != ALL or len(siblings) == 1:
            counts.setdefault((row["track"], row["type"]), Counter()).update(row["outcomes"])
    return counts


def _milliseconds(seconds: float) -> str:
    return f"{1000 * seconds:.0f} ms" if seconds < 10 else f"{seconds:.1f} s"


def _tick_at_round_numbers(axes: Axes, least: float, most: float) -> None:
    """Name 1, 2 and 5 of each power of ten: Matplotlib names the powers alone, which may all be outside."""
    round_numbers = [step * 10.0**power for power in range(-1, 8) for step in (1, 2, 5)]
    inside = [number for number in round_numbers if least <= number <= most]
    axes.set_xticks(inside, [f"{number:g}" for number in inside])
    axes.set_xticks([], minor=True)
    axes.tick_params(length=3)
