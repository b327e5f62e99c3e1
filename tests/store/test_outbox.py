from datetime import timedelta

import pytest

from cycleflow.store import outbox
from cycleflow.store.outbox import Mail, MailStatus
from tests.store.company import NOW, hire

LATER = NOW + timedelta(minutes=5)


@pytest.fixture
def post(store):
    """A store with people in it, and nothing owed to them."""
    with store.begin() as connection:
        hire(connection)
    return store


def owe(store, *names, person="ann", send_at=NOW, digest=False):
    mails = [
        Mail(id=name, person=person, kind="task", send_at=send_at, digest=digest, facts={"state": "plan"})
        for name in names
    ]
    with store.begin() as connection:
        return outbox.queue(connection, mails)


def claim(store, now=NOW, limit=10):
    with store.begin() as connection:
        return outbox.claim(connection, now, limit)


def gather(store, now=NOW, limit=10):
    with store.begin() as connection:
        return [[mail.id for mail in group] for group in outbox.claim_digests(connection, now, limit)]


def test_a_mail_is_claimed_once_its_time_has_come(post):
    owe(post, "now")
    owe(post, "later", send_at=LATER)

    assert [mail.id for mail in claim(post)] == ["now"]
    assert [mail.id for mail in claim(post, LATER)] == ["later"]


def test_a_claimed_mail_says_which_attempt_it_is(post):
    owe(post, "m")

    [mail] = claim(post)

    assert mail == Mail(
        id="m",
        person="ann",
        kind="task",
        send_at=NOW,
        facts={"state": "plan"},
        status=MailStatus.SENDING,
        attempt=1,
        letter="m",
        claimed_at=NOW,
    )


def test_the_longest_owed_leaves_first(post):
    owe(post, "b", send_at=NOW - timedelta(minutes=1))
    owe(post, "a", "c")

    assert [mail.id for mail in claim(post, limit=2)] == ["b", "a"]


def test_a_mail_is_claimed_by_one_only(post):
    owe(post, "m")
    claim(post)

    assert claim(post, LATER) == ()


def test_owing_a_mail_twice_is_owing_it_once(post):
    assert owe(post, "a", "b") == 2
    assert owe(post, "b", "c") == 1
    assert owe(post) == 0

    assert [mail.id for mail in claim(post)] == ["a", "b", "c"]


def test_a_sent_mail_is_never_sent_again(post):
    owe(post, "m")
    [mail] = claim(post)

    with post.begin() as connection:
        assert outbox.mark_sent(connection, "m", mail.attempt, now=LATER, message_id="<m@example.com>")

    assert claim(post, LATER) == ()
    with post.begin() as connection:
        assert outbox.release_stale(connection, LATER, timedelta()) == 0


def test_a_mail_that_failed_for_now_leaves_later(post):
    owe(post, "m")
    [mail] = claim(post)

    with post.begin() as connection:
        assert outbox.mark_failed(connection, "m", mail.attempt, error="451 try later", retry_at=LATER)

    assert claim(post) == ()
    [again] = claim(post, LATER)
    assert (again.attempt, again.error) == (2, "451 try later")


def test_a_mail_that_was_given_up_is_reported(post):
    owe(post, "m")
    [mail] = claim(post)

    with post.begin() as connection:
        assert outbox.mark_failed(connection, "m", mail.attempt, error="550 no such user")

    assert claim(post, LATER) == ()
    with post.read() as connection:
        [failed] = outbox.failures(connection, 10)
    assert (failed.id, failed.status, failed.error) == ("m", MailStatus.FAILED, "550 no such user")


def test_whatever_a_foreign_server_says_can_be_stored(post):
    owe(post, "m")
    [mail] = claim(post)

    with post.begin() as connection:
        assert outbox.mark_failed(connection, "m", mail.attempt, error="550 \0\udcff不\n" + "x" * 5000)

    with post.read() as connection:
        [failed] = outbox.failures(connection, 10)
    assert failed.error
    assert failed.error.startswith("550 ?不\nxxx")
    assert len(failed.error) == 1000


