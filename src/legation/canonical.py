"""Values ↔ canonical JSON: what record ids are hashes of, and how records are read back.

Frozen dataclasses, tuples and mappings become objects, lists and objects; a trailing underscore of
a field's name is dropped ("if_" → "if").
"""

import json
import types
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from functools import cache
from typing import Any, Union, get_args, get_origin, get_type_hints

from legation.errors import RecordError


def canonical(value: object) -> str:
    """JSON with sorted keys and no blanks: the text that ids are hashes of."""
    return json.dumps(plain(value), sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def plain(value: object) -> Any:
    """A record or a part of one as JSON values; trailing underscores of names are dropped."""
    if value is None or isinstance(value, str | int | float):
        return value
    if isinstance(value, tuple | list):
        return [plain(v) for v in value]
    if isinstance(value, Mapping):
        return {str(k): plain(v) for k, v in value.items()}
    if is_dataclass(value) and not isinstance(value, type):
        return {key: plain(getattr(value, name)) for name, key in _keys(type(value))}
    return value


@cache
def _keys(cls: type) -> tuple[tuple[str, str], ...]:
    """The fields of a record class, each with its JSON key."""
    return tuple((f.name, f.name.rstrip("_")) for f in fields(cls))


@cache
def _hints(cls: type) -> dict[str, Any]:
    hints = get_type_hints(cls)
    return {f.name: hints[f.name] for f in fields(cls)}


def _build(hint: Any, value: Any) -> Any:
    """JSON value → what a field annotated *hint* holds."""
    origin = get_origin(hint)
    if origin in (Union, types.UnionType):
        if value is None:
            return None
        return _build(next(a for a in get_args(hint) if a is not types.NoneType), value)
    if origin is tuple:
        return tuple(_build(get_args(hint)[0], v) for v in value)
    if is_dataclass(hint) and isinstance(hint, type):
        return from_fields(hint, value)
    if hint is float and isinstance(value, int):
        return float(value)
    return value


def from_fields(cls: type, data: Mapping[str, Any]) -> Any:
    """An instance of a dataclass from the JSON object of its fields."""
    known = {}
    for name, hint in _hints(cls).items():
        key = name.rstrip("_")
        if key in data:
            known[name] = _build(hint, data[key])
    try:
        return cls(**known)
    except TypeError as error:
        raise RecordError(f"{cls.__name__}: {error}") from None
