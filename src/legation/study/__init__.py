"""A study: one workspace's ledger and settings, one method a room.

`Study.create` makes a workspace, `Study.open` finds one from a folder upward.  Methods read rows
from the ledger, call one room, and append or return what it gives.  Every read takes `as_of`
(what a reader of the press could know that day) and `recorded_as_of` (what the ledger then held).
`code_files` codes files without a workspace.
"""

import getpass
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Final, Self, TypedDict, Unpack, cast

from legation import review
from legation.errors import LedgerError, UsageError, WorkspaceError
from legation.ledger import (
    ActorEntry,
    Changes,
    Hit,
    Judgement,
    Ledger,
    Listed,
    Packed,
    Query,
    Row,
    UnknownIdError,
    When,
)
from legation.records import Actor, Claim, Coded, Document, Estimate, Event, Record, Span
from legation.settings import FILE_NAME, Settings, read_settings
from legation.study import analysis
from legation.study.analysis import Holdings
from legation.study.coding import Coding, code_files, length
from legation.study.forecasts import Forecasting, PathPoint
from legation.study.intake import Progress, Report, Writer, fetch_links, read_files
from legation.study.strategy import (
    BARGAINING,
    GAMES,
    keep,
    known_records,
    look_up,
    read_text,
    solved,
)

if TYPE_CHECKING:
    from legation.documents import CopyGroup, CopyIndex, Failure, Given, Read
    from legation.dossier import Brief
    from legation.export.paper import Paper
    from legation.games import Answer
    from legation.ontology import Outcome
    from legation.records import Undertaking
    from legation.relations import Counting
    from legation.study.system import SystemView

__all__ = ["Choice", "Coding", "PathPoint", "Report", "Shown", "Study", "code_files"]

LEDGER_NAME: Final = "legation.db"
_FIRST_LINES: Final = """\
# Settings of this legation workspace; docs/settings.md tells them all.  Empty: all defaults.
"""


