"""Records → Parquet: one file a kind, its columns typed as the record's fields are.

Actors, spans and quantities stay structured (structs and lists of structs); a value that may be
anything, such as an estimate's, is JSON text.
"""

import json
import types
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields, is_dataclass
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Literal, Union, get_args, get_origin, get_type_hints

from legation.errors import UsageError
from legation.records import KINDS

if TYPE_CHECKING:
    import pyarrow as pa

AT_ONCE: Final = 5_000  # records in a row group
_PLAIN: Final = {str: "string", float: "float64", int: "int64", bool: "bool"}


def write_parquet(records: Iterable[Mapping[str, Any]], kind: str, path: Path) -> int:
    """Write the records of one kind, as JSON values; return how many.

    Raises
    ------
    UsageError
        If there is no such kind.
    """
    import pyarrow as pa
    from pyarrow import parquet

    schema = schema_of(kind)
    path.parent.mkdir(parents=True, exist_ok=True)
    count, stream = 0, iter(records)
    with parquet.ParquetWriter(path, schema, compression="zstd") as writer:
        while rows := [_row(record, schema) for record in islice(stream, AT_ONCE)]:
            writer.write_table(pa.Table.from_pylist(rows, schema=schema))
            count += len(rows)
    return count


def schema_of(kind: str) -> "pa.Schema":
    """The columns of a kind."""
    import pyarrow as pa

    if kind not in KINDS:
        raise UsageError(f"no record kind {kind!r}; known: {', '.join(KINDS)}")
    told = [("id", pa.string()), ("source", pa.string()), *_columns(KINDS[kind])]
    return pa.schema([c for c in told if (kind, c[0]) != ("document", "text")])


def _columns(cls: type) -> Iterator[tuple[str, "pa.DataType"]]:
    hints = get_type_hints(cls)
    for field in fields(cls):
        yield field.name.rstrip("_"), _arrow(hints[field.name])


def _arrow(hint: Any) -> "pa.DataType":
    """A field's annotation as a column's type; what is neither plain nor a dataclass is JSON text."""
    import pyarrow as pa

    origin = get_origin(hint)
    if origin in (Union, types.UnionType):
        return _arrow(next(a for a in get_args(hint) if a is not types.NoneType))
    if origin is tuple:
        return pa.list_(_arrow(get_args(hint)[0]))
    if origin is Literal:
        return _arrow(type(get_args(hint)[0]))
    if isinstance(hint, type) and is_dataclass(hint):
        return pa.struct(list(_columns(hint)))
    name = _PLAIN.get(hint)
    return pa.string() if name is None else pa.type_for_alias(name)


def _row(record: Mapping[str, Any], schema: "pa.Schema") -> dict[str, Any]:
    """A record as its columns take it."""
    return {field.name: _value(record.get(field.name), field.type) for field in schema}


def _value(value: Any, kind: "pa.DataType") -> Any:
    import pyarrow as pa

    if value is None or isinstance(value, str):
        return value
    if pa.types.is_string(kind):
        return json.dumps(value, ensure_ascii=False)
    return float(value) if pa.types.is_float64(kind) else value
