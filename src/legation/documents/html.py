"""A web page → its article: main text without navigation, notes kept, what its head says of it.

The page is guarded first (size, depth), its notes are taken out (`html_notes`), its main text is
found by trafilatura, its date by htmldate.  Scripts are never run and nothing is loaded.
"""

import re
from typing import Any, Final

from legation.documents.assembly import BETWEEN, assemble, digest, joined
from legation.documents.decoding import decode
from legation.documents.given import Found, Given
from legation.documents.html_notes import take_notes
from legation.documents.languages import named
from legation.documents.paragraphs import Paragraph
from legation.errors import DocumentError
from legation.records import Document

MAX_BYTES: Final = 20_000_000  # of one page; trees of larger ones fill the memory
MAX_DEPTH: Final = 240  # elements inside each other; libxml2 drops what lies below 256
MAX_ELEMENTS: Final = 150_000
LATEST: Final = "2199-12-31"  # no date is refused because of today's
_TAG: Final = re.compile(rb"<(/?)([a-zA-Z][a-zA-Z0-9]*)[^<>]*?(/?)>")
_UNCLOSED: Final = frozenset(
    b"area base br col embed hr img input link meta param source track wbr p li dt dd tr td th "
    b"option thead tbody tfoot colgroup rt rp".split()
)
_CHARSET: Final = re.compile(rb"<meta[^>]{1,200}?charset=[\"']?([\w-]{3,20})", re.IGNORECASE)
_BLOCKS: Final = ("p", "head", "item", "quote", "code", "ab", "fw")
_SITE_IN_TITLE: Final = re.compile(r"\s+[|–—·»-]\s+[^|–—·»]{2,60}$")


def read_html(data: bytes, *, given: Given, charset: str | None = None) -> Document:
    """The article on a web page.

    Raises
    ------
    DocumentError
        If the page is too large or too deep, or holds no article.
    """
    _guard(data)
    tree = _tree(_decoded(data, charset))
    notes = take_notes(tree)
    page = _extracted(tree, given.url)
    blocks = _blocks(page.body) if page is not None and page.body is not None else []
    if not blocks:
        raise DocumentError("holds no article that can be told from its page; save its text")
    found = _found(tree, page, given)
    title = given.title or found.title
    if title and not _opens_with(blocks, title):
        blocks.insert(0, Paragraph(0, 0, title, "title"))
    text, paragraphs = joined([*blocks, *(Paragraph(0, 0, n, "notes") for n in notes)])
    return assemble(text, sha256=digest(data), given=given, found=found, paragraphs=paragraphs)


def text_of_html(data: bytes) -> list[str]:
    """All paragraphs of a simple HTML text, such as a mail's, without looking for an article."""
    _guard(data)
    tree = _tree(_decoded(data, None))
    for gone in tree.xpath("//script|//style|//head|//template|//noscript"):
        gone.drop_tree()
    for block in tree.xpath("//p|//div|//li|//tr|//blockquote|//h1|//h2|//h3|//h4|//table"):
        block.text = BETWEEN + (block.text or "")
        block.tail = BETWEEN + (block.tail or "")
    for line_end in tree.xpath("//br"):
        line_end.tail = "\n" + (line_end.tail or "")
    pieces = re.split(r"\n\s*\n", str(tree.text_content()))
    return [words for piece in pieces if (words := _squeezed(piece))]


def _guard(data: bytes) -> None:
    if len(data) > MAX_BYTES:
        raise DocumentError(
            f"is a page of {len(data) / 1e6:,.0f} MB, more than the {MAX_BYTES // 10**6} MB of one page; "
            "save its text"
        )
    depth = deepest = elements = 0
    for match in _TAG.finditer(data):
        closing, name, selfclosed = match.groups()
        elements += 1
        if name.lower() in _UNCLOSED or selfclosed:
            continue
        depth = max(0, depth - 1) if closing else depth + 1
        deepest = max(deepest, depth)
    if deepest > MAX_DEPTH:
        raise DocumentError(
            f"has elements nested {deepest:,} deep, more than the {MAX_DEPTH} of any article; save its text"
        )
    if elements > MAX_ELEMENTS:
        raise DocumentError(
            f"has {elements:,} elements, more than the {MAX_ELEMENTS:,} of any article; save its text"
        )


