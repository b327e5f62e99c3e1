import sqlite3
import threading
from pathlib import Path

import pytest
from sqlalchemy import func, insert, select, text
from sqlalchemy.exc import DBAPIError, IntegrityError

from cycleflow.store import database, people
from cycleflow.store.database import DatabaseUnavailableError, DatabaseUrlError, open_store
from cycleflow.store.tables import session
from tests.store.company import NOW, hire


def names(store):
    with store.read() as connection:
        return list(people.people(connection))


def test_a_transaction_is_committed_at_its_end(store):
    with store.begin() as connection:
        hire(connection, ["ann"])

    assert names(store) == ["ann"]


def test_whatever_is_raised_undoes_the_transaction(store):
    def hire_and_fail():
        with store.begin() as connection:
            hire(connection, ["ann"])
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        hire_and_fail()

    assert names(store) == []


def test_a_savepoint_undoes_its_own_part_only(store):
    with store.begin() as connection:
        hire(connection, ["ann"])
        savepoint = connection.begin_nested()
        hire(connection, ["bob"])
        savepoint.rollback()

    assert names(store) == ["ann"]


def test_a_reader_cannot_write(store):
    with pytest.raises(DBAPIError, match=r"readonly|read-only"), store.read() as connection:
        hire(connection, ["ann"])

    with store.begin() as connection:
        hire(connection, ["bob"])
    assert names(store) == ["bob"]


def test_a_reader_sees_one_moment(store):
    with store.read() as reader:
        before = people.people(reader)
        with store.begin() as writer:
            hire(writer, ["ann"])
        after = people.people(reader)

    assert before == after == {}


def test_what_a_row_refers_to_must_exist(store):
    stranger = {"id_hash": "x", "person": "nobody", "created_at": NOW, "expires_at": NOW, "csrf": "y"}

    with pytest.raises(IntegrityError), store.begin() as connection:
        connection.execute(insert(session), [stranger])


def test_what_people_enter_is_kept_out_of_error_messages(store):
    secret = {"id_hash": "secret", "person": "nobody", "created_at": NOW, "expires_at": NOW, "csrf": "y"}

    with pytest.raises(IntegrityError) as caught, store.begin() as connection:
        connection.execute(insert(session), [secret])

    assert "secret" not in str(caught.value)


def test_sqlite_is_set_up_for_durability_and_integrity(sqlite_url):
    store = open_store(sqlite_url)
    with store.begin() as connection:
        found = {
            name: connection.scalar(text(f"PRAGMA {name}"))
            for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
        }
    store.close()

    assert found == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "busy_timeout": 30_000}


def test_a_new_sqlite_file_is_for_its_owner_only(tmp_path):
    store = open_store(f"sqlite:///{tmp_path / 'new.db'}")
    store.migrate()

    with store.begin() as connection:
        hire(connection, ["ann"])
        modes = {path.name: oct(path.stat().st_mode & 0o777) for path in tmp_path.iterdir()}

    assert modes == {"new.db": "0o600", "new.db-wal": "0o600", "new.db-shm": "0o600"}
    store.close()


def test_a_sqlite_file_may_be_named_by_a_uri(tmp_path):
    store = open_store(f"sqlite:///file:{tmp_path / 'new.db'}?mode=rwc&uri=true")
    store.migrate()

    assert names(store) == []
    assert sorted(path.name for path in tmp_path.glob("*.db")) == ["new.db"]
    store.close()


def test_an_existing_sqlite_file_keeps_its_permissions(tmp_path):
    path = tmp_path / "shared.db"
    path.touch(mode=0o640)
    store = open_store(f"sqlite:///{path}")

    store.migrate()

    assert oct(path.stat().st_mode & 0o777) == "0o640"
    store.close()


def test_two_sqlite_writers_wait_for_each_other(sqlite_url):
    store = open_store(sqlite_url)
    order = []

    def write():
        with store.begin() as connection:
            order.append("second")
            hire(connection, ["bob"])

    with store.begin() as connection:
        hire(connection, ["ann"])
        waiting = threading.Thread(target=write)
        waiting.start()
        waiting.join(0.2)
        order.append("first")
    waiting.join()

    assert order == ["first", "second"]
    assert names(store) == ["ann", "bob"]
    store.close()


def test_a_writer_that_waits_too_long_is_told_so(sqlite_url, monkeypatch):
    monkeypatch.setattr(database, "_PRAGMAS", ("PRAGMA busy_timeout = 10",))
    store = open_store(sqlite_url)
    other = sqlite3.connect(sqlite_url.removeprefix("sqlite:///"), isolation_level=None)
    other.execute("BEGIN IMMEDIATE")

    with pytest.raises(DatabaseUnavailableError, match="cannot be used now: database is locked"), store.begin():
        pass

    other.close()
    store.close()


