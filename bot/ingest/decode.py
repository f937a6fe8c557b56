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
_LEGACY = ["cp932", "euc_jp", "iso2022_jp", "cp1252", "cp1251"]
_CONTROL = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")  # 0x1b starts a shift of ISO-2022-JP
_SIGNATURES = (b"%PDF-", b"PK\x03\x04", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"\xd0\xcf\x11\xe0")
# What Western languages do not put between letters: another code page read as cp1252.
_MISREAD = re.compile(r"[^\W\d_][¹²³¿¼½¾¤¨¸¦¬¯±µ¶÷×¢£¥§ªº]+[^\W\d_]")
_LETTER = re.compile(r"[^\W\d_]")
_JAPANESE = re.compile(
    r"[\u2010-\u2027\u2190-\u26ff\u3000-\u30ff\u3300-\u33ff\u4e00-\u9fff\uff00-\uff60\uffe5]"
)
_KANA = re.compile(r"[\u3041-\u30ff]")
_CYRILLIC = re.compile(r"[\u0400-\u04ff]")
_OTHER_THAN_ASCII = re.compile(r"[^\x00-\x7f]")


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
    text = str(best) if best is not None else ""
    if best is None or not _plausible(text, best.encoding, best.coherence):
        raise Refused("is not UTF-8 and its encoding cannot be told; save it as UTF-8")
    return text


def _plausible(text: str, encoding: str, coherence: float) -> bool:
    """Tell whether a text looks like the languages its encoding is used for; the guess alone is no proof."""
    other = len(_OTHER_THAN_ASCII.findall(text))
    letters = _LETTER.findall(text)
    if "\x1b" in text or not letters:
        return False
    if encoding == "cp1252":
        foreign = sum(letter > "\x7f" for letter in letters)
        return 3 * foreign <= len(letters) and not _MISREAD.search(text)
    if encoding == "cp1251":
        return coherence > 0.2 and 2 * len(_CYRILLIC.findall(text)) >= len(letters)
    # Japanese is never without kana, other East Asian code pages read as Japanese are.
    japanese, kana = len(_JAPANESE.findall(text)), len(_KANA.findall(text))
    return japanese >= 0.9 * other and kana >= 0.1 * japanese
