"""The evaluation command line: ``python -m eval run | report | compare | calibrate | tune``."""

import os
import sys
import time
from collections import Counter
from dataclasses import asdict, replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console

from bot.errors import BotError, UsageError
from bot.settings import Settings, load_settings
from bot.types import Progress
from eval.progress import progress_on
from eval.types import TRACKS

if TYPE_CHECKING:
    from eval.reports import Written
    from eval.results import Run
    from eval.suites import Suite

# What is imported inside the commands is heavy; `--help` stays quick without it.

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="Evaluate a question-and-answer bot offline: tracks, intervals, comparison, reports.",
)
out = Console(highlight=False, soft_wrap=True)
err = Console(stderr=True, highlight=False, soft_wrap=True)

RESULTS = Path("results")
ThresholdsOption = Annotated[
    Path | None, typer.Option("--thresholds", help="TOML file of what must be reached; else exit with 1.")
]


@app.command()
def run(
    corpus: Annotated[Path | None, typer.Option(help="Folder of articles; default: BOT_CORPUS.")] = None,
    index: Annotated[Path | None, typer.Option(help="Folder of its index; default: BOT_INDEX.")] = None,
    questions: Annotated[
        Path | None,
        typer.Option(help="File of question and answer pairs (CSV, JSON Lines …) or written questions."),
    ] = None,
    set_name: Annotated[
        str | None, typer.Option("--set", help="norquad, jsquad, healthcare_gov or clinc_oos (BOT_DATA).")
    ] = None,
    target: Annotated[
        str | None, typer.Option(help="OpenAI-compatible endpoint to ask instead, such as https://host/v1.")
    ] = None,
    model: Annotated[str | None, typer.Option(help="Model to ask for there; default: its first.")] = None,
    timeout: Annotated[float, typer.Option(help="Seconds to wait for its answer.")] = 60.0,
    refusal: Annotated[
        list[str] | None,
        typer.Option(help="Regular expression for its refusals, beside those known; repeatable."),
    ] = None,
    track: Annotated[list[str] | None, typer.Option(help=f"One of {', '.join(TRACKS)}; repeatable.")] = None,
    language: Annotated[
        list[str] | None, typer.Option(help="Questions in this language; repeatable.")
    ] = None,
    split: Annotated[str | None, typer.Option(help="dev or test: only that half of the questions.")] = None,
    limit: Annotated[int | None, typer.Option(help="At most so many cases a track and language.")] = None,
    judge: Annotated[
        str | None, typer.Option(help="LangChain chat model, such as openai:gpt-5, that grades answers too.")
    ] = None,
    output: Annotated[
        Path | None, typer.Option("--out", help="Folder of the run; an unfinished one goes on.")
    ] = None,
    thresholds: ThresholdsOption = None,
) -> None:
    """Ask all cases, and write records, summary and reports to results/RUN."""
    languages = _check_choices(track, language, split, limit, timeout)
    if questions is not None and set_name is not None:
        raise UsageError("give --questions or --set, not both")
    if refusal and target is None:
        raise UsageError("--refusal is for a bot behind --target; ours says itself when it refuses")
    from eval.endpoint import endpoint
    from eval.judge import judge_run, open_judge
    from eval.reports import write_reports
    from eval.results import Writer, read_run
    from eval.run import make_manifest, select
    from eval.run import run as run_cases
    from eval.targets import local_bots
    from eval.thresholds import read_thresholds

    required = read_thresholds(thresholds) if thresholds else []
    settings = _settings(corpus, index, questions, set_name)
    grader = open_judge(judge) if judge is not None else None
    asked = None
    if target is not None:
        key = os.environ.get("OPENAI_API_KEY")
        asked = endpoint(target, model, key, timeout, refusal or ())
    with progress_on(err) as progress:
        suite = _suite(settings, questions, set_name, progress)
        if asked is not None:
            suite = _for_endpoint(suite)
        suite = replace(suite, cases=select(suite.cases, track or [], languages, split, limit))
        for note in suite.notes:
            err.print(note, markup=False)
        told = {"target": target, "model": asked.model, "refusal": refusal or []} if asked else None
        manifest = make_manifest(suite, told)
        folder = output or RESULTS / _name(suite.name, manifest["inputs"]["commit"])
        if asked is not None:
            run_cases(suite, asked.open, Writer(folder, manifest), progress)
        else:
            with local_bots(suite, progress) as opener:
                run_cases(suite, opener, Writer(folder, manifest), progress)
        finished = read_run(folder)
        if grader is not None:
            judge_run(folder, finished, grader, progress)
    _finish(finished, write_reports(folder, finished, required))


@app.command()
def report(
    folder: Annotated[Path, typer.Argument(help="Folder of a finished run.")],
    thresholds: ThresholdsOption = None,
) -> None:
    """Write the summary and reports of a run again from its records."""
    from eval.reports import write_reports
    from eval.results import read_run
    from eval.thresholds import read_thresholds

    required = read_thresholds(thresholds) if thresholds else []
    finished = read_run(folder)
    _finish(finished, write_reports(folder, finished, required))


