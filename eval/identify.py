"""Whether an answer says what its own gold answer says, and not what another one says."""

from collections import defaultdict
from collections.abc import Iterable, Sequence

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer

from eval.types import Gold

SHORT = 40  # characters; a shorter gold answer must occur in the answer


class GoldAnswers:
    """All gold answers of a suite, to be told apart.

    No threshold on a similarity works in every language: unrelated Norwegian answers reach chrF .41, right
    Japanese ones .21. But of all the gold answers in its language a right answer should be most like its own.
    """

    def __init__(self, golds: Iterable[Gold]) -> None:
        texts: dict[str, dict[str, None]] = defaultdict(dict)
        for gold in golds:
            texts[gold.language][gold.text] = None
        self._texts = {language: list(found) for language, found in texts.items()}
        self._places = {
            language: {text: place for place, text in enumerate(found)}
            for language, found in self._texts.items()
        }
        # Rare n-grams count most (TF-IDF; Spärck Jones 1972), since all answers share insurance's words.
        self._vectorizers = {
            language: TfidfVectorizer(analyzer="char", ngram_range=(2, 4), sublinear_tf=True).fit(found)
            for language, found in self._texts.items()
        }
        self._vectors = {
            language: self._vectorizers[language].transform(found) for language, found in self._texts.items()
        }

    def identified(self, answer: str, gold: Sequence[Gold]) -> float:
        """Return 1 if the answer is most like one of its own gold answers among all of that language.

        Of a short one, if the answer holds it.
        """
        return float(any(self._is(answer, one) for one in gold))

    def _is(self, answer: str, gold: Gold) -> bool:
        if len(gold.text) < SHORT:
            return _folded(gold.text) in _folded(answer)
        vector = self._vectorizers[gold.language].transform([answer])
        likeness = (self._vectors[gold.language] @ vector.T).toarray().ravel()
        own = likeness[self._places[gold.language][gold.text]]
        return bool(own > 0 and own >= np.max(likeness))


def _folded(text: str) -> str:
    return "".join(text.casefold().split())
