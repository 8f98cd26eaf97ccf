"""Every format into documents, and every way in which a file of it can be broken."""

import io
import random
import threading
import time
import zipfile
from email.message import EmailMessage
from http.server import BaseHTTPRequestHandler, HTTPServer

import docx
import pytest
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from reportlab.lib import pdfencrypt
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle, getSampleStyleSheet
from reportlab.pdfgen import canvas
from reportlab.platypus import (
    BaseDocTemplate,
    Frame,
    FrameBreak,
    PageBreak,
    PageTemplate,
    Paragraph,
    SimpleDocTemplate,
)

from legation.documents import Failure, Given, fetch, iter_bytes, read_bytes, read_feed, references
from legation.errors import DocumentError

FIRST = (
    "The ministers of the two river states opened their talks in the old fortress on Monday, and "
    "they are expected to go on until the end of the week, officials of both sides said."
)
SECOND = (
    "The neighbours fear that a road through the pass would carry weapons as easily as wheat, "
    "although none of them has said so in public since the beginning of the year."
)
THIRD = (
    "Nobody knows who would guard the bridge once the foreign soldiers have left the valley, and "
    "the treaty, of which only a summary was published, is silent about it."
)


def parts(document, name):
    return [document.text[r.start : r.end] for r in document.regions if r.name == name]


def message(data, name, **more):
    with pytest.raises(DocumentError) as error:
        read_bytes(data, name=name, **more)
    assert "\n" not in str(error.value)
    return str(error.value)


# --- whatever the bytes --------------------------------------------------------------------------


def mutated(data, rng):
    damaged = bytearray(data)
    for _ in range(rng.randint(1, 25)):
        at = rng.randrange(len(damaged) + 1)
        kind = rng.random()
        if kind < 0.5:
            damaged[at : at + 1] = rng.randbytes(1)
        elif kind < 0.7:
            del damaged[at : at + rng.randrange(150)]
        elif kind < 0.9:
            damaged[at:at] = rng.randbytes(rng.randrange(12))
        else:
            del damaged[at:]
    return bytes(damaged)


@pytest.mark.parametrize(
    "name", ["a.html", "a.pdf", "a.docx", "a.eml", "a.md", "a.rss", "a.txt", "a"]
)
def test_damaged_files_give_documents_or_one_line_each(name):
    rng = random.Random(name)
    story = [Paragraph(FIRST, BODY), Paragraph(SECOND, BODY)]
    whole = {
        "a.html": page("<h1>Talks</h1>" + paragraphs(FIRST, SECOND, THIRD) + PLAIN, HEAD),
        "a.pdf": pdf(story),
        "a.docx": added(word(notes=True), word__footnotes_xml=FOOTNOTES),
        "a.eml": mail(FIRST, html=f"<p>{FIRST}</p>", attach=[("b.pdf", pdf(story))]),
        "a.md": f"# Talks\n\n{FIRST}[^1]\n\n[^1]: “A”, https://v.example".encode(),
        "a.rss": feed(("Talks open", "https://v.example/1", FIRST)),
    }.get(name, f"Talks\n\n{FIRST}[1]\n\n[1] “A”, https://v.example".encode())
    for _ in range(40):
        for item in iter_bytes(mutated(whole, rng), name=name):
            if isinstance(item, Failure):
                assert "\n" not in str(item)
            else:
                at = 0
                for region in item.document.regions:
                    assert at <= region.start < region.end <= len(item.document.text)
                    at = region.end
                references(item.document)


# --- HTML --------------------------------------------------------------------------------------------


def page(body, head="", lang="en"):
    return (
        f"<!DOCTYPE html><html lang='{lang}'><head><meta charset='utf-8'>{head}</head><body>"
        "<nav><a href='/'>Home</a> <a href='/w'>World</a> <a href='/s'>Subscribe now</a></nav>"
        f"<article>{body}</article><footer>© 2022 Valley Review · Privacy</footer></body></html>"
    ).encode()


HEAD = (
    "<title>Talks open in the fortress | Valley Review</title><meta name='author' content='Ann Lee'>"
    "<meta property='og:site_name' content='Valley Review'>"
    "<meta property='article:published_time' content='2022-03-07T23:30:00Z'>"
    "<link rel='canonical' href='https://valley.example/talks'>"
    "<link rel='alternate' hreflang='ru' href='https://valley.example/ru/talks'>"
)


