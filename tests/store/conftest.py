from contextlib import contextmanager

import pytest
from sqlalchemy import event

from tests.store.company import found


@pytest.fixture
def company(store):
    """A store with people and a cycle in it, and no appraisal yet."""
    with store.begin() as connection:
        found(connection)
    return store


@pytest.fixture
def statements(store):
    """Collect what is sent to the database: `with statements() as sent:`."""

    @contextmanager
    def collecting():
        sent = []

        def collect(_connection, _cursor, statement, parameters, _context, _many):
            sent.append((statement, parameters))

        event.listen(store.engine, "before_cursor_execute", collect)
        yield sent
        event.remove(store.engine, "before_cursor_execute", collect)

    return collecting
