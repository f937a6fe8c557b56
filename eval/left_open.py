"""Fitting how much a question is of a kind that is left open (``bot.answer.left_open``)."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression

from bot.answer.left_open import LeftOpen
from bot.embedding import Vectors
from bot.index.opened import Index
from bot.index.subjects import article_of

_FOLDS = 5  # of articles
# Of .03 to 3 the best on articles left out (.884 to .914), and on eval/cases (.885 to .892).
_INVERSE_REGULARISATION = 0.3


@dataclass(frozen=True, slots=True)
class Fitted:
    """The weights fitted on all questions, and what each of these gets from those of other articles.

    ``beside`` holds the latter by question and language.
    """

    left_open: LeftOpen
    beside: Mapping[tuple[str, str], float]

    def __call__(self, question: str, language: str, seen: Vectors) -> float:
        """Return the log-odds for a question as an index that does not have it would give them."""
        known = self.beside.get((question, language))
        return self.left_open(seen) if known is None else known


def fit_left_open(index: Index) -> Fitted:
    """Fit on the other wordings that an index holds, and on its questions known not to be answered."""
    names: list[tuple[str, str]] = []
    articles: list[str] = []
    vectors: list[Vectors] = []
    unanswered: list[bool] = []
    for (place, number), vector in zip(index.asked, index.questions, strict=True):
        chunk = index.chunks[place]
        if chunk.asked[number].wording:
            names.append((chunk.asked[number].text, chunk.language))
            articles.append(article_of(chunk.source, chunk.language))
            vectors.append(vector)
            unanswered.append(False)
    for (source, question), vector in zip(index.unanswered_by, index.unanswered, strict=True):
        language = index.documents[source].language
        names.append((question, language))
        articles.append(article_of(source, language))
        vectors.append(vector)
        unanswered.append(True)
    values, labels, of = np.array(vectors), np.array(unanswered), np.array(articles)
    given = np.zeros(len(labels))
    for fold in range(_FOLDS):
        left_out = np.isin(of, sorted(set(articles))[fold::_FOLDS])
        fitted = _fit(values[~left_out], labels[~left_out])
        given[left_out] = values[left_out] @ fitted.weights + fitted.intercept
    return Fitted(_fit(values, labels), dict(zip(names, map(float, given), strict=True)))


def _fit(values: Vectors, labels: NDArray[np.bool_]) -> LeftOpen:
    model = LogisticRegression(C=_INVERSE_REGULARISATION, max_iter=500, class_weight="balanced")
    model.fit(values, labels)
    return LeftOpen(model.coef_[0].astype(np.float32), float(model.intercept_[0]))
