"""Every kind of record has words of its own in the reader."""

import pytest

from legation.records import (
    KINDS,
    ActorRef,
    Citation,
    Claim,
    Coded,
    Concept,
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
    Span,
    Status,
    Undertaking,
)
from legation.web.wording import LONG, WORDS, describe, label, short

NORTH = ActorRef(id="NOR", name="Northland", text="Northland")
ISLES = ActorRef(id="ISL", name="Isles", text="the Isles")
SPAN = Span(start=0, end=9, text="the ferry")
OTHER = Span(start=20, end=29, text="the ports")
COMMON = {"coder": "t.v1", "citation": Citation(document="d", start=0, end=9, text="the ferry")}

RECORDS = [
    (Event(**COMMON, type="AID", source_actors=(NORTH, ISLES), factuality="planned", start="2022",
           precision="year"), "Northland, Isles → not named in 2022 · planned"),
    (Claim(**COMMON, speaker=NORTH, addressees=(ISLES,), content=SPAN, polarity="deny",
           hedge="reportedly"), "Northland to Isles · “reportedly”"),
    (Reference(**COMMON, marker="[2]", refers_to="[1]"), "stands for [1]"),
    (Reference(**COMMON, marker="[3]", title="On ferries", accessed="2022-02-03"),
     "On ferries, accessed 3 February 2022"),
    (Reference(**COMMON, marker="[4]"), "no more is known"),
    (Membership(**COMMON, member=NORTH, organisation=ISLES, status="observer", start="2020"),
     "Northland · observer · Isles · 2020"),
    (Status(**COMMON, holder=NORTH, kind="legal_ban", value="outlawed", granted_by=ISLES,
            start="2003-02"), "Northland · legal ban: outlawed, by Isles · February 2003"),
    (Mechanism(**COMMON, cause=Concept(start=0, end=9, text="the ferry", concept="c"),
               effect=Concept(start=20, end=29, text="the ports", concept="d"), sign="-",
               held_by=NORTH), "“the ferry” lowers “the ports” · held by Northland"),
    (Condition(**COMMON, if_=SPAN, then=OTHER, made_by=NORTH, force="threat"),
     "threat: if “the ferry”, then “the ports” · made by Northland"),
    (Prediction(**COMMON, made_by=None, content=SPAN, polarity="will_not",
                probability_words="hardly"), "the author: will not (hardly) “the ferry”"),
    (Interest(**COMMON, actor=NORTH, issue=SPAN, direction="prevent"),
     "Northland · prevent: “the ferry” · attributed"),
    (Signal(**COMMON, sender=None, meaning=SPAN, audience=(ISLES,)),
     "not named to Isles: “the ferry”"),
    (Lever(**COMMON, holder=NORTH, means=SPAN, over=ISLES), "Northland · “the ferry” · held over Isles"),
    (Relation(**COMMON, a=NORTH, b=ISLES, kind="rival", valence=-1), "Northland – Isles · rival"),
    (Frame(**COMMON, used_by=NORTH, kind="analogy", text="as in the old war"),
     "Northland · analogy: “as in the old war”"),
    (Undertaking(**COMMON, by=NORTH, content=SPAN, kind="promise", outcome="met"),
     "Northland · promise: “the ferry” · met"),
]  # fmt: skip


@pytest.mark.parametrize(("record", "words"), RECORDS)
def test_a_record_in_a_line(record, words):
    parts = describe(record)
    assert "".join(p if isinstance(p, str) else p.name for p in parts) == words
    assert label(record)


def test_no_kind_is_without_words():
    kinds = {k for k in KINDS.values() if issubclass(k, Coded)}
    assert {k.__name__ for k in kinds - set(WORDS)} == {"Actor"}


def test_long_words_are_cut_at_a_blank():
    cut = short("word " * 50)
    assert len(cut) <= LONG + 4
    assert cut.endswith("word …”")
