"""The actors that one document has shown so far, and the draft mentions that point at them.

A `Cluster` gathers what is known of an actor while the document is read; a `Draft` is a mention
before it is frozen.  `Registry` finds the cluster of a known entity, of a person's name and of an
office, and makes it where there is none.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

from legation.actors.gazetteer import Entity, Gazetteer
from legation.actors.lexicon import HONORIFICS, PARTICLES
from legation.actors.mentions import Form
from legation.actors.names import fold, same_given, same_word
from legation.ontology import ActorKind
from legation.records import Role


@dataclass(slots=True, eq=False)
class Cluster:
    """One actor of the document and everything that the text says of it."""

    key: str
    name: str
    kind: ActorKind | None
    code: str | None = None
    sector: str | None = None
    party: str | None = None  # canonical name of whom it acts for
    party_key: str | None = None
    rule: str = ""
    confidence: float = 0.9
    forms: dict[str, None] = field(default_factory=dict)  # as met, titles and all
    names: dict[str, None] = field(default_factory=dict)  # a person's names without titles
    spans: list[tuple[int, int]] = field(default_factory=list)
    roles: list[Role] = field(default_factory=list)
    nouns: dict[str, None] = field(default_factory=dict)  # heads of its roles: "minister"
    gender: str = ""  # "m", "f" or not known
    plural: bool = False
    known: bool = False  # from the gazetteer
    listed: bool = True  # worth an actor record

    def is_person(self) -> bool:
        """Whether it is a human being."""
        return self.kind == "person"


@dataclass(slots=True, eq=False)
class Draft:
    """A mention in the making; characters of the document."""

    start: int
    end: int
    head: int
    form: Form
    cluster: Cluster
    why: str
    confidence: float = 0.9
    place: bool = False
    nested: bool = False
    holder: Cluster | None = None  # the actor of the mention that this one lies in
    sector: str | None = None
    code: str | None = None
    antecedent: tuple[int, int] | None = None
    block: int = 0
    sentence: int = 0
    token: int = 0  # index of the head word in its block
    alias: bool = True  # whether the words are a name that the actor goes by


class Registry:
    """Clusters by key, by person's name and by form."""

    def __init__(self, gazetteer: Gazetteer, day: str | None) -> None:
        self.gazetteer, self.day = gazetteer, day
        self.clusters: dict[str, Cluster] = {}
        self._surnames: dict[str, list[Cluster]] = {}

    def __iter__(self) -> Iterator[Cluster]:
        return iter(self.clusters.values())

    def entity(self, key: str) -> Cluster:
        """The cluster of a known entity."""
        cluster = self.clusters.get(key)
        if cluster is None:
            entity = self.gazetteer.entity(key)
            if entity is None:
                raise KeyError(key)
            cluster = self.clusters[key] = self._from_entity(entity)
        return cluster

    def seen_or_not(self, key: str) -> Cluster | None:
        """The cluster of a known entity, without noting it as met where it was not."""
        if key in self.clusters:
            return self.clusters[key]
        entity = self.gazetteer.entity(key)
        return self._from_entity(entity) if entity else None

    def _from_entity(self, entity: Entity) -> Cluster:
        party, party_key = entity.name, entity.key
        if entity.kind in ("government_office", "party", "media") and entity.code:
            state = self.gazetteer.entity(entity.code)
            if state and entity.kind == "government_office":
                party, party_key = state.name, state.key
        return Cluster(
            key=entity.key,
            name=entity.name,
            kind=entity.kind,
            code=entity.code,
            sector=entity.sector(self.day),
            party=party,
            party_key=party_key,
            rule="gazetteer",
            known=True,
            plural=entity.name.endswith("s") and entity.kind == "movement",
        )

    def other(self, key: str, name: str, kind: ActorKind | None, rule: str) -> Cluster:
        """The cluster of an actor that is not known beforehand."""
        cluster = self.clusters.get(key)
        if cluster is None:
            cluster = self.clusters[key] = Cluster(key=key, name=name, kind=kind, rule=rule)
        return cluster

    def person(self, name: str) -> Cluster | None:
        """The person whom a name means: the full name, a part of it, or a spelling of it."""
        parts = name_parts(name)
        if not parts:
            return None
        found = [c for c in self._surnames.get(parts[-1][:1], []) if same_person(parts, c)]
        if not found and len(parts) == 1:
            found = [c for c in self if c.is_person() and _carries(parts[0], c)]
        return found[-1] if found else None

    def known_person(self, *texts: str) -> Cluster | None:
        """The cluster of a well-known person so called."""
        for text in texts:
            entity = self.gazetteer.person(text, name_parts(text))
            if entity is not None:
                cluster = self.entity(entity.key)
                cluster.party, cluster.party_key, cluster.sector = None, None, None
                cluster.rule = "well-known person"
                cluster.names.setdefault(entity.name)
                self._index(cluster, name_parts(text))
                self._index(cluster, name_parts(entity.name))
                return cluster
        return None

    def new_person(self, name: str) -> Cluster:
        """A cluster for a person met for the first time."""
        parts = name_parts(name)
        key = "person:" + " ".join(parts)
        cluster = self.other(key, name, "person", "name")
        self._index(cluster, parts)
        return cluster

    def _index(self, cluster: Cluster, parts: list[str]) -> None:
        for initial in {parts[-1][:1], *(c for c in _SAME_INITIAL.get(parts[-1][:1], ""))}:
            bucket = self._surnames.setdefault(initial, [])
            if cluster not in bucket:
                bucket.append(cluster)


_SUFFIXES = frozenset({"jr", "sr", "ii", "iii"})
_SAME_INITIAL = {
    "k": "qgc", "q": "kgc", "g": "kqj", "c": "kqs", "y": "ij", "i": "y", "j": "yg", "u": "o",
    "o": "u", "w": "v", "v": "w", "s": "zc", "z": "s", "e": "i", "a": "e",
}  # fmt: skip


def name_parts(name: str) -> list[str]:
    """The words of a person's name in small letters, without honorifics and hyphens.

    >>> name_parts("Mullah Abdul Ghani Baradar")
    ['abdul', 'ghani', 'baradar']
    """
    parts = [w.strip(".,'") for w in fold(name).lower().replace("-", " ").split()]
    kept = [w for w in parts if w and w not in HONORIFICS and w not in _SUFFIXES]
    return kept or parts


def same_person(parts: list[str], cluster: Cluster) -> bool:
    """Whether the words of a name can be those of a cluster within one document."""
    return any(_compatible(parts, name_parts(form)) for form in cluster.names)


def _compatible(a: list[str], b: list[str]) -> bool:
    if not a or not b or not same_word(a[-1], b[-1]):
        return False
    if len(a) == 1 or len(b) == 1:
        return True
    first_a = [w for w in a[:-1] if w not in PARTICLES]
    first_b = [w for w in b[:-1] if w not in PARTICLES]
    if not first_a or not first_b:
        return True
    short, long = sorted((first_a, first_b), key=len)
    return all(any(same_given(w, other) for other in long) for w in short)


def _carries(word: str, cluster: Cluster) -> bool:
    return any(same_word(word, part) for form in cluster.names for part in name_parts(form)[-2:])
