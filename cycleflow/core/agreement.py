"""When those who are asked the same have answered, and what their answers come to."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from cycleflow.core.model import Task, TaskStatus
from cycleflow.core.workflow import State


def done_of(tasks: Iterable[Task]) -> list[Task]:
    return [task for task in tasks if task.status is TaskStatus.DONE]


def is_decided(stage: State, last: Task, tasks: Iterable[Task]) -> bool:
    """Return whether nobody else need answer; of several who stand in for somebody, one is enough.

    `last` is who has just answered, `tasks` are all that were asked together.
    """
    asked = [task for task in tasks if task.status is not TaskStatus.VOID]
    done = done_of(asked)
    if last.role not in stage.ask or stage.complete == "any" or len(done) == len(asked):
        return True
    if stage.complete == "each":
        return {task.role for task in done} == {task.role for task in asked}
    most = max(Counter(task.answer for task in done).values())
    return stage.complete == "majority" and most * 2 > len(asked)


def relieved(stage: State, last: Task, tasks: Iterable[Task]) -> list[Task]:
    """Return the open tasks of those who need no longer answer, since `last` has: where one of each role is enough."""
    beside = [task for task in tasks if task.status is TaskStatus.OPEN and task.role == last.role]
    return beside if stage.complete == "each" else []


def prevailing(stage: State, tasks: Iterable[Task]) -> str:
    """Return the answer that holds: the one listed first, or what most have said and of equals the one listed first."""
    votes = Counter(task.answer for task in done_of(tasks))
    given = [name for name in stage.answers if votes[name]]
    return max(given, key=lambda name: votes[name]) if stage.complete == "majority" else given[0]
