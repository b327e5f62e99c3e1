"""Many at once: threads and processes that act on the same rows, and processes that are killed."""

import signal
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from cycleflow.core.model import Deed
from cycleflow.errors import CollisionError
from cycleflow.store import appraisals, histories, outbox, sessions, tasks
from cycleflow.store.outbox import Mail
from cycleflow.store.tables import metadata
from tests.core.samples import CYCLE, PLAN, Run
from tests.store.company import NOW, hire, launch

ANN = f"{CYCLE.id}.ann"
LATE = NOW + timedelta(days=300)


def at_once(*jobs):
    """Start every job at the same moment, and return what each returned or raised."""
    start = threading.Barrier(len(jobs))

    def run(job):
        start.wait()
        try:
            return job()
        except CollisionError as error:
            return error

    with ThreadPoolExecutor(len(jobs)) as pool:
        return list(pool.map(run, jobs))


def sizes(store):
    with store.read() as connection:
        names = ("appraisal", "entry", "task", "outbox")
        return [connection.scalar(select(func.count()).select_from(metadata.tables[name])) for name in names]


@pytest.mark.parametrize("round_", range(3))
def test_of_those_who_decide_on_one_appraisal_at_once_one_succeeds(company, round_):
    with company.begin() as connection:
        launch(connection)
    before = sizes(company)

    def submit():
        with company.read() as connection:
            run = Run()
            run.appraisal = appraisals.get(connection, ANN)
        decision = run.answer("submit", "2026-10-08T10:00", sheet=PLAN)
        both_have_read.wait()
        with company.begin() as connection:
            appraisals.save(connection, [decision])

    both_have_read = threading.Barrier(4)
    outcomes = at_once(*[submit] * 4)

    assert sorted(type(one).__name__ for one in outcomes) == ["CollisionError"] * 3 + ["NoneType"]
    with company.read() as connection:
        assert appraisals.get(connection, ANN).seq == 1
        assert [entry.seq for entry in histories.entries(connection, ANN)] == [0, 1]
    assert sizes(company) == [before[0], before[1] + 1, before[2], before[3]]


def test_whoever_locks_the_appraisal_first_acts_first(company):
    with company.begin() as connection:
        launch(connection)

    def extend():
        with company.begin() as connection:
            run = Run()
            run.appraisal = appraisals.get(connection, ANN, lock=True)
            on = f"2026-10-{20 + run.appraisal.seq}"
            appraisals.save(connection, [run.do(Deed.EXTEND, "2026-10-05T10:00", due_on=on, reason="ill")])

    outcomes = at_once(*[extend] * 5)

    assert outcomes == [None] * 5
    with company.read() as connection:
        assert appraisals.get(connection, ANN).seq == 5


def test_bulk_saves_in_any_order_do_not_block_each_other(company):
    people = [f"p{number}" for number in range(40)]
    with company.begin() as connection:
        hire(connection, people)
        runs = [launch(connection, person=person) for person in people]

    def submit(names):
        def job():
            decisions = []
            for run in runs:
                twin = Run(person=run.appraisal.person)
                twin.appraisal = run.appraisal
                decisions.append(twin.answer("submit", "2026-10-08T10:00", sheet=PLAN))
            with company.begin() as connection:
                appraisals.save(connection, decisions[::names])

        return job

    outcomes = at_once(submit(1), submit(-1), submit(1), submit(-1))

    assert sorted(type(one).__name__ for one in outcomes) == ["CollisionError"] * 3 + ["NoneType"]


def test_no_appraisal_that_is_due_is_given_to_two(company):
    people = [f"p{number}" for number in range(30)]
    with company.begin() as connection:
        hire(connection, people)
        for person in people:
            launch(connection, person=person)

    def ring():
        rung = []
        while True:
            with company.begin() as connection:
                due = appraisals.due(connection, NOW + timedelta(days=5), 4)
                decisions = []
                for one in due:
                    run = Run(person=one.person)
                    run.appraisal = one
                    decisions.append(run.ring("2026-10-06T09:00"))
                appraisals.save(connection, decisions)
            rung += [one.id for one in due]
            if not due:
                return rung

    outcomes = at_once(*[ring] * 3)

    rung = sorted(name for one in outcomes for name in one)
    assert rung == sorted(f"{CYCLE.id}.{person}" for person in people)


