"""What every journey needs at hand: the store, the settings, and the pinned workflows.

**Why** a value and not a container: a journey is a plain function, and an Office is its first argument. `bootstrap`
makes the one of the running program, a test makes its own.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

from cycleflow.core.workflow import Workflow
from cycleflow.policy import load_pinned
from cycleflow.settings import Settings
from cycleflow.store import definitions
from cycleflow.store.database import Store


@dataclass(frozen=True, kw_only=True)
class Office:
    """`workflows` returns the Workflow of a fingerprint, as it was when its cycle was launched."""

    store: Store
    settings: Settings
    workflows: Callable[[str], Workflow]


def open_office(store: Store, settings: Settings) -> Office:
    """Return an Office whose workflows are read from the store once, and then kept: a pinned one never changes."""

    @cache
    def pinned(fingerprint: str) -> Workflow:
        with store.read() as conn:
            definition = definitions.get(conn, fingerprint)
        return load_pinned(definition.text, definition.calendar, definition.tables)

    return Office(store=store, settings=settings, workflows=pinned)
