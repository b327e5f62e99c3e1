import pytest

from tests.store.company import found


@pytest.fixture
def company(store):
    """A store with people and a cycle in it, and no appraisal yet."""
    with store.begin() as connection:
        found(connection)
    return store
