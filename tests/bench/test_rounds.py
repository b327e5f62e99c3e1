"""A round's cost follows the work due, never the population: 1,000 due of 10,000, and of 100,000, on both databases."""

from datetime import UTC, datetime
from statistics import median
from time import perf_counter

import psycopg
import pytest
from sqlalchemy import func, make_url, select, update

from cycleflow.core.model import Channel
from cycleflow.journeys.launch import launch
from cycleflow.journeys.office import open_office
from cycleflow.journeys.rounds import tick
from cycleflow.journeys.survey import LaunchOrder
from cycleflow.settings import Settings
from cycleflow.store import people
from cycleflow.store.database import open_store
from cycleflow.store.tables import appraisal
from tests.offices import person

LAUNCHED = datetime(2026, 10, 8, 1, tzinfo=UTC)
DUE = 1000
SIZES = (10_000, 100_000)
FAR = datetime(2099, 1, 1, tzinfo=UTC)


def populate(url, quarterly, size):
    """Launch the quarterly cycle for so many, with a thousand of them due at once."""
    store = open_store(url)
    store.migrate()
    office = open_office(store, Settings(database_url=url, secret="k" * 64))
    top = [person("H1", "HR", roles=("hr", "panel")), person("H2", "HR", "H1", roles=("hr", "panel"))]
    top += [person("H3", "HR", "H1", roles=("hr",))]
    crowd = [person(f"N{number:06}", "Name", "H2") for number in range(size)]
    with store.begin() as conn:
        people.save_people(conn, [*top, *crowd], LAUNCHED)
    launch(office, LaunchOrder(workflow=quarterly, period="2026-Q4", by="H1", channel=Channel.CLI), LAUNCHED)
    with store.begin() as conn:
        at = conn.scalar(select(func.min(appraisal.c.due_at, type_=appraisal.c.due_at.type)))
        later = select(appraisal.c.id).order_by(appraisal.c.id).offset(DUE)
        conn.execute(update(appraisal).where(appraisal.c.id.in_(later)).values(due_at=FAR))
    if store.engine.dialect.name == "postgresql":
        with store.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as conn:
            conn.exec_driver_sql("ANALYZE")
    return office, at


def database(request, size):
    """Return the address of an empty PostgreSQL database for this size."""
    server = request.getfixturevalue("postgres_server")
    name = f"rounds_{size}"
    with psycopg.connect(server, autocommit=True) as conn:
        conn.execute(f"CREATE DATABASE {name}")
    return make_url(server).set(database=name).render_as_string(hide_password=False)


def seconds(office, at, expected):
    started = perf_counter()
    report = tick(office, at)
    taken = perf_counter() - started
    assert report.rung == expected
    return taken


@pytest.mark.parametrize("kind", ["sqlite", "postgres"])
def test_the_cost_of_a_round_follows_the_work_due(kind, quarterly, tmp_path, request):
    idle, busy = {}, {}
    for size in SIZES:
        url = f"sqlite:///{tmp_path}/{size}.db" if kind == "sqlite" else database(request, size)
        office, at = populate(url, quarterly, size)
        idle[size] = median(seconds(office, LAUNCHED, 0) for _ in range(50))
        busy[size] = seconds(office, at, DUE)
        office.store.close()

    small, large = SIZES
    print(  # noqa: T201 - what a bench is for
        f"\n{kind}: idle round {idle[small] * 1000:.2f} ms of {small:,}, {idle[large] * 1000:.2f} ms of {large:,} "
        f"(ratio {idle[large] / idle[small]:.2f}); {DUE:,} due: {busy[small]:.2f} s of {small:,}, "
        f"{busy[large]:.2f} s of {large:,} (ratio {busy[large] / busy[small]:.2f}, "
        f"{DUE / busy[large]:,.0f} appraisals a second)"
    )
    assert idle[large] / idle[small] < 3
    assert busy[large] / busy[small] < 4
