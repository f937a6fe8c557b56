"""Statements as the verifier reads them: tokens in pieces of sentences."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from typing import Literal

from bot.answer.verification.english import ENGLISH
from bot.answer.verification.japanese import JAPANESE
from bot.answer.verification.norwegian import NORWEGIAN
from bot.answer.verification.wording import Wording, stem
from bot.facts import Fact, facts

_WORDINGS = {"en": ENGLISH, "nb": NORWEGIAN, "ja": JAPANESE}
Piece = Literal["plain", "condition", "addition"]
Link = Literal["", "cause", "effect"]
_FIGURE = "\ue000{}\ue001"  # stands in for a figure while the text around it is read
_SPACED = re.compile(r"(?P<figure>\ue000\d+\ue001)|(?P<word>@?[^\W_]+(?:'[^\W_]+)*)|(?P<mark>[,;:()–—.!?])")
# Words in hiragana that say something; other hiragana are endings and particles.
_LEXICAL = (
    "すぐ|もっと|まれ|めったに|いつでも|どこでも|だれ|みな|ほか|がん|けが|たばこ|やめ|もら[いうわえっ]|くれ[るまた]|あげ[るまた]"
    "|いっしょ|ずっと|ちょうど|まだ|もう|すでに|さまざま|たびに|ごと|おおむね|おもに|かなり|とくに|なるべく|ただち|さかのぼ"
    "|むしろ|かえって|あらかじめ|おそらく|たぶん|わずか|たった|たくさん"
)
_JAPANESE = re.compile(
    r"(?P<figure>\ue000\d+\ue001)|(?P<word>@[a-z]+|[a-z][a-z.'&-]*|[ァ-ヴー・]+|[々一-龥])"
    rf"|(?P<lexical>{_LEXICAL})|(?P<kana>[ぁ-ん]+?(?={_LEXICAL}|[^ぁ-ん]|$))|(?P<mark>[、。，；;()「」：:!?])"
)
_PARTICLE = re.compile(r"(?:(が|は|も)|(に|へ)|(を)|(から))")
_TOPIC = re.compile(r"[はがもをにへ]$")
_LABEL = 2  # words of a label at most
_PRIVATE = re.compile("[\ue000\ue001@]")
_YEARS = re.compile(r"P(\d+)Y")


@dataclass(frozen=True, slots=True)
class Token:
    """A word or figure; two say the same when their ``form`` is equal."""

    form: str
    text: str  # as written
    kind: Literal["figure", "operator", "word"]
    piece: int  # which piece of its statement it stands in
    mark: str  # the preposition before it, or the sort of particle behind it


@dataclass(frozen=True, slots=True)
class Statement:
    """The tokens of one or more sentences, and for each piece of these its sort and its sentence."""

    tokens: tuple[Token, ...]
    pieces: tuple[Piece, ...]
    sentences: tuple[int, ...]
    links: tuple[Link, ...]  # whether it gives a reason or a consequence


@cache
def wording_of(language: str) -> Wording:
    """Return what is known of a language; where that is nothing, every word counts as it stands."""
    return _WORDINGS.get(language) or Wording(language)


def read(sentences: tuple[str, ...], language: str) -> Statement:
    """Read sentences as one statement."""
    tokens: list[Token] = []
    pieces: list[Piece] = []
    numbers: list[int] = []
    links: list[Link] = []
    for number, sentence in enumerate(sentences):
        for piece, link, own in _pieces(sentence, language):
            tokens += [replace(token, piece=len(pieces)) for token in own]
            pieces.append(piece)
            numbers.append(number)
            links.append(link)
    return Statement(tuple(tokens), tuple(pieces), tuple(numbers), tuple(links))


@lru_cache(maxsize=4096)
def _pieces(sentence: str, language: str) -> tuple[tuple[Piece, Link, list[Token]], ...]:
    wording = wording_of(language)
    text, found = _with_figures_aside(sentence, language)
    for form, pattern in wording.turned:
        text = pattern.sub(form, text)
    return tuple((_japanese if language == "ja" else _spaced)(text, found, wording))


def _with_figures_aside(sentence: str, language: str) -> tuple[str, list[Fact]]:
    """Return the folded text with a stand-in for each figure, and the figures."""
    found: list[Fact] = []
    pieces: list[str] = []
    at = 0
    for fact in facts(sentence, language):
        start = sentence.find(fact.text, at)
        # "One" is an article as often as a number.
        if start >= 0 and not (fact.value == "1" and fact.text.isalpha()):
            pieces += _folded(sentence[at:start]), _FIGURE.format(len(found))
            found.append(fact)
            at = start + len(fact.text)
    return "".join([*pieces, _folded(sentence[at:])]), found


def _folded(text: str) -> str:
    plain = unicodedata.normalize("NFKC", text).lower().replace("’", "'")
    return _PRIVATE.sub("", plain).replace("can't", "cannot").replace("n't", " not")


def _token(match: re.Match[str], found: list[Fact], wording: Wording, mark: str) -> Token:
    if match["figure"]:
        fact = found[int(match[0][1:-1])]
        years = _YEARS.fullmatch(fact.value)
        value = f"P{12 * int(years[1])}M" if years else fact.value
        return Token(f"{fact.kind} {value}", fact.text, "figure", 0, mark)
    word = match[0].removesuffix("'s")
    form = word if wording.language == "ja" else wording.form(word)
    return Token(form, word, "operator" if form[0] == "@" else "word", 0, mark)


def _spaced(text: str, found: list[Fact], wording: Wording) -> Iterator[tuple[Piece, Link, list[Token]]]:
    own: list[Token] = []
    piece: Piece | None = None  # not known before its first word
    link: Link = ""
    mark = ""
    strict = False
    first, taking_back = True, False
    for match in _SPACED.finditer(text):
        word = match[0]
        if match["mark"]:
            if own:
                # "Part D: medicines" - what follows is said of this alone.
                label = word == ":" and len(own) <= _LABEL
                gloss = word == ")" and piece != "condition"
                yield "condition" if label else "addition" if gloss else piece or "plain", link, own
            if own or word not in "()":
                own, piece, link, strict = [], None, "", False
            continue
        token = _token(match, found, wording, mark)
        starts = _starts(word, token.form, wording)
        if {word, token.form} & wording.cuts and own:
            yield piece or "plain", link, own
            # "If you are ill and live alone" is one condition.
            goes_on = strict and word in wording.joins
            piece = "condition" if goes_on or word in wording.restricts else None
            own, link = [], ""
            strict = piece is not None
        if word in wording.causes | wording.effects:
            link = "cause" if word in wording.causes else "effect"
        # "But not" and "but only" take back some of what was said.
        if piece is None:
            piece, taking_back = starts, word in wording.retracts
        elif taking_back and not own and token.form in ("@not", "@only", "@unless"):
            piece = "condition"
        if first and word in wording.opens:
            piece = "condition"
        first = False
        strict = strict or bool({word, token.form} & wording.strong)
        mark = word if word in wording.marking else mark
        bare = token.kind == "word" and {word, stem(word, wording.language)} & wording.quiet
        if not bare and token.form not in wording.quiet:
            own.append(token)
            mark = ""
    if own:
        yield piece or "plain", link, own


def _starts(word: str, form: str, wording: Wording) -> Piece:
    if word in wording.additions or form in wording.additions:
        return "addition"
    return "condition" if word in wording.conditions or form in wording.conditions else "plain"


def _japanese(text: str, found: list[Fact], wording: Wording) -> Iterator[tuple[Piece, Link, list[Token]]]:
    own: list[Token] = []
    last = ""
    for match in _JAPANESE.finditer(f"{text}。"):
        if match["mark"]:
            piece = _sort(own, last, wording)
            link: Link = "cause" if own and own[-1].form in wording.causes else ""
            own = [token for token in own if token.form not in wording.quiet]
            if own:
                label = match[0] in "：:" and len(own) <= 2 * _LABEL
                gloss = match[0] == ")" and piece == "plain"
                yield "condition" if label else "addition" if gloss else piece, link, own
            own = []
        elif match["kana"]:
            particle = _PARTICLE.match(match[0])
            if particle and own:
                own[-1] = replace(own[-1], mark="satf"[(particle.lastindex or 1) - 1])
        else:
            own.append(_token(match, found, wording, ""))
        last = match[0]


def _sort(own: list[Token], last: str, wording: Wording) -> Piece:
    if _TOPIC.search(last) or any(token.form in wording.conditions for token in own):
        return "condition"
    return "addition" if any(token.form in wording.additions for token in own) else "plain"
