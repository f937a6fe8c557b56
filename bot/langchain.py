"""The bot's parts as LangChain components, for chains of other people's making.

The encoder is an ``Embeddings`` as it stands, and the opened index holds its collections as ``Chroma``
vector stores (``Index.vectors.stores``).
"""

from langchain_core.callbacks import CallbackManagerForRetrieverRun
from langchain_core.documents import Document
from langchain_core.retrievers import BaseRetriever
from langchain_core.runnables import Runnable, RunnableLambda
from pydantic import ConfigDict

from bot.answer.respond import Bot
from bot.types import Answer, Hit


class BotRetriever(BaseRetriever):
    """Ranks the bot's chunks for a question."""

    model_config = ConfigDict(arbitrary_types_allowed=True)

    bot: Bot
    top_k: int = 5

    def _get_relevant_documents(
        self, query: str, *, run_manager: CallbackManagerForRetrieverRun
    ) -> list[Document]:
        return [_document(hit) for hit in self.bot.search(query, top_k=self.top_k)]


def as_runnable(bot: Bot) -> Runnable[str, Answer]:
    """Return the whole bot as a step from a question to an ``Answer``."""
    return RunnableLambda(lambda question: bot.ask(question), name="insurance-bot")


def _document(hit: Hit) -> Document:
    chunk = hit.chunk
    return Document(
        id=chunk.id,
        page_content=chunk.text,
        metadata={
            "source": chunk.source,
            "title": chunk.title,
            "language": chunk.language,
            "heading": list(chunk.heading),
            "question": chunk.question,
            "start": chunk.span.start,
            "end": chunk.span.end,
            "score": hit.score,
        },
    )
