"""RSS and Atom → their entries: title, address, date, authors, and the text that they carry."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from html import escape
from typing import Any, Final

from legation.documents.assembly import assemble, digest, joined
from legation.documents.given import Found, Given
from legation.documents.html import text_of_html
from legation.documents.paragraphs import Paragraph
from legation.errors import DocumentError
from legation.records import Document

MAX_BYTES: Final = 20_000_000
MAX_ENTRIES: Final = 5_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One item of a feed; `html` is the text that the feed itself carries."""

    title: str | None
    url: str | None
    date: str | None
    authors: tuple[str, ...]
    publisher: str | None
    html: str

    def given(self, given: Given) -> Given:
        """What the user states, and for the rest what the feed says."""
        return replace(
            given,
            title=given.title or self.title,
            date=given.date or self.date,
            authors=given.authors or self.authors,
            publisher=given.publisher or self.publisher,
            url=given.url or self.url,
        )


def parse_feed(data: bytes) -> list[Entry]:
    """The entries of a feed, in its order.

    Raises
    ------
    DocumentError
        If it is no feed, too large, or defines entities of its own.
    """
    import feedparser

    if len(data) > MAX_BYTES:
        raise DocumentError(f"is a feed of more than {MAX_BYTES // 10**6} MB; it was not read")
    if b"<!ENTITY" in data:
        raise DocumentError("defines entities, as no feed does; it was not read")
    feed = feedparser.parse(data)
    if not feed.entries and not feed.version:
        raise DocumentError("is no RSS or Atom feed; give the address of the feed itself")
    publisher = _word(feed.feed.get("title"))
    return [_entry(e, publisher) for e in feed.entries[:MAX_ENTRIES]]


def documents_of(data: bytes, given: Given) -> Iterator[tuple[str, Document]]:
    """The entries of a saved feed as documents, by the text that the feed carries."""
    for number, entry in enumerate(parse_feed(data), 1):
        blocks = [Paragraph(0, 0, entry.title, "title")] if entry.title else []
        page = f"<html><body>{entry.html}</body></html>".encode()
        blocks += [Paragraph(0, 0, words) for words in text_of_html(page)]
        text, paragraphs = joined(blocks)
        found = Found(
            title=entry.title,
            authors=entry.authors,
            publisher=entry.publisher,
            url=entry.url,
            date=entry.date,
            precision="day" if entry.date else "none",
            date_basis="metadata" if entry.date else "",
            media_type="text/html",
        )
        document = assemble(
            text, sha256=digest(page), given=given, found=found, paragraphs=paragraphs
        )
        yield entry.url or str(number), document


def _entry(entry: Any, publisher: str | None) -> Entry:
    contents = [c.get("value", "") for c in entry.get("content", [])] or [entry.get("summary", "")]
    html = max(contents, key=len)
    names = [_word(a.get("name")) for a in entry.get("authors", [])]
    return Entry(
        title=_word(entry.get("title")),
        url=_word(entry.get("link")),
        date=_date(entry.get("published_parsed") or entry.get("updated_parsed")),
        authors=tuple(n for n in names if n),
        publisher=publisher,
        html=html if "<" in html else f"<p>{escape(html)}</p>",
    )


def _date(parsed: Any) -> str | None:
    """Feedparser gives times in UTC."""
    if not parsed:
        return None
    try:
        return date(*parsed[:3]).isoformat()
    except ValueError:
        return None


def _word(value: Any) -> str | None:
    return re.sub(r"<[^>]*>|\s+", " ", str(value)).strip() or None if value else None
