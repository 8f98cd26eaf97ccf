"""Names of authors and outlets in bylines and biographies, told by their words and shape."""

import re
from collections.abc import Sequence
from typing import Final

_PARTICLES: Final = frozenset({
    "al", "el", "bin", "ibn", "bint", "abu", "abdul", "ul", "ur", "de", "da", "di", "del", "della",
    "der", "den", "van", "von", "la", "le", "du", "dos", "ter", "ten", "y", "e", "zu", "و",
})  # fmt: skip
_NEVER_IN_NAMES: Final = frozenset(
    {"in", "the", "on", "at", "to", "from", "with", "by", "for", "of", "as", "over", "and", "or"}
)
_HONORIFICS: Final = re.compile(
    r"\A(?:(?:dr|prof|assoc|asst|mr|mrs|ms|sir|amb|ambassador|lt|col|gen|maj|capt|ret|phd|doç|öğr|üyesi|"
    r"arş|gör|дроф|проф|д-р|др|канд|mag|dipl|ing|hon)\.?\s+)+",
    re.IGNORECASE,
)
_BY: Final = re.compile(
    r"""^\W*(?:(?:written|reported|posted|published|edited|a\scommentary|an\sanalysis|analysis)\s)?
    (?:by(?!\s(?:the|a|an|his|their|its|contrast|now|then)\b)|authors?|written\sby|reporter|
    correspondent|yazan|yazar|hazırlayan|автор(?:ы)?|текст|подготовил(?:а|и)?|
    par|von|por|autor(?:es|a|in)?|auteur|بقلم|الكاتب|كتب|إعداد|نویسنده|نوشته|گزارشگر|خبرنگار|گزارش|作者|记者|文)
    \s?[:：|]?\s+(?P<names>.+)$""",
    re.IGNORECASE | re.VERBOSE,
)
_TIED: Final = re.compile(r"^\W*(?:作者|记者|文)\s?[:：/|]\s?(?P<names>.+)$")
_PUBLISHER: Final = re.compile(
    r"""^\W*(?:issued\sby|published\s(?:by|in)|publisher|source|via|originally\spublished\s(?:by|in|at)|
    yayınlayan|yayıncı|kaynak|источник|издатель|المصدر|الناشر|صادر\sعن|منبع|ناشر|来源|
    publié\spar|source\s?|quelle|herausgeber|fuente|publicado\sen)
    \s?[:：]?\s+(?P<name>[^.]{2,80})$""",
    re.IGNORECASE | re.VERBOSE,
)
_SMALL: Final = frozenset(
    {"for", "of", "on", "in", "the", "and", "&", "für", "des", "pour", "para"}
)
_QUOTED_NAME: Final = re.compile(r"[«„“\"]([^«»„“”\"]{3,40})[»“”\"]")
_SECTION: Final = re.compile(
    r"(?:opinion|op-?ed|commentary|comment|analysis|news analysis|editorial|interview|explainer|feature|"
    r"report|politics|world|asia|eurasia|central asia|middle east|europe|news|briefing|blog|essay|"
    r"görüş|yorum|analiz|мнение|аналитика|комментарий|интервью|رأي|تحليل|تحلیل|دیدگاه|评论|分析)",
    re.IGNORECASE,
)
_AFTER_NAME: Final = re.compile(r"\s*(?:[,(|—–:•·]|\s-\s)\s*")
_STAFF: Final = re.compile(
    r"(?:by )?(?:our )?(?:staff|agenc(?:y|ies)|news ?desk|web ?desk|special)"
    r"(?: (?:reporters?|writers?|correspondents?|report|reports))?|собственный корреспондент|редакция",
    re.IGNORECASE,
)
_ORGANISATION: Final = re.compile(
    r"\b(?:wire|dispatch|digest|courier|record|chronicle|telegraph|standard|express|mail|globe|monitor|"
    r"papers|ledger|weekly|monthly|quarterly|bulletin|gazeta|zeitung|presse|diplomat|diplomacy|"
    r"вестник|газета|известия|ведомости|правда|gazetesi|dergisi|"
    r"news|agency|times|post|press|journal|review|institute|institution|cent(?:er|re)|foundation|"
    r"council|ministry|embassy|university|group|network|media|radio|tv|television|magazine|daily|herald|"
    r"tribune|gazette|observer|guardian|bureau|desk|staff|team|editorial|department|office|committee|"
    r"service|reuters|afp|tass|interfax|sputnik|xinhua|ajansı|haber|merkezi|агентство|новости|институт|центр)\b",
    re.IGNORECASE,
)
_PLURAL_TOPIC: Final = re.compile(
    r"\b(?:war|peace|talks|attitudes?|interests?|policy|toward|relations|security|what|why|how|is|are|"
    r"ahead|crisis|deal|threat|strategy|analysis|report|summary|background|conclusion|introduction|"
    r"overview|statement|conference|briefing|remarks|agreement|treaty|declaration|recognition)\b",
    re.IGNORECASE,
)
_BIO_HEAD: Final = re.compile(
    r"^\W*(?:about\sthe\sauthors?|author\sbio|the\sauthors?\s(?:is|are)|about\sthe\swriter|yazar\shakkında|"
    r"об\sавторе|عن\sالكاتب|درباره\sنویسنده|作者简介|作者系|作者为|à\spropos\sde\sl.auteur|über\sden\sautor|"
    r"über\sdie\sautorin|sobre\sel\sautor|sobre\sla\sautora)",
    re.IGNORECASE,
)
_POST: Final = (
    r"(?:fellow|researcher|professor|analyst|journalist|editor|correspondent|student|lecturer|scholar|"
    r"writer|columnist|author|expert|associate|candidate|reporter|contributor|historian|academic|"
    r"specialist|consultant|freelance|freelancer|director|head|chair|political\sscientist|diplomat)"
)
_BIO: Final = re.compile(
    rf"""(?:
      \b(?:is|was|are|serves\sas|works\sas)\s(?:currently\s)?(?:an?|the|based|senior|non-?resident)?\b
        [^.]{{0,80}}\b{_POST}\b
    | \b(?:holds|received|earned|obtained|completed)\s(?:an?|his|her|their)\s[^.]{{0,40}}
        \b(?:ph\.?d|doctorate|m\.?a|b\.?a|ma|ba|master|bachelor|degree)\b
    | \bresearch\s(?:interests|focus(?:es)?)\b | \b(?:can\sbe\sreached|tweets?)\s(?:at|on)\b
    | \bfollow\s(?:him|her|them)\son\b
    | mezun\so[lu] | yüksek\slisans | \bdoktora | çalışma\salanları | araştırmacı | akademisyen
    | кандидат\s\w+\sнаук | доктор\s\w+\sнаук | научн\w+\sсотрудник | окончил | эксперт\b | журналист
    | باحث | أستاذ | كاتب\sو | خريج | پژوهشگر | استاد\sدانشگاه | روزنامه‌نگار | 研究员 | 教授 | 博士
    | \best\s(?:un[e]?\s)?(?:chercheu|professeur|journaliste|analyste|doctorant)
    | \bist\s(?:ein[e]?\s)?(?:wissenschaft|professor|journalist|redakteur|analyst|politikwissen)
    | \bes\s(?:un[a]?\s)?(?:investigador|profesor|periodista|analista)
    )""",
    re.IGNORECASE | re.VERBOSE,
)
_START: Final = re.compile(
    r"(?:[A-Z]\w{0,4}\.\s)*(?P<name>[^\W\d_][\w.'’-]+(?:\s[^\W\d_][\w.'’-]*){1,4}?)"
    r"(?=\s(?:is|was|serves|works|holds|has|currently|est|ist|es|является|—|–|-)\b|\s[—–-]\s|,|\s\()"
)
_SPLIT: Final = re.compile(
    r"\s*(?:,|;|&|\||\s/\s|\band\b|\bund\b|\bet\b|\bve\b|\bи\b|،|、|\sو\s)\s*"
)


