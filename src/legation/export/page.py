"""A paper → one HTML file that holds all it needs and asks no other host for anything."""

from html import escape
from typing import Final

from legation.export.paper import Footnote, Paper, one_line

STYLE: Final = """
:root { color-scheme: light dark; --ink: #1c1c1c; --paper: #fdfcfa; --faint: #5c5c5c; --line: #d8d4cc }
@media (prefers-color-scheme: dark) {
  :root { --ink: #e9e6e1; --paper: #191817; --faint: #b3aea6; --line: #3d3a36 } }
body { font: 1.05rem/1.55 Georgia, "Times New Roman", serif; color: var(--ink);
  background: var(--paper); max-width: 42rem; margin: 3rem auto; padding: 0 1.2rem }
h1 { font-size: 1.9rem; line-height: 1.2 } h2 { font-size: 1.25rem; margin-top: 2.4rem }
.about, .aside { color: var(--faint) } a { color: inherit }
sup a { text-decoration: none; padding: 0 .12em } :target { outline: 2px solid; outline-offset: 3px }
.notes, .sources { border-top: 1px solid var(--line); margin-top: 3rem; font-size: .88rem }
.notes li, .sources li { margin: .5em 0; overflow-wrap: anywhere }
code { color: var(--faint); font-size: .85em }
@media print { body { margin: 0; max-width: none; background: none; color: #000; font-size: 10.5pt }
  h2 { break-after: avoid } .notes li { break-inside: avoid } a { text-decoration: none } }
"""
_POLICY: Final = (
    "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
)


def page(paper: Paper) -> str:
    """The whole paper.  Each note leads back to its sentence."""
    body = [f"<h1>{text(paper.title)}</h1>"]
    body += [f'<p class="about">{text(about)}</p>' for about in paper.about]
    for part, lines in paper.numbered():
        body.append(f"<section>\n<h2>{text(part.heading)}</h2>")
        if part.note:
            body.append(f'<p class="aside">{text(part.note)}</p>')
        for line, marks in lines:
            lead = f"<strong>{text(line.lead)}</strong> " if line.lead else ""
            body.append(f'<p dir="auto">{lead}{text(line.text)}{"".join(map(_mark, marks))}</p>')
        body.append("</section>")
    notes = [_note(number, own) for number, own in enumerate(paper.footnotes(), 1)]
    body += ['<section class="notes">\n<h2>Notes</h2>\n<ol>', *notes, "</ol>\n</section>"]
    sources = [f"<li>{text(source)}</li>" for source in paper.sources()]
    body += ['<section class="sources">\n<h2>Sources</h2>\n<ul>', *sources, "</ul>\n</section>"]
    return _whole(paper, "\n".join(body))


def _whole(paper: Paper, body: str) -> str:
    return (
        f'<!doctype html>\n<html lang="{escape(paper.language)}">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{text(paper.title)}</title>\n<style>{STYLE}</style>\n</head>\n"
        f"<body>\n<main>\n{body}\n</main>\n</body>\n</html>\n"
    )


def _mark(number: int) -> str:
    told = f'<a href="#note-{number}" id="mark-{number}" aria-label="Note {number}">{number}</a>'
    return f"<sup>{told}</sup>"


def _note(number: int, own: Footnote) -> str:
    cited = own.citation
    words = "" if own.repeats else f': <q dir="auto">{text(own.words)}</q>'
    return (
        f'<li id="note-{number}" data-document="{cited.document}" data-start="{cited.start}" '
        f'data-end="{cited.end}">{text(own.reference)}{words} '
        f'<code>{own.place}</code> <a href="#mark-{number}" aria-label="Back to {number}">↩</a></li>'
    )


def text(value: str) -> str:
    """Words on one line as HTML."""
    return escape(one_line(value), quote=False)
