"""What is asked of what: the shipped corpus, one's own documents and questions, or a public question set."""

import hashlib
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from bot.errors import UsageError
from bot.index.generation import require_current
from bot.ingest.pipeline import ingest
from bot.settings import Settings
from bot.types import Chunk, Progress
from eval.cases import Evidence, find_evidence, pair_cases, question_cases
from eval.datasets import QuestionSet, healthcare_gov, jsquad, norquad, out_of_scope
from eval.library import Library, read_library
from eval.pairs import read_pairs
from eval.questions import Located, PairEvidence, only_pairs, read_lines, read_questions
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


@dataclass(frozen=True, slots=True)
class Suite:
    """Cases and the library they are asked of; the index of ``settings`` holds the library or most of it.

    ``notes`` are sentences on what was added or left out unasked.
    """

    name: str
    settings: Settings
    library: Library
    cases: tuple[Case, ...]
    notes: tuple[str, ...] = ()


def corpus_suite(settings: Settings, progress: Progress) -> Suite:
    """A corpus's FAQ pairs; with the shipped one its written questions, with others those off the field."""
    notes = _brought_up_to_date(settings, progress)
    library = read_library(require_current(settings.index))
    shipped = settings.corpus.resolve() == CORPUS
    written = _own_questions()
    if not shipped:
        written = _off_the_field(written, library)
        notes += _added(written, library)
    evidence = read_evidence(library) if shipped else {}
    cases = (*pair_cases(library, library.pairs, evidence), *question_cases(library, written, evidence))
    return _suite("shipped" if shipped else settings.corpus.name, settings, library, cases, notes)


def questions_suite(settings: Settings, path: Path, progress: Progress) -> Suite:
    """A file of questions asked of a corpus.

    Question and answer pairs (CSV, JSON Lines, or any format ``bot ingest`` reads) are asked with the file
    indexed beside the corpus (verbatim) and of the corpus's articles alone (held out). JSON Lines of which
    any says more than that are written questions, asked as they say.

    Raises:
        UsageError: the file cannot be used; the line is named.
    """
    if not path.is_file():
        raise UsageError(f"there is no file {path}; name a file of questions with --questions")
    notes = _brought_up_to_date(settings, progress)
    library = read_library(require_current(settings.index))
    if path.suffix.lower() == ".jsonl" and not only_pairs(path):
        cases = tuple(question_cases(library, read_questions(path), {}))
        if all(case.answerable for case in cases):
            written = _off_the_field(_own_questions(), library)
            cases += tuple(question_cases(library, written, {}))
            notes += _added(written, library)
        return _suite(path.stem, settings, library, cases, notes)
    library, pairs, warnings = _with_pairs(settings, library, path)
    written = _off_the_field(_own_questions(), library)  # also in the languages of the file
    cases = (*pair_cases(library, pairs, {}), *question_cases(library, written, {}))
    return _suite(path.stem, settings, library, cases, (*notes, *warnings, *_added(written, library)))


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
        return replace(suite, name=name, cases=asked, notes=())
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


def _suite(
    name: str, settings: Settings, library: Library, cases: Sequence[Case], notes: Sequence[str] = ()
) -> Suite:
    if not cases:
        raise UsageError(
            f"there is nothing to ask: {settings.corpus} has no FAQ; give --questions a file of questions"
        )
    return Suite(name, settings, library, tuple(cases), tuple(notes))


def _brought_up_to_date(settings: Settings, progress: Progress) -> tuple[str, ...]:
    """Ingest the corpus; returns a sentence on each file that was refused."""
    report = ingest(settings, progress=progress)
    return tuple(f"refused {each.source}: {each.reason}" for each in report.refused)


def _own_questions() -> list[Located]:
    return [asked for path in sorted(CASES.glob("*.jsonl")) for asked in read_questions(path)]


def _off_the_field(written: Sequence[Located], library: Library) -> list[Located]:
    """Keep the questions that no insurance corpus answers, in the languages of this one."""
    return [
        asked
        for asked in written
        if asked.question.type == "out_of_scope" and asked.question.language in library.languages
    ]


def _added(written: Sequence[Located], library: Library) -> tuple[str, ...]:
    """Say which questions were added that nobody asked for, and in which languages there are none."""
    counts = Counter(str(asked.question.language) for asked in written)
    listed = ", ".join(f"{count} {language}" for language, count in sorted(counts.items()))
    without = ", ".join(language for language in library.languages if language not in counts)
    return (
        *(
            (f"added {sum(counts.values())} questions off the field, to be refused: {listed}",)
            if counts
            else ()
        ),
        *(
            (f"no question off the field is known in {without}: refusing is not measured there",)
            if without
            else ()
        ),
    )


def _with_pairs(
    settings: Settings, library: Library, path: Path
) -> tuple[Library, Sequence[Chunk], tuple[str, ...]]:
    """Return the library with the pairs of a file, these pairs, and what of the file was passed over."""
    if path.resolve().is_relative_to(settings.corpus.resolve()):
        source = path.resolve().relative_to(settings.corpus.resolve()).as_posix()
        if source in library.documents:
            return library, library.pairs_in(source), ()
    found = read_pairs(path, settings)
    for document in found.documents:
        if document.source in library.documents:
            raise UsageError(f"the corpus has another file {document.source}; give {path} another name")
    documents = {**library.documents, **{document.source: document for document in found.documents}}
    warnings = tuple(f"{path.name}: {warning}" for warning in found.warnings)
    return Library(documents, [*library.chunks, *found.chunks]), found.chunks, warnings
