"""The database: how it is opened, and what a transaction is on it.

`begin()` is a transaction that writes, `read()` one that sees a single moment and cannot write. SQLite runs with its
write-ahead log, full durability and foreign keys; a writer takes the write lock at once (BEGIN IMMEDIATE), so that
two writers queue instead of failing half way.

**Why** the hooks: Python's sqlite3 begins transactions by rules of its own, which break savepoints and snapshots.
They are switched off, and BEGIN is sent by us.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, RootTransaction, create_engine, event, make_url
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import ArgumentError, DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from sqlalchemy.pool import StaticPool

from cycleflow.errors import CollisionError, CycleflowError, InputError
from cycleflow.store import migration

_BUSY_SECONDS = 30
_DEADLOCK = "40P01"
_PRAGMAS = (
    f"PRAGMA busy_timeout = {_BUSY_SECONDS * 1000}",
    "PRAGMA journal_mode = WAL",
    "PRAGMA synchronous = FULL",
    "PRAGMA foreign_keys = ON",
)
_DRIVERS = {
    "sqlite": "sqlite+pysqlite",
    "sqlite+pysqlite": "sqlite+pysqlite",
    "postgres": "postgresql+psycopg",
    "postgresql": "postgresql+psycopg",
    "postgresql+psycopg": "postgresql+psycopg",
}
_READING: Mapping[str, Mapping[str, Any]] = {
    "sqlite": {"reads_only": True},
    "postgresql": {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True},
}


class DatabaseUrlError(InputError):
    words = "The database address {url} cannot be used: {reason}."


class BusyError(CollisionError):
    """Two transactions waited for each other; this one was given up, and nothing of it was written."""

    words = "Somebody else acted on the same appraisals at this moment. Nothing was changed; try again."


class DatabaseUnavailableError(CycleflowError):
    """The database does not answer, or another writer has held it for too long."""

    words = "The database {url} cannot be used now: {reason}."


@dataclass(frozen=True, kw_only=True)
class Store:
    """One database. A transaction that writes is never begun inside another."""

    engine: Engine

    @cached_property
    def _reader(self) -> Engine:
        return self.engine.execution_options(**_READING[self.engine.dialect.name])

    @contextmanager
    def begin(self) -> Iterator[Connection]:
        """Yield a transaction that writes; it is committed at the end, or rolled back if anything is raised.

        Raises:
            DatabaseUnavailableError: it cannot be begun, or the database was lost in the middle.
            CollisionError: somebody else held what we wanted, and wanted what we held.
        """
        with _transaction(self.engine) as connection:
            yield connection

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """Yield a transaction that sees the database at one moment, and refuses to write.

        Raises:
            DatabaseUnavailableError: it cannot be begun, or the database was lost in the middle.
        """
        with _transaction(self._reader) as connection:
            yield connection

    def migrate(self) -> None:
        """Bring the tables up to what this code knows; any number of processes may do so at once.

        Raises:
            NewerDatabaseError: a later version of cycleflow has been here.
        """
        with self.read() as connection:
            if migration.is_current(connection):
                return
        with self.begin() as connection:
            migration.upgrade(connection)

    def close(self) -> None:
        """Close every connection; the store may not be used afterwards."""
        self.engine.dispose()


@dataclass(frozen=True, kw_only=True)
class MemoryStore(Store):
    """A database in memory, for one thread: it has one connection, so a read inside a write takes part in it."""

    _writing: list[Connection] = field(default_factory=list)

    @contextmanager
    def begin(self) -> Iterator[Connection]:
        with super().begin() as connection:
            self._writing.append(connection)
            try:
                yield connection
            finally:
                self._writing.clear()

    @contextmanager
    def read(self) -> Iterator[Connection]:
        if self._writing:
            yield self._writing[0]
            return
        with super().read() as connection:
            yield connection


def open_store(url: str, *, pool_size: int = 5) -> Store:
    """Return the store at a database address; nothing is connected before it is first used.

    `sqlite:///file`, `sqlite://` (in memory, for one thread) or `postgresql://user@host/name`.

    Raises:
        DatabaseUrlError: the address is not one of these.
    """
    address = _address(url)
    try:
        if address.get_backend_name() == "sqlite":
            return _open_sqlite(address, pool_size)
        return Store(engine=create_engine(address, pool_size=pool_size, pool_pre_ping=True, hide_parameters=True))
    except ModuleNotFoundError as error:
        reason = f"{error.name} is not installed; install cycleflow[postgres]"
        raise DatabaseUrlError(url=_shown(address), reason=reason) from error


def _address(url: str) -> URL:
    try:
        address = make_url(url)
    except (ArgumentError, ValueError) as error:
        raise DatabaseUrlError(url="given", reason="it is not written like sqlite:///file or postgresql://…") from error
    if address.drivername not in _DRIVERS:
        raise DatabaseUrlError(url=_shown(address), reason="say sqlite:/// or postgresql://")
    return address.set(drivername=_DRIVERS[address.drivername])


def _open_sqlite(address: URL, pool_size: int) -> Store:
    if address.database in (None, "", ":memory:"):
        store: Store = MemoryStore(engine=create_engine(address, poolclass=StaticPool, hide_parameters=True))
    else:
        store = Store(engine=create_engine(address, pool_size=pool_size, hide_parameters=True))
        event.listen(store.engine, "do_connect", _keep_private)
    event.listen(store.engine, "connect", _prepare)
    event.listen(store.engine, "begin", _begin)
    return store


def _keep_private(_dialect: object, _record: object, address: list[str], _options: object) -> None:
    """Create a missing database file for its owner's eyes only; SQLite would let everybody read it.

    What the file system refuses here, SQLite says in its own words a moment later.
    """
    if address[0].startswith("file:"):
        return
    with suppress(OSError):
        Path(address[0]).touch(mode=0o600, exist_ok=False)


def _prepare(driver: DBAPIConnection, _record: object) -> None:
    """Set up a new SQLite connection: no BEGIN of the driver's own, then what durability and integrity need."""
    driver.isolation_level = None
    cursor = driver.cursor()
    for pragma in _PRAGMAS:
        cursor.execute(pragma)
    cursor.close()


