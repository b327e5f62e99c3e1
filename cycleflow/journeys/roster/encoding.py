"""Bytes to text: UTF-8 with or without its mark, UTF-16 with it, or GB18030.

**Why** so careful: GB18030 makes Chinese characters out of almost any bytes, so "it decodes" proves nothing. A file
that is not UTF-8 is taken for GB18030 only if what comes out is mostly everyday Chinese; a UTF-8 file with a damaged
character and a Western European file are told apart from it, and said to be what they are.
"""

from __future__ import annotations

import codecs
import re

from cycleflow.journeys.roster.complaint import UnreadableError

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig", "UTF-8"),
    (codecs.BOM_UTF32_LE, "utf-32", "UTF-32"),
    (codecs.BOM_UTF32_BE, "utf-32", "UTF-32"),
    (codecs.BOM_UTF16_LE, "utf-16", "UTF-16"),
    (codecs.BOM_UTF16_BE, "utf-16", "UTF-16"),
    ("\ufeff".encode("gb18030"), "gb18030", "GB18030"),
)
_ADVICE = "save it as UTF-8 (in Excel: CSV UTF-8), or name its encoding with --encoding."
_RARE_ZEROS = 10
"""Of so many bytes one may be zero: that is a damaged cell; more are another encoding."""
_FOREIGN_BYTES = bytes(range(0x80, 0x100))
_EVERYDAY = 0.75
"""The least share of everyday characters (GB 2312) in what is taken for Chinese."""


def decode(raw: bytes, file: str, encoding: str | None = None) -> tuple[str, str]:
    """Return the text and the name of the encoding it was in.

    Raises:
        UnreadableError: the bytes are in no encoding that can be told, or not in the one named.
    """
    if encoding:
        return _decode_as(raw, file, encoding), encoding
    for mark, codec, name in _MARKS:
        if raw.startswith(mark):
            return _decode_as(raw, file, codec).removeprefix("\ufeff"), name
    if raw.count(0) > len(raw) // _RARE_ZEROS:
        raise UnreadableError(file=file, why=f"it holds zero bytes, as UTF-16 without a mark does; {_ADVICE}")
    try:
        return raw.decode(), "UTF-8"
    except UnicodeDecodeError as error:
        return _decode_chinese(raw, file, error), "GB18030"


def _decode_as(raw: bytes, file: str, encoding: str) -> str:
    try:
        return raw.decode(encoding)
    except LookupError as error:
        raise UnreadableError(file=file, why=f"there is no encoding called {encoding}.") from error
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        why = f"it is not {encoding.upper()} all through; line {line} holds a byte that does not belong."
        raise UnreadableError(file=file, why=why) from error


def _decode_chinese(raw: bytes, file: str, error: UnicodeDecodeError) -> str:
    if _is_damaged_utf8(raw):
        line = raw[: error.start].count(b"\n") + 1
        raise UnreadableError(file=file, why=f"it is UTF-8, but a character in line {line} is damaged; save it again.")
    try:
        text = raw.decode("gb18030")
    except UnicodeDecodeError:
        text = ""
    if not _is_everyday_chinese(text):
        raise UnreadableError(file=file, why=f"it is neither UTF-8 nor GB18030; {_ADVICE}")
    return text


def _is_damaged_utf8(raw: bytes) -> bool:
    """In text of another encoding, hardly any bytes happen to form characters of UTF-8."""
    ascii_only = len(raw.translate(None, _FOREIGN_BYTES))
    sound = len(raw.decode(errors="ignore").encode()) - ascii_only
    return sound > (len(raw) - ascii_only) / 2


def _is_everyday_chinese(text: str) -> bool:
    special = re.sub(r"[\x00-\x7f]", "", text)
    everyday = len(special.encode("gb2312", "ignore")) // 2
    return bool(special) and everyday >= len(special) * _EVERYDAY
