"""Claims in views: face to face, figures by speaker, chains of origin, promises and demands.

Each function takes a study, its shelf and filters, asks the corroboration room once for a state of
the ledger, and returns the values for its template.  The filters choose as on the page of all claims.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from legation.records import Claim, Coded, Estimate, Undertaking
from legation.study import Study, analysis
from legation.web import drawing
from legation.web.drawing import Drawing, Shape
from legation.web.filters import Filters
from legation.web.holdings import holdings
from legation.web.pages import paged
from legation.web.shelf import Shelf, Shown, passage, title

Context = dict[str, Any]
VIEWS: Final = (
    ("/claims", "All claims"),
    ("/claims/answers", "Face to face"),
    ("/claims/figures", "Figures"),
    ("/claims/origins", "Origins"),
    ("/claims/promises", "Promises and demands"),
)
HOW: Final = {"names": "names", "cites": "cites", "copies": "repeats the text of"}
LEAST_SPEAKERS: Final = 2
STEPS: Final = 4  # of a chain
TOLD: Final = 12  # matters with few origins
_LINE: Final = 30.0  # between names in a drawing
_WIDTH, _EDGE, _ROW = 360.0, 8.0, 34.0  # of the drawing of figures


def answers_page(study: Study, shelf: Shelf, filters: Filters) -> Context:
    """Statements and what other parties say against them, and who is said to have been where."""
    found, reading = corroborated(study, shelf, filters), Reading(study, shelf, filters)
    kept = [e for e in found["answers"] if reading.wanted(e.evidence)]
    direct = [reading.facing(e) for e in kept if e.value["direct"]]
    loose = [reading.facing(e) for e in kept if not e.value["direct"]]
    shown: Context = {
        "loose": loose, "there": presence(found["attendance"], shelf, filters),
        "table": [row for told in (*direct, *loose) for row in flat(told)],
    }  # fmt: skip
    return shown | paged(direct, filters.page)


def figures_page(study: Study, shelf: Shelf, filters: Filters) -> Context:
    """What number each speaker gives for one thing counted."""
    found, reading = corroborated(study, shelf, filters), Reading(study, shelf, filters)
    told = [reading.counted(e) for e in found["figures"] if reading.wanted(e.evidence)]
    several = [t for t in told if len(t["speakers"]) >= LEAST_SPEAKERS and t["low"] < t["high"]]
    return {
        "alone": [t for t in told if t not in several],
        "table": [
            {"counted": t["subject"], "speaker": s["speaker"], "low": n["low"], "high": n["high"],
             "bound": n["bound"], "date": n["date"], "passage": n["shown"].passage}
            for t in told for s in t["speakers"] for n in s["says"]
        ],
    } | paged(several, filters.page)  # fmt: skip


def origins_page(study: Study, shelf: Shelf, filters: Filters) -> Context:
    """Who has it from whom, and what is told often but comes from few."""
    found, reading = corroborated(study, shelf, filters), Reading(study, shelf, filters)
    kept = [e for e in found["borrowings"] if not filters.narrowed or reading.wanted(e.evidence)]
    chains = reading.chains(kept)
    told = sorted(
        (reading.spread(e) for e in found["matters"] if reading.wanted(e.evidence)),
        key=lambda m: (m["origins"] - m["documents"], -m["documents"]),
    )
    return {
        "chains": chains, "drawing": draw_chains(chains) if chains else None,
        "fewer": [m for m in told if m["origins"] < m["documents"]][:TOLD],
        "table": [
            {"document": c["name"], "publisher": c["publisher"], "how": s["how"],
             "from": s["name"], "of": s["publisher"], "records": len(s["passages"])}
            for c in chains for s in c["steps"]
        ],
    }  # fmt: skip


def promises_page(study: Study, shelf: Shelf, filters: Filters) -> Context:
    """Promises, demands and threats with what became of them, those that something tests first."""
    held = holdings(study, shelf, filters)
    made = shelf.kept(("undertakings", filters.when), lambda: analysis.undertakings(held))
    reading = Reading(study, shelf, filters)
    kept = [u for u in made if reading.wanted((u.id, *u.derived_from))]
    kept.reverse()
    ordered = sorted(kept, key=lambda u: u.outcome == "untested")
    outcomes: dict[str, int] = {}
    for one in kept:
        outcomes[one.outcome] = outcomes.get(one.outcome, 0) + 1
    page = paged(ordered, filters.page)
    return page | {
        "outcomes": sorted(outcomes.items(), key=lambda o: (o[0] == "untested", o[0])),
        "found": [reading.promised(u) for u in page["found"]],
    }


def corroborated(study: Study, shelf: Shelf, filters: Filters) -> dict[str, list[Estimate]]:
    """What the corroboration room makes of the holdings, once for a state of the ledger."""
    held = holdings(study, shelf, filters)
    return shelf.kept(("corroborated", filters.when), lambda: analysis.corroborate(held))


class Reading:
    """One page's look at the claims: which the filters choose, and each as the page shows it."""

    def __init__(self, study: Study, shelf: Shelf, filters: Filters) -> None:
        held = holdings(study, shelf, filters)
        self.shelf = shelf
        self.documents = shelf.documents(filters.when)
        self.records: Mapping[str, Coded] = shelf.kept(
            ("told by id", filters.when),
            lambda: {r.id: r for r in (*held.claims, *held.events, *held.statuses)},
        )
        self.references = {r.id: r for r in held.sources.references}
        self.chosen: set[str] | None = None
        if filters.narrowed:
            rows = shelf.ledger.select(filters.query("claim"), filters.when)
            self.chosen = {row.id for row in rows}

    def wanted(self, evidence: Iterable[str]) -> bool:
        """Whether the filters choose one of the claims that a finding rests on."""
        return self.chosen is None or not self.chosen.isdisjoint(evidence)

    def shown(self, ident: str) -> Shown[Any]:
        """A claim as a page shows it."""
        return self.shelf.shown(ident, self.records[ident], self.documents)

    def facing(self, told: Estimate) -> Context:
        """What was said on one side, the answer on the other, each with all its reports."""
        value = told.value
        return {
            "said": [[self.shown(i) for i in group] for group in value["said"]],
            "answer": [self.shown(i) for i in value["answer"]],
            "direct": value["direct"],
        }

    def counted(self, told: Estimate) -> Context:
        """A thing counted: every number with its passage, and a drawing of the ranges."""
        value = told.value
        speakers = sorted(
            (
                s | {"says": [n | {"shown": self.shown(n["id"])} for n in s["says"]]}
                for s in value["speakers"]
            ),
            key=lambda s: (s["low"], s["high"]),
        )
        return {
            "subject": told.subject, "words": value["words"], "speakers": speakers,
            "low": value["low"], "high": value["high"], "drawing": draw_ranges(told.subject, speakers),
        }  # fmt: skip

    def spread(self, told: Estimate) -> Context:
        """A matter with how many documents tell it and from how many origins."""
        claims = told.value["claims"]
        first = min(claims, key=lambda c: (c["date"] or "9999", c["id"]))
        return {
            "claims": len(claims), "documents": len({c["document"] for c in claims}),
            "origins": len(told.value["origins"]), "first": self.shown(first["id"]),
        }  # fmt: skip

    def promised(self, one: Undertaking) -> Context:
        """An undertaking with the passages that show what became of it."""
        shown: Shown[Any] = self.shelf.shown(one.id, one, self.documents)
        tests: dict[str, Shown[Any]] = {}  # one a document
        for ident in one.shown_by:
            if ident in self.records:
                tests.setdefault(self.records[ident].citation.document, self.shown(ident))
        return {"shown": shown, "tests": list(tests.values())}

    # --- chains ---------------------------------------------------------------------------------

    def chains(self, found: Sequence[Estimate]) -> list[Context]:
        """Each document that has something from elsewhere, with its steps, the most first."""
        by: dict[str, list[Estimate]] = {}
        for told in found:
            by.setdefault(told.value["document"], []).append(told)
        rows = [
            self.source(ident) | {"steps": [self.step(t, by, (ident,)) for t in own]}
            for ident, own in by.items()
        ]
        return sorted(rows, key=lambda r: (-sum(len(s["passages"]) for s in r["steps"]), r["name"]))

    def step(
        self, told: Estimate, by: Mapping[str, Sequence[Estimate]], passed: tuple[str, ...]
    ) -> Context:
        """One step of a chain, and the steps from there on where that document is here too."""
        value = told.value
        there = self.resolved(value)
        found = {"how": HOW[value["how"]], "name": value["name"], "publisher": None, "id": there}
        if there:
            found |= self.source(there)
        note = self.references.get(value["origin"])
        if note and not there:
            found["publisher"] = note.publisher
        onward = by.get(there or "", ()) if len(passed) < STEPS and there not in passed else ()
        return found | {
            "passages": [passage(self.records[i].citation) for i in value["ids"]],
            "steps": [self.step(t, by, (*passed, there or "")) for t in onward],
        }

    def resolved(self, value: Mapping[str, Any]) -> str | None:
        """The document of this workspace that a step leads to, if it is here."""
        if value["how"] == "copies":
            return str(value["origin"])
        note = self.references.get(value["origin"])
        if note is None:
            return None
        for ident, listed in self.documents.items():
            if note.url and listed.fields.get("url") == note.url:
                return ident
            if note.title and str(listed.fields.get("title")).casefold() == note.title.casefold():
                return ident
        return None

    def source(self, ident: str) -> Context:
        """A document by its name."""
        listed = self.documents.get(ident)
        fields = listed.fields if listed else {}
        return {
            "id": ident, "name": title(listed) if listed else ident[:12],
            "publisher": fields.get("publisher"), "date": fields.get("date"),
        }  # fmt: skip