class Choice(TypedDict, total=False):
    """What `Study.records` and its kin choose by; see `legation.ledger.Query`."""

    document: str | None
    label: str | None
    actor: str | None
    source: str | None
    target: str | None
    since: str | None
    until: str | None
    confidence: float | None
    limit: int | None
    as_of: str | None
    recorded_as_of: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A record with where it stands: the text around its citation, and the place of that in it."""

    row: Row
    document: Document | None
    text: str | None
    cited: Span | None


class Study(Forecasting):
    """One workspace: its ledger, its settings."""

    def __init__(self, folder: Path, *, settings: Settings | None = None) -> None:
        self.folder = folder
        self.settings = read_settings(folder / FILE_NAME) if settings is None else settings
        self.ledger = Ledger(folder / LEDGER_NAME, busy_seconds=self.settings.busy_seconds)
        self._copies: CopyIndex | None = None
        self._listed: dict[When, tuple[object, list[Listed]]] = {}
        self.held: dict[object, Holdings] = {}  # readings of before, see `Holdings.of`
        self.learned: dict[object, tuple[list[Event], Any]] = {}  # see `study.forecasts`

    @classmethod
    def create(cls, folder: Path | str) -> Self:
        """Make a workspace in a folder, or bring the one that is there up to date."""
        folder = Path(folder)
        try:
            folder.mkdir(parents=True, exist_ok=True)
            if not (folder / FILE_NAME).exists():
                (folder / FILE_NAME).write_text(_FIRST_LINES, encoding="utf-8")
        except OSError as error:
            raise WorkspaceError(f"{folder}: cannot be made: {error.strerror}") from None
        study = cls(folder)
        study.ledger.create()
        return study

    @classmethod
    def open(cls, folder: Path | str = ".") -> Self:
        """Open the workspace of a folder or of the nearest folder above it.

        Raises
        ------
        WorkspaceError
            If there is none.
        """
        start = Path(folder).absolute()
        for place in (start, *start.parents):
            if (place / LEDGER_NAME).exists():
                study = cls(place)
                study.ledger.update()
                return study
        raise WorkspaceError(f"no workspace in {start} or above it; `legation init` makes one")

    def close(self) -> None:
        """Close the ledger."""
        self.ledger.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    # --- documents ----------------------------------------------------------------------------

    def add(
        self,
        sources: Iterable[Path | str],
        *,
        given: "Given | None" = None,
        progress: Progress | None = None,
    ) -> Report:
        """Add the documents of files, and of all readable files in folders; broken ones are told.

        What is known already changes nothing.
        """
        return self._keep(read_files(sources, given=self._stated(given)), progress)

    def add_links(
        self,
        links: Iterable[str],
        *,
        given: "Given | None" = None,
        feeds: bool = False,
        progress: Progress | None = None,
    ) -> Report:
        """Add the documents at addresses, or the articles of *feeds*.  Goes to the network."""
        return self._keep(fetch_links(links, given=self._stated(given), feeds=feeds), progress)

    def _keep(self, found: "Iterable[Read | Failure]", progress: Progress | None) -> Report:
        from legation.documents import Failure

        counts = {True: 0, False: 0}
        failures = []

        def write(read: "Read") -> None:
            counts[self.ledger.add(read.document, read.source)] += 1

        with Writer(self.ledger, self.settings, write) as writer:
            for item in found:
                if isinstance(item, Failure):
                    failures.append(item)
                else:
                    writer.put(item)
                if progress is not None:
                    progress(sum(counts.values()) + len(failures), 0)
        return Report(done=counts[True], known=counts[False], failures=tuple(failures))

    def _stated(self, given: "Given | None") -> "Given":
        """What the user states, with the languages of the settings, and ids for what it names."""
        from legation.documents import Given

        stated = replace(given or Given(), languages=self.settings.languages)
        if stated.translation_of is None:
            return stated
        return replace(stated, translation_of=self.document_id(stated.translation_of))

    def document_id(self, name: str) -> str:
        """The id of the document of this source name or beginning of an id; else the name itself."""
        for listed in self.ledger.documents():
            if name in listed.sources or (len(name) >= 6 and listed.id.startswith(name)):
                return listed.id
        return name

    def documents(
        self, *, as_of: str | None = None, recorded_as_of: str | None = None
    ) -> list[Listed]:
        """The documents, by date, without their texts; listed once for a state of the ledger."""
        when = When(as_of=as_of, recorded_as_of=recorded_as_of)
        state = self.ledger.version()
        if self._listed.get(when, (None,))[0] != state:
            if len(self._listed) >= analysis.READINGS:
                self._listed.clear()
            self._listed[when] = (state, list(self.ledger.documents(when)))
        return list(self._listed[when][1])

    def copies(
        self, *, as_of: str | None = None, recorded_as_of: str | None = None
    ) -> "list[CopyGroup]":
        """Groups of documents that are copies of one text."""
        from legation.documents import CopyIndex

        if self._copies is None:
            self._copies = CopyIndex()
        listed = self.documents(as_of=as_of, recorded_as_of=recorded_as_of)
        return self._copies.groups([d.id for d in listed], self.ledger.text)

    # --- coding -------------------------------------------------------------------------------

    def code(self, *, coding: Coding | None = None, progress: Progress | None = None) -> Report:
        """Code every document that is not coded yet, on all cores.

        What is coded is kept whatever happens; the same call goes on where it was cut off.
        """
        from legation.documents import Failure
        from legation.fleet import Failed, spread

        coding = coding or Coding.of(self.settings, self.folder)
        total = self.ledger.count_uncoded(coding.coders, coding.setup)
        done, failures = 0, []

        def write(coded: tuple[int, list[Packed]]) -> None:
            self._append(coding, *coded)

        with Writer(self.ledger, self.settings, write) as writer:
            todo = self.ledger.uncoded(coding.coders, coding.setup)
            for (row, document), found in spread(
                todo,
                coding.job,
                size=length,
                workers=self.settings.workers,
                cluster=self.settings.cluster,
            ):
                if isinstance(found, Failed):
                    where = self.ledger.source(document.id)
                    failures.append(Failure(where=where, message=f"not coded: {found.message}"))
                else:
                    writer.put((row, found))
                done += 1
                if progress is not None:
                    progress(done, total)
        return Report(done=done - len(failures), failures=tuple(failures))

    def _append(self, coding: Coding, row: int, found: list[Packed]) -> None:
        """Append what the coders made of one document, in one transaction."""
        strange = {p.coder for p in found} - set(coding.coders)
        if strange:
            raise LedgerError(f"records of coders that were not asked: {', '.join(strange)}")
        with self.ledger.batch():
            for coder in coding.coders:
                own = [p for p in found if p.coder == coder]
                self.ledger.append(row, coder, own, setup=coding.setup)

    # --- reading ------------------------------------------------------------------------------

    def rows(self, kind: str | None = None, **choice: Unpack[Choice]) -> Iterator[Row]:
        """The records of a kind as stored, by the day that they happened."""
        return self.ledger.select(*self._chosen(kind, choice))

    @staticmethod
    def _chosen(kind: str | None, choice: Choice) -> tuple[Query, When]:
        when = When(as_of=choice.get("as_of"), recorded_as_of=choice.get("recorded_as_of"))
        rest: dict[str, Any] = {k: v for k, v in choice.items() if not k.endswith("as_of")}
        return Query(kind=kind, **rest), when

    def records(self, kind: str | None = None, **choice: Unpack[Choice]) -> list[Record]:
        """The records of a kind."""
        return self.ledger.records(*self._chosen(kind, choice))

    def dated(self, kind: str | None = None, **choice: Unpack[Choice]) -> list[tuple[str, Record]]:
        """The records of a kind, each with the day on which it could be known."""
        return self.ledger.dated(*self._chosen(kind, choice))

    def events(self, **choice: Unpack[Choice]) -> list[Event]:
        """The events, by the day that they happened."""
        return cast(list[Event], self.records("event", **choice))

    def claims(self, **choice: Unpack[Choice]) -> list[Claim]:
        """The claims, by the day that they were made."""
        return cast(list[Claim], self.records("claim", **choice))

    def actors(
        self, *, as_of: str | None = None, recorded_as_of: str | None = None
    ) -> list[ActorEntry]:
        """The actors, each as all documents together know it, most mentioned first."""
        return self.ledger.actors(When(as_of=as_of, recorded_as_of=recorded_as_of))

    def show(self, ident: str) -> Shown | Document | ActorEntry:
        """The record or document whose id begins so, or the actor of this key."""
        try:
            found = self.ledger.find(ident)
        except UnknownIdError:
            for entry in self.actors():
                if entry.key == ident:
                    return entry
            raise
        if isinstance(found, Document):
            return found
        document = self.ledger.document(found.document) if found.document else None
        text, cited = self.ledger.context(found) or (None, None)
        return Shown(row=found, document=document, text=text, cited=cited)

    def search(
        self,
        text: str,
        *,
        limit: int = 20,
        parts: bool | None = None,
        as_of: str | None = None,
        recorded_as_of: str | None = None,
    ) -> list[Hit]:
        """The passages that match best: words, "a phrase", begin*, -unwanted."""
        when = When(as_of=as_of, recorded_as_of=recorded_as_of)
        return self.ledger.search(text, when, limit=limit, parts=parts)

    def status(
        self, *, as_of: str | None = None, recorded_as_of: str | None = None
    ) -> dict[str, Any]:
        """How much there is, and how much is not coded yet."""
        coding = Coding.of(self.settings, self.folder)
        when = When(as_of=as_of, recorded_as_of=recorded_as_of)
        return {
            "workspace": str(self.folder),
            "counts": self.ledger.counts(when),
            "uncoded": self.ledger.count_uncoded(coding.coders, coding.setup),
            "coders": list(coding.coders),
            "bytes": self.ledger.path.stat().st_size,
        }

    def verify(self, *, rebuild: bool = False) -> Iterator[str]:
        """Every way in which the ledger is not what its rows say; *rebuild* derived tables first."""
        if rebuild:
            self.ledger.rebuild()
        return self.ledger.verify()

    def export(
        self, path: Path, *, as_of: str | None = None, recorded_as_of: str | None = None
    ) -> dict[str, int]:
        """Write a SQLite file that Datasette and others open; return the rows of each table."""
        return self.ledger.extract(path, When(as_of=as_of, recorded_as_of=recorded_as_of))

    def lines(self, kind: str, **choice: Unpack[Choice]) -> Iterator[dict[str, Any]]:
        """The records of a kind as JSON values, each with the source name of its document."""
        as_of, recorded = choice.get("as_of"), choice.get("recorded_as_of")
        listed = self.documents(as_of=as_of, recorded_as_of=recorded)
        if kind == "document":
            yield from (d.data() for d in listed)
            return
        names = {d.id: d.sources[0] for d in listed}
        for row in self.rows(kind, **choice):
            data = row.data()
            if row.document:
                head = {"record": row.kind, "id": row.id, "source": names.get(row.document)}
                data = head | data
            yield data

    # --- putting together ---------------------------------------------------------------------

    def relation(
        self,
        a: str,
        b: str,
        *,
        how: "Counting | None" = None,
        third: str | None = None,
        as_of: str | None = None,
        recorded_as_of: str | None = None,
    ) -> dict[str, Estimate]:
        """What *a* did towards *b* over time, by name; see `legation.relations`."""
        held = Holdings.of(self, as_of=as_of, recorded_as_of=recorded_as_of)
        return analysis.relation(held, a, b, how=how, third=third)

    def tracks(
        self, a: str, b: str, *, as_of: str | None = None, recorded_as_of: str | None = None
    ) -> list[Estimate]:
        """Contact, legal standing and diplomatic presence, and last how far they are one scale."""
        held = Holdings.of(self, as_of=as_of, recorded_as_of=recorded_as_of)
        return analysis.tracks(held, a, b)

    def corroborate(
        self, *, as_of: str | None = None, recorded_as_of: str | None = None
    ) -> dict[str, list[Estimate]]:
        """Matters, predictions with what became of them, records; see `legation.corroboration`."""
        held = Holdings.of(self, as_of=as_of, recorded_as_of=recorded_as_of)
        return analysis.corroborate(held)

    def undertakings(
        self, *, as_of: str | None = None, recorded_as_of: str | None = None
    ) -> "list[Undertaking]":
        """Promises, demands and threats with what became of them: derived, or as a person judged."""
        held = Holdings.of(self, as_of=as_of, recorded_as_of=recorded_as_of)
        return analysis.undertakings(held)

    def settle(
        self, ident: str, outcome: "Outcome | None", *, shown_by: Iterable[str] = (), reason: str
    ) -> str:
        """Judge what became of an undertaking; *outcome* None confirms it.  The judgement's id."""
        told = analysis.undertaking(self, ident)
        shown = [self.ledger.find(record).id for record in shown_by]
        return self.decide(review.settle(told, outcome, shown), reason)

    def brief(
        self,
        *,
        pair: tuple[str, str] | None = None,
        since: str | None = None,
        as_of: str | None = None,
        recorded_as_of: str | None = None,
    ) -> "Brief | None":
        """The relationship on one page, by default of the pair with most events."""
        from legation.study import notes
        from legation.study.briefing import tell

        since = None if since is None else notes.since(self, since)[:10]
        return tell(self, pair=pair, since=since, as_of=as_of, recorded_as_of=recorded_as_of)

    def system(
        self,
        as_of: str | None = None,
        *,
        path: Path | str | None = None,
        recorded_as_of: str | None = None,
    ) -> "SystemView":
        """The system that `system.toml` describes, as of a day: state, cause maps, strategies."""
        from legation.study.system import view

        return view(self, as_of, path=path, recorded_as_of=recorded_as_of)

    def paper(self, **asked: Any) -> "Paper":
        """The brief with its footnotes, to be written down; *asked* as for `brief`."""
        from legation.study.papers import paper

        return paper(self, **asked)

    # --- strategy -----------------------------------------------------------------------------

    def game(self, path: Path | str, *, seed: int = 1, draws: int = 500) -> list[Estimate]:
        """Solve a model file on this ledger's records and keep the result as estimates.

        The first tells equilibria and stabilities, where all preferences are known; the last, unless
        *draws* is 0, how often each state is an equilibrium over rankings that fit what is known.
        """
        from legation.games import cite_records, read_model

        text = read_text(path)
        model = read_model(text, str(path))
        rows = look_up(self.ledger, model.evidence, version=model.version, path=path)
        model = cite_records(model, {name: row.id for name, row in rows.items()})
        records = {row.id: row.record() for row in rows.values()}
        found = solved(model, records, seed=seed, draws=draws)
        keep(self.ledger, GAMES, found, setup=(text, seed, draws))
        return found

    def game_case(
        self, path: Path | str, version: str, *, seed: int = 1, draws: int = 200
    ) -> "list[Answer]":
        """What each state of a case should do by the records known on the day *version*.

        The answers are kept as estimates, one a state.
        """
        from legation.games import answer_case, answer_estimate, read_case

        text = read_text(path)
        case = read_case(text, str(path))
        known = known_records(self.rows(as_of=version))
        answers = [
            answer_case(case, s, version, known, seed=seed, draws=draws) for s in case.states
        ]
        for answer in answers:
            setup = (text, seed, draws, *answer.model.evidence)
            keep(self.ledger, GAMES, [answer_estimate(case, answer)], setup=setup)
        return answers

    def bargain(
        self, path: Path | str, *, seed: int = 1, variant: str = "net-support", rounds: int = 8
    ) -> Estimate:
        """What several parties would settle on, from an issue file; kept as an estimate.

        The weighted mean and median come first; a run of the challenge model stands beside them.
        """
        from legation.bargaining import bargaining_estimate, headline, read_issue, run_challenge

        text = read_text(path)
        issue = read_issue(text, str(path))
        rows = look_up(self.ledger, issue.evidence, version=issue.version, path=path)
        issue = issue.citing({name: row.id for name, row in rows.items()})
        run = run_challenge(issue, variant, rounds)
        found = bargaining_estimate(issue, headline(issue, seed=seed), run)
        keep(self.ledger, BARGAINING, [found], setup=(text, seed, variant, rounds))
        return found

    # --- judging ------------------------------------------------------------------------------

    def mark(self, *, day: str | None = None, reason: str = "") -> str:
        """Mark what is there, or was at the end of *day*, as read; return the mark's id."""
        from legation.study import notes

        return notes.mark(self, day=day, reason=reason)

    def changes(self, since: str = "note", **times: Any) -> Changes:
        """What came, changed and went since a day or moment, or since the user's last mark."""
        from legation.study import notes

        return self.ledger.changes(notes.since(self, since), When(**times))

    def judge(self, judgement: Judgement, records: Sequence[Record] = ()) -> str:
        """Append a judgement; return its id."""
        return self.ledger.judge(judgement, records)

    def link_actors(self) -> int:
        """Merge the actors whose names agree, store lesser likeness as suggestions; how many new."""
        from legation.actors import CODER, link, named_actors

        found = link(named_actors(self.actor_records()))
        verdicts = review.automatic(found.actor_of, found.all(), self.judged())
        for verdict in verdicts:
            self.decide(verdict, review.why(verdict), author=CODER)
        return len(verdicts)

    def actor_records(self) -> list[Actor]:
        """The actors as each document knows them."""
        return cast("list[Actor]", self.records("actor"))

    def judged(self) -> list[review.Judged]:
        """The judgements so far, as the review room reads them."""
        return review.judged_from(self.ledger.judgements())

    def questions(self, *, unsure: bool = False) -> list[review.Question]:
        """The pairs of actors that wait for a judgement, the likeliest first."""
        told, judged = self.actor_records(), self.judged()
        return review.questions(told, review.suggestions(judged), judged, unsure=unsure)

    def split_actor(
        self, key: str, mentions: Iterable[review.MentionId], name: str
    ) -> review.Verdict:
        """What it takes to make another actor, called *name*, of some mentions of one."""
        told = (r for r in self.records() if isinstance(r, Coded))
        return review.split(self.actor_records(), told, key=key, mentions=mentions, name=name)

    def decide(self, verdict: review.Verdict, reason: str, *, author: str = "") -> str:
        """Write a verdict of the review room; return its id."""
        judgement = Judgement(**verdict.row(), author=author or self.author(), reason=reason)
        return self.judge(judgement, verdict.adds)

    def author(self) -> str:
        """The name that stands under judgements.

        Raises
        ------
        UsageError
            If neither the settings nor the system tell one.
        """
        try:
            return self.settings.author or getpass.getuser()
        except (OSError, KeyError, ImportError):
            raise UsageError(
                "who judges? set `author` in legation.toml, or LEGATION_AUTHOR"
            ) from None
