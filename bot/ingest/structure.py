"""From a document's text to its sections and the FAQ pairs it holds, with exact places."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from urllib.parse import urlsplit

from bot.ingest.blocks import Block, Heading, elements, line_spans
from bot.ingest.faq import (
    Question,
    Style,
    answer_start,
    hidden_questions,
    is_faq_heading,
    is_question,
    question_at,
    question_without_mark,
)
from bot.ingest.front_matter import FRONT_MATTER
from bot.ingest.lines import cut_at_questions, unwrapped
from bot.ingest.markup import plain, render, sentences
from bot.types import FaqPair, Origin, Span

__all__ = ["Block", "Section", "Structure", "parse", "related"]


@dataclass(frozen=True, slots=True)
class Section:
    """Content under one heading, or one question's answer, with the headings above it."""

    heading: tuple[str, ...]  # plain texts, outermost first; () before the first heading
    blocks: tuple[Block, ...]  # its own, not those of the sections below it
    pair: FaqPair | None


@dataclass(frozen=True, slots=True)
class Structure:
    """A document's sections in order, and the FAQ pairs among them."""

    sections: tuple[Section, ...]
    pairs: tuple[FaqPair, ...]


@dataclass(frozen=True, slots=True)
class _Part:
    """A heading (None before the first) and the blocks up to the next one."""

    heading: Heading | None
    path: tuple[str, ...]
    blocks: list[Block] = field(default_factory=list)

    @property
    def level(self) -> int:
        return self.heading.level if self.heading else 0


@dataclass(frozen=True, slots=True)
class _Source:
    text: str
    language: str
    name: str


def parse(text: str, language: str, source: str) -> Structure:
    """Read a document's sections and FAQ pairs. ``source`` names the document in the pairs."""
    document = _Source(text, language, source)
    parts = _parts(text, elements(text))
    if all(part.heading is None for part in parts):
        sections = _plain_text(document, [block for part in parts for block in part.blocks])
    else:
        sections = []
        at = 0
        while at < len(parts):
            below = _zone_end(parts, at)
            if _opens_faq(parts[at], parts[at + 1 : below]):
                sections += _faq(document, parts[at:below])
                at = below
            else:
                sections.append(_article(document, parts[at]))
                at += 1
    sections = [section for section in sections if section.blocks]
    return Structure(tuple(sections), tuple(section.pair for section in sections if section.pair))


def related(text: str) -> tuple[str, ...]:
    """Return the targets of the relative links, such as "/copay", once each and in order."""
    front = FRONT_MATTER.match(text)
    rendered = render(text, front.end() if front else 0, len(text))
    targets: dict[str, None] = {}
    for pair in sorted(rendered.pairs, key=lambda pair: pair.open.start):
        target = re.search(r"[(（]\s*<?([^\s<>()（）]+)", text[pair.close.start : pair.close.end])
        if pair.kind != "link" or not target:
            continue
        try:
            parts = urlsplit(target[1])
        except ValueError:
            continue  # not a URL, such as "[::1"
        if parts.path and not parts.scheme and not parts.netloc:
            targets[parts.path] = None
    return tuple(targets)


def _parts(text: str, found: Sequence[Heading | Block]) -> list[_Part]:
    parts = [_Part(None, ())]
    above: list[Heading] = []
    for element in found:
        if isinstance(element, Block):
            element = _bold_faq_heading(text, element) or element
        if isinstance(element, Block):
            parts[-1].blocks.append(element)
            continue
        above = [heading for heading in above if heading.level < element.level] + [element]
        parts.append(_Part(element, tuple(heading.text for heading in above)))
    return parts


def _bold_faq_heading(text: str, block: Block) -> Heading | None:
    """Take a bold paragraph such as ``**FAQ**`` for the heading it is meant to be."""
    source = text[block.span.start : block.span.end]
    if block.kind != "paragraph" or not re.fullmatch(r"\*\*[^*\n]+\*\*:?", source):
        return None
    return Heading(6, plain(source), block.span) if is_faq_heading(plain(source)) else None


def _opens_faq(part: _Part, below: Sequence[_Part]) -> bool:
    if part.heading is None:
        return False
    # In a language or wording nobody foresaw, a heading with nothing but questions below it is a FAQ too.
    # The title of an article (level 1) is none.
    only_questions = part.level > 1 and not part.blocks and len(below) > 1
    return is_faq_heading(part.heading.text) or (
        only_questions and all(inner.heading and is_question(inner.heading.text) for inner in below)
    )


def _zone_end(parts: Sequence[_Part], at: int) -> int:
    """Return the index behind the last part below the heading of ``parts[at]``."""
    level = parts[at].level
    return next((end for end in range(at + 1, len(parts)) if parts[end].level <= level), len(parts))


def _article(document: _Source, part: _Part) -> Section:
    section = Section(part.path, tuple(part.blocks), None)
    if part.heading is None or not is_question(part.heading.text):
        return section
    return _answered(document, section, part.heading, "heading")


def _faq(document: _Source, zone: Sequence[_Part]) -> list[Section]:
    """Read a FAQ: the parts of ``zone`` are its heading and all that stands below it."""
    sections = _inline_questions(document, zone[0].path, zone[0].blocks)
    at = 1
    while at < len(zone):
        end = _answer_end(zone, at)
        part = zone[at]
        if part.heading is None or _is_group(document, zone, at):
            sections += _inline_questions(document, part.path, part.blocks)
            end = at + 1
        else:
            sections.append(_answered(document, _merged(zone[at:end]), part.heading, "faq"))
        at = end
    return sections


