"""What is a FAQ heading, what is a question, and which question stands hidden in running text."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from bot.ingest.markup import Rendered, plain, render, source_span
from bot.language import split_sentences
from bot.types import Sentence, Span

Style = Literal["marked", "bold", "bare", "numbered", "listed"]


@dataclass(frozen=True, slots=True)
class Question:
    """A question that heads its answer in running text, and where that answer goes on in its line."""

    text: str
    span: Span
    style: Style
    rest: Span | None = None


_FAQ_HEADING = re.compile(
    r"(?<![a-z])faqs?(?![a-z])|(?<![a-z])q ?(?:&|and|/) ?as?(?![a-z])"
    r"|(?:frequently|commonly|often|most) (?:asked|posed) questions|(?:common|popular|top) questions"
    r"|questions (?:and|&) answers|questions (?:people|customers) (?:also )?ask|people also ask"
    # Norwegian, Danish, Swedish
    r"|(?:ofte|hyppige?|mest|vanlig) (?:stilte|stillede|ställda) (?:spørsmål|spørgsmål|frågor)"
    r"|(?:vanlige|vanlege|vanliga|typiske|hyppige) (?:spørsmål|spørgsmål|frågor)"
    r"|(?:spørsmål|spørgsmål|frågor) (?:og|och|&|/) svar"
    # Japanese, Chinese, Korean
    r"|よく(?:ある|いただく|寄せられる|聞かれる|受ける)(?:ご)?(?:質問|問い合わせ|お問い合わせ|疑問)"
    r"|質問と(?:回答|答え)|質疑応答|一問一答|頻繁に.{1,6}質問|常见问题|常見問題|常见问答|자주 묻는 질문"
    # German, Dutch, French, Spanish, Italian, Portuguese, Finnish, Polish
    r"|(?:häufige?|oft)(?: gestellte)? fragen|fragen (?:und|&) antworten|veelgestelde vragen"
    r"|questions fréquen\w+|foire aux questions|preguntas (?:más )?frecuentes|preguntas y respuestas"
    r"|domande frequenti|perguntas frequentes|usein kysyt\w+ kysym\w+|często zadawane pytania"
)
_QUESTION_END = re.compile(r"[?？][\"'”’»」』）)]*$")
_JAPANESE_QUESTION = re.compile(
    r"(?:とは(?:何(?:か|です(?:か)?)?)?|(?:です|ます|でしょう|ません)か|なぜ|何か)[。:：]?$"
)
_MARK = re.compile(
    r"(?:(?:[qＱ]|spm?|spørsmål|question|frage|質問|問|问)\s*\d{0,3}\s*[:.)：．、]"
    r"|[qＱ]\d{1,3}(?=\s)|[qＱ](?=\s[\u3041-\u30ff\u3400-\u9fff]))\s*",
    re.IGNORECASE,
)
_ANSWER_MARK = re.compile(
    r"(?:(?:[aＡ]|sv|svar|answer|antwort|回答|答え|答)\s*\d{0,3}\s*[:.)：．、]"
    r"|[aＡ]\d{1,3}(?=\s)|[aＡ](?=\s[\u3041-\u30ff\u3400-\u9fff]))\s*",
    re.IGNORECASE,
)
_INLINE_ANSWER = re.compile(
    r"(?<=[?？])\s*(?:[aＡ]|sv|svar|answer|回答|答え|答)\s*[:：]\s*(?=\S)", re.IGNORECASE
)
_NUMBER = re.compile(r"\(?\d{1,2}[.)．](?:\s+|(?=[\u3041-\u30ff\u3400-\u9fff]))")
_SEPARATOR = re.compile(r"[\s:：–—-]*")
_LONGEST_QUESTION = 200  # characters; a longer "question" is prose
_WORD = re.compile(r"[^\W_]+(?:[-’'][^\W_]+)*")
_CJK_WORD = re.compile(r"[\u30a1-\u30ff]{2,}|[\u3400-\u9fff]{2,}|[A-Za-z][A-Za-z0-9]+")
_KANA = re.compile(r"[\u3041-\u30ff]")
# What a question and an unrelated sentence share by chance, in the languages known best.
_FUNCTION_WORDS = frozenset(
    re.findall(
        r"\S+",
        """about also been being could does from have just mean means must need only really should such than
        that their then there these they this those what when where which while will with would your
        alle andre betyr blir bare denne dere dette disse ditt eller enda etter flere fordi fram gjør hele
        helt hvem hvilke hvilken hvilket hvor hvordan hvorfor ikke ingen kommer kunne like litt mange mellom
        noen også over samme siden sine skal skulle som slik være vært ville
        aber auch bedeutet dass diese dieser eine einen einer haben kann nicht oder sich sind warum welche
        wenn werden wird wurde 場合 必要 理由 何故 質問""",
    )
)


def is_faq_heading(heading: str) -> bool:
    """Tell whether a heading announces frequently asked questions, in whichever language."""
    folded = re.sub(r"\s+", " ", unicodedata.normalize("NFKC", heading).casefold()).strip()
    match = _FAQ_HEADING.search(folded)
    if match is None:
        return False
    # "What is an FAQ?" is a question about it.
    return not is_question(folded) or len(match.group()) > len(folded) - 3


def is_question(heading: str) -> bool:
    """Tell whether a heading is a question, by its mark or its Japanese ending."""
    heading = heading.strip()
    return bool(_QUESTION_END.search(heading) or _JAPANESE_QUESTION.search(heading))


def question_without_mark(text: str, rendered: Rendered) -> tuple[str, Span]:
    """Return a heading's question without a number or ``Q:`` before it, and its place."""
    start = 0
    for pattern in (_NUMBER, _MARK):
        mark = pattern.match(rendered.text, start)
        if mark and mark.end() < len(rendered.text):
            start = mark.end()
    span = source_span(rendered, start, len(rendered.text))
    return plain(text[span.start : span.end]), span


