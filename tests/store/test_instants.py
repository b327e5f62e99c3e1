from datetime import UTC, datetime, timedelta, timezone

import pytest
from sqlalchemy import insert, select
from sqlalchemy.exc import StatementError

from cycleflow.store.tables import sign_in
from tests.store.company import NOW, hire


def keep(store, *instants, used_at=None):
    with store.begin() as connection:
        hire(connection, ["ann"])
        rows = [
            {"token_hash": str(number), "person": "ann", "expires_at": at, "used_at": used_at}
            for number, at in enumerate(instants)
        ]
        connection.execute(insert(sign_in), rows)


def test_an_instant_comes_back_the_same_and_in_utc(store):
    noon = datetime(2026, 10, 1, 12, 0, 0, 123456, tzinfo=timezone(timedelta(hours=8)))

    keep(store, noon, used_at=NOW)

    with store.read() as connection:
        row = connection.execute(select(sign_in)).one()
    assert (row.expires_at, row.used_at) == (noon, NOW)
    assert row.expires_at.tzinfo is UTC


def test_no_instant_stays_none(store):
    keep(store, NOW)

    with store.read() as connection:
        assert connection.scalar(select(sign_in.c.used_at)) is None


def test_instants_sort_as_time_does(store):
    instants = [NOW + timedelta(microseconds=step) for step in (1_000_000, 0, 1, -1, 999_999)]

    keep(store, *instants)

    with store.read() as connection:
        found = list(connection.scalars(select(sign_in.c.expires_at).order_by(sign_in.c.expires_at)))
    assert found == sorted(instants)


def test_a_naive_instant_is_refused(store):
    with pytest.raises(StatementError, match="a naive datetime cannot be stored"):
        keep(store, datetime(2026, 10, 1, 12))  # noqa: DTZ001 - that is the point