def flat(facing: Mapping[str, Any]) -> Iterable[Context]:
    """A statement and its answer as rows of a table, one a statement."""
    answer: Shown[Claim] = facing["answer"][0]
    for group in facing["said"]:
        said: Shown[Claim] = group[0]
        yield {
            "said_by": said.record.speaker.name if said.record.speaker else None,
            "said_on": said.record.date, "said": said.record.content.text, "passage": said.passage,
            "answered_by": answer.record.speaker.name if answer.record.speaker else None,
            "answered_on": answer.record.date, "answer": answer.record.content.text,
            "answer_passage": answer.passage, "direct": facing["direct"],
        }  # fmt: skip


def presence(found: Iterable[Estimate], shelf: Shelf, filters: Filters) -> list[Context]:
    """Who is said to have been at a meeting and to have stayed away, with the records."""
    documents = shelf.documents(filters.when)
    out = []
    for told in found:
        says = [
            s | {"origin": title(documents[s["document"]])}
            for s in told.value["says"]
            if s["document"] in documents
        ]
        out.append({"member": told.value["member"], "month": told.value["month"], "says": says})
    return out


# --- drawings ---------------------------------------------------------------------------------------


def amount(value: float) -> str:
    """A number as people read it.

    >>> amount(9e9), amount(6500), amount(2.5)
    ('9 billion', '6,500', '2.5')
    """
    for size, word in ((1e9, "billion"), (1e6, "million")):
        if abs(value) >= size:
            return f"{value / size:,.3g} {word}"
    return f"{value:,.10g}"