def is_name(text: str) -> bool:
    """Whether a line has the shape of a person's or outlet's name and nothing more.

    >>> is_name("Dr. Ayşe Nur Demir"), is_name("What lies ahead for Kabul")
    (True, False)
    """
    words = _HONORIFICS.sub("", text.strip(" ,")).replace(".", ". ").split()
    if any(w.casefold() in _NEVER_IN_NAMES for w in words[1:]):
        return False
    if not 2 <= len(words) <= 6 or re.search(r"[\d:;?!”“\"()\[\]/]", text):
        return False
    if _PLURAL_TOPIC.search(text) or text.endswith((".", ",")):
        return False
    return all(_is_name_word(w) for w in words)


def _is_name_word(word: str) -> bool:
    bare = word.strip(".,")
    if bare.casefold() in _PARTICLES or not bare:
        return True
    first = next((part for part in re.split(r"[-'’]", bare) if part), "")
    capital = any(part[:1].isupper() for part in re.split(r"[-'’]", bare))
    return capital and first.isalpha()


def without_honorifics(name: str) -> str:
    """A name without the titles before it.

    >>> without_honorifics("Prof. Dr. Ayşe Demir")
    'Ayşe Demir'
    """
    return _HONORIFICS.sub("", name.strip(), count=1).strip(" ,.;:")


