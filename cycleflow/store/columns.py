"""The columns beside the truth: how they follow from an Appraisal and what happens to it.

`body` is what the product reads back; the columns are read models, there to be searched and counted. `proof` checks
them against what the histories lead to, by the same functions.
"""

from __future__ import annotations

import json
from typing import cast

from cycleflow.core.history import canonical, to_body
from cycleflow.core.model import Appraisal, Entry, Json, Task
from cycleflow.core.snapshot import Snapshot, dump, load
from cycleflow.store.bulk import Row


def appraisal_row(one: Appraisal) -> Row:
    """Return an appraisal as it is stored, but for `department`, which comes from the directory at launch."""
    return {
        "id": one.id,
        "cycle_id": one.cycle,
        "person": one.person,
        "unit": one.unit,
        "state": one.state,
        "seq": one.seq,
        "head": one.head,
        "score": None if one.score is None else str(one.score),
        "grade": one.grade,
        "outcomes": None if one.outcomes is None else canonical(dict(one.outcomes)),
        "due_at": one.due_at,
        "opened_at": one.opened_at,
        "body": canonical(cast("dict[str, Json]", dump(one))),
    }


def to_appraisal(body: str) -> Appraisal:
    """Return the appraisal a stored body holds."""
    return load(cast(Snapshot, json.loads(body)))


def entry_row(one: Entry) -> Row:
    return {"appraisal_id": one.appraisal, "seq": one.seq, "body": to_body(one), "hash": one.hash}


def task_row(one: Task, appraisal: Appraisal) -> Row:
    """Return a task as it is stored, but for its link, which is given when it is mailed."""
    return {
        "id": one.id,
        "appraisal_id": appraisal.id,
        "cycle_id": appraisal.cycle,
        "state": one.state,
        "role": one.role,
        "person": one.member.person,
        "opened_at": one.opened_at,
        "due_at": one.due_at,
        "status": one.status.value,
        "answer": one.answer,
    }
