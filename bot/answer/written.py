"""What is said of an answer that a chat model writes: the sentences its sources support."""

import re
import time
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing

import numpy as np

from bot.answer.compose import ITEM, Citations
from bot.answer.context import in_context
from bot.answer.extract import Quote, quotes
from bot.answer.find import Found
from bot.answer.generate import Unwritten, given, never, write
from bot.answer.orders import states
from bot.answer.sentences import Written
from bot.answer.verify import verify
from bot.embedding import Encoder
from bot.index.opened import Index
from bot.llm import Llm
from bot.types import Chunk, Said

# An answer of which less is supported is not used: what is left of it may miss the point.
SUPPORTED = 0.5
# A quote instead of a sentence answers the question nearly as well as the sources' best sentence; what is
# farther from it (an order to the model, say) a model went astray to.
_NEAR = 0.145
_LONGEST = 600  # characters of a sentence
_REPEATED = 3  # times that a model that goes round in circles may say the same
# What leads somewhere: addresses of the web and of people, links, tags.
_LEADING = re.compile(
    r"\S*(?:://|@|www\.)\S*|(?<![\w.])[\w-]{2,}(?:\.[\w-]+)*\.[a-z]{2,}(?![\w.])\S*|\]\s*\([^)]*\)|<[^>]*>",
    re.A,
)


def written(
    index: Index,
    encoder: Encoder,
    llm: Llm,
    found: Found,
    citations: Citations,
    deadline: float,
    left: Callable[[], bool] = never,
) -> Iterator[Said]:
    """Yield what a model answers, sentence by sentence, as far as the sources it names support it.

    A sentence that strays from its source is replaced by the quote it should have been; one without a source,
    or on something else, is left out.

    Raises:
        Unwritten: too little is left, or the model did not finish.
    """
    sources = given([hit.chunk for hit in found.hits])
    near = _near(index, found, sources)
    said: set[str] = set()
    as_written = False
    count: Counter[str] = Counter()
    with closing(write(llm, found.question, sources, deadline, left)) as sentences:
        for sentence in sentences:
            if time.monotonic() > deadline:  # the model was in time, holding it against its sources is not
                raise Unwritten("timeout")
            count[sentence.text] += 1
            if count[sentence.text] >= _REPEATED:
                raise Unwritten("unsupported")
            for text, quote in _supported(index, encoder, sentence, sources, near):
                as_written |= text == sentence.text
                if text not in said:
                    said.add(text)
                    yield citations.cite(ITEM + text if sentence.item else text, [quote])
    # Of an answer that strayed all through, the quotes are those nearest to the errors, not to the question.
    if not as_written or len(said) < SUPPORTED * count.total():
        raise Unwritten("unsupported")


def _supported(
    index: Index, encoder: Encoder, sentence: Written, sources: list[Chunk], near: set[str]
) -> Iterator[tuple[str, Quote]]:
    """Yield a sentence with the quote that supports it, or the nearest quote instead, or nothing.

    ``near`` holds the sentences that may be quoted instead, by their ids.
    """
    named = [sources[number - 1] for number in sentence.sources if 0 < number <= len(sources)]
    if not named or len(sentence.text) > _LONGEST:
        return
    vector = encoder.encode_passages([sentence.text])[0]
    replacement: Quote | None = None
    for chunk in named:
        ids = [f"{chunk.id}:{number}" for number in range(len(chunk.sentences))]
        stored = index.vectors.fetch("sentences", ids)
        cosines = np.array([stored[id] @ vector for id in ids], dtype=np.float32)
        context = (chunk.title, *chunk.heading, chunk.question or "")
        verdict = verify(
            sentence.text, chunk.language, context, [part.text for part in chunk.sentences], cosines
        )
        run = verdict.sentences
        if not run or not states([chunk.sentences[place].text for place in run], chunk.language):
            continue
        if verdict.supported and not _foreign(sentence.text, chunk.text):
            yield sentence.text, quotes(index, chunk, run)[0]
            return
        if not replacement and near.issuperset(ids[run.start : run.stop]):
            run = in_context(index.documents[chunk.source], chunk, run.start, run.stop)
            replacement = quotes(index, chunk, run)[0]
    if replacement:
        yield replacement.text, replacement


def _near(index: Index, found: Found, sources: list[Chunk]) -> set[str]:
    """Return the ids of the sources' sentences that are near enough to the question."""
    ids = [f"{chunk.id}:{number}" for chunk in sources for number in range(len(chunk.sentences))]
    stored = index.vectors.fetch("sentences", ids)
    cosines = {id: float(stored[id] @ found.vector) for id in ids}
    return {id for id, cosine in cosines.items() if cosine >= max(cosines.values()) - _NEAR}


def _foreign(text: str, source: str) -> bool:
    """Whether a text leads somewhere, or holds a sign (emoji, currency), that its source does not."""
    signs = {char for char in text if unicodedata.category(char)[0] in "SC" and not char.isspace()}
    return not signs <= set(source) or any(found[0] not in source for found in _LEADING.finditer(text))
