"""What depends on what, and that what is taken over cannot change before that is kept."""

import threading

import pytest

from cycleflow.core.model import Deed
from cycleflow.errors import CollisionError
from cycleflow.store import appraisals, dependencies
from cycleflow.store.database import BusyError, open_store
from tests.core.samples import CYCLE, Run
from tests.store.company import found, launch
from tests.store.test_concurrency import at_once

ANN, MAX = f"{CYCLE.id}.ann", f"{CYCLE.id}.max"
WHOLE = f"{CYCLE.id}/everybody"


@pytest.fixture
def launched(company):
    with company.begin() as connection:
        for person in ("ann", "max"):
            launch(connection, person=person)
    return company


def test_what_depends_on_any_of_many_is_found(launched):
    with launched.begin() as connection:
        dependencies.save(connection, {MAX: {ANN, WHOLE}, ANN: {WHOLE}})
        dependencies.save(connection, {MAX: {ANN, "other.x"}})

    with launched.read() as connection:
        assert dependencies.of(connection, {ANN}) == {MAX}
        assert dependencies.of(connection, {WHOLE, *(f"none.{number}" for number in range(600))}) == {ANN, MAX}
        assert dependencies.of(connection, ()) == frozenset()
        assert dependencies.sets_of(connection, CYCLE.id) == {WHOLE}
        assert dependencies.sets_of(connection, "other") == frozenset()


def test_what_is_held_cannot_change_before_it_is_kept(launched):
    order, is_held = [], threading.Event()

    def take():
        with launched.begin() as connection:
            appraisals.many(connection, [ANN], hold=True)
            is_held.set()
            threading.Event().wait(0.2)
            order.append("taken")

    def change():
        is_held.wait()
        with launched.begin() as connection:
            run = Run()
            run.appraisal = appraisals.get(connection, ANN, lock=True)
            order.append("changed")
            appraisals.save(connection, [run.do(Deed.EXTEND, "2026-10-05T10:00", due_on="2026-10-20", reason="ill")])

    assert at_once(take, change) == [None, None]
    assert order == ["taken", "changed"]


def test_of_two_that_wait_for_each_other_one_is_told_to_try_again(postgres_url):
    store = open_store(postgres_url)
    with store.begin() as connection:
        found(connection)
        for person in ("ann", "max"):
            launch(connection, person=person)
    both_have_one = threading.Barrier(2)

    def lock(first, second):
        def run():
            with store.begin() as connection:
                appraisals.get(connection, first, lock=True)
                both_have_one.wait()
                appraisals.get(connection, second, lock=True)

        return run

    ends = at_once(lock(ANN, MAX), lock(MAX, ANN))
    store.close()

    assert [type(one) for one in ends if one] == [BusyError]
    assert issubclass(BusyError, CollisionError)
