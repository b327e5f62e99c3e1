"""That a result was computed anew: when, what it was before, and what others gave now; for whom it judges.

Of many values only that they changed is told: single ones are other people's.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import cast

from cycleflow.core.model import Cell, Deed, Entry, Json
from cycleflow.core.scoring.phrase import Term
from cycleflow.core.workflow import Workflow


@dataclass(frozen=True, kw_only=True)
class NowGiven:
    """What others gave before and give now; of a list neither."""

    term: Term
    before: Cell | None = None
    after: Cell | None = None
    is_list: bool = False


@dataclass(frozen=True, kw_only=True)
class Recomputed:
    """One time the result was computed anew; `score` and `grade` before and after where they changed."""

    at: datetime
    given: tuple[NowGiven, ...]
    score: tuple[str, str] | None = None
    grade: tuple[str, str] | None = None
    stays: bool = False


def recomputed(workflow: Workflow, entries: Sequence[Entry]) -> tuple[Recomputed, ...]:
    """Return every time it was, the first first."""
    return tuple(_read(workflow, entry) for entry in entries if entry.deed is Deed.RESCORE)


def _read(workflow: Workflow, entry: Entry) -> Recomputed:
    changed = cast("Mapping[str, list[Json]]", entry.changed.get("fed") or {})
    return Recomputed(
        at=entry.at,
        given=tuple(_given(workflow, name, values) for name, values in changed.items()),
        score=_pair(entry.changed.get("score")),
        grade=_pair(entry.changed.get("grade")),
        stays="stays" in entry.changed,
    )


def _given(workflow: Workflow, name: str, values: Sequence[Json]) -> NowGiven:
    indicator = workflow.indicators.get(name)
    term = Term(name=name, title=indicator.asked.title if indicator else {})
    if any(isinstance(value, list) for value in values):
        return NowGiven(term=term, is_list=True)
    before, after = cast("Sequence[Cell | None]", values)
    return NowGiven(term=term, before=before, after=after)


def _pair(change: Json) -> tuple[str, str] | None:
    return (str(change[0] or "–"), str(change[1] or "–")) if isinstance(change, list) else None
