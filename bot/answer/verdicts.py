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


def written_for(chunk: Chunk, question: str, *, in_doubt: bool) -> str | None:
    """Return the question that a chunk was written to answer where a reader should know it.

    That is one other than asked, if the chunk begins with a yes or no or if it is in doubt whether the two
    ask the same; None otherwise.
    """
    if chunk.question is None or words(chunk.question, chunk.language) == words(question, chunk.language):
        return None
    verdict = _VERDICT.get(chunk.language)
    return chunk.question if in_doubt or (verdict and verdict.match(chunk.text)) else None
