"""A result set by people in place of the one worked out: by a ruling, a final authority, a panel.

Before and after, who, when and why all stand in the history; a Ruling is read from the entry that made it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from cycleflow.core.model import Deed, Entry, Standing
from cycleflow.core.workflow import Field, FieldKind, Sheet, State, Workflow


@dataclass(frozen=True, kw_only=True)
class Ruling:
    """Who set which result (`score` or `grade`) when and why, in place of which; None where there was none."""

    result: str
    before: str | None
    after: str | None
    by: str
    standing: Standing
    state: str
    at: datetime
    why: str


def rulings(workflow: Workflow, entries: Sequence[Entry]) -> tuple[Ruling, ...]:
    """Return what people set in a history, in its order."""
    return tuple(
        Ruling(
            result=result,
            before=_text(change[0]),
            after=_text(change[1]),
            by=entry.actor,
            standing=entry.standing,
            state=entry.came_from,
            at=entry.at,
            why=why,
        )
        for entry in entries
        if (why := _why(workflow, entry))
        for result in ("score", "grade")
        if isinstance(change := entry.changed.get(result), list)
    )


def reason_beside(sheet: Sheet, setting: Field) -> Field | None:
    """Return the text of a sheet that says why a field sets the result: the first that is needed whenever it is."""
    return next((one for one in sheet.fields.values() if one.kind is FieldKind.TEXT and _goes_with(one, setting)), None)


def _goes_with(text: Field, setting: Field) -> bool:
    if text.optional or text.needed_when:
        return False
    return not text.needed_for or (bool(setting.needed_for) and set(setting.needed_for) <= set(text.needed_for))


def _why(workflow: Workflow, entry: Entry) -> str:
    """Return the reason of an entry that sets a result by hand, empty for one that does not."""
    if entry.deed is Deed.ADJUST:
        return _text(entry.inputs.get("reason")) or ""
    state = workflow.states.get(entry.came_from)
    given = entry.inputs.get("sheet")
    if entry.deed is not Deed.ANSWER or state is None or not isinstance(given, dict):
        return ""
    for sheet, field in _setting_fields(workflow, state):
        beside = reason_beside(sheet, field)
        if beside and given.get(field.name):
            return _text(given.get(beside.name)) or ""
    return ""


def _setting_fields(workflow: Workflow, state: State) -> list[tuple[Sheet, Field]]:
    sheets = [workflow.sheets[name] for name in state.ask.values() if name]
    return [(sheet, field) for sheet in sheets for field in sheet.fields.values() if field.sets]


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None
