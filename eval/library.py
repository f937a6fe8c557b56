"""What evaluation knows of a corpus: its documents, its FAQ pairs, and which of them say the same."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from bot.index.generation import read_chunks, read_documents
from bot.index.subjects import article_of
from bot.types import Chunk, Document


@dataclass(frozen=True)
class Library:
    """The documents and chunks of an index.

    Documents whose paths differ only in a folder named after their language (``en/copay.md``,
    ``nb/copay.md``) are versions of one article, and their FAQ pairs, if equally many, of one another.
    """

    documents: Mapping[str, Document]
    chunks: Sequence[Chunk]

    @cached_property
    def pairs(self) -> list[Chunk]:
        """The pairs of its FAQ sections, in the order of the corpus."""
        return [chunk for chunk in self.chunks if chunk.origin == "faq"]

    @cached_property
    def with_body(self) -> frozenset[str]:
        """The documents that hold more than FAQ pairs."""
        return frozenset(chunk.source for chunk in self.chunks if chunk.origin != "faq")

    @cached_property
    def languages(self) -> tuple[str, ...]:
        """The languages of the corpus."""
        return tuple(sorted({document.language for document in self.documents.values()}))

    def versions(self, source: str) -> tuple[str, ...]:
        """Return a document and its versions in other languages, itself first."""
        return (source, *(other for other in self._by_article[self.article(source)] if other != source))

    def article(self, source: str) -> str:
        """Return what the versions of an article have in common: their path without the language."""
        return article_of(source, self.documents[source].language)

    def pairs_in(self, source: str) -> list[Chunk]:
        """Return the FAQ pairs of a document."""
        return self._by_source.get(source, [])

    def pair_versions(self, pair: Chunk) -> list[Chunk]:
        """Return a FAQ pair and its versions in other languages, itself first."""
        own = self.pairs_in(pair.source)
        lists = [self.pairs_in(source) for source in self.versions(pair.source)]
        return [pairs[own.index(pair)] for pairs in lists if len(pairs) == len(own)]

    def pair_name(self, pair: Chunk) -> str:
        """Return a name of a pair that stays when its wording changes."""
        return f"{pair.source}#{self.pairs_in(pair.source).index(pair) + 1}"

    def cluster(self, pair: Chunk) -> str:
        """Return what a pair and its versions in other languages have in common."""
        return min(self.pair_name(version) for version in self.pair_versions(pair))

    @cached_property
    def _by_source(self) -> dict[str, list[Chunk]]:
        found: dict[str, list[Chunk]] = defaultdict(list)
        for pair in self.pairs:
            found[pair.source].append(pair)
        return found

    @cached_property
    def _by_article(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = defaultdict(list)
        for source in sorted(self.documents):
            found[self.article(source)].append(source)
        return found


def read_library(generation: Path) -> Library:
    """Read the library of an index generation."""
    return Library(read_documents(generation), read_chunks(generation))
