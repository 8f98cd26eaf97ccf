"""A paper → Markdown with footnotes, as Pandoc and most editors read them (`[^1]`)."""

import re
from typing import Final

from legation.export.paper import Footnote, Paper, one_line

_MARKUP: Final = re.compile(r"([\\`*_\[\]<>~|$])")
_LEADING: Final = re.compile(r"^(\s*)([#+\-=]|\d+(?=[.)]\s))")


def markdown(paper: Paper) -> str:
    """The whole paper; its footnotes stand at the end, each a line."""
    lines = [f"# {escaped(paper.title)}", ""]
    for about in paper.about:
        lines += [escaped(about), ""]
    for part, told in paper.numbered():
        lines += [f"## {escaped(part.heading)}", ""]
        if part.note:
            lines += [f"*{escaped(part.note)}*", ""]
        for line, marks in told:
            lead = f"**{escaped(line.lead)}** " if line.lead else ""
            lines += [lead + escaped(line.text) + "".join(f"[^{n}]" for n in marks), ""]
    if sources := paper.sources():
        lines += ["## Sources", "", *(f"* {escaped(s)}" for s in sources), ""]
    lines += [f"[^{n}]: {noted(own)}" for n, own in enumerate(paper.footnotes(), 1)]
    return "\n".join(lines).rstrip("\n") + "\n"


def noted(own: Footnote) -> str:
    """A footnote's text."""
    words = "" if own.repeats else f": “{escaped(own.words)}”"
    return f"{escaped(own.reference)}{words} {own.place}"


def escaped(text: str) -> str:
    r"""Text that Markdown shows as it is.

    >>> escaped("1. *so* [x] <b>")
    '1\\. \\*so\\* \\[x\\] \\<b\\>'
    """
    told = _MARKUP.sub(r"\\\1", one_line(text)).replace("&", "&amp;")
    if found := _LEADING.match(told):
        end = found.end()
        return f"{told[:end]}\\{told[end:]}" if found[2][0].isdigit() else f"\\{told}"
    return told
