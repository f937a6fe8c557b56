"""HTML, PDF and DOCX to Markdown, through markitdown's converters, from bytes alone.

The converters are called directly: ``MarkItDown`` itself would load a model to guess the format and
could fetch URLs. Imports stand inside the functions because markitdown takes seconds to import.
"""

import io
import re
import zipfile
from typing import TYPE_CHECKING

from bot.ingest.decode import decode, normalise
from bot.ingest.sources import Refused

if TYPE_CHECKING:
    from bs4 import BeautifulSoup, Tag

_NOT_CONTENT = ["script", "style", "nav", "noscript", "template", "iframe", "svg", "form", "dialog"]
_LARGEST_UNPACKED = 200_000_000  # bytes; a larger DOCX is a bomb rather than an article
_DECLARATION = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)


def html_to_markdown(raw: bytes) -> tuple[str, str | None, str | None]:
    """Return the Markdown of a page's main content, its ``<title>`` and its declared language."""
    from markitdown import StreamInfo
    from markitdown.converters import HtmlConverter

    page = _parsed(raw)
    title = page.title.get_text(" ", strip=True) if page.title else None
    language = page.html.get("lang") if page.html else None
    main = _main(page)
    for tag in main.find_all(_NOT_CONTENT):
        tag.decompose()
    stream = io.BytesIO(str(main).encode("utf-8", "replace"))
    converted = HtmlConverter().convert(stream, StreamInfo(extension=".html", charset="utf-8"))
    return _tidy(converted.markdown), title or None, str(language) if language else None


def pdf_to_markdown(raw: bytes) -> str:
    """Return the text of a PDF.

    Raises:
        Refused: it holds pictures of pages only.
    """
    from markitdown import StreamInfo
    from markitdown.converters import PdfConverter

    converted = PdfConverter().convert(io.BytesIO(raw), StreamInfo(extension=".pdf"))
    text = _tidy(converted.markdown)
    if not text:
        raise Refused("has no text layer; run OCR first")
    return text


def docx_to_markdown(raw: bytes) -> str:
    """Return the Markdown of a Word document.

    Raises:
        Refused: it is no DOCX, unpacks to too much, or declares entities.
    """
    _check_archive(raw)
    from markitdown import StreamInfo
    from markitdown.converters import DocxConverter

    converter = DocxConverter()  # type: ignore[no-untyped-call]
    converted = converter.convert(io.BytesIO(raw), StreamInfo(extension=".docx"))
    # Pictures come as data: URIs, which hold nothing to read.
    return _tidy(re.sub(r"!\[[^\]]*\]\(data:[^)]*\)", "", converted.markdown))


def _parsed(raw: bytes) -> "BeautifulSoup":
    from bs4 import BeautifulSoup

    try:
        return BeautifulSoup(decode(raw), "html.parser")
    except Refused:
        if b"\x00" in raw:
            raise
        return BeautifulSoup(raw, "html.parser")  # goes by the page's own declaration


def _main(page: "BeautifulSoup") -> "BeautifulSoup | Tag":
    """Return the part of a page that is the article; the whole page where nothing says so."""
    for name in ("main", "article"):
        found = [tag for tag in page.find_all(name) if tag.get_text(strip=True)]
        if len(found) == 1:
            return found[0]
    for tag in page.find_all(["header", "footer", "aside"]):
        tag.decompose()
    return page.body or page


def _check_archive(raw: bytes) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            if sum(member.file_size for member in archive.infolist()) > _LARGEST_UNPACKED:
                raise Refused("unpacks to more than 200 MB; split it or remove its pictures")
            for name in archive.namelist():
                # Word never writes declarations; entities could read files or grow without end.
                if name.endswith((".xml", ".rels")) and _DECLARATION.search(archive.read(name)):
                    raise Refused("declares XML entities, which no Word document does; save it anew in Word")
    except zipfile.BadZipFile as error:
        raise Refused("is no DOCX file; open it in Word and save it as .docx") from error


def _tidy(markdown: str) -> str:
    text = normalise(markdown).replace("\f", "\n\n")
    text = re.sub(r"[ \t\xa0]+$", "", text, flags=re.MULTILINE)
    # A rule at the top would be taken for the start of front matter.
    text = re.sub(r"\A(?:\s|-{3,}$)+", "", text, flags=re.MULTILINE)
    return re.sub(r"\n{3,}", "\n\n", text).strip() + "\n" if text.strip() else ""
