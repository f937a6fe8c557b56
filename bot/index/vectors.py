"""Vectors in Chroma: one collection a field, all in one folder. The only module that imports Chroma.

Cosine similarities everywhere. The HNSW settings are far above Chroma's defaults, which find .864 of the
true ten nearest among random vectors; these find all of them.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, get_args

import chromadb
import numpy as np
from chromadb.api.client import Client
from chromadb.api.collection_configuration import CreateHNSWConfiguration
from chromadb.config import Settings
from langchain_chroma import Chroma
from langchain_core.embeddings import Embeddings

from bot.embedding import Vectors

Field = Literal["passages", "questions", "unanswered", "sentences"]
FIELDS: tuple[Field, ...] = get_args(Field)
QUERIES: tuple[Field, ...] = ("questions", "unanswered")  # encoded as what people ask
_HNSW = CreateHNSWConfiguration(space="cosine", ef_construction=200, ef_search=400, max_neighbors=32)
_BATCH = 2_000


@dataclass(frozen=True, slots=True)
class Entry:
    """One vector to be stored under an id, with the text that was encoded."""

    id: str
    text: str
    metadata: Mapping[str, str | int]


@dataclass(frozen=True, slots=True)
class Stored:
    """All of a field, row by row."""

    ids: list[str]
    texts: list[str]
    sources: list[str]
    vectors: Vectors


class VectorIndex:
    """The opened collections of one generation."""

    def __init__(self, directory: Path, encoder: Embeddings | None = None) -> None:
        self._client = _client(directory)
        self.stores: dict[Field, Chroma] = {
            field: Chroma(field, encoder, client=self._client, create_collection_if_not_exists=False)
            for field in FIELDS
        }

    def search(self, field: Field, vector: Vectors, k: int, language: str | None = None) -> dict[str, float]:
        """Return the ids of the ``k`` nearest entries with their cosine similarity, best first.

        With ``language``, entries in other languages are passed over.
        """
        found = self.stores[field].similarity_search_by_vector_with_relevance_scores(
            vector.tolist(), k=k, filter={"language": language} if language else None
        )
        return {document.id: 1.0 - distance for document, distance in found if document.id}

    def fetch(self, field: Field, ids: Iterable[str]) -> dict[str, Vectors]:
        """Return the stored vectors of those ids that exist."""
        wanted = list(ids)
        if not wanted:
            return {}
        got = self.stores[field].get(ids=wanted, include=["embeddings"])
        return dict(zip(got["ids"], np.asarray(got["embeddings"], dtype=np.float32), strict=True))

    def read(self, field: Field) -> Stored:
        """Return all of a field."""
        got = self.stores[field].get(include=["embeddings", "documents", "metadatas"])
        return Stored(
            ids=got["ids"],
            texts=got["documents"],
            sources=[metadata["source"] for metadata in got["metadatas"]],
            vectors=np.asarray(got["embeddings"], dtype=np.float32),
        )

    def read_vectors(self, field: Field) -> tuple[list[str], Vectors]:
        """Return the ids of a field and their vectors alone, which takes half as long."""
        got = self.stores[field].get(include=["embeddings"])
        return got["ids"], np.asarray(got["embeddings"], dtype=np.float32)

    def close(self) -> None:
        """Let go of the files."""
        self._client.close()


def write(directory: Path, field: Field, entries: Sequence[Entry], vectors: Vectors) -> None:
    """Create a field's collection in ``directory`` and fill it; one vector an entry."""
    client = _client(directory)
    try:
        collection = client.create_collection(field, embedding_function=None, configuration={"hnsw": _HNSW})
        for start in range(0, len(entries), _BATCH):
            part = entries[start : start + _BATCH]
            collection.add(
                ids=[entry.id for entry in part],
                embeddings=vectors[start : start + _BATCH],
                documents=[entry.text for entry in part],
                metadatas=[dict(entry.metadata) for entry in part],
            )
    finally:
        client.close()


def _client(directory: Path) -> Client:
    client = chromadb.PersistentClient(str(directory), settings=Settings(anonymized_telemetry=False))
    assert isinstance(client, Client)  # typed as the interface, which lacks close()
    return client
