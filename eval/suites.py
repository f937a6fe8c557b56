"""What is asked of what: the shipped corpus, one's own documents and questions, or a public question set."""

import hashlib
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from bot.errors import UsageError
from bot.index.generation import require_current
from bot.ingest.chunk import chunk_document
from bot.ingest.load import Refused, SourceFile, load
from bot.ingest.pipeline import ingest
from bot.ingest.structure import parse
from bot.settings import Settings
from bot.types import Chunk, Progress
from eval.cases import Evidence, find_evidence, pair_cases, question_cases
from eval.datasets import QuestionSet, healthcare_gov, jsquad, norquad, out_of_scope
from eval.library import Library, read_library
from eval.questions import Located, PairEvidence, Question, read_lines, read_questions
from eval.retrieval import bench_settings, ingest_passages
from eval.types import Case, Gold

CORPUS = Path(__file__).resolve().parent.parent / "corpus"
CASES = Path(__file__).parent / "cases"
EVIDENCE = Path(__file__).parent / "evidence"
SETS: dict[str, Callable[[], QuestionSet]] = {
    "norquad": norquad,
    "jsquad": jsquad,
    "healthcare_gov": healthcare_gov,
}
# JSON Lines that say any of this are written questions, not mere pairs.
_BEYOND_PAIRS = Question.model_fields.keys() - {"question", "answer", "language", "id"}


@dataclass(frozen=True, slots=True)
class Suite:
    """Cases and the library they are asked of; the index of ``settings`` holds the library or most of it."""

    name: str
    settings: Settings
    library: Library
    cases: tuple[Case, ...]


def corpus_suite(settings: Settings, progress: Progress) -> Suite:
    """A corpus's FAQ pairs; with the shipped one its written questions, with others those off the field."""
    ingest(settings, progress=progress)
    library = read_library(require_current(settings.index))
    shipped = settings.corpus.resolve() == CORPUS
    written = [asked for path in sorted(CASES.glob("*.jsonl")) for asked in read_questions(path)]
    if not shipped:
        written = _off_the_field(written, library)
    evidence = read_evidence(library) if shipped else {}
    cases = (*pair_cases(library, library.pairs, evidence), *question_cases(library, written, evidence))
    return _suite("shipped" if shipped else settings.corpus.name, settings, library, cases)


def questions_suite(settings: Settings, path: Path, progress: Progress) -> Suite:
    """A file of questions asked of a corpus.

    Question and answer pairs (CSV, JSON Lines, or any format ``bot ingest`` reads) are asked with the file
    indexed beside the corpus (verbatim) and of the corpus's articles alone (held out). JSON Lines with more
    than that are written questions, asked as they say.

    Raises:
        UsageError: the file cannot be used; the line is named.
    """
    ingest(settings, progress=progress)
    library = read_library(require_current(settings.index))
    written = _off_the_field(
        [asked for file in sorted(CASES.glob("*.jsonl")) for asked in read_questions(file)], library
    )
    if path.suffix == ".jsonl" and not _only_pairs(path):
        cases = tuple(question_cases(library, read_questions(path), {}))
        if all(case.answerable for case in cases):
            cases += tuple(question_cases(library, written, {}))
        return _suite(path.stem, settings, library, cases)
    library, pairs = _with_pairs(settings, library, path)
    cases = (*pair_cases(library, pairs, {}), *question_cases(library, written, {}))
    return _suite(path.stem, settings, library, cases)


def set_suite(name: str, settings: Settings, progress: Progress) -> Suite:
    """A public question set, asked of its own passages; clinc_oos is asked of the shipped corpus."""
    if name == "clinc_oos":
        suite = corpus_suite(settings, progress)
        asked = tuple(
            Case(
                f"unanswerable/{name}-{n}",
                "unanswerable",
                "out_of_scope",
                "en",
                question,
                False,
                f"{name}-{n}",
            )
            for n, question in enumerate(out_of_scope(), 1)
        )
        return replace(suite, name=name, cases=asked)
    if name not in SETS:
        raise UsageError(f"there is no question set {name!r}; choose {', '.join((*SETS, 'clinc_oos'))}")
    questions = SETS[name]()
    ingest_passages(questions)
    settings = bench_settings(questions)
    library = read_library(require_current(settings.index))
    cases = tuple(
        Case(
            id=f"held_out/{name}-{n}",
            track="held_out",
            type="passage",
            language=questions.language,
            question=asked.question,
            answerable=True,
            cluster=asked.relevant[0],
            index="whole",  # nothing but passages is in it
            sources=tuple(f"{passage}.txt" for passage in asked.relevant),
            gold=tuple(Gold(answer, questions.language) for answer in asked.answers),
        )
        for n, asked in enumerate(questions.questions, 1)
    )
    return _suite(name, settings, library, cases)


def read_evidence(library: Library, folder: Path = EVIDENCE) -> Evidence:
    """Read what the articles say on each FAQ question without its pair.

    Raises:
        UsageError: a line is malformed, or names a pair or words the corpus does not have.
    """
    names = {(pair.source, pair.question): library.pair_name(pair) for pair in library.pairs}
    evidence: dict[str, tuple[Gold, ...]] = {}
    for path in sorted(folder.glob("*.jsonl")):
        for _, where, line in read_lines(path, PairEvidence):
            name = names.get((line.source, line.question))
            if name is None:
                raise UsageError(
                    f"{where}: {line.source} asks no {line.question!r}; `bot faq` lists its pairs"
                )
            evidence[name] = tuple(
                gold
                for words in line.evidence
                for gold in find_evidence(library, where, (words.source,), words.text)
            )
    return evidence


def cases_hash(cases: Sequence[Case]) -> str:
    """Return a hash of everything about the cases, by which runs over the same ones are known."""
    return hashlib.sha256("\n".join(map(repr, cases)).encode()).hexdigest()


def _suite(name: str, settings: Settings, library: Library, cases: Sequence[Case]) -> Suite:
    if not cases:
        raise UsageError(
            f"there is nothing to ask: {settings.corpus} has no FAQ; give --questions a file of questions"
        )
    return Suite(name, settings, library, tuple(cases))


def _off_the_field(written: Sequence[Located], library: Library) -> list[Located]:
    """Keep the questions that no insurance corpus answers, in the languages of this one."""
    return [
        asked
        for asked in written
        if asked.question.type == "out_of_scope" and asked.question.language in library.languages
    ]


def _only_pairs(path: Path) -> bool:
    try:
        first = json.loads(path.read_text("utf-8-sig").lstrip().split("\n")[0])
    except (OSError, ValueError):
        return False  # reading it as questions says what is wrong
    return isinstance(first, dict) and not (first.keys() & _BEYOND_PAIRS)


def _with_pairs(settings: Settings, library: Library, path: Path) -> tuple[Library, list[Chunk]]:
    try:
        document = load(SourceFile(path, path.name), settings.max_file_bytes).document
    except Refused as refused:
        raise UsageError(f"{path} {refused}") from refused
    if document.source in library.documents:
        return library, [pair for pair in library.pairs if pair.source == document.source]
    structure = parse(document.text, document.language, document.source)
    chunks = [c for c in chunk_document(document, structure, settings.chunk_characters) if c.origin == "faq"]
    if not chunks:
        raise UsageError(f"{path} holds no question and answer pairs; `bot faq` shows what is recognised")
    documents = {**library.documents, document.source: document}
    return Library(documents, [*library.chunks, *chunks]), chunks
