"""The post's round, over a real mail server, on both kinds of database."""

from __future__ import annotations

import logging
import socket
from dataclasses import replace
from datetime import timedelta

import pytest

from cycleflow.core.model import Action, Channel, Deed, Standing, TaskStatus
from cycleflow.journeys import letters
from cycleflow.journeys.answer import act, answer
from cycleflow.journeys.deliver import CLAIM_LASTS, MOST_ATTEMPTS, NEEDLESS, DeliveryReport, deliver, retry_at
from cycleflow.journeys.sign_in import ask_for_link, look_at_link
from cycleflow.mail.mailbox import Mailbox
from cycleflow.mail.tokens import token_hash
from cycleflow.mail.transport import Fate, Receipt
from cycleflow.store import outbox, people, tasks
from cycleflow.store.outbox import Mail, MailStatus
from tests.mail.sink import Sink, listening
from tests.offices import COMPANY, LAUNCH

LATER = LAUNCH + timedelta(minutes=1)


@pytest.fixture
def mailbox():
    running = Mailbox.start()
    yield running
    running.stop()


def served_by(office, server, **settings):
    """Return the office with another mail server."""
    changed = {"smtp_host": "127.0.0.1", "smtp_port": server.port, "mail_from": "HR <hr@firm.example>", **settings}
    return replace(office, settings=office.settings.model_copy(update=changed))


@pytest.fixture
def posting(office, cycle, mailbox):
    """Return the office whose cycle is launched, with a mail server that takes everything."""
    return served_by(office, mailbox)


def owe(office, *mails: Mail) -> None:
    with office.store.begin() as conn:
        outbox.queue(conn, mails)


def note(name: str, person: str = "E7", kind: str = "closed", **changes) -> Mail:
    return Mail(id=name, person=person, kind=kind, send_at=LAUNCH, **changes)


def mails_of(office, appraisal="quarterly-2026-Q4.E7"):
    with office.store.read() as conn:
        return outbox.of_appraisal(conn, appraisal)


class Fake:
    """A post that settles each letter as it is told, and remembers them."""

    def __init__(self, fate: Fate = Fate.SENT, words: str = "", only: int = 1000) -> None:
        self.fate, self.words, self.only = fate, words, only
        self.carried: list[str] = []

    def send(self, parcels, record) -> None:
        for parcel in parcels[: self.only]:
            self.carried.append(parcel.message_id)
            record([Receipt(message_id=parcel.message_id, fate=self.fate, words=self.words)])


# -- what arrives ------------------------------------------------------------------------------------------------


def test_everybody_asked_gets_one_letter_with_a_link_to_his_task(posting, mailbox) -> None:
    report = deliver(posting, LATER)

    assert report == DeliveryReport(sent=3)
    for mail in mailbox.messages():
        token = mail.links[0].rpartition("/t/")[2]
        with posting.store.read() as conn:
            task = tasks.by_token(conn, token_hash(token))
        assert task is not None
        assert f"{task.person.lower()}@firm.example" == mail.to
        assert task.status is TaskStatus.OPEN
        assert task.link_until == task.due_at + timedelta(days=14)


def test_what_is_sent_is_marked_and_not_sent_again(posting, mailbox) -> None:
    deliver(posting, LATER)

    assert deliver(posting, LATER) == DeliveryReport()
    (mail,) = mails_of(posting)
    assert (mail.status, mail.sent_at) == (MailStatus.SENT, LATER)
    assert mail.message_id in [one.message_id for one in mailbox.messages()]


def test_nothing_leaves_before_its_time(posting) -> None:
    assert deliver(posting, LAUNCH - timedelta(seconds=1)) == DeliveryReport()


def test_a_round_carries_no_more_than_its_limit(posting) -> None:
    assert deliver(posting, LATER, 2).sent == 2
    assert deliver(posting, LATER, 2).sent == 1


def test_hr_answers_questions_but_nobody_is_referred_to_himself(posting, mailbox) -> None:
    owe(posting, note("n1", "E2"), note("n2", "E3"))

    deliver(posting, LATER)

    texts = {mail.to: mail.text for mail in mailbox.messages()}
    assert "Helen Ho" in texts["e7@firm.example"]
    assert "e3@firm.example" in texts["e2@firm.example"]
    assert "e2@firm.example" in texts["e3@firm.example"]


def test_hr_may_be_named_in_the_settings(posting, mailbox) -> None:
    nobody_in_hr = [replace(person, roles=frozenset()) for person in COMPANY]
    with posting.store.begin() as conn:
        people.save_people(conn, nobody_in_hr, LAUNCH)
    office = replace(posting, settings=posting.settings.model_copy(update={"groups": {"hr": ("E5",)}}))

    deliver(office, LATER)

    assert all("何志强" in mail.text for mail in mailbox.messages())


