"""Who or what is appraised: every person of a company, or its units, each with the person who answers for it.

A department is everybody whose column says so; the highest superior inside it answers for it. A team are the people of
one manager, who answers for it and is named by his number. The company is everybody; whoever has no superior answers
for it. Only people at work count; a unit nobody is left in is none.

**Why** always a person: somebody must be asked, told and written to. Roles are found from him, and what nobody may do
in his own appraisal he may not do in that of his unit.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from cycleflow.core.organisation import Organisation, Person
from cycleflow.core.workflow import Appraised

COMPANY = "company"


@dataclass(frozen=True, kw_only=True)
class Ratee:
    """A person, or a `unit`, its `members`, and the `person` who answers for it."""

    person: Person
    unit: str | None = None
    members: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        """Return what tells it from all others of its kind: the unit, or the employee number."""
        return self.person.number if self.unit is None else self.unit


def ratees(organisation: Organisation, appraised: Appraised) -> tuple[Ratee, ...]:
    """Return all there are of a kind: people as they are listed, units by name."""
    if appraised == "person":
        return tuple(Ratee(person=person) for person in organisation.people.values())
    units = _UNITS[appraised](organisation)
    return tuple(_unit(organisation, appraised, name, units[name]) for name in sorted(units))


def _unit(organisation: Organisation, appraised: Appraised, name: str, members: tuple[str, ...]) -> Ratee:
    leader = name if appraised == "team" else _head(organisation, members)
    return Ratee(person=organisation.people[leader], unit=name, members=members)


def _departments(organisation: Organisation) -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    for person in organisation.people.values():
        if person.is_active and person.department:
            found.setdefault(person.department, []).append(person.number)
    return {name: tuple(sorted(members)) for name, members in found.items()}


def _teams(organisation: Organisation) -> dict[str, tuple[str, ...]]:
    active = (person.number for person in organisation.people.values() if person.is_active)
    return {leader: below for leader in active if (below := organisation.resolve("reports", leader))}


def _company(organisation: Organisation) -> dict[str, tuple[str, ...]]:
    active = sorted(person.number for person in organisation.people.values() if person.is_active)
    return {COMPANY: tuple(active)} if active else {}


_UNITS = {"department": _departments, "team": _teams, "company": _company}


def _head(organisation: Organisation, members: tuple[str, ...]) -> str:
    """Return the highest superior inside; of several the one above most, of equals the first by number."""
    inside = frozenset(members)
    heads = Counter(_highest(number, organisation.superiors(number), inside) for number in members)
    return min(heads, key=lambda number: (-heads[number], number))


def _highest(number: str, above: Iterable[str], inside: frozenset[str]) -> str:
    return [number, *(who for who in above if who in inside)][-1]
