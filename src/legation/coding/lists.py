"""Lists of names and what the words around them make of them: members, observers, absent.

`listed` takes a sentence and returns `Listed` groups: "which has four members – A, B, C and D",
"(in which A and B are members, plus C)", "with the participation of A, B and C", "along with D as
an observer", "non-NATO countries such as E", "envoys from many states but none from F".
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING, Final

from legation.coding.meetings import body_before, is_body, is_meeting, lexicon, meeting, noun_status
from legation.coding.reading import Reading, Sentence
from legation.ontology import MembershipStatus
from legation.records import ActorRef

if TYPE_CHECKING:
    from legation.actors import Mention

SEPARATOR: Final = re.compile(
    r"\s*(?:,\s*(?:and\s+)?|;\s*|\s(?:and|&)\s+)(?:the\s+)?", re.IGNORECASE
)
LED: Final = re.compile(r"\b([A-Z]\w+)-led\s+((?:\w+\s+){0,2}\w+)")
NEAR: Final = 60  # characters between a body and "comprises"
MANY: Final = 3  # names that make a list with little else to go by
DASH: Final = r"\s*(?:[:(–—]|\s-\s|,|\bare\b|\bwere\b|\binclude\b)\s*(?:the\s+)?$"
KEPT: Final = frozenset({"state", "igo", "armed_group", "movement", "party", "region", "person", "government_office"})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Listed:
    """Members of a body with one status; characters [start, end) say so."""

    members: list[ActorRef]
    body: ActorRef
    status: MembershipStatus
    start: int
    end: int
    confidence: float
    at_meeting: bool = False  # it tells who came or not, and so has the day of the meeting


@dataclass(frozen=True, slots=True)
class Run:
    """Names that follow each other, and the text of the sentence before and behind them."""

    mentions: "list[Mention]"
    before: str
    after: str

    @property
    def refs(self) -> list[ActorRef]:
        """The actors named."""
        return [m.ref for m in self.mentions]

    @property
    def start(self) -> int:
        """First character."""
        return self.mentions[0].start

    @property
    def end(self) -> int:
        """Last character, excluded."""
        return self.mentions[-1].end


def _either(words: Iterable[str]) -> str:
    return "(?:" + "|".join(re.escape(w) for w in sorted(words, key=len, reverse=True)) + ")"


@cache
def _patterns() -> dict[str, re.Pattern[str]]:
    words = lexicon()
    lists, nouns = words["lists"], words["nouns"]
    member = _either({n for status in nouns.values() for n in status})
    flags = re.IGNORECASE
    meetings = _either(words["meetings"]["words"] | words["bodies"]["words"])
    return {
        "members:": re.compile(rf"\b({member})(?:s|\sstates|\scountries)?{DASH}", flags),
        "are members": re.compile(
            rf"^\s*(?:are|is|were|was)\s+(?:all\s|its\s|also\s|full\s|the\s|founding\s|an?\s)*({member})s?\b", flags
        ),
        "also": re.compile(rf"\b{_either(lists['also'])}\s+(?:the\s+)?$", flags),
        "participation": re.compile(
            rf"\b{_either(lists['participation'])}\s+(?:of|from)\s+(?:\w+\s+){{0,3}}?(?:(?:of|from)\s+)?(?:the\s+)?$", flags
        ),
        "comprising": re.compile(rf"\b{_either(lists['comprising'])}\s+(?:the\s+)?$", flags),
        "meeting of": re.compile(
            rf"^(?:.*\b)?({meetings})s?\b[^.;:()]{{0,70}}?\b(?:of|from|among|between|involving)\s+(?:the\s+)?$", flags
        ),
        "countries:": re.compile(rf"\b{_either(lists['countries'])}{DASH}", flags),
        "non-": re.compile(
            rf"\bnon-([\w-]+)\s+(?:\w+\s+)?(?:{_either(lists['countries'])}|members?)\s*,?\s*{_either(lists['like'])}\s+(?:the\s+)?$", flags
        ),
        "as observer": re.compile(rf"^\s*,?\s*as\s+(?:an?\s+|the\s+)?({member})s?\b", flags),
        "none from": re.compile(rf"\b{_either(lists['none'])}\s+(?:from|of)\s+(?:the\s+)?$", flags),
    }  # fmt: skip


def listed(reading: Reading, sentence: Sentence) -> Iterator[Listed]:
    """Every group of members that a list of the sentence gives."""
    last: Listed | None = None
    for run in _runs(reading, sentence):
        found = _of_run(reading, sentence, run, last)
        if found is not None:
            yield found
            last = found
    yield from _led(reading, sentence)


def _runs(reading: Reading, sentence: Sentence) -> Iterator[Run]:
    mentions = [
        m for m in reading.mentions[sentence.index]
        if not m.nested and m.kind in KEPT and m.form != "pronoun"
    ]  # fmt: skip
    text = reading.document.text
    group: list[Mention] = []
    for mention in mentions:
        if group and not SEPARATOR.fullmatch(text[group[-1].end : mention.start]):
            yield _run(sentence, group)
            group = []
        group.append(mention)
    if group:
        yield _run(sentence, group)


def _run(sentence: Sentence, group: "list[Mention]") -> Run:
    return Run(
        group,
        sentence.text[: group[0].start - sentence.start],
        sentence.text[group[-1].end - sentence.start :],
    )


def _of_run(reading: Reading, sentence: Sentence, run: Run, last: Listed | None) -> Listed | None:
    p = _patterns()
    if match := p["as observer"].search(run.after):
        one = Run(run.mentions[-1:], run.before, run.after)
        return _made(
            reading, sentence, one, noun_status(match[1]) or "member", end=run.end + match.end()
        )
    if match := p["non-"].search(run.before):
        return _outside(reading, sentence, run, match)
    if match := p["none from"].search(run.before):
        return _made(reading, sentence, run, "excluded", start=sentence.start + match.start())
    if match := p["are members"].search(run.after):
        return _made(
            reading, sentence, run, noun_status(match[1]) or "member", end=run.end + match.end()
        )
    if last is not None and p["also"].search(run.before) and run.start - last.end < 40:
        return Listed(run.refs, last.body, last.status, last.start, run.end, 0.8)
    if match := p["members:"].search(run.before):
        return _made(
            reading,
            sentence,
            run,
            noun_status(match[1]) or "member",
            start=sentence.start + match.start(),
        )
    return _of_meeting(reading, sentence, run)


def _of_meeting(reading: Reading, sentence: Sentence, run: Run) -> Listed | None:
    p = _patterns()
    several = len(run.mentions) > 1 and not any(is_body(m) for m in run.mentions)
    if match := p["participation"].search(run.before):
        return _made(
            reading, sentence, run, "member", start=sentence.start + match.start(), meetings=True
        )
    match = p["comprising"].search(run.before)
    if several and match:
        at = sentence.start + match.start()
        near = _body_near(reading, sentence, at)
        if near is not None:
            made = _made(reading, sentence, run, "member", start=at, meetings=True)
            return None if made is None else replace(made, start=near)
    many = len(run.mentions) >= MANY and several
    if many and (match := p["meeting of"].search(run.before)):
        return _nearest(reading, sentence, run, sentence.start + match.start(1))
    if many and p["countries:"].search(run.before):
        return _made(reading, sentence, run, "member", meetings=True)
    return None


def _body_near(reading: Reading, sentence: Sentence, char: int) -> int | None:
    """Where a body or meeting is named shortly before a character."""
    bodies = lexicon()["bodies"]["words"]
    starts = [m.start for m in reading.mentions[sentence.index] if is_body(m) and m.end <= char]
    starts += [
        sentence.token_chars(t)[0]
        for t in sentence.words
        if is_meeting(t) or t.lemma_.lower() in bodies
    ]
    return max((s for s in starts if 0 <= char - s < NEAR), default=None)


def _made(
    reading: Reading,
    sentence: Sentence,
    run: Run,
    status: MembershipStatus,
    *,
    start: int | None = None,
    end: int | None = None,
    meetings: bool = False,
) -> Listed | None:
    """The run as members of the body before it, or of the one named right behind it."""
    first, last = run.start if start is None else start, run.end if end is None else end
    behind = [
        m for m in reading.mentions[sentence.index]
        if is_body(m) and 0 <= m.start - last < 12 and " of " in reading.document.text[last - 1 : m.start + 1]
    ]  # fmt: skip
    if status == "excluded":
        meetings = True
    body = behind[0].ref if behind else body_before(reading, sentence, first, meetings=meetings)
    if body is None:
        return None
    return Listed(run.refs, body, status, first, max(last, behind[0].end if behind else 0), 0.8)


def _nearest(reading: Reading, sentence: Sentence, run: Run, start: int) -> Listed | None:
    """As in "The meeting of the ministers of A, B and C", "X, a union of A, B and C"."""
    token = next((t for t in sentence.words if sentence.token_chars(t)[0] >= start), None)
    if token is None:
        return None
    body = meeting(reading, sentence, token) if is_meeting(token) else None
    if body is None:
        mention = reading.mention_of(sentence, token)
        named = mention.ref if mention is not None and is_body(mention) else None
        body = named or body_before(reading, sentence, start)
    return None if body is None else Listed(run.refs, body, "member", start, run.end, 0.8)


def _outside(reading: Reading, sentence: Sentence, run: Run, match: re.Match[str]) -> Listed | None:
    """As in "Non-NATO countries such as A and B" do not belong."""
    name = match[1].lower()
    body = next(
        (
            m.ref
            for m in reading.resolution.mentions
            if name in {m.text.lower(), m.ref.name.lower(), *(a.lower() for a in m.ref.aliases)}
        ),
        None,
    )
    if body is None:
        return None
    return Listed(run.refs, body, "absent", sentence.start + match.start(), run.end, 0.8)


def _led(reading: Reading, sentence: Sentence) -> Iterator[Listed]:
    """As in "NATO, an American-led alliance": who leads a body belongs to it."""
    bodies = lexicon()["bodies"]["words"]
    named = [m for m in reading.mentions[sentence.index] if is_body(m)]
    for match in LED.finditer(sentence.text):
        leader = next((m.ref for m in reading.resolution.mentions if m.text == match[1]), None)
        start, end = sentence.start + match.start(), sentence.start + match.end()
        if leader is None or not {w.lower() for w in match[2].split()} & bodies:
            continue
        near = [m for m in named if 0 <= m.start - end < 4 or 0 < start - m.end < 24]
        if near:
            first, last = min(start, near[-1].start), max(end, near[-1].end)
            yield Listed([leader], near[-1].ref, "member", first, last, 0.8)
