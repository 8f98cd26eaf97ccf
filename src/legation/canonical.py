"""Values ↔ canonical JSON: what record ids are hashes of, and how records are read back.

Frozen dataclasses, tuples and mappings become objects, lists and objects; a trailing underscore of
a field's name is dropped ("if_" → "if").
"""

import json
import types
from collections.abc import Mapping
from dataclasses import MISSING, fields, is_dataclass
from functools import cache, partial
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


_AS_IT_IS = object()  # what plain strings and numbers need


@cache
def _plan(cls: type) -> tuple[tuple[str, str, Any], ...]:
    """Of each field of a record class: its name, its JSON key, and what builds its value."""
    hints = get_type_hints(cls)
    return tuple((f.name, f.name.rstrip("_"), _builder(hints[f.name])) for f in fields(cls))


@cache
def _builder(hint: Any) -> Any:
    """What turns a JSON value into what a field annotated *hint* holds, or `_AS_IT_IS`."""
    origin = get_origin(hint)
    if origin in (Union, types.UnionType):
        inner = _builder(next(a for a in get_args(hint) if a is not types.NoneType))
        if inner is _AS_IT_IS:
            return _AS_IT_IS
        return lambda value: None if value is None else inner(value)
    if origin is tuple:
        part = _builder(get_args(hint)[0])
        return tuple if part is _AS_IT_IS else lambda value: tuple(part(v) for v in value)
    if is_dataclass(hint) and isinstance(hint, type):
        return lambda value: from_fields(hint, value)
    if hint is float:
        return lambda value: float(value) if isinstance(value, int) else value
    return _AS_IT_IS


def from_fields(cls: type, data: Mapping[str, Any]) -> Any:
    """An instance of a dataclass from the JSON object of its fields."""
    known = {
        name: data[key] if build is _AS_IT_IS else build(data[key])
        for name, key, build in _plan(cls)
        if key in data
    }
    try:
        return cls(**known)
    except TypeError as error:
        raise RecordError(f"{cls.__name__}: {error}") from None


def rebuilt(cls: type, data: Mapping[str, Any]) -> Any:
    """As `from_fields`, of values that were checked when they were written: nothing is again.

    The object is filled field by field, which takes a third of the time.
    """
    made: Any = object.__new__(cls)
    for put, key, build, absent in _puts(cls):
        value = data.get(key, absent)
        if value is MISSING:
            raise RecordError(f"{cls.__name__}: a field {key} is missing")
        put(made, value if build is None or value is None else build(value))
    return made


@cache
def _puts(cls: type) -> tuple[tuple[Any, str, Any, Any], ...]:
    """Of each field: what puts a value there, its JSON key, what builds it, what stands for none."""
    hints = get_type_hints(cls)
    return tuple(
        (getattr(cls, f.name).__set__, f.name.rstrip("_"), part_of(hints[f.name]), f.default)
        for f in fields(cls)
    )


@cache
def part_of(hint: Any) -> Any:
    """What `rebuilt` builds a value of this type with; None for what stands as it is."""
    origin = get_origin(hint)
    if origin in (Union, types.UnionType):
        return part_of(next(a for a in get_args(hint) if a is not types.NoneType))
    if origin is tuple:
        part = part_of(get_args(hint)[0])
        return tuple if part is None else lambda value: tuple([part(v) for v in value])
    if is_dataclass(hint) and isinstance(hint, type):
        return partial(rebuilt, hint)
    return float if hint is float else None
