"""Migrations: bring a database to the tables this code knows.

A change of the tables is a new file in `migrations/versions`, numbered, written by hand and never edited once
released; `tests/store/test_migration.py` compares what they lead to with `tables.py`.

**Why** one transaction under one lock: two processes started together must not both create a table, and a
migration that breaks half way leaves the database as it was, on SQLite too.
"""

from __future__ import annotations

from pathlib import Path
from threading import Lock

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text

from cycleflow.errors import CycleflowError

_FOLDER = Path(__file__).parent / "migrations"
_ADVISORY_LOCK = 0x6379636C65  # "cycle"
_PROCESS_LOCK = Lock()
"""Alembic keeps the running migration in globals of its own: one thread at a time."""


class NewerDatabaseError(CycleflowError):
    """The code is older than the database."""

    words = (
        "The database is at revision {found}, which this version of cycleflow does not know (its own is {known}). "
        "Install the version that made it, or a later one."
    )


def is_current(connection: Connection) -> bool:
    """Tell whether the database has exactly the tables this code knows.

    Raises:
        NewerDatabaseError: a later version of cycleflow has been here.
    """
    scripts = ScriptDirectory(str(_FOLDER))
    found, known = revision(connection), scripts.get_current_head()
    if found and found not in {script.revision for script in scripts.walk_revisions()}:
        raise NewerDatabaseError(found=found, known=known)
    return found == known


def revision(connection: Connection) -> str | None:
    """Return the revision a database is at, None if it is empty."""
    return MigrationContext.configure(connection).get_current_revision()


def upgrade(connection: Connection) -> None:
    """Run, inside the connection's transaction, whatever is missing by the time the lock is had."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _ADVISORY_LOCK})
    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", str(_FOLDER).replace("%", "%%"))
    with _PROCESS_LOCK:
        command.upgrade(config, "head")
