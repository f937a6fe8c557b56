"""Scores of one reply: pure functions to 0..1, 1 being best, the same for every language.

Nothing here splits text at spaces: word overlap (ROUGE, token F1) gives identical Japanese answers 0.
"""

import math
from collections import Counter
from collections.abc import Collection, Mapping, Sequence

from sacrebleu.metrics.chrf import CHRF

from bot.answer.citations import claims
from bot.facts import contradicts
from bot.ingest.markup import plain
from bot.types import Citation, Document
from eval.types import Gold

# Of a sentence's bigrams, what a quote must hold to be what the sentence says in other words.
_SUPPORTED = 0.8
_chrf = CHRF()


def recall_at(ranking: Sequence[str], relevant: Sequence[Collection[str]], k: int) -> float:
    """Return 1 if a relevant document is among the first ``k`` of a ranking, else 0.

    ``relevant`` holds one collection an article: its versions. Each answers the question by itself, so that
    one of them is all there is to find (success@k; recall where a single one is relevant).
    """
    found = set(ranking[:k])
    return float(any(not found.isdisjoint(versions) for versions in relevant))


def reciprocal_rank(ranking: Sequence[str], relevant: Sequence[Collection[str]], k: int = 10) -> float:
    """Return 1 / rank of the first relevant document among the first ``k``, else 0 (Voorhees 1999)."""
    wanted = {source for versions in relevant for source in versions}
    return next((1 / rank for rank, source in enumerate(ranking[:k], 1) if source in wanted), 0.0)


def ndcg_at(ranking: Sequence[str], relevant: Sequence[Collection[str]], k: int = 10) -> float:
    """Return the normalised discounted cumulative gain at ``k`` with binary relevance.

    DCG adds 1 / log2(rank + 1) for each relevant article at the rank of its first version (Järvelin and
    Kekäläinen 2002); the ideal ranking has them all at the top.
    """
    ranks = [
        next((rank for rank, source in enumerate(ranking[:k], 1) if source in versions), None)
        for versions in relevant
    ]
    gained = sum(1 / math.log2(rank + 1) for rank in ranks if rank)
    return gained / sum(1 / math.log2(rank + 1) for rank in range(1, min(len(relevant), k) + 1))


def chrf(answer: str, gold: str) -> float:
    """Return the character n-gram F-score, n up to 6, recall counting twice (Popović 2015), by sacrebleu."""
    return float(_chrf.sentence_score(answer, [gold]).score) / 100


def bigram_f1(answer: str, gold: str) -> float:
    """Return F1 of the two texts' character bigrams, as multisets, white space left out."""
    ours, theirs = _bigrams(answer), _bigrams(gold)
    total = ours.total() + theirs.total()
    return 2 * (ours & theirs).total() / total if total else 1.0


def contained(part: str, whole: str) -> float:
    """Return the share of a text's character bigrams, as a multiset, that another text holds."""
    bigrams = _bigrams(part)
    return (bigrams & _bigrams(whole)).total() / bigrams.total() if bigrams else 1.0


def verified(citation: Citation, documents: Mapping[str, Document]) -> bool:
    """Whether a citation quotes its source to the letter: the plain rendering of its span is its quote."""
    document = documents.get(citation.source)
    return document is not None and plain(document.text[citation.start : citation.end]) == citation.quote


def citation_validity(citations: Sequence[Citation], documents: Mapping[str, Document]) -> float:
    """Return the share of citations that are verified; an answer without any scores 0."""
    return sum(verified(c, documents) for c in citations) / len(citations) if citations else 0.0


def citation_precision(
    citations: Sequence[Citation], documents: Mapping[str, Document], relevant: Collection[str]
) -> float:
    """Return the share of citations that are verified and from a relevant document; none at all scores 0.

    ALCE's citation precision (Gao et al. 2023) with the span in place of an entailment model.
    """
    good = sum(c.source in relevant and verified(c, documents) for c in citations)
    return good / len(citations) if citations else 0.0


def citation_recall(
    citations: Sequence[Citation], documents: Mapping[str, Document], gold: Sequence[Gold]
) -> float:
    """Return the share of a gold span's characters inside verified citations, of the gold covered best."""
    held = [c for c in citations if verified(c, documents)]
    return max((_covered(one, held) for one in gold), default=0.0)


def faithfulness(
    text: str, language: str, citations: Sequence[Citation], documents: Mapping[str, Document]
) -> float:
    """Return the share of an answer's sentences that a verified citation supports.

    It does if it holds the sentence word for word, or most of its bigrams and every number, amount, date and
    denial in it. An answer without sentences scores 0.
    """
    quotes = [c.quote for c in citations if verified(c, documents)]
    sentences = claims(text, language)
    supported = sum(any(_supports(quote, sentence, language) for quote in quotes) for sentence in sentences)
    return supported / len(sentences) if sentences else 0.0


def _supports(quote: str, sentence: str, language: str) -> bool:
    if " ".join(sentence.split()) in " ".join(quote.split()):
        return True
    return contained(sentence, quote) >= _SUPPORTED and contradicts(sentence, quote, language) is None


def _covered(gold: Gold, citations: Sequence[Citation]) -> float:
    if gold.span is None:
        return 0.0
    characters = set(range(gold.span.start, gold.span.end))
    for citation in citations:
        if citation.source == gold.source:
            characters.difference_update(range(citation.start, citation.end))
    return 1 - len(characters) / (gold.span.end - gold.span.start)


def _bigrams(text: str) -> Counter[str]:
    characters = "".join(text.casefold().split())
    return Counter(characters[at : at + 2] for at in range(len(characters) - 1))
