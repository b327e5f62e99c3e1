"""What every journey needs at hand: the store, the settings, and the pinned workflows.

**Why** a value and not a container: a journey is a plain function, and an Office is its first argument. `bootstrap`
makes the one of the running program, a test makes its own.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from sqlalchemy import Connection

from cycleflow.core.workflow import Workflow
from cycleflow.policy import load_pinned
from cycleflow.settings import Settings
from cycleflow.store import definitions
from cycleflow.store.database import Store


class Workflows(Protocol):
    """Returns the Workflow of a fingerprint, as it was when its cycle was launched.

    Within a transaction its connection is given along: a database in memory has no second one.
    """

    def __call__(self, fingerprint: str, connection: Connection | None = None, /) -> Workflow: ...


@dataclass(frozen=True, kw_only=True)
class Office:
    store: Store
    settings: Settings
    workflows: Workflows


def open_office(store: Store, settings: Settings) -> Office:
    """Return an Office whose workflows are read from the store once, and then kept: a pinned one never changes."""
    known: dict[str, Workflow] = {}

    def pinned(fingerprint: str, connection: Connection | None = None, /) -> Workflow:
        if fingerprint not in known:
            known[fingerprint] = _read(store, fingerprint, connection)
        return known[fingerprint]

    return Office(store=store, settings=settings, workflows=pinned)


def _read(store: Store, fingerprint: str, connection: Connection | None) -> Workflow:
    if connection is None:
        with store.read() as own:
            return _read(store, fingerprint, own)
    definition = definitions.get(connection, fingerprint)
    return load_pinned(definition.text, definition.calendar, definition.tables)
