"""What raters were promised: that neither the person appraised nor anybody above him learns who said what.

Pages and mails never say it (see `disclosure`); the history must, or nobody could prove it. So of an appraisal with
anonymous raters the very history is shut to whoever is appraised in it or stands above: to them for good, auditor or
not. In the history as HR reads it, those raters go by their role.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from sqlalchemy import Connection

from cycleflow.core.gathering import is_anonymous
from cycleflow.core.model import Appraisal, Deed, Entry, Json, TaskStatus
from cycleflow.core.workflow import State, Words, Workflow
from cycleflow.errors import NotPermittedError
from cycleflow.store import people

_ABOVE = ("manager", "head(", "people(")
"""How paths begin that lead up, beside the reporting line itself."""


class RatersProtectedError(NotPermittedError):
    words = (
        "Those who gave an opinion here were promised that neither the person appraised nor anybody above learns who "
        "said what. Somebody else must look after this history."
    )


def is_promised(workflow: Workflow) -> bool:
    """Return whether a regulation has raters whose names nobody is told."""
    return any(state.gather and state.gather.anonymous for state in workflow.states.values())


def check_may_know_raters(conn: Connection, workflow: Workflow, appraisals: Iterable[Appraisal], reader: str) -> None:
    """Refuse histories that say who said what to whom raters were promised that he will not learn it.

    Raises:
        RatersProtectedError: the reader is appraised in one of them, or stands above whoever is.
    """
    if not is_promised(workflow):
        return
    organisation = people.load_organisation(conn)
    above = {role for role, path in workflow.roles.items() if path.startswith(_ABOVE)}
    for one in appraisals:
        cast = (member.person for role in above for member in one.cast.get(role, ()))
        if reader in {one.person, *organisation.superiors(one.person), *cast}:
            raise RatersProtectedError


def nameless(workflow: Workflow, entry: Entry) -> Words | None:
    """Return how whoever answered is called where his name may not be told; None where it may."""
    if entry.deed is not Deed.ANSWER:
        return None
    own = next((task for task in _tasks(entry) if task.get("id") == entry.task), {})
    return _called(workflow, entry, own)


def nameless_task(workflow: Workflow, entry: Entry, task: Mapping[str, Json]) -> Words | None:
    """Return how whoever was asked is called where it may not be told whether he answered; None where it may."""
    return None if task.get("status") == TaskStatus.OPEN.value else _called(workflow, entry, task)


def _called(workflow: Workflow, entry: Entry, task: Mapping[str, Json]) -> Words | None:
    state: State | None = workflow.states.get(entry.came_from)
    role = str(task.get("role", ""))
    if state is None or "duty" in task or role not in workflow.roles or not is_anonymous(state, role):
        return None
    return workflow.called.get(state.seat(role), {"zh": role, "en": role})


def _tasks(entry: Entry) -> list[dict[str, Json]]:
    tasks = entry.changed.get("tasks")
    return [task for task in tasks if isinstance(task, dict)] if isinstance(tasks, list) else []
