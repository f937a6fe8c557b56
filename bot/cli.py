"""The command line: ``bot ingest | faq | ask | search | doctor | settings | serve``."""

import json
import sys
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Annotated, Any, NoReturn

import typer
from rich.console import Console

from bot.errors import BotError, UsageError
from bot.progress import progress_bar
from bot.settings import Settings, load_settings, settings_table

# What is imported inside the commands is heavy; `--help` and `bot faq` stay quick without it.

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="Insurance questions answered from your own articles, with citations to the exact words.",
)
out = Console(highlight=False, soft_wrap=True)
err = Console(stderr=True, highlight=False, soft_wrap=True)

CorpusOption = Annotated[Path | None, typer.Option("--corpus", help="Folder of articles and FAQs.")]
IndexOption = Annotated[Path | None, typer.Option("--index", help="Folder the index is kept in.")]
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON.")]
LanguageOption = Annotated[
    str | None,
    typer.Option("--language", help="Answer in this language (en, nb, ja …); default: the question's."),
]


@app.command()
def ingest(
    corpus: CorpusOption = None,
    index: IndexOption = None,
    as_json: JsonOption = False,
    strict: Annotated[bool, typer.Option("--strict", help="Exit with 1 if any file was refused.")] = False,
    rebuild: Annotated[bool, typer.Option("--rebuild", help="Do everything anew.")] = False,
    keep_vectors: Annotated[
        bool, typer.Option("--keep-vectors", help="Keep the vectors in CORPUS/.vectors for other machines.")
    ] = False,
) -> None:
    """Read the corpus and bring the index up to date."""
    settings = _settings(corpus=corpus, index=index)
    from bot.answer.confidence import unfitted
    from bot.embedding import fingerprint
    from bot.ingest.pipeline import ingest as run

    with progress_bar(err) as progress:
        report = run(settings, rebuild=rebuild, progress=progress)
    warnings = [*report.warnings, *unfitted(fingerprint(settings.encoder))]
    if keep_vectors:
        from bot.index.generation import require_current
        from bot.index.kept import FOLDER, keep

        changed = keep(settings.corpus, require_current(settings.index))
        err.print(f"{changed} files changed in {settings.corpus / FOLDER}", markup=False)
    if as_json:
        _print_json(
            {
                "documents": report.documents,
                "faq_pairs": report.faq_pairs,
                "chunks": report.chunks,
                "added": list(report.added),
                "changed": list(report.changed),
                "removed": list(report.removed),
                "unchanged": report.unchanged,
                "refused": [{"source": r.source, "reason": r.reason} for r in report.refused],
                "warnings": warnings,
                "encoded": report.encoded,
                "seconds": round(report.seconds, 3),
            }
        )
    else:
        out.print(
            f"{report.documents} documents, {report.faq_pairs} FAQ pairs, {report.chunks} chunks: "
            f"{len(report.added)} added, {len(report.changed)} changed, {len(report.removed)} removed, "
            f"{report.unchanged} unchanged ({report.seconds:.1f} s)",
            markup=False,
        )
    for refusal in report.refused:
        err.print(f"refused {refusal.source}: {refusal.reason}", markup=False)
    for warning in warnings:
        err.print(f"warning {warning}", markup=False)
    if strict and report.refused:
        raise typer.Exit(1)


@app.command()
def faq(corpus: CorpusOption = None, as_json: JsonOption = False) -> None:
    """Print the question and answer pairs the corpus holds, one a line."""
    settings = _settings(corpus=corpus)
    from bot.ingest.load import Refused, discover, load
    from bot.ingest.structure import parse

    files, refusals = discover(settings.corpus)
    if not files and not refusals:
        err.print(f"{settings.corpus} holds no articles", markup=False)
    reasons = [(refusal.source, refusal.reason) for refusal in refusals]
    for file in files:
        try:
            document = load(file, settings.max_file_bytes).document
        except Refused as refused:
            reasons.append((file.source, str(refused)))
            continue
        for pair in parse(document.text, document.language, document.source).pairs:
            if as_json:
                _print_json(
                    {
                        "question": pair.question,
                        "answer": pair.answer,
                        "source": pair.source,
                        "language": pair.language,
                        "question_start": pair.question_span.start,
                        "question_end": pair.question_span.end,
                        "answer_start": pair.answer_span.start,
                        "answer_end": pair.answer_span.end,
                        "origin": pair.origin,
                    }
                )
            else:
                out.print(f"{pair.source}  [{pair.origin}]  {pair.question}", markup=False)
    for source, reason in sorted(reasons):
        err.print(f"refused {source}: {reason}", markup=False)


