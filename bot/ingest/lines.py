"""Line breaks that mean something: paragraphs of plain-text documents, and questions on their own line."""

import re
from collections.abc import Sequence

from bot.ingest.blocks import Block, line_spans
from bot.ingest.faq import answer_start, question_at
from bot.types import Span

_FINISHED = re.compile(r"[.!?:;。！？：…][\"'”’»)」』）\]*_]*$")
_CJK = re.compile("[\u3041-\u30ff\u3400-\u9fff]")
_WRAPPED = range(60, 101)  # characters of a line that an editor broke
_WRAPPED_CJK = range(25, 61)


def unwrapped(text: str, language: str, block: Block) -> list[Block]:
    """Cut a paragraph of a plain-text document into its lines, unless an editor broke them."""
    if block.kind not in ("paragraph", "item"):
        return [block]
    spans = line_spans(text, block.span)
    shown = [text[span.start : span.end] for span in spans]
    broken = _broken_by_editor(shown)
    joined: list[Span] = []
    for at, span in enumerate(spans):
        goes_on = broken or (shown[at][0].islower() and not _FINISHED.search(shown[at - 1]))
        if at and goes_on and question_at(text, span, language, listed=False) is None:
            joined[-1] = Span(joined[-1].start, span.end)
        else:
            joined.append(span)
    return _as_blocks(block, joined)


def cut_at_questions(text: str, language: str, block: Block) -> list[Block]:
    """Cut a paragraph before and behind each of its lines that is a question, and before ``A:``."""
    spans = line_spans(text, block.span)
    if block.kind not in ("paragraph", "item") or len(spans) < 2:
        return [block]
    cut: list[Span] = []
    after_question = False
    for span in spans:
        finished = not cut or after_question or _FINISHED.search(text[cut[-1].start : cut[-1].end])
        question = bool(finished) and question_at(text, span, language, listed=False) is not None
        if cut and not question and not after_question and answer_start(text, span) is None:
            cut[-1] = Span(cut[-1].start, span.end)
        else:
            cut.append(span)
        after_question = question
    return _as_blocks(block, cut)


def _broken_by_editor(lines: Sequence[str]) -> bool:
    """Tell whether all lines but the last are as long as a page is wide, and some end mid-sentence."""
    widths = [_WRAPPED_CJK if _CJK.search(line) else _WRAPPED for line in lines[:-1]]
    return all(len(line) in width for line, width in zip(lines, widths, strict=False)) and not all(
        _FINISHED.search(line) for line in lines[:-1]
    )


def _as_blocks(block: Block, spans: Sequence[Span]) -> list[Block]:
    # Lines below a list item without a mark of their own are prose that happens to follow it.
    return [Block("paragraph" if at else block.kind, span) for at, span in enumerate(spans)]