def _begin(connection: Connection) -> None:
    reads_only = connection.get_execution_options().get("reads_only", False)
    cursor = connection.connection.cursor()
    cursor.execute(f"PRAGMA query_only = {int(reads_only)}")
    cursor.close()
    connection.exec_driver_sql("BEGIN" if reads_only else "BEGIN IMMEDIATE")


@contextmanager
def _transaction(engine: Engine) -> Iterator[Connection]:
    try:
        with _connect(engine) as connection, _start(connection):
            yield connection
    except DBAPIError as error:
        if getattr(error.orig, "sqlstate", None) == _DEADLOCK:
            raise BusyError from error
        if not error.connection_invalidated:
            raise
        raise _unavailable(engine, error) from error


def _connect(engine: Engine) -> Connection:
    try:
        return engine.connect()
    except PoolTimeoutError as error:
        reason = "all its connections are in use"
        raise DatabaseUnavailableError(url=_shown(engine.url), reason=reason) from error
    except DBAPIError as error:
        raise _unavailable(engine, error) from error


def _start(connection: Connection) -> RootTransaction:
    try:
        return connection.begin()
    except DBAPIError as error:
        raise _unavailable(connection.engine, error) from error


def _unavailable(engine: Engine, error: DBAPIError) -> DatabaseUnavailableError:
    reason = " ".join(str(error.orig).split()).rstrip(".")
    return DatabaseUnavailableError(url=_shown(engine.url), reason=reason)


def _shown(address: URL) -> str:
    return address.render_as_string(hide_password=True)
