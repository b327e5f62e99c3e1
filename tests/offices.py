"""An office on a real database, a small company, and its quarterly cycle: what tests of journeys start from."""

from datetime import UTC, datetime

import pytest

from cycleflow import policy, shipped
from cycleflow.core import facts
from cycleflow.core.casting import cast_of
from cycleflow.core.cycle import Cycle
from cycleflow.core.engine import decide
from cycleflow.core.launching import launch_action, planned
from cycleflow.core.model import Channel
from cycleflow.core.organisation import Organisation, Person
from cycleflow.core.period import period_dates
from cycleflow.core.ratee import Ratee
from cycleflow.journeys.keep import keep
from cycleflow.journeys.office import open_office
from cycleflow.settings import Settings
from cycleflow.store import cycles, definitions, people
from cycleflow.store.definitions import Definition

LAUNCH = datetime(2026, 10, 8, 1, tzinfo=UTC)


def person(number, name, manager=None, *, department="Sales", roles=(), **columns):
    return Person(
        number=number,
        name=name,
        email=f"{number.lower()}@firm.example",
        manager=manager,
        department=department,
        roles=frozenset(roles),
        **columns,
    )


COMPANY = (
    person("E1", "沈国栋", department="总经理室"),
    person("E2", "Helen Ho", "E1", department="HR", roles=("hr",), locale="en"),
    person("E3", "黄磊", "E1", department="HR", roles=("hr", "panel")),
    person("E4", "Paula Panel", "E1", department="HR", roles=("panel", "auditor"), locale="en"),
    person("E5", "何志强", "E1"),
    person("E6", "Lena Lead", "E5", locale="en", zone="Europe/Berlin"),
    person("E7", "王芳", "E6"),
    person("E8", "Ben Bold", "E6", locale="en"),
    person("E9", "张伟", "E6"),
)


def launch(office, workflow, *, period="2026-Q4", members=("E7", "E8", "E9"), now=LAUNCH):
    """Launch a cycle for some of the company through the one door, and return it."""
    kept = policy.pin(workflow)
    starts_on, ends_on = period_dates(workflow.periods, period)
    cycle = Cycle(
        id=f"{workflow.name}-{period}",
        workflow=workflow.name,
        period=period,
        fingerprint=workflow.fingerprint,
        starts_on=starts_on,
        ends_on=ends_on,
        launched_at=now,
        launched_by="E2",
    )
    definition = Definition(fingerprint=workflow.fingerprint, name=workflow.name, created_at=now, **kept._asdict())
    with office.store.begin() as connection:
        definitions.save(connection, definition)
        cycles.create(connection, cycle)
        organisation = people.load_organisation(connection)
    office.workflows(workflow.fingerprint)
    with office.store.begin() as connection:
        keep(office, connection, [_launched(workflow, cycle, organisation, who, now) for who in members])
    return cycle


def _launched(workflow, cycle, organisation: Organisation, who, now):
    appraisal = planned(cycle, who)
    ratee = Ratee(person=organisation.people[who])
    known = facts.kept(workflow, facts.facts_of(workflow, ratee, cycle))
    cast = cast_of(organisation, workflow, ratee)
    action = launch_action(appraisal, cast, actor="E2", channel=Channel.CLI, facts=known)
    return decide(workflow, appraisal, action, now)


@pytest.fixture(scope="session")
def quarterly():
    """Return the default regulation."""
    return policy.load_file(shipped.workflows() / "quarterly.yaml")


@pytest.fixture
def office(store, tmp_path):
    """Return an office with the small company in it, on each kind of database."""
    settings = Settings(database_url=str(store.engine.url), secret="k" * 64, base_url="http://cycleflow.example")
    with store.begin() as connection:
        people.save_people(connection, COMPANY, LAUNCH)
    return open_office(store, settings)


@pytest.fixture
def cycle(office, quarterly):
    """Return the quarterly cycle, launched for three people of one team."""
    return launch(office, quarterly)