def _decoded(data: bytes, charset: str | None) -> str:
    declared = _CHARSET.search(data[:4096])
    name = charset or (declared[1].decode("ascii") if declared else None)
    if name and not data.startswith((b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf")):
        try:
            return data.decode(name)
        except (LookupError, UnicodeDecodeError):
            pass
    return decode(data)


def _tree(text: str) -> Any:
    from lxml import etree
    from lxml.html import HTMLParser, document_fromstring

    text = re.sub(r"^\s*<\?xml[^>]*\?>", "", text).replace("\x00", "")
    parser = HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, no_network=True)
    try:
        return document_fromstring(text.encode("utf-8", "replace"), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, AssertionError):
        raise DocumentError("is no HTML that can be parsed; save its text") from None


def _extracted(tree: Any, url: str | None) -> Any:
    """Trafilatura's reading of a page: its body as a tree, and what its head says."""
    from copy import deepcopy

    from trafilatura import bare_extraction

    return bare_extraction(
        deepcopy(tree),
        url=url,
        include_comments=False,
        include_tables=True,
        include_formatting=False,
        with_metadata=True,
        date_extraction_params={
            "original_date": True,
            "extensive_search": False,
            "max_date": LATEST,
        },
    )


def _blocks(body: Any) -> list[Paragraph]:
    """The paragraphs of an extracted body, in reading order; a table's row is one."""
    found: list[Paragraph] = []
    for element in body.iter():
        if element.tag == "row":
            cells = [_squeezed("".join(c.itertext())) for c in element.iter("cell")]
            found.append(Paragraph(0, 0, " | ".join(c for c in cells if c), "body"))
        elif element.tag in _BLOCKS and not _holds_blocks(element) and not _in_table(element):
            found += [Paragraph(0, 0, line) for line in _lines(element)]
    return [p for p in found if p.text]


def _holds_blocks(element: Any) -> bool:
    return any(True for _ in element.iterdescendants(*_BLOCKS))


def _in_table(element: Any) -> bool:
    return any(True for _ in element.iterancestors("row"))


def _lines(element: Any) -> list[str]:
    """An element's words, cut where it breaks lines."""
    for line_end in element.iter("lb"):
        line_end.tail = "\n" + (line_end.tail or "")
    text = "".join(element.itertext())
    return [words for line in text.split("\n") if (words := _squeezed(line))]


def _squeezed(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip()


def _opens_with(blocks: list[Paragraph], title: str) -> bool:
    folded = re.sub(r"\W+", "", title.casefold())
    return any(re.sub(r"\W+", "", b.text.casefold()) == folded for b in blocks[:3])


def _found(tree: Any, page: Any, given: Given) -> Found:
    site = page.sitename or None
    date = page.date or None
    return Found(
        title=_title(tree, page.title),
        authors=_authors(page.author, site),
        publisher=site if site and site != page.hostname else None,
        url=_canonical(tree) or given.url,
        date=date,
        precision="day" if date else "none",
        date_basis="metadata" if date else "",
        language=_language(tree, given.languages),
        other_languages=_offered(tree),
        media_type="text/html",
    )


def _title(tree: Any, title: str | None) -> str | None:
    """The page's title without its site: the heading where it is the title's beginning."""
    headings = [_squeezed(h.text_content()) for h in tree.xpath("//h1")]
    for heading in headings:
        if title and len(heading) > 8 and (title.startswith(heading) or heading.startswith(title)):
            return heading
    if not title:
        return headings[0] if headings and headings[0] else None
    return _SITE_IN_TITLE.sub("", _squeezed(title))


def _authors(author: str | None, site: str | None) -> tuple[str, ...]:
    names = [n.strip() for n in (author or "").split(";")]
    return tuple(n for n in dict.fromkeys(names) if n and n != site)


def _canonical(tree: Any) -> str | None:
    links = tree.xpath('//link[@rel="canonical"]/@href|//meta[@property="og:url"]/@content')
    return next((str(u) for u in links if str(u).startswith(("http://", "https://"))), None)


def _language(tree: Any, languages: tuple[str, ...]) -> str | None:
    declared = str(tree.get("lang") or tree.get("{http://www.w3.org/XML/1998/namespace}lang") or "")
    code = re.split(r"[-_]", declared.lower())[0]
    return code if code in languages and code != "en" else None


def _offered(tree: Any) -> tuple[str, ...]:
    """Languages of alternate versions: links in the head, and lists of languages by name."""
    codes = [str(c).lower().split("-")[0] for c in tree.xpath('//link[@rel="alternate"]/@hreflang')]
    for link in tree.xpath("//a[@hreflang or contains(@class, 'lang')]"):
        codes += [str(link.get("hreflang") or "").split("-")[0], *named(link.text_content()[:40])]
    return tuple(dict.fromkeys(c for c in codes if 2 <= len(c) <= 3 and c.isalpha()))
