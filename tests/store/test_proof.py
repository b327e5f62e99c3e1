"""Whatever is edited beside the histories is found."""

import pytest
from sqlalchemy import func, text, update

from cycleflow.core.history import Flaw
from cycleflow.store import histories, proof
from cycleflow.store.tables import appraisal, task
from tests.core.samples import CYCLE
from tests.store.company import NOW, launch

ANN = f"{CYCLE.id}.ann"


@pytest.fixture
def proven(company):
    """A store with one appraisal in it, and the appraisal its history leads to."""
    with company.begin() as connection:
        run = launch(connection, upto="consent")
    return company, run.appraisal


def edit(store, statement):
    with store.begin() as connection:
        connection.execute(statement)


def flaws(store, replayed):
    with store.read() as connection:
        [record] = histories.stream(connection, CYCLE.id)
    return [str(flaw) for flaw in proof.compare(record, replayed)]


def test_what_nobody_edited_agrees_with_its_history(proven):
    store, replayed = proven

    assert flaws(store, replayed) == []


@pytest.mark.parametrize(
    ("column", "value", "right"),
    [
        ("state", "closed", "consent"),
        ("seq", 6, "7"),
        ("head", "0" * 64, None),
        ("score", "5.00", "3.60"),
        ("grade", "A", "B"),
        ("person", "bob", "ann"),
        ("due_at", NOW, None),
        ("opened_at", None, None),
    ],
)
def test_an_edited_column_is_found(proven, column, value, right):
    store, replayed = proven

    edit(store, update(appraisal).values({column: value}))

    [flaw] = flaws(store, replayed)
    assert flaw.startswith(f"{ANN} entry 7: In the database its {column} is {value}, but the history leads to")
    assert right is None or flaw.endswith(f" {right}.")


def test_an_edited_body_is_found(proven):
    store, replayed = proven

    edit(store, update(appraisal).values(body=func.replace(appraisal.c.body, '"3.60"', '"5.00"')))

    assert flaws(store, replayed) == [
        f"{ANN} entry 7: In the database its body (score) is 5.00, but the history leads to 3.60."
    ]


@pytest.mark.parametrize(
    ("body", "sentence"),
    [
        ("nonsense", "its body is no snapshot, but the history leads to one."),
        ("[1]", "its body is no snapshot, but the history leads to one."),
        ("{}", "its body (cast) is None, but"),
    ],
)
def test_a_body_that_is_no_snapshot_is_found(proven, body, sentence):
    store, replayed = proven

    edit(store, update(appraisal).values(body=body))

    [flaw] = flaws(store, replayed)
    assert sentence in flaw


def test_a_body_that_was_only_spelt_otherwise_is_found(proven):
    store, replayed = proven

    edit(store, update(appraisal).values(body=appraisal.c.body + " "))

    [flaw] = flaws(store, replayed)
    assert "its body is spelt otherwise, but the history leads to the canonical text." in flaw


@pytest.mark.parametrize(
    ("name", "column", "value"),
    [
        (f"{ANN}.0.0", "status", "void"),
        (f"{ANN}.0.0", "person", "bob"),
        (f"{ANN}.7.1", "due_at", NOW),
        (f"{ANN}.7.1", "status", "done"),
        (f"{ANN}.7.1", "state", "plan"),
        (f"{ANN}.7.1", "answer", "sign"),
        (f"{ANN}.7.1", "cycle_id", "other"),
    ],
)
def test_an_edited_task_is_found(proven, name, column, value):
    store, replayed = proven

    edit(store, update(task).where(task.c.id == name).values({column: value}))

    [flaw] = flaws(store, replayed)
    assert f"In the database the {column} of its task {name} is {value}, but the history leads to" in flaw


def test_a_task_that_was_removed_is_found(proven):
    store, replayed = proven

    edit(store, text(f"DELETE FROM task WHERE id = '{ANN}.7.1'"))

    assert flaws(store, replayed) == [f"{ANN} entry 7: Its task {ANN}.7.1 is in the history, but not in the database."]


def test_a_task_that_was_added_is_found(proven):
    store, replayed = proven
    columns = ", ".join(column.name for column in task.columns if column.name != "id")

    edit(store, text(f"INSERT INTO task (id, {columns}) SELECT 'x', {columns} FROM task WHERE id = '{ANN}.7.1'"))

    assert flaws(store, replayed) == [f"{ANN} entry 7: In the database it has a task x that no entry opened."]


def test_a_flaw_names_its_appraisal_and_entry(proven):
    store, replayed = proven
    edit(store, update(appraisal).values(grade="A"))

    with store.read() as connection:
        [record] = histories.stream(connection, CYCLE.id)
    [flaw] = proof.compare(record, replayed)

    assert isinstance(flaw, Flaw)
    assert (flaw.appraisal, flaw.seq) == (ANN, 7)


def test_a_link_that_was_mailed_is_no_flaw(proven):
    store, replayed = proven

    edit(store, update(task).values(generation=3, link_until=NOW))

    assert flaws(store, replayed) == []
