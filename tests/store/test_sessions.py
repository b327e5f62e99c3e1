from datetime import timedelta

import pytest

from cycleflow.store import sessions
from cycleflow.store.sessions import Session
from tests.store.company import NOW, hire

SOON = NOW + timedelta(minutes=15)


@pytest.fixture
def house(store):
    with store.begin() as connection:
        hire(connection, ["ann", "bob"])
        sessions.issue(connection, "hash", "ann", SOON)
    return store


def started(store, *names, person="ann"):
    opened = [
        Session(id_hash=name, person=person, created_at=NOW, expires_at=SOON, csrf=f"csrf of {name}") for name in names
    ]
    with store.begin() as connection:
        for one in opened:
            sessions.start(connection, one)
    return opened


def held(store, *names, at=NOW):
    with store.read() as connection:
        return [sessions.get(connection, name, at) for name in names]


def test_a_sign_in_works_once(house):
    with house.begin() as connection:
        first, second = (sessions.redeem(connection, "hash", NOW) for _ in range(2))

    assert (first, second) == ("ann", None)


def test_looking_at_a_sign_in_does_not_use_it_up(house):
    with house.read() as connection:
        looked = sessions.waiting(connection, "hash", NOW)
    with house.begin() as connection:
        used = sessions.redeem(connection, "hash", NOW)

    assert (looked, used) == ("ann", "ann")
    with house.read() as connection:
        assert sessions.waiting(connection, "hash", NOW) is None


def test_a_sign_in_expires(house):
    with house.begin() as connection:
        assert sessions.waiting(connection, "hash", SOON) is None
        assert sessions.redeem(connection, "hash", SOON) is None


def test_an_unknown_sign_in_is_nobodys(house):
    with house.begin() as connection:
        assert sessions.redeem(connection, "other", NOW) is None


def test_a_session_lasts_until_it_expires(house):
    [session] = started(house, "s1")

    assert held(house, "s1") == [session]
    assert held(house, "s1", at=SOON) == [None]
    assert held(house, "s2") == [None]


def test_a_session_can_be_ended(house):
    _, other = started(house, "s1", "s2")

    with house.begin() as connection:
        sessions.end(connection, "s1")

    assert held(house, "s1", "s2") == [None, other]


def test_whoever_leaves_is_signed_out_everywhere(house):
    started(house, "s1", "s2")
    [other] = started(house, "s3", person="bob")

    with house.begin() as connection:
        sessions.end_all(connection, "ann")

    assert held(house, "s1", "s2", "s3") == [None, None, other]


def test_what_has_expired_is_swept_away(house):
    started(house, "s1")

    with house.begin() as connection:
        sessions.sweep(connection, SOON)

    assert held(house, "s1") == [None]
    with house.begin() as connection:
        sessions.issue(connection, "hash", "bob", SOON)
