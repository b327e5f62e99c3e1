"""Checks each state by itself: what it lacks, and what in it contradicts itself."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from cycleflow.core.calendar import Calendar, Offset, Unit
from cycleflow.core.daterule import END, START, DateRule, instant_of, resolve
from cycleflow.core.period import next_period, period_dates, period_of
from cycleflow.core.workflow import State, Workflow
from cycleflow.policy.checks.many import leads_to_many
from cycleflow.policy.complaint import Place, listed
from cycleflow.policy.node import Node, Pairs, find, locate, locate_key
from cycleflow.policy.reader import Reader
from cycleflow.policy.sections.states import RESERVED

SAMPLE_YEAR = 2026
"""A year whose holidays are known: deadlines that slide are tried in it."""

_OF_AN_END = frozenset({"tell"})
_DAYS = {
    Unit.MINUTES: 1 / 1440,
    Unit.HOURS: 1 / 24,
    Unit.DAYS: 1.0,
    Unit.OPEN_DAYS: 1.1,
    Unit.WORKDAYS: 1.4,
    Unit.WEEKS: 7.0,
    Unit.MONTHS: 30.4,
}
"""How many days a unit lasts, roughly: enough to tell which of two steps was meant to come first."""


def check_stages(reader: Reader, root: Node, workflow: Workflow) -> None:
    for state in workflow.states.values():
        if state.is_end:
            _check_end(reader, root, state)
            continue
        _check_task(reader, root, state)
        _check_cohort(reader, root, state)
        _check_silence(reader, root, state)
        check_escalations(reader, root, state)
        _check_window(reader, root, state, workflow)
        _check_never(reader, root, state, workflow)
        _check_marks(reader, root, state)
        if not state.cohort and not state.gather:
            check_many(reader, root, state, workflow)


def _check_end(reader: Reader, root: Node, state: State) -> None:
    section = find(root, "states", state.name)
    for key, _ in section if isinstance(section, Pairs) and not section.get("ask") else ():
        if key.text not in _OF_AN_END:
            reader.complain(key, f"{state.name!r} asks nobody, so it is an end and cannot have {key.text!r}.")


def _check_task(reader: Reader, root: Node, state: State) -> None:
    for needed, read in (("due", state.due), ("answers", state.answers)):
        if not read and not find(root, "states", state.name, needed):
            place = locate_key(root, "states", state.name)
            reader.complain(place, f"{state.name!r} asks {listed(state.ask, last='and')} but has no {needed!r}.")


def _check_cohort(reader: Reader, root: Node, state: State) -> None:
    if not state.cohort:
        return
    if len(state.answers) > 1:
        place = locate(root, "states", state.name, "answers")
        reader.complain(place, "A cohort is released all at once, so there can be only one answer.")
    if any(state.ask.values()):
        place = locate(root, "states", state.name, "ask")
        reader.complain(place, "Where a cohort is decided nobody fills in a sheet.")
    for name, answer in state.answers.items():
        for key in ("refuses", "adopts"):
            if getattr(answer, key):
                place = locate(root, "states", state.name, "answers", name, key)
                reader.complain(place, f"A cohort is released all at once; {key!r} belongs to one person's answer.")


def _check_silence(reader: Reader, root: Node, state: State) -> None:
    if state.silence and state.silence.hand_to and state.complete == "each":
        place = locate(root, "states", state.name, "silence", "hand_to")
        reader.complain(place, "Nobody can stand in for each of several roles; let silence move on 'to' a state.")
    if state.silence and state.silence.hand_to in state.ask:
        place = locate(root, "states", state.name, "silence", "hand_to")
        reader.complain(place, f"{state.silence.hand_to!r} is asked already; silence must hand over to somebody else.")


def check_escalations(reader: Reader, root: Node, state: State, *, section: str = "states") -> None:
    """Look at a state's own escalations; those that hold everywhere cannot fit everywhere."""
    if not find(root, section, state.name, "escalate"):
        return
    before = None
    for step in state.escalations:
        place = locate(root, section, state.name, "escalate", step.role)
        if step.role in state.ask:
            reader.complain(place, f"{step.role!r} is asked himself; escalate to somebody else.")
        if before and _length(step.after) < _length(before):
            reader.complain(place, "Escalations go up the line: each must come later than the one before.")
        if state.silence and state.silence.to and _length(step.after) > _length(state.silence.after):
            reader.complain(place, f"By then silence has moved on to {state.silence.to!r}; escalate earlier.")
        before = step.after