def test_a_mail_nobody_needs_any_more_is_dropped(post):
    owe(post, "m")
    [mail] = claim(post)

    with post.begin() as connection:
        assert outbox.drop(connection, "m", mail.attempt, reason="the task is done")
        assert outbox.failures(connection, 10) == ()

    assert claim(post, LATER) == ()


def test_a_mail_that_was_claimed_but_not_tried_is_put_back_as_if_never_claimed(post):
    owe(post, "a", "b")
    claimed = claim(post)

    with post.begin() as connection:
        outbox.put_back(connection, claimed[1:])

    [again] = claim(post)
    assert (again.id, again.attempt) == ("b", 1)


def test_a_mail_that_belongs_to_no_appraisal_is_found_too(post):
    owe(post, "summary")

    with post.read() as connection:
        assert [mail.id for mail in outbox.of_appraisal(connection, None)] == ["summary"]


def test_what_a_crash_left_claimed_is_released_after_a_while(post):
    owe(post, "m")
    claim(post)

    with post.begin() as connection:
        assert outbox.release_stale(connection, NOW + timedelta(minutes=9), timedelta(minutes=10)) == 0
        assert outbox.release_stale(connection, NOW + timedelta(minutes=10), timedelta(minutes=10)) == 1

    [again] = claim(post, LATER)
    assert (again.attempt, again.letter) == (2, "m")


def test_who_lost_the_claim_cannot_mark_the_mail(post):
    owe(post, "m")
    [lost] = claim(post)
    with post.begin() as connection:
        outbox.release_stale(connection, LATER, timedelta())
    claim(post, LATER)

    with post.begin() as connection:
        marks = [
            outbox.mark_sent(connection, "m", lost.attempt, now=LATER),
            outbox.mark_failed(connection, "m", lost.attempt, error="x", retry_at=LATER),
            outbox.mark_failed(connection, "m", lost.attempt, error="x"),
            outbox.drop(connection, "m", lost.attempt, reason="x"),
        ]
        mine = outbox.mark_sent(connection, "m", 2, now=LATER)

    assert (marks, mine) == ([False] * 4, True)


def test_digest_mails_are_gathered_by_person(post):
    owe(post, "m1", "m3", person="max", digest=True)
    owe(post, "m2", person="max", digest=True, send_at=NOW - timedelta(hours=1))
    owe(post, "s1", person="sue", digest=True)
    owe(post, "single", person="max")
    owe(post, "later", person="max", digest=True, send_at=LATER)

    assert sorted(gather(post)) == [["m2", "m1", "m3"], ["s1"]]
    assert [mail.id for mail in claim(post)] == ["single"]


def test_a_digest_is_for_so_many_people_at_most(post):
    owe(post, "m1", "m2", person="max", digest=True)
    owe(post, "s1", person="sue", digest=True)

    assert gather(post, limit=1) == [["m1", "m2"]]
    assert gather(post, limit=1) == [["s1"]]
    assert gather(post) == []


def test_a_digest_is_repeated_as_the_same_letter(post):
    owe(post, "m1", "m2", person="max", digest=True)
    with post.begin() as connection:
        [first] = outbox.claim_digests(connection, NOW, 10)
        outbox.release_stale(connection, LATER, timedelta())
    owe(post, "m0", person="max", digest=True)

    with post.begin() as connection:
        again = outbox.claim_digests(connection, LATER, 10)

    letters = [{mail.letter for mail in group} for group in again]
    assert {mail.letter for mail in first} == {"m1"}
    assert sorted([mail.id for mail in group] for group in again) == [["m0"], ["m1", "m2"]]
    assert sorted(letters, key=min) == [{"m0"}, {"m1"}]


def test_the_next_mail_leaves_when_the_earliest_may(post):
    with post.read() as connection:
        assert outbox.next_send_at(connection) is None
    owe(post, "later", send_at=LATER)
    owe(post, "digest", send_at=NOW, digest=True)
    with post.read() as connection:
        assert outbox.next_send_at(connection) == NOW

    gather(post)

    with post.read() as connection:
        assert outbox.next_send_at(connection) == LATER