def owe(store, number, **how):
    with store.begin() as connection:
        hire(connection, [f"p{one % 7}" for one in range(7)])
        outbox.queue(
            connection,
            [Mail(id=f"m{one}", person=f"p{one % 7}", kind="task", send_at=NOW, **how) for one in range(number)],
        )


def test_no_mail_is_given_to_two(store):
    owe(store, 100)

    def deliver():
        claimed = []
        while True:
            with store.begin() as connection:
                mails = outbox.claim(connection, NOW, 7)
            claimed += [mail.id for mail in mails]
            if not mails:
                return claimed

    outcomes = at_once(*[deliver] * 4)

    assert sorted(name for one in outcomes for name in one) == sorted(f"m{one}" for one in range(100))


def test_no_digest_is_split_between_two(store):
    owe(store, 100, digest=True)

    def deliver():
        letters = []
        while True:
            with store.begin() as connection:
                groups = outbox.claim_digests(connection, NOW, 2)
            letters += [(group[0].person, len(group)) for group in groups]
            if not groups:
                return letters

    outcomes = at_once(*[deliver] * 3)

    letters = sorted(letter for one in outcomes for letter in one)
    assert [person for person, _ in letters] == [f"p{one}" for one in range(7)]
    assert sum(size for _, size in letters) == 100


def test_a_sign_in_link_opens_once_however_often_it_is_clicked(store):
    with store.begin() as connection:
        hire(connection, ["ann"])
        sessions.issue(connection, "hash", "ann", LATE)

    def click():
        with store.begin() as connection:
            return sessions.redeem(connection, "hash", NOW)

    assert sorted(map(str, at_once(*[click] * 4))) == ["None", "None", "None", "ann"]


HALF_DONE = """
import sys, time
from cycleflow.store import appraisals
from cycleflow.store.database import open_store
from tests.core.samples import Run
from tests.store.company import hire

store = open_store(sys.argv[1])
with store.begin() as connection:
    hire(connection, [f"p{number}" for number in range(500)])
    runs = [Run(person=f"p{number}") for number in range(500)]
    appraisals.save(connection, [run.launch() for run in runs])
    print("written", flush=True)
    time.sleep(60)
"""


def test_a_process_killed_in_the_middle_of_a_launch_leaves_nothing(company, database_url):
    process = subprocess.Popen([sys.executable, "-c", HALF_DONE, database_url], stdout=subprocess.PIPE, text=True)
    assert process.stdout
    assert process.stdout.readline() == "written\n"

    process.send_signal(signal.SIGKILL)
    process.wait()
    process.stdout.close()

    assert sizes(company) == [0, 0, 0, 0]
    with company.begin() as connection:
        launch(connection)
    assert sizes(company) == [1, 1, 1, 1]


CLAIMED = """
import sys, time
from datetime import datetime, timezone
from cycleflow.store import outbox
from cycleflow.store.database import open_store

store = open_store(sys.argv[1])
with store.begin() as connection:
    mails = outbox.claim(connection, datetime(2026, 10, 1, 1, tzinfo=timezone.utc), 10)
print(len(mails), flush=True)
time.sleep(60)
"""


def test_a_process_killed_while_it_sends_loses_no_mail(store, database_url):
    owe(store, 3)
    process = subprocess.Popen([sys.executable, "-c", CLAIMED, database_url], stdout=subprocess.PIPE, text=True)
    assert process.stdout
    assert process.stdout.readline() == "3\n"

    process.send_signal(signal.SIGKILL)
    process.wait()
    process.stdout.close()

    with store.begin() as connection:
        assert outbox.claim(connection, NOW, 10) == ()
        assert outbox.release_stale(connection, NOW + timedelta(minutes=10), timedelta(minutes=5)) == 3
        again = outbox.claim(connection, NOW, 10)
    assert [(mail.letter, mail.attempt) for mail in again] == [("m0", 2), ("m1", 2), ("m2", 2)]


def test_a_task_is_renewed_once_for_each_who_asks(company):
    with company.begin() as connection:
        task = launch(connection).appraisal.open_tasks[0].id

    def renew():
        with company.begin() as connection:
            tasks.renew(connection, task)

    at_once(*[renew] * 4)

    with company.read() as connection:
        assert tasks.get(connection, task).generation == 4
