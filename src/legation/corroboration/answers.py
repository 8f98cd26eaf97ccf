"""Matters → answers: a statement and what another party says against it, face to face.

`answers` takes the estimates of `corroborate` and the claims that they rest on, and returns an
estimate an answer: the denial, and all that it denies.  Reports of one statement by several
documents stand together.  See docs/corroboration.md.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any, Final

from legation.corroboration.words import Lexicon, load_lexicon
from legation.records import Claim, Estimate

SOON: Final = 60  # days within which a denial is taken for an answer in another document
LATE: Final = 730  # days after which words that contradict speak of another time
ALIKE: Final = 0.6  # of the stems of the shorter of two reports of one statement
METHOD: Final = "a denial of what another party said: by name, in one document, or soon after"


def answers(
    matters: Iterable[Estimate], claims: Mapping[str, Claim], *, lexicon: Lexicon | None = None
) -> list[Estimate]:
    """Who answers whom, the latest answer first.

    `value["direct"]` is whether the answer rebuts the claim by name, or denies it in the same
    document or within `SOON` days; else the two only contradict each other by their words.
    *claims* are by id.  Left out are pairs of one party, of one sentence unless both speak of the
    same words, and of more than `LATE` days unless one rebuts the other by name.
    """
    lexicon = lexicon or load_lexicon()
    found: list[Estimate] = []
    for matter in matters:
        facing: dict[tuple[int, bool], set[str]] = defaultdict(set)
        firsts = _clusters([claims[c["id"]] for c in matter.value["claims"]], lexicon)
        reports: dict[int, list[str]] = defaultdict(list)
        for ident, place in firsts.items():
            reports[place].append(ident)
        for pair in matter.value["pairs"]:
            a, b = claims[pair["a"]], claims[pair["b"]]
            if pair["how"] != "rebut" or not _two_voices(a, b):
                continue
            said, answer = _ordered(a, b)
            days = _days(said.date, answer.date)
            if days is not None and abs(days) > LATE and answer.rebuts != said.id:
                continue
            facing[firsts[answer.id], _direct(said, answer)].add(said.id)
        found += [
            _told(reports[place], said, firsts, claims, direct=direct, matter=matter)
            for (place, direct), said in facing.items()
        ]
    return sorted(found, key=lambda e: (e.value["date"] or "", e.id), reverse=True)


def _clusters(own: Sequence[Claim], lexicon: Lexicon) -> dict[str, int]:
    """The number of the statement that each claim reports, by the claim's id."""
    kept: list[tuple[Claim, frozenset[str]]] = []
    out: dict[str, int] = {}
    for claim in own:
        stems = lexicon.read(claim.content.text).stems
        for place, (first, known) in enumerate(kept):
            least = min(len(stems), len(known))
            if _one_voice(claim, first) and least and len(stems & known) >= ALIKE * least:
                out[claim.id] = place
                break
        else:
            out[claim.id] = len(kept)
            kept.append((claim, stems))
    return out


def _one_voice(a: Claim, b: Claim) -> bool:
    """Whether the same party, or one among several that are named together, does the same."""
    one, other = _party(a), _party(b)
    same = one == other or (bool(one) and bool(other) and (one in other or other in one))
    return same and a.polarity == b.polarity


def _party(claim: Claim) -> str:
    return "" if claim.speaker is None else claim.speaker.party or claim.speaker.name


def _two_voices(a: Claim, b: Claim) -> bool:
    """Whether two parties speak, of the same words where both stand in one sentence."""
    one, other = a.citation, b.citation
    shared = one.document == other.document and one.start < other.end and other.start < one.end
    return _party(a) != _party(b) and (not shared or a.content.text == b.content.text)


def _ordered(a: Claim, b: Claim) -> tuple[Claim, Claim]:
    """What was said and what answers it: who rebuts by name or denies answers, else who is later."""
    if a.rebuts == b.id or b.rebuts == a.id:
        return (b, a) if a.rebuts == b.id else (a, b)
    if (a.polarity == "deny") != (b.polarity == "deny"):
        return (b, a) if a.polarity == "deny" else (a, b)
    return (a, b) if (a.date or "") <= (b.date or "") else (b, a)


def _direct(said: Claim, answer: Claim) -> bool:
    asked = {r.party or r.name for r in (*said.addressees, *said.about)}
    if said.polarity == "demand" and _party(answer) not in asked:
        return False  # nobody refuses what others are asked for
    if answer.rebuts == said.id:
        return True
    if answer.polarity != "deny":
        return False
    if answer.citation.document == said.citation.document:
        return True
    days = _days(said.date, answer.date)
    return days is not None and 0 <= days <= SOON


def _days(one: str | None, other: str | None) -> int | None:
    """Days from one date to another, each from its first day; None unless both are known.

    >>> _days("2022-01", "2022-02-03")
    33
    """
    if not one or not other:
        return None
    first, last = (date.fromisoformat(f"{day}-01-01"[:10] if len(day) == 4 else f"{day}-01"[:10])
                   for day in (one, other))  # fmt: skip
    return (last - first).days


def _told(
    reports: Sequence[str],
    said: Iterable[str],
    firsts: Mapping[str, int],
    claims: Mapping[str, Claim],
    *,
    direct: bool,
    matter: Estimate,
) -> Estimate:
    def by_date(ident: str) -> tuple[str, str]:
        return (claims[ident].date or "9999", ident)

    groups: dict[int, list[str]] = defaultdict(list)
    for ident in sorted(said, key=by_date):
        groups[firsts[ident]].append(ident)
    own = sorted(reports, key=by_date)
    value: dict[str, Any] = {
        "said": list(groups.values()), "answer": own, "direct": direct, "date": claims[own[0]].date,
        "speakers": sorted({_party(claims[i]) for i in (*own, *said)}),
    }  # fmt: skip
    return Estimate(
        room="corroboration", subject=claims[own[0]].content.text[:120], method=METHOD, value=value,
        uncertainty="that one answers the other is judged by words, dates and places; read both",
        parameters={"soon": SOON, "late": LATE, "alike": ALIKE}, as_of=matter.as_of,
        evidence=tuple(sorted({*own, *said})),
    )  # fmt: skip
