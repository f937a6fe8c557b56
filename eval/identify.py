"""Whether an answer says what its own gold answer says, and not what another one says."""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray
from sklearn.feature_extraction.text import TfidfVectorizer

from bot.facts import contradicts
from bot.language import fold, split_sentences
from eval.types import Gold

SHORT = 40  # characters; too few to tell gold answers apart by likeness, so a shorter one must be said
_SPREAD = 3  # words from which a short gold answer may stand spread over a sentence
# A neighbour that makes a word or a number another one; Japanese and Chinese have no spaces between words.
_LETTER = r"[^\W_\u3041-\u30ff\u3400-\u9fff]"
_POLAR = {"yes", "no", "ja", "jo", "nei", "nej", "nein", "oui", "non", "sí", "はい", "いいえ"}
_BEFORE, _AFTER = rf"(?<!{_LETTER})(?<!\d[.,])", rf"(?!{_LETTER})(?![.,]\d)"
# Of the sentences marked as answering, 19 in 20 are more like their gold answer than this. So are half of all
# pairs of unlike English or Norwegian gold answers: it decides only where there are few to choose from.
LEAST = 0.1


class GoldAnswers:
    """All gold answers of a suite, to be told apart.

    No threshold on a similarity works in every language: unrelated Norwegian answers reach chrF .41, right
    Japanese ones .21. But of all the gold answers in its language a right answer should be most like its own.
    Of 561 sentences marked by hand as answering a FAQ question, 87 % are, among 208 gold answers a language.
    """

    def __init__(self, golds: Iterable[Gold], background: Iterable[str] = ()) -> None:
        """Take in the gold answers; ``background`` are other texts of the field, to tell what is rare."""
        found: dict[str, dict[str, None]] = defaultdict(dict)
        for gold in golds:
            found[gold.language][gold.text] = None
        self._texts = {language: list(texts) for language, texts in found.items()}
        everything = [text for texts in self._texts.values() for text in texts] + list(background)
        # Rare n-grams count most (TF-IDF; Spärck Jones 1972), since all answers share insurance's words.
        self._vectorizer = TfidfVectorizer(analyzer="char", ngram_range=(2, 4), sublinear_tf=True)
        if everything:
            self._vectorizer.fit(everything)
        self._vectors = {
            language: self._vectorizer.transform(texts) for language, texts in self._texts.items()
        }

    def identified(self, answer: str, gold: Sequence[Gold]) -> float:
        """Return 1 if the answer is most like one of its own gold answers among all of that language.

        One of fewer than ``SHORT`` characters must be said instead: its words stand in the answer in a row,
        or, if they are three or more, in their order in one sentence that agrees in figures and denials.
        Case, width, white space and the punctuation around it do not count; "yes" and "no" begin a sentence.
        """
        likeness = self._likeness(answer) if any(len(one.text) >= SHORT for one in gold) else {}
        return float(
            any(
                _says(answer, one) if len(one.text) < SHORT else self._is(likeness[one.language], one)
                for one in gold
            )
        )

    def _likeness(self, answer: str) -> dict[str, NDArray[np.float64]]:
        """Return how like an answer is to every gold answer, by language."""
        vector = self._vectorizer.transform([answer]).T
        return {language: (vectors @ vector).toarray().ravel() for language, vectors in self._vectors.items()}

    def _is(self, likeness: NDArray[np.float64], gold: Gold) -> bool:
        own = likeness[self._texts[gold.language].index(gold.text)]
        return bool(own >= LEAST and own >= np.max(likeness))


def _says(answer: str, gold: Gold) -> bool:
    statements = [answer[start:end] for start, end in split_sentences(answer, gold.language)]
    bare = _bare(fold(gold.text))
    if bare in _POLAR:
        # "Yes, there is no limit" says no "No".
        return any(re.match(rf"\W*{bare}{_AFTER}", fold(said)) for said in statements)
    if _in_a_row(bare, fold(answer)):
        return True
    return any(
        _in_order(fold(gold.text), fold(said)) and contradicts(gold.text, said, gold.language) is None
        for said in (*statements, answer)
    )


def _bare(text: str) -> str:
    return re.sub(r"^[\W_]+|[\W_]+$", "", text)


def _in_a_row(gold: str, answer: str) -> bool:
    words = gold.split()
    # White space is free: "4 000" is said by "4000", and Japanese has none.
    phrase = r"\s*".join(map(re.escape, words))
    return bool(words) and re.search(f"{_BEFORE}{phrase}{_AFTER}", answer) is not None


def _in_order(gold: str, answer: str) -> bool:
    wanted, said = re.findall(r"\w+", gold), iter(re.findall(r"\w+", answer))
    return len(wanted) >= _SPREAD and all(word in said for word in wanted)
