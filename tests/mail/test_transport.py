from __future__ import annotations

import socket
import time
from dataclasses import replace
from typing import Any

import pytest

from cycleflow.errors import CollisionError
from cycleflow.mail.transport import (
    MOST_PER_CONNECTION,
    WORTH_A_CONNECTION,
    Fate,
    Parcel,
    Receipt,
    ServerDownError,
    SmtpPost,
)
from cycleflow.settings import Settings
from tests.mail.sink import CERTIFICATE, HANG_UP, Sink, asking_for_a_password, listening, server_tls

SENDER = "hr@firm.example"


def parcel(to: str, **changes) -> Parcel:
    data = f"Message-ID: <{to}>\r\nSubject: Hello\r\n\r\nGood morning\r\n".encode()
    return replace(Parcel(message_id=f"<{to}>", sender=SENDER, recipient=to, data=data), **changes)


def parcels(count: int) -> list[Parcel]:
    return [parcel(f"p{number}@firm.example") for number in range(count)]


def post_to(server, **changes) -> SmtpPost:
    usual = SmtpPost(host="127.0.0.1", port=server.port, hello="firm.example", timeout=5, pauses=(0.01, 0.01))
    return replace(usual, **changes)


def send(post: SmtpPost, letters) -> list[Receipt]:
    receipts: list[Receipt] = []
    post.send(letters, receipts.extend)
    return receipts


def fates(receipts) -> dict[str, Fate]:
    return {receipt.message_id: receipt.fate for receipt in receipts}


def test_parcels_arrive_as_they_were_made() -> None:
    sink = Sink()
    with listening(sink) as server:
        receipts = send(post_to(server), [parcel("a@firm.example")])

    assert fates(receipts) == {"<a@firm.example>": Fate.SENT}
    assert sink.taken == [("a@firm.example", parcel("a@firm.example").data)]


def test_starttls_is_spoken_where_it_is_set(monkeypatch) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(CERTIFICATE))
    sink = Sink()
    with listening(sink, tls_context=server_tls(), require_starttls=True) as server:
        receipts = send(post_to(server, security="starttls"), parcels(2))

    assert [receipt.fate for receipt in receipts] == [Fate.SENT, Fate.SENT]


def test_tls_is_spoken_where_it_is_set(monkeypatch) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(CERTIFICATE))
    sink = Sink()
    with listening(sink, ssl_context=server_tls()) as server:
        receipts = send(post_to(server, security="tls"), parcels(2))

    assert [receipt.fate for receipt in receipts] == [Fate.SENT, Fate.SENT]


@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_a_certificate_nobody_knows_is_not_trusted(security) -> None:
    sink = Sink()
    options = {"tls_context": server_tls()} if security == "starttls" else {"ssl_context": server_tls()}
    with listening(sink, **options) as server, pytest.raises(ServerDownError, match="certificate"):
        send(post_to(server, security=security), parcels(1))

    assert sink.taken == []


def test_mail_is_not_sent_in_the_clear_where_starttls_is_set_but_not_offered() -> None:
    sink = Sink()
    with listening(sink) as server, pytest.raises(ServerDownError, match="STARTTLS"):
        send(post_to(server, security="starttls"), parcels(1))

    assert sink.taken == []


def test_user_and_password_open_the_server(monkeypatch) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(CERTIFICATE))
    with listening(Sink(), **asking_for_a_password()) as server:
        receipts = send(post_to(server, security="starttls", user="cycleflow", password="secret"), parcels(1))

    assert [receipt.fate for receipt in receipts] == [Fate.SENT]


def test_a_wrong_password_is_not_tried_again(monkeypatch) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(CERTIFICATE))
    sink = Sink()
    with listening(sink, **asking_for_a_password()) as server, pytest.raises(ServerDownError, match="535"):
        send(post_to(server, security="starttls", user="cycleflow", password="guess"), parcels(1))

    assert len(sink.greeted) == 1


