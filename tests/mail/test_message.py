from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP, default

from hypothesis import given
from hypothesis import strategies as st

from cycleflow.mail.address import address, parse
from cycleflow.mail.message import Letter, as_bytes

LETTER = Letter(
    message_id="<c.1.0.0@firm.example>",
    sender=parse("人力资源部 <hr@firm.example>"),
    to=address("li.na@firm.example", "李娜"),
    at=datetime(2026, 10, 20, 1, tzinfo=UTC),
    subject="请您在11月3日周二前完成：目标设定，以及一个长得需要折行的主题，因为它超过了七十八个字符的限制",
    text="李娜，您好！\n\n请填写。\n",
    html="<p>李娜，您好！</p>\n<p>请填写。</p>\n",
    locale="zh-CN",
    thread="<appraisal.c.1@firm.example>",
)


def read(letter: Letter) -> EmailMessage:
    return message_from_bytes(as_bytes(letter), policy=default)


def body(message: EmailMessage, kind: str) -> str:
    part = message.get_body((kind,))
    assert part is not None
    return str(part.get_content())


def test_a_letter_reads_back_as_it_was_written() -> None:
    message = read(LETTER)

    assert message["Subject"] == LETTER.subject
    assert message["From"] == "人力资源部 <hr@firm.example>"
    assert message["To"] == "李娜 <li.na@firm.example>"
    assert message["Date"].datetime == LETTER.at
    assert body(message, "plain").replace("\r\n", "\n") == LETTER.text
    assert body(message, "html").replace("\r\n", "\n") == LETTER.html
    assert not message.defects


def test_the_classic_library_says_what_the_modern_one_would() -> None:
    modern = EmailMessage(policy=SMTP)
    modern["From"], modern["To"] = "人力资源部 <hr@firm.example>", "李娜 <li.na@firm.example>"
    modern["Subject"], modern["Date"], modern["Message-ID"] = LETTER.subject, LETTER.at, LETTER.message_id
    modern.set_content(LETTER.text)
    modern.add_alternative(LETTER.html, subtype="html")
    theirs: EmailMessage = message_from_bytes(modern.as_bytes(), policy=default)
    ours = read(LETTER)

    for header in ("From", "To", "Subject", "Date", "Message-ID"):
        assert str(ours[header]).replace("  ", " ") == str(theirs[header])
    assert [part.get_content_type() for part in ours.walk()] == [part.get_content_type() for part in theirs.walk()]
    assert [body(ours, kind).split() for kind in ("plain", "html")] == [
        body(theirs, kind).split() for kind in ("plain", "html")
    ]


def test_a_letter_says_that_a_machine_wrote_it_and_in_which_language() -> None:
    message = read(LETTER)

    assert message["Auto-Submitted"] == "auto-generated"
    assert message["X-Auto-Response-Suppress"] == "All"
    assert message["Content-Language"] == "zh-CN"


def test_letters_on_one_appraisal_hang_together() -> None:
    message = read(LETTER)

    assert message["Message-ID"] == LETTER.message_id
    assert message["In-Reply-To"] == message["References"] == LETTER.thread


def test_a_letter_on_no_appraisal_belongs_to_no_thread() -> None:
    message = read(replace(LETTER, thread=None))

    assert "References" not in message
    assert "In-Reply-To" not in message


def test_the_same_letter_is_the_same_bytes() -> None:
    assert as_bytes(LETTER) == as_bytes(replace(LETTER))


def test_no_line_is_too_long_and_all_end_as_smtp_wants() -> None:
    raw = as_bytes(replace(LETTER, html="<p>" + "x" * 5000 + "</p>", subject="Long words " * 30))

    lines = raw.split(b"\r\n")
    assert max(len(line) for line in lines) <= 78
    assert not any(b"\n" in line or b"\r" in line for line in lines)


def test_an_invitation_travels_beside_the_words_and_as_a_file() -> None:
    calendar = "BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n"
    message = read(replace(LETTER, invitation=calendar))

    kinds = [part.get_content_type() for part in message.walk() if not part.is_multipart()]
    assert kinds == ["text/plain", "text/html", "text/calendar", "application/ics"]
    part = next(part for part in message.walk() if part.get_content_type() == "text/calendar")
    assert part.get_param("method") == "REQUEST"
    assert part.get_content() == calendar
    (file,) = message.iter_attachments()
    assert file.get_filename() == "invitation.ics"
    assert file.get_content() == calendar.encode()


def test_an_international_address_stands_in_the_header_in_full() -> None:
    letter = replace(LETTER, to=address("李娜@firm.example", "李娜"))

    assert letter.is_international
    assert "<李娜@firm.example>\r\n".encode() in as_bytes(letter)


def test_an_ordinary_letter_is_pure_ascii() -> None:
    assert not LETTER.is_international
    assert as_bytes(LETTER).isascii()


def test_a_subject_cannot_hide_a_line_break_in_an_encoded_word() -> None:
    hidden = "=?utf-8?q?x=0D=0ABcc:_b?="

    assert read(replace(LETTER, subject=hidden))["Subject"] == hidden


@given(subject=st.text(), name=st.text())
def test_nobody_can_add_a_header(subject, name) -> None:
    hostile = replace(
        LETTER,
        subject=f"{subject}\r\nBcc: all@firm.example\r\n\r\n{subject}",
        to=address("li.na@firm.example", f"{name}\nBcc: all@firm.example\r{name}"),
    )

    message = read(hostile)

    assert message["Bcc"] is None
    assert set(message.keys()) == set(read(LETTER).keys())
    assert [to.addr_spec for to in message["To"].addresses] == ["li.na@firm.example"]
    assert body(message, "plain").replace("\r\n", "\n") == LETTER.text
