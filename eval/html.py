"""The report as one page of HTML that needs nothing else and sends nothing anywhere."""

import base64
import hashlib
from collections.abc import Mapping, Sequence
from importlib.resources import files
from typing import Any
from urllib.parse import urlencode

from jinja2 import Environment, StrictUndefined
from markupsafe import Markup

from bot.web.elements import in_order
from eval.plots import plots
from eval.report.cases import case_data
from eval.report.figures import (
    NONE,
    Summary,
    commit,
    confidences,
    date,
    headline,
    interval,
    languages,
    mean_of,
    points,
    told,
    tracks,
    worst_documents,
)
from eval.report.words import (
    METRICS,
    TRACK_MEANINGS,
    main_metric,
    metric_name,
    suite_name,
    track_name,
    type_name,
)
from eval.results import Run
from eval.summary import POOLS
from eval.thresholds import Check

_FILES = files("eval") / "report"
_STYLES = ("colours.css", "style.css", "tables.css", "cases.css", "print.css")
_SCRIPTS = ("table.js", "opened.js", "sort.js", "scroll.js")


def html_report(run: Run, summary: Summary, checks: Sequence[Check]) -> str:
    """Return the report of a run as a page that can be opened from disk, mailed or archived."""
    style, script = ("\n".join(map(_read, names)).strip() for names in (_STYLES, _SCRIPTS))
    environment = Environment(
        autoescape=True,
        finalize=lambda value: (
            value if isinstance(value, Markup) or not isinstance(value, str) else in_order(value)
        ),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    environment.globals |= {
        "track_name": track_name,
        "metric_name": metric_name,
        "type_name": type_name,
        "suite_name": suite_name,
        "main_metric": main_metric,
        "points": points,
        "interval": interval,
        "cases_link": cases_link,
        "NONE": NONE,
    }
    page = environment.from_string(_read("page.html.j2")).render(
        policy=_policy(style, script),
        style=Markup(style),
        script=Markup(script),
        run=run,
        summary={"judge": []} | summary,
        inputs=summary["inputs"],
        told=told(summary["inputs"]),
        commit=commit(summary),
        date=date(summary),
        failed=[check for check in checks if not check.passed],
        passed=[check for check in checks if check.passed],
        languages=languages(summary),
        tracks=[(track, TRACK_MEANINGS.get(track, "")) for track in tracks(summary)],
        headlines={
            (track, language): headline(summary, track, language)
            for track in tracks(summary)
            for language in languages(summary)
        },
        plots=[(plot, Markup(plot.svg) if plot.svg else None) for plot in plots(summary)],
        tables=[_metric_table(summary, track) for track in tracks(summary)],
        glossary=_glossary(summary),
        pools=[(pool, confidences(summary, pool)) for pool in POOLS if confidences(summary, pool)],
        worst=[(language, worst_documents(summary, language)) for language in languages(summary)],
        answered_tracks=[track for track in tracks(summary) if track != "unanswerable"],
        data=Markup(case_data(run)),
    )
    return page.encode("utf-8", "replace").decode("utf-8")


def cases_link(**filters: str) -> str:
    """Return the link to the cases that pass some filters."""
    return f"#{urlencode(filters, errors='replace')}"


def _read(name: str) -> str:
    return (_FILES / name).read_text("utf-8")


def _policy(style: str, script: str) -> str:
    """Return a security policy: this style, this script and nothing else, from nowhere."""
    return (
        f"default-src 'none'; style-src {_source(style)}; script-src {_source(script)}; "
        "base-uri 'none'; form-action 'none'"
    )


def _source(text: str) -> str:
    digest = hashlib.sha256(text.encode("utf-8")).digest()
    return f"'sha256-{base64.b64encode(digest).decode('ascii')}'"


def _metric_table(summary: Summary, track: str) -> dict[str, Any]:
    """Return the table of a track: its metrics, and a row for each language and type."""
    rows = [row for row in summary["rows"] if row["track"] == track]
    metrics = _in_order({metric for row in rows for metric in row["metrics"] if mean_of(row, metric)})
    return {
        "track": track,
        "metrics": metrics,
        "rows": [(row, [mean_of(row, metric) for metric in metrics]) for row in rows],
    }


def _glossary(summary: Summary) -> list[tuple[str, str]]:
    used = _in_order({metric for row in summary["rows"] for metric in row["metrics"]})
    return [METRICS[metric] for metric in used if metric in METRICS]


def _in_order(metrics: set[str]) -> list[str]:
    known: Mapping[str, int] = {metric: place for place, metric in enumerate(METRICS)}
    return sorted(metrics, key=lambda metric: (known.get(metric, len(known)), metric))
