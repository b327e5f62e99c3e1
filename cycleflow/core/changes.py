"""What an action made different in an appraisal, as its Entry says it."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import cast

from cycleflow.core.history import stamp
from cycleflow.core.model import Appraisal, DutyLog, Json, Task
from cycleflow.core.verdict import dump_verdict


def differences(before: Appraisal, after: Appraisal) -> dict[str, Json]:
    """Return what became different, each with what it was where that is asked for later."""
    changes: dict[str, Json] = {}
    if after.score != before.score:
        changes["score"] = [_text(before.score), _text(after.score)]
    if after.grade != before.grade:
        changes["grade"] = [before.grade, after.grade]
    if after.person != before.person:
        changes["person"] = [before.person, after.person]
    if after.verdicts != before.verdicts:
        changes["verdicts"] = [cast(Json, dump_verdict(verdict)) for verdict in after.verdicts]
    if after.marks != before.marks:
        changes["marks"] = {name: stamp(at) for name, at in after.marks.items()}
    if after.duties != before.duties:
        changes["duties"] = list(_duty_changes(before, after))
    return changes | _caused(before, after)


def task_change(task: Task) -> dict[str, Json]:
    """Return what became of a task that was touched; one of a duty says which."""
    beside: dict[str, Json] = {"duty": task.state} if task.occurrence else {}
    return {
        **beside,
        "id": task.id,
        "person": task.member.person,
        "role": task.role,
        "status": task.status.value,
        "due": stamp(task.due_at),
    }


def _duty_changes(before: Appraisal, after: Appraisal) -> Iterator[Json]:
    for name, log in after.duties.items():
        known = before.duties.get(name, DutyLog()).rows
        for place, row in enumerate(log.rows):
            was = known[place].status if place < len(known) else None
            if row.status is not was:
                yield {"duty": name, "occurrence": row.number, "status": row.status.value}


def _caused(before: Appraisal, after: Appraisal) -> dict[str, Json]:
    """Return which outcomes became different, each with what it was before, and which duties."""
    if after.outcomes is None or (before.outcomes == after.outcomes and before.raised == after.raised):
        return {}
    old, new = before.outcomes or {}, after.outcomes
    names = [name for name in dict.fromkeys((*new, *old)) if old.get(name) != new.get(name)]
    caused: dict[str, Json] = {"outcomes": {name: [old.get(name), new.get(name)] for name in names}}
    lists = {
        "raised": sorted(after.raised.keys() - before.raised),
        "withdrawn": sorted(before.raised.keys() - after.raised),
    }
    return caused | {name: list(duties) for name, duties in lists.items() if duties}


def _text(score: Decimal | None) -> str | None:
    return None if score is None else str(score)
