"""Answers that begin with a yes or a no, which answers their own question and maybe not the one asked.

"Does my spending carry over when I change employers?" is answered "Usually not", "Do I start from zero?" is
not; vectors of the two do not tell them apart (cosine .94; "Do I keep …" and "Do I lose …" reach .97).
"""

import re

from bot.language import words
from bot.types import Chunk

_VERDICT = {
    "en": re.compile(
        r"(?:(?:usually|often|mostly|generally|normally|sometimes|rarely|probably|almost)[ ,]+)?"
        r"(?:yes|no|not|never)\b",
        re.I,
    ),
    "nb": re.compile(
        r"(?:(?:som regel|vanligvis|ofte|oftest|stort sett|normalt|noen ganger|sjelden|trolig|nesten)[ ,]+)?"
        r"(?:ja|jo|nei|ikke|aldri)\b",
        re.I,
    ),
    "ja": re.compile(r"はい|いいえ|いえ[、。]|ええ[、。]|必ずしも"),
}


def answered_question(chunk: Chunk, question: str) -> str | None:
    """Return the question that a chunk says yes or no to, None if it does not or if it is the one asked."""
    verdict = _VERDICT.get(chunk.language)
    if chunk.question is None or verdict is None or not verdict.match(chunk.text):
        return None
    same = words(chunk.question, chunk.language) == words(question, chunk.language)
    return None if same else chunk.question
