import json
import sqlite3
from contextlib import closing
from datetime import timedelta

import pytest
from sqlalchemy import text

from cycleflow.core.model import Action, Channel, Deed, Standing
from cycleflow.errors import NotFoundError
from cycleflow.journeys.answer import act
from cycleflow.journeys.audit import ExportError, export, history, read_heads, verify, verify_one
from cycleflow.store import appraisals
from tests.journeys.test_calibrate import to_calibration

NAME = "quarterly-2026-Q4.E7"
DEPENDANTS = (("task", "appraisal_id"), ("outbox", "appraisal_id"))
TRIGGERS = {
    "sqlite": "SELECT name, tbl_name FROM sqlite_master WHERE type = 'trigger'",
    "postgresql": "SELECT tgname, tgrelid::regclass::text FROM pg_trigger WHERE NOT tgisinternal",
}


@pytest.fixture
def rated(office, cycle):
    to_calibration(office, NAME)
    return cycle


def tamper(office, statement, **values):
    """Change the database as its owner could: without triggers, without foreign keys."""
    dialect = office.store.engine.dialect.name
    with office.store.begin() as connection:
        for name, table in connection.execute(text(TRIGGERS[dialect])).all():
            connection.execute(text(f"DROP TRIGGER {name}" + (f" ON {table}" if dialect == "postgresql" else "")))
        connection.execute(text(statement), values)


def flaws(office, cycle=None, **rest):
    return [str(flaw) for flaw in verify(office, cycle, **rest).flaws]


def test_an_untouched_cycle_verifies(office, rated):
    seen = []

    found = verify(office, rated.id, advance=lambda done, total: seen.append((done, total)))

    assert found.holds
    assert (found.cycles, found.appraisals) == (1, 3)
    assert found.entries == len(history(office, NAME)) + 2
    assert seen == [(1, 3), (2, 3), (3, 3)]


def test_all_cycles_are_verified_at_once(office, rated):
    assert verify(office).appraisals == 3


def test_a_single_appraisal_is_verified(office, rated):
    assert verify_one(office, NAME).holds
    with pytest.raises(NotFoundError):
        verify_one(office, "nobody")


def test_a_cycle_that_does_not_exist_is_named(office):
    with pytest.raises(NotFoundError):
        verify(office, "nothing-2026")
    with pytest.raises(NotFoundError):
        history(office, "nobody")


