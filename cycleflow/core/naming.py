"""People named in a sheet: invited peers, the partner of an interview. A role `named(invite.peers.who)` is theirs.

Whoever is named holds the role from then on, as if the organisation had cast him; naming anew replaces them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from cycleflow.core.model import Answers, Member, Task
from cycleflow.core.workflow import Field, FieldKind, Sheet, Workflow

_BEFORE = "named("


def source_of(path: str) -> tuple[str, ...] | None:
    """Return state, field and, where it is a table's, column of a path `named(invite.peers.who)`; of others none."""
    return tuple(path.removeprefix(_BEFORE).removesuffix(")").split(".")) if path.startswith(_BEFORE) else None


def people_in(sheet: Sheet | None, answers: Answers) -> tuple[str, ...]:
    """Return what stands in the fields for people, tables included, in its order and each once."""
    fields = sheet.fields.values() if sheet else ()
    return tuple(dict.fromkeys(text for field in fields for text in _in_field(field, answers)))


def cast_named(
    workflow: Workflow, task: Task, answers: Answers, zones: Mapping[str, str]
) -> dict[str, tuple[Member, ...]]:
    """Return who holds the roles that are named in the sheet of a task, each bound by the clock of his zone."""
    sheet = workflow.sheet_for(workflow.states[task.state], task.role, {})
    cast: dict[str, tuple[Member, ...]] = {}
    for role, path in workflow.roles.items():
        source = source_of(path)
        if sheet and source and source[0] == task.state and source[1] in sheet.fields:
            field = sheet.fields[source[1]]
            named = dict.fromkeys(_in_field(field, answers, *source[2:]))
            cast[role] = tuple(Member(person=person, zone=zones[person]) for person in named)
    return cast


def _in_field(field: Field, answers: Answers, only: str | None = None) -> Iterator[str]:
    value = answers.get(field.name)
    if isinstance(value, tuple):
        columns = [one.name for one in field.columns.values() if _names(one) and only in (None, one.name)]
        yield from (str(row[name]) for row in value for name in columns if name in row)
    elif value is not None and _names(field):
        yield str(value)


def _names(field: Field) -> bool:
    return field.kind is FieldKind.PERSON