def paragraphs(*texts):
    return "".join(f"<p>{t}</p>" for t in texts)


def test_an_article_without_its_page():
    body = "<h1>Talks open in the fortress</h1>" + paragraphs(FIRST, SECOND, THIRD)
    (document,) = read_bytes(page(body, HEAD), name="a.html")
    assert parts(document, "title") == ["Talks open in the fortress"]
    assert parts(document, "body") == [FIRST, SECOND, THIRD]
    assert "Subscribe" not in document.text
    assert (document.title, document.authors, document.publisher) == (
        "Talks open in the fortress", ("Ann Lee",), "Valley Review",
    )  # fmt: skip
    assert (document.date, document.date_basis) == ("2022-03-07", "metadata")
    assert document.url == "https://valley.example/talks"
    assert document.other_languages == ("ru",)
    assert document.media_type == "text/html"


LINKED = (
    "<div><p id='_ftn1'><a href='#_ftnref1'>[1]</a> “Six hours”, Valley News, "
    "<a href='https://v.example/1'>https://v.example/1</a>, (Date of Accession: 03.02.2022).</p>"
    "<p id='_ftn2'><a href='#_ftnref2'>2</a> Ibid.</p></div>"
)
MARKS = [
    "<sup><a href='#_ftn1' id='_ftnref1'>[1]</a></sup>",
    "<a href='#_ftn2' id='_ftnref2'><sup>2</sup></a>",
]
LISTED = (
    "<h2>Notes</h2><ol><li>“Six hours”, Valley News, https://v.example/1, accessed 3 February 2022. "
    "<a href='#r1'>↩</a></li><li>Ibid.</li></ol>"
)
WIKI = (
    "<h2>References</h2><ol><li id='cite_note-1'><span><a href='#cite_ref-1'>^</a></span> <span>“Six hours”,"
    " Valley News, https://v.example/1, accessed 3 February 2022.</span></li>"
    "<li id='cite_note-2'><span><a href='#cite_ref-2'>^</a></span> Ibid.</li></ol>"
)
PLAIN = (
    "<p>[1] “Six hours”, Valley News, https://v.example/1 (accessed 03.02.2022)</p><p>[2] Ibid.</p>"
)


@pytest.mark.parametrize(
    ("marks", "notes"),
    [
        (MARKS, LINKED),
        (["<sup>1</sup>", "<sup>2</sup>"], LISTED),
        (
            [f"<sup id='cite_ref-{n}'><a href='#cite_note-{n}'>[{n}]</a></sup>" for n in (1, 2)],
            WIKI,
        ),
        (["[1]", "[2]"], PLAIN),
    ],
)
def test_notes_of_a_page_are_kept(marks, notes):
    body = f"<h1>Talks open in the fortress</h1><p>{FIRST}{marks[0]}</p><p>{SECOND}{marks[1]} {THIRD}</p>"
    (document,) = read_bytes(page(body + notes, HEAD), name="a.html")
    one, two = references(document)
    assert (one.marker, one.title, one.url, one.accessed) == (
        "[1]", "Six hours", "https://v.example/1", "2022-02-03",
    )  # fmt: skip
    assert (two.marker, two.refers_to) == ("[2]", "[1]")
    assert [s.text for s in (*one.supports, *two.supports)] == [f"{FIRST}[1]", f"{SECOND}[2]"]


def test_exponents_are_no_notes():
    body = "<h1>Areas of two valleys</h1>" + paragraphs(
        FIRST + " It has 300 km<sup>2</sup>.", SECOND, THIRD
    )
    (document,) = read_bytes(page(body, HEAD), name="a.html")
    assert "km2" in document.text
    assert references(document) == ()


def test_a_table_is_read_row_by_row():
    table = "<table><tr><th>Year</th><th>Tons</th></tr><tr><td>2021</td><td>40</td></tr></table>"
    (document,) = read_bytes(
        page(
            "<h1>Grain in the valley</h1>" + paragraphs(FIRST, SECOND) + table + paragraphs(THIRD),
            HEAD,
        ),
        name="a.html",
    )
    assert "2021 | 40" in parts(document, "body")


def test_declared_and_undeclared_encodings_of_pages():
    text = "Переговоры министров двух речных государств открылись в старой крепости в понедельник утром. "
    html = "<html><head><meta charset='windows-1251'><title>Переговоры</title></head><body><article><h1>Переговоры в крепости</h1>"
    data = (html + f"<p>{text * 3}</p>" * 3 + "</article></body></html>").encode("cp1251")
    (document,) = read_bytes(data, name="a.html")
    assert text.strip() in document.text
    assert document.language == "ru"