def question_at(text: str, span: Span, language: str, *, listed: bool) -> Question | None:
    """Return the question that a block of running text, or one line of it, consists of or opens with."""
    rendered = render(text, span.start, span.end)
    shown = rendered.text
    if not shown or "\n" in shown:
        return None
    number = _NUMBER.match(shown)
    start = number.end() if number else 0
    mark = _MARK.match(shown, start)
    bold = _bold_end(text, rendered, start)
    if mark and mark.end() < len(shown):
        inline = _INLINE_ANSWER.search(shown, mark.end())
        if inline:
            return _question(text, rendered, (mark.end(), inline.start()), "marked", inline.end())
        end = bold if bold and bold > mark.end() else len(shown)
        return _question(text, rendered, (mark.end(), end), "marked")
    if bold and _QUESTION_END.search(shown[start:bold]) and bold - start <= _LONGEST_QUESTION:
        return _question(text, rendered, (start, bold), "bold")
    if not _QUESTION_END.search(shown) or len(shown) > _LONGEST_QUESTION or shown[start:][:1].islower():
        return None
    if len(split_sentences(shown[start:], language)) != 1:
        return None
    style: Style = "numbered" if number else "listed" if listed else "bare"
    return _question(text, rendered, (start, len(shown)), style)


def answer_start(text: str, span: Span) -> int | None:
    """Return where the answer starts behind ``A:`` or its like; None without such a mark."""
    rendered = render(text, span.start, span.end)
    mark = _ANSWER_MARK.match(rendered.text)
    if not mark or mark.end() >= len(rendered.text):
        return None
    return source_span(rendered, mark.end(), len(rendered.text)).start


def hidden_questions(sentences: Sequence[Sentence]) -> list[int]:
    """Return which sentences of a paragraph are questions that the next sentence starts to answer.

    Such a question stands after a finished sentence, and the sentence after it takes up its content words.
    That leaves rhetorical questions alone.
    """
    return [
        at
        for at in range(1, len(sentences) - 1)
        if _QUESTION_END.search(sentences[at].text)
        and re.search(r"[.!。！][\"'”’»」』）)]*$", sentences[at - 1].text)
        and _takes_up(sentences[at].text, sentences[at + 1].text)
    ]


def _question(
    text: str, rendered: Rendered, bounds: tuple[int, int], style: Style, answer: int | None = None
) -> Question:
    first, last = bounds
    span = source_span(rendered, first, last)
    following = _SEPARATOR.match(rendered.text, answer or last)
    behind = following.end() if following else last
    rest = source_span(rendered, behind, len(rendered.text)) if behind < len(rendered.text) else None
    return Question(plain(text[span.start : span.end]), span, style, rest)


def _bold_end(text: str, rendered: Rendered, start: int) -> int | None:
    """Return where the strong text that opens the line ends, in the plain text."""
    cells = rendered.cells
    for pair in rendered.pairs:
        strong = pair.kind == "style" and text[pair.open.start : pair.open.end] in ("**", "__", "***")
        opens_line = pair.open.end <= cells[start].start and (
            start == 0 or pair.open.start >= cells[start - 1].start
        )
        if strong and opens_line:
            inside = [at for at, cell in enumerate(cells) if cell.end <= pair.close.start]
            return inside[-1] + 1 if inside else None
    return None


def _takes_up(question: str, sentence: str) -> bool:
    words = _content_words(question)
    following = sentence.casefold()
    taken = [word for word in words if word[:6] in following]
    return bool(taken) and 2 * len(taken) >= len(words)


def _content_words(text: str) -> list[str]:
    if _KANA.search(text):
        words = _CJK_WORD.findall(text)
    else:
        found = _WORD.findall(text)
        # Short words count where a capital or a digit makes them a name: "TPA", but not the first "Hva".
        words = [word for at, word in enumerate(found) if len(word) > 4 or (at and not word.islower())]
    return [word.casefold() for word in words if word.casefold() not in _FUNCTION_WORDS]
