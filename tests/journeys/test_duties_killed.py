"""Killed with -9 while something is asked or answered beside the states; and two clocks by mistake. Nothing twice."""

import sys
from signal import SIGKILL
from subprocess import PIPE, Popen

import pytest

from cycleflow.core.model import Deed
from cycleflow.journeys.audit import verify
from cycleflow.store import histories
from tests.beside import NAME, at, found, log, mails, miss_a_week, report, run, say, start, task_of
from tests.journeys.test_rounds_twice import clock_process

CYCLE = "counter-2026-10"
SUNDAY = at("2026-10-11T16:00")
DIES = """
import sys, time
from datetime import datetime
from cycleflow.core.model import Channel
from cycleflow.journeys import {module} as journey
from cycleflow.journeys.office import open_office
from cycleflow.settings import Settings
from cycleflow.store.database import open_store

url, now, task = sys.argv[1:]
office = open_office(open_store(url), Settings(database_url=url, secret="k" * 64))
now = datetime.fromisoformat(now)
carry_through = journey.carry_through

def carry_and_hang(*saved):
    carry_through(*saved)  # everything is written, nothing is committed
    print("written", flush=True)
    time.sleep(60)

journey.carry_through = carry_and_hang
{doing}
"""
RINGING = DIES.format(module="rounds", doing="journey.tick(office, now)")
ANSWERING = DIES.format(
    module="answer",
    doing='journey.answer(office, task, "E7", choice="behind", sheet={}, channel=Channel.PAGE, now=now)',
)


@pytest.fixture
def counting(office):
    start(office, members=("E7",))
    return office


def killed(script, *arguments):
    with Popen([sys.executable, "-c", script, *arguments], stdout=PIPE, text=True) as process:
        assert process.stdout
        assert process.stdout.readline() == "written\n"
        process.kill()
    assert process.returncode == -SIGKILL


def test_a_duty_asked_half_way_is_asked_by_the_next_round(database_url, counting):
    report(counting, "2026-10-03")
    run(counting, "2026-10-04T16:00", "2026-10-10T16:00")
    before = found(counting)

    killed(RINGING, database_url, SUNDAY.isoformat(), "")
    assert found(counting) == before

    run(counting, "2026-10-11T16:00", "2026-10-11T16:00")
    assert log(counting) == [(1, "done"), (2, "open"), (3, "open")]
    assert mails(counting, "task") == ["E7", "E7", "E7"]
    assert verify(counting, CYCLE).holds


def test_a_duty_raised_half_way_is_not_raised_and_then_once(database_url, counting):
    miss_a_week(counting)
    say(counting, "talk", "E6", "behind", "2026-10-14", {"day": "2026-10-14"})
    task = task_of(counting, "talk", "E7")

    killed(ANSWERING, database_url, at("2026-10-15").isoformat(), task.id)
    assert (log(counting, "talk"), "plan" in found(counting).duties) == ([(1, "open")], False)

    say(counting, "talk", "E7", "behind", "2026-10-15")
    assert (log(counting, "talk"), log(counting, "plan")) == ([(1, "done")], [(1, "open")])
    assert verify(counting, CYCLE).holds


def test_two_clocks_ask_and_miss_everything_once(office):
    start(office)
    names = [NAME, NAME.replace("E7", "E8")]
    instants = [at(f"2026-10-{day:02}T{hour:02}:00") for day in range(2, 32) for hour in (9, 16)]

    clocks = [clock_process(office, instants) for _ in range(2)]
    for clock in clocks:
        assert clock.stdin
        clock.stdin.write("go\n")
        clock.stdin.flush()
    said = [clock.communicate(timeout=300)[0].strip() for clock in clocks]

    assert all(line.endswith(" []") for line in said), said
    assert [log(office, name=name) for name in names] == [[(number, "missed") for number in range(1, 5)]] * 2
    assert [log(office, "talk", name) for name in names] == [[(number, "open") for number in range(1, 5)]] * 2
    assert [mails(office, "task", name).count("E6") for name in names] == [4, 4]
    with office.store.read() as conn:
        rung = [entry for name in names for entry in histories.entries(conn, name) if entry.deed is Deed.RING]
    assert sum(int(line.split()[0]) for line in said) == len(rung)
    assert verify(office, CYCLE).holds
