"""Speed and memory on the shipped corpus: ``python -m eval.bench``.

Machines are noisy: ratios and medians are what to compare, in the same run.
"""

import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
from rich.console import Console
from rich.table import Table

from bot.answer.respond import open_bot
from bot.embedding import Encoder, Vectors, load_encoder
from bot.errors import BotError
from bot.index.generation import read_chunks, require_current
from bot.ingest.pipeline import ingest
from bot.settings import Settings, load_settings

_ROUNDS = 5
# One cold question, timed part by part in a process of its own.
_COLD = """
import json, resource, sys, time
start = time.perf_counter()
from bot.answer.respond import open_bot
from bot.settings import load_settings
imported = time.perf_counter()
bot = open_bot(load_settings())
opened = time.perf_counter()
bot.ask(sys.argv[1])
asked = time.perf_counter()
print(json.dumps({
    "imports": imported - start, "encoder and index": opened - imported, "first question": asked - opened,
    "megabytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
}))
"""


def warm(settings: Settings) -> tuple[int, float, float]:
    """Return how many questions were asked, and the median and 95th percentile in milliseconds."""
    bot = open_bot(settings)
    questions = [c.question for c in read_chunks(require_current(settings.index)) if c.origin == "faq"]
    seconds = []
    for question in [q for q in questions if q] * _ROUNDS:
        started = time.perf_counter()
        bot.ask(question)
        seconds.append(time.perf_counter() - started)
    return len(seconds), float(np.median(seconds)) * 1e3, float(np.quantile(seconds, 0.95)) * 1e3


def ingestion(settings: Settings) -> tuple[int, float, float]:
    """Return the texts encoded, and texts a second: of a whole ingestion, and of the encoder alone in it.

    Both are timed in one run: minutes apart, the same encoding takes 43 or 65 seconds on a shared machine.
    """
    encoder = load_encoder(settings.encoder)
    spent: list[float] = []

    def timed(texts: list[str], as_queries: bool) -> Vectors:
        started = time.perf_counter()
        vectors = encoder.encode_queries(texts) if as_queries else encoder.encode_passages(texts)
        spent.append(time.perf_counter() - started)
        return vectors

    with tempfile.TemporaryDirectory() as folder:
        fresh = settings.model_copy(update={"index": Path(folder) / "index"})
        # "rebuild" passes over the vectors kept beside the corpus.
        report = ingest(fresh, rebuild=True, encoder=lambda name: Encoder(encoder.fingerprint, timed))
    return report.encoded, report.encoded / report.seconds, report.encoded / sum(spent)


def cold(question: str) -> dict[str, float]:
    """Answer one question in a new process; return seconds by part, and its peak memory."""
    started = time.perf_counter()
    run = subprocess.run([sys.executable, "-c", _COLD, question], capture_output=True, text=True, check=True)
    parts: dict[str, float] = json.loads(run.stdout.splitlines()[-1])
    return parts | {"whole process": time.perf_counter() - started}


def main() -> None:
    """Print the figures."""
    settings = load_settings()
    ingest(settings)
    table = Table("what", "figure")
    asked, median, high = warm(settings)
    table.add_row(f"warm ask, {asked} FAQ questions", f"p50 {median:.1f} ms, p95 {high:.1f} ms")
    texts, whole, bare = ingestion(settings)
    table.add_row(
        f"ingestion of {texts} texts",
        f"{whole:.1f} texts/s, bare encoder {bare:.1f}, ratio {whole / bare:.2f}",
    )
    runs = [cold("What is an HMO?") for _ in range(_ROUNDS)]
    middle = {part: float(np.median([run[part] for run in runs])) for part in runs[0]}
    memory = middle.pop("megabytes")
    table.add_row("cold bot ask", ", ".join(f"{part} {seconds:.2f} s" for part, seconds in middle.items()))
    table.add_row("memory of that process", f"{memory:.0f} MB")
    Console().print(table)


if __name__ == "__main__":
    try:
        main()
    except BotError as error:
        sys.exit(str(error))
