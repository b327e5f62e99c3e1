"""People, definitions, cycles, drafts: what is kept comes back as it was."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from cycleflow.core.cycle import CycleStatus
from cycleflow.core.organisation import Person
from cycleflow.errors import NotFoundError
from cycleflow.store import cycles, definitions, drafts, launches, people
from cycleflow.store.cycles import AlreadyLaunchedError
from tests.core.samples import CYCLE
from tests.store.company import DEFINITION, NOW, found, launch

ANN = Person(
    number="E1",
    name="张安",
    email=" An.Zhang@Example.com",
    manager="E0",
    department="销售部",
    position="代表",
    level="P5",
    hired_on=date(2020, 2, 29),
    status="leave",
    locale="en",
    zone="Europe/Berlin",
    roles=frozenset({"hr", "panel"}),
    attributes={"site": "上海"},
)
BOB = Person(number="E2", name="Bob", email="")


def test_people_come_back_as_they_were_saved(store):
    with store.begin() as connection:
        people.save_people(connection, [BOB, ANN], NOW)

    with store.read() as connection:
        found = people.people(connection)
        assert people.load_organisation(connection).people == found
        assert people.get(connection, "E1") == ANN
        assert people.get(connection, "E9") is None
    assert list(found.items()) == [("E1", ANN), ("E2", BOB)]


def test_saving_somebody_again_brings_them_up_to_date(store):
    moved = replace(ANN, department="works", manager=None, roles=frozenset(), attributes={})
    with store.begin() as connection:
        people.save_people(connection, [ANN, BOB], NOW)

    with store.begin() as connection:
        people.save_people(connection, [moved], NOW + timedelta(days=1))

    with store.read() as connection:
        assert people.people(connection) == {"E1": moved, "E2": BOB}


def test_saving_nobody_is_nothing(store):
    with store.begin() as connection:
        people.save_people(connection, [], NOW)

    with store.read() as connection:
        assert people.people(connection) == {}


def test_an_address_is_found_however_it_is_capitalised(store):
    with store.begin() as connection:
        people.save_people(connection, [ANN, BOB], NOW)

    with store.read() as connection:
        assert people.by_email(connection, "an.ZHANG@example.com ") == (ANN,)
        assert people.by_email(connection, "nobody@example.com") == ()


def test_nobody_has_the_empty_address(store):
    with store.begin() as connection:
        people.save_people(connection, [BOB], NOW)

    with store.read() as connection:
        assert people.by_email(connection, " ") == ()


def test_a_definition_comes_back_word_for_word(store):
    text = replace(DEFINITION, text="workflow: 季度\n# Ünïcode\r\n\ttabs\n", calendar='{"a":1}')
    with store.begin() as connection:
        definitions.save(connection, text)

    with store.read() as connection:
        assert definitions.get(connection, text.fingerprint) == text


def test_a_definition_saved_again_stays_as_it_is(store):
    with store.begin() as connection:
        definitions.save(connection, DEFINITION)
        definitions.save(connection, replace(DEFINITION, created_at=NOW + timedelta(days=1)))

    with store.read() as connection:
        assert definitions.get(connection, DEFINITION.fingerprint) == DEFINITION


def test_a_definition_nobody_saved_is_not_found(store):
    with pytest.raises(NotFoundError, match="There is no definition abc"), store.read() as connection:
        definitions.get(connection, "abc")


def test_cycles_come_back_the_latest_first(store):
    later = replace(CYCLE, id="sample-2027-Q1", period="2027-Q1", launched_at=CYCLE.launched_at + timedelta(days=90))
    with store.begin() as connection:
        found(connection)
        cycles.create(connection, later)

    with store.read() as connection:
        assert cycles.get(connection, CYCLE.id) == CYCLE
        assert cycles.all_cycles(connection) == (later, CYCLE)


def test_a_cycle_cannot_be_launched_twice(company):
    with pytest.raises(AlreadyLaunchedError, match="launch sample-2026-Q4 a second"), company.begin() as connection:
        cycles.create(connection, CYCLE)


def test_a_cycle_is_closed(company):
    with company.begin() as connection:
        cycles.close(connection, CYCLE.id, by="hr", why="the firm is sold", now=NOW)

    with company.read() as connection:
        closed = cycles.get(connection, CYCLE.id)
    assert (closed.status, closed.closed_at, closed.closed_by) == (CycleStatus.CLOSED, NOW, "hr")
    assert closed.closed_why == "the firm is sold"


def test_a_closed_cycle_is_opened_again(company):
    with company.begin() as connection:
        cycles.close(connection, CYCLE.id, by="hr", why="", now=NOW)
        cycles.reopen(connection, CYCLE.id)

    with company.read() as connection:
        assert cycles.get(connection, CYCLE.id) == CYCLE


def test_a_cycle_nobody_launched_is_not_found(store):
    with pytest.raises(NotFoundError, match="There is no cycle q"), store.read() as connection:
        cycles.get(connection, "q")
    with pytest.raises(NotFoundError, match="There is no cycle q"), store.begin() as connection:
        cycles.reopen(connection, "q")
    with pytest.raises(NotFoundError, match="There is no cycle q"), store.begin() as connection:
        cycles.lock(connection, "q")


@pytest.fixture
def asked(company):
    """The store and the name of a task that is open in it."""
    with company.begin() as connection:
        run = launch(connection)
    return company, run.appraisal.open_tasks[0].id


def test_a_draft_is_what_was_typed_last(asked):
    store, task = asked
    for typed in ('{"goal": "se"}', '{"goal": "sell"}'):
        with store.begin() as connection:
            drafts.save(connection, task, typed, NOW)

    with store.read() as connection:
        assert drafts.get(connection, task) == '{"goal": "sell"}'


def test_a_discarded_draft_is_gone(asked):
    store, task = asked
    with store.begin() as connection:
        drafts.save(connection, task, "{}", NOW)
        drafts.discard(connection, [task])

    with store.read() as connection:
        assert drafts.get(connection, task) is None


def test_whoever_has_a_role_is_found(store):
    other = replace(BOB, number="E3", roles=frozenset({"a%", "hr"}))
    with store.begin() as connection:
        people.save_people(connection, [other, ANN, BOB], NOW)

    with store.read() as connection:
        assert people.in_role(connection, "hr") == (ANN, other)
        assert people.in_role(connection, "a%") == (other,)
        assert people.in_role(connection, "h") == people.in_role(connection, "%") == ()


def test_some_people_are_returned_by_number_as_far_as_they_exist(store):
    with store.begin() as connection:
        people.save_people(connection, [ANN, BOB], NOW)

    with store.read() as connection:
        assert people.several(connection, ["E2", "E9"]) == {"E2": BOB}


def test_the_plan_of_a_launch_is_kept_word_for_word(company):
    with company.begin() as connection:
        launches.save(connection, CYCLE.id, '{"in": ["安"]}')

    with company.read() as connection:
        assert launches.get(connection, CYCLE.id) == '{"in": ["安"]}'
        with pytest.raises(NotFoundError, match="There is no cycle q"):
            launches.get(connection, "q")
