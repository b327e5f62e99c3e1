"""The bells: how often the rounds are gone, and that nothing else is known to the scheduler."""

import threading
from datetime import UTC, timedelta

import pytest

from cycleflow import scheduler
from cycleflow.scheduler import SECONDS, hang_bells, rounds_of


def test_three_bells_hang(office):
    bells = hang_bells(rounds_of(office))

    assert {job.id: job.trigger.interval for job in bells.get_jobs()} == {
        name: timedelta(seconds=seconds) for name, seconds in SECONDS.items()
    }


def test_a_late_bell_rings_once_and_is_never_dropped():
    bells = hang_bells({"tick": lambda: None})
    bells.start(paused=True)
    [job] = bells.get_jobs()
    bells.shutdown()

    assert (job.max_instances, job.coalesce, job.misfire_grace_time) == (1, True, None)


def test_bells_know_no_time_zone_but_utc():
    assert hang_bells({}).timezone is UTC


def test_every_round_reads_the_time_anew(office, monkeypatch):
    gone = []
    for name in ("tick", "deliver", "launch_recurring"):
        monkeypatch.setattr(scheduler, name, lambda _office, now, name=name: gone.append((name, now)))
    monkeypatch.setattr("cycleflow.scheduler.clock.now", lambda: len(gone))

    for go in (*rounds_of(office).values(), *rounds_of(office).values()):
        go()

    assert gone == [(name, count) for count, name in enumerate(("tick", "deliver", "launch_recurring") * 2)]


def test_bells_ring_at_once_and_go_on_after_a_round_that_failed(caplog):
    rung, enough = [], threading.Event()

    def go():
        rung.append(1)
        if len(rung) >= 3:
            enough.set()
        raise ZeroDivisionError

    bells = hang_bells({"tick": go}, {"tick": 0.05})
    bells.start()
    try:
        assert enough.wait(timeout=20)
    finally:
        bells.shutdown()

    assert "ZeroDivisionError" in caplog.text


@pytest.mark.parametrize("name", SECONDS)
def test_every_bell_has_its_round(office, name):
    assert name in rounds_of(office)
