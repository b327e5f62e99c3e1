from datetime import timedelta

import pytest

from cycleflow.core.model import TaskStatus
from cycleflow.errors import NotFoundError
from cycleflow.store import tasks
from cycleflow.store.tasks import Link
from tests.store.company import NOW, launch

UNTIL = NOW + timedelta(days=14)


@pytest.fixture
def asked(company):
    """The store and the open task of Ann's appraisal."""
    with company.begin() as connection:
        run = launch(connection)
    return company, run.appraisal.open_tasks[0]


def armed(store, task, *, token_hash="hash", generation=0):
    link = Link(task=task.id, generation=generation, token_hash=token_hash, until=UNTIL)
    with store.begin() as connection:
        tasks.arm(connection, [link])


def opened(store, token_hash):
    """Return which task a link leads to, and until when."""
    with store.read() as connection:
        row = tasks.by_token(connection, token_hash)
    return row and (row.id, row.link_until)


def test_a_task_is_stored_as_it_was_decided(asked):
    store, task = asked

    with store.read() as connection:
        row = tasks.get(connection, task.id)

    assert (row.appraisal, row.cycle) == ("sample-2026-Q4.ann", "sample-2026-Q4")
    assert (row.state, row.role, row.person, row.due_at) == (task.state, task.role, task.member.person, task.due_at)
    assert (row.status, row.answer) == (TaskStatus.OPEN, None)
    assert (row.generation, row.token_hash, row.link_until) == (0, None, None)


def test_a_task_nobody_opened_is_not_found(store):
    with pytest.raises(NotFoundError, match="There is no task t"), store.read() as connection:
        tasks.get(connection, "t")


def test_no_link_opens_a_task_before_it_is_mailed(asked):
    store, task = asked

    armed(store, task)

    assert opened(store, "hash") == (task.id, UNTIL)
    assert opened(store, "other") is None


def test_arming_no_link_is_nothing(asked, statements):
    store, _ = asked

    with statements() as sent, store.begin() as connection:
        tasks.arm(connection, [])

    assert [statement for statement, _ in sent if not statement.startswith("BEGIN")] == []


def test_a_renewed_link_is_dead_and_stays_dead(asked):
    store, task = asked
    armed(store, task)

    with store.begin() as connection:
        tasks.renew(connection, task.id)
    armed(store, task)

    assert opened(store, "hash") is None
    with store.read() as connection:
        assert tasks.get(connection, task.id).generation == 1


def test_the_next_generation_opens_the_task_again(asked):
    store, task = asked
    with store.begin() as connection:
        tasks.renew(connection, task.id)

    armed(store, task, token_hash="new", generation=1)

    assert opened(store, "new") == (task.id, UNTIL)


def test_a_decision_leaves_the_link_of_a_task_alone(company):
    with company.begin() as connection:
        run = launch(connection, upto="rating")
    done = run.decisions[0].appraisal.open_tasks[0]

    with company.begin() as connection:
        tasks.arm(connection, [Link(task=done.id, generation=0, token_hash="hash", until=UNTIL)])

    assert opened(company, "hash") == (done.id, UNTIL)
    with company.read() as connection:
        row = tasks.get(connection, done.id)
    assert (row.status, row.answer) == (TaskStatus.DONE, "submit")


def test_what_a_person_is_asked_is_listed_by_urgency(company):
    with company.begin() as connection:
        launch(connection, upto="consent")
        launch(connection, person="bob")

    with company.read() as connection:
        asked = [(row.appraisal, row.state) for row in tasks.open_of(connection, "ann")]
        assert tasks.open_of(connection, "sue") == ()
    assert asked == [("sample-2026-Q4.bob", "plan"), ("sample-2026-Q4.ann", "consent")]


def test_all_tasks_of_an_appraisal_are_listed(company):
    with company.begin() as connection:
        run = launch(connection, upto="panel")

    with company.read() as connection:
        found = tasks.of_appraisal(connection, run.appraisal.id)
    assert [(row.state, row.status) for row in found] == [
        ("plan", TaskStatus.DONE),
        ("rating", TaskStatus.DONE),
        ("panel", TaskStatus.OPEN),
    ]
