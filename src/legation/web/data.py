"""Any page as data: the same address with `format=` gives exactly what the page shows.

`answer` takes the values that a page's template would be filled with.  JSON holds them all but
drawings; CSV one line a row of `table`, or of `found` where the page has no `table`; BibTeX, RIS and
CSL-JSON the documents that the page cites.  Nothing is looked up again, so data and page agree.
"""

import csv
import io
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields, is_dataclass
from typing import Any, Final
from urllib.parse import urlencode

from starlette.responses import Response

from legation.canonical import plain as plain_record
from legation.errors import UsageError
from legation.export import cell
from legation.ledger import Hit, Listed
from legation.records import Citation, Coded, Document, Record
from legation.web import drawing, timeline
from legation.web.shelf import Shown

ASKED: Final = "format"  # the name in the query
LABELS: Final = {
    "json": "JSON", "csv": "CSV", "bibtex": "BibTeX", "ris": "RIS", "csl": "CSL-JSON",
}  # fmt: skip
TYPES: Final = {
    "json": "application/json", "csv": "text/csv; charset=utf-8",
    "bibtex": "application/x-bibtex; charset=utf-8",
    "ris": "application/x-research-info-systems; charset=utf-8",
    "csl": "application/vnd.citationstyles.csl+json",
}  # fmt: skip
ENDINGS: Final = {"json": "json", "csv": "csv", "bibtex": "bib", "ris": "ris", "csl": "json"}
UNSEEN: Final = frozenset({"documents"})  # what a page only looks up in
INK: Final = (drawing.Drawing, timeline.Drawing)

Context = Mapping[str, Any]


def asked(query: Mapping[str, str]) -> str | None:
    """The format that an address asks for, None for the page itself.

    >>> asked({"format": "csv"}), asked({"actor": "RUS"})
    ('csv', None)

    Raises
    ------
    UsageError
        If there is no such format.
    """
    form = query.get(ASKED)
    if not form or form == "html":
        return None
    if form not in LABELS:
        raise UsageError(f"format {form!r} is unknown; known: html, {', '.join(LABELS)}")
    return form


def links(path: str, query: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """The label and address of each format of the page at this address.

    >>> links("/events", [("actor", "RUS")])[0]
    ('JSON', '/events?actor=RUS&format=json')
    """
    kept = [(name, value) for name, value in query if name != ASKED]
    return [
        (label, f"{path}?{urlencode([*kept, (ASKED, form)])}") for form, label in LABELS.items()
    ]


def answer(form: str, path: str, values: Context, documents: Mapping[str, Listed]) -> Response:
    """The page at *path* in a format; *documents* are those that it may cite, by id."""
    if form == "json":
        text = json.dumps(data_of(path, values), ensure_ascii=False, indent=1)
    elif form == "csv":
        text = csv_of(rows_of(path, values))
    else:
        from legation.export.references import WRITERS

        own = [documents[i] for i in cited(values) if i in documents]
        text = WRITERS[form]([(listed.id, listed.fields) for listed in own])
    name = path.strip("/").replace("/", "-") or "brief"
    shown = {"Content-Disposition": f'inline; filename="{name[:60]}.{ENDINGS[form]}"'}
    return Response(text, media_type=TYPES[form], headers=shown if name.isascii() else None)


def data_of(path: str, values: Context) -> dict[str, Any]:
    """Everything that a page shows, as JSON values."""
    own = {
        name: plain(value)
        for name, value in values.items()
        if name not in UNSEEN | {"table"} and not isinstance(value, INK)
    }
    return {"address": path, **own}


def plain(value: Any) -> Any:
    """Records, rows and what pages make of them as JSON values."""
    if value is None or isinstance(value, str | int | float):
        return value
    if isinstance(value, INK):
        return None
    if isinstance(value, Shown):
        return _shown(value) | {"record": value.record.to_json()}
    if isinstance(value, Document):  # a page may show a document without its text's regions
        return value.to_json()
    if isinstance(value, Record):
        return value.to_json()
    if isinstance(value, Mapping):
        return {str(name): plain(part) for name, part in value.items()}
    if is_dataclass(value) and not isinstance(value, type):
        return {f.name: plain(getattr(value, f.name)) for f in fields(value)}
    if isinstance(value, Iterable):
        return [plain(part) for part in value]
    return str(value)


def _shown(shown: "Shown[Any]") -> dict[str, Any]:
    return {
        "id": shown.id,
        "origin": shown.origin,
        "document_date": shown.date,
        "publisher": shown.publisher,
        "passage": shown.passage,
        "news": shown.news,
    }


def rows_of(path: str, values: Context) -> list[dict[str, Any]]:
    """The page's table as flat rows.

    Raises
    ------
    UsageError
        If the page has none.
    """
    rows = values.get("table", values.get("found"))
    if rows is None:
        raise UsageError(f"{path} has no table; ask for format=json, which holds all of it")
    return [flat(row) for row in rows]


def flat(row: Any) -> dict[str, Any]:
    """One row: names and cells; a record's citation becomes its document, characters and text."""
    if isinstance(row, Shown):
        record: Coded = row.record
        told = plain_record(record)
        told.pop("citation")
        cited_at = record.citation
        place = {
            "document": cited_at.document,
            "citation_start": cited_at.start,
            "citation_end": cited_at.end,
            "citation_text": cited_at.text,
        }
        return _shown(row) | place | {name: cell(value) for name, value in told.items()}
    told = plain(row)
    if not isinstance(told, Mapping):
        told = (
            {str(n): part for n, part in enumerate(told)} if isinstance(told, list) else {"": told}
        )
    return {name: cell(value) for name, value in told.items()}


def csv_of(rows: list[dict[str, Any]]) -> str:
    """Rows as CSV; the columns are those of all rows, in the order in which they come first."""
    columns = list(dict.fromkeys(name for row in rows for name in row))
    stream = io.StringIO()
    writer = csv.DictWriter(stream, columns, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return stream.getvalue()


def cited(value: Any) -> list[str]:
    """The ids of the documents that a page's values cite or list, each once, as they come."""
    return list(dict.fromkeys(_cited(value)))


def _cited(value: Any) -> Iterator[str]:
    if isinstance(value, Citation):
        yield value.document
    elif isinstance(value, Listed | Document):
        yield value.id
    elif isinstance(value, Hit):
        yield value.document
    elif isinstance(value, Coded):
        yield value.citation.document
    else:
        for part in _parts(value):
            yield from _cited(part)


def _parts(value: Any) -> Iterable[Any]:
    """What a value is made of."""
    if isinstance(value, (str, bytes, *INK)):
        return ()
    if isinstance(value, Mapping):
        return [part for name, part in value.items() if name not in UNSEEN]
    if is_dataclass(value) and not isinstance(value, type):
        return [getattr(value, field.name) for field in fields(value)]
    return value if isinstance(value, Iterable) else ()
