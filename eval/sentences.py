"""Choosing the sentence on public question sets: ``python -m eval.sentences``.

The task: twelve consecutive sentences of the right document, the first one that holds the answer string at a
random place among them; pick it. JSQuAD's passages are shorter than that, so there a document is all of an
article's passages, in order. The baseline of the same run is the cosine + 0.15 x the share of the question's
terms (prefixes of six letters; bigrams in Japanese) that the sentence holds.
"""

import random
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from rich.console import Console
from rich.progress import track
from rich.table import Table
from scipy.stats import binomtest

from bot.answer.extract import sentence_scores
from bot.embedding import Encoder, Vectors, load_encoder
from bot.errors import BotError
from bot.index.lexical import Scores
from bot.language import analyse, fold, split_sentences
from eval.datasets import QuestionSet, article_of, jsquad, norquad

WINDOW = 12
SEED = 1
BASELINE_WEIGHT = 0.15


@dataclass(frozen=True, slots=True)
class Task:
    """A question, the sentences to choose from, and which one is right."""

    question: str
    sentences: tuple[str, ...]
    right: int


def tasks(questions: QuestionSet) -> Iterator[Task]:
    """Make a task of each question whose answer stands in a sentence of its document."""
    rng = random.Random(SEED)
    documents: dict[str, list[str]] = {}
    places: dict[str, tuple[list[str], range]] = {}  # a passage's document, and its sentences there
    for passage in questions.passages:
        document = documents.setdefault(article_of(questions, passage), [])
        first = len(document)
        spans = split_sentences(passage.text, questions.language)
        document.extend(passage.text[start:end] for start, end in spans)
        places[passage.id] = document, range(first, len(document))
    for asked in questions.questions:
        sentences, own = places[asked.relevant[0]]
        right = next((n for n in own if any(answer in sentences[n] for answer in asked.answers)), None)
        if right is None:
            continue
        earliest, latest = max(0, right - WINDOW + 1), min(right, max(0, len(sentences) - WINDOW))
        start = rng.randint(min(earliest, latest), latest)
        yield Task(asked.question, tuple(sentences[start : start + WINDOW]), right - start)


def document_frequencies(questions: QuestionSet) -> tuple[dict[str, int], int]:
    """Count in how many sentences of the set each term stands, and the sentences."""
    counts: dict[str, int] = {}
    total = 0
    for passage in questions.passages:
        for start, end in split_sentences(passage.text, questions.language):
            total += 1
            for term in set(analyse(passage.text[start:end], questions.language)):
                counts[term] = counts.get(term, 0) + 1
    return counts, total


def baseline_terms(text: str, language: str) -> set[str]:
    """Return the terms of the baseline: prefixes of six letters, or bigrams in Japanese."""
    if language == "ja":
        runs = re.findall(r"\w+", fold(text))
        return {run[i : i + 2] for run in runs for i in range(max(1, len(run) - 1))}
    return {word[:6] for word in re.findall(r"\w+", fold(text))}


def main() -> None:
    """Print the share of right choices of both scorings, in one run."""
    encoder = load_encoder("bundled")
    table = Table(
        "question set", "questions", "cosine alone", "baseline", "ours", "won / lost against it", "p"
    )
    for questions in (norquad(), jsquad(None)):
        table.add_row(*_row(encoder, questions))
    Console().print(table)


def _row(encoder: Encoder, questions: QuestionSet) -> list[str]:
    counts, total = document_frequencies(questions)

    def idf(term: str) -> float:
        n = counts.get(term, 0)
        return float(np.log(1 + (total - n + 0.5) / (n + 0.5)))

    language = questions.language
    picked: dict[str, list[bool]] = {"cosine": [], "baseline": [], "ours": []}
    vectors: dict[str, Vectors] = {}
    for task in track(list(tasks(questions)), questions.name, console=Console(stderr=True)):
        new = [sentence for sentence in dict.fromkeys(task.sentences) if sentence not in vectors]
        vectors.update(zip(new, encoder.encode_passages(new), strict=True))
        query = encoder.encode_queries([task.question])[0]
        cosines = np.array([vectors[sentence] @ query for sentence in task.sentences], dtype=np.float32)
        asked = baseline_terms(task.question, language)
        shares = [len(asked & baseline_terms(s, language)) / max(len(asked), 1) for s in task.sentences]
        ours = sentence_scores(
            cosines,
            set(analyse(task.question, language)),
            [set(analyse(sentence, language)) for sentence in task.sentences],
            idf,
        )
        scored: dict[str, Scores] = {
            "cosine": cosines,
            "baseline": cosines + BASELINE_WEIGHT * np.array(shares, dtype=np.float32),
            "ours": ours,
        }
        for name, scores in scored.items():
            picked[name].append(int(np.argmax(scores)) == task.right)
    won = sum(o and not b for o, b in zip(picked["ours"], picked["baseline"], strict=True))
    lost = sum(b and not o for o, b in zip(picked["ours"], picked["baseline"], strict=True))
    return [
        questions.name,
        str(len(picked["ours"])),
        *(f"{np.mean(picked[name]):.3f}" for name in ("cosine", "baseline", "ours")),
        f"{won} / {lost}",
        f"{binomtest(won, won + lost).pvalue:.2g}",
    ]


if __name__ == "__main__":
    try:
        main()
    except BotError as error:
        sys.exit(str(error))