@app.command()
def ask(
    question: Annotated[str | None, typer.Argument(help="The question, in any language.")] = None,
    index: IndexOption = None,
    language: LanguageOption = None,
    as_json: JsonOption = False,
    history: Annotated[
        list[str] | None,
        typer.Option("--after", help="An earlier question that this one follows; repeat it, oldest first."),
    ] = None,
    batch: Annotated[
        Path | None,
        typer.Option("--batch", help='JSON Lines of {"id", "question", optional "history", "language"}.'),
    ] = None,
    output: Annotated[Path | None, typer.Option("--out", help="File for the answers of --batch.")] = None,
) -> None:
    """Answer a question, or a file of questions, from the index."""
    if (question is None) == (batch is None):
        _fail(
            'give one question, or --batch with a file of questions; for example: bot ask "What is an HMO?"'
        )
    if output is not None and batch is None:
        _fail("--out goes with --batch")
    if history and batch is not None:
        _fail("--after goes with one question; in a --batch file each line has its own history")
    settings = _settings(index=index)
    from bot.answer.respond import open_bot
    from bot.answer.serialise import answer_to_json, answer_to_text

    if batch is not None:
        from bot.batch import answer_batch

        with progress_bar(err) as progress:
            count = answer_batch(lambda: open_bot(settings), batch, output, progress)
        if output is not None:
            err.print(f"{count} answers in {output}", markup=False)
        return
    assert question is not None
    answer = open_bot(settings).ask(question, language=language, history=history or ())
    if as_json:
        _print_json(answer_to_json(answer))
    else:
        out.print(answer_to_text(answer), markup=False)


@app.command()
def search(
    question: Annotated[str, typer.Argument(help="What to look for.")],
    index: IndexOption = None,
    language: LanguageOption = None,
    top: Annotated[int, typer.Option("--top", min=1, max=100, help="How many hits.")] = 10,
    as_json: JsonOption = False,
) -> None:
    """Rank the chunks of the index for a question, with the parts of each score."""
    settings = _settings(index=index)
    from bot.answer.respond import open_bot

    hits = open_bot(settings).search(question, language=language, top_k=top)[:top]
    if as_json:
        _print_json(
            [
                {
                    "source": hit.chunk.source,
                    "title": hit.chunk.title,
                    "language": hit.chunk.language,
                    "heading": list(hit.chunk.heading),
                    "question": hit.chunk.question,
                    "start": hit.chunk.span.start,
                    "end": hit.chunk.span.end,
                    "text": hit.chunk.text,
                    "score": round(hit.score, 4),
                    "parts": {name: round(value, 4) for name, value in hit.parts.items()},
                }
                for hit in hits
            ]
        )
        return
    for rank, hit in enumerate(hits, 1):
        parts = "  ".join(f"{name} {value:.3f}" for name, value in hit.parts.items())
        out.print(
            f"{rank:2}  {hit.score:.3f}  {hit.chunk.source}  {' > '.join(hit.chunk.heading)}", markup=False
        )
        out.print(f"           {parts}", markup=False)


@app.command()
def doctor(index: IndexOption = None, as_json: JsonOption = False) -> None:
    """Check the index, and that every citation quotes its source to the letter."""
    settings = _settings(index=index)
    from bot.doctor import examine

    with progress_bar(err) as progress:
        checks = examine(settings, progress)
    if as_json:
        _print_json([{"check": c.name, "ok": not c.problems, "problems": list(c.problems)} for c in checks])
    else:
        for check in checks:
            out.print(f"{'ok    ' if not check.problems else 'failed'}  {check.name}", markup=False)
            for problem in check.problems:
                out.print(f"        {problem}", markup=False)
    if any(check.problems for check in checks):
        raise typer.Exit(1)


@app.command("lint-corpus")
def lint_corpus(
    corpus: CorpusOption = None,
    others: Annotated[
        list[Path] | None,
        typer.Option("--against", help="Folder no sentence may be shared with; repeatable."),
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Check the articles: front matter, links, languages, figures, questions, readability, copies."""
    settings = _settings(corpus=corpus)
    from bot.lint import lint

    findings = lint(settings.corpus, others or (), today=date.today())
    for each in findings:
        if as_json:
            _print_json(asdict(each))
        else:
            place = f"{each.source}:{each.line}" if each.line else each.source
            out.print(f"{each.severity:7}  {place}  {each.check}: {each.message}", markup=False)
    errors = sum(each.severity == "error" for each in findings)
    warnings = len(findings) - errors
    err.print(f"{errors} error{'s' * (errors != 1)}, {warnings} warning{'s' * (warnings != 1)}", markup=False)
    if errors:
        raise typer.Exit(1)


@app.command()
def settings() -> None:
    """Print what can be set, with the defaults, as a table in Markdown."""
    sys.stdout.write(settings_table() + "\n")


@app.command()
def serve(index: IndexOption = None) -> None:
    """Start the web app."""
    settings = _settings(index=index)
    from bot.web.server import run

    run(settings)


def main() -> None:
    """Run the command line; expected errors become one sentence and exit status 2."""
    try:
        app()
    except BotError as error:
        _say(str(error))
        sys.exit(2)


def _settings(**given: Path | None) -> Settings:
    settings = load_settings().model_copy(update={k: v for k, v in given.items() if v is not None})
    if "corpus" in given and not settings.corpus.is_dir():
        raise UsageError(f"the corpus {settings.corpus} is not a folder; name one with --corpus")
    return settings


def _fail(sentence: str) -> NoReturn:
    raise UsageError(sentence)


def _say(sentence: str) -> None:
    err.print(f"bot: {sentence}", markup=False)


def _print_json(value: Any) -> None:  # noqa: ANN401
    sys.stdout.write(json.dumps(value, ensure_ascii=False) + "\n")
