"""An e-mail → its text and its attachments: headers, plain or HTML body, quoted replies apart."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import getaddresses, parsedate_to_datetime
from typing import Final

from legation.documents.assembly import assemble, digest, joined
from legation.documents.given import Found, Given
from legation.documents.html import text_of_html
from legation.documents.paragraphs import Paragraph, split
from legation.errors import DocumentError
from legation.records import Document

MAX_ATTACHMENTS: Final = 100
_SKIPPED: Final = (
    "image/",
    "audio/",
    "video/",
    "text/calendar",
    "application/pkcs7",
    "application/pgp",
)
_REPLY: Final = re.compile(
    r"(?:(?:re|fwd?|aw|wg|ynt|ilt|отв|пер)\s?(?:\[\d+\])?:\s*)+", re.IGNORECASE
)
_QUOTED: Final = re.compile(r"(?:^>.*$\n?)+", re.MULTILINE)
_INTRODUCES: Final = re.compile(
    r"(?:on|am|le|el|в|tarihinde)\b.{4,150}(?:wrote|schrieb|a écrit|escribió|пишет|написал\w*|yazdı)\s?:$"
    r"|-{2,}\s?(?:original message|forwarded message|ursprüngliche nachricht|исходное сообщение).*$",
    re.IGNORECASE | re.DOTALL,
)
_SIGNATURE: Final = re.compile(r"^--[ ]?$", re.MULTILINE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Attachment:
    """A file in a mail."""

    name: str
    media_type: str
    data: bytes


def read_mail(data: bytes, *, given: Given) -> tuple[Document | None, list[Attachment]]:
    """A mail's own text (None where it has none but attachments), and its attachments.

    Raises
    ------
    DocumentError
        If it is no mail, or holds neither text nor attachments.
    """
    try:
        message = message_from_bytes(data, policy=policy.default)
        if not (message["from"] or message["subject"]):
            raise DocumentError("has neither sender nor subject, so it is no e-mail")
        attachments = list(_attachments(message))
        body = _body(message)
        found, head = _head(message)
    except (RecursionError, LookupError, ValueError, TypeError, AttributeError) as error:
        raise DocumentError(f"is a damaged e-mail ({type(error).__name__})") from None
    if not body and attachments:
        return None, attachments
    text, paragraphs = joined([*head, *body])
    document = assemble(text, sha256=digest(data), given=given, found=found, paragraphs=paragraphs)
    return document, attachments


def _head(message: EmailMessage) -> tuple[Found, list[Paragraph]]:
    subject = _REPLY.sub("", str(message["subject"] or "").strip(), count=1).strip()
    senders = [(n.strip(), a) for n, a in getaddresses([str(message["from"] or "")])]
    date = _date(message)
    head = [Paragraph(0, 0, subject, "title")] if subject else []
    for label in ("From", "Date"):
        if message[label]:
            words = " ".join(str(message[label]).split())
            head.append(Paragraph(0, 0, f"{label}: {words}", "byline"))
    return Found(
        title=subject or None,
        authors=tuple(name or address for name, address in senders if name or address),
        date=date,
        precision="day" if date else "none",
        date_basis="header" if date else "",
        media_type="message/rfc822",
    ), head


def _date(message: EmailMessage) -> str | None:
    """The day, in UTC, on which the mail was sent."""
    try:
        sent = parsedate_to_datetime(str(message["date"] or ""))
    except (ValueError, TypeError):
        return None
    return (sent.astimezone(UTC) if sent.tzinfo else sent).date().isoformat()


def _body(message: EmailMessage) -> list[Paragraph]:
    part = message.get_body(preferencelist=("plain", "html"))
    if part is None:
        return []
    content = part.get_payload(decode=True)
    raw = content if isinstance(content, bytes) else b""
    if part.get_content_type() == "text/html":
        return [Paragraph(0, 0, words) for words in text_of_html(raw)]
    charset = part.get_content_charset() or "utf-8"
    try:
        text = raw.decode(charset)
    except (LookupError, UnicodeDecodeError):
        text = raw.decode("utf-8", "replace")
    return list(_regions(text.replace("\r\n", "\n")))


def _regions(text: str) -> Iterator[Paragraph]:
    """The sender's own words, what they quote of earlier mails, and the signature."""
    cut = _SIGNATURE.search(text)
    own, signature = (text[: cut.start()], text[cut.end() :]) if cut else (text, "")
    at = 0
    for quoted in _QUOTED.finditer(own):
        yield from _own(own[at : quoted.start()])
        lines = re.sub(r"^(?:>\s?)+", "", quoted.group(), flags=re.MULTILINE)
        yield from (Paragraph(0, 0, _unwrapped(p), "quotation") for p in split(lines))
        at = quoted.end()
    yield from _own(own[at:])
    yield from (Paragraph(0, 0, _unwrapped(p), "furniture") for p in split(signature))


def _own(text: str) -> Iterator[Paragraph]:
    for p in split(text):
        words = _unwrapped(p)
        name = "furniture" if len(words) < 240 and _INTRODUCES.match(words) else None
        yield Paragraph(0, 0, words, name)


def _unwrapped(paragraph: Paragraph) -> str:
    return " ".join(paragraph.text.split())


def _attachments(message: EmailMessage) -> Iterator[Attachment]:
    for count, part in enumerate(message.iter_attachments()):
        if count >= MAX_ATTACHMENTS:
            raise DocumentError(f"holds more than {MAX_ATTACHMENTS} attachments; save them apart")
        media_type = part.get_content_type()
        if media_type.startswith(_SKIPPED):
            continue
        if media_type == "message/rfc822":
            inner = part.get_content()
            data = inner.as_bytes() if isinstance(inner, EmailMessage) else b""
        else:
            payload = part.get_payload(decode=True)
            data = payload if isinstance(payload, bytes) else b""
        fallback = f"attachment-{count + 1}"
        yield Attachment(name=part.get_filename() or fallback, media_type=media_type, data=data)
