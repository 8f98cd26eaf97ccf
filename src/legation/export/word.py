"""A paper → a Word file with real footnotes.

python-docx makes the file; footnotes, which it does not know, are a part of their own
(`word/footnotes.xml`, ECMA-376 part 1, 17.11) that is put beside the document and tied to it.
"""

import io
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final
from xml.sax.saxutils import escape

from legation.export.paper import Footnote, Paper, one_line

if TYPE_CHECKING:
    from docx.document import Document as Word

_NAMESPACE: Final = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_RELATION: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/footnotes"
_TYPE: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"
_SEPARATORS: Final = (
    '<w:footnote w:type="separator" w:id="-1"><w:p><w:r><w:separator/></w:r></w:p></w:footnote>'
    '<w:footnote w:type="continuationSeparator" w:id="0"><w:p><w:r><w:continuationSeparator/>'
    "</w:r></w:p></w:footnote>"
)
_AFTER: Final = (
    "endnotePr", "compat", "docVars", "rsids", "themeFontLang", "clrSchemeMapping",
    "shapeDefaults", "decimalSymbol", "listSeparator",
)  # fmt: skip
MADE: Final = datetime(2000, 1, 1)  # noqa: DTZ001 - python-docx takes no zone; the same file for the same brief


def word(paper: Paper) -> bytes:
    """The whole paper as the bytes of a .docx file."""
    import docx

    made = docx.Document()
    _styles(made)
    _properties(made, paper)
    made.add_heading(one_line(paper.title), level=0)
    for about in paper.about:
        made.add_paragraph(one_line(about), style="Subtitle")
    for part, lines in paper.numbered():
        made.add_heading(one_line(part.heading), level=1)
        if part.note:
            told = made.add_paragraph()
            told.add_run(one_line(part.note)).italic = True
            told.paragraph_format.keep_with_next = True
        for line, marks in lines:
            _sentence(made, one_line(line.lead), one_line(line.text), marks)
    if sources := paper.sources():
        made.add_heading("Sources", level=1)
        for source in sources:
            made.add_paragraph(one_line(source), style="List Bullet")
    _add_footnotes(made, paper.footnotes())
    stream = io.BytesIO()
    made.save(stream)
    return stream.getvalue()


def _sentence(made: "Word", lead: str, text: str, marks: list[int]) -> None:
    paragraph = made.add_paragraph()
    if lead:
        paragraph.add_run(f"{lead} ").bold = True
    paragraph.add_run(text)
    for place, number in enumerate(marks):
        if place:
            paragraph.add_run(", ").font.superscript = True
        run = paragraph.add_run(style="Footnote Reference")
        run._r.append(_element("footnoteReference", id=str(number)))


def _element(tag: str, **attributes: str) -> Any:
    from docx.oxml import OxmlElement

    made = OxmlElement(f"w:{tag}")
    for name, value in attributes.items():
        made.set(_name(name), value)
    return made


def _name(tag: str) -> str:
    from docx.oxml.ns import qn

    return str(qn(f"w:{tag}"))


def _styles(made: "Word") -> None:
    """The two styles that Word itself gives to footnotes."""
    from docx.enum.style import WD_STYLE_TYPE
    from docx.shared import Pt, RGBColor

    styles = made.styles
    for name in ("Title", "Subtitle", "Heading 1"):
        styles[name].font.color.rgb = RGBColor(0x22, 0x22, 0x22)
    subtitle = styles["Subtitle"]
    subtitle.font.size, subtitle.font.italic = Pt(10.5), False
    spread = subtitle.element.rPr.find(_name("spacing"))
    if spread is not None:  # the template spreads its letters
        subtitle.element.rPr.remove(spread)
    styles.add_style("Footnote Reference", WD_STYLE_TYPE.CHARACTER).font.superscript = True
    text = styles.add_style("Footnote Text", WD_STYLE_TYPE.PARAGRAPH)
    text.base_style = styles["Normal"]
    text.font.size = Pt(9)
    text.paragraph_format.space_after = Pt(2)


def _properties(made: "Word", paper: Paper) -> None:
    told = made.core_properties
    told.title, told.author = one_line(paper.title)[:250], "legation"
    told.comments = "Every sentence has its footnotes; each names the document and the characters."
    told.language, told.created, told.modified = paper.language, MADE, MADE


def _add_footnotes(made: "Word", notes: list[Footnote]) -> None:
    from docx.opc.packuri import PackURI
    from docx.opc.part import Part

    written = "".join(_footnote(number, own) for number, own in enumerate(notes, 1))
    blob = (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
        f'<w:footnotes xmlns:w="{_NAMESPACE}">{_SEPARATORS}{written}</w:footnotes>'
    ).encode()
    package = made.part.package
    part = Part(PackURI("/word/footnotes.xml"), _TYPE, blob, package)
    made.part.relate_to(part, _RELATION)
    declared = _element("footnotePr")
    for number in ("-1", "0"):
        declared.append(_element("footnote", id=number))
    _into_settings(made.settings.element, declared)


def _into_settings(settings: Any, declared: Any) -> None:
    """Put `footnotePr` where the schema wants it: before what may follow it."""
    after = {_name(tag) for tag in _AFTER}
    own = f"{{{_NAMESPACE}}}"
    for place, child in enumerate(settings):
        if child.tag in after or not str(child.tag).startswith(own):
            settings.insert(place, declared)
            return
    settings.append(declared)


def _footnote(number: int, own: Footnote) -> str:
    words = "" if own.repeats else f": “{own.words}”"
    told = one_line(f"{own.reference}{words} {own.place}")
    return (
        f'<w:footnote w:id="{number}"><w:p><w:pPr><w:pStyle w:val="FootnoteText"/></w:pPr>'
        '<w:r><w:rPr><w:rStyle w:val="FootnoteReference"/></w:rPr><w:footnoteRef/></w:r>'
        f'<w:r><w:t xml:space="preserve"> {escape(told)}</w:t></w:r></w:p></w:footnote>'
    )
