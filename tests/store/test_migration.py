import subprocess
import sys

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import text

from cycleflow.store import migration
from cycleflow.store.database import open_store
from cycleflow.store.migration import NewerDatabaseError
from cycleflow.store.tables import metadata

SCHEMA = {
    "sqlite": "SELECT name, sql FROM sqlite_master WHERE type IN ('table', 'index') AND name NOT LIKE '%alembic%'",
    "postgresql": """
        SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint
            WHERE connamespace = 'public'::regnamespace AND conname NOT LIKE 'alembic%'
        UNION ALL SELECT indexname, indexdef FROM pg_indexes
            WHERE schemaname = 'public' AND indexname NOT LIKE 'alembic%'
    """,
}

MIGRATE = """
import sys
from cycleflow.store.database import open_store
store = open_store(sys.argv[1])
store.migrate()
store.close()
"""


@pytest.fixture
def empty(empty_database_url):
    store = open_store(empty_database_url)
    yield store
    store.close()


def schema(connection):
    rows = connection.execute(text(SCHEMA[connection.dialect.name]))
    return {name: sorted(" ".join((sql or "").split()).removesuffix(" )").split(", CONSTRAINT ")) for name, sql in rows}


def test_the_migrations_lead_to_the_tables_the_code_knows(store):
    with store.read() as connection:
        differences = compare_metadata(MigrationContext.configure(connection), metadata)

    assert differences == []


def test_the_migrations_lead_to_the_same_keys_checks_and_indexes(empty):
    with empty.begin() as connection:
        metadata.create_all(connection)
        wanted = schema(connection)
        metadata.drop_all(connection)

    empty.migrate()

    with empty.read() as connection:
        assert schema(connection) == wanted


def test_migrating_again_changes_nothing(empty):
    empty.migrate()
    empty.migrate()

    with empty.read() as connection:
        assert migration.is_current(connection)


def test_a_migration_that_breaks_leaves_nothing_behind(empty):
    with empty.engine.connect() as connection, connection.begin() as transaction:
        migration.upgrade(connection)
        transaction.rollback()

    with empty.read() as connection:
        assert migration.revision(connection) is None
        assert schema(connection) == {}


def test_processes_that_migrate_at_once_do_it_once(empty_database_url, empty):
    command = [sys.executable, "-W", "error", "-c", MIGRATE, empty_database_url]
    processes = [subprocess.Popen(command, stderr=subprocess.PIPE) for _ in range(4)]

    errors = [process.communicate()[1] for process in processes]

    assert errors == [b""] * 4
    with empty.read() as connection:
        assert migration.is_current(connection)


def test_a_newer_database_is_refused_in_a_sentence(store):
    with store.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))

    with pytest.raises(NewerDatabaseError, match="at revision 9999, which this version of cycleflow does not know"):
        store.migrate()
