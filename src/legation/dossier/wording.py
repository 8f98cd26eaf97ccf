"""Words for dates, parties and deeds: how the brief and the pages put a record.

Every function takes a record or a part of one and returns text; nothing is added to what the
record says.
"""

import re
from collections.abc import Sequence
from typing import Final

from legation.ontology import EventType
from legation.records import ActorRef, Event

MONTHS: Final = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
)  # fmt: skip
DEEDS: Final[dict[EventType, str]] = {
    "AGREE": "reached an agreement with",
    "CONSULT": "held talks with",
    "SUPPORT": "voiced support for",
    "CONCEDE": "made a concession to",
    "COOPERATE": "worked together with",
    "AID": "gave aid to",
    "RETREAT": "drew back with regard to",
    "REQUEST": "made a request of",
    "ACCUSE": "accused",
    "REJECT": "turned down",
    "THREATEN": "threatened",
    "PROTEST": "protested against",
    "SANCTION": "cut ties with or put sanctions on",
    "MOBILIZE": "mobilised forces with regard to",
    "COERCE": "used coercion against",
    "ASSAULT": "attacked",
}
DENIED: Final = re.compile(r"den(?:y|ies|ied|ying|ial|ials)", re.IGNORECASE)
DENIAL: Final = (
    "issued a denial that concerns"  # what is denied is often no offer of the other side
)
_ARTICLE: Final = re.compile(
    r"Taliban|Kremlin|West|Netherlands|Philippines|Gulf States|UN|US|UK|EU|UAE|CSTO|SCO|"
    r"(United|European|African|Soviet|Russian|Islamic|Central African|Dominican|Czech) .+|"
    r".+ (Organi[sz]ation|Union|Council|States|Islands|Emirates|Format|Alliance|Front|Quartet)"
)


def the(name: str) -> str:
    """A name as it stands within a sentence.

    >>> the("Taliban"), the("Russia"), the("United States")
    ('the Taliban', 'Russia', 'the United States')
    """
    if name.startswith("The "):
        return f"the {name[4:]}"
    return f"the {name}" if _ARTICLE.fullmatch(name) else name


def capital(text: str) -> str:
    """A sentence with a capital at its head; nothing else of it changes."""
    return text[:1].upper() + text[1:]


def party(ref: ActorRef) -> str:
    """On whose behalf an actor acts; without a known party it is its own."""
    return ref.party or ref.name


def written(day: str | None) -> str:
    """An ISO date in words, as precise as it is.

    >>> written("2022-09-05"), written("2022-09"), written("2022"), written(None)
    ('5 September 2022', 'September 2022', '2022', 'undated')
    """
    if day is None:
        return "undated"
    year, *rest = day.split("-")
    if not rest:
        return year
    month = f"{MONTHS[int(rest[0]) - 1]} {year}"
    return f"{int(rest[1])} {month}" if len(rest) == 2 else month


def when(event: Event) -> str:
    """When an event happened, as a phrase that opens or closes a sentence."""
    start = event.start
    if start is None or event.precision == "none":
        return "at a time not given"
    if event.precision == "publication":
        return f"in a report of {written(start)}"
    if event.precision == "range" and event.end:
        return f"between {written(start)} and {written(event.end)}"
    return f"on {written(start)}" if start.count("-") == 2 else f"in {written(start)}"


def listed(names: Sequence[str]) -> str:
    """Names as a list in prose.

    >>> listed(["a"]), listed(["a", "b", "c"])
    ('a', 'a, b and c')
    """
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def named(refs: Sequence[ActorRef]) -> str:
    """Who acted, each with the party it acts for where that is another name."""
    found = {
        the(ref.name) if party(ref) == ref.name else f"{the(ref.name)} ({party(ref)})": None
        for ref in refs
    }
    return listed(list(found))


def deed(event: Event) -> str:
    """Who did what to whom, with the word that tells it."""
    who = named(event.source_actors) if event.source_actors else "somebody"
    whom = named(event.target_actors) if event.target_actors else "somebody"
    word = f" (“{' '.join(event.trigger.text.split())}”)" if event.trigger else ""
    return f"{who} {verb_of(event)} {whom}{word}"


def verb_of(event: Event) -> str:
    """What is done, as a verb phrase that the other side follows."""
    told = event.trigger.text if event.trigger else ""
    return DENIAL if event.type == "REJECT" and DENIED.fullmatch(told) else DEEDS[event.type]
