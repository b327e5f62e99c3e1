"""Prints a rehearsal as a calendar: day by day, what is alike on one line, and what it comes to."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

import click

from cycleflow.cli.output import print_table
from cycleflow.core.calendar import Calendar
from cycleflow.core.organisation import Person
from cycleflow.journeys.rehearse import Event, Kind, Rehearsal

_COLUMNS = ("Day", "Time", "What", "State", "Who")
_NAMED = 3


@dataclass(frozen=True, kw_only=True)
class Agenda:
    """Whose names and whose working days the calendar shows; `full` is one line an event."""

    people: Mapping[str, Person]
    calendar: Calendar
    full: bool = False

    def print(self, rehearsal: Rehearsal) -> None:
        """Print the calendar, the totals, and what could not be done."""
        happened = [event for event in rehearsal.events if event.kind not in (Kind.HITCH, Kind.STUCK)]
        print_table(_COLUMNS, self._rows(happened))
        click.echo("")
        click.echo("\n".join(self._totals(rehearsal)))
        for event in rehearsal.events:
            if event.kind is Kind.HITCH:
                click.echo(f"{event.at:%Y-%m-%d %H:%M} {event.appraisal or event.person}: {event.words}")

    def _rows(self, events: Sequence[Event]) -> Iterator[tuple[str, ...]]:
        in_local_time = sorted(events, key=lambda event: (event.at.date(), f"{event.at:%H:%M}"))
        for day, of_day in groupby(in_local_time, lambda event: event.at.date()):
            off = "" if self.calendar.is_workday(day) else " off"
            label = f"{day:%a %Y-%m-%d}{off}"
            for line in self._lines(list(of_day)):
                yield (label, *line)
                label = ""

    def _lines(self, events: Sequence[Event]) -> Iterator[tuple[str, ...]]:
        """Yield time, what, state and who; unless all are wanted, one line for what is alike."""
        alike = _each if self.full else _what
        groups: dict[object, list[Event]] = {}
        for event in events:
            groups.setdefault(alike(event), []).append(event)
        for group in groups.values():
            first = group[0]
            state = f"{first.came_from} > {first.state}" if first.kind is Kind.TRANSITION else first.state
            yield _times(group), _said(first), state, self._who(group)

    def _who(self, events: Sequence[Event]) -> str:
        numbers = sorted({event.person for event in events})
        named = ", ".join(f"{number} {self.people[number].name}" for number in numbers[:_NAMED])
        rest = len(numbers) - _NAMED
        return f"{named} and {rest} more" if rest > 0 else named

    def _totals(self, rehearsal: Rehearsal) -> Iterator[str]:
        counts = Counter(event.kind for event in rehearsal.events)
        kinds = ", ".join(f"{counts[kind]} {_PLURALS[kind]}" for kind in _PLURALS if counts[kind])
        yield f"{kinds or 'Nothing happens'}; in {rehearsal.letters} letters."
        yield from (f"{count} end in {state}." for state, count in rehearsal.ended.items())
        for state, count in rehearsal.stuck.items():
            stuck = [event for event in rehearsal.events if event.kind is Kind.STUCK and event.state == state]
            yield f"{count} never end: nobody does anything in {state} ({self._who(stuck)})."


_PLURALS = {
    Kind.TRANSITION: "transitions",
    Kind.ACTION: "other actions",
    Kind.MAIL: "mails",
    Kind.REMINDER: "reminders",
    Kind.ESCALATION: "escalations",
    Kind.HITCH: "hitches",
}


def _what(event: Event) -> object:
    return event.kind, event.notice, event.words, event.came_from, event.state


def _each(event: Event) -> object:
    return event.at, event.appraisal, event.person, _what(event)


def _times(events: Sequence[Event]) -> str:
    """Return the time, or from when to when."""
    times = sorted(f"{event.at:%H:%M}" for event in events)
    return times[0] if times[0] == times[-1] else f"{times[0]}-{times[-1]}"


def _said(event: Event) -> str:
    if event.notice:
        return event.notice if event.kind.value == event.notice else f"{event.kind.value}: {event.notice}"
    return event.words
