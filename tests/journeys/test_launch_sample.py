"""The sample company is one every regulation that comes with cycleflow can be tried on."""

from datetime import UTC, date, datetime

import pytest

from cycleflow import shipped
from cycleflow.core.period import period_of
from cycleflow.core.workflow import Status
from cycleflow.journeys.audit import verify
from cycleflow.journeys.launch import NotEffectiveError, launch
from cycleflow.journeys.launch_plan import NobodyError
from cycleflow.journeys.office import open_office
from cycleflow.journeys.people import import_people
from cycleflow.journeys.regulation import find_workflow
from cycleflow.journeys.roster.roster import read_roster
from cycleflow.journeys.survey import LaunchOrder
from cycleflow.settings import Settings
from cycleflow.store.database import open_store
from tests.regulations import read

NOW = datetime(2026, 10, 8, 1, tzinfo=UTC)
NAMES = sorted(file.stem for file in shipped.workflows().glob("*.yaml"))
OF_OTHER_POSTS = (
    "department-form",
    "department-form-person",
    "department-form-year",
    "kpi-library",
    "kpi-library-department",
    "sales-kpi",
    "telecom-posts",
)
"""Regulations that name the posts they are for; the sample company has none of them."""


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
    committee = {"bonus_committee", "chair", "standing"}
    assert {role for one in people for role in one.roles} == {"hr", "panel", "auditor", *committee}


def order_of(name):
    file = shipped.workflows() / f"{name}.yaml"
    period = period_of(read(file).periods[0], date(2026, 10, 8))
    return LaunchOrder(workflow=find_workflow(name, period), period=period, by="1003")


def has_begun(name):
    return read(shipped.workflows() / f"{name}.yaml").status in {Status.TRIAL, Status.EFFECTIVE}


@pytest.mark.parametrize("name", [name for name in NAMES if has_begun(name) and name not in OF_OTHER_POSTS])
def test_every_shipped_regulation_can_be_launched_for_the_sample(office, name):
    plan = launch(office, order_of(name), NOW)

    assert plan.included
    assert not plan.problems
    assert verify(office).holds


@pytest.mark.parametrize("name", OF_OTHER_POSTS)
def test_a_regulation_of_posts_that_nobody_holds_says_so(office, name):
    with pytest.raises(NobodyError, match="the rules leave none"):
        launch(office, order_of(name), NOW)


@pytest.mark.parametrize("name", [name for name in NAMES if not has_begun(name)])
def test_a_draft_is_not_launched(office, name):
    with pytest.raises(NotEffectiveError):
        launch(office, order_of(name), NOW)