def _answer_end(zone: Sequence[_Part], at: int) -> int:
    """Return the index behind the parts that make up the answer to the heading of ``zone[at]``."""
    below = _zone_end(zone, at)
    headings = ((end, zone[end].heading) for end in range(at + 1, below))
    return next((end for end, heading in headings if heading and is_question(heading.text)), below)


def _is_group(document: _Source, zone: Sequence[_Part], at: int) -> bool:
    """Tell whether a heading inside a FAQ groups questions, rather than being one."""
    part, below = zone[at], zone[at + 1 : _zone_end(zone, at)]
    if part.heading is None or is_question(part.heading.text):
        return False
    if not part.blocks:
        return bool(below)
    if any(inner.heading and is_question(inner.heading.text) for inner in below):
        return True
    first = question_at(document.text, _first_line(document, part.blocks[0]), document.language, listed=False)
    return first is not None


def _merged(parts: Sequence[_Part]) -> Section:
    """Make one section of a question and the headings inside its answer, which become blocks."""
    blocks = list(parts[0].blocks)
    for part in parts[1:]:
        if part.heading:
            blocks.append(Block("paragraph", part.heading.span))
        blocks += part.blocks
    return Section(parts[0].path, tuple(blocks), None)


def _answered(document: _Source, section: Section, heading: Heading, origin: Origin) -> Section:
    rendered = render(document.text, heading.span.start, heading.span.end)
    question, span = question_without_mark(document.text, rendered)
    return _paired(document, section, question, span, origin)


def _paired(document: _Source, section: Section, question: str, span: Span, origin: Origin) -> Section:
    if not section.blocks or not question:
        return section
    answer_span = Span(section.blocks[0].span.start, section.blocks[-1].span.end)
    answer = plain(document.text[answer_span.start : answer_span.end])
    pair = FaqPair(question, answer, document.name, document.language, span, answer_span, origin)
    return replace(section, pair=pair if answer else None)


def _plain_text(document: _Source, blocks: Sequence[Block]) -> list[Section]:
    """Read a document without any heading: each line is a block unless an editor wrapped it."""
    lines = [piece for block in blocks for piece in unwrapped(document.text, document.language, block)]
    sections = _inline_questions(document, (), lines)
    return [piece for section in sections for piece in _with_hidden_questions(document, section)]


def _first_line(document: _Source, block: Block) -> Span:
    spans = line_spans(document.text, block.span)
    return spans[0] if spans else block.span


def _inline_questions(document: _Source, path: tuple[str, ...], blocks: Sequence[Block]) -> list[Section]:
    """Read questions that stand in running text: bold lines, ``Q:`` and ``A:``, lines that are a question.

    The first question decides how the others must look, so that a question within an answer stays there.
    """
    sections: list[Section] = []
    asked: Question | None = None
    styles: frozenset[Style] = frozenset(("marked", "bold", "bare", "numbered", "listed"))
    gathered: list[Block] = []
    for block in (
        piece for whole in blocks for piece in cut_at_questions(document.text, document.language, whole)
    ):
        listed = block.kind == "item"
        question = question_at(document.text, block.span, document.language, listed=listed)
        if block.kind in ("row", "code") or question is None or question.style not in styles:
            start = answer_start(document.text, block.span) if asked and not gathered else None
            gathered.append(block if start is None else replace(block, span=Span(start, block.span.end)))
            continue
        styles = frozenset(("bold", "bare") if question.style in ("bold", "bare") else (question.style,))
        sections.append(_asked_section(document, path, asked, gathered))
        asked, gathered = question, []
        if question.rest:
            gathered.append(Block(block.kind, question.rest))
    sections.append(_asked_section(document, path, asked, gathered))
    return [section for section in sections if section.blocks]


def _asked_section(
    document: _Source, path: tuple[str, ...], asked: Question | None, blocks: Sequence[Block]
) -> Section:
    if asked is None:
        return Section(path, tuple(blocks), None)
    if not blocks:  # nobody answers it, but it is content
        return Section(path, (Block("paragraph", asked.span),), None)
    return _paired(document, Section(path, tuple(blocks), None), asked.text, asked.span, "faq")


def _with_hidden_questions(document: _Source, section: Section) -> list[Section]:
    """Split off the questions that a machine left in the middle of an answer's paragraph."""
    pair = section.pair
    if pair is None:
        return [section]
    sections: list[Section] = []
    asked, asked_span = pair.question, pair.question_span
    gathered: list[Block] = []
    for block in section.blocks:
        found = sentences(document.text, block.span, document.language)
        start = block.span.start
        for at in hidden_questions(found):
            gathered.append(replace(block, span=Span(start, found[at - 1].span.end)))
            answer = Section(section.heading, tuple(gathered), None)
            sections.append(_paired(document, answer, asked, asked_span, "faq"))
            asked, asked_span = found[at].text, found[at].span
            gathered, start = [], found[at + 1].span.start
        gathered.append(replace(block, span=Span(start, block.span.end)))
    rest = Section(section.heading, tuple(gathered), None)
    return [*sections, _paired(document, rest, asked, asked_span, "faq")]