def test_who_is_refused_for_good_is_named_with_the_servers_words() -> None:
    sink = Sink(rcpt=lambda to: "550 5.1.1 no such user" if to.startswith("p1@") else None)
    with listening(sink) as server:
        receipts = send(post_to(server), parcels(3))

    assert Receipt(message_id="<p1@firm.example>", fate=Fate.REFUSED, words="550 5.1.1 no such user") in receipts
    assert sink.recipients == ["p0@firm.example", "p2@firm.example"]


def test_after_a_refusal_the_same_connection_is_reset_and_goes_on() -> None:
    sink = Sink(rcpt=lambda to: "550 no" if to.startswith("p0@") else None)
    with listening(sink) as server:
        send(post_to(server), parcels(3))

    assert sink.resets == 1
    assert len(sink.greeted) == 1


@pytest.mark.parametrize("stage", ["rcpt", "data"])
def test_who_is_deferred_may_be_tried_again(stage) -> None:
    mood: dict[str, Any] = {stage: lambda to: "451 4.7.1 greylisted" if to.startswith("p0@") else None}
    sink = Sink(**mood)
    with listening(sink) as server:
        receipts = send(post_to(server), parcels(2))

    assert fates(receipts) == {"<p0@firm.example>": Fate.DEFERRED, "<p1@firm.example>": Fate.SENT}


def test_what_is_refused_for_its_content_is_refused_for_good() -> None:
    sink = Sink(data=lambda _to: "554 looks like spam")
    with listening(sink) as server:
        receipts = send(post_to(server), parcels(1))

    assert [(receipt.fate, receipt.words) for receipt in receipts] == [(Fate.REFUSED, "554 looks like spam")]


def test_a_broken_line_defers_the_parcel_in_hand_and_no_other() -> None:
    sink = Sink(data=lambda to: HANG_UP if to.startswith("p1@") else None)
    with listening(sink) as server:
        receipts = send(post_to(server), parcels(4))

    assert fates(receipts).pop("<p1@firm.example>") is Fate.DEFERRED
    assert sink.recipients == ["p0@firm.example", "p2@firm.example", "p3@firm.example"]
    assert len(sink.greeted) == 2


def test_a_line_that_breaks_again_and_again_ends_the_round() -> None:
    sink = Sink(data=lambda _to: HANG_UP)
    receipts: list[Receipt] = []
    with listening(sink) as server, pytest.raises(ServerDownError):
        post_to(server).send(parcels(WORTH_A_CONNECTION), receipts.extend)

    assert [receipt.fate for receipt in receipts] == [Fate.DEFERRED] * 3


def test_a_server_that_is_down_costs_no_parcel_an_attempt() -> None:
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        post = SmtpPost(host="127.0.0.1", port=nobody.getsockname()[1], hello="x", pauses=(0.01,))
        receipts: list[Receipt] = []

        with pytest.raises(ServerDownError, match="does not take our mail"):
            post.send(parcels(50), receipts.extend)

    assert receipts == []


def test_a_server_that_refuses_our_address_costs_no_parcel_an_attempt() -> None:
    sink = Sink(mail=lambda _sender: "550 5.7.1 sender not allowed")
    receipts: list[Receipt] = []
    with listening(sink) as server, pytest.raises(ServerDownError, match="sender not allowed"):
        post_to(server).send(parcels(1), receipts.extend)

    assert receipts == []


@pytest.mark.parametrize("stage", ["mail", "rcpt"])
def test_a_server_that_has_had_enough_is_given_the_same_parcel_on_a_new_connection(stage) -> None:
    said = iter([None, "421 4.7.0 too many mails, come back"])
    mood: dict[str, Any] = {stage: lambda _address: next(said, None)}
    sink = Sink(**mood)
    with listening(sink) as server:
        receipts = send(post_to(server), parcels(3))

    assert [receipt.fate for receipt in receipts] == [Fate.SENT] * 3
    assert len(sink.greeted) == 2


def test_a_connection_is_replaced_after_a_hundred_parcels() -> None:
    sink = Sink()
    with listening(sink) as server:
        send(post_to(server, connections=1), parcels(MOST_PER_CONNECTION + 1))

    assert len(sink.taken) == MOST_PER_CONNECTION + 1
    assert len(sink.greeted) == 2


