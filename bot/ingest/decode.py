"""Bytes to text: UTF-8, and the older encodings that Norwegian and Japanese files come in."""

import codecs
import re

from charset_normalizer import from_bytes

from bot.ingest.sources import Refused

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16, whose mark it starts with
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# Among all encodings, charset-normalizer takes short Norwegian texts in cp1252 for cp1250 half of the time.
_LEGACY = ["cp932", "euc_jp", "iso2022_jp", "cp1252", "cp1251", "gb18030", "big5", "euc_kr"]
_MOST_CHAOS = 0.1
_CONTROL = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")  # 0x1b starts a shift of ISO-2022-JP
_SIGNATURES = (b"%PDF-", b"PK\x03\x04", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"\xd0\xcf\x11\xe0")
# Letters that Western languages do not put inside words: another code page read as cp1252.
_MISREAD = re.compile(r"[^\W\d_][¹²³¿¼½¾¤¨¸¦¬¯±µ¶÷×¢£¥§ªº]+[^\W\d_]")


def decode(raw: bytes) -> str:
    r"""Return the text in ``raw``, without a byte order mark and with ``\n`` newlines.

    Raises:
        Refused: the bytes are no text, or their encoding cannot be told with confidence.
    """
    for mark, encoding in _MARKS:
        if raw.startswith(mark):
            try:
                return normalise(raw[len(mark) :].decode(encoding))
            except UnicodeDecodeError as error:
                raise Refused(f"starts like {encoding.upper()} but is not; save it as UTF-8") from error
    if raw.startswith(_SIGNATURES) or _CONTROL.search(raw):
        raise Refused("looks binary, not text; give it the extension of its format or delete it")
    try:
        text = raw.decode("utf-8")
        if b"\x1b" not in raw:
            return normalise(text)
    except UnicodeDecodeError:
        pass
    return normalise(_decode_legacy(raw))


def normalise(text: str) -> str:
    r"""Use ``\n`` for every newline, and drop what no UTF-8 file can hold."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return text.encode("utf-8", "replace").decode("utf-8")


def _decode_legacy(raw: bytes) -> str:
    best = from_bytes(raw, cp_isolation=_LEGACY).best()
    if best is None or best.chaos > _MOST_CHAOS:
        raise Refused("is not UTF-8 and its encoding cannot be told; save it as UTF-8")
    text = str(best)
    if "\x1b" in text or (best.encoding == "cp1252" and _MISREAD.search(text)):
        raise Refused("is not UTF-8 and its encoding cannot be told; save it as UTF-8")
    return text
