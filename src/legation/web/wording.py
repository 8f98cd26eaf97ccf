"""A record in a line of words, as it stands beside its passage in the reader.

`describe` takes a record and returns parts: plain text, or an actor reference that the page turns
into a link.
"""

import csv
import io
import re
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from importlib.resources import files
from typing import Any, Final

from legation.dossier import when, written
from legation.ontology import EVENT_TYPES
from legation.records import (
    ActorRef,
    Claim,
    Coded,
    Condition,
    Event,
    Frame,
    Interest,
    Lever,
    Mechanism,
    Membership,
    Prediction,
    Reference,
    Relation,
    Signal,
    Status,
    Undertaking,
)

Part = str | ActorRef
ARROW: Final = " → "
LONG: Final = 90


def short(text: str) -> str:
    """Words of the text in quotation marks, cut where they are long."""
    words = " ".join(text.split())
    if len(words) > LONG:
        words = words[: words.rfind(" ", 0, LONG)] + " …"
    return f"“{words}”"


def several(refs: Iterable[ActorRef]) -> Iterator[Part]:
    """Actors with commas between them."""
    found = list(refs)
    if not found:
        yield "not named"
    for number, ref in enumerate(found):
        if number:
            yield ", "
        yield ref


def one(ref: ActorRef | None, absent: str = "not named") -> Part:
    """An actor, or the words for none."""
    return ref if ref is not None else absent


def _event(r: Event) -> Iterator[Part]:
    yield from several(r.source_actors)
    yield ARROW
    yield from several(r.target_actors)
    yield f" {when(r)}"
    if r.factuality != "fact":
        yield f" · {r.factuality}"


def _claim(r: Claim) -> Iterator[Part]:
    yield one(r.speaker, "speaker not named")
    if r.addressees:
        yield " to "
        yield from several(r.addressees)
    if r.hedge:
        yield f" · {short(r.hedge)}"


def _reference(r: Reference) -> Iterator[Part]:
    if r.refers_to:
        yield f"stands for {r.refers_to}"
        return
    told = [r.title, r.publisher, r.accessed and f"accessed {written(r.accessed)}"]
    yield ", ".join(t for t in told if t) or "no more is known"


def _membership(r: Membership) -> Iterator[Part]:
    yield from (r.member, f" · {r.status} · ", r.organisation)
    if r.start:
        yield f" · {written(r.start)}"


def _status(r: Status) -> Iterator[Part]:
    yield r.holder
    yield f" · {r.kind.replace('_', ' ')}: {r.value}"
    if r.granted_by:
        yield from (", by ", r.granted_by)
    if r.start:
        yield f" · {written(r.start)}"


def _mechanism(r: Mechanism) -> Iterator[Part]:
    sign = "raises" if r.sign == "+" else "lowers"
    yield f"{short(r.cause.text)} {sign} {short(r.effect.text)}"
    if r.held_by:
        yield from (" · held by ", r.held_by)


def _condition(r: Condition) -> Iterator[Part]:
    yield f"{r.force}: if {short(r.if_.text)}, then {short(r.then.text)}"
    if r.made_by:
        yield from (" · made by ", r.made_by)


def _prediction(r: Prediction) -> Iterator[Part]:
    yield one(r.made_by, "the author")
    words = f" ({r.probability_words})" if r.probability_words else ""
    yield f": {r.polarity.replace('_', ' ')}{words} {short(r.content.text)}"


def _interest(r: Interest) -> Iterator[Part]:
    yield r.actor
    yield f" · {r.direction}: {short(r.issue.text)} · {r.basis}"


def _signal(r: Signal) -> Iterator[Part]:
    yield one(r.sender)
    if r.audience:
        yield " to "
        yield from several(r.audience)
    yield f": {short(r.meaning.text)}"


def _lever(r: Lever) -> Iterator[Part]:
    yield from (r.holder, f" · {short(r.means.text)} · {r.state}")
    if r.over:
        yield from (" over ", r.over)


def _relation(r: Relation) -> Iterator[Part]:
    yield from (r.a, " – ", r.b, f" · {r.kind}")


def _frame(r: Frame) -> Iterator[Part]:
    yield one(r.used_by, "the author")
    yield f" · {r.kind}: {short(r.text)}"


def _undertaking(r: Undertaking) -> Iterator[Part]:
    yield from (r.by, f" · {r.kind}: {short(r.content.text)} · {r.outcome}")


WORDS: Final[dict[type[Coded], Callable[[Any], Iterator[Part]]]] = {
    Event: _event,
    Claim: _claim,
    Reference: _reference,
    Membership: _membership,
    Status: _status,
    Mechanism: _mechanism,
    Condition: _condition,
    Prediction: _prediction,
    Interest: _interest,
    Signal: _signal,
    Lever: _lever,
    Relation: _relation,
    Frame: _frame,
    Undertaking: _undertaking,
}


