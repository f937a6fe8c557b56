"""How near a question is to an article as a whole: to what its versions in all languages are asked and say.

The nearest chunk may be near by chance. That several questions of an article are near, and in each language
that it is written in, seldom is.
"""

import numpy as np
from numpy.typing import NDArray

from bot.index.lexical import Scores
from bot.index.opened import Index

_NEAREST = 3  # questions of a document


def near_by_questions(index: Index, cosines: Scores) -> Scores:
    """Return, for each chunk, the mean cosine of the nearest questions of its article's versions.

    ``cosines`` are those with the index's questions. An article that nothing is asked of is as near as the
    others are on average; where that is most of them, a few would stand out for being asked of, and all are
    equally near (0).
    """
    # Small numbers are sorted in a tenth of the time.
    documents = index.document_of[index.asked[:, 0]].astype(np.min_scalar_type(len(index.articles)))
    nearest_first = np.argsort(-cosines)
    order = nearest_first[np.argsort(documents[nearest_first], kind="stable")]
    documents, ranked = documents[order], cosines[order]
    best = np.ones(len(ranked), dtype=np.bool_)
    best[_NEAREST:] = documents[_NEAREST:] != documents[:-_NEAREST]
    nearest = _means(ranked[best], documents[best], len(index.articles))
    asked = ~np.isnan(nearest)
    near = _means(nearest[asked], index.articles[asked], index.articles.max() + 1)
    if np.isnan(near[index.articles]).mean() > 0.5:
        return np.zeros(len(index.chunks), dtype=np.float32)
    return _by_chunk(index, np.where(np.isnan(near), np.nanmean(near), near))


def near_by_passages(index: Index, cosines: Scores) -> Scores:
    """Return, for each chunk, the mean cosine of the nearest passages of its article's versions.

    ``cosines`` are those with the index's passages.
    """
    nearest = np.full(len(index.articles), -1, dtype=np.float32)
    np.maximum.at(nearest, index.document_of, cosines)
    return _by_chunk(index, _means(nearest, index.articles, index.articles.max() + 1))


def _means(values: Scores, groups: NDArray[np.intp], number: int) -> Scores:
    """Return the mean of each group's values, nan for one without any; shape (number,)."""
    counts = np.bincount(groups, minlength=number)
    sums = np.bincount(groups, weights=values, minlength=number)
    return np.asarray(np.divide(sums, counts, out=np.full(number, np.nan), where=counts > 0), np.float32)


def _by_chunk(index: Index, near: Scores) -> Scores:
    return np.asarray(near[index.articles[index.document_of]], dtype=np.float32)
