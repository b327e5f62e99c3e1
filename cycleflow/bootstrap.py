"""The only place that wires: settings to store to Office, to pages.

Every edge (a command, the web process, a test of the whole) asks here and gets an Office whose store is migrated.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from cycleflow.journeys.office import Office, open_office
from cycleflow.settings import Settings
from cycleflow.store.database import open_store


@contextmanager
def opened(settings: Settings | None = None) -> Iterator[Office]:
    """Yield the Office of the settings (by default, of the environment), its store migrated; close it afterwards."""
    settings = settings or Settings()
    store = open_store(settings.database_url, pool_size=settings.database_pool)
    try:
        store.migrate()
        yield open_office(store, settings)
    finally:
        store.close()