@app.command()
def compare(
    a: Annotated[Path, typer.Argument(help="Folder of the run before.")],
    b: Annotated[Path, typer.Argument(help="Folder of the run after.")],
    fail_on_regression: Annotated[
        bool,
        typer.Option("--fail-on-regression", help="Exit with 1 if B is worse, or lower on too few to tell."),
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Compare two runs over the same cases: wins, losses and a paired permutation test."""
    from eval.compare import compare as compare_runs
    from eval.markdown import comparison_table
    from eval.results import read_run

    runs = read_run(a), read_run(b)
    for each in runs:
        _tell_untimed(each)
    found = compare_runs(*runs)
    before, after = (each.inputs for each in runs)
    if changed := [name for name in {**before, **after} if before.get(name) != after.get(name)]:
        err.print(f"the runs differ in: {', '.join(changed)}", markup=False)
    if as_json:
        import json

        sys.stdout.write(
            json.dumps(
                asdict(found) | {"regressed": found.regressed, "undecided": found.undecided},
                ensure_ascii=False,
            )
            + "\n"
        )
    else:
        out.print(comparison_table(found, a.name, b.name))
    if fail_on_regression and (found.regressed or found.undecided):
        raise typer.Exit(1)


@app.command()
def calibrate(
    index: Annotated[Path | None, typer.Option(help="Folder of the index; default: BOT_INDEX.")] = None,
) -> None:
    """Fit the confidence on the development half of the questions, and report on the test half."""
    from eval.calibrate import main as fit

    fit(_settings(None, index, None, None))


@app.command()
def tune(
    index: Annotated[Path | None, typer.Option(help="Folder of the index; default: BOT_INDEX.")] = None,
) -> None:
    """Tune the bundled encoder to the wordings of an index (forty minutes)."""
    from eval.tune import main as train

    train(_settings(None, index, None, None))


def main() -> None:
    """Run the command line; expected errors become one sentence and exit status 2."""
    try:
        app()
    except BotError as error:
        err.print(f"eval: {error}", markup=False)
        sys.exit(2)


def _check_choices(
    tracks: list[str] | None,
    languages: list[str] | None,
    split: str | None,
    limit: int | None,
    timeout: float,
) -> list[str]:
    """Refuse choices there are none of; returns the languages by their codes."""
    from bot.language import normalise_code

    for name in tracks or ():
        if name not in TRACKS:
            raise UsageError(f"there is no track {name!r}; choose {', '.join(TRACKS)}")
    if split not in (None, "dev", "test"):
        raise UsageError(f"there is no split {split!r}; choose dev or test")
    if limit is not None and limit < 1:
        raise UsageError(f"--limit {limit} leaves nothing to ask; give 1 or more")
    if not 0 < timeout < float("inf"):
        raise UsageError(f"--timeout {timeout:g} is no time to wait; give seconds above 0")
    return [normalise_code(language) or language for language in languages or ()]


def _for_endpoint(suite: "Suite") -> "Suite":
    """Keep what can be asked of any bot and judged by what it says.

    What its index holds is the endpoint's own affair: it is asked what needs no other index.
    """
    from eval.types import WHOLE

    asked = [case for case in suite.cases if case.index == WHOLE]
    judged = tuple(case for case in asked if case.gold or not case.answerable)
    note = (
        f"left out {len(asked) - len(judged)} questions without an answer in words to judge the endpoint by"
    )
    return replace(suite, cases=judged, notes=(*suite.notes, *([note] if len(judged) < len(asked) else ())))


def _settings(
    corpus: Path | None, index: Path | None, questions: Path | None, set_name: str | None
) -> Settings:
    given = {"corpus": corpus, "index": index}
    settings = load_settings().model_copy(update={k: v for k, v in given.items() if v is not None})
    if corpus is not None and index is None:
        # Another corpus than the one the bot serves gets an index of its own.
        name = str(corpus.resolve()).strip("/").replace("/", "-")
        settings = settings.model_copy(update={"index": Path("var/eval") / name})
    if not settings.corpus.is_dir():
        raise UsageError(f"the corpus {settings.corpus} is not a folder; name one with --corpus")
    return settings


def _suite(settings: Settings, questions: Path | None, set_name: str | None, progress: Progress) -> "Suite":
    from eval.suites import corpus_suite, questions_suite, set_suite

    if questions is not None:
        return questions_suite(settings, questions, progress)
    return set_suite(set_name, settings, progress) if set_name else corpus_suite(settings, progress)


def _name(suite: str, commit: str | None) -> str:
    """Return a name for a run: its suite, when it began, and the commit."""
    return "-".join((time.strftime("%Y%m%dT%H%M%S", time.gmtime()), suite, (commit or "unversioned")[:7]))


def _finish(run: "Run", written: "Written") -> None:
    out.print(written.text, markup=False)
    err.print(f"report: {written.report}", markup=False)
    _tell_untimed(run)
    errors = Counter(record.error for record in run.records if record.error is not None)
    if errors:
        often, times = errors.most_common(1)[0]
        which = (
            "every case"
            if errors.total() == len(run.records)
            else f"{errors.total()} of {len(run.records)} cases"
        )
        err.print(f"{which} failed, {times} of them with: {often}", markup=False)
        err.print(f"the same command with --out {written.report.parent} asks them again", markup=False)
    for check in written.failed:
        err.print(f"missed: {check}", markup=False)
    if written.failed or errors.total() == len(run.records):
        raise typer.Exit(1)


def _tell_untimed(run: "Run") -> None:
    untimed = sum(record.case.id not in run.seconds for record in run.records)
    if untimed:
        err.print(f"{run.name}: the times of {untimed} cases are missing or damaged", markup=False)


if __name__ == "__main__":
    main()
