"""Turn a Letter into the bytes that travel.

Text and HTML side by side; an invitation also as a calendar part, and as a file for clients that overlook the part.
Nothing is random: the same Letter gives the same bytes, so a repeat is recognisably one.

**Why** `email.mime` and not `EmailMessage`: both are the standard library's and give the same message here (a test
compares what a client reads), but the newer one parses and folds every header by its full grammar and takes three
times as long. The safety it would add, no line break in a header, is given before: an Address cannot hold one, and
`one_line` takes them out of subjects. So headers come here encoded and folded, and `_Ready` writes them down as they
are instead of folding each once more.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from email.message import Message
from email.mime.base import MIMEBase
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText
from email.policy import Compat32
from email.utils import format_datetime

from cycleflow.mail.address import Address, encoded, one_line


class _Ready(Compat32):
    """The standard library's classic policy, for headers that are already as they travel."""

    def fold_binary(self, name: str, value: str) -> bytes:
        return f"{name}: {value}{self.linesep}".encode("ascii", "surrogateescape")


_READY = _Ready(linesep="\r\n")


@dataclass(frozen=True, kw_only=True)
class Letter:
    """A finished mail. `thread` is the Message-ID mails about one appraisal hang together by."""

    message_id: str
    sender: Address
    to: Address
    at: datetime
    subject: str
    text: str
    html: str
    locale: str
    thread: str | None = None
    invitation: str | None = None

    @property
    def is_international(self) -> bool:
        return self.to.is_international or self.sender.is_international


def as_bytes(letter: Letter) -> bytes:
    """Return the message as SMTP carries it."""
    message = _body(letter)
    headers = {
        "Date": format_datetime(letter.at),
        "From": letter.sender.header,
        "To": letter.to.header,
        "Subject": encoded(one_line(letter.subject), "Subject"),
        "Message-ID": letter.message_id,
        "Auto-Submitted": "auto-generated",
        "X-Auto-Response-Suppress": "All",
        "Content-Language": letter.locale,
    }
    if letter.thread:
        headers |= {"In-Reply-To": letter.thread, "References": letter.thread}
    for name, value in headers.items():
        message[name] = value
    return message.as_bytes(policy=_READY)


def _body(letter: Letter) -> Message:
    words = MIMEMultipart("alternative", "=_words", [_text(letter.text, "plain"), _text(letter.html, "html")])
    if letter.invitation is None:
        return words
    words.attach(_text(letter.invitation, "calendar", method="REQUEST"))
    return MIMEMultipart("mixed", "=_whole", [words, _file(letter.invitation)])


def _text(text: str, kind: str, **parameters: str) -> MIMEText:
    """Return a part in base64, whatever it holds: no line can then be too long, or be mistaken for a boundary."""
    part = MIMEText(text, kind, "utf-8")
    for name, value in parameters.items():
        part.set_param(name, value)
    return part


def _file(calendar: str) -> MIMEBase:
    part = MIMEText(calendar, "calendar", "utf-8")
    part.replace_header("Content-Type", 'application/ics; name="invitation.ics"')
    part.add_header("Content-Disposition", "attachment", filename="invitation.ics")
    return part
