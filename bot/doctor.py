"""Examining an index: its files, its vectors, and the citations of the answers it gives."""

from dataclasses import dataclass

from bot.answer.citations import problems as citation_problems
from bot.answer.confidence import unfitted
from bot.answer.respond import open_bot
from bot.embedding import fingerprint
from bot.errors import BotError
from bot.index.generation import read_chunks, read_documents, require_current
from bot.index.verify import check
from bot.settings import Settings
from bot.types import Chunk, Progress


@dataclass(frozen=True, slots=True)
class Check:
    """One thing examined, and what was found wrong with it."""

    name: str
    problems: tuple[str, ...]


def examine(settings: Settings, progress: Progress) -> list[Check]:
    """Run all checks; later ones are left out when the index cannot be read at all."""
    try:
        generation = require_current(settings.index)
        chunks = read_chunks(generation)
    except BotError as error:
        return [Check("index", (str(error),))]
    found = tuple(check(generation, sample=None))
    sound = Check(f"index: {len(chunks)} chunks, each stored, found and quoted exactly", found)
    if found:
        return [sound]
    pairs = [chunk for chunk in chunks if chunk.origin == "faq"]
    wrong = _wrong_answers(settings, pairs, progress)
    return [
        sound,
        Check(f"citations: the answers to {len(pairs)} FAQ questions", wrong),
        Check("confidence: fitted for the encoder in use", unfitted(fingerprint(settings.encoder))),
    ]


def _wrong_answers(settings: Settings, pairs: list[Chunk], progress: Progress) -> tuple[str, ...]:
    """Ask each question the corpus answers and check every citation of the answer."""
    bot = open_bot(settings)
    documents = read_documents(require_current(settings.index))
    wrong: list[str] = []
    for done, chunk in enumerate(pairs, 1):
        assert chunk.question is not None
        answer = bot.ask(chunk.question, language=chunk.language)
        wrong += [f"{chunk.question}: {problem}" for problem in citation_problems(answer, documents)]
        progress("ask", done, len(pairs))
    return tuple(wrong)
