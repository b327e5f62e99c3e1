"""Runs the examples of dates: in the cycle of a period, when something opens, falls due, or can last be answered.

**Why** a calendar made for the example: its period may lie in years a launch has no use for.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from cycleflow.core.calendar import Calendar, instant
from cycleflow.core.daterule import END, OPENED, START, DateRule, day_of, instant_of, resolve
from cycleflow.core.period import period_dates
from cycleflow.core.timers import later
from cycleflow.core.workflow import Due, State, Workflow
from cycleflow.errors import InputError
from cycleflow.policy.complaint import Complaints
from cycleflow.policy.node import Node, Pairs, Scalar, find
from cycleflow.policy.phrase import PhraseError, parse_date, parse_time
from cycleflow.policy.reader import Reader
from cycleflow.policy.sections.calendars import read_calendar
from cycleflow.policy.working_days import years_around

DUE, OPENS, CYCLE = "due", "opens", "cycle"


@dataclass(frozen=True, kw_only=True)
class _Cycle:
    """What dates are counted from and in: the calendar of the years around, and what has happened by then."""

    reader: Reader
    calendar: Calendar
    anchors: dict[str, date | datetime]


def check_dated(reader: Reader, root: Node, section: Pairs, workflow: Workflow) -> None:
    """Complain of every date that is another one than the example says."""
    label = reader.phrase(section.get("period"), str)
    if label is None:
        return
    try:
        first, last = period_dates(workflow.periods, label)
        calendar = read_calendar(Reader(Complaints("")), find(root, "calendar"), years_around(label), None)
    except InputError as error:
        reader.complain(section.get("period") or section, str(error))
        return
    given = _read_given(reader, section.get("given"), workflow, calendar.zone)
    cycle = _Cycle(reader=reader, calendar=calendar, anchors={START: first, END: last, **given})
    for key, value in reader.pairs(section.get("expect"), "each state with its due day") or ():
        if key.text == CYCLE:
            _check_cycle(cycle, value)
            continue
        name = reader.known(key, workflow.states, "state")
        if name is None:
            continue
        for what, written in value if isinstance(value, Pairs) else ((Scalar(place=key.place, text=DUE), value),):
            _check_date(cycle, workflow.states[name], what, written)


def _read_given(reader: Reader, node: Node | None, workflow: Workflow, zone: str) -> dict[str, date | datetime]:
    known = sorted({rule.anchor for state in workflow.states.values() for rule in _rules(state)})
    found = {}
    for key, value in (reader.pairs(node, "each date that is counted from") if node else None) or ():
        name, at = reader.known(key, known, "date"), reader.phrase(value, parse_moment)
        if name and at:
            found[name] = _in_zone(at, zone)
    return found


def _rules(state: State) -> Iterator[DateRule]:
    untils = (answer.until for answer in state.answers.values())
    yield from (rule for rule in (state.opens, state.due and state.due.rule, *untils) if rule)


def _check_cycle(cycle: _Cycle, node: Node) -> None:
    """Look at the days of the cycle itself, written as `cycle: {start: …, end: …}`."""
    for what, written in cycle.reader.pairs(node, "start and end") or ():
        end = cycle.reader.known(what, ("start", "end"), "end of a cycle")
        found = cycle.anchors.get(f"{CYCLE}.{end}")
        if found and cycle.reader.phrase(written, parse_date) not in (None, found):
            cycle.reader.complain(written, f"The example fails: the cycle's {end} is {found}.")


def _check_date(cycle: _Cycle, state: State, what: Scalar, node: Node) -> None:
    reader, rule = cycle.reader, _rule_of(state, what.text)
    wanted = reader.phrase(node, parse_moment)
    if rule is None:
        reader.complain(what, f"{state.name!r} has no date {what.text!r}; write due, opens, or an answer with 'until'.")
    elif rule.anchor not in cycle.anchors:
        reader.complain(what, f"The example fails: it does not say when {rule.anchor!r} was.")
    elif wanted:
        zone = cycle.calendar.zone
        found = _found(cycle, rule, state.due if what.text == DUE else None, opens=what.text == OPENS)
        agrees = found == _in_zone(wanted, zone) if isinstance(wanted, datetime) else day_of(found, zone) == wanted
        if not agrees:
            said = found.astimezone(ZoneInfo(zone))
            reader.complain(node, f"The example fails: {state.name} {what.text} is {said:%Y-%m-%d %H:%M}.")


def _rule_of(state: State, what: str) -> DateRule | None:
    if what == DUE:
        return state.due.rule if state.due else None
    if what == OPENS:
        return state.opens
    return state.answers[what].until if what in state.answers else None


def _found(cycle: _Cycle, rule: DateRule, due: Due | None, *, opens: bool) -> datetime:
    """Return the instant a rule comes to; an answer is open to the end of its last day."""
    calendar, anchor = cycle.calendar, cycle.anchors[rule.anchor]
    usual = calendar.day_starts if opens else (rule.at or calendar.day_ends) if due else time(23, 59)
    named = anchor if opens and rule.is_bare else resolve(calendar, rule, anchor, calendar.zone)
    at = instant_of(named, usual, calendar.zone)
    opened = cycle.anchors.get(OPENED)
    if due is None or due.at_least is None or opened is None:
        return at
    start = instant_of(opened, calendar.day_starts, calendar.zone)
    return max(at, instant_of(later(calendar, start, due.at_least, calendar.zone), usual, calendar.zone))


def parse_moment(text: str) -> date | datetime:
    """`2026-11-30`, or `2026-11-30 17:30`."""
    day, _, at = text.partition(" ")
    try:
        return datetime.combine(parse_date(day), parse_time(at)) if at else parse_date(day)
    except PhraseError:
        raise PhraseError(f"{text!r} is not a day or moment; write 2026-11-30 or 2026-11-30 17:30.") from None


def _in_zone(at: date | datetime, zone: str) -> date | datetime:
    return instant(at.date(), at.time(), zone) if isinstance(at, datetime) else at