def _length(offset: Offset) -> float:
    return offset.count * _DAYS[offset.unit]


def _check_window(reader: Reader, root: Node, state: State, workflow: Workflow) -> None:
    """What opens must not have been due before, where both count from the same; of cycles, one year is tried."""
    if not state.due or not state.opens or state.due.at_least:
        return
    opens, due, sentence = state.opens, state.due.rule, f"{state.name!r} would fall due before it opens"
    place = locate(root, "states", state.name, "due")
    if opens.anchor == due.anchor and opens.anchor not in (START, END) and _length(due.offset) < _length(opens.offset):
        reader.complain(place, f"{sentence}.")
    early = _early_cycle(workflow, opens, due) if {opens.anchor, due.anchor} <= {START, END} else None
    if early:
        reader.complain(place, f"{sentence}, as in {early}.")


def _early_cycle(workflow: Workflow, opens: DateRule, due: DateRule) -> str | None:
    """Return the label of a cycle in which what is due has not opened yet, if there is one in the sample year."""
    for period in workflow.periods:
        label = period_of(period, date(SAMPLE_YEAR, 1, 1))
        while label.startswith(str(SAMPLE_YEAR)):
            ends = dict(zip((START, END), period_dates([period], label), strict=True))
            first, last = (_instant_of(workflow.calendar, rule, ends[rule.anchor]) for rule in (opens, due))
            if last < first:
                return label
            label = next_period(period, label)
    return None


def _instant_of(calendar: Calendar, rule: DateRule, anchor: date) -> datetime:
    return instant_of(resolve(calendar, rule, anchor, calendar.zone), calendar.day_starts, calendar.zone)


def _check_never(reader: Reader, root: Node, state: State, workflow: Workflow) -> None:
    """Who alone could answer there must not be the only one who is asked here."""
    for name in state.never:
        others = workflow.states[name].ask if name in workflow.states else {}
        same = set(_single(workflow.roles, state)) and set(_single(workflow.roles, state)) <= {
            workflow.roles.get(role, "") for role in others
        }
        if same:
            place = locate(root, "states", state.name, "never")
            reader.complain(place, f"Whoever is asked here has answered {name!r}; nobody would be left to ask.")


def _check_marks(reader: Reader, root: Node, state: State) -> None:
    if state.marks in RESERVED:
        place = locate(root, "states", state.name, "marks")
        reader.complain(place, f"{state.marks!r} means something else already; call the instant differently.")


def _single(roles: Mapping[str, str], state: State) -> list[str]:
    """Return the paths of those asked, if all of them lead to one person at most."""
    paths = [roles.get(role, "") for role in state.ask]
    return [] if any(map(leads_to_many, paths)) else paths


def check_many(reader: Reader, root: Node, state: State, workflow: Workflow, *, section: str = "states") -> None:
    """A state keeps one filling of each field, and so does a duty: two people must not fill in the same one."""
    place = locate(root, section, state.name, "ask")
    for role, sheet in state.ask.items():
        if sheet and state.complete not in ("any", "each") and leads_to_many(workflow.roles.get(role, "")):
            reader.complain(place, f"Several people may be {role!r}, but the sheet is kept once; write complete: any.")
    _check_overlap(reader, place, state, workflow)


def _check_overlap(reader: Reader, place: Place, state: State, workflow: Workflow) -> None:
    seen: dict[str, str] = {}
    for sheet in filter(None, state.ask.values()):
        for name in workflow.sheets[sheet].fields if sheet in workflow.sheets else ():
            if name in seen and state.complete != "any":
                reader.complain(
                    place, f"Two of those asked would fill in {name!r}; the second would overwrite the first."
                )
            seen[name] = sheet
