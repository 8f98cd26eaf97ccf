"""Notes of a web page: links to them become "[n]" in the running text, they themselves a list.

Footnotes are what extractors of main text lose first, for they are short and full of links.
`take_notes` changes the tree: it marks the references and removes the notes that it returns.
"""

import re
from typing import Any, Final

from legation.documents.markers import canonical, find_notes, head_of, is_heading

MOST_LINKS: Final = 3_000
_LABEL: Final = re.compile(r"[\[(]?\s*(\d{1,3}|[*†‡§]{1,3}|[ivxl]{1,6}|[a-z])\s*[\])]?\.?")
_NOTE_ID: Final = re.compile(
    r"foot|fn|note|_ftn|_edn|end-?note|cite|ref|sdfoot|dipnot|easy-?fn|bib", re.IGNORECASE
)
_BACKLINK: Final = re.compile(r"^[\s↩↑^⤴︎‹«\[\]()\d.*†‡a-z]{0,6}$")
_LEADING: Final = re.compile(r"^\s*(?:\[?\(?(?:\d{1,3}|[*†‡]{1,3})\]?\)?[.:]?|[↩↑^]+)\s*")
_CONTAINERS: Final = ("li", "p", "dd", "aside", "div", "td", "section")
_LEAVES: Final = (
    "//p|//li|//h1|//h2|//h3|//h4|//h5|//h6|//dd|//div[not(.//p|.//div|.//li|.//table|.//section)]"
)


def take_notes(tree: Any) -> list[str]:
    """The notes of a page as "[n] words", in order; they are removed from the tree."""
    holders = _linked(tree)
    headings = _listed(tree, holders)
    notes = {marker: words for marker, h in holders.items() if (words := _note_words(h))}
    for element in [*holders.values(), *headings]:
        _remove(element)
    notes = _plain(tree) | notes
    _mark_superscripts(tree, set(notes))
    return [f"{marker} {words}" for marker, words in sorted(notes.items(), key=_place)]


def _place(item: tuple[str, str]) -> int:
    label = item[0].strip("[]")
    return int(label) if label.isdecimal() else 1000


def _linked(tree: Any) -> dict[str, Any]:
    """The blocks of the notes that the running text links to, by their markers."""
    holders: dict[str, Any] = {}
    links = [a for a in tree.xpath("//a[starts-with(@href, '#')]") if _is_reference(a)]
    targets = {e.get("id") or e.get("name"): e for e in tree.xpath("//*[@id]|//a[@name]")}
    for link in links[:MOST_LINKS]:
        label = _LABEL.fullmatch(_words(link))
        target = targets.get(str(link.get("href"))[1:])
        holder = _holder(target) if target is not None else None
        around = set(link.iterancestors())
        if label is None or holder is None or holder in around:
            continue
        if around.intersection(holders.values()):
            continue  # the way back from a note to the text
        marker = canonical(label[1])
        holders.setdefault(marker, holder)
        _replace(link, marker)
    return holders


def _is_reference(link: Any) -> bool:
    if not _LABEL.fullmatch(_words(link)):
        return False
    marks = " ".join(str(link.get(k) or "") for k in ("href", "class", "id", "role", "epub:type"))
    return bool(_NOTE_ID.search(marks)) or link.getparent().tag == "sup"


def _holder(target: Any) -> Any:
    """The block that a note's anchor stands in."""
    element = target
    while element is not None and element.tag not in _CONTAINERS:
        element = element.getparent()
    return element if element is not None and len(_words(element)) < 3000 else None


def _note_words(holder: Any) -> str:
    """A note's words without its own marker and the link back."""
    for link in holder.xpath(".//a"):
        if str(link.get("href") or "#").startswith("#") and _BACKLINK.match(_words(link)):
            _replace(link, "")
    return _LEADING.sub("", _words(holder), count=1).strip()


def _listed(tree: Any, holders: dict[str, Any]) -> list[Any]:
    """Add the items of a numbered list under a heading such as "Notes"; return such headings."""
    headings = []
    for heading in tree.xpath("//h1|//h2|//h3|//h4|//h5|//h6|//p|//strong|//b"):
        if not is_heading(_words(heading)):
            continue
        block = heading if heading.tag not in ("strong", "b") else heading.getparent()
        below = block.getnext()
        if below is None:
            continue
        around = {e for h in holders.values() for e in (h, *h.iterancestors())}
        items = below.xpath("self::ol/li|./ol/li")
        for number, item in enumerate(items, 1):
            if item not in around:
                holders.setdefault(f"[{number}]", item)
        if items or below in around:
            headings.append(block)
    return headings


def _plain(tree: Any) -> dict[str, str]:
    """Paragraphs that begin with their marker, as `find_notes` tells them."""
    leaves = [e for e in tree.xpath(_LEAVES) if _words(e)]
    _superscripts_to_text(leaves)
    texts = [_words(e) for e in leaves]
    notes: dict[str, str] = {}
    for index in find_notes(texts):
        head = head_of(texts[index])
        if head is not None:
            notes[head.marker] = texts[index][head.end :].strip()
        if head is not None or is_heading(texts[index]):
            _remove(leaves[index])
    return notes


def _superscripts_to_text(leaves: list[Any]) -> None:
    """A paragraph that opens with <sup>3</sup> opens with "[3]"."""
    for leaf in leaves:
        for sup in leaf.xpath(".//sup")[:1]:
            label = re.fullmatch(r"\[?(\d{1,3})\]?", _words(sup))
            if label and _words(leaf).startswith(_words(sup)):
                _replace(sup, f"[{label[1]}] ")


def _mark_superscripts(tree: Any, markers: set[str]) -> None:
    """Superscript numbers that have a note become "[n]"."""
    for sup in tree.xpath("//sup"):
        label = re.fullmatch(r"[\[(]?(\d{1,3}|[*†‡])[\])]?", _words(sup))
        if label and canonical(label[1]) in markers:
            _replace(sup, canonical(label[1]))


def _words(element: Any) -> str:
    return re.sub(r"\s+", " ", str(element.text_content())).strip()


def _replace(element: Any, words: str) -> None:
    """Put *words* in an element's place, in a superscript's place where it is all of it."""
    parent = element.getparent()
    if parent is not None and parent.tag == "sup" and _words(parent) == _words(element):
        element = parent
    element.tail = words + (element.tail or "")
    _remove(element)


def _remove(element: Any) -> None:
    if element.getparent() is not None:
        element.drop_tree()
