from __future__ import annotations

import smtplib
from threading import Thread

from cycleflow.mail.mailbox import Mailbox

MAIL = (
    "From: hr@firm.example\r\nTo: a@firm.example\r\nSubject: =?utf-8?b?5L2g5aW9?=\r\nMessage-ID: <1@firm.example>\r\n"
    'Content-Type: multipart/alternative; boundary="x"\r\n\r\n'
    "--x\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n"
    "Open http://firm.example/t/abc, or http://firm.example/. Again: http://firm.example/t/abc\r\n"
    "--x\r\nContent-Type: text/html\r\n\r\n<p>Hello</p>\r\n--x--\r\n"
)


def test_a_mailbox_keeps_what_it_is_sent_the_newest_first() -> None:
    mailbox = Mailbox.start()
    with smtplib.SMTP(mailbox.host, mailbox.port) as line:
        line.sendmail("hr@firm.example", ["a@firm.example"], MAIL)
        line.sendmail("hr@firm.example", ["b@firm.example", "c@firm.example"], MAIL)
    mailbox.stop()

    assert [(one.number, one.to) for one in mailbox.messages()] == [
        (3, "c@firm.example"),
        (2, "b@firm.example"),
        (1, "a@firm.example"),
    ]


def test_a_mail_is_read_as_a_mail_program_reads_it() -> None:
    mailbox = Mailbox.start()
    with smtplib.SMTP(mailbox.host, mailbox.port) as line:
        line.sendmail("hr@firm.example", ["a@firm.example"], MAIL)
    mailbox.stop()

    (mail,) = mailbox.messages()
    assert (mail.subject, mail.message_id) == ("你好", "<1@firm.example>")
    assert mail.text.startswith("Open http")
    assert mail.html.strip() == "<p>Hello</p>"
    assert mail.links == ("http://firm.example/t/abc", "http://firm.example/")


def test_a_mail_without_html_has_none() -> None:
    mailbox = Mailbox.start()
    with smtplib.SMTP(mailbox.host, mailbox.port) as line:
        line.sendmail("hr@firm.example", ["a@firm.example"], "Subject: x\r\n\r\nOnly words\r\n")
    mailbox.stop()

    assert mailbox.messages()[0].html == ""


def test_a_mailbox_is_read_while_mail_arrives() -> None:
    mailbox = Mailbox.start()

    def fill() -> None:
        with smtplib.SMTP(mailbox.host, mailbox.port) as line:
            for _ in range(100):
                line.sendmail("hr@firm.example", ["a@firm.example"], MAIL)

    writers = [Thread(target=fill) for _ in range(3)]
    for writer in writers:
        writer.start()
    while any(writer.is_alive() for writer in writers):
        numbers = [one.number for one in mailbox.messages()]
        assert numbers == sorted(numbers, reverse=True)
    mailbox.stop()

    assert len(mailbox.messages()) == 300
