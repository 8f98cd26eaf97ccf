"""What the model of sides sees: for a trigger, every actor that could be its source or target.

`options(view, token, type_, sides)` gives the actors of the sentence, of the four before it and
of the codebook's own reading, each with its features: where it stands in the tree, what kind of
actor it is, and whether the codebook took it.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, cast

from legation.coding.clauses import Clause, base, case_of
from legation.coding.learned.triggers import View
from legation.records import ActorRef

if TYPE_CHECKING:
    from spacy.tokens import Token

    from legation.actors import Mention
    from legation.coding.arguments import Sides

BACK: Final = 4  # sentences before this one whose actors may be meant
LONGEST: Final = 5  # steps of a path through the tree that is told


@dataclass(frozen=True, slots=True)
class Option:
    """An actor that could be a side of an event, and what tells for it."""

    ref: ActorRef
    features: list[str]


def options(view: View, token: "Token", type_: str, sides: "Sides") -> list[Option]:
    """Every actor that could be a side of the event at *token*."""
    source, target = sides.tidy()
    refs: dict[str, ActorRef] = {r.id: r for r in (*source, *target)}
    here: dict[str, list[tuple[Token, Mention]]] = {}
    doc = token.doc
    for at, mention in view.mentions.items():
        refs.setdefault(mention.ref.id, mention.ref)
        here.setdefault(mention.ref.id, []).append((doc[at], mention))
    before = _before(view)
    for key, (ref, _, _) in before.items():
        refs.setdefault(key, ref)
    ranks = _ranks(view)
    setting = _setting(token, type_, (source, target))
    found = []
    for key, ref in refs.items():
        own = list(_taken(ref, source, target))
        own += _seen(here.get(key, []), token)
        own += _earlier(before.get(key), inside=key in here)
        own += _sort(ref, here.get(key, []))
        own.append(f"ra={ranks.get(key, 9)}")
        crossed = [f"{s}&{f}" for f in own if f[:2] in {"cb", "pa", "or"} for s in setting]
        found.append(Option(ref, own + crossed))
    return found


def _setting(
    token: "Token", type_: str, sides: tuple[Sequence[ActorRef], Sequence[ActorRef]]
) -> list[str]:
    voice = f"{token.pos_}{'p' if token.pos_ == 'VERB' and Clause(token).passive else ''}"
    return [voice, type_, f"{voice}{bool(sides[0])}{bool(sides[1])}"]


def _taken(ref: ActorRef, source: Sequence[ActorRef], target: Sequence[ActorRef]) -> Iterator[str]:
    sort = ref.id.partition(":")[0] if ref.id.startswith(("object:", "unnamed:")) else "named"
    for name, side in (("S", source), ("T", target)):
        if ref.id in {r.id for r in side}:
            yield f"cb{name}={sort}"
        elif side and ref.party and ref.party in {r.party for r in side}:
            yield f"cb{name}=party"
        else:
            yield f"cb{name}={'other' if side else 'open'}"


def _seen(found: "Sequence[tuple[Token, Mention]]", trigger: "Token") -> Iterator[str]:
    """Where the nearest two mentions in the sentence stand to the trigger."""
    if not found:
        yield "in=no"
        return
    nearest = sorted(found, key=lambda pair: abs(pair[0].i - trigger.i))[:2]
    yield f"in={min(3, len(found))}"
    for place, (token, mention) in enumerate(nearest):
        apart = token.i - trigger.i
        side = "<" if apart < 0 else ">"
        width = next((w for w in (1, 2, 4, 7, 12, 20) if abs(apart) <= w), 40)
        path = route(token, trigger)
        yield f"or{place}={side}"
        yield f"di{place}={side}{width}"
        yield f"pa{place}={path}"
        yield f"pl{place}={path}/{trigger.lemma_.lower()}"
        yield f"de{place}={side}{token.dep_}:{case_of(token)}"
        yield f"pn{place}={mention.place}{mention.nested}"


def route(token: "Token", trigger: "Token") -> str:
    """The way through the tree from a word up to where it meets the trigger, and down to it.

    Steps up are relations with their preposition, "^" is the meeting point.
    """
    above = [trigger, *trigger.ancestors]
    line = {t.i: n for n, t in enumerate(above)}
    up: list[str] = []
    at = token
    while at.i not in line and len(up) < LONGEST:
        case = case_of(at) if base(at.dep_) in {"obl", "nmod"} else ""
        up.append(f"{at.dep_}{':' + case if case else ''}")
        at = at.head
    if at.i not in line:
        return "far"
    down = [base(t.dep_) for t in above[: line[at.i]]]
    return "<".join(up) + "^" + ">".join(down[:LONGEST])


def _before(view: View) -> "dict[str, tuple[ActorRef, int, Mention]]":
    """The actors of the sentences before, each by its last mention, with how far back it is."""
    found: dict[str, tuple[ActorRef, int, Mention]] = {}
    index = view.sentence.index
    for back in range(1, BACK + 1):
        if index - back < 0:
            break
        for mention in view.reading.mentions[index - back]:
            if not mention.nested or mention.ref.id not in found:
                found.setdefault(mention.ref.id, (mention.ref, back, mention))
    return found


def _ranks(view: View) -> dict[str, int]:
    """The place of each actor by how often the document mentions it, five for all further ones."""
    if "ranks" not in view.reading.cache:
        counts = Counter(m.ref.id for m in view.reading.resolution.mentions if not m.place)
        order = [key for key, _ in counts.most_common()]
        view.reading.cache["ranks"] = {key: min(5, n) for n, key in enumerate(order)}
    return cast("dict[str, int]", view.reading.cache["ranks"])


def towards(option: Option, source: Sequence[ActorRef]) -> list[str]:
    """The features of an option as target, once the source is known."""
    ids = {r.id for r in source}
    parties = {n for r in source for n in (r.party, r.name) if n}
    same = "one" if option.ref.id in ids else "party" if option.ref.party in parties else "other"
    kin = {r.code for r in source if r.code} & {option.ref.code}
    known = f"so={same if source else 'none'}{bool(kin)}"
    return [*option.features, known, *(f"{known}&{f}" for f in option.features if f[:2] == "cb")]


def _earlier(seen: "tuple[ActorRef, int, Mention] | None", *, inside: bool) -> Iterator[str]:
    if seen is None:
        yield f"be=no{inside}"
        return
    _, back, mention = seen
    yield f"be={back}{inside}"
    yield f"bp={mention.place}{mention.nested}{inside}"


def _sort(ref: ActorRef, found: "Sequence[tuple[Token, Mention]]") -> Iterator[str]:
    kind = found[0][1].kind if found else None
    form = found[0][1].form if found else None
    yield f"ki={kind}/{ref.sector}"
    yield f"fo={form}"
