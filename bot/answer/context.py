"""What must be quoted along with a sentence so that it says what it says in its place."""

import re

from bot.types import Chunk, Document

# A sentence that begins so limits the one before it.
_LIMITS = {
    "en": r"(?:however|but|except|unless|only|still|even so|otherwise|that said|exceptions?)\b",
    "nb": r"(?:men|unntatt|unntak(?:et|ene)?|med mindre|likevel|bare|ellers|derimot|imidlertid|selv da)\b",
    "ja": r"(?:ただし|しかし|もっとも|例外|なお|一方|とはいえ|ですが)",
}
# One that begins so leans on the one before it.
_LEANS = {
    "en": r"(?:it|its|they|their|them|this|these|that|those|he|she|such|both|neither|so|then|then again)\b",
    "nb": r"(?:den|det|de|dem|dette|disse|slike?|begge|ingen av dem|da|derfor|dermed|så)\b",
    "ja": r"(?:これ|それ|この|その|こう|そう|両方|どちらも|そのため|したがって|だから)",
}
_MOST_TABLE_ROWS = 12  # of a larger table the row is quoted without its head


def in_context(document: Document, chunk: Chunk, first: int, last: int) -> range:
    """Return the run of a chunk's sentences that says what ``first`` to ``last`` - 1 say in their place.

    The sentence that one leans on, the words that introduce a list item, the head of a table, and the
    sentence after that limits what was said.
    """
    texts = [sentence.text for sentence in chunk.sentences]
    begins = [document.text.rfind("\n", 0, sentence.span.start) + 1 for sentence in chunk.sentences]
    lines = [document.text[begin : begin + 4].lstrip() for begin in begins]
    if lines[first].startswith("|"):
        head = first
        while head and lines[head - 1].startswith("|"):
            head -= 1
        return range(head if first - head <= _MOST_TABLE_ROWS else first, last)
    if _is_item(lines[first]):
        head = first
        while head and _is_item(lines[head]):
            head -= 1
        first = head if texts[head].rstrip().endswith((":", "：")) else first
    elif first and _begins(_LEANS, chunk.language, texts[first]):
        first -= 1
    if last < len(texts) and _begins(_LIMITS, chunk.language, texts[last]):
        last += 1
    return range(first, last)


def _is_item(line: str) -> bool:
    return bool(re.match(r"(?:[-*+・•]|\d+[.)])\s?", line))


def _begins(openings: dict[str, str], language: str, text: str) -> bool:
    return language in openings and bool(re.match(openings[language], text.strip('*_「『"“«'), re.I))
