"""Documents → references: CSL-JSON, BibTeX and RIS, and Chicago and APA as a line of text.

Every function takes a document's id and its fields as JSON values (`Listed.fields`).  What is not
known is left out or said ("n.d."), never made up.
"""

import json
import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final, NamedTuple

Fields = Mapping[str, Any]
Source = tuple[str, Fields]  # a document's id and its fields

MONTHS: Final = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
)  # fmt: skip
UNTITLED: Final = "Untitled document"
_PARTICLES: Final = frozenset(
    {"al", "ar", "ben", "bin", "da", "de", "del", "den", "der", "di", "du", "el", "ibn", "la", "le",
     "ter", "van", "von"}
)  # fmt: skip
_SUFFIX: Final = re.compile(r"(Jr|Sr|I{1,3}|IV)\.?\Z")
_KNOWN_BY_URL: Final = "webpage"
_BIBTEX: Final = str.maketrans(
    {
        "\\": r"\textbackslash{}", "{": r"\{", "}": r"\}", "&": r"\&", "%": r"\%", "$": r"\$",
        "#": r"\#", "_": r"\_", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}",
    }
)  # fmt: skip


class Name(NamedTuple):
    """A person's name in two parts, or with an empty `given` one that cannot be parted."""

    family: str
    given: str = ""


def name_of(written: str) -> Name:
    """A name as a byline writes it, in two parts; one word, or another script, stays whole.

    >>> name_of("Ada M. Vale"), name_of("Jan van der Meer"), name_of("TASS")
    (Name(family='Vale', given='Ada M.'), Name(family='van der Meer', given='Jan'), Name(family='TASS', given=''))
    """
    family, comma, given = (part.strip() for part in written.partition(","))
    if comma and given and not _SUFFIX.match(given):
        return Name(family, given)
    words = written.replace(",", "").split()
    end = len(words) - 1 if len(words) > 2 and _SUFFIX.match(words[-1]) else len(words)
    if end < 2 or any(c.isdigit() for c in written):
        return Name(" ".join(words))
    start = end - 1
    while start > 1 and words[start - 1].casefold() in _PARTICLES:
        start -= 1
    return Name(" ".join(words[start:]), " ".join(words[:start]))


def title_of(fields: Fields) -> str:
    """The title on one line."""
    return " ".join(str(fields.get("title") or UNTITLED).split())


def date_parts(fields: Fields) -> list[int]:
    """Year, month and day, as far as they are known."""
    date = fields.get("date")
    return [int(part) for part in str(date).split("-")] if date else []


def authors_of(fields: Fields) -> list[Name]:
    """The authors in two parts each."""
    return [name_of(str(name)) for name in fields.get("authors") or ()]


# --- formats --------------------------------------------------------------------------------------


def keys_of(sources: Iterable[Source]) -> dict[str, str]:
    """A short key for each document: author or outlet, year, a word of the title.

    Where two agree, a letter or number follows.

    >>> told = {"title": "The harbour talks", "date": "2021-05-04", "authors": ["Ada Vale"]}
    >>> keys_of([("a", told), ("b", told), ("c", {})])
    {'a': 'vale2021harbour', 'b': 'vale2021harbourb', 'c': 'untitled'}
    """
    keys: dict[str, str] = {}
    seen: dict[str, int] = {}
    for ident, fields in sources:
        if ident in keys:
            continue
        authors = authors_of(fields)
        words = [w for w in re.findall(r"\w+", title_of(fields)) if len(w) > 3] or ["document"]
        named = authors[0].family.split() or [""] if authors else [""]
        head = named[-1] or next(iter(str(fields.get("publisher") or "").split()), "")
        year = str(fields.get("date") or "")[:4]
        stem = _ascii(f"{head}{year}{words[0]}").lower()
        if not re.search("[a-z]", stem):  # another script
            stem = f"document{stem}"
        seen[stem] = seen.get(stem, 0) + 1
        keys[ident] = stem + _letters(seen[stem] - 1)
    return keys


