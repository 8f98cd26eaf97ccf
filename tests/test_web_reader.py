"""The reader shows the whole text, unchanged, and marks what was read where it stands."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from legation.records import Actor, ActorRef, Claim, Document, Event, Region, Span
from legation.web.reader import lay_out, paragraphs

TEXT = (
    "A port reopens\n\nThe envoy of Northland sailed to\nthe Isles on Monday. She met nobody.\n"
    "\nShare this page\n"
)
DOCUMENT = Document(
    sha256="0" * 64,
    text=TEXT,
    regions=(
        Region(start=0, end=14, name="title"),
        Region(start=16, end=85, name="body", page=2),
        Region(start=87, end=102, name="furniture"),
    ),
)
NORTH = ActorRef(id="NOR", name="Northland", text="Northland")


def at(words):
    start = TEXT.index(words)
    return start, start + len(words)


def records():
    trip, word, said = (
        at("The envoy of Northland sailed to\nthe Isles"),
        at("sailed"),
        at("She met"),
    )
    found = (
        Event(coder="t.v1", citation=DOCUMENT.cite(*trip), type="CONSULT",
              source_actors=(NORTH,), trigger=DOCUMENT.span(*word)),
        Claim(coder="t.v1", citation=DOCUMENT.cite(*said), speaker=None,
              content=DOCUMENT.span(*said), polarity="assert"),
        Actor(coder="t.v1", citation=DOCUMENT.cite(*at("Northland")), key="NOR", name="Northland",
              mentions=(DOCUMENT.span(*at("Northland")),)),
    )  # fmt: skip
    return {r.id: r for r in found}


def test_paragraphs_keep_their_regions_and_wrapped_lines_together():
    blocks = lay_out(DOCUMENT, DOCUMENT.id, records())
    assert [(b.region, b.page, TEXT[b.start : b.start + 5]) for b in blocks] == [
        ("title", None, "A por"),
        ("body", 2, "The e"),
        ("furniture", None, "Share"),
    ]


def test_findings_stand_where_they_were_read():
    body = lay_out(DOCUMENT, DOCUMENT.id, records())[1]
    marked = {p.text: p.marks for p in body.pieces if p.marks}
    assert marked["sailed"] == ("event", "trigger")
    assert marked["She met"] == ("claim",)
    assert [records()[i].record for i in body.findings] == ["event", "claim"]
    assert [p.text for p in body.pieces if p.actor == "NOR"] == ["Northland"]


def test_the_passage_asked_for_is_marked_whole():
    asked = at("Isles on Monday. She")
    blocks = lay_out(DOCUMENT, DOCUMENT.id, records(), cited=asked)
    shown = "".join(p.text for b in blocks for p in b.pieces if "cited" in p.marks)
    assert shown == TEXT[slice(*asked)]
    assert [b.cited for b in blocks] == [False, True, False]


def test_records_of_other_documents_are_left_out():
    blocks = lay_out(DOCUMENT, "another", records())
    assert not any(p.marks or p.actor for b in blocks for p in b.pieces)


words = st.text(alphabet=st.sampled_from("ab .\n”é\u0645"), max_size=80)


@st.composite
def marked(draw):
    text = draw(words)
    if not text:
        return text, []
    spans = draw(
        st.lists(st.tuples(st.integers(0, len(text)), st.integers(0, len(text))), max_size=6)
    )
    return text, [(a, b) for a, b in spans if a < b]


@given(marked(), st.booleans())
def test_nothing_of_the_text_is_lost(text_and_spans, event):
    text, spans = text_and_spans
    document = Document(sha256="0" * 64, text=text)
    found = {}
    for a, b in spans:
        cited = document.cite(a, b)
        if event:
            record = Event(coder="t.v1", citation=cited, type="AID", trigger=document.span(a, b))
        else:
            record = Actor(
                coder="t.v1", citation=cited, key=f"{a}", name="x",
                mentions=(Span(start=a, end=b, text=text[a:b]),),
            )  # fmt: skip
        found[record.id] = record
    blocks = lay_out(document, document.id, found, cited=spans[0] if spans else None)
    for block in blocks:
        assert "".join(p.text for p in block.pieces) == text[block.start : block.end]
        assert all(one.end == other.start for one, other in pairwise(block.pieces))
    ends = [0, *(p for b in blocks for p in (b.start, b.end)), len(text)]
    assert not "".join(text[a:b] for a, b in zip(ends[::2], ends[1::2], strict=True)).strip()
    assert list(paragraphs(document)) == [(b.start, b.end) for b in blocks]
