import pytest
from sqlalchemy import insert, text

from cycleflow.errors import NotFoundError
from cycleflow.store import histories
from cycleflow.store.database import open_store
from cycleflow.store.histories import StoredEntry
from cycleflow.store.tables import entry
from tests.core.samples import CYCLE
from tests.store.company import found, launch

ANN = f"{CYCLE.id}.ann"


def test_a_history_is_the_text_its_hashes_cover(company):
    with company.begin() as connection:
        run = launch(connection, upto="panel")

    with company.read() as connection:
        stored = histories.stored(connection, ANN)
        read = histories.entries(connection, ANN)

    assert [one.seq for one in stored] == [0, 1, 2, 3]
    assert [one.hash for one in stored] == [one.hash for one in run.entries]
    assert read == tuple(run.entries)


def test_nobody_has_an_empty_history(store):
    with store.read() as connection:
        assert histories.entries(connection, "nobody") == ()


def test_an_entry_edited_beyond_reading_says_so(company):
    with company.begin() as connection:
        launch(connection)
        connection.execute(insert(entry), [{"appraisal_id": ANN, "seq": 1, "body": '{"seq": 1}', "hash": "0"}])

    with company.read() as connection:
        assert histories.stored(connection, ANN)[1] == StoredEntry(appraisal=ANN, seq=1, body='{"seq": 1}', hash="0")
        with pytest.raises(ValueError, match="not the text of an entry"):
            histories.entries(connection, ANN)


def test_a_cycle_is_streamed_appraisal_by_appraisal(company, monkeypatch):
    monkeypatch.setattr(histories, "_NAMES_AT_ONCE", 2)
    with company.begin() as connection:
        runs = [launch(connection, person=person) for person in ("sue", "ann", "bob")]
        launch(connection, person="max", upto="rating")

    with company.read() as connection:
        records = list(histories.stream(connection, CYCLE.id))

    assert [one.appraisal for one in records] == [f"{CYCLE.id}.{person}" for person in ("ann", "bob", "max", "sue")]
    assert [len(one.entries) for one in records] == [1, 1, 2, 1]
    assert [len(one.tasks) for one in records] == [1, 1, 1, 1]
    assert records[3].row["head"] == runs[0].appraisal.head


def test_one_appraisal_is_looked_at_alone(company):
    with company.begin() as connection:
        run = launch(connection, upto="rating")
        launch(connection, person="bob")

    with company.read() as connection:
        record = histories.record(connection, ANN)
        with pytest.raises(NotFoundError, match="There is no appraisal q"):
            histories.record(connection, "q")

    assert (record.appraisal, record.row["seq"], len(record.entries)) == (ANN, run.appraisal.seq, 2)


def test_entries_whose_appraisal_is_gone_are_found(sqlite_url):
    store = open_store(sqlite_url)
    with store.begin() as connection:
        found(connection)
        launch(connection)
        launch(connection, person="bob")
        assert histories.orphans(connection) == ()

    driver = store.engine.raw_connection()
    for statement in ("PRAGMA foreign_keys = OFF", f"DELETE FROM appraisal WHERE id = '{ANN}'"):
        driver.cursor().execute(statement)
    driver.commit()
    driver.close()

    with store.read() as connection:
        assert histories.orphans(connection) == (ANN,)
    store.close()


def test_no_entry_can_be_written_for_an_appraisal_that_is_not_there(company):
    with company.read() as connection:
        assert histories.orphans(connection) == ()
        assert connection.scalar(text("SELECT count(*) FROM entry")) == 0
