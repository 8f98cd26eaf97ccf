"""GUM's bracketed mentions cut down to the names in them.

GUM marks whole noun phrases ("the former president of France"); an entity recogniser learns
names.  A mention counts where its head is a proper noun; the name is the head with the
proper-noun modifiers that touch it.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from training.sentences import Syntax

KINDS = {"person": "PER", "organization": "ORG", "place": "LOC", "event": "EVENT"}
IGNORED = {"time", "quantity"}
OFFICES = {
    "president", "minister", "king", "queen", "pope", "prince", "princess", "governor",
    "senator", "mayor", "secretary", "chancellor", "judge", "justice", "god", "lord", "professor",
    "emperor", "duke", "bishop", "archbishop", "chairman", "director", "ambassador", "mr.", "ms.",
    "mom", "dad", "sir", "madam", "general", "colonel", "captain",
}  # fmt: skip
DEMONYM = re.compile(r"^[A-Z]\w+(?:an|ese|ish|i|ch|ek|amic)$")
NOT_PEOPLE = {"Clean", "Stylish", "Mediterranean", "Caribbean", "Brownian", "Olympian", "Rich"}


@dataclass(frozen=True, slots=True)
class Mention:
    """A bracketed noun phrase: first word, last word, GUM's type."""

    start: int
    end: int
    kind: str


def parse_mentions(misc: Sequence[str]) -> list[Mention]:
    """Read the mentions out of the MISC fields of one sentence.

    >>> parse_mentions(["Entity=(1-place-new", "_", "Entity=1)(2-person-new)"])
    [Mention(start=0, end=2, kind='place'), Mention(start=2, end=2, kind='person')]
    """
    opened: dict[str, list[tuple[int, str]]] = {}
    found: list[Mention] = []
    for i, field in enumerate(misc):
        value = next((p[7:] for p in field.split("|") if p.startswith("Entity=")), "")
        for part in re.findall(r"\([^()]+\)?|[^()]+\)", value):
            fields = part.strip("()").split("-")
            if part.startswith("(") and len(fields) > 1:
                opened.setdefault(fields[0], []).append((i, fields[1]))
            if part.endswith(")") and opened.get(fields[0]):
                start, kind = opened[fields[0]].pop()
                found.append(Mention(start, i, kind))
    return sorted(found, key=lambda m: (m.start, m.end))


def gum_entities(words: Sequence[str], syntax: Syntax, mentions: Sequence[Mention]) -> list[str]:
    """Return one BIO label a word; where two names overlap, the longer one stays."""
    names = [name for mention in mentions for name in _name_in(words, syntax, mention)]
    names.sort(key=lambda n: (n[0] - n[1], n[0]))
    labels = ["O"] * len(words)
    for start, end, kind in names:
        if all(label == "O" for label in labels[start:end]):
            labels[start:end] = ["B-" + kind] + ["I-" + kind] * (end - start - 1)
    return mark_peoples(labels, words, syntax.tags)


def _name_in(
    words: Sequence[str], syntax: Syntax, mention: Mention
) -> Iterator[tuple[int, int, str]]:
    inside = range(mention.start, mention.end + 1)
    heads = [i for i in inside if syntax.heads[i] not in inside or syntax.heads[i] == i]
    if mention.kind in IGNORED or len(heads) != 1:
        return
    head = heads[0]
    if not syntax.tags[head].startswith("NNP") or words[head].lower() in OFFICES:
        return
    kind = KINDS.get(mention.kind, "MISC")
    if kind == "PER" and syntax.tags[head] == "NNPS":
        kind = "NORP"
    members = _members(syntax, head, words, personal=kind in {"PER", "NORP"})
    start, end = head, head + 1
    while start - 1 in members and start - 1 >= mention.start:
        start -= 1
    while end in members and end <= mention.end:
        end += 1
    start, end = _trimmed(words, start, end, head)
    yield start, end, kind


def _trimmed(words: Sequence[str], start: int, end: int, head: int) -> tuple[int, int]:
    while start < head and words[start].lower() in {"the", "of", "and", "-", "–", "."}:
        start += 1
    while end - 1 > head and words[end - 1] in {"'s", "’s", "-", "–", ".", "&", "and", "of"}:
        end -= 1
    return start, end


def _members(syntax: Syntax, head: int, words: Sequence[str], *, personal: bool) -> set[int]:
    """Return the words that belong to the name whose head is `head`."""
    members = {head}
    grown = True
    while grown:
        grown = False
        for i, parent in enumerate(syntax.heads):
            if i in members or parent not in members or i == parent:
                continue
            if _belongs(syntax, i, words, personal=personal):
                members.add(i)
                grown = True
    return members


def _belongs(syntax: Syntax, i: int, words: Sequence[str], *, personal: bool) -> bool:
    dep, proper = syntax.deps[i], syntax.tags[i].startswith("NNP")
    if dep in {"flat", "goeswith"} or (dep == "compound" and proper):
        return True
    if dep == "punct":
        return (words[i] in {"-", "–", "."} and not personal) or words[i] == "-"
    if personal:
        return False
    if dep in {"nmod", "nmod:poss", "amod", "nummod", "conj", "nmod:desc", "appos"}:
        linked = dep != "nmod" or _case_of(syntax, i, words) in {"of", "for", "on", ""}
        return proper and linked and dep != "appos"
    if dep in {"case", "det", "cc"}:
        return words[i].lower() in {"of", "for", "on", "the", "and", "&", "'s", "’s"} and (
            syntax.heads[i] > i or words[i] in {"'s", "’s"}
        )
    return False


def _case_of(syntax: Syntax, i: int, words: Sequence[str]) -> str:
    for j, parent in enumerate(syntax.heads):
        if parent == i and syntax.deps[j] == "case":
            return words[j].lower()
    return ""


def mark_peoples(labels: Sequence[str], words: Sequence[str], tags: Sequence[str]) -> list[str]:
    """Label nationalities and adherents that no corpus name covers.

    >>> mark_peoples(["O", "O"], ["Afghan", "troops"], ["JJ", "NNS"])
    ['B-NORP', 'O']
    """
    marked = list(labels)
    for i, (label, word, tag) in enumerate(zip(labels, words, tags, strict=True)):
        adjective = tag == "JJ" and DEMONYM.match(word) and word not in NOT_PEOPLE
        if label == "O" and (adjective or (tag == "NNPS" and DEMONYM.match(word.rstrip("s")))):
            marked[i] = "B-NORP"
    return marked
