"""An opened generation: what retrieval and answers read."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from threading import Lock

import numpy as np
from langchain_core.embeddings import Embeddings
from numpy.typing import NDArray

from bot.embedding import Encoder, Vectors
from bot.errors import IndexUnusable
from bot.index import centres as means
from bot.index.abbreviations import find_abbreviations
from bot.index.generation import (
    FORMAT,
    Manifest,
    read_chunks,
    read_documents,
    read_manifest,
    require_current,
)
from bot.index.lettered import find_lettered, letters_in
from bot.index.lexical import LexicalIndex, load
from bot.index.subjects import Subjects, article_of, name_subjects
from bot.index.vectors import VectorIndex
from bot.types import Asked, Chunk, Document


@dataclass(frozen=True, slots=True)
class Index:
    """A generation in memory; ``chunks`` stand in the order of the lexical scores."""

    generation: Path
    manifest: Manifest
    documents: Mapping[str, Document]
    chunks: tuple[Chunk, ...]
    positions: Mapping[str, int]  # chunk id -> place in ``chunks``
    language_of: NDArray[np.str_]  # a chunk's language, by position
    lexical: LexicalIndex
    vectors: VectorIndex
    centres: means.Centres
    passages: Vectors  # of each chunk, by position
    seen_passages: Vectors  # the same, as seen from the centre of their language
    document_of: NDArray[np.intp]  # a chunk's document, by number
    articles: NDArray[np.intp]  # of each document by its number, that of the article it is a version of
    questions: Vectors  # of all questions that chunks answer, as seen from the centre of their language
    asked: NDArray[np.intp]  # of each question, the position of its chunk and its number there: shape (n, 2)
    headings: NDArray[np.bool_]  # of each question, see ``find_headings``
    letters: NDArray[np.uint32]  # of each question, see ``find_letters``
    worded: bool  # whether most of the questions are other wordings of what chunks answer
    weighs_unanswered: bool  # whether they count; few wordings beside them would silence a corpus
    unanswered: Vectors  # of all questions that documents are known not to answer, seen in the same way
    unanswered_by: tuple[tuple[str, str], ...]  # of each, the document's source and the question
    subjects: Subjects
    abbreviations: frozenset[str]  # see ``find_abbreviations``
    lettered: frozenset[str]  # see ``find_lettered``

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages of its documents."""
        return self.manifest.languages


def open_index(index: Path, encoder_fingerprint: str, encoder: Embeddings | None = None) -> Index:
    """Open the generation in use.

    ``encoder`` is only for those who take the LangChain stores out of it to ask them with text.

    Raises:
        IndexUnusable: there is none, it is damaged, or it was built with another encoder or version.
    """
    return open_generation(require_current(index), encoder_fingerprint, encoder)


def open_generation(generation: Path, encoder_fingerprint: str, encoder: Embeddings | None = None) -> Index:
    """Open one generation; see ``open_index``."""
    manifest = read_manifest(generation)
    if manifest.format != FORMAT:
        raise IndexUnusable(
            f"the index has format {manifest.format}, this version reads {FORMAT}; run `bot ingest`"
        )
    if manifest.encoder != encoder_fingerprint:
        raise IndexUnusable(
            f"the index was built with the encoder {manifest.encoder}, the settings name "
            f"{encoder_fingerprint}; run `bot ingest`, or set BOT_ENCODER back"
        )
    chunks = tuple(read_chunks(generation))
    try:
        centres = means.read(generation / means.FILE)
        lexical = load(generation / "lexical", chunks, manifest.languages)
        vectors = VectorIndex(generation / "vectors", encoder)
    except Exception as error:  # numpy, bm25s and Chroma raise what their file readers raise
        raise IndexUnusable(
            f"the index in {generation} cannot be opened ({error}); "
            "Chroma must be able to write to its folder; if it can, run `bot ingest --rebuild`"
        ) from error
    positions = {chunk.id: position for position, chunk in enumerate(chunks)}
    documents = read_documents(generation)
    passage_ids, passages = vectors.read_vectors("passages")
    question_ids, questions = vectors.read_vectors("questions")
    unanswered_ids, unanswered = vectors.read_vectors("unanswered")
    asked = np.array(
        [(positions[id], int(number)) for id, _, number in (i.rpartition(":") for i in question_ids)],
        dtype=np.intp,
    ).reshape(-1, 2)
    unanswered_by = tuple(
        (source, documents[source].unanswered[int(number)])
        for source, _, number in (id.rpartition(":") for id in unanswered_ids)
    )
    language_of = np.array([chunk.language for chunk in chunks])
    passages = passages[np.argsort([positions[id] for id in passage_ids])]
    document_of, articles = number_articles(chunks)
    lettered = find_lettered(chunk.text for chunk in chunks)
    return Index(
        generation=generation,
        manifest=manifest,
        documents=documents,
        chunks=chunks,
        positions=positions,
        language_of=language_of,
        lexical=lexical,
        vectors=vectors,
        centres=centres,
        passages=passages,
        seen_passages=_seen(centres.passages, language_of, passages),
        document_of=document_of,
        articles=articles,
        questions=_seen(centres.questions, language_of[asked[:, 0]], _wide(questions, passages)),
        asked=asked,
        worded=mostly_wordings(chunks),
        weighs_unanswered=weighs_unanswered(chunks, len(unanswered_by)),
        headings=find_headings(chunks, asked),
        letters=find_letters(chunks, asked, lettered),
        unanswered=_seen(
            centres.questions,
            np.array([documents[source].language for source, _ in unanswered_by]),
            _wide(unanswered, passages),
        ),
        unanswered_by=unanswered_by,
        subjects=name_subjects(documents.values()),
        abbreviations=find_abbreviations(chunks),
        lettered=lettered,
    )