@pytest.mark.parametrize(("count", "connections"), [(WORTH_A_CONNECTION, 1), (21, 3), (60, 4)])
def test_connections_are_shared_and_opened_only_where_they_are_worth_it(count, connections) -> None:
    sink = Sink(pause=0.001)
    with listening(sink) as server:
        receipts = send(post_to(server), parcels(count))

    assert len(sink.greeted) == connections
    assert sorted(sink.recipients) == sorted(one.recipient for one in parcels(count))
    assert len(receipts) == count


def test_where_fewer_connections_are_allowed_the_others_carry_everything() -> None:
    sink = Sink(pause=0.001, most=1)
    with listening(sink) as server:
        receipts = send(post_to(server, connections=2), parcels(20))

    assert [receipt.fate for receipt in receipts] == [Fate.SENT] * 20
    assert len(sink.greeted) == 1


def test_each_receipt_is_written_before_the_same_connection_goes_on() -> None:
    events: list[str] = []
    sink = Sink(data=lambda to: events.append(f"taken {to}"))
    with listening(sink) as server:
        post_to(server, connections=1).send(
            parcels(3), lambda page: events.extend(f"written {receipt.message_id[1:-1]}" for receipt in page)
        )

    names = [one.recipient for one in parcels(3)]
    assert events == [event for name in names for event in (f"taken {name}", f"written {name}")]


def test_receipts_that_come_in_while_one_is_written_share_the_next_page() -> None:
    pages: list[int] = []

    def slowly(page) -> None:
        time.sleep(0.05)
        pages.append(len(page))

    with listening(Sink()) as server:
        post_to(server, connections=4).send(parcels(40), slowly)

    assert sum(pages) == 40
    assert max(pages) == 3


def test_a_book_that_cannot_be_written_ends_the_round_with_its_own_complaint() -> None:
    def fail(_page) -> None:
        raise CollisionError(appraisal="c.1")

    with listening(Sink()) as server, pytest.raises(CollisionError):
        post_to(server).send(parcels(30), fail)


def test_an_international_address_needs_a_server_that_can_write_it() -> None:
    letter = parcel("李娜@firm.example", is_international=True)
    with listening(Sink(), enable_SMTPUTF8=False) as server:
        receipts = send(post_to(server), [letter, parcel("a@firm.example")])

    assert fates(receipts) == {letter.message_id: Fate.REFUSED, "<a@firm.example>": Fate.SENT}
    assert "SMTPUTF8" in receipts[0].words


def test_an_international_address_is_written_in_full() -> None:
    letter = parcel("李娜@firm.example", is_international=True)
    sink = Sink()
    with listening(sink) as server:
        send(post_to(server), [letter])

    assert sink.recipients == ["李娜@firm.example"]


def test_a_round_ends_when_its_time_is_over() -> None:
    sink = Sink(pause=0.02)
    with listening(sink) as server:
        receipts = send(post_to(server, connections=1, seconds=0.1), parcels(50))

    assert 0 < len(receipts) < 50
    assert len(sink.taken) == len(receipts)


def test_a_server_that_says_nothing_is_not_waited_for_for_ever() -> None:
    with socket.create_server(("127.0.0.1", 0)) as mute:
        post = SmtpPost(host="127.0.0.1", port=mute.getsockname()[1], hello="x", timeout=0.05, pauses=())

        with pytest.raises(ServerDownError, match="Timed out"):
            send(post, parcels(1))


def test_the_settings_say_which_server_it_is() -> None:
    settings = Settings(
        smtp_host="mail.firm.example",
        smtp_port=587,
        smtp_security="starttls",
        smtp_user="cycleflow",
        smtp_password="hush",
        smtp_connections=2,
        mail_from="HR <hr@人事.example>",
    )

    assert SmtpPost.of(settings) == SmtpPost(
        host="mail.firm.example",
        port=587,
        security="starttls",
        user="cycleflow",
        password="hush",
        hello="xn--3kq4d.example",
        connections=2,
    )


def test_a_server_without_a_password_needs_none() -> None:
    assert SmtpPost.of(Settings()).password is None
