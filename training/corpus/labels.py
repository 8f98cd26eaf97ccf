"""What stands behind the bar of a mark: from "COERCE ken>uga denied by=uga" to its fields.

`parse_label` takes the label's words and returns a `Label`, or raises `LabelError` with one line
that says what is wrong and what to write instead.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, get_args

from legation import ontology

AUTHOR: Final = "author"
UNNAMED: Final = frozenset({"?", "-", AUTHOR})
FACTUALITY: Final = ("fact", "claim", "rumour", "denied", "planned", "hypothetical")
_KEY: Final = r"(?:[a-z][a-z0-9_]*|\?|-)"
_KEYS: Final = re.compile(rf"{_KEY}(?:\+{_KEY})*\Z")
_ID: Final = re.compile(r"#[A-Za-z][A-Za-z0-9_]*\Z")
_DAY: Final = r"\d{4}(?:-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12]\d|3[01]))?)?"
DATE: Final = re.compile(rf"{_DAY}(?:/{_DAY})?\Z")
_NUMBER: Final = re.compile(r"\d+(?:\.\d+)?(?:\.\.\d+(?:\.\d+)?)?\Z")


class LabelError(ValueError):
    """A label breaks the notation."""


@dataclass(frozen=True, slots=True)
class Label:
    """A label taken apart: its kind, who towards whom, its values and its id."""

    kind: str
    who: tuple[str, ...] = ()
    whom: tuple[str, ...] = ()
    values: Mapping[str, str] = field(default_factory=dict)
    id: str | None = None

    def __getitem__(self, name: str) -> str | None:
        """The value of a field, or None."""
        return self.values.get(name)


@dataclass(frozen=True, slots=True)
class Shape:
    """What a label may hold.

    First parties ("" none, "1" one side, or the sign between two), then words of fixed lists,
    each needed unless its name ends in "_", and options by name anywhere.
    """

    parties: str = ""
    words: tuple[tuple[str, tuple[str, ...]], ...] = ()
    options: frozenset[str] = frozenset()
    needs_id: bool = False


def _shape(
    parties: str = "", *options: str, needs_id: bool = False, **words: tuple[str, ...]
) -> Shape:
    return Shape(parties, tuple(words.items()), frozenset(options), needs_id)


FREE: Final[tuple[str, ...]] = ()
SHAPES: Final[dict[str, Shape]] = {
    "place": _shape(),
    "hedge": _shape(),
    "event": _shape(">", "t", "same", "by", "place", factuality_=FACTUALITY),
    "claim": _shape(">", "t", "rebuts", polarity=get_args(ontology.Polarity)),
    "prediction": _shape("1", "h", "p", "t", polarity=get_args(ontology.PredictionPolarity)),
    "if": _shape(needs_id=True),
    "then": _shape("1", needs_id=True, force=get_args(ontology.Force)),
    "cause": _shape(needs_id=True),
    "effect": _shape(
        "", "by", needs_id=True, sign=("+", "-"), mode=get_args(ontology.MechanismMode), holder=FREE
    ),
    "membership": _shape(">", "t", "u", "by", status=get_args(ontology.MembershipStatus)),
    "status": _shape(
        "<", "t", "u", "by", status_kind=get_args(ontology.StatusKind), value_=FREE
    ),
    "interest": _shape(
        ">", "by", direction=get_args(ontology.Direction), basis_=get_args(ontology.Basis)
    ),
    "signal": _shape(">", needs_id=True, reader=FREE),
    "meaning": _shape(needs_id=True),
    "lever": _shape(">", "t", state=get_args(ontology.LeverState)),
    "relation": _shape("~", valence=("-1", "0", "1")),
    "frame": _shape("1", "supports", frame_kind=get_args(ontology.FrameKind)),
}  # fmt: skip
PARTS: Final = {
    "if": "then", "then": "if", "cause": "effect", "effect": "cause",
    "signal": "meaning", "meaning": "signal",
}  # fmt: skip
BOUNDS: Final = {
    "exact": "exact", "about": "about", "atleast": "at least", "atmost": "at most"
}  # fmt: skip
EXAMPLE: Final = {
    "event": "COERCE ken>uga denied by=uga t=1998-03-31 @Geneva",
    "claim": "claim oti>uga assert",
    "prediction": "prediction author will h=2030 p=likely",
    "then": "then #c1 ken threat",
    "effect": "effect #m1 + causes author",
    "membership": "membership uzb>csto observer",
    "status": "status tal<rus recognition recognised",
    "interest": "interest ken>uga seek stated",
    "signal": "signal #s1 ken>uga author",
    "lever": "lever ken>uga held",
    "relation": "relation ken~uga -1",
    "frame": "frame author analogy",
}
_NAMED: Final = re.compile(r"([a-z]+)=(.+)\Z", re.DOTALL)


def parse_label(text: str) -> Label:
    """Take a label apart.

    >>> parse_label("COERCE ken>uga denied by=uga").who
    ('ken',)
    >>> parse_label("qty about 6000 militants")["unit"]
    'militants'
    """
    text = text.strip()
    if text.startswith("="):
        return Label("mention", _keys(text[1:].strip()))
    head, *rest = text.split() or [""]
    if head in ontology.EVENT_TYPES:
        found = _shaped("event", rest)
        values = {"type": head, "factuality": "fact", **found.values}
        return Label("event", found.who, found.whom, values, found.id)
    if head == "date":
        return Label("date", values={"value": _date(" ".join(rest), "date")})
    if head == "qty":
        return _quantity(rest)
    if head in SHAPES and head != "event":
        return _shaped(head, rest)
    raise LabelError(f"unknown label {text!r}; the table in GUIDELINES.md lists the labels")


def _keys(text: str) -> tuple[str, ...]:
    if not _KEYS.match(text):
        raise LabelError(f"{text!r} is no key of the cast (small letters, joined by +), ? or -")
    return tuple(text.split("+"))


def _date(text: str, name: str) -> str:
    if not DATE.match(text):
        raise LabelError(f"{name} {text!r}: write 1998, 1998-04, 1998-04-02 or 1998-04/1998-07")
    return text


def _quantity(words: list[str]) -> Label:
    if len(words) < 3 or words[0] not in BOUNDS or not _NUMBER.match(words[1]):
        raise LabelError(
            "a quantity is `qty exact|about|atleast|atmost number unit`, "
            f"the number in plain digits or low..high, not {' '.join(words)!r}"
        )
    low, _, high = words[1].partition("..")
    values = {"bound": BOUNDS[words[0]], "value": low, "unit": " ".join(words[2:])}
    return Label("qty", values=values | ({"high": high} if high else {}))


def _shaped(kind: str, words: list[str]) -> Label:
    shape = SHAPES[kind]
    values, identity, rest = _options(kind, shape, words)
    who: tuple[str, ...] = ()
    whom: tuple[str, ...] = ()
    if shape.parties:
        who, whom, rest = _parties(kind, shape.parties, rest)
    for name, allowed in shape.words:
        needed = not name.endswith("_")
        if rest and (not allowed or rest[0] in allowed):
            values[name.removesuffix("_")] = rest.pop(0)
        elif needed:
            raise LabelError(
                f"{kind} lacks its {name}"
                + (f" ({', '.join(allowed)})" if allowed else "")
                + f": write {EXAMPLE.get(kind, kind)!r}"
            )
    if rest:
        raise LabelError(
            f"{rest[0]!r} does not fit in {kind}: write {EXAMPLE.get(kind, kind)!r}, "
            "_ for a space within a value"
        )
    if shape.needs_id and identity is None:
        raise LabelError(f"{kind} needs an id (#x1), the same on each of its parts")
    return Label(kind, who, whom, values, identity)


def _options(
    kind: str, shape: Shape, words: list[str]
) -> tuple[dict[str, str], str | None, list[str]]:
    """Split off #id, @Place and name=value; what is left keeps its order."""
    values: dict[str, str] = {}
    identity: str | None = None
    rest: list[str] = []
    for word in words:
        named = _NAMED.match(word)
        if word.startswith("#"):
            identity = _id(word)
        elif word.startswith("@") and "place" in shape.options:
            values["place"] = word[1:].replace("_", " ")
        elif named and named.group(1) in shape.options:
            values[named.group(1)] = _option(named.group(1), named.group(2))
        elif named:
            known = ", ".join(sorted(shape.options)) or "none"
            raise LabelError(f"{kind} takes no {named.group(1)}= (it takes: {known})")
        else:
            rest.append(word)
    return values, identity, rest


def _id(word: str) -> str:
    if not _ID.match(word):
        raise LabelError(f"id {word!r}: write # and a letter, then letters or digits (#e1)")
    return word[1:]


def _option(name: str, value: str) -> str:
    if name in {"t", "u", "h"}:
        return _date(value, f"{name}=")
    if name in {"same", "rebuts", "supports"}:
        return _id(value)
    if name == "by":
        return "+".join(_keys(value))
    return value.replace("_", " ")


def _parties(
    kind: str, sign: str, rest: list[str]
) -> tuple[tuple[str, ...], tuple[str, ...], list[str]]:
    if not rest:
        raise LabelError(f"{kind} does not say who: write {EXAMPLE[kind]!r}")
    first, *rest = rest
    if sign == "1":
        return _keys(first), (), rest
    left, found, right = first.partition(sign)
    if not found and kind in {"interest", "claim", "lever"}:
        return _keys(first), ("-",), rest
    if not found:
        raise LabelError(f"{first!r} does not say who towards whom: write {EXAMPLE[kind]!r}")
    return _keys(left), _keys(right), rest