def test_a_database_in_memory_lets_a_reader_take_part_in_the_write_around_it():
    store = open_store("sqlite://")
    store.migrate()

    with store.begin() as connection:
        hire(connection, ["ann"])
        inside = names(store)

    assert inside == names(store) == ["ann"]
    store.close()


@pytest.mark.parametrize("url", ["sqlite://", "sqlite:///:memory:"])
def test_each_database_in_memory_is_its_own(url):
    first, second = open_store(url), open_store(url)
    for store in (first, second):
        store.migrate()

    with first.begin() as connection:
        hire(connection, ["ann"])

    assert (names(first), names(second)) == (["ann"], [])
    first.close()
    second.close()


@pytest.mark.parametrize("scheme", ["postgres", "postgresql", "postgresql+psycopg"])
def test_every_way_to_say_postgresql_means_psycopg(scheme):
    store = open_store(f"{scheme}://me:word@nowhere/db")

    assert store.engine.url.render_as_string(hide_password=False) == "postgresql+psycopg://me:word@nowhere/db"
    assert store.engine.dialect.driver == "psycopg"
    store.close()


@pytest.mark.parametrize(
    ("url", "sentence"),
    [
        ("mysql://me:word@there/db", "The database address mysql://me:***@there/db cannot be used: "),
        ("not an address", "The database address given cannot be used: it is not written like sqlite:///file"),
        ("postgresql://me:word@there:port/db", "The database address given cannot be used: it is not written like"),
    ],
)
def test_an_address_that_cannot_be_used_is_refused_without_its_password(url, sentence):
    with pytest.raises(DatabaseUrlError) as caught:
        open_store(url)

    assert str(caught.value).startswith(sentence)
    assert "word" not in str(caught.value)
    assert caught.value.exit_code == 2


def test_postgresql_without_its_driver_says_what_to_install(monkeypatch):
    def missing(*_args, **_kwargs):
        raise ModuleNotFoundError("No module named 'psycopg'", name="psycopg")

    monkeypatch.setattr(database, "create_engine", missing)

    with pytest.raises(DatabaseUrlError, match=r"psycopg is not installed; install cycleflow\[postgres\]"):
        open_store("postgresql://there/db")


def test_a_folder_that_does_not_exist_is_a_sentence(tmp_path):
    store = open_store(f"sqlite:///{tmp_path / 'missing' / 'x.db'}")

    with pytest.raises(DatabaseUnavailableError, match="cannot be used now: unable to open database file"):
        store.migrate()


def test_a_file_that_is_no_database_is_a_sentence(tmp_path):
    Path(tmp_path / "x.db").write_text("dear diary, " * 100)
    store = open_store(f"sqlite:///{tmp_path / 'x.db'}")

    with pytest.raises(DatabaseUnavailableError, match="file is not a database"):
        store.migrate()
    store.close()


def test_a_server_that_does_not_answer_is_a_sentence_without_the_password():
    store = open_store("postgresql://me:word@127.0.0.1:1/db")

    with pytest.raises(DatabaseUnavailableError, match=r"[Cc]onnection refused") as caught:
        store.migrate()

    assert "word" not in str(caught.value)
    store.close()


def test_a_server_that_is_lost_in_the_middle_is_a_sentence(postgres_url):
    store, other = open_store(postgres_url), open_store(postgres_url)

    def lose():
        with store.begin() as connection:
            hire(connection, ["ann"])
            victim = connection.scalar(select(func.pg_backend_pid()))
            with other.begin() as killer:
                killer.execute(select(func.pg_terminate_backend(victim)))
            hire(connection, ["bob"])

    with pytest.raises(DatabaseUnavailableError, match="cannot be used now"):
        lose()

    assert names(store) == []
    store.close()
    other.close()


def test_more_at_once_than_there_are_connections_is_a_sentence(database_url, monkeypatch):
    store = open_store(database_url, pool_size=1)
    monkeypatch.setattr(store.engine.pool, "_max_overflow", 0)
    monkeypatch.setattr(store.engine.pool, "_timeout", 0.05)

    with store.read(), pytest.raises(DatabaseUnavailableError, match="all its connections are in use"), store.read():
        pass

    store.close()


def test_a_server_that_was_restarted_is_found_again(postgres_url):
    store = open_store(postgres_url)
    with store.read() as connection:
        victim = connection.scalar(select(func.pg_backend_pid()))
    other = open_store(postgres_url)
    with other.begin() as connection:
        connection.execute(select(func.pg_terminate_backend(victim)))
    other.close()

    assert names(store) == []
    store.close()
