"""Notes and bibliographies into references, and the sentences that they support."""

import pytest

from legation.documents import read_bytes, references
from legation.documents.markers import find_notes, head_of
from legation.documents.notes import parse, url_of
from legation.documents.sentences import sentences
from legation.records import Reference

OPENING = "A plain sentence opens this text about two states and the river between them. "


def coded(notes: list[str], body: str | None = None) -> tuple[Reference, ...]:
    body = body or OPENING + " ".join(
        f"Sentence number {n} tells of a meeting.[{n}]" for n in range(1, len(notes) + 1)
    )
    text = "\n\n".join([body, *notes])
    document = read_bytes(text.encode(), name="text.txt")[0]
    found = references(document)
    for r in found:
        assert text[r.citation.start : r.citation.end] == r.citation.text
        assert all(text[s.start : s.end] == s.text for s in r.supports)
        assert r.coder == "references.v1"
    return found


@pytest.mark.parametrize(
    ("note", "title", "publisher", "url", "accessed"),
    [
        ("“A road: what it costs”, Valley News, https://v.example/1-a, (Date of Accession: 03.02.2022).",
         "A road: what it costs", "Valley News", "https://v.example/1-a", "2022-02-03"),
        ("“Nehirdeki köprü”, Vadi Ajansı, https://v.example/tr, (Erişim Tarihi: 17.01.2022).",
         "Nehirdeki köprü", "Vadi Ajansı", "https://v.example/tr", "2022-01-17"),
        ("«Мост через реку», Речной вестник, https://v.example/ru (дата обращения: 03.02.2022).",
         "Мост через реку", "Речной вестник", "https://v.example/ru", "2022-02-03"),
        ("“پل تازه روی رود”, Rah News, https://v.example/fa_(x), تاریخ دسترسی: ۱۴ بهمن ۱۴۰۰",
         "پل تازه روی رود", "Rah News", "https://v.example/fa_(x)", "2022-02-03"),
        ("《河上的桥》, 河谷新闻, https://v.example/zh, 访问日期：2022年2月3日", "河上的桥", "河谷新闻",
         "https://v.example/zh", "2022-02-03"),
        ('Ann Lee, "The bridge at last," Valley Review, May 2, 2021, https://v.example/2, accessed 3 February 2022.',
         "The bridge at last", "Valley Review", "https://v.example/2", "2022-02-03"),
        ("“The minister’s bridge”, Valley News (2 May 2021), https://v.example/3", "The minister’s bridge",
         "Valley News", "https://v.example/3", None),
        ("Lee, A. (2021, May 2). Reasons for a bridge. Valley Review. https://v.example/4 (retrieved 2022-02-03)",
         "Reasons for a bridge", "Valley Review", "https://v.example/4", "2022-02-03"),
        ("Omar Said, The Long Bridge, (London: Reed, 2018), p. 33.", "The Long Bridge", "Reed", None, None),
        ("“A bridge”, https://v.example/5. Accessed on Feb. 3, 2022.", "A bridge", None, "https://v.example/5",
         "2022-02-03"),
        ("https://v.example/6", None, None, "https://v.example/6", None),
        ("“A study”, Valley Papers, doi:10.1234/abc.5.", "A study", "Valley Papers", "https://doi.org/10.1234/abc.5", None),
        ("“American dates”, Valley News, https://v.example/7 (accessed 1/17/2022)", "American dates", "Valley News",
         "https://v.example/7", "2022-01-17"),
    ],
)  # fmt: skip
def test_what_a_note_says(note, title, publisher, url, accessed):
    (r,) = coded([f"[1] {note}"])
    assert (r.marker, r.title, r.publisher, r.url, r.accessed) == (
        "[1]", title, publisher, url, accessed,
    )  # fmt: skip
    assert [s.text for s in r.supports] == ["Sentence number 1 tells of a meeting.[1]"]


def test_short_notes_point_to_the_notes_that_they_stand_for():
    found = coded(
        [
            "[1] “Two banks, one bridge”, Valley News, https://v.example/1.",
            "[2] Ann Lee, “Why bridges fall”, Valley Review, 2019, p. 4.",
            "[3] Ibid., p. 5.",
            "[4] “Two banks, one bridge”, op. cit.",
            "[5] A.g.e.",
            "[6] Lee, op. cit., p. 50.",
            "[7] Там же.",
            "[8] See note 1.",
            "[9] Valley News, a.g.e., s. 2.",
            "[10] المرجع نفسه",
            "[11] “A title that no other note has”, op. cit.",
        ]
    )
    assert [r.refers_to for r in found] == [
        None, None, "[2]", "[1]", "[1]", "[2]", "[2]", "[1]", "[1]", "[1]", None,
    ]  # fmt: skip
    assert found[2].url is None


