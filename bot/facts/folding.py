"""Text to its compatibility forms, without losing where each character came from."""

import re
import unicodedata
from functools import lru_cache

# All but the characters that folding is sure to leave as they are.
_MARKS = "[\u0300-\u036f\u3099\u309a\uff9e\uff9f]"
_FOLDED = re.compile(rf"[^\x00-\x7fÀ-ÿぁ-ゖァ-ヾ一-龥、。「」]{_MARKS}*|.{_MARKS}+")


def fold(text: str) -> tuple[str, list[int]]:
    """Fold compatibility forms; return also the place in ``text`` of each folded character and of the end."""
    pieces: list[str] = []
    places: list[int] = []
    position = 0
    for match in _FOLDED.finditer(text):
        pieces += text[position : match.start()], _fold_unit(match[0])
        places += [*range(position, match.start()), *[match.start()] * len(pieces[-1])]
        position = match.end()
    return "".join(pieces) + text[position:], [*places, *range(position, len(text) + 1)]


@lru_cache(maxsize=1 << 12)
def _fold_unit(unit: str) -> str:
    category = unicodedata.category(unit[0])
    if category == "Nd":
        return f"{unicodedata.decimal(unit[0])}{unit[1:]}"
    if category == "Cf":  # nobody sees it
        return unit[1:]
    folded = unicodedata.normalize("NFKC", unit).replace("’", "'")
    if not re.search(r"\d", folded):
        return folded
    # "2½" is not 21/2, and "4,000¹" with its footnote is not 40001.
    small = unicodedata.decomposition(unit[0]).startswith(("<super>", "<sub>"))
    return " " if small else " " + folded.replace("⁄", "/")
