"""What people set in place of the result that was worked out, as each reader may know it.

Whoever looks after an appraisal reads who set what and why. The ratee reads the same of a ruling on the appeal, whose
sheet is shown to him anyway; of a panel's correction only what became of what: its reasons speak of others too.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from cycleflow.core.model import Entry, Standing
from cycleflow.core.ruling import Ruling, rulings
from cycleflow.journeys.office import Office


def ruled(office: Office, entries: Sequence[Entry], *, fully: bool = True) -> tuple[Ruling, ...]:
    """Return what was set by hand in a history, each as the version it was set under says."""
    found = tuple(one for entry in entries for one in rulings(office.workflows(entry.fingerprint), [entry]))
    return found if fully else tuple(map(_veiled, found))


def people_of_rulings(found: Iterable[Ruling]) -> set[str]:
    return {one.by for one in found if one.by}


def _veiled(one: Ruling) -> Ruling:
    return one if one.standing is Standing.PERSON else replace(one, by="", why="")
