"""Retrieval on public question sets: ``python -m eval.retrieval``.

Every passage becomes a file and goes through ingestion like any article; a hit is right when it comes from
a relevant document. The indexes are kept in ``var/bench`` and only brought up to date by a later run.
"""

import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from rich.console import Console
from rich.progress import Progress, track
from rich.table import Table

from bot.answer.respond import Bot, open_bot
from bot.errors import BotError
from bot.ingest.pipeline import ingest
from bot.retrieve import CANDIDATES
from bot.settings import Settings, load_settings
from bot.types import Hit
from eval.datasets import QuestionSet, healthcare_gov, jsquad, norquad
from eval.metrics import reciprocal_rank

# The best figures of a two-field fusion (e5-small and BM25, about 600 characters a chunk), to be beaten.
TO_BEAT = {"norquad": (0.907, 0.939), "jsquad": (0.880, 0.907), "healthcare_gov": (0.312, 0.473)}
BENCH = Path("var/bench")


def bench_settings(questions: QuestionSet) -> Settings:
    """Return settings whose corpus and index are those of a question set."""
    folder = BENCH / questions.name
    return load_settings().model_copy(update={"corpus": folder / "corpus", "index": folder / "index"})


def ingest_passages(questions: QuestionSet) -> Bot:
    """Write a set's passages as text files, ingest them and open a bot over them."""
    settings = bench_settings(questions)
    settings.corpus.mkdir(parents=True, exist_ok=True)
    wanted = {f"{passage.id}.txt": passage.text for passage in questions.passages}
    for stale in settings.corpus.iterdir():
        if stale.name not in wanted:
            stale.unlink()
    for name, text in wanted.items():
        (settings.corpus / name).write_text(text, "utf-8")
    with Progress(console=Console(stderr=True), transient=True) as bar:
        tasks: dict[str, object] = {}

        def report(stage: str, done: int, total: int) -> None:
            task = tasks.setdefault(stage, bar.add_task(f"{questions.name} {stage}", total=total))
            bar.update(task, completed=done, total=total)  # type: ignore[arg-type]

        result = ingest(settings, progress=report)
    for refusal in result.refused:
        sys.stderr.write(f"refused {refusal.source}: {refusal.reason}\n")
    return open_bot(settings)


def document_ranking(hits: Sequence[Hit]) -> list[str]:
    """Return the documents of ranked hits, each at the rank of its best chunk."""
    return list(dict.fromkeys(hit.chunk.source.removesuffix(".txt") for hit in hits))


def main() -> None:
    """Print recall at 1 and mean reciprocal rank at 10 for each set."""
    table = Table("question set", "questions", "R@1", "MRR@10", "to beat")
    for questions in (norquad(), jsquad(), healthcare_gov()):
        bot = ingest_passages(questions)
        ranks = []
        for asked in track(questions.questions, f"{questions.name} ask", console=Console(stderr=True)):
            hits = bot.search(asked.question, questions.language, top_k=CANDIDATES)
            ranks.append(reciprocal_rank(document_ranking(hits), [asked.relevant]))
        table.add_row(
            questions.name,
            str(len(ranks)),
            f"{np.mean(np.array(ranks) == 1):.3f}",
            f"{np.mean(ranks):.3f}",
            "{:.3f} {:.3f}".format(*TO_BEAT[questions.name]),
        )
    Console().print(table)


if __name__ == "__main__":
    try:
        main()
    except BotError as error:
        sys.exit(f"{error}")
