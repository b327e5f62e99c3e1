"""The post is killed with signal 9 in the middle of a round: nothing is lost, and what is repeated is recognisable."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections import Counter
from datetime import timedelta
from email import message_from_bytes

import pytest

from cycleflow.journeys.deliver import CLAIM_LASTS, deliver
from cycleflow.store import outbox
from cycleflow.store.outbox import Mail
from tests.journeys.test_deliver import served_by
from tests.mail.sink import Sink, listening
from tests.offices import LAUNCH

MAILS = 40
LATER = LAUNCH + timedelta(minutes=1)
ROUND = """
import sys
from datetime import datetime
from cycleflow.bootstrap import opened
from cycleflow.journeys.deliver import deliver
with opened() as office:
    print("ready", flush=True)
    deliver(office, datetime.fromisoformat(sys.argv[1]))
"""


class Murderer:
    """Kills the deliverer when the server has taken so many mails; the last of them is never answered."""

    def __init__(self, after: int) -> None:
        self.after = after
        self.taken = 0
        self.victim: subprocess.Popen[str] | None = None

    def __call__(self, _to: str) -> str | None:
        self.taken += 1
        if self.taken == self.after and self.victim:
            os.kill(self.victim.pid, signal.SIGKILL)
        return None


def start_round(office, server, connections: int) -> subprocess.Popen[str]:
    """Start a round in a process of its own."""
    settings = {
        "DATABASE_URL": office.store.engine.url.render_as_string(hide_password=False),
        "SECRET": "k" * 64,
        "SMTP_HOST": "127.0.0.1",
        "SMTP_PORT": str(server.port),
        "SMTP_CONNECTIONS": str(connections),
        "MAIL_FROM": "HR <hr@firm.example>",
    }
    environment = {**os.environ, **{f"CYCLEFLOW_{name}": value for name, value in settings.items()}}
    process = subprocess.Popen(
        [sys.executable, "-c", ROUND, LATER.isoformat()], env=environment, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout
    assert process.stdout.readline() == "ready\n"
    return process


@pytest.fixture
def owing(office):
    """Return the office, owing many mails."""
    mails = [Mail(id=f"n{number:02}", person="E7", kind="paused", send_at=LAUNCH) for number in range(MAILS)]
    with office.store.begin() as conn:
        outbox.queue(conn, mails)
    return office


@pytest.mark.parametrize(("connections", "after"), [(1, 1), (1, 7), (1, MAILS), (4, 13)])
def test_a_killed_round_loses_nothing_and_repeats_at_most_what_was_in_hand(owing, connections, after) -> None:
    murderer = Murderer(after)
    sink = Sink(data=murderer, pause=0.005)
    with listening(sink) as server:
        murderer.victim = start_round(owing, server, connections)
        assert murderer.victim.wait(timeout=60) == -signal.SIGKILL
        assert murderer.victim.stdout
        murderer.victim.stdout.close()
        office = served_by(owing, server, smtp_connections=connections)

        deliver(office, LATER + timedelta(minutes=1))
        before_its_time = len(sink.taken)
        deliver(office, LATER + CLAIM_LASTS)
        deliver(office, LATER + 2 * CLAIM_LASTS)

    arrived = Counter(message_from_bytes(data)["Message-ID"] for _, data in sink.taken)
    assert set(arrived) == {f"<n{number:02}@firm.example>" for number in range(MAILS)}
    assert sum(arrived.values()) - MAILS <= connections
    assert before_its_time <= after + connections
    with owing.store.read() as conn:
        assert not outbox.failures(conn, MAILS)
        assert outbox.next_send_at(conn) is None


def test_two_rounds_at_once_send_everything_once(owing) -> None:
    sink = Sink(pause=0.001)
    with listening(sink) as server:
        rounds = [start_round(owing, server, connections=2) for _ in range(2)]
        for process in rounds:
            assert process.wait(timeout=60) == 0
            assert process.stdout
            process.stdout.close()

    arrived = Counter(message_from_bytes(data)["Message-ID"] for _, data in sink.taken)
    assert arrived == Counter(f"<n{number:02}@firm.example>" for number in range(MAILS))
