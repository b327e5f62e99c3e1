from datetime import timedelta

import pytest

from cycleflow.core.model import Deed
from cycleflow.core.organisation import Person
from cycleflow.store import appraisals, overview, people
from cycleflow.store.overview import Funnel, Reason, Stuck
from tests.core.samples import CYCLE, Run, local
from tests.store.company import NOW, launch

ENDS = ("closed", "withdrawn")
IDS = [f"{CYCLE.id}.{one}" for one in ("ann", "bob", "sue")]


@pytest.fixture
def running(company):
    """Ann is being rated, Bob (of sales, too) and Sue (of the board) still plan."""
    with company.begin() as connection:
        launch(connection, upto="rating")
        launch(connection, person="bob")
        launch(connection, person="sue")
    return company


def test_the_funnel_counts_by_state_and_department(running):
    with running.read() as connection:
        assert overview.funnel(connection, CYCLE.id) == (
            Funnel(state="plan", department="board", size=1),
            Funnel(state="plan", department="sales", size=1),
            Funnel(state="rating", department="sales", size=1),
        )
        assert overview.funnel(connection, "other") == ()


@pytest.mark.parametrize(
    ("narrow", "found"),
    [
        ({}, IDS),
        ({"state": "plan"}, IDS[1:]),
        ({"department": "sales"}, IDS[:2]),
        ({"state": "plan", "department": "sales"}, [IDS[1]]),
        ({"after": IDS[0], "limit": 1}, [IDS[1]]),
        ({"after": IDS[2]}, []),
        ({"except_for": ["plan"], "limit": None}, [IDS[0]]),
    ],
)
def test_a_cycle_is_listed_page_by_page(running, narrow, found):
    with running.read() as connection:
        assert [one.id for one in overview.positions(connection, CYCLE.id, **narrow)] == found


def test_a_position_says_where_an_appraisal_stands(running):
    with running.read() as connection:
        first = overview.positions(connection, CYCLE.id)[0]
        appraisal = appraisals.get(connection, first.id)

    assert (first.person, first.department, first.state, first.seq) == ("ann", "sales", "rating", 1)
    assert (first.score, first.grade) == (None, None)
    assert (first.opened_at, first.due_at) == (appraisal.opened_at, appraisal.due_at)


def test_what_is_overdue_is_listed_page_by_page_the_longest_first(running):
    late = local("2026-10-09T09:00")
    with running.read() as connection:
        everything = overview.overdue(connection, CYCLE.id, late)
        first = overview.overdue(connection, CYCLE.id, late, limit=1)
        rest = overview.overdue(connection, CYCLE.id, late, after=first[0])
        nothing = overview.overdue(connection, CYCLE.id, NOW)
        counts = [overview.count_overdue(connection, CYCLE.id, at) for at in (late, NOW)]

    assert [(one.task, one.asked, one.appraisal, one.person) for one in everything] == [
        (f"{IDS[1]}.0.0", "ann", IDS[1], "bob"),
        (f"{IDS[2]}.0.0", "ann", IDS[2], "sue"),
    ]
    assert (everything[0].role, everything[0].state, everything[0].department) == ("employee", "plan", "sales")
    assert (first + rest, nothing, counts) == (everything, (), [2, 0])


def stuck(store, at=NOW):
    with store.read() as connection:
        return overview.stuck(connection, CYCLE.id, at, ends=ENDS)


def test_nothing_is_stuck_while_everybody_has_time(running):
    assert stuck(running) == ()


def test_a_clock_that_does_not_ring_is_found(running):
    with running.read() as connection:
        due = appraisals.next_due_at(connection)
    assert due

    found = stuck(running, due + timedelta(hours=2))

    assert [(one.appraisal, one.reason) for one in found] == [(IDS[1], Reason.CLOCK), (IDS[2], Reason.CLOCK)]


def test_a_task_of_somebody_who_left_is_found(running):
    with running.begin() as connection:
        people.save_people(connection, [Person(number="ann", name="Ann", email="", status="left")], NOW)

    assert stuck(running)[0] == Stuck(
        appraisal=IDS[1], person="bob", department="sales", state="plan", reason=Reason.LEFT, asked="ann"
    )


def test_an_appraisal_that_waits_for_nobody_is_found(company):
    run = Run().upto("rating")
    paused = run.do(Deed.PAUSE, "2026-10-09T09:00", reason="ill")  # Before its state opens: nobody is asked yet.
    with company.begin() as connection:
        appraisals.save(connection, run.decisions)

    assert paused.appraisal.due_at is None
    assert [(one.appraisal, one.reason, one.asked) for one in stuck(company)] == [(IDS[0], Reason.NOBODY, None)]


def test_what_has_ended_is_not_stuck(company):
    run = Run().upto("rating")
    run.do(Deed.WITHDRAW, "2026-10-09T09:00", reason="left")
    with company.begin() as connection:
        appraisals.save(connection, run.decisions)

    assert stuck(company) == ()