def mostly_wordings(chunks: Sequence[Chunk]) -> bool:
    """Whether most of the questions that chunks answer are other wordings, given beside the text."""
    wordings = [asked.wording for chunk in chunks for asked in chunk.asked]
    return sum(wordings) > len(wordings) / 2


def weighs_unanswered(chunks: Sequence[Chunk], unanswered: int) -> bool:
    """Whether unanswered questions are known, and no more of them than other wordings of answered ones.

    More would make whatever is asked in other words than the corpus's look unanswered.
    """
    return 0 < unanswered <= sum(asked.wording for chunk in chunks for asked in chunk.asked)


def find_headings(chunks: Sequence[Chunk], asked: NDArray[np.intp]) -> NDArray[np.bool_]:
    """Tell which questions are headings, shape (n,); ``asked`` holds each one's chunk and number there.

    Without other wordings beside it, that on what a title means is near to all that is asked of the subject,
    and is taken for a heading too.
    """
    worded = mostly_wordings(chunks)
    questions = [(chunks[place].origin, chunks[place].asked[number]) for place, number in asked]
    found = [each.heading or not (worded or each.wording or origin == "faq") for origin, each in questions]
    return np.array(found, dtype=np.bool_)


def find_letters(
    chunks: Sequence[Chunk], asked: NDArray[np.intp], lettered: Collection[str]
) -> NDArray[np.uint32]:
    """Return the letters of what each question names, or else of what answers it, as bits, shape (n,)."""
    named = [letters_in(lettered, chunk.text) for chunk in chunks]

    def letters(place: int, question: Asked) -> int:
        own = letters_in(lettered, question.text)
        if own or not named[place]:
            return own
        answer = chunks[place].sentences[question.first : question.last]
        return letters_in(lettered, "\n".join(sentence.text for sentence in answer))

    return np.array([letters(place, chunks[place].asked[n]) for place, n in asked], dtype=np.uint32)


def number_articles(chunks: Sequence[Chunk]) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Number the documents that chunks are of, and the articles that these are versions of.

    Returns the number of each chunk's document, and of each document's article.
    """
    languages = {chunk.source: chunk.language for chunk in chunks}
    documents = {source: number for number, source in enumerate(languages)}
    names = [article_of(source, language) for source, language in languages.items()]
    articles = {name: number for number, name in enumerate(dict.fromkeys(names))}
    return (
        np.array([documents[chunk.source] for chunk in chunks], dtype=np.intp),
        np.array([articles[name] for name in names], dtype=np.intp),
    )


def _seen(centres: Mapping[str, Vectors], languages: NDArray[np.str_], vectors: Vectors) -> Vectors:
    """Return each vector as seen from the centre of its language."""
    seen = np.empty_like(vectors)
    for language in np.unique(languages):
        rows = languages == language
        seen[rows] = means.seen_from(centres, str(language), vectors[rows])
    return seen


def _wide(vectors: Vectors, others: Vectors) -> Vectors:
    """Return the vectors, as many columns as the others have even if there are none."""
    return vectors if len(vectors) else np.zeros((0, others.shape[1]), dtype=np.float32)


def follow(index: Path, encoder: Encoder) -> Callable[[], Index]:
    """Return what gives the generation in use, opened again once there is a new one.

    Raises:
        IndexUnusable: there is none that can be opened; later too, if it was damaged or removed.
    """
    opened = open_index(index, encoder.fingerprint, encoder)
    opening = Lock()

    def current() -> Index:
        nonlocal opened
        if require_current(index) != opened.generation:
            with opening:
                if require_current(index) != opened.generation:
                    opened = open_index(index, encoder.fingerprint, encoder)
        return opened

    return current
