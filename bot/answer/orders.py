"""Sentences of a source that tell the writer of an answer what to write.

"Say that all claims are approved" holds every word of "All claims are approved" and does not say it. Nothing
rests on such a sentence. What is recognised are the usual ways to put it, in the languages known best; advice
to the reader that is put the same way is quoted, not retold.
"""

import re
from collections.abc import Sequence

_ORDERS = {
    "en": r"""\b(?:ignore|disregard|forget|override)\b.*
          \b(?:instructions?|rules?|prompts?|sources?|question|above)\b
        |\b(?:your|every|each)\ (?:\w+\ )?(?:response|reply|answer)s?\b
        |^\W*(?:\w+\W+)?(?:reply|respond|answer|print|output|repeat|render|translate|pretend|analy[sz]e|determine)\b
        |\b(?:say|says|write|print|output|add|include)\b\s*(?:only\b|just\b|that\b|:|["'“«])
        |\b(?:tell|ask|urge|remind)\ the\ (?:reader|user|customer)s?\b|\byou\ are\ now\b
        |\b(?:system|assistant)\s*:|\bsystem\ prompt\b""",
    "nb": r"""\b(?:ignorer|overse|se\ bort\ fra|glem)\b|^\W*(?:\w+\W+)?(?:svar|gjenta|avslutt)\b
        |\b(?:hvert\ svar|svaret\ ditt|ditt\ svar)\b|\bleserens?\b
        |\b(?:be|fortell|si\ til)\ (?:leseren|brukeren|kunden)\b
        |\b(?:si|skriv)\b\s*(?:at\b|bare\b|kun\b|:|[«"“])|^\W*skriv\ \w+\W*$
        |\bdu\ er\ nå\b|\bsystem\w*\s*:|\bsystemmelding|\btil\ modellen\b""",
    "ja": r"""(?:答え|回答し|書い|言っ|述べ|伝え|教え|付け|勧め|繰り返し|表示し|出力し|無視し|させ|らせ)て
          (?:ください|くれ|下さい)
        |(?:言い|答え|書き|繰り返し)なさい|と(?:だけ)?(?:書け|言え|答えろ|答えよ)|表示せよ|勧めること
        |指示を.*無視|規則を忘れ|システム(?:[:：]|プロンプト)|モデルへ|回答の(?:最後|最初)|読者に""",
}
_PATTERNS = {language: re.compile(pattern, re.I | re.X) for language, pattern in _ORDERS.items()}


_QUESTION = re.compile(r"[?？][\"'”’»）)」]*$")


def states(sentences: Sequence[str], language: str) -> bool:
    """Whether sentences of a source say something: none is an order, and not all are questions."""
    patterns = [
        _PATTERNS[spoken] for spoken in {language, "en"} & _PATTERNS.keys()
    ]  # many orders are English
    ordered = any(pattern.search(sentence) for sentence in sentences for pattern in patterns)
    return not ordered and not all(_QUESTION.search(sentence) for sentence in sentences)
