"""From the files of a corpus to its articles, and which files cannot be used."""

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.errors import UsageError
from bot.ingest.blocks import Block, BlockKind, Heading, elements
from bot.ingest.decode import decode
from bot.ingest.faq import is_question
from bot.ingest.load import Refused, discover, load
from bot.ingest.markup import plain, sentences
from bot.ingest.structure import Structure, parse
from bot.language import detect_document, normalise_code
from bot.lint.articles import Article, Link, Question, Title, Unit, is_lined
from bot.lint.findings import Finding
from bot.lint.links import targets
from bot.lint.yaml_lines import fields
from bot.types import FaqPair, Span

CHECK = "files"
MAX_BYTES = 20_000_000
_WORKED_EXAMPLE = re.compile(r"worked example|regneeksempel|計算例", re.I)

_LineOf = Callable[[int], int | None]


@dataclass(frozen=True, slots=True)
class _File:
    source: str
    text: str
    language: str  # as ingestion takes it
    broken: bool = False

    @property
    def folder(self) -> str:
        return self.source.partition("/")[0] if "/" in self.source else ""


def read_articles(corpus: Path, *, edited: bool) -> tuple[list[Article], list[Finding]]:
    """Read all articles, and say which files cannot be read; ``edited``: each folder is a language's.

    Raises:
        UsageError: there is no article at all.
    """
    found_files, refusals = discover(corpus)
    if not corpus.is_dir():
        raise UsageError(f"{corpus} is no folder; name the folder that holds the articles")
    # Elsewhere pictures and the like may stand among the articles.
    found = [Finding(CHECK, r.source, None, r.reason, "error" if edited else "warning") for r in refusals]
    files: list[_File] = []
    for file in found_files:
        try:
            loaded = load(file, MAX_BYTES)
        except Refused as refused:
            found.append(_unreadable(file.source, str(refused)))
            if found[-1].check != CHECK:
                text = decode(file.path.read_bytes())  # the rest of the article can be examined
                files.append(_File(file.source, text, detect_document(text), broken=True))
            continue
        files.append(_File(file.source, loaded.document.text, loaded.document.language))
        left_out = [w for w in loaded.warnings if not w.startswith("front matter")]  # a check's of its own
        found += [Finding(CHECK, file.source, None, warning, "error") for warning in left_out]
    if not files and not found:
        raise UsageError(f"{corpus} holds no articles; put them in {corpus}/<language>/<slug>.md")
    folders = _language_folders(files, edited=edited)
    articles: list[Article] = []
    for read in files:
        article = _article(read, folders, edited=edited)
        if edited and article.markdown and not read.folder:
            found.append(Finding(CHECK, read.source, None, _ASTRAY, "error"))
        else:
            articles.append(article)
    return articles, found


_ASTRAY = "stands in no language folder; move it to that of its language, such as en/"


def _unreadable(source: str, reason: str) -> Finding:
    if not reason.startswith("broken front matter"):
        return Finding(CHECK, source, None, reason, "error")
    line = re.search(r"\bline (\d+)", reason)
    return Finding("front matter", source, int(line[1]) if line else 1, reason, "error")


def _language_folders(files: Sequence[_File], *, edited: bool) -> Mapping[str, str]:
    """Return the language of each folder that is for one.

    Elsewhere than in an edited corpus "hr" may be a department; it is for Croatian where half of it is.
    """
    if edited:
        return {file.folder: file.folder for file in files if file.folder}
    held = Counter(file.folder for file in files)
    codes = {folder: normalise_code(folder) for folder in held if folder}
    own = Counter(file.folder for file in files if codes.get(file.folder) == file.language)
    return {folder: code for folder, code in codes.items() if code and 2 * own[folder] >= held[folder]}


def _article(file: _File, folders: Mapping[str, str], *, edited: bool) -> Article:
    front = fields(file.text)
    folder = folders.get(file.folder)
    stated = front.get("language") or front.get("lang")
    declared = normalise_code(str(stated.value)) if stated else None
    language = (folder if edited else declared or folder) or file.language
    path = file.source.partition("/")[2] if folder else file.source
    text = file.text
    line_of = _line_finder(text) if is_lined(file.source) else lambda at: None
    structure = parse(text, language, file.source)
    found = elements(text)
    titles = tuple(_titles(found, line_of))
    return Article(
        source=file.source,
        language=language,
        slug=path.removesuffix(Path(path).suffix),
        text=text,
        structure=structure,
        front=front,
        units=_units(text, language, found, structure, line_of),
        titles=titles,
        questions=tuple(
            Question(pair.question, line_of(pair.question_span.start)) for pair in _faq(structure)
        ),
        unanswered=(
            *(Question(t.text, t.line) for t in titles if t.empty and is_question(t.text)),
            *_inline_unanswered(text, structure, line_of),
        ),
        links=tuple(Link(target, line_of(at)) for target, at in targets(text)),
        broken=file.broken,
    )


def _faq(structure: Structure) -> list[FaqPair]:
    return [pair for pair in structure.pairs if pair.origin == "faq"]


def _units(
    text: str, language: str, found: Sequence[Heading | Block], structure: Structure, line_of: _LineOf
) -> tuple[Unit, ...]:
    numbers = {pair.question_span: number for number, pair in enumerate(_faq(structure))}
    units: list[tuple[int, Unit]] = []
    for heading in found:
        if isinstance(heading, Heading):
            at = heading.span.start
            units.append((at, Unit(heading.text, line_of(at), "heading", numbers.get(heading.span))))
    for section in structure.sections:
        number = numbers.get(section.pair.question_span) if section.pair else None
        example = any(_WORKED_EXAMPLE.match(heading) for heading in section.heading)
        for block in section.blocks:
            for part, span in _parts(text, language, block.kind, block.span):
                units.append((span.start, Unit(part, line_of(span.start), block.kind, number, example)))
    return tuple(unit for _, unit in sorted(units, key=lambda placed: placed[0]))


def _parts(text: str, language: str, kind: BlockKind, span: Span) -> list[tuple[str, Span]]:
    if kind in ("row", "code"):
        return [(plain(text[span.start : span.end]), span)]
    return [(sentence.text, sentence.span) for sentence in sentences(text, span, language)]


def _titles(found: Sequence[Heading | Block], line_of: _LineOf) -> Iterator[Title]:
    for number, heading in enumerate(found):
        if isinstance(heading, Heading):
            below = found[number + 1] if number + 1 < len(found) else None
            empty = below is None or (isinstance(below, Heading) and below.level <= heading.level)
            yield Title(heading.text, heading.level, line_of(heading.span.start), empty)


def _inline_unanswered(text: str, structure: Structure, line_of: _LineOf) -> Iterator[Question]:
    """Yield the questions in running text that stand among answered ones and are content themselves."""
    answering = {section.heading for section in structure.sections if section.pair}
    for section in structure.sections:
        if section.pair is None and section.heading in answering and len(section.blocks) == 1:
            span = section.blocks[0].span
            question = plain(text[span.start : span.end])
            if is_question(question):
                yield Question(question, line_of(span.start))


def _line_finder(text: str) -> _LineOf:
    starts = [0, *(found.end() for found in re.finditer("\n", text))]
    return lambda at: bisect_right(starts, at)
