"""Addresses → documents.  The only module that uses the network, and only when it is called."""

import time
import zlib
from collections.abc import Iterator
from dataclasses import replace
from http.client import HTTPException, HTTPResponse
from typing import Final
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit
from urllib.request import Request, urlopen

from legation.documents.feed import parse_feed
from legation.documents.given import Failure, Given, Read
from legation.documents.reading import STATED_NOTHING, iter_bytes, read_bytes
from legation.errors import DocumentError
from legation.records import Document

MAX_BYTES: Final = 20_000_000
WAIT: Final = 20.0  # seconds for the server's next words
LONGEST: Final = 90.0  # seconds for the whole answer
_HEADERS: Final = {
    "User-Agent": "Mozilla/5.0 (compatible; legation; reads one page on its user's demand)",
    "Accept": "text/html,application/xhtml+xml,application/pdf,application/rss+xml,*/*;q=0.5",
    "Accept-Encoding": "gzip, identity",
}


def fetch(url: str, *, given: Given = STATED_NOTHING) -> list[Document]:
    """The documents at an address, usually one.

    Raises
    ------
    DocumentError
        If the address is none, does not answer, answers too much, or holds nothing to read.
    """
    data, media_type, final = download(url)
    stated = replace(given, url=given.url or final)
    return read_bytes(data, name=url, media_type=media_type, given=stated)


def read_feed(
    url: str, *, given: Given = STATED_NOTHING, limit: int = 50
) -> Iterator[Read | Failure]:
    """The articles that a feed links to, newest as the feed has it first; at most *limit*.

    Each is fetched in its turn, so a caller that stops early saves the rest.

    Raises
    ------
    DocumentError
        If the feed itself cannot be read.
    """
    data, _, _ = download(url)
    try:
        entries = parse_feed(data)[:limit]
    except DocumentError as error:
        raise DocumentError(f"{url}: {error}") from None
    for entry in entries:
        if not entry.url:
            yield Failure(where=url, message=f"the entry {entry.title!r} has no address")
            continue
        try:
            page, media_type, _ = download(entry.url)
        except DocumentError as error:
            message = str(error).removeprefix(f"{entry.url}: ")
            yield Failure(where=entry.url, message=message)
            continue
        yield from iter_bytes(page, name=entry.url, media_type=media_type, given=entry.given(given))


def download(url: str) -> tuple[bytes, str | None, str]:
    """What an address answers: its bytes, their media type, and the address after redirections.

    Raises
    ------
    DocumentError
        With the address and what went wrong.
    """
    if urlsplit(url).scheme not in ("http", "https") or not urlsplit(url).hostname:
        raise DocumentError(f"{url}: is no web address; write https://…")
    request = Request(url, headers=_HEADERS)
    try:
        with urlopen(request, timeout=WAIT) as answer:
            data = _limited(answer, url)
            if answer.headers.get("Content-Encoding") == "gzip":
                data = _inflated(data, url)
            return data, answer.headers.get("Content-Type"), answer.geturl()
    except HTTPError as error:
        raise DocumentError(f"{url}: the server answers {error.code} {error.reason}") from None
    except URLError as error:
        raise DocumentError(f"{url}: cannot be reached ({error.reason})") from None
    except (OSError, HTTPException, ValueError) as error:
        raise DocumentError(f"{url}: broke off ({error or type(error).__name__})") from None


def _limited(answer: HTTPResponse, url: str) -> bytes:
    """All bytes of an answer, unless they are too many or too slow."""
    pieces, length, begun = [], 0, time.monotonic()
    while piece := answer.read(1 << 16):
        pieces.append(piece)
        length += len(piece)
        if length > MAX_BYTES:
            raise DocumentError(
                f"{url}: answers more than {MAX_BYTES // 10**6} MB; save it yourself"
            )
        if time.monotonic() - begun > LONGEST:
            raise DocumentError(f"{url}: takes longer than {LONGEST:.0f} seconds; try again later")
    return b"".join(pieces)


def _inflated(data: bytes, url: str) -> bytes:
    inflater = zlib.decompressobj(wbits=31)
    try:
        inflated = inflater.decompress(data, MAX_BYTES)
    except zlib.error:
        raise DocumentError(f"{url}: is packed in a broken way") from None
    if inflater.unconsumed_tail:
        raise DocumentError(f"{url}: unpacks to more than {MAX_BYTES // 10**6} MB; it was not read")
    return inflated