def test_a_sign_in_letter_carries_the_token_the_store_knows_only_by_its_hash(office, mailbox) -> None:
    served = served_by(office, mailbox)
    ask_for_link(served, "e8@firm.example", LATER)

    assert deliver(served, LATER).sent == 1

    (mail,) = mailbox.messages()
    assert mail.links[0].startswith("http://cycleflow.example/sign-in/")
    assert look_at_link(served, mail.links[0].rpartition("/")[2], LATER).number == "E8"


def test_hr_is_told_of_a_launch(posting, mailbox) -> None:
    facts = {"cycle": "quarterly-2026-Q4", "by": "E3", "launched": 3, "excluded": 0, "warnings": 0}
    owe(posting, note("quarterly-2026-Q4.launch.E2", "E2", "launch_summary", facts=facts))

    deliver(posting, LATER)

    mail = next(mail for mail in mailbox.messages() if mail.to == "e2@firm.example")
    assert mail.subject == "Launched: Quarterly appraisal (Q4 2026)"
    assert "黄磊 has launched" in mail.text


# -- digests -----------------------------------------------------------------------------------------------------


def test_the_mails_of_one_person_for_one_day_travel_in_one_letter(posting, mailbox) -> None:
    with posting.store.read() as conn:
        asked = {number: tasks.open_of(conn, number)[0].id for number in ("E7", "E8", "E9")}
    owe(
        posting,
        *(
            note(
                f"d{n}",
                "E6",
                "task",
                task=task,
                digest=True,
                appraisal=f"quarterly-2026-Q4.{n}",
                facts={"state": "goal_setting"},
            )
            for n, task in asked.items()
        ),
    )

    report = deliver(posting, LATER)

    assert report.sent == 4
    (digest,) = [mail for mail in mailbox.messages() if mail.to == "e6@firm.example"]
    assert digest.subject == "3 appraisal matters for you today"
    assert len([link for link in digest.links if "/t/" in link]) == 3
    assert digest.message_id == "<dE7@firm.example>"


def test_a_single_mail_of_a_day_is_sent_as_its_own(posting, mailbox) -> None:
    owe(posting, note("d1", "E6", digest=True))

    deliver(posting, LATER)

    (mail,) = [mail for mail in mailbox.messages() if mail.to == "e6@firm.example"]
    assert "appraisal matters" not in mail.subject


def test_a_digest_that_is_tried_again_is_the_same_letter_whatever_was_owed_since(posting) -> None:
    owe(posting, note("d1", "E6", digest=True), note("d2", "E6", digest=True))
    first, second = Fake(Fate.DEFERRED, "451 later"), Fake()
    deliver(posting, LATER, post=first)
    owe(posting, note("d3", "E6", digest=True))

    deliver(posting, LATER + timedelta(hours=1), post=second)

    assert "<d1@firm.example>" in first.carried
    assert {"<d1@firm.example>", "<d3@firm.example>"} <= set(second.carried)


# -- what need not leave -----------------------------------------------------------------------------------------


def test_nobody_is_asked_for_what_he_has_done(posting) -> None:
    with posting.store.read() as conn:
        (task,) = tasks.open_of(conn, "E7")
    owe(posting, note("x1", "E6", "escalation", facts={"task": task.id}, appraisal=task.appraisal))
    goals = {"goals": ({"goal": "Sell", "standard": "100", "weight": "100"},)}
    answer(posting, task.id, "E7", choice="submit", sheet=goals, channel=Channel.PAGE, now=LATER)

    report = deliver(posting, LATER)

    assert (report.sent, report.dropped) == (2, 2)
    dropped = {mail.kind: mail.error for mail in mails_of(posting) if mail.status is MailStatus.DROPPED}
    assert dropped == {"task": NEEDLESS, "escalation": NEEDLESS}


def test_a_mail_about_a_task_nobody_knows_is_dropped(posting) -> None:
    owe(posting, note("r1", "E7", "reminder", task="gone"))

    assert deliver(posting, LATER).dropped == 1


# -- what fails --------------------------------------------------------------------------------------------------


def test_who_is_refused_for_good_is_shown_to_hr_with_the_servers_words(office, cycle) -> None:
    sink = Sink(rcpt=lambda to: "550 5.1.1 no such user" if to.startswith("e7") else None)
    with listening(sink) as server:
        report = deliver(served_by(office, server), LATER)

    assert (report.sent, report.failed) == (2, 1)
    with office.store.read() as conn:
        (failed,) = outbox.failures(conn, 10)
    assert (failed.person, failed.error) == ("E7", "550 5.1.1 no such user")