def describe(record: Coded) -> tuple[Part, ...]:
    """A record in a line."""
    words = WORDS.get(type(record))
    return tuple(words(record)) if words else (short(record.citation.text),)


def label(record: Coded) -> str:
    """What stands on a record's tag: the type of an event, the polarity of a claim, else its kind."""
    if isinstance(record, Event):
        return record.type.lower()
    if isinstance(record, Claim):
        return polarity(record.polarity)
    if isinstance(record, Reference):
        return f"reference {record.marker}"
    return record.record


_POLARITIES: Final = {
    "assert": "says", "deny": "denies", "demand": "demands", "promise": "promises",
    "warn": "warns", "condition": "on condition",
}  # fmt: skip


def polarity(name: str) -> str:
    """What a speaker does, as a verb.

    >>> polarity("assert"), polarity("deny")
    ('says', 'denies')
    """
    return _POLARITIES.get(name, name)


def said_in(record: Claim | Undertaking) -> tuple[str, str, str]:
    """The sentence of a claim in three: what comes before its content, that, and what follows."""
    cited, content = record.citation, record.content
    start, end = content.start - cited.start, content.end - cited.start
    if not 0 <= start < end <= len(cited.text):
        return "", content.text, ""
    return cited.text[:start], cited.text[start:end], cited.text[end:]


_NOUNS: Final = {
    "AGREE": "agreement", "CONSULT": "talks", "SUPPORT": "support", "CONCEDE": "concession",
    "COOPERATE": "cooperation", "AID": "aid", "RETREAT": "withdrawal", "REQUEST": "request",
    "ACCUSE": "accusation", "REJECT": "refusal", "THREATEN": "threat", "PROTEST": "protest",
    "SANCTION": "sanction", "MOBILIZE": "mobilisation", "COERCE": "coercion", "ASSAULT": "attack",
}  # fmt: skip
_TYPE: Final = re.compile(rf"\b(?:{'|'.join(EVENT_TYPES)})\b")
_DAY: Final = re.compile(r"\b\d{4}-\d{2}(?:-\d{2})?\b")


def in_prose(text: str) -> str:
    """A sentence of a room with event types and dates as words.

    >>> in_prose("it did not follow AGREE of 2023-04-27")
    'it did not follow agreement of 27 April 2023'
    """
    plain = _TYPE.sub(lambda found: _NOUNS[found[0]], text)
    return _DAY.sub(lambda found: written(found[0]), plain)


def ago(days: int) -> str:
    """A number of days in the unit that people would use.

    >>> ago(45), ago(178), ago(3226)
    ('45 days', '6 months', '9 years')
    """
    for size, unit, least in ((365.25, "years", 730), (30.44, "months", 90)):
        if days >= least:
            return f"{days / size:.0f} {unit}"
    return "1 day" if days == 1 else f"{days} days"


def kind(name: str) -> str:
    """What sort of actor one is.

    >>> kind("igo"), kind("armed_group")
    ('organisation', 'armed group')
    """
    return "organisation" if name == "igo" else name.replace("_", " ")


@cache
def _proper() -> dict[str, str]:
    """Names of states, their capitals and adjectives of one word, by their small letters."""
    path = files("legation.data") / "gazetteer" / "forms.csv"
    rows = csv.DictReader(io.StringIO(path.read_text(encoding="utf-8")))
    return {
        row["form"].casefold(): row["form"]
        for row in rows
        if row["language"] == "en" and row["form"].isalpha() and row["form"][0].isupper()
        and (row["role"] in ("adjective", "capital") or row["key"].startswith("group:")
             or (row["role"] == "name" and len(row["key"]) == len("AFG")))
    }  # fmt: skip


def variable_name(name: str) -> str:
    """The name of a system's variable as people read it.

    >>> variable_name("western_engagement"), variable_name("legal_standing")
    ('Western engagement', 'legal standing')
    """
    return " ".join(_proper().get(word, word) for word in name.split("_"))


_LANGUAGES: Final = {
    "ar": "Arabic", "de": "German", "en": "English", "es": "Spanish", "fa": "Persian",
    "fr": "French", "it": "Italian", "ps": "Pashto", "ru": "Russian", "tg": "Tajik",
    "tr": "Turkish", "uk": "Ukrainian", "ur": "Urdu", "uz": "Uzbek", "zh": "Chinese",
}  # fmt: skip


def language(code: str) -> str:
    """The name of a language, or its code where it is not known here.

    >>> language("fa"), language("xx")
    ('Persian', 'xx')
    """
    return _LANGUAGES.get(code, code)


def whole_words(text: str, *, head: bool) -> str:
    """What stands around a passage, without the word that is cut at its head or at its end.

    >>> whole_words("nounced the talks ", head=True), whole_words(" of the mini", head=False)
    ('the talks ', ' of the')
    """
    if head:
        return text.partition(" ")[2] if " " in text else text
    return text.rpartition(" ")[0] if " " in text else text
