"""Where a question is most likely answered, and how likely that is."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from bot.answer.confidence import Calibration, evidence, highest_cosine, likelihood, load_calibration
from bot.answer.definition import asks_of_unknown, opening_question, subjects_asked, tells_what_it_is
from bot.answer.following import (
    asked_of_another,
    asked_of_another_letter,
    asked_of_another_year,
    goes_on,
    hangs_in_the_air,
    is_brief,
    leaves_the_subject,
    may_follow,
    names_subject,
    refers_back,
    spoken_of,
)
from bot.answer.left_open import load_left_open
from bot.answer.own_records import asks_for_own_records
from bot.answer.turn import between, near_to, turned
from bot.embedding import Vectors
from bot.index.abbreviations import lacks_abbreviation, on_another
from bot.index.centres import seen_from
from bot.index.lettered import letters_in, on_another_letter
from bot.index.opened import Index
from bot.index.spelling import respell
from bot.index.subjects import article_of
from bot.retrieve import retrieve
from bot.types import Hit

TOP_K = 10
# Least confidence in an answer to a question that is read otherwise than it was written: of 13 answers that
# came of it the ten right ones have .75 and more, of the three wrong ones two have less.
RESPELT = 0.7
# Least cosine with the nearest question, where there are other wordings, of what is found by way of another
# language. Of 162 such answers six had less, three of them right; so had two to questions off the field.
FOREIGN_QUESTION = 0.4


@dataclass(frozen=True, slots=True)
class Found:
    """What retrieval made of a question: hits of the language to answer from, and whether to answer."""

    question: str
    vector: Vectors
    hits: tuple[Hit, ...]
    confidence: float
    likely: bool
    respelled: tuple[str, ...] = ()  # words that were read for misspelt ones


def find(
    index: Index, encode: Callable[[str], Vectors], question: str, language: str, history: Sequence[str] = ()
) -> Found:
    """Retrieve for a question, as it is put or, if that is not answered, as the corpus puts and spells it.

    ``history`` holds earlier questions, oldest first.
    """
    found = _as_put(index, encode, question, language, history)
    if asks_for_own_records(question, language):
        return replace(found, likely=False)
    own = found.likely and found.hits[0].chunk.language == language
    if own or not (read := respell(index.lexical.spelling, question, language)):
        return found
    again = _as_put(index, encode, read.question, language, history)
    least = max(RESPELT, found.confidence) if found.likely else RESPELT
    return replace(again, respelled=read.words) if again.likely and again.confidence >= least else found


def _as_put(
    index: Index, encode: Callable[[str], Vectors], question: str, language: str, history: Sequence[str]
) -> Found:
    """Retrieve for a question in its own words or, if it asks only what a subject is, in the corpus's."""
    found = _following(index, encode, question, language, history)
    if history and goes_on(question, language):  # "And an HMO?" asks of it what was asked before
        return found
    asked = subjects_asked(index, question, language)
    if len(asked) == 1:
        own = found.likely and found.hits[0].chunk.source == asked[0]
        if own and tells_what_it_is(index, found.hits[0], language):
            return found
        question = opening_question(index, asked[0], language)
        opening = _ranked(index, question, encode(question), language)
        return found if own and not opening.likely else opening
    return replace(found, likely=found.likely and not asks_of_unknown(index, question, language))


def _following(
    index: Index, encode: Callable[[str], Vectors], question: str, language: str, history: Sequence[str]
) -> Found:
    """Retrieve for a question by itself or, if that is not answered, as following earlier ones.

    A follow-up ("And outside the network?") names its subject only there; one that changes the subject, and
    so has words that the article found does not, is found by itself.
    """
    other = asked_of_another(index, question, language, history)
    other = other or asked_of_another_year(question, language, history, date.today().year)
    other = other or asked_of_another_letter(index, question, language, history)
    if other:
        return _ranked(index, other, encode(other), language)
    alone = _ranked(index, question, encode(question), language)
    points_back = refers_back(index, question, language)
    hangs = hangs_in_the_air(index, question, language)
    if hangs:
        alone = replace(alone, likely=False)
    leaves = bool(history and alone.hits) and leaves_the_subject(
        index, question, language, history, alone.hits[0]
    )
    if not history or (alone.likely and not goes_on(question, language) and not points_back and not leaves):
        return alone
    earlier = " ".join(history)
    before = encode(earlier)
    vector = between(alone.vector, before)
    following = _ranked(index, f"{earlier} {question}", vector, language, latest=question)
    named = not hangs or any(names_subject(index, each, language) for each in history)
    if following.likely and (named or _ranked(index, earlier, before, language).likely):
        last = before if len(history) == 1 else encode(history[-1])
        letters = letters_in(index.lettered, _about(index, following.question, question, language))
        subjects = spoken_of(index, language, history) if leaves else ()
        hits = sorted(following.hits, key=lambda hit: hit.chunk.source not in subjects)
        # "Why is that?" may want the same answer again.
        turn = turned(index, hits, letters, alone.vector, before, None if points_back else last)
        if may_follow(index, question, alone.vector, turn[0].chunk):
            return replace(following, vector=alone.vector, hits=turn)
    if alone.likely or names_subject(index, question, language):
        return alone
    # Not answered, but the nearest is what was spoken of, if the question is near to that at all.
    return replace(alone, hits=tuple(near_to(index, hit, alone.vector) for hit in following.hits))


