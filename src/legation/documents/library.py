"""A library exported from Zotero (RIS or CSL-JSON) → its attached files as documents.

What the library says of an item (title, authors, date, publisher, language, address) stands above
what is found in the file.  RIS names files by L1 and L2, as Zotero's "Export Files" writes them;
CSL-JSON by `file`, or by `attachments` with a `path`, as Better BibTeX writes them.
"""

import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final
from urllib.parse import unquote, urlsplit

from legation.documents.decoding import decode
from legation.documents.given import MAX_BYTES, Failure, Given, Read
from legation.errors import DocumentError

ENDINGS: Final = frozenset({".ris", ".json"})
_LINE: Final = re.compile(r"([A-Z][A-Z0-9])  -(?: (.*))?\Z")
_DATE: Final = re.compile(r"(\d{4})(?:[/-](\d{1,2}))?(?:[/-](\d{1,2}))?")
_NO_FILE: Final = "names no file; export it from Zotero as RIS with “Export Files”"
_A_LINK: Final = "its file is a link, which is not followed here; `legation add {}` does"

Reader = Callable[..., Iterator[Read | Failure]]  # `iter_bytes`


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One entry of a library."""

    title: str | None = None
    authors: tuple[str, ...] = ()
    date: str | None = None
    publisher: str | None = None
    language: str | None = None
    url: str | None = None
    files: tuple[str, ...] = ()

    def stated(self, given: Given) -> Given:
        """What the library states, and where it says nothing what the user does."""
        return replace(
            given,
            title=self.title or given.title,
            authors=self.authors or given.authors,
            date=self.date or given.date,
            publisher=self.publisher or given.publisher,
            language=self.language or given.language,
            url=self.url or given.url,
        )


def iter_library(path: Path, *, given: Given, read: Reader) -> Iterator[Read | Failure]:
    """The documents of a library: of each item the first of its files that can be read.

    Raises
    ------
    DocumentError
        If the file is neither RIS nor CSL-JSON.
    OSError
        If it cannot be opened.
    """
    text = decode(path.read_bytes())
    items = ris_items(text) if path.suffix.lower() == ".ris" else csl_items(text)
    for number, item in enumerate(items, 1):
        yield from _documents(path, f"{path}#{number}", item, given=given, read=read)


def _documents(
    library: Path, where: str, item: Item, *, given: Given, read: Reader
) -> Iterator[Read | Failure]:
    told = f"{item.title[:60]!r} " if item.title else ""
    if not item.files:
        yield Failure(where=where, message=told + _NO_FILE)
        return
    failures: list[Failure] = []
    for name in item.files:
        if urlsplit(name).scheme in ("http", "https"):
            failures.append(Failure(where=where, message=told + _A_LINK.format(name)))
            continue
        place = located(library, name)
        try:
            if place.stat().st_size > MAX_BYTES:
                raise DocumentError("is larger than one file may be; split it")  # noqa: TRY301
            found = list(read(place.read_bytes(), name=str(place), given=item.stated(given)))
        except OSError as error:
            failures.append(Failure(where=str(place), message=error.strerror or str(error)))
            continue
        except DocumentError as error:
            failures.append(Failure(where=str(place), message=str(error)))
            continue
        if any(isinstance(one, Read) for one in found):
            yield from found
            return
        failures += [one for one in found if isinstance(one, Failure)]
    yield from failures


def located(library: Path, name: str) -> Path:
    """Where an attached file lies: beside the library, or where an absolute path says.

    >>> located(Path("/a/lib.ris"), "files/12/Talks.pdf").as_posix()
    '/a/files/12/Talks.pdf'
    """
    parts = urlsplit(name)
    if parts.scheme == "file":
        name = unquote(parts.path)
    return library.parent / Path(name.replace("\\", "/") if "\\" in name else name)


# --- RIS ------------------------------------------------------------------------------------------


def ris_items(text: str) -> list[Item]:
    r"""The entries of a RIS file.

    >>> ris_items("TY  - NEWS\nTI  - Talks\nDA  - 2021/05/04/\nER  - \n")[0].date
    '2021-05-04'

    Raises
    ------
    DocumentError
        If there is no entry in it.
    """
    items: list[Item] = []
    fields: dict[str, list[str]] = {}
    tag = ""
    for line in text.replace("\ufeff", "").splitlines():
        found = _LINE.match(line.rstrip())
        if found and found[1] == "ER":
            items.append(_ris_item(fields))
            fields, tag = {}, ""
        elif found:
            tag = found[1]
            fields.setdefault(tag, []).append((found[2] or "").strip())
        elif tag and line.strip():  # a long value goes on
            fields[tag][-1] += f" {line.strip()}"
    if fields.get("TY"):
        items.append(_ris_item(fields))
    if not items:
        raise DocumentError("is no RIS: no entry begins with “TY  - ”")
    return items


def _ris_item(fields: Mapping[str, list[str]]) -> Item:
    def first(*tags: str) -> str | None:
        return next((v for tag in tags for v in fields.get(tag, ()) if v), None)

    names = [name for tag in ("AU", "A1") for name in fields.get(tag, ()) if name]
    return Item(
        title=first("TI", "T1", "CT"),
        authors=tuple(forward(name) for name in names),
        date=dated(first("DA", "Y1", "PY")),
        publisher=first("T2", "JO", "JF", "JA", "PB"),
        language=spoken(first("LA")),
        url=first("UR"),
        files=tuple(name for tag in ("L1", "L2") for name in fields.get(tag, ()) if name),
    )


def forward(name: str) -> str:
    """A name as a byline has it.

    >>> forward("Vale, Ada M."), forward("TASS")
    ('Ada M. Vale', 'TASS')
    """
    family, comma, given = (part.strip() for part in name.partition(","))
    return f"{given} {family}" if comma and given else family


def dated(value: str | None) -> str | None:
    """The date that "2021/05/04/", "2021///" or "2021-5" stands for, as precise as it is."""
    found = _DATE.match((value or "").strip())
    if found is None:
        return None
    year, *rest = found.groups()
    parts = []
    for part in rest:
        if not part or not int(part):
            break
        parts.append(f"{int(part):02}")
    return "-".join([year, *parts])


def spoken(value: str | None) -> str | None:
    """A language as two letters ("en-GB" → "en"); None for what is no such code.

    >>> spoken("en-GB"), spoken("English")
    ('en', None)
    """
    code = re.split(r"[-_]", (value or "").strip().lower())[0]
    return code if len(code) == 2 and code.isalpha() else None


# --- CSL-JSON -------------------------------------------------------------------------------------


def csl_items(text: str) -> list[Item]:
    """The entries of a CSL-JSON file: a list of items, or an object that holds it as `items`.

    Raises
    ------
    DocumentError
        If it is something else.
    """
    try:
        told = json.loads(text)
    except (ValueError, RecursionError):
        raise DocumentError("is no JSON; a library is RIS or CSL-JSON") from None
    items = told.get("items") if isinstance(told, dict) else told
    if not isinstance(items, list) or not all(
        isinstance(item, dict) and "type" in item for item in items
    ):
        raise DocumentError(
            "is no CSL-JSON: no list of items that have a type; documents of your own go in JSONL"
        )
    return [_csl_item(item) for item in items]


def _csl_item(item: Mapping[str, Any]) -> Item:
    def word(key: str) -> str | None:
        value = item.get(key)
        return value.strip() or None if isinstance(value, str) else None

    people = item.get("author") if isinstance(item.get("author"), list) else []
    return Item(
        title=word("title"),
        authors=tuple(name for one in people or () if (name := _person(one))),
        date=_issued(item.get("issued")),
        publisher=word("container-title") or word("publisher"),
        language=spoken(word("language")),
        url=word("URL"),
        files=tuple(_files(item)),
    )


def _person(one: object) -> str:
    if not isinstance(one, Mapping):
        return ""
    parts = (one.get("given"), one.get("non-dropping-particle"), one.get("family"))
    return " ".join(str(part) for part in parts if part) or str(one.get("literal") or "")


def _issued(value: object) -> str | None:
    if not isinstance(value, Mapping):
        return None
    parts = value.get("date-parts")
    if isinstance(parts, list) and parts and isinstance(parts[0], list):
        return dated("-".join(str(part) for part in parts[0]))
    return dated(str(value.get("raw") or value.get("literal") or ""))


def _files(item: Mapping[str, Any]) -> Iterator[str]:
    own = item.get("file")
    yield from [own] if isinstance(own, str) else [f for f in own or () if isinstance(f, str)]
    attached = item.get("attachments")
    for one in attached if isinstance(attached, list) else ():
        path = one.get("path") or one.get("localPath") if isinstance(one, Mapping) else None
        if isinstance(path, str):
            yield path
