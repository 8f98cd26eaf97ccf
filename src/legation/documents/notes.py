"""One note's words → title, publisher, URL, access date, and whom an "op. cit." points to.

`parse` reads the forms that people write: a quoted title in any script, then publisher and
address; author–date entries; unquoted lists parted by commas.
"""

import re
from dataclasses import dataclass
from typing import Final

from legation.documents.printed_dates import Dated, find_dates

LONGEST: Final = 3_000  # characters of a note that are looked at
_URL: Final = re.compile(r"(?:https?://|www\.)[^\s<>\"“”«»،؛，。；）》」]+", re.IGNORECASE)
_DOI: Final = re.compile(r"\bdoi:?\s?(10\.\d{4,9}/[^\s,;]+)", re.IGNORECASE)
_BROKEN_URL: Final = re.compile(
    r"((?:https?://|www\.)[^\s<>\"“”«»]*[/=_\-.&?])\s*[\r\n]\s*(?=[^\s(])"
)
_ACCESS: Final = re.compile(
    r"""(?:(?:date\sof\s|last\s)?(?:access(?:ion|ed)?|retrieved|visited|viewed|consulted|checked)
        (?:\s(?:date|on|at))?
      | erişim(?:\starihi)?|erişildi|son\serişim|alındığı\starih
      | дата\s(?:обращения|доступа)|просмотрено|accès|consulté(?:e)?(?:\sle)?|dernier\saccès
      | (?:zuletzt\s)?(?:abgerufen|aufgerufen|eingesehen)(?:\sam)?|(?:letzter\s)?zugriff(?:\sam)?|stand
      | (?:fecha\sde\s)?(?:consulta|acceso)(?:do)?(?:\sel)?|consultado(?:\sel)?|recuperado(?:\sel)?
      | تاريخ\s(?:الوصول|الاطلاع|الدخول|الزيارة|المشاهدة)|تم\s(?:الدخول|الاطلاع|الوصول)\w*
      | تاریخ\s(?:دسترسی|مشاهده|بازدید)|دسترسی(?:\sدر)?
      | 访问(?:日期|时间)|(?:最后)?(?:访问|检索|浏览)(?:于|日期|时间)?|查阅(?:于|日期|时间)?
    )\W{0,4}""",
    re.IGNORECASE | re.VERBOSE,
)
_QUOTES: Final = (
    ("“", "”"), ("„", "“”"), ("«", "»"), ("「", "」"), ("『", "』"), ("《", "》"), ("‹", "›"),
    ('"', '"'), ("‘‘", "’’"), ("''", "''"), ("‘", "’"), ("'", "'"),
)  # fmt: skip
_APA: Final = re.compile(
    r"(?P<author>[^()“\"«]{2,200}?)\s\((?P<date>(?:19|20)\d\d[a-z]?(?:,[^)]{1,30})?|n\.d\.)\)[.,:]?\s"
    r"(?P<title>.+?[.?!])(?:\s(?P<rest>.*))?$",
    re.DOTALL,
)
_BACK: Final = re.compile(
    r"""(?<!\w)(?:(?P<previous>ibid(?:em)?|idem|id\.|aynı\s(?:yer|eser)|a\.\s?y\.|a\.\s?e\.|там\sже|
        المرجع\s(?:نفسه|ذاته)|المصدر\s(?:نفسه|ذاته)|نفس\sالمرجع|همان(?:جا)?|同上|ebd\.|ebenda|ibíd\.|ídem)
    | (?P<earlier>op\.?\s?cit|opus\scitatum|loc\.?\s?cit|a\.\s?g\.\s?(?:e|m|y|t|k)\b|ag[emytk]\.|
        adı\sgeçen|указ\.\s?соч|цит\.\s?соч|المرجع\sالسابق|مرجع\sسابق|المصدر\sالسابق|مصدر\sسابق|پیشین|
        前引|a\.\s?a\.\s?o|obra\scit|ob\.\scit|art\.\scit)
    | (?:see\s|supra\s|above\s|cf\.\s|bkz\.?\s|см\.\s|siehe\s|voir\s|véase\s)*
        (?:foot|end)?(?:note|not|dipnot|сноск[аеу]|прим\.|fußnote|anm\.|nota|الهامش|پانوشت)
        \s?(?:no\.?\s?|n[°º]\s?)?\[?(?P<number>\d{1,3})\]?)""",
    re.IGNORECASE | re.VERBOSE,
)
_FILLER: Final = re.compile(
    r"^(?:in|at|available(?:\s(?:at|from|on|online))?|online|url|link|see|from|via|pp?\.?\s?[\d–-]+|s\.\s?\d+|"
    r"vol\.?\s?\d+.*|no\.?\s?\d+.*|issue\s\d+|\d+[\d\s:()–-]*|accessed|retrieved|ss?\.\s?[\d-]+|erişim|"
    r"date|on|am|le|el|s\.|с\.\s?\d+.*|№\s?\d+|電子版|n\.d\.)$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """What one citation says; `back` is "previous", "earlier" or a note's number."""

    title: str | None
    publisher: str | None
    url: str | None
    accessed: str | None
    author: str | None
    back: str | None
    rest: str


def url_of(text: str) -> tuple[str | None, int, int]:
    """The first address in a note, and its place; a DOI becomes its address.

    >>> url_of("See https://a.example/x_(y), (accessed 2 May 2020).")[0]
    'https://a.example/x_(y)'
    """
    if match := _URL.search(text):
        url = match.group().rstrip(".,;:!?'’»>]")
        while url.endswith(")") and url.count(")") > url.count("("):
            url = url[:-1].rstrip(".,;")
        return url, match.start(), match.start() + len(url)
    if match := _DOI.search(text):
        doi = match[1].rstrip(".)")
        return f"https://doi.org/{doi}", match.start(), match.start() + len(match.group())
    return None, -1, -1


def accessed(text: str, after: int, *, month_first: bool = False) -> Dated | None:
    """The day on which a source was looked at: by its cue, or a last date behind the address.

    >>> accessed("Outlet, https://a.example (Date of Accession: 03.02.2022).", 0).iso
    '2022-02-03'
    """
    dates = find_dates(text, month_first=month_first)
    for cue in _ACCESS.finditer(text):
        for dated in dates:
            if 0 <= dated.start - cue.end() <= 12:
                return dated
    behind = [d for d in dates if after >= 0 and d.start >= after]
    return behind[-1] if behind else None


def parse(text: str, *, month_first: bool = False) -> Note:
    """What a note without its marker says.

    >>> note = parse("“A long road”, Some Outlet, https://a.example/1, (Accessed: 3 May 2021).")
    >>> note.title, note.publisher, note.accessed
    ('A long road', 'Some Outlet', '2021-05-03')
    """
    text = _BROKEN_URL.sub(r"\1", text[:LONGEST])
    url, start, end = url_of(text)
    when = accessed(text, end, month_first=month_first)
    author, title, after = _title(text, start)
    rest = text[after:] if start < 0 or after > start else text[after:start]
    back = _back(text, title)
    if back and not url and title is None:
        return Note(
            title=None,
            publisher=None,
            url=None,
            accessed=when.iso if when else None,
            author=None,
            back=back,
            rest=_BACK.sub(" ", text),
        )
    publisher = None if back else _publisher(rest)
    return Note(
        title=title,
        publisher=publisher,
        url=url,
        accessed=when.iso if when else None,
        author=author,
        back=back,
        rest=text,
    )


def _back(text: str, title: str | None) -> str | None:
    outside = text.replace(title, " ") if title else text
    match = _BACK.search(_URL.sub(" ", outside))
    if not match:
        return None
    if match["number"]:
        return match["number"]
    return "previous" if match["previous"] else "earlier"


def _title(text: str, url_at: int) -> tuple[str | None, str | None, int]:
    """Author, title and where the title ends; the title is what is quoted, or the likeliest part."""
    head = text[:url_at] if url_at > 0 else text
    if quoted := _quoted(head):
        start, end, title = quoted
        return _trimmed(text[:start]), title, end
    if match := _APA.match(head):
        title = match["title"].strip(" .")
        return _trimmed(match["author"]), title, match.end("title")
    if _BACK.search(head):
        return None, None, 0
    return _listed(head)


def _quoted(text: str) -> tuple[int, int, str] | None:
    """Start, end and words of the first quotation; a closing mark counts before , . ( or the end."""
    opened = [(text.find(o), o, c) for o, c in _QUOTES if o in text]
    if not opened:
        return None
    start, opening, closing = min(opened, key=lambda t: (t[0], -len(t[1])))
    body = start + len(opening)
    single = closing in ("’", "'")
    closes = re.escape(closing) if len(set(closing)) == 1 else f"[{closing}]"
    strict = re.compile(rf"{closes}(?=\s*(?:[,.;:(،，。]|$)|\s+(?:in|In|[A-ZА-Я]))")
    match = strict.search(text, body) or (None if single else re.compile(closes).search(text, body))
    if not match or match.start() - body < 2:
        return None
    return start, match.end(), text[body : match.start()].strip(" ,.")


def _listed(head: str) -> tuple[str | None, str | None, int]:
    """Of parts between commas or full stops the longest is the title, what stands before the author."""
    parts = list(re.finditer(r"[^,،，]+?(?=[,،，]\s|\.\s(?=[A-ZА-Я])|[,.]?\s*$)", head))
    parts = [m for m in parts if len(m.group().strip(" .(")) > 2 and not find_dates(m.group())]
    if len(parts) < 2 or len(head) > 600:
        return None, None, 0
    best = max(parts[:3], key=lambda m: len(m.group()))
    if len(best.group().split()) < 2:
        return None, None, 0
    before = _trimmed(head[: best.start()])
    return before, best.group().strip(" .,"), best.end()


def _trimmed(text: str) -> str | None:
    text = re.sub(r"^(?:see(?:\salso)?|cf\.|bkz\.?|см\.)\s", "", text.strip(), flags=re.IGNORECASE)
    text = text.strip(" ,.:;،-–—")
    return text if len(text) > 1 else None


def _publisher(rest: str) -> str | None:
    """The first part behind the title that is no date, page, volume or filler."""
    rest = _URL.sub(" ", _ACCESS.sub(" ", rest))
    for dated in reversed(find_dates(rest)):
        rest = rest[: dated.start] + " " + rest[dated.end :]
    rest = re.sub(r"[(\[]\W*[)\]]", " ", rest)
    for part in re.split(r"[,;،，。(]|\.\s|\.$", rest):
        name = part.strip(' .,:()[]–—-\t\r\n\u00a0«»“”"')
        name = re.sub(r"^(?:in|In)\s|^[\w ]{2,20}:\s(?=[A-ZА-Я])|\s\d+$", "", name)
        if len(name) > 1 and not _FILLER.match(name) and not re.fullmatch(r"[\W\d]+", name):
            return name
    return None