def together(found: Found, parts: Sequence[Found]) -> Found:
    """Return what is found for the parts of a question as one: their best hits first, in turn.

    That all parts are defined does not make it likelier that the difference is told, so the confidence stays
    that of the question as it stands, or what is just enough to answer it.
    """
    if len(parts) == 1:
        return parts[0]
    in_turn = [hit for ranked in zip(*(part.hits for part in parts), strict=False) for hit in ranked]
    hits = {hit.chunk.id: hit for hit in in_turn}
    enough = _calibration(in_turn[0], own_language=True).threshold
    confidence = max(found.confidence, enough)
    return replace(found, hits=tuple(hits.values())[:TOP_K], confidence=confidence, likely=True)


def _about(index: Index, question: str, latest: str | None, language: str) -> str:
    """Return what says which lettered thing is asked about: all of a question, or the last of those it joins.

    A brief one says it only if it names it: "What about the deductible?" is on what was asked of before.
    """
    if latest is None or (is_brief(latest, language) and not letters_in(index.lettered, latest)):
        return question
    return latest


def _on_another(index: Index, question: str, letters: int, hit: Hit) -> bool:
    """Whether a hit, or the question it is taken to answer, is on another thing than is asked by name."""
    if lacks_abbreviation(index.abbreviations, question, hit.chunk):
        return True
    if on_another_letter(letters, index.lettered, hit.chunk.text):
        return True
    return hit.asked is not None and on_another(index.abbreviations, question, hit.asked.text)


def choose_language(enough: Mapping[str, float], language: str) -> str | None:
    """Choose in which language's sources to answer, given how likely those are right that likely enough are.

    The question's own if it is among them; else the likeliest; None if there are none.
    """
    return language if language in enough else max(enough, key=lambda spoken: enough[spoken], default=None)


def _own_version(hits: Sequence[Hit], best: Hit, language: str) -> list[Hit]:
    """Return the hits in a language that are of the same article as one in another, as far as they answer.

    Without wordings in the corpus only FAQ pairs are alike enough: of 51 passages found in another language
    25 were right, of those found first in the same articles 10.
    """
    article = article_of(best.chunk.source, best.chunk.language)
    own = [hit for hit in hits if hit.chunk.language == language]
    own = [hit for hit in own if article_of(hit.chunk.source, language) == article]
    pairs = bool(own) and own[0].chunk.origin == best.chunk.origin == "faq"
    return own if pairs or "unanswered" in best.parts else []


def _asked_alike(hit: Hit) -> bool:
    """Whether the nearest question that a hit answers is near enough, by way of another language."""
    return "unanswered" not in hit.parts or hit.parts.get("question", 0.0) >= FOREIGN_QUESTION


def _calibration(hit: Hit, *, own_language: bool) -> Calibration:
    return load_calibration(
        own_language=own_language, unanswered="unanswered" in hit.parts, pair=hit.chunk.origin == "faq"
    )


def _ranked(index: Index, question: str, vector: Vectors, language: str, latest: str | None = None) -> Found:
    """Retrieve, and choose the language whose sources most likely hold the answer.

    ``latest`` is the last of several questions that ``question`` joins.
    """
    about = _about(index, question, latest, language)
    letters = letters_in(index.lettered, about)
    found = retrieve(index, question, vector, language, TOP_K, about)
    hits = [hit for hit in found if not _on_another(index, latest or question, letters, hit)]
    if not hits:
        return Found(question, vector, tuple(found[:TOP_K]), 0.0, False)
    own_cosine = highest_cosine(hits, language)
    left_open = load_left_open()(seen_from(index.centres.questions, language, vector))
    likely: dict[str, float] = {}
    enough: dict[str, float] = {}
    for spoken in dict.fromkeys(hit.chunk.language for hit in hits):
        ranked = [hit for hit in hits if hit.chunk.language == spoken]
        given = evidence(index.lexical, question, language, ranked, own_cosine, left_open)
        calibration = _calibration(ranked[0], own_language=spoken == language)
        likely[spoken] = likelihood(given, calibration)
        if likely[spoken] >= calibration.threshold and (spoken == language or _asked_alike(ranked[0])):
            enough[spoken] = likely[spoken]
    chosen = choose_language(enough, language)
    if chosen and chosen != language:
        best = next(hit for hit in hits if hit.chunk.language == chosen)
        if own := _own_version(hits, best, language):
            return Found(question, vector, tuple(own[:TOP_K]), likely[chosen], _asked_alike(own[0]))
    kept = tuple(hit for hit in hits if chosen in (None, hit.chunk.language))[:TOP_K]
    return Found(question, vector, kept, likely.get(chosen or language, 0.0), chosen is not None)
