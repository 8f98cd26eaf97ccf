"""Build a case's PDF and DOCX documents from the Markdown beside them.

    python cases/build_documents.py cases/russia-taliban [...]

Reads `CASE/markdown/*.md` and writes `CASE/documents/<same name>.pdf`, or `.docx` for the names
that `CASE/case.toml` lists with that ending.  Only headings, paragraphs, list items and emphasis
are known.  The PDF's bytes depend on the Markdown alone.
"""

import re
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

Block = tuple[str, str]  # kind (h1, h2, li, p) and text


def blocks(markdown: str) -> Iterator[Block]:
    r"""Headings, list items and paragraphs of a Markdown text, in order.

    >>> list(blocks("# A\n\nb\nc\n\n- d"))
    [('h1', 'A'), ('p', 'b c'), ('li', 'd')]
    """
    for part in re.split(r"\n\s*\n", markdown.strip()):
        if found := re.match(r"(#{1,2}) (.+)", part):
            yield f"h{len(found[1])}", found[2].strip()
        elif part.startswith("- "):
            for item in re.split(r"\n(?=- )", part):
                yield "li", " ".join(item[2:].split())
        else:
            yield "p", " ".join(part.split())


def write_pdf(source: Path, target: Path) -> None:
    """One A4 PDF with a running footer and page numbers."""
    from reportlab.lib.pagesizes import A4
    from reportlab.lib.styles import ParagraphStyle
    from reportlab.pdfgen.canvas import Canvas
    from reportlab.platypus import Flowable, Paragraph, SimpleDocTemplate

    body = ParagraphStyle("body", fontName="Times-Roman", fontSize=11, leading=15, spaceAfter=8)
    styles = {
        "h1": ParagraphStyle("h1", body, fontName="Times-Bold", fontSize=17, leading=21),
        "h2": ParagraphStyle("h2", body, fontName="Times-Bold", fontSize=13, spaceBefore=6),
        "li": ParagraphStyle("li", body, leftIndent=14, bulletIndent=4),
        "p": body,
    }
    parts = list(blocks(source.read_text(encoding="utf-8")))
    title = next(text for kind, text in parts if kind == "h1")

    def footer(canvas: Canvas, document: SimpleDocTemplate) -> None:
        canvas.setFont("Times-Italic", 9)
        canvas.drawString(72, 40, title)
        canvas.drawRightString(A4[0] - 72, 40, str(document.page))

    flow: list[Flowable] = []
    for kind, text in parts:
        marked = re.sub(r"\*(.+?)\*", r"<i>\1</i>", text.replace("&", "&amp;"))
        bullet = "\u2022" if kind == "li" else None
        flow.append(Paragraph(marked, styles[kind], bulletText=bullet))
    page = SimpleDocTemplate(
        str(target), pagesize=A4, title=title, author=_line(parts, "Author: "), invariant=1
    )
    page.build(flow, onFirstPage=footer, onLaterPages=footer)


def write_docx(source: Path, target: Path) -> None:
    """One DOCX with Word's own heading and list styles."""
    from docx import Document

    document = Document()
    parts = list(blocks(source.read_text(encoding="utf-8")))
    names = {"h1": "Title", "h2": "Heading 1", "li": "List Bullet", "p": "Normal"}
    for kind, text in parts:
        document.add_paragraph(text.replace("*", ""), style=names[kind])
    document.core_properties.title = next(text for kind, text in parts if kind == "h1")
    document.core_properties.author = _line(parts, "Author: ")
    document.save(str(target))


def _line(parts: list[Block], start: str) -> str:
    return next((text.removeprefix(start) for _, text in parts if text.startswith(start)), "")


def build(case: Path) -> list[Path]:
    """Write every document of *case* that has a Markdown source; return what was written.

    Raises
    ------
    FileNotFoundError
        If the case lists no document for a Markdown file.
    """
    listed = tomllib.loads((case / "case.toml").read_text(encoding="utf-8"))["document"]
    names = {Path(entry["file"]).stem: entry["file"] for entry in listed}
    written = []
    for source in sorted((case / "markdown").glob("*.md")):
        if source.stem not in names:
            raise FileNotFoundError(f"{case / 'case.toml'} lists no document {source.stem}.*")
        target = case / "documents" / names[source.stem]
        (write_docx if target.suffix == ".docx" else write_pdf)(source, target)
        written.append(target)
    return written


if __name__ == "__main__":
    for argument in sys.argv[1:]:
        for path in build(Path(argument)):
            print(path)
