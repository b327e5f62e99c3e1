"""What has been written into a history, or pinned as a definition, stays as it is; the database sees to that."""

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.exc import DBAPIError

from cycleflow.store import launches
from cycleflow.store.database import open_store
from cycleflow.store.tables import metadata
from tests.core.samples import CYCLE
from tests.store.company import found, launch

PROTECTED = pytest.mark.parametrize(
    ("table", "column"), [("entry", "body"), ("definition", "text"), ("launch", "body")]
)


@pytest.fixture
def written(company):
    with company.begin() as connection:
        launch(connection)
        launches.save(connection, CYCLE.id, "{}")
    return company


def attempt(store, statement):
    with pytest.raises(DBAPIError, match="can only be added to"), store.begin() as connection:
        connection.execute(text(statement))


def count(store, table):
    with store.read() as connection:
        return connection.scalar(select(func.count()).select_from(metadata.tables[table]))


@PROTECTED
def test_a_row_cannot_be_changed(written, table, column):
    attempt(written, f"UPDATE {table} SET {column} = 'something else'")


@PROTECTED
def test_a_row_cannot_be_deleted(written, table, column):
    attempt(written, f"DELETE FROM {table}")

    assert count(written, table) == 1


@PROTECTED
def test_a_row_cannot_be_changed_by_inserting_it_again(written, table, column):
    with written.read() as connection:
        columns = ", ".join(one.name for one in metadata.tables[table].columns)
        keys = ", ".join(one.name for one in metadata.tables[table].primary_key)
        if connection.dialect.name == "sqlite":
            again = f"INSERT OR REPLACE INTO {table} ({columns}) SELECT {columns} FROM {table}"
        else:
            again = (
                f"INSERT INTO {table} ({columns}) SELECT {columns} FROM {table} "
                f"ON CONFLICT ({keys}) DO UPDATE SET {column} = 'something else'"
            )

    attempt(written, again)


@PROTECTED
def test_a_history_outlives_its_appraisal(written, table, column):
    with written.begin() as connection:
        for follower in ("task", "outbox"):
            connection.execute(text(f"DELETE FROM {follower}"))

    with pytest.raises(DBAPIError), written.begin() as connection:
        connection.execute(text("DELETE FROM appraisal"))

    assert count(written, table) == 1


@pytest.fixture
def postgres(postgres_url):
    store = open_store(postgres_url)
    with store.begin() as connection:
        found(connection)
        launch(connection)
    yield store
    store.close()


@pytest.mark.parametrize("table", ["entry", "definition CASCADE", "appraisal CASCADE", "launch"])
def test_a_table_cannot_be_emptied(postgres, table):
    attempt(postgres, f"TRUNCATE {table}")


@pytest.mark.parametrize("table", ["entry", "definition", "launch"])
def test_even_a_change_of_no_row_is_refused(postgres, table):
    attempt(postgres, f"DELETE FROM {table} WHERE 1 = 0")


@pytest.mark.parametrize("table", ["entry", "definition", "launch"])
def test_acting_as_a_replica_opens_no_door(postgres, table):
    attempt(postgres, f"SET LOCAL session_replication_role = replica; DELETE FROM {table}")
