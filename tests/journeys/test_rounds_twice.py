"""Two clocks by mistake: two real processes go their rounds at once, and every reminder still leaves exactly once."""

import os
import subprocess
import sys
from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest

from cycleflow.core.calendar import instant
from cycleflow.core.model import Deed
from cycleflow.store import histories, outbox, people
from tests.offices import LAUNCH, launch, person

MANY = 80
ROUNDS = """
import sys
from datetime import datetime
from cycleflow.bootstrap import opened
from cycleflow.journeys.rounds import tick
with opened() as office:
    print("ready", flush=True)
    sys.stdin.readline()
    reports = [tick(office, datetime.fromisoformat(at), limit=7) for at in sys.argv[1:]]
print(sum(report.rung for report in reports), [report.failed for report in reports if report.failed])
"""


def clock_process(office, instants):
    settings = {"DATABASE_URL": office.store.engine.url.render_as_string(hide_password=False), "SECRET": "k" * 64}
    environment = {**os.environ, **{f"CYCLEFLOW_{name}": value for name, value in settings.items()}}
    process = subprocess.Popen(
        [sys.executable, "-c", ROUNDS, *(at.isoformat() for at in instants)],
        env=environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout
    assert process.stdout.readline() == "ready\n"
    return process


@pytest.fixture
def crowd(office, quarterly):
    """Launch the quarterly cycle for many, and return their appraisals' names."""
    numbers = [f"N{number:03}" for number in range(MANY)]
    with office.store.begin() as conn:
        people.save_people(conn, [person(number, number, "E6") for number in numbers], LAUNCH)
    cycle = launch(office, quarterly, members=numbers)
    return [f"{cycle.id}.{number}" for number in numbers]


def test_two_clocks_ring_every_bell_exactly_once(office, crowd, quarterly) -> None:
    days = [LAUNCH.date() + timedelta(days=number) for number in range(30)]
    instants = [instant(day, quarterly.calendar.day_starts, quarterly.calendar.zone) for day in days]

    clocks = [clock_process(office, instants) for _ in range(2)]
    for clock in clocks:
        assert clock.stdin
        clock.stdin.write("go\n")
        clock.stdin.flush()
    said = [clock.communicate(timeout=300)[0].strip() for clock in clocks]

    assert [clock.returncode for clock in clocks] == [0, 0]
    assert all(line.endswith(" []") for line in said), said
    with office.store.read() as conn:
        rung = [entry for name in crowd for entry in histories.entries(conn, name) if entry.deed is Deed.RING]
        mails = [mail for name in crowd for mail in outbox.of_appraisal(conn, name)]
    assert sum(int(line.split()[0]) for line in said) == len(rung)
    assert set(Counter((entry.appraisal, entry.at) for entry in rung).values()) == {1}
    reminders = Counter((mail.appraisal, mail.person == "E6") for mail in mails if mail.kind == "reminder")
    assert reminders == {(name, is_heir): 1 if is_heir else 3 for name in crowd for is_heir in (False, True)}
    assert max(entry.at for entry in rung) <= datetime(2026, 11, 30, tzinfo=UTC)