def draw_ranges(subject: str, speakers: Sequence[Mapping[str, Any]]) -> Drawing:
    """A line a speaker from least to most, a dot a number; all on one scale that begins at 0."""
    most = max(s["high"] for s in speakers) or 1.0
    bottom = _ROW * len(speakers) + 6

    def x(value: float) -> float:
        return _EDGE + (_WIDTH - 2 * _EDGE) * value / most

    shapes: list[Shape] = []
    for share, anchor in ((0.0, "start"), (0.5, "middle"), (1.0, "end")):
        at = x(most * share)
        shapes.append(drawing.line((at, 4), (at, bottom), "grid"))
        shapes.append(drawing.words((at, bottom + 14), amount(most * share), anchor=anchor))
    for place, told in enumerate(speakers):
        y = _ROW * place + 28
        name = told["speaker"] or "speaker not named"
        shapes.append(drawing.words((0, y - 11), name, "label"))
        shapes.append(drawing.line((x(told["low"]), y), (x(told["high"]), y), "range"))
        for number in told["says"]:
            link = {
                "href": number["shown"].passage,
                "title": f"{name}: {amount(number['low'])} {number['unit']}",
            }
            ends = dict.fromkeys((number["low"], number["high"]))
            shapes += [drawing.circle((x(value), y), 5, "curve-dot", **link) for value in ends]
    title_ = f"{subject} by speaker"
    return Drawing(width=_WIDTH, height=bottom + 20, title=title_, shapes=shapes)


def draw_chains(chains: Sequence[Mapping[str, Any]]) -> Drawing:
    """Publishers on the left, whom they have it from on the right; a line as thick as it has records.

    Each leads to the first document below that it stands for.
    """
    ties: dict[tuple[str, str, str], list[int]] = {}
    for place, chain in enumerate(chains, start=1):
        for step in chain["steps"]:
            key = (called(chain), called(step), step["how"].partition(" ")[0])
            ties.setdefault(key, []).extend([place] * len(step["passages"]))
    ends = [list(dict.fromkeys(key[side] for key in ties)) for side in (0, 1)]
    xs, top = (300.0, 560.0), 34.0
    ys = [{name: top + _LINE * n for n, name in enumerate(names)} for names in ends]
    shapes: list[Shape] = [
        drawing.words((xs[0] - 12, 12), "reports", "small", anchor="end"),
        drawing.words((xs[1] + 12, 12), "has it from", "small"),
    ]
    for (a, b, how), places in ties.items():
        told = f"{a} {how} {b}: {len(places)} record{'s' if len(places) > 1 else ''}"
        width = f"w{min(5, 1 + len(places) // 4)}"
        link = {"href": f"#from-{places[0]}", "title": told}
        shapes.append(
            drawing.line((xs[0], ys[0][a]), (xs[1], ys[1][b]), f"tie {how} {width}", **link)
        )
    for side, anchor, shift in ((0, "end", -12), (1, "start", 12)):
        for name, y in ys[side].items():
            first = next(places[0] for key, places in ties.items() if key[side] == name)
            link = {"href": f"#from-{first}", "title": name}
            shapes.append(drawing.circle((xs[side], y), 5, "node"))
            cut = name if len(name) <= 40 else name[:38] + "…"
            shapes.append(
                drawing.words((xs[side] + shift, y + 4), cut, "label", anchor=anchor, **link)
            )
    height = top + _LINE * max(len(names) for names in ends)
    return Drawing(width=860.0, height=height, title="Who has it from whom", shapes=shapes)


def called(source: Mapping[str, Any]) -> str:
    """A document by its publisher, else by its title."""
    return str(source["publisher"] or source["name"])
