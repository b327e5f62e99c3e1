"""The plan a cycle was launched by is kept as it was shown, and never changed."""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from cycleflow.errors import NotFoundError
from cycleflow.store import launches
from tests.core.samples import CYCLE


@pytest.fixture
def launched(company):
    with company.begin() as connection:
        launches.save(connection, CYCLE.id, '{"digest":"1"}')
    return company


def test_a_plan_is_read_back_as_it_was_kept(launched):
    with launched.read() as connection:
        assert launches.get(connection, CYCLE.id) == '{"digest":"1"}'
        with pytest.raises(NotFoundError, match="There is no cycle nothing"):
            launches.get(connection, "nothing")


@pytest.mark.parametrize("statement", ["UPDATE launch SET body = '{}'", "DELETE FROM launch"])
def test_a_plan_cannot_be_changed_or_deleted(launched, statement):
    with pytest.raises(DBAPIError, match="can only be added to"), launched.begin() as connection:
        connection.execute(text(statement))


def test_a_plan_cannot_be_replaced_or_emptied(launched):
    replacing = f"INSERT OR REPLACE INTO launch VALUES ('{CYCLE.id}', '{{}}')"
    statement = replacing if launched.engine.dialect.name == "sqlite" else "TRUNCATE launch CASCADE"

    with pytest.raises(DBAPIError, match="can only be added to"), launched.begin() as connection:
        connection.execute(text(statement))
