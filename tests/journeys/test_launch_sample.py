"""The sample company is one every regulation that comes with cycleflow can be tried on."""

from datetime import UTC, date, datetime

import pytest

from cycleflow import shipped
from cycleflow.core.period import period_of
from cycleflow.core.workflow import Status
from cycleflow.journeys.audit import verify
from cycleflow.journeys.launch import launch
from cycleflow.journeys.office import open_office
from cycleflow.journeys.people import import_people
from cycleflow.journeys.regulation import find_workflow
from cycleflow.journeys.roster.roster import read_roster
from cycleflow.journeys.survey import LaunchOrder
from cycleflow.policy import load_file
from cycleflow.settings import Settings
from cycleflow.store.database import open_store

NOW = datetime(2026, 10, 8, 1, tzinfo=UTC)
NAMES = sorted(file.stem for file in shipped.workflows().glob("*.yaml"))


@pytest.fixture(scope="module")
def sample():
    return read_roster(shipped.sample_people())


@pytest.fixture
def office(sample):
    store = open_store("sqlite://")
    store.migrate()
    office = open_office(store, Settings(database_url="sqlite://", secret="k" * 64))
    import_people(office, sample, actor="1003", now=NOW)
    yield office
    store.close()


def test_the_sample_is_without_fault_and_has_what_there_is(sample):
    people = sample.people.values()

    assert not sample.complaints
    assert not sample.warnings
    assert len(people) == 40
    assert {one.level for one in people} == {"L1", "L2", "L3"}
    assert len({one.department for one in people}) == 2
    assert {one.locale for one in people} == {"zh", "en"}
    assert {role for one in people for role in one.roles} == {"hr", "panel", "auditor"}


@pytest.mark.parametrize("name", NAMES)
def test_every_shipped_regulation_can_be_launched_for_the_sample(office, name):
    file = shipped.workflows() / f"{name}.yaml"
    period = period_of(load_file(file).periods[0], date(2026, 10, 8))
    order = LaunchOrder(workflow=find_workflow(name, period), period=period, by="1003")
    if order.workflow.status not in (Status.TRIAL, Status.EFFECTIVE):
        pytest.skip(f"{name} is a draft")

    plan = launch(office, order, NOW)

    assert len(plan.included) >= 38
    assert not plan.problems
    assert verify(office).holds
