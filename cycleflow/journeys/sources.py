"""Whose appraisals give a figure: of which cycles, and of whom in them.

Who is meant is found in the directory as it is now; whether he is appraised in the cycle, the store says. What is on
trial gives nothing to what is effective.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from sqlalchemy import Connection

from cycleflow.core.cycle import Cycle
from cycleflow.core.feed import UNITS, Feed
from cycleflow.core.launching import unit_id
from cycleflow.core.model import Appraisal
from cycleflow.core.organisation import Person
from cycleflow.core.period import Cadence, find_period, next_period, period_dates, previous_period
from cycleflow.core.ratee import COMPANY
from cycleflow.core.scoring.phrase import Phrase, Term
from cycleflow.core.workflow import Status, Workflow
from cycleflow.errors import RefusedError
from cycleflow.journeys.circle import Circle
from cycleflow.journeys.office import Office
from cycleflow.store import appraisals, cycles

EVERYBODY = "everybody"
_SAME = "same "
_LENGTH = {kind: length for length, kind in enumerate(Cadence)}


class WrongKindError(RefusedError):
    words = "{regulation} appraises not each person but each {kind}, so nothing can be taken of {of}."


@dataclass(frozen=True, kw_only=True)
class Givers:
    """The appraisals of one cycle that give, whether or not all of them exist.

    `whole` names them together where they are a set; of everybody in the cycle there are no `names`.
    """

    cycle: Cycle
    names: tuple[str, ...] = ()
    whole: str | None = None

    @property
    def is_everybody(self) -> bool:
        return self.whole == f"{self.cycle.id}/{EVERYBODY}"


@dataclass(frozen=True, kw_only=True)
class Found:
    """Who gives, cycle by cycle, and the cycles that are yet to be launched."""

    givers: tuple[Givers, ...]
    missing: tuple[Phrase, ...] = ()


class Sources:
    """Finds who gives; remembers what it has looked up, so it is made anew for each transaction."""

    def __init__(self, office: Office, connection: Connection, *, is_bulk: bool = False) -> None:
        self._office = office
        self._connection = connection
        self._wholes: dict[str, Givers] = {}
        self._known: dict[tuple[str, bool], Mapping[str, Cycle]] = {}
        self.circle = Circle(connection, is_whole=is_bulk)

    def find(self, workflow: Workflow, appraisal: Appraisal, feed: Feed) -> Found:
        """Return who gives an appraisal what a feed takes.

        Raises:
            WrongKindError: the regulation appraises something else than what is asked for.
        """
        mine = self._by_id[appraisal.cycle]
        wanted = tuple(self._wanted(workflow, mine, feed))
        givers = (self._givers(workflow, appraisal, feed, cycle) for cycle in wanted if isinstance(cycle, Cycle))
        return Found(givers=tuple(givers), missing=tuple(one for one in wanted if isinstance(one, Phrase)))

    def to_be_launched(self, workflow: Workflow, mine: Cycle, feed: Feed) -> tuple[Phrase, ...]:
        """Return which cycles a feed needs that are not launched though this one is about to be.

        Shorter ones of its own period follow one by one; of those, only whether there ever was any.
        """
        name = feed.regulation or workflow.name
        if feed.period == "previous" or (feed.period == "same" and name != workflow.name):
            return tuple(one for one in self._wanted(workflow, mine, feed) if isinstance(one, Phrase))
        if name == workflow.name or self._cycles(name, takes_trial=workflow.status is Status.TRIAL):
            return ()
        return (Phrase(words="any cycle of {regulation}", facts={"regulation": name}),)

    def workflow(self, fingerprint: str) -> Workflow:
        return self._office.workflows(fingerprint, self._connection)

    def sets(self, appraisal: Appraisal) -> frozenset[str]:
        """Return the names of all sets of its cycle an appraisal belongs to."""
        person = self.circle.person(appraisal.person)
        if person is None or appraisal.unit is not None:
            columns = _columns_of(person) if person else ()
            return frozenset(f"{appraisal.cycle}/{name}" for name in (EVERYBODY, *columns))
        return frozenset(f"{appraisal.cycle}/{name}" for name in self._sets_of(person))

    def _sets_of(self, person: Person) -> Iterator[str]:
        yield EVERYBODY
        yield from _columns_of(person)
        yield f"members={person.department}"
        yield f"members={COMPANY}"
        if manager := self.circle.manager(person.number):
            yield f"members={manager}"
            yield f"reports={manager}"

    # -- which cycles --------------------------------------------------------------------------------------------

    @cached_property
    def _by_id(self) -> Mapping[str, Cycle]:
        return {cycle.id: cycle for cycle in cycles.all_cycles(self._connection)}

    @cached_property
    def _by_regulation(self) -> Mapping[str, tuple[Cycle, ...]]:
        found: defaultdict[str, list[Cycle]] = defaultdict(list)
        for cycle in sorted(self._by_id.values(), key=lambda one: one.starts_on):
            found[cycle.workflow].append(cycle)
        return {name: tuple(every) for name, every in found.items()}

    def _wanted(self, workflow: Workflow, mine: Cycle, feed: Feed) -> Iterator[Cycle | Phrase]:
        """Yield the cycles to take from, and what to say of one that is missing; the first ones need not exist."""
        name = feed.regulation or workflow.name
        known = self._cycles(name, takes_trial=workflow.status is Status.TRIAL)
        if feed.period == "same":
            yield known.get(mine.period) or self._missing(name, mine.period)
        elif feed.period == "previous":
            label = previous_period(find_period(workflow.periods, mine.period), mine.period)
            if label in known:
                yield known[label]
            elif any(cycle.starts_on < mine.starts_on for cycle in known.values()):
                yield self._missing(name, label)
        else:
            yield from self._within(name, mine, feed, known)

    def _within(self, name: str, mine: Cycle, feed: Feed, known: Mapping[str, Cycle]) -> Iterator[Cycle | Phrase]:
        """Yield the shorter cycles that end in this one, without a gap from the first there ever was."""
        wanted = feed.period.removeprefix("each ")
        inside = [
            cycle
            for cycle in known.values()
            if _LENGTH[cycle.cadence] < _LENGTH[mine.cadence] and wanted in ("within", cycle.cadence)
        ]
        if not any(cycle.ends_on <= mine.ends_on for cycle in inside):
            yield Phrase(
                words="any cycle of {regulation} in {period}", facts={"regulation": name, "period": mine.period}
            )
        for kind in sorted({cycle.cadence for cycle in inside}, key=lambda one: _LENGTH[one]):
            yield from self._all_of(name, mine, [cycle for cycle in inside if cycle.cadence is kind])

    def _all_of(self, name: str, mine: Cycle, known: list[Cycle]) -> Iterator[Cycle | Phrase]:
        periods, by_label = self.workflow(known[-1].fingerprint).periods, {cycle.period: cycle for cycle in known}
        label = known[0].period
        period = find_period(periods, label)
        while (ends_on := period_dates([period], label)[1]) <= mine.ends_on:
            if ends_on >= mine.starts_on:
                yield by_label.get(label) or self._missing(name, label)
            label = next_period(period, label)

    def _cycles(self, regulation: str, *, takes_trial: bool) -> Mapping[str, Cycle]:
        """Return the cycles of a regulation by their period."""
        key = regulation, takes_trial
        if key not in self._known:
            self._known[key] = {
                cycle.period: cycle
                for cycle in self._by_regulation.get(regulation, ())
                if takes_trial or self.workflow(cycle.fingerprint).status is not Status.TRIAL
            }
        return self._known[key]

    def _missing(self, regulation: str, label: str) -> Phrase:
        is_on_trial = any(cycle.period == label for cycle in self._by_regulation.get(regulation, ()))
        words = "{regulation} {period} (on trial)" if is_on_trial else "{regulation} {period} (not launched yet)"
        return Phrase(words=words, facts={"regulation": regulation, "period": label})

    # -- of whom in them -----------------------------------------------------------------------------------------

    def _givers(self, workflow: Workflow, appraisal: Appraisal, feed: Feed, cycle: Cycle) -> Givers:
        appraised = self.workflow(cycle.fingerprint).appraises
        if feed.of == EVERYBODY:
            return Givers(cycle=cycle, whole=f"{cycle.id}/{EVERYBODY}")
        if feed.of == "self" and appraisal.unit is not None and appraised == workflow.appraises:
            return Givers(cycle=cycle, names=(unit_id(cycle.id, appraisal.unit),))
        if feed.of in UNITS:
            return self._unit(appraisal, feed, cycle)
        if appraised != "person" and not feed.of.startswith(_SAME):
            raise self._wrong_kind(cycle, feed)
        if feed.of in _ONE:
            number = _ONE[feed.of](self, appraisal)
            return Givers(cycle=cycle, names=(f"{cycle.id}.{number}",) if number else ())
        called, find = self._several(workflow, appraisal, feed)
        whole = f"{cycle.id}/{called}"
        if whole not in self._wholes:
            numbers = find()
            people = tuple(f"{cycle.id}.{number}" for number in numbers)
            names = people if appraised == "person" else self._units_of(cycle, numbers)
            self._wholes[whole] = Givers(cycle=cycle, names=names, whole=whole)
        return self._wholes[whole]

    def _units_of(self, cycle: Cycle, numbers: Collection[str]) -> tuple[str, ...]:
        """Return the appraisals of units that one of these people answers for."""
        found = appraisals.of_cycle(self._connection, cycle.id)
        return tuple(one.id for one in found if one.person in numbers)

    def _unit(self, appraisal: Appraisal, feed: Feed, cycle: Cycle) -> Givers:
        if self.workflow(cycle.fingerprint).appraises != UNITS[feed.of]:
            raise self._wrong_kind(cycle, feed)
        unit = _UNIT[feed.of](self, appraisal)
        return Givers(cycle=cycle, names=(unit_id(cycle.id, unit),) if unit else ())

    def _several(
        self, workflow: Workflow, appraisal: Appraisal, feed: Feed
    ) -> tuple[str, Callable[[], tuple[str, ...]]]:
        """Return what they are called together, and how they are found."""
        person = appraisal.person
        if feed.of == "reports":
            return f"reports={person}", lambda: self.circle.reports(person)
        if feed.of == "members":
            return f"members={appraisal.unit}", lambda: self._members(workflow, appraisal.unit or "")
        column = feed.of.removeprefix(_SAME)
        one = self.circle.person(person)
        value = one.column(column) if one else ""
        return _same(column, value), lambda: self.circle.having(column, value)

    def _members(self, workflow: Workflow, unit: str) -> tuple[str, ...]:
        if workflow.appraises == "team":
            return self.circle.reports(unit)
        if workflow.appraises == "department":
            numbers = self.circle.having("department", unit)
            return tuple(one for one in numbers if (who := self.circle.person(one)) and who.is_active)
        return self.circle.active()

    def _department(self, appraisal: Appraisal) -> str | None:
        person = self.circle.person(appraisal.person)
        return person.department or None if person else None

    def _wrong_kind(self, cycle: Cycle, feed: Feed) -> WrongKindError:
        workflow = self.workflow(cycle.fingerprint)
        regulation = Term(name=workflow.name, title=workflow.title)
        return WrongKindError(regulation=regulation, kind=workflow.appraises, of=feed.of)


_ONE: Mapping[str, Callable[[Sources, Appraisal], str | None]] = {
    "self": lambda sources, appraisal: appraisal.person,
    "manager": lambda sources, appraisal: sources.circle.manager(appraisal.person),
}
_UNIT: Mapping[str, Callable[[Sources, Appraisal], str | None]] = {
    "team": lambda sources, appraisal: sources.circle.manager(appraisal.person),
    "led team": lambda sources, appraisal: appraisal.person,
    "department": lambda sources, appraisal: sources._department(appraisal),  # noqa: SLF001 - its own
    "company": lambda sources, appraisal: COMPANY,
}


def _columns_of(person: Person) -> Iterator[str]:
    """Yield the sets of those who have the same as somebody in a column; a unit has what its head has."""
    for column in ("department", "position", "level", *person.attributes):
        yield _same(column, person.column(column))


def _same(column: str, value: str) -> str:
    return f"{column}={value}"