def author_of_line(text: str) -> list[str]:
    """The names in a byline such as "By A. Writer and B. Writer"; empty where it is none.

    >>> author_of_line("By Ann Lee and Omar Said | 3 May 2021")
    ['Ann Lee', 'Omar Said']
    """
    if len(text) > 160 or text.endswith("."):
        return []
    match = _BY.match(text) or _TIED.match(text)
    if not match:
        return []
    names = re.split(r"\s[|•·–—]\s|\s\d", match["names"])[0]
    found = [without_honorifics(n) for n in _SPLIT.split(names) if n.strip()]
    caseless = not re.search(r"[A-Za-zА-я]", names)
    kept = [n for n in found if n and (caseless or all(_is_name_word(w) for w in n.split()))]
    if any(" " in n for n in kept):  # "By Ann Lee, Kabul"
        kept = [n for n in kept if " " in n]
    return [n for n in kept if len(n) > 1 and not _ORGANISATION.search(n)][:12]


def publisher_of_line(text: str) -> str | None:
    """The outlet that an "issued by" line names, or a line that is an outlet's name.

    >>> publisher_of_line("Issued by the Northern Institute")
    'the Northern Institute'
    """
    if len(text) > 120:
        return None
    if match := _PUBLISHER.match(text):
        return match["name"].strip()
    if quoted := _QUOTED_NAME.fullmatch(text):
        return quoted[1]
    if (by := _BY.match(text)) and _ORGANISATION.search(by["names"]):
        return by["names"].strip()
    name, *rest = _AFTER_NAME.split(text, maxsplit=1)
    if not is_outlet(name) or (rest and len(rest[0].split()) > 4):
        return None
    sectioned = bool(rest) and is_section(rest[0].strip(" )")) and " " in name
    return name if sectioned or _ORGANISATION.search(name) else None


def is_outlet(text: str) -> bool:
    """Whether a line could be the name of an outlet or institute: few words, all but small ones big.

    >>> is_outlet("Institute for Inner Studies"), is_outlet("Talks begin in Kabul")
    (True, False)
    """
    words = text.split()
    if not 1 <= len(words) <= 8 or text[-1:] in ".!?" or re.search(r"[\d:;“\"]", text):
        return False
    return all(w.casefold() in _SMALL or _is_name_word(w) for w in words)


def is_trail(text: str) -> bool:
    """Whether a line is a row of sections such as "Security | Central Asia"."""
    parts = [p.strip() for p in re.split(r"[|/›»>•·]", text)]
    short = all(p and len(p.split()) <= 3 and is_outlet(p) for p in parts)
    return len(parts) > 1 and short and not any(is_name(p) and not is_section(p) for p in parts)


def is_issuer(text: str) -> bool:
    """Whether a line names the body behind an outlet: "Issued by …"."""
    return text.lower().startswith("issued by")


def is_staff(text: str) -> bool:
    """Whether a line says that the newsroom wrote it: "Staff reporter", "Agencies"."""
    return bool(_STAFF.fullmatch(text.strip(" |.")))


def is_section(text: str) -> bool:
    """Whether a line is the name of a page's section, such as "Analysis"."""
    return bool(_SECTION.fullmatch(text.strip(" |:")))


def is_biography(text: str, authors: Sequence[str], *, last: bool, after_notes: bool) -> bool:
    """Whether a paragraph at a text's end tells who wrote it.

    It must speak of a career, and either follow the notes, or be the last paragraph and begin with
    a person's name, or begin with an author's name or "About the author".

    >>> is_biography("Ann Lee is a senior fellow at the centre.", [], last=True, after_notes=False)
    True
    """
    if len(text) > 3_000:
        return False
    if _BIO_HEAD.match(text):
        return True
    start = without_honorifics(text[:200]).casefold()
    if any(start.startswith(a.casefold() + " ") for a in authors):
        return last or bool(_BIO.search(text))
    if after_notes:
        return bool(_BIO.search(text))
    match = _START.match(text) if last and len(text) < 900 else None
    return bool(match and is_name(match["name"]) and _BIO.search(text[:200]))


def name_in_biography(text: str) -> str | None:
    """The person whom a biography begins with.

    >>> name_in_biography("Dr. Ann Lee is a fellow of the centre.")
    'Ann Lee'
    """
    match = _START.match(text)
    return without_honorifics(match["name"]) if match and is_name(match["name"]) else None