def test_an_ibid_with_nothing_before_it_points_nowhere():
    (r,) = coded(["[1] Ibid."])
    assert r.refers_to is None


@pytest.mark.parametrize(
    ("marks", "notes"),
    [
        (["¹", "²"], ["¹ “One”, News, https://v.example/1", "² “Two”, News, https://v.example/2"]),
        (["(1)", "(2)"], ["(1) “One”, News, https://v.example/1", "(2) “Two”, News, https://v.example/2"]),
        (["1", "2"], ["1. “One”, News, https://v.example/1", "2. “Two”, News, https://v.example/2"]),
        (["¹", "²"], ["Notes", "1 Ann Lee, “One”, News, 2019.", "2 Ann Lee, “Two”, News, 2020."]),
        (["[1]", "[2]"], ["[1]“One”, News, https://v.example/1", "[2] “Two”, News, https://v.example/2"]),
    ],
)  # fmt: skip
def test_markers_of_all_forms(marks, notes):
    body = (
        OPENING + f"A bridge fell in spring.{marks[0]} Another one was built by the army.{marks[1]}"
    )
    found = coded(notes, body)
    assert [(r.marker, r.title) for r in found] == [("[1]", "One"), ("[2]", "Two")]
    assert [s.text.split(".")[0] for r in found for s in r.supports] == [
        "A bridge fell in spring", "Another one was built by the army",
    ]  # fmt: skip


def test_a_marker_used_twice_supports_two_sentences():
    body = OPENING + "A bridge fell.[1] He said, as before:[1]"
    (r,) = coded(["[1] “One”, News, https://v.example/1"], body)
    assert [s.text for s in r.supports] == ["A bridge fell.[1]", "He said, as before:[1]"]


def test_a_bibliography_is_tied_by_author_and_year():
    found = coded(
        ["References", "Lee, Ann (2019). Why bridges fall. Valley Review 12(3), 44–61.",
         "Said, Omar (2018). The Long Bridge. London: Reed."],
        "Bridges fall when nobody looks after them (Lee, 2019). As Said notes (2018), roads do too. The rest stands.",
    )  # fmt: skip
    assert [(r.marker, r.title, r.publisher) for r in found] == [
        ("[#1]", "Why bridges fall", "Valley Review"), ("[#2]", "The Long Bridge", "Reed"),
    ]  # fmt: skip
    assert [len(r.supports) for r in found] == [1, 1]


def test_a_note_with_two_sources_gives_two_references():
    found = coded(["[1] “One”, News, https://v.example/1; “Two”, Post, https://v.example/2"])
    assert [(r.marker, r.title) for r in found] == [("[1]", "One"), ("[1]", "Two")]


def test_an_address_broken_over_two_lines_is_whole():
    (r,) = coded(
        ["[1] “One”, News, https://v.example/2022/a-very-\nlong-name.html, (Accessed: 3 May 2022)."]
    )
    assert (r.url, r.accessed) == ("https://v.example/2022/a-very-long-name.html", "2022-05-03")


def test_numbered_arguments_are_no_notes():
    texts = [
        "Three things follow.",
        "1. The river is deep.",
        "2. The bridge is old.",
        "3. See the map.",
    ]
    assert find_notes(texts) == []
    assert coded(["Nothing here is a note."], OPENING) == ()


@pytest.mark.parametrize(
    "heading", ["Notes", "Kaynakça", "Примечания", "المراجع", "منابع", "参考文献", "Endnotes:"]
)
def test_headings_over_notes(heading):
    texts = [OPENING, heading, "“One”, News, https://v.example/1", "Similar posts"]
    assert find_notes(texts) == [1, 2]


def test_heads():
    assert head_of("[12] A")
    assert head_of("[12] A").marker == "[12]"
    assert head_of("* A").marker == "[*]"
    assert head_of("2022 was a bad year") is None


def test_parts():
    assert url_of("no address here")[0] is None
    assert parse("Interview with an official, May 2021.").url is None
    words = "He left the U.S. in May. “It rained,” she said. Прошёл дождь. 下雨了。他走了。"
    assert [words[s.start : s.end] for s in sentences(words)] == [
        "He left the U.S. in May.", "“It rained,” she said.", "Прошёл дождь.", "下雨了。", "他走了。",
    ]  # fmt: skip
