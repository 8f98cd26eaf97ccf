"""Predictions beside what came after: outcomes with their evidence, and each maker's record.

`outcomes` takes predictions, later events and statuses, and returns an estimate a prediction;
`records_of` sums them up by author and outlet, with Brier and log scores where a probability can
be told.  A prediction that nothing can test yet stays open; one whose time ran out in silence is told as that.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from legation.corroboration.origins import Sources
from legation.corroboration.words import Foreseen, Lexicon, Said, load_lexicon
from legation.ontology import SYMMETRIC_TYPES
from legation.records import ActorRef, Coded, Estimate, Event, Prediction, Status
from legation.scoring import brier_score, log_score

METHOD: Final = "events and statuses that came later, by the words and parties of the prediction"
OUTCOMES: Final = ("right", "wrong", "came", "not seen", "held", "open")
_EITHER_WAY: Final = SYMMETRIC_TYPES | {"mission"}  # a mission is opened there, and accepted here
_PERCENT: Final = re.compile(r"(\d{1,3})\s*(?:%|per ?cent)")
_ANYBODY: Final = re.compile(r"\b(?:nobody|no (?:one|country|state|government|power))\b", re.I)


@dataclass(frozen=True, slots=True, kw_only=True)
class Later:
    """What predictions are held against."""

    events: Sequence[Event] = ()
    statuses: Sequence[Status] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Fact:
    day: str
    kind: str
    value: str
    doer: frozenset[str]
    others: frozenset[str]
    id: str
    document: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _Found:
    """A prediction with what came of it."""

    prediction: Prediction
    met: tuple[_Fact, ...]
    who: tuple[str, ...]
    kept: bool


def outcomes(
    predictions: Iterable[Prediction],
    later: Later,
    sources: Sources,
    *,
    lexicon: Lexicon | None = None,
    as_of: str | None = None,
) -> list[Estimate]:
    """What became of each prediction that foresees something countable.

    `value["outcome"]` is "right" or "wrong" by what came, "came" (it was only said to be possible),
    "not seen" or "held" where the horizon of a "will" or "will not" passed without the foreseen
    thing on record, else "open".
    """
    lexicon = lexicon or load_lexicon()
    facts = _facts(later, sources)
    parties = _parties([*later.events, *later.statuses])
    out = []
    for p in predictions:
        stems = _stems(p.content.text, lexicon)
        seen = [f for f in lexicon.foreseen if f.stems & stems]
        kept = any(f.ends for f in seen) and bool(stems & lexicon.turning)
        made = sources.dates.get(p.citation.document)
        who = _named(p, parties)
        anybody = bool(_ANYBODY.search(p.content.text))
        turned = " by " in p.content.text
        if not seen or made is None or not (who or anybody):
            continue
        met = [
            f for f in facts
            if f.document != p.citation.document  # its own words show nothing
            and f.day[: len(made)] > made[: len(f.day)] and _fits(f, seen, who, anybody=anybody, turned=turned)
            and (p.horizon is None or f.day[: len(p.horizon)] <= p.horizon)
        ]  # fmt: skip
        found = _Found(prediction=p, met=tuple(met), who=tuple(who), kept=kept)
        out.append(_outcome(found, sources, lexicon, as_of=as_of))
    return out


def _stems(text: str, lexicon: Lexicon) -> frozenset[str]:
    said: Said = lexicon.read(text)
    return said.stems


def _facts(later: Later, sources: Sources) -> list[_Fact]:
    out = []
    for e in later.events:
        if e.start and e.factuality in ("fact", "claim") and not e.hedge:
            doer, others = _all(e.source_actors), _all(e.target_actors)
            fact = _Fact(
                day=e.start, kind=e.type, value="", doer=doer, others=others, id=e.id,
                document=e.citation.document,
            )  # fmt: skip
            out.append(fact)
    for s in later.statuses:
        day = s.start or sources.dates.get(s.citation.document)
        if day and not s.hedge:
            doer, others = _all([s.granted_by] if s.granted_by else []), _all([s.holder])
            fact = _Fact(
                day=day, kind=s.kind, value=s.value, doer=doer, others=others, id=s.id,
                document=s.citation.document,
            )  # fmt: skip
            out.append(fact)
    return sorted(out, key=lambda f: (f.day, f.id))


def _all(refs: Iterable[ActorRef]) -> frozenset[str]:
    return frozenset(r.party or r.name for r in refs)


def _parties(told: Iterable[Coded]) -> dict[str, str]:
    """Every form under which a named actor appears → its party."""
    out: dict[str, str] = {}
    for record in told:
        if isinstance(record, Event):
            refs: tuple[ActorRef, ...] = (*record.source_actors, *record.target_actors)
        elif isinstance(record, Status):
            refs = (record.holder, *((record.granted_by,) if record.granted_by else ()))
        else:
            continue
        for r in (r for r in refs if not r.id.startswith("unnamed:")):
            spoken = () if r.antecedent or r.text.casefold() in r.name.casefold() else (r.text,)
            forms = (r.party or r.name, r.name, *r.aliases, *spoken)
            out |= {f.casefold(): r.party or r.name for f in forms if f[:1].isupper()}
    return out


def _named(p: Prediction, parties: Mapping[str, str]) -> tuple[str, ...]:
    """The parties that a prediction names, in order, in what it foresees or else in its sentence.

    Where that is one, whoever foresees it of himself is the other.
    """
    for text in (p.content.text, p.citation.text):
        low = f" {re.sub(r'[^a-z0-9]+', ' ', text.casefold())} "
        places = [(low.find(f" {form} "), party) for form, party in parties.items()]
        found = list(dict.fromkeys(party for at, party in sorted(places) if at >= 0))
        own = p.made_by.party if p.made_by else None
        if len(found) == 1 and own and own not in found and not _ANYBODY.search(text):
            found.insert(0, own)
        if found:
            return tuple(found)
    return ()


def _fits(
    fact: _Fact, seen: Sequence[Foreseen], named: Sequence[str], *, anybody: bool, turned: bool
) -> bool:
    """Whether a fact is of a foreseen sort and between those whom the prediction names.

    Who is named first does it, unless the sentence is *turned* ("recognised by").
    """
    sort = any(
        fact.kind in f.events or (fact.kind == f.status and fact.value in f.values) for f in seen
    )
    if not sort:
        return False
    who, sides = set(named), fact.doer | fact.others
    if anybody or len(who) < 2:  # too little is named to tell one act from another
        return fact.value != "" and (not who or bool(who & sides))
    if not (turned or fact.kind in _EITHER_WAY or named[0] in fact.doer):
        return False
    return bool(who & fact.doer) and bool(who & fact.others) and len(who & sides) > 1


def _outcome(found: _Found, sources: Sources, lexicon: Lexicon, *, as_of: str | None) -> Estimate:
    p, met, who = found.prediction, found.met, found.who
    past = bool(p.horizon and as_of and as_of[: len(p.horizon)] > p.horizon)
    silent = past and not met
    outcome = _became(found, silent=silent)
    probability, basis = _probability(p, lexicon)
    document = p.citation.document
    value = {
        "prediction": p.id, "text": p.content.text, "polarity": p.polarity, "horizon": p.horizon,
        "made_by": p.made_by.name if p.made_by else _author(document, sources), "made_on": sources.dates.get(document),
        "publisher": sources.publishers.get(document), "parties": list(who),
        "probability": probability, "basis": basis, "outcome": outcome,
        "happened": bool(met) if met or silent else None, "shown_by": [f.id for f in met],
        "first": met[0].day if met else None,
    }  # fmt: skip
    return Estimate(
        room="corroboration", subject=p.content.text[:120], method=METHOD, value=value,
        uncertainty="matched by words and parties: read what it is shown by",
        parameters={"condition": p.condition}, as_of=as_of,
        evidence=tuple(sorted({p.id, *(f.id for f in met)})),
    )  # fmt: skip


def _became(found: _Found, *, silent: bool) -> str:
    """One of `OUTCOMES`; who foresees that a standing is *kept* is wrong where it ends."""
    polarity: str = found.prediction.polarity
    if found.kept:
        polarity = {"will": "will_not", "will_not": "will"}.get(polarity, polarity)
    if found.met:
        return {"will": "right", "will_not": "wrong", "may": "came"}[polarity]
    if silent and polarity != "may":
        return "not seen" if polarity == "will" else "held"
    return "open"


def _author(document: str, sources: Sources) -> str | None:
    """The authors of a document, who foresee what nobody else is said to."""
    return ", ".join(sources.authors.get(document, ())) or None


def _probability(p: Prediction, lexicon: Lexicon) -> tuple[float | None, str]:
    """How likely it was said to be that the foreseen thing happens, and where that is from.

    A number as stated; for a word of the published scale the middle of its interval.
    """
    number = _PERCENT.search(f"{p.probability_words or ''} {p.content.text}")
    if number and int(number[1]) <= 100:
        share = int(number[1]) / 100
        return (1 - share if p.polarity == "will_not" else share), "stated"
    words = (p.probability_words or "").casefold()
    known = [w for w in lexicon.likelihood if re.search(rf"\b{re.escape(w)}\b", words)]
    if not known:
        return None, "none: no number and no word of the scale"
    word = max(known, key=len)
    middle = round(sum(lexicon.likelihood[word]) / 2, 4)
    turned = p.polarity == "will_not" and middle > 0.5  # "unlikely" is itself the negation
    return (round(1 - middle, 4) if turned else middle), f"word: {word}"


def records_of(found: Sequence[Estimate], *, as_of: str | None = None) -> list[Estimate]:
    """The record of each author and outlet: how many came right, and the scores.

    Brier and log score (see `legation.scoring`) are kept apart for stated numbers and for words of
    the scale; where neither is given, right and wrong are all that can be told.
    """
    by: dict[tuple[str, str], list[Estimate]] = defaultdict(list)
    for e in found:
        for role, name in (("author", e.value["made_by"]), ("outlet", e.value["publisher"])):
            if name:
                by[role, name].append(e)
    return [_record(role, name, own, as_of) for (role, name), own in sorted(by.items())]


def _record(role: str, name: str, own: Sequence[Estimate], as_of: str | None) -> Estimate:
    counts = {k: sum(e.value["outcome"] == k for e in own) for k in OUTCOMES}
    scores = {}
    for basis in ("stated", "word"):
        scored = [
            e for e in own
            if e.value["basis"].startswith(basis) and e.value["happened"] is not None
        ]  # fmt: skip
        if scored:
            given = np.array([e.value["probability"] for e in scored])
            came = np.array([float(e.value["happened"]) for e in scored])
            scores[basis] = {
                "n": len(scored), "brier": round(brier_score(given, came), 6),
                "log": round(log_score(given, came), 6), "predictions": [e.id for e in scored],
            }  # fmt: skip
    return Estimate(
        room="corroboration", subject=f"{role} {name}", method="outcomes of predictions",
        value={"counts": counts, "scores": scores},
        uncertainty=f"{len(own) - counts['open']} of {len(own)} resolved",
        parameters={"outcomes": [e.id for e in own]}, as_of=as_of,
        evidence=tuple(sorted({i for e in own for i in e.evidence})),
    )  # fmt: skip