def test_pages_that_are_refused():
    deep = b"<html><body>" + b"<div>" * 100_000 + b"text" + b"</div>" * 100_000
    assert "100,001 deep" in message(deep, "a.html") or "deep" in message(deep, "a.html")
    assert "deep" in message(b"<span>" * 100_000, "a.html")
    assert "50 MB" in message(b"<html><body><p>" + b"word " * 10_000_000, "a.html")
    assert "no article" in message(b"<html><body></body></html>", "a.html")
    assert "elements" in message(b"<br>" * 500_000, "a.html")
    assert "empty" in message(b"", "a.html")


def test_a_page_just_below_the_depth_is_read():
    inner = paragraphs(FIRST, SECOND, THIRD)
    data = page("<h1>Talks open in the fortress</h1>" + "<div>" * 200 + inner + "</div>" * 200)
    assert FIRST in read_bytes(data, name="a.html")[0].text


# --- PDF ---------------------------------------------------------------------------------------------

STYLE = getSampleStyleSheet()
BODY = ParagraphStyle("body", parent=STYLE["BodyText"], fontSize=10, leading=13)
TITLE = ParagraphStyle("title", parent=STYLE["Title"], fontSize=18, leading=22)


def pdf(story, **made):
    stream = io.BytesIO()

    def head(drawn, document):
        drawn.setFont("Helvetica", 8)
        drawn.drawString(72, A4[1] - 30, f"Valley Review {document.page}")
        drawn.drawString(280, 24, str(document.page))

    SimpleDocTemplate(stream, pagesize=A4, **made).build(story, onFirstPage=head, onLaterPages=head)
    return stream.getvalue()


def test_a_pdf_in_reading_order_with_pages():
    data = pdf(
        [Paragraph("Talks open in the fortress", TITLE), Paragraph("By Ann Lee", BODY),
         Paragraph("7 March 2022", BODY), Paragraph(FIRST, BODY), PageBreak(), Paragraph(SECOND, BODY)],
        title="Talks open in the fortress", author="Ann Lee",
    )  # fmt: skip
    (document,) = read_bytes(data, name="a.pdf")
    assert parts(document, "title") == ["Talks open in the fortress"]
    assert parts(document, "body") == [FIRST, SECOND]
    assert [r.page for r in document.regions if r.name == "body"] == [1, 2]
    assert "Valley Review 1" in parts(document, "furniture")
    assert (document.title, document.authors) == ("Talks open in the fortress", ("Ann Lee",))
    assert (document.date, document.date_basis) == ("2022-03-07", "printed")
    assert document.media_type == "application/pdf"


def test_raised_numbers_become_markers_and_small_print_notes():
    stream = io.BytesIO()
    drawn = canvas.Canvas(stream, pagesize=A4)
    drawn.setFont("Helvetica", 11)
    lines = [
        "The ministers of the two river states opened their talks in the old fortress",
        "on Monday.",
    ]
    for at, line in enumerate(lines):
        drawn.drawString(72, 700 - 14 * at, line)
    drawn.setFont("Helvetica", 6)
    drawn.drawString(72 + drawn.stringWidth("on Monday.", "Helvetica", 11), 690, "1")
    drawn.setFont("Helvetica", 11)
    drawn.drawString(
        72, 672, "They went on until the end of the week and nobody said why it took so long."
    )
    drawn.setFont("Helvetica", 8)
    drawn.drawString(
        72, 90, "1 “Six hours”, Valley News, https://v.example/six-hours-in-the-old-and-"
    )
    drawn.drawString(72, 80, "famous-fortress, accessed 3 February 2022.")
    drawn.save()
    (document,) = read_bytes(stream.getvalue(), name="a.pdf")
    (reference,) = references(document)
    assert reference.url == "https://v.example/six-hours-in-the-old-and-famous-fortress"
    assert [s.text for s in reference.supports] == [" ".join(lines) + "[1]"]


