from datetime import UTC, datetime, timedelta

from cycleflow.web import limit
from cycleflow.web.limit import Limit

NOW = datetime(2026, 10, 8, tzinfo=UTC)


def test_a_name_may_so_often_in_so_long():
    twice = Limit(2, within=timedelta(minutes=10))

    assert [twice.lets("a", NOW + timedelta(minutes=at)) for at in (0, 1, 2, 10, 10.5)] == [
        True,
        True,
        False,
        True,
        False,
    ]
    assert twice.lets("b", NOW)


def test_the_names_kept_are_bounded(monkeypatch):
    monkeypatch.setattr(limit, "_MOST_NAMES", 2)
    once = Limit(1, within=timedelta(minutes=10))

    for name in "abc":
        once.lets(name, NOW)

    assert once.lets("a", NOW)
    assert not once.lets("c", NOW)
