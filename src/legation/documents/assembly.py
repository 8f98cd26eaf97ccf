"""A text with what is known of it → the finished `Document`.

The one place where documents are built: every format hands its text, its paragraphs and what its
fields say, and gets back title, authors, date, language and regions decided in the same way.
"""

import hashlib
from collections.abc import Sequence

from legation.documents.furniture import offered_languages
from legation.documents.given import MAX_CHARACTERS, Found, Given
from legation.documents.languages import detect, named
from legation.documents.layout import Layout
from legation.documents.metadata import publication
from legation.documents.paragraphs import Paragraph, split
from legation.documents.regions import lay_out, regions
from legation.errors import DocumentError
from legation.records import Document

BETWEEN = "\n\n"  # what parts the paragraphs of a text that a format makes


def digest(data: bytes) -> str:
    """SHA-256 of bytes, hexadecimal."""
    return hashlib.sha256(data).hexdigest()


def joined(paragraphs: Sequence[Paragraph]) -> tuple[str, list[Paragraph]]:
    """The text that paragraphs make, each in its place in it; their own places are not used."""
    placed, at = [], 0
    for p in paragraphs:
        if text := p.text.strip():
            placed.append(Paragraph(at, at + len(text), text, p.name, p.page))
            at += len(text) + len(BETWEEN)
    return BETWEEN.join(p.text for p in placed), placed


def assemble(
    text: str,
    *,
    sha256: str,
    given: Given,
    found: Found | None = None,
    paragraphs: Sequence[Paragraph] | None = None,
) -> Document:
    """The document that a text is.

    Parameters
    ----------
    text
        The extracted text; spans refer to it.
    sha256
        Of the bytes that it was extracted from.
    given, found
        What the user and what the format's fields say of it.
    paragraphs
        Where the format knows them; else they are found.

    Raises
    ------
    DocumentError
        If there is no text, too much of it, or it holds broken characters.
    """
    _check(text)
    found = found or Found()
    title = given.title or found.title
    authors = given.authors or found.authors
    layout = lay_out(
        split(text) if paragraphs is None else paragraphs, title=title, authors=authors
    )
    url = given.url or found.url or _printed_url(layout)
    when = publication(layout, given=given, found=found, url=url)
    language = given.language or found.language or _language(layout, given.languages)
    return Document(
        sha256=sha256,
        text=text,
        title=title or layout.title,
        authors=tuple(authors or layout.authors),
        publisher=given.publisher or found.publisher or layout.publisher,
        url=url,
        date=when.date,
        precision=when.precision,
        date_basis=when.basis,
        language=language,
        other_languages=_other_languages(layout, found, language),
        translation_of=given.translation_of,
        media_type=found.media_type,
        regions=regions(layout),
    )


def _check(text: str) -> None:
    if len(text) > MAX_CHARACTERS:
        raise DocumentError(
            f"holds {len(text):,} characters, more than the {MAX_CHARACTERS:,} of one document; split it"
        )
    if not text or text.isspace():
        raise DocumentError("holds no text")
    try:
        text.encode()
    except UnicodeEncodeError as error:
        raise DocumentError(
            f"holds half of a character pair at character {error.start}; mend its encoding"
        ) from None


def _printed_url(layout: Layout) -> str | None:
    """An address that stands alone in the head."""
    for p, name in zip(layout.paragraphs[:12], layout.names, strict=False):
        if name == "byline" and p.text.startswith(("http://", "https://")):
            return p.text
    return None


def _language(layout: Layout, languages: tuple[str, ...]) -> str | None:
    pairs = list(zip(layout.paragraphs, layout.names, strict=True))
    sample, length = [], 0
    for p, name in pairs:
        if name in ("body", "title"):
            sample.append(p.text[:1000])
            length += len(p.text)
        if length > 1000:
            break
    return detect(" ".join(sample) or " ".join(p.text for p, _ in pairs[:5]), languages)


def _other_languages(layout: Layout, found: Found, language: str | None) -> tuple[str, ...]:
    codes = list(found.other_languages)
    for p, name in zip(layout.paragraphs, layout.names, strict=True):
        if name == "furniture" and (offer := offered_languages(p.text)):
            codes += named(offer)
    return tuple(dict.fromkeys(c for c in codes if c != language))