def test_two_columns_are_read_one_after_the_other():
    stream = io.BytesIO()
    document = BaseDocTemplate(stream, pagesize=A4)
    frames = [Frame(60, 60, 220, 700, id="l"), Frame(310, 60, 220, 700, id="r")]
    document.addPageTemplates([PageTemplate(frames=frames)])
    document.build([Paragraph(FIRST, BODY), FrameBreak(), Paragraph(SECOND, BODY)])
    (read,) = read_bytes(stream.getvalue(), name="a.pdf")
    assert read.text == f"{FIRST}\n\n{SECOND}"


def test_words_broken_at_the_end_of_a_line():
    stream = io.BytesIO()
    drawn = canvas.Canvas(stream, pagesize=A4)
    for at, line in enumerate(
        ["The delegation of the northern prov-", "inces met a Russian-led delegation, and the Russian-",
         "led delegation left on Tuesday evening again."]
    ):  # fmt: skip
        drawn.drawString(72, 700 - 14 * at, line)
    drawn.save()
    (read,) = read_bytes(stream.getvalue(), name="a.pdf")
    assert read.text == (
        "The delegation of the northern provinces met a Russian-led delegation, and the Russian-led "
        "delegation left on Tuesday evening again."
    )


def test_a_paragraph_goes_on_over_a_page():
    data = pdf([Paragraph(" ".join([FIRST, SECOND, THIRD] * 12), BODY)])
    (document,) = read_bytes(data, name="a.pdf")
    assert parts(document, "body") == [" ".join([FIRST, SECOND, THIRD] * 12)]


