"""Proof that what the screens show is what the histories lead to.

`compare` takes all that is stored of an appraisal, and the appraisal its history leads to when replayed. It finds an
edited column, an edited body, a task that was added, removed or changed.

**Why** beside the hash chain: screens and searches read columns, and no hash covers those. They are derived here
again by the functions that wrote them.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import datetime

from cycleflow.core.history import Flaw
from cycleflow.core.model import Appraisal
from cycleflow.store.columns import appraisal_row, task_row
from cycleflow.store.histories import Record, StoredEntry

_EDITED = "In the database its {name} is {found}, but the history leads to {right}."
_TASK_EDITED = "In the database the {name} of its task {task} is {found}, but the history leads to {right}."
_TASK_ADDED = "In the database it has a task {task} that no entry opened."
_TASK_LOST = "Its task {task} is in the history, but not in the database."


def compare(record: Record, replayed: Appraisal) -> list[Flaw]:
    """Return where the stored columns, body and tasks differ from what the history leads to.

    Ask only once the history itself was found whole: what is wrong with it would be said a second time here.
    """
    flaws = [*_row_flaws(record, replayed), *_task_flaws(record, replayed)]
    return [Flaw(appraisal=record.appraisal, seq=replayed.seq, words=words, facts=facts) for words, facts in flaws]


_Found = tuple[str, Mapping[str, object]]


def _row_flaws(record: Record, replayed: Appraisal) -> Iterator[_Found]:
    right = appraisal_row(replayed)
    for name, value in right.items():
        if record.row[name] != value:
            found, wanted = record.row[name], value
            if name == "body":
                name, found, wanted = _first_difference(found, wanted)
            yield _EDITED, {"name": name, "found": found, "right": wanted}


def _first_difference(found: str, right: str) -> tuple[str, object, object]:
    """Name the part of a body that was edited, and what it is and should be."""
    wanted: Mapping[str, object] = json.loads(right)
    try:
        parts = json.loads(found)
    except ValueError:
        parts = None
    if not isinstance(parts, dict):
        return "body", "no snapshot", "one"
    for name in sorted(parts.keys() | wanted.keys()):
        if parts.get(name) != wanted.get(name):
            return f"body ({name})", parts.get(name), wanted.get(name)
    return "body", "spelt otherwise", "the canonical text"


def _task_flaws(record: Record, replayed: Appraisal) -> Iterator[_Found]:
    expected = _expected_tasks(record.entries, replayed)
    stored = {one["id"]: one for one in record.tasks}
    for task in sorted(stored.keys() | expected.keys()):
        if task not in expected:
            yield _TASK_ADDED, {"task": task}
        elif task not in stored:
            yield _TASK_LOST, {"task": task}
        else:
            for name, right in expected[task].items():
                if stored[task][name] != right:
                    yield _TASK_EDITED, {"task": task, "name": name, "found": stored[task][name], "right": right}


def _expected_tasks(entries: tuple[StoredEntry, ...], replayed: Appraisal) -> Mapping[str, Mapping[str, object]]:
    """Return what the history last says of every task, and more of those of the present state."""
    expected: dict[str, Mapping[str, object]] = {}
    for entry in entries:
        for said in json.loads(entry.body)["changed"]["tasks"]:
            expected[said["id"]] = {
                "person": said["person"],
                "role": said["role"],
                "status": said["status"],
                "due_at": datetime.fromisoformat(said["due"]),
            }
    return expected | {one.id: task_row(one, replayed) for one in replayed.tasks}