def test_who_is_deferred_is_tried_again_later_and_in_the_end_given_up(posting) -> None:
    now, tried = LATER, []
    for _ in range(MOST_ATTEMPTS):
        report = deliver(posting, now, post=Fake(Fate.DEFERRED, "451 greylisted"))
        tried.append((report.retried, report.failed))
        (mail,) = mails_of(posting)
        assert deliver(posting, now, post=Fake()) == DeliveryReport()
        now = mail.send_at

    assert tried == [(3, 0)] * (MOST_ATTEMPTS - 1) + [(0, 3)]
    assert mails_of(posting)[0].status is MailStatus.FAILED
    assert mails_of(posting)[0].error == "451 greylisted"


def test_the_pauses_grow_and_end_within_a_day() -> None:
    pauses = [retry_at(LAUNCH, attempt) for attempt in range(1, MOST_ATTEMPTS + 1)]

    minutes = [(at - LAUNCH) / timedelta(minutes=1) for at in pauses if at]
    assert minutes == [1, 4, 16, 64, 256, 360, 360]
    assert pauses[-1] is None


def test_a_server_that_is_down_costs_no_attempt_and_is_named(posting) -> None:
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        down = posting.settings.model_copy(update={"smtp_port": nobody.getsockname()[1]})

        report = deliver(replace(posting, settings=down), LATER)

    assert (report.sent, report.waiting) == (0, 3)
    assert "does not take our mail" in (report.trouble or "")
    assert [(mail.status, mail.attempt) for mail in mails_of(posting)] == [(MailStatus.PENDING, 0)]
    assert deliver(posting, LATER).sent == 3


def test_what_a_round_has_no_time_for_waits_for_the_next(posting) -> None:
    report = deliver(posting, LATER, post=Fake(only=1))

    assert (report.sent, report.waiting) == (1, 2)
    assert deliver(posting, LATER).sent == 2


def test_a_post_that_breaks_gives_back_what_it_did_not_carry(posting) -> None:
    class Broken:
        def send(self, parcels, record) -> None:
            record([Receipt(message_id=parcels[0].message_id, fate=Fate.SENT)])
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        deliver(posting, LATER, post=Broken())

    assert deliver(posting, LATER).sent == 2


@pytest.mark.parametrize(("email", "words"), [("", "has no mail address"), ("nowhere", "is not an address")])
def test_who_cannot_be_written_to_is_shown_to_hr_with_the_reason(posting, email, words) -> None:
    with posting.store.begin() as conn:
        people.save_people(conn, [replace(one, email=email) for one in COMPANY if one.number == "E7"], LAUNCH)

    report = deliver(posting, LATER)

    assert (report.sent, report.failed) == (2, 1)
    assert words in (mails_of(posting)[0].error or "")


def test_one_letter_that_breaks_the_code_holds_up_nobody_elses(posting, monkeypatch, caplog) -> None:
    usual = letters.write

    def break_one(office, files, mails, now):
        if mails[0].person == "E7":
            raise RuntimeError("a bug")
        return usual(office, files, mails, now)

    monkeypatch.setattr(letters, "write", break_one)
    with caplog.at_level(logging.CRITICAL, "cycleflow"):
        report = deliver(posting, LATER)

    assert (report.sent, report.retried) == (2, 1)
    assert mails_of(posting)[0].error == "RuntimeError: a bug"


# -- two at once, and none ---------------------------------------------------------------------------------------


def test_what_a_crash_left_claimed_is_sent_when_the_claim_is_too_old(posting) -> None:
    with posting.store.begin() as conn:
        outbox.claim(conn, LATER, 2)

    assert deliver(posting, LATER).sent == 1
    assert deliver(posting, LATER + CLAIM_LASTS).sent == 2


def test_who_comes_back_from_the_dead_marks_nothing(posting) -> None:
    with posting.store.begin() as conn:
        stale = outbox.claim(conn, LATER, 1)[0]
    deliver(posting, LATER + CLAIM_LASTS)

    with posting.store.begin() as conn:
        assert not outbox.mark_failed(conn, stale.id, stale.attempt, error="late")


def test_an_appraisal_that_is_withdrawn_is_told_and_its_tasks_are_not_mailed(posting, mailbox) -> None:
    act(
        posting,
        "quarterly-2026-Q4.E7",
        Action(deed=Deed.WITHDRAW, actor="E2", standing=Standing.HR, channel=Channel.CLI, inputs={"reason": "leave"}),
        LATER,
    )

    report = deliver(posting, LATER)

    assert report.dropped == 1
    (mail,) = [mail for mail in mailbox.messages() if mail.to == "e7@firm.example"]
    assert mail.subject.startswith("已撤销")