def test_pdfs_that_are_refused():
    whole = pdf([Paragraph(FIRST, BODY)])
    assert "truncated" in message(whole[: len(whole) // 3], "a.pdf")
    assert "truncated" in message(b"%PDF-1.7\nnothing", "a.pdf")
    stream = io.BytesIO()
    locked = canvas.Canvas(stream, encrypt=pdfencrypt.StandardEncryption("secret"))
    locked.drawString(72, 700, "words")
    locked.save()
    assert "encrypted" in message(stream.getvalue(), "a.pdf")
    stream = io.BytesIO()
    scan = canvas.Canvas(stream)
    scan.rect(72, 72, 100, 100)
    scan.save()
    assert "scan" in message(stream.getvalue(), "a.pdf")


# --- DOCX --------------------------------------------------------------------------------------------

FOOTNOTES = (
    '<?xml version="1.0"?><w:footnotes xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
    '<w:footnote w:id="-1"><w:p/></w:footnote><w:footnote w:id="7"><w:p><w:r><w:footnoteRef/></w:r>'
    "<w:r><w:t>“Six hours”, Valley News, https://v.example/1, accessed 3 February 2022.</w:t></w:r></w:p>"
    "</w:footnote></w:footnotes>"
)


def word(*, notes=False):
    opened = docx.Document()
    opened.core_properties.author = "Ann Lee"
    opened.add_paragraph("Talks open in the fortress", style="Title")
    opened.add_paragraph("7 March 2022")
    first = opened.add_paragraph(FIRST)
    if notes:
        mark = OxmlElement("w:footnoteReference")
        mark.set(qn("w:id"), "7")
        first.add_run()._r.append(mark)
    table = opened.add_table(rows=1, cols=2)
    table.rows[0].cells[0].text, table.rows[0].cells[1].text = "2021", "40 tons"
    opened.add_paragraph(SECOND)
    stream = io.BytesIO()
    opened.save(stream)
    return stream.getvalue()


def added(data, **files):
    stream = io.BytesIO(data)
    with zipfile.ZipFile(stream, "a", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name.replace("__", "/").replace("_xml", ".xml"), content)
    return stream.getvalue()


def test_a_word_file():
    (document,) = read_bytes(word(), name="a.docx")
    assert parts(document, "title") == ["Talks open in the fortress"]
    assert parts(document, "body") == [FIRST, "2021 | 40 tons", SECOND]
    assert (document.authors, document.date, document.date_basis) == (
        ("Ann Lee",), "2022-03-07", "printed",
    )  # fmt: skip


def test_footnotes_of_a_word_file():
    (document,) = read_bytes(added(word(notes=True), word__footnotes_xml=FOOTNOTES), name="a.docx")
    (reference,) = references(document)
    assert (reference.marker, reference.title, reference.accessed) == (
        "[1]", "Six hours", "2022-02-03",
    )  # fmt: skip
    assert [s.text for s in reference.supports] == [f"{FIRST}[1]"]


def bomb(size, *, declared=None):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        with archive.open("word/document.xml", "w", force_zip64=True) as part:
            for _ in range(size):
                part.write(b" " * 1_000_000)
    data = stream.getvalue()
    if declared is not None:
        right = (size * 1_000_000).to_bytes(4, "little")
        data = data.replace(right, declared.to_bytes(4, "little"))
    return data


def test_zip_bombs_are_not_opened():
    assert "zip bomb" in message(bomb(300), "a.docx")
    assert "zip bomb" in message(bomb(100), "a.docx")


def test_a_zip_bomb_that_lies_about_its_size():
    lying = message(bomb(100, declared=1_000), "a.docx")
    assert "zip bomb" in lying or "damaged" in lying


def test_word_files_that_are_refused():
    whole = word()
    assert "truncated" in message(whole[: len(whole) // 2], "a.docx")
    assert "encrypted" in message(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "a.docx")
    assert "no DOCX" in message(added(b"", a_xml="<a/>"), "a.docx")
    laughs = '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "ha"><!ENTITY c "&b;&b;">]><a>&c;</a>'
    assert "entities" in message(added(word(), word__x_xml=laughs), "a.docx")
    assert "empty" in message(b"", "a.docx")


# --- mail --------------------------------------------------------------------------------------------


def mail(text="", *, html="", attach=()):
    written = EmailMessage()
    written["From"] = "Ann Lee <ann@valley.example>"
    written["To"] = "desk@valley.example"
    written["Subject"] = "Re: Talks in the fortress"
    written["Date"] = "Tue, 08 Mar 2022 00:30:00 +0300"
    written.set_content(text)
    if html:
        written.add_alternative(html, subtype="html")
    for name, data in attach:
        kind, _, sub = ("application/pdf" if name.endswith("pdf") else "text/plain").partition("/")
        written.add_attachment(data, maintype=kind, subtype=sub, filename=name)
    return written.as_bytes()


def test_a_mail():
    text = f"{FIRST}\n\nOn Mon, 7 Mar 2022, Omar Said wrote:\n> What is new?\n> I hear nothing.\n\n-- \nAnn Lee\n"
    (document,) = read_bytes(mail(text), name="a.eml")
    assert (document.title, document.authors) == ("Talks in the fortress", ("Ann Lee",))
    assert (document.date, document.date_basis) == ("2022-03-07", "header")
    assert parts(document, "body") == [FIRST]
    assert parts(document, "quotation") == ["What is new?", "I hear nothing."]
    assert "Ann Lee" in parts(document, "furniture")


def test_a_mail_in_html_only():
    written = EmailMessage()
    written["From"] = "ann@valley.example"
    written.set_content(
        f"<p>{FIRST}</p><style>p {{}}</style><p>{SECOND}<br>Ann</p>", subtype="html"
    )
    (document,) = read_bytes(written.as_bytes(), name="a.eml")
    assert parts(document, "body")[:1] == [FIRST]
    assert "style" not in document.text


def test_attachments_are_documents_of_their_own():
    data = mail(
        FIRST,
        attach=[
            ("paper.pdf", pdf([Paragraph(SECOND, BODY)])),
            ("bad.pdf", b"%PDF-1"),
            ("b.txt", THIRD.encode()),
        ],
    )
    items = list(iter_bytes(data, name="a.eml"))
    assert [getattr(i, "source", None) or i.where for i in items] == [
        "a.eml", "a.eml#paper.pdf", "a.eml#bad.pdf", "a.eml#b.txt",
    ]  # fmt: skip
    assert isinstance(items[2], Failure)
    assert parts(items[1].document, "body") == [SECOND]
    assert items[3].document.text == THIRD


def test_mails_that_are_refused():
    assert "no e-mail" in message(b"just words, no headers", "a.eml")
    assert "empty" in message(b"", "a.eml")
    inner = mail(FIRST)
    for _ in range(6):
        outer = EmailMessage()
        outer["Subject"] = "Fwd"
        outer.set_content("see below")
        outer.add_attachment(
            inner, maintype="application", subtype="octet-stream", filename="m.eml"
        )
        inner = outer.as_bytes()
    items = list(iter_bytes(inner, name="a.eml"))
    assert isinstance(items[-1], Failure)
    assert "save it apart" in items[-1].message


# --- Markdown ----------------------------------------------------------------------------------------


def test_markdown():
    source = f"""---
title: "Talks open"
author: Ann Lee
date: 2022-03-07
---
# Talks *open*

**{FIRST}**[^a] See [the list](https://v.example/list).

## Comment

- One bank
- The other [bank](x "y")

| Year | Tons |
| --- | --- |
| 2021 | 40 |

[^a]: “Six hours”, Valley News, <https://v.example/1>, accessed 3 February 2022.
"""
    (document,) = read_bytes(source.encode(), name="a.md")
    assert parts(document, "title") == ["Talks open"]
    assert parts(document, "body") == [
        f"{FIRST}[1] See the list.", "Comment", "One bank", "The other bank", "Year | Tons", "2021 | 40",
    ]  # fmt: skip
    assert (document.title, document.date, document.authors) == (
        "Talks open", "2022-03-07", ("Ann Lee",),
    )  # fmt: skip
    (reference,) = references(document)
    assert (reference.url, reference.accessed) == ("https://v.example/1", "2022-02-03")
    assert [s.text for s in reference.supports] == [f"{FIRST}[1]"]


@pytest.mark.parametrize("piece", ["*a _b ", "[", "<!--", "![](", "~~~\n", "> ", "\\n===", "`a"])
def test_no_markdown_takes_long(piece):
    begun = time.process_time()
    read_bytes(f"# Talks\n\n{piece * 20_000}\n\n{FIRST}".encode(), name="a.md")
    assert time.process_time() - begun < 10


# --- feeds and addresses -----------------------------------------------------------------------------

ITEM = "<item><title>{t}</title><link>{u}</link><pubDate>Mon, 07 Mar 2022 10:00:00 GMT</pubDate><description>&lt;p&gt;{d}&lt;/p&gt;</description></item>"


def feed(*items):
    inner = "".join(ITEM.format(t=t, u=u, d=d) for t, u, d in items)
    return f'<?xml version="1.0"?><rss version="2.0"><channel><title>Valley News</title>{inner}</channel></rss>'.encode()


def test_a_saved_feed():
    data = feed(
        ("Talks open", "https://v.example/1", FIRST), ("A road", "https://v.example/2", SECOND)
    )
    one, two = read_bytes(data, name="a.rss")
    assert (one.title, one.date, one.publisher, one.url) == (
        "Talks open", "2022-03-07", "Valley News", "https://v.example/1",
    )  # fmt: skip
    assert parts(two, "body") == [SECOND]


def test_feeds_that_are_refused():
    laughs = (
        b'<?xml version="1.0"?><!DOCTYPE r [<!ENTITY a "ha">]><rss><channel>&a;</channel></rss>'
    )
    assert "entities" in message(laughs, "a.rss")
    assert "no RSS" in message(b"words", "a.rss")


class _Server(BaseHTTPRequestHandler):
    def do_GET(self):
        here = f"http://127.0.0.1:{self.server.server_port}"
        answers = {
            "/page": ("text/html", page("<h1>Talks open in the fortress</h1>" + paragraphs(FIRST, SECOND, THIRD), HEAD)),
            "/feed": ("application/rss+xml", feed(("Talks open", f"{here}/page", "x"), ("Gone", f"{here}/gone", "x"))),
            "/large": ("text/plain", b"word " * 200_000),
        }  # fmt: skip
        kind, data = answers.get(self.path, ("", b""))
        self.send_response(200 if data else 404)
        self.send_header("Content-Type", kind)
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *_):
        pass


@pytest.fixture
def address():
    server = HTTPServer(("127.0.0.1", 0), _Server)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()
    thread.join()


def test_an_address(address):
    (document,) = fetch(f"{address}/page", given=Given(publisher="Stated"))
    assert parts(document, "body") == [FIRST, SECOND, THIRD]
    assert document.publisher == "Stated"


def test_addresses_that_fail(address, monkeypatch):
    with pytest.raises(DocumentError, match="answers 404"):
        fetch(f"{address}/gone")
    with pytest.raises(DocumentError, match="no web address"):
        fetch("file:///etc/hostname")
    with pytest.raises(DocumentError, match="cannot be reached"):
        fetch("http://127.0.0.1:9/x")
    monkeypatch.setattr("legation.documents.network.MAX_BYTES", 1_000)
    with pytest.raises(DocumentError, match="answers more than"):
        fetch(f"{address}/large")


def test_a_feed_on_demand(address):
    one, two = list(read_feed(f"{address}/feed"))
    assert one.document.title == "Talks open"
    assert one.source.endswith("/page")
    assert isinstance(two, Failure)
    assert "404" in two.message
