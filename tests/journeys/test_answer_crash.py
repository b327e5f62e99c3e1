"""Killed with -9 in the middle of an answer: all of it or nothing, and it can be given again."""

import sys
from datetime import timedelta
from signal import SIGKILL
from subprocess import PIPE, Popen

from cycleflow.core.model import Channel, TaskStatus
from cycleflow.journeys.answer import answer
from cycleflow.journeys.audit import verify
from cycleflow.store import appraisals, histories, outbox, tasks
from tests.journeys.test_answer import GOALS, NAME, task_of
from tests.offices import LAUNCH

SOON = LAUNCH + timedelta(hours=2)

KILLED = """
import sys, time
from datetime import datetime
from cycleflow.core.model import Channel
from cycleflow.journeys import answer as journey
from cycleflow.journeys.office import open_office
from cycleflow.settings import Settings
from cycleflow.store.database import open_store

url, task, now = sys.argv[1:]
office = open_office(open_store(url), Settings(database_url=url, secret="k" * 64))
carry_through = journey.carry_through

def carry_and_hang(*saved):
    carry_through(*saved)  # everything is written, nothing is committed
    print("written", flush=True)
    time.sleep(60)

journey.carry_through = carry_and_hang
sheet = {"goals": ({"goal": "g", "standard": "s", "weight": "100"},)}
journey.answer(
    office, task, "E7", choice="submit", sheet=sheet, channel=Channel.PAGE, now=datetime.fromisoformat(now)
)
"""


def test_an_answer_killed_before_its_commit_is_as_if_never_given(database_url, office, cycle):
    task = task_of(office)
    with Popen(
        [sys.executable, "-c", KILLED, database_url, task.id, SOON.isoformat()], stdout=PIPE, text=True
    ) as process:
        assert process.stdout
        assert process.stdout.readline() == "written\n"
        process.kill()

    assert process.returncode == -SIGKILL
    with office.store.read() as connection:
        assert appraisals.get(connection, NAME).state == "goal_setting"
        assert len(histories.entries(connection, NAME)) == 1
        assert [mail.person for mail in outbox.of_appraisal(connection, NAME)] == ["E7"]
        assert tasks.get(connection, task.id).status is TaskStatus.OPEN

    answer(office, task.id, "E7", choice="submit", sheet=GOALS, channel=Channel.PAGE, now=SOON)

    with office.store.read() as connection:
        assert [mail.person for mail in outbox.of_appraisal(connection, NAME)] == ["E7", "E6"]
    assert verify(office, cycle.id).holds