def _letters(number: int) -> str:
    """ "" for 0, then b, c … z, and numbers after that."""
    if number == 0:
        return ""
    return chr(ord("a") + number) if number < 26 else f"-{number}"


def _ascii(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return re.sub(r"[^A-Za-z0-9]", "", plain)


def csl_of(ident: str, fields: Fields, key: str) -> dict[str, Any]:
    """A document as one item of CSL-JSON."""
    url, publisher, parts = fields.get("url"), fields.get("publisher"), date_parts(fields)
    people = [
        {"family": n.family, "given": n.given} if n.given else {"literal": n.family}
        for n in authors_of(fields)
    ]
    told = {
        "id": key,
        "type": _KNOWN_BY_URL if url else "article-newspaper" if publisher else "document",
        "title": title_of(fields),
        "author": people,
        "container-title": publisher,
        "issued": {"date-parts": [parts]} if parts else None,
        "URL": url,
        "language": fields.get("language"),
        "note": f"legation: {ident}",
    }
    return {name: value for name, value in told.items() if value}


def csl(sources: Iterable[Source]) -> str:
    """Documents as CSL-JSON."""
    own = list(sources)
    keys = keys_of(own)
    items = [csl_of(ident, fields, keys[ident]) for ident, fields in own]
    return json.dumps(items, ensure_ascii=False, indent=1) + "\n"


def bibtex(sources: Iterable[Source]) -> str:
    """Documents as BibTeX, in UTF-8; `date` is for biblatex, `year` and `month` for older styles."""
    own = list(sources)
    keys = keys_of(own)
    return "\n".join(_bibtex_entry(keys[ident], ident, fields) for ident, fields in own)


def _bibtex_entry(key: str, ident: str, fields: Fields) -> str:
    parts, publisher = date_parts(fields), fields.get("publisher")
    people = " and ".join(
        f"{_tex(n.family)}, {_tex(n.given)}" if n.given else f"{{{_tex(n.family)}}}"
        for n in authors_of(fields)
    )
    told = {
        "title": f"{{{_tex(title_of(fields))}}}",
        "author": people,
        "journal": _tex(publisher or ""),
        "date": str(fields.get("date") or ""),
        "year": str(parts[0]) if parts else "",
        "month": str(parts[1]) if len(parts) > 1 else "",
        "url": str(fields.get("url") or ""),
        "langid": str(fields.get("language") or ""),
        "note": f"legation: {ident}",
    }
    lines = [f"  {name} = {{{value}}}," for name, value in told.items() if value]
    return "\n".join([f"@{'article' if publisher else 'misc'}{{{key},", *lines, "}\n"])


def _tex(text: str) -> str:
    return " ".join(str(text).split()).translate(_BIBTEX)


def ris(sources: Iterable[Source]) -> str:
    """Documents as RIS."""
    return "".join(_ris_entry(ident, fields) for ident, fields in sources)


def _ris_entry(ident: str, fields: Fields) -> str:
    parts, publisher = date_parts(fields), fields.get("publisher")
    kind = "ELEC" if fields.get("url") else "NEWS" if publisher else "GEN"
    day = [f"{part:02}" for part in parts]
    lines: list[tuple[str, str | None]] = [("TY", kind), ("ID", ident), ("TI", title_of(fields))]
    lines += [("AU", ", ".join(filter(None, n))) for n in authors_of(fields)]
    lines += [
        ("T2", publisher),
        ("PY", day[0] if day else None),
        ("DA", "/".join([*day, "", "", ""][:3]) + "/" if day else None),
        ("UR", fields.get("url")),
        ("LA", fields.get("language")),
    ]
    told = [f"{tag}  - {' '.join(str(value).split())}" for tag, value in lines if value]
    return "\r\n".join([*told, "ER  - ", "", ""])


WRITERS: Final[dict[str, Callable[[Iterable[Source]], str]]] = {
    "csl": csl, "bibtex": bibtex, "ris": ris,
}  # fmt: skip


# --- as text --------------------------------------------------------------------------------------


def american(fields: Fields) -> str:
    """The date as American styles write it, as precise as it is; "" if none is known.

    >>> american({"date": "2021-05-04"}), american({"date": "2021-05"}), american({})
    ('May 4, 2021', 'May 2021', '')
    """
    parts = date_parts(fields)
    if not parts:
        return ""
    year, *rest = parts
    if not rest:
        return str(year)
    month = MONTHS[rest[0] - 1]
    return f"{month} {rest[1]}, {year}" if len(rest) == 2 else f"{month} {year}"


def note(fields: Fields) -> str:
    """A footnote after the Chicago Manual of Style (17th edition, 14.19-14.22), without its stop.

    >>> note({"title": "Talks resume", "authors": ["Ada Vale"], "date": "2021-05-04"})
    'Ada Vale, “Talks resume,” May 4, 2021'
    """
    people = [str(name) for name in fields.get("authors") or ()]
    title = title_of(fields)
    mark = "" if title.endswith(("?", "!")) else ","
    head = f"{_and(people)}, “{title}{mark}”" if people else f"“{title}{mark}”"
    tail = [fields.get("publisher"), american(fields) or "n.d.", fields.get("url")]
    return f"{head} {', '.join(str(part) for part in tail if part)}"


def chicago(fields: Fields) -> str:
    """An entry of a bibliography after the Chicago Manual of Style (17th edition).

    >>> chicago({"title": "Talks resume", "authors": ["Ada Vale"], "publisher": "Port Courier"})
    'Vale, Ada. “Talks resume.” Port Courier, n.d.'
    """
    names = authors_of(fields)
    people = [", ".join(filter(None, n)) if k == 0 else f"{n.given} {n.family}".strip()
              for k, n in enumerate(names)]  # fmt: skip
    title = title_of(fields)
    stop = "" if title.endswith(("?", "!", ".")) else "."
    head = f"{_stopped(_and(people))} “{title}{stop}”" if people else f"“{title}{stop}”"
    tail = ", ".join(filter(None, [fields.get("publisher"), american(fields) or "n.d."]))
    url = f" {fields['url']}." if fields.get("url") else ""
    return f"{head} {_stopped(tail)}{url}"


def apa(fields: Fields) -> str:
    """A reference after the Publication Manual of the APA (7th edition), without italics.

    >>> apa({"title": "Talks resume", "authors": ["Ada M. Vale"], "date": "2021-05-04"})
    'Vale, A. M. (2021, May 4). Talks resume.'
    """
    people = [f"{n.family}, {_initials(n.given)}" if n.given else n.family
              for n in authors_of(fields)]  # fmt: skip
    parts = date_parts(fields)
    rest = american(fields).removesuffix(str(parts[0])).rstrip(", ") if parts else ""
    when = f"({parts[0]}, {rest})." if rest else f"({parts[0] if parts else 'n.d.'})."
    title = title_of(fields)
    stop = "" if title.endswith(("?", "!", ".")) else "."
    tail = f" {fields['publisher']}." if fields.get("publisher") else ""
    url = f" {fields['url']}" if fields.get("url") else ""
    if not people:
        return f"{title}{stop} {when}{tail}{url}"
    joined = people[0] if len(people) == 1 else f"{', '.join(people[:-1])}, & {people[-1]}"
    return f"{_stopped(joined)} {when} {title}{stop}{tail}{url}"


def _initials(given: str) -> str:
    return " ".join(f"{word[0]}." for word in given.split())


def _stopped(text: str) -> str:
    return text if text.endswith(".") else f"{text}."


def _and(names: list[str]) -> str:
    if len(names) < 2:
        return "".join(names)
    return f"{', '.join(names[:-1])}{',' if len(names) > 2 else ''} and {names[-1]}"
