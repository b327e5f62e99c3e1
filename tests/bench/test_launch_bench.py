"""What a launch costs, beside writing the very same rows by hand in the same run.

`insert` is SQLAlchemy Core inserting the rows the launch wrote, nothing else; `+ build` adds making their JSON and
their hashes. Ratios of one run say something; microseconds are those of this machine, today. On a busy machine the
time of this process says more than the clock, but on PostgreSQL it leaves out the server.
"""

import json
from contextlib import contextmanager
from datetime import UTC, date, datetime
from hashlib import sha256
from time import perf_counter, process_time

import pytest
from sqlalchemy import event, insert, select

from cycleflow.core.history import canonical
from cycleflow.core.organisation import Person
from cycleflow.journeys.launch import launch, plan_launch
from cycleflow.journeys.office import open_office
from cycleflow.journeys.regulation import find_workflow
from cycleflow.journeys.survey import LaunchOrder
from cycleflow.settings import Settings
from cycleflow.store import people
from cycleflow.store.database import open_store
from cycleflow.store.tables import appraisal, entry, metadata, outbox, task

NOW = datetime(2026, 10, 8, 1, tzinfo=UTC)
TABLES = (appraisal, entry, task, outbox)


def staff(size):
    """Ten people to a manager, fifty departments, two in HR, a panel of three."""
    roles = {5: {"hr"}, 6: {"hr"}, 7: {"panel"}, 8: {"panel"}, 9: {"panel"}}
    return [
        Person(
            number=f"{at:06}",
            name=f"员工{at}",
            email=f"{at:06}@firm.example",
            manager=f"{at // 10:06}" if at else None,
            department=f"D{at % 50}",
            hired_on=date(2020, 1, 1 + at % 28),
            roles=frozenset(roles.get(at, ())),
        )
        for at in range(size)
    ]


@contextmanager
def statements(store):
    sent = []

    def note(*_):
        sent.append(1)

    event.listen(store.engine, "before_cursor_execute", note)
    yield sent
    event.remove(store.engine, "before_cursor_execute", note)


def timed(work):
    """Return the seconds on the clock, the seconds of this process, and the result."""
    clock, own = perf_counter(), process_time()
    result = work()
    return perf_counter() - clock, process_time() - own, result


def written(store):
    with store.read() as conn:
        return {one: [dict(row) for row in conn.execute(select(one)).mappings()] for one in TABLES}


def build(rows):
    """Make every JSON text again, and hash the entries."""
    for row in rows[appraisal]:
        canonical(row["body"])
    for row in rows[entry]:
        sha256(canonical(row["body"]).encode()).hexdigest()
    for row in rows[outbox]:
        canonical(row["facts"])


def parsed(rows):
    texts = {appraisal: "body", entry: "body", outbox: "facts"}
    return {one: [{**row, name: json.loads(row[name])} for row in rows[one]] for one, name in texts.items()}


def by_hand(url, rows, copied):
    """Insert rows as they are, in one transaction, into an empty database of the same shape."""
    store = open_store(url)
    store.migrate()
    with store.begin() as conn:
        for one in (table for table in metadata.sorted_tables if table in copied):
            conn.execute(insert(one), copied[one])

    def work():
        with store.begin() as conn:
            for one in TABLES:
                conn.execute(insert(one), rows[one])

    wall, own, _ = timed(work)
    store.close()
    return wall, own


@pytest.mark.parametrize("size", [1_000, 10_000, 100_000])
@pytest.mark.parametrize("kind", ["sqlite", "postgres"])
def test_launch(request, kind, size, tmp_path):
    url, empty = (request.getfixturevalue(f"{name}{kind}_url") for name in ("", "empty_"))
    store = open_store(url)
    with store.begin() as conn:
        people.save_people(conn, staff(size), NOW)
    office = open_office(store, Settings(database_url=url, secret="k" * 64))
    order = LaunchOrder(workflow=find_workflow("quarterly", "2026-Q4"), period="2026-Q4", by="000005")

    *planned, plan = timed(lambda: plan_launch(office, order, NOW))
    with statements(store) as sent:
        *launched, _ = timed(lambda: launch(office, order, NOW, expect=plan.digest))

    rows = written(store)
    others = [one for one in metadata.sorted_tables if one.name in ("person", "definition", "cycle")]
    with store.read() as conn:
        copied = {one: [dict(row) for row in conn.execute(select(one)).mappings()] for one in others}
    store.close()
    inserted = by_hand(empty, rows, copied)
    values = parsed(rows)
    *built, _ = timed(lambda: build(values))

    assert [len(rows[one]) for one in TABLES[:3]] == [size, size, size]
    print(f"\nlaunch on {kind}, {size:,} people: {launched[0]:.1f} s, {len(sent)} statements")  # noqa: T201
    both = tuple(map(sum, zip(inserted, built, strict=True)))
    contestants = {"plan": planned, "launch": launched, "insert": inserted, "insert + build": both}
    for name, (wall, own) in contestants.items():
        print(  # noqa: T201 - the figures are what a bench is for
            f"  {name:15} {wall / size * 1e6:7.1f} us on the clock, {own / size * 1e6:7.1f} us of this process"
            f"   launch is x {launched[0] / wall:.2f} on the clock, x {launched[1] / own:.2f} of this process"
        )
