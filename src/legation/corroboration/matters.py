"""Claims → matters: what is said about one thing across documents, and how the statements stand.

`corroborate` takes claims and their sources and returns an estimate a matter: two claims agree,
rebut, or differ in number, date or name; numbers stand by speaker and date, never averaged.
Which claims speak of one matter is told by `likeness`.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from legation.corroboration.likeness import LEAST, NEAR, SHARED, counted, read_claim, tied
from legation.corroboration.origins import Sources, chain, independent
from legation.corroboration.words import Lexicon, Said, load_lexicon
from legation.records import Claim, Estimate, Quantity

METHOD: Final = "stems shared by two statements (Dice), units, deeds, what a denial denies"


def corroborate(
    claims: Iterable[Claim],
    sources: Sources | None = None,
    *,
    lexicon: Lexicon | None = None,
    as_of: str | None = None,
) -> list[Estimate]:
    """The matters on which two or more claims bear, the most told first.

    Repetitions by one speaker in one document are no second claim.  `value["pairs"]` says how each two
    that are tied by their words stand; `value["numbers"]` gives low and high by speaker and date; `value["origins"]` the
    independent origins; `value["chains"]` who has it from whom.
    """
    lexicon, sources = lexicon or load_lexicon(), sources or Sources()
    own = sorted(set(claims), key=lambda c: (c.date or "9999", c.id))
    read = {c.id: read_claim(c, lexicon) for c in own}
    ties = list(tied(own, read, lexicon))
    out = [
        _matter(
            [own[i] for i in group],
            _pairs(own, group, ties, read, lexicon),
            lexicon,
            sources,
            as_of,
        )
        for group in _groups(len(own), ties)
    ]
    told = [e for e in out if len(_voices(e)) > 1]
    return sorted(told, key=lambda e: (-len(e.value["claims"]), e.id))


def _pairs(
    own: Sequence[Claim],
    group: Sequence[int],
    ties: Iterable[tuple[int, int]],
    read: Mapping[str, Said],
    lexicon: Lexicon,
) -> list[dict[str, str]]:
    """How every two claims of a group that are tied directly stand."""
    inside = set(group)
    near = sorted({(a, b) for a, b in ties if a in inside and b in inside})
    return [
        {"a": own[a].id, "b": own[b].id, "how": how(own[a], own[b], read, lexicon)} for a, b in near
    ]


def _voices(estimate: Estimate) -> set[tuple[str, str | None]]:
    return {(c["document"], c["speaker"]) for c in estimate.value["claims"]}


def _groups(n: int, ties: Iterable[tuple[int, int]]) -> list[list[int]]:
    parent = list(range(n))

    def root(i: int) -> int:
        while parent[i] != i:
            parent[i] = parent[parent[i]]
            i = parent[i]
        return i

    for a, b in ties:
        parent[root(b)] = root(a)
    groups: dict[int, list[int]] = defaultdict(list)
    for i in range(n):
        groups[root(i)].append(i)
    return [g for g in groups.values() if len(g) > 1]


def _matter(
    group: Sequence[Claim],
    pairs: Sequence[Mapping[str, str]],
    lexicon: Lexicon,
    sources: Sources,
    as_of: str | None,
) -> Estimate:
    chains = [{"claim": c.id, **chain(c, sources)} for c in group]
    numbers = [_number(c, q, lexicon) for c in group for q in c.quantities]
    kinds = Counter(p["how"] for p in pairs)
    value = {
        "claims": [_told(c, sources) for c in group],
        "pairs": list(pairs),
        "standing": dict(sorted(kinds.items())),
        "numbers": numbers,
        "ranges": _ranges(numbers),
        "origins": list(independent(chains)),
        "speakers": sorted({c.speaker.name for c in group if c.speaker}),
        "chains": chains,
    }
    cited = {i for c in chains for i in c["ids"]}
    return Estimate(
        room="corroboration", subject=group[0].content.text[:120], method=METHOD, value=value,
        uncertainty="that claims speak of one matter is judged by their words; read them",
        parameters={"dice": SHARED, "least": LEAST, "days": NEAR}, as_of=as_of,
        evidence=tuple(sorted({c.id for c in group} | cited)),
    )  # fmt: skip


def how(a: Claim, b: Claim, read: Mapping[str, Said], lexicon: Lexicon) -> str:
    """How two claims about one matter stand: rebut, differ in number, date or name, or agree."""
    one, other = read[a.id], read[b.id]
    denies = (a.polarity == "deny") != (b.polarity == "deny")
    explicit = a.rebuts == b.id or b.rebuts == a.id
    if explicit or denies != (one.negated != other.negated):
        return "rebut"
    if any(_apart(p, q, lexicon) for p in a.quantities for q in b.quantities):
        return "differ in number"
    if one.years and other.years and not one.years & other.years:
        return "differ in date"
    if one.names - other.names and other.names - one.names:
        return "differ in name"
    return "agree"


def _apart(p: Quantity, q: Quantity, lexicon: Lexicon) -> bool:
    """Whether two numbers of one unit cannot both be right, bounds and "about" aside."""
    if lexicon.stem(counted(p)) != lexicon.stem(counted(q)):
        return False
    (low, high), (least, most) = _bounds(p), _bounds(q)
    return high < least or most < low


def _bounds(q: Quantity) -> tuple[float, float]:
    low, high = q.value, q.value if q.high is None else q.high
    if q.bound == "at least":
        return low, float("inf")
    if q.bound == "at most":
        return float("-inf"), high
    return low, high


def _told(c: Claim, sources: Sources) -> dict[str, Any]:
    return {
        "id": c.id, "speaker": c.speaker.name if c.speaker else None, "date": c.date,
        "polarity": c.polarity, "text": c.content.text, "document": c.citation.document,
        "publisher": sources.publishers.get(c.citation.document),
    }  # fmt: skip


def _number(c: Claim, q: Quantity, lexicon: Lexicon) -> dict[str, Any]:
    return {
        "unit": lexicon.stem(counted(q)), "low": q.value, "high": q.value if q.high is None else q.high,
        "bound": q.bound, "speaker": c.speaker.name if c.speaker else None, "date": c.date,
        "polarity": c.polarity, "id": c.id,
    }  # fmt: skip


def _ranges(numbers: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Least and most of each unit, by whoever did not deny it, with the claims they rest on."""
    out: dict[str, Any] = {}
    for n in numbers:
        if n["polarity"] == "deny":
            continue
        at = out.setdefault(n["unit"], {"low": n["low"], "high": n["high"], "ids": []})
        at["low"], at["high"] = min(at["low"], n["low"]), max(at["high"], n["high"])
        at["ids"] = sorted({*at["ids"], n["id"]})
    return out