def edited(office, seq, **changes):
    entry = next(one for one in history(office, NAME) if one.seq == seq)
    with office.store.read() as connection:
        body = connection.scalar(
            text("SELECT body FROM entry WHERE appraisal_id = :name AND seq = :seq"), {"name": NAME, "seq": entry.seq}
        )
    return json.dumps({**json.loads(body), **changes}, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def test_an_edited_entry_is_named(office, rated):
    tamper(
        office,
        "UPDATE entry SET body = :body WHERE appraisal_id = :name AND seq = 1",
        body=edited(office, 1, actor="E9"),
        name=NAME,
    )

    assert flaws(office, rated.id)[0] == (
        f"{NAME} entry 1: Its text does not match its hash; it was edited after it was written."
    )
    assert not verify_one(office, NAME).holds


@pytest.mark.parametrize("body", ["nonsense", '{"actor": "E7"}'])
def test_an_entry_edited_beyond_reading_is_named(office, rated, body):
    tamper(office, "UPDATE entry SET body = :body WHERE appraisal_id = :name AND seq = 1", body=body, name=NAME)

    assert f"{NAME} entry 1: Its text was edited" in flaws(office)[0]


def test_an_entry_spelt_otherwise_is_named(office, rated):
    spaced = json.dumps(json.loads(edited(office, 1)))
    tamper(office, "UPDATE entry SET body = :body WHERE appraisal_id = :name AND seq = 1", body=spaced, name=NAME)

    assert "one canonical way" in flaws(office)[0]


def test_an_entry_put_elsewhere_is_named(office, rated):
    tamper(office, "UPDATE entry SET seq = 99 WHERE appraisal_id = :name AND seq = 1", name=NAME)

    assert any("it is that of quarterly-2026-Q4.E7 entry 1" in flaw for flaw in flaws(office))


def test_a_removed_entry_is_named(office, rated):
    tamper(office, "DELETE FROM entry WHERE appraisal_id = :name AND seq = 2", name=NAME)

    assert "one was removed or inserted" in flaws(office)[0]


def test_a_history_cut_off_at_its_end_is_named(office, rated):
    tamper(office, "DELETE FROM entry WHERE appraisal_id = :name AND seq > 2", name=NAME)

    assert "the history leads to" in flaws(office)[0]


def test_a_removed_history_is_named(office, rated):
    tamper(office, "DELETE FROM entry WHERE appraisal_id = :name", name=NAME)

    assert flaws(office) == [f"{NAME} entry -1: It has no history; every entry was removed."]


@pytest.mark.parametrize(("column", "value"), [("score", "5.00"), ("grade", "5"), ("state", "closed"), ("head", "x")])
def test_an_edited_column_is_named(office, rated, column, value):
    tamper(office, f"UPDATE appraisal SET {column} = :value WHERE id = :name", value=value, name=NAME)

    assert any(column in flaw and value in flaw for flaw in flaws(office))


def test_an_edited_definition_is_named(office, rated):
    tamper(office, "UPDATE definition SET text = replace(text, 'rows: 1..8', 'rows: 1..9')")

    assert "was edited: its fingerprint is now" in flaws(office)[0]


def test_a_definition_that_cannot_be_read_is_named(office, rated):
    tamper(office, "UPDATE definition SET text = 'gone: ['")

    assert "cannot be read" in flaws(office)[0]


def test_an_appraisal_removed_with_its_history_left_is_named(office, rated):
    if office.store.engine.dialect.name == "sqlite":
        path = office.store.engine.url.database
        with closing(sqlite3.connect(path)) as connection, connection:  # foreign keys are off unless asked for
            for table, column in (*DEPENDANTS, ("appraisal", "id")):
                connection.execute(f"DELETE FROM {table} WHERE {column} = ?", [NAME])
    else:
        tamper(office, "ALTER TABLE entry DROP CONSTRAINT entry_appraisal_id_fkey")
        for table, column in (*DEPENDANTS, ("appraisal", "id")):
            tamper(office, f"DELETE FROM {table} WHERE {column} = :name", name=NAME)

    assert flaws(office) == [f"{NAME} entry -1: It has a history, but the appraisal itself was removed."]


# -- exports --------------------------------------------------------------------------------------------------------


def test_an_export_holds_the_definition_every_entry_and_every_head(office, rated):
    lines = [json.loads(line) for line in export(office, rated.id)]

    assert lines[0]["kind"] == "cycle"
    assert "# The default regulation" in lines[0]["definition"]
    assert sum(line["kind"] == "entry" for line in lines) == verify(office).entries
    heads = {line["appraisal"]: line["hash"] for line in lines if line["kind"] == "head"}
    with office.store.read() as connection:
        assert heads == {one.id: one.head for one in appraisals.of_cycle(connection, rated.id)}


def test_a_history_only_added_to_since_an_export_agrees_with_it(office, rated):
    heads = read_heads("audit.jsonl", export(office, rated.id))
    action = Action(deed=Deed.PAUSE, actor="E2", standing=Standing.HR, channel=Channel.CLI, inputs={"reason": "x"})
    act(office, NAME, action, rated.launched_at + timedelta(days=99))

    assert flaws(office, rated.id, heads=heads) == []


def test_a_whole_chain_written_anew_does_not_agree_with_an_earlier_export(office, rated):
    heads = read_heads("audit.jsonl", export(office, rated.id))
    for table, column in (*DEPENDANTS, ("entry", "appraisal_id"), ("appraisal", "id")):
        tamper(office, f"DELETE FROM {table} WHERE {column} = '{NAME}'")

    (flaw,) = flaws(office, rated.id, heads=heads)
    assert "the store now says nothing" in flaw


def test_an_empty_history_is_exported_as_such(office, rated):
    tamper(office, "DELETE FROM entry WHERE appraisal_id = :name", name=NAME)

    head = next(json.loads(line) for line in export(office, rated.id) if f'"appraisal":"{NAME}"' in line)
    assert head["seq"] == -1


@pytest.mark.parametrize("line", ["nonsense", "[]", "{}", '{"kind": "head"}'])
def test_what_is_not_an_export_is_refused_with_its_line(line):
    with pytest.raises(ExportError, match=r"audit\.jsonl:2: this is not a line of an export"):
        read_heads("audit.jsonl", iter(['{"kind":"cycle"}', line]))
