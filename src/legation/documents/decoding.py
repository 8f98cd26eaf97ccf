"""Bytes of a text file → its text: UTF-8, UTF-16 with its mark, legacy code pages.

A byte-order mark belongs to the encoding and is dropped; nothing else is changed.  What is no text,
or UTF-16 without its mark (a guess that would move every span), is a `DocumentError`.
"""

import unicodedata
from collections import Counter
from typing import Final

from legation.errors import DocumentError

_MARKS: Final = (
    (b"\xef\xbb\xbf", "utf-8"),
    (b"\xff\xfe\x00\x00", "utf-32-le"),
    (b"\x00\x00\xfe\xff", "utf-32-be"),
    (b"\xff\xfe", "utf-16-le"),
    (b"\xfe\xff", "utf-16-be"),
)
_MAGIC: Final = (
    (b"%PDF-", "a PDF"),
    (b"PK\x03\x04", "a ZIP archive (perhaps a DOCX)"),
    (b"\x89PNG", "a PNG image"),
    (b"\xff\xd8\xff", "a JPEG image"),
    (b"GIF8", "a GIF image"),
    (b"\x7fELF", "a program"),
    (b"MZ", "a Windows program"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"\xd0\xcf\x11\xe0", "an old Office file"),
    (b"SQLite format 3\x00", "an SQLite database"),
)
_LEGACY: Final = ["cp1252", "cp1251", "cp1254", "cp1256", "cp1250", "koi8_r", "gb18030"]
_SAMPLE: Final = 65_536  # bytes looked at to tell the encoding


def decode(data: bytes) -> str:
    """The text that *data* holds.

    Raises
    ------
    DocumentError
        If the bytes are no text in any known encoding.

    >>> decode("Кабул".encode("utf-16"))
    'Кабул'
    """
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _strictly(data[len(mark) :], encoding)
    head = data[:_SAMPLE]
    _refuse_known_binaries(head)
    if _controls(head) <= max(len(head) // 500, 0 if b"\0" in head else 3):
        try:
            return data.decode("utf-8")
        except UnicodeDecodeError:
            return _damaged_utf8(data) or _legacy(data)
    if _is_utf16(data):
        raise DocumentError("is UTF-16 without its byte-order mark; save it as UTF-8")
    raise DocumentError("is binary, not text; give the file the ending of its format")


def _strictly(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        text = data.decode(encoding, "replace")
        if text.count("\ufffd") > 1 + len(text) // 1000:
            raise DocumentError(
                f"is marked as {encoding.upper()} but breaks it at byte {error.start}; "
                "save it again as UTF-8"
            ) from None
        return text


def _refuse_known_binaries(head: bytes) -> None:
    for magic, what in _MAGIC:
        if head.startswith(magic) and (len(magic) > 2 or _controls(head) > len(head) // 100):
            raise DocumentError(f"is {what}, not text; give the file the ending of its format")


def _controls(head: bytes) -> int:
    """How many bytes of *head* are control characters that text does not hold."""
    return sum(head.count(bytes((c,))) for c in (*range(9), *range(14, 27), *range(28, 32), 127))


def _damaged_utf8(data: bytes) -> str | None:
    """UTF-8 with a few broken characters, which become U+FFFD; None where it is not UTF-8."""
    text = data.decode("utf-8", "replace")
    broken = text.count("\ufffd")
    whole = sum(1 for c in text[:_SAMPLE] if c > "\x7f") - broken
    return text if whole > 4 * broken else None


def _is_utf16(data: bytes) -> bool:
    """Whether bytes that are no UTF-8 read like a text in UTF-16."""
    head = data[: min(len(data), _SAMPLE) // 2 * 2]
    return any(
        _plausibility(head.decode(order, "replace")) > 0.97 for order in ("utf-16-le", "utf-16-be")
    )


def _plausibility(sample: str) -> float:
    """Share of characters that a text would hold, of few scripts and with blanks between them."""
    if not sample or not any(c in " \n\u3000。" for c in sample):
        return 0.0
    good = sum(
        1
        for c in sample
        if c in "\t\r\n" or (c != "\ufffd" and unicodedata.category(c)[0] in "LNPZM")
    )
    blocks = Counter(ord(c) >> 8 for c in sample)
    common = sum(n for _, n in blocks.most_common(3)) / len(sample)
    wide = sum(1 for c in sample if "\u3000" <= c <= "\u9fff") / len(sample)
    return good / len(sample) if common > 0.9 or wide > 0.9 else 0.0


def _legacy(data: bytes) -> str:
    from charset_normalizer import from_bytes

    best = from_bytes(data[:_SAMPLE], cp_isolation=_LEGACY).best()
    if best is None:
        raise DocumentError("is in an encoding that cannot be told; save it as UTF-8")
    return data.decode(best.encoding, "replace")
