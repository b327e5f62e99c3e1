"""Who is whose superior: paths over the reporting line, and the cast of an appraisal.

A path is what a workflow's `roles` say: `self`, `manager`, `manager.manager`, `head(department)`, `heads(all)`,
`heads(served)`, `people(raters)`, `group(hr)`, `peers`, `reports`, and for a unit its `members`. Somebody who is not at
work is passed over, up the line; and except for `self`, nobody is ever cast in his own appraisal: nobody judges
himself. Whom a path `named(invite.peers)` leads to, only a sheet says.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from cycleflow.core.model import Member
from cycleflow.core.workflow import Workflow

ACTIVE = "active"
ALL = "all"
MEMBERS = "members"

_PARTS = re.compile(r"[;；、]")
"""What stands between the departments or employee numbers of one column."""


@dataclass(frozen=True, kw_only=True)
class Person:
    """One row of the people file. `number` is the employee number, `manager` that of the direct superior."""

    number: str
    name: str
    email: str
    manager: str | None = None
    department: str = ""
    position: str = ""
    level: str = ""
    hired_on: date | None = None
    status: str = ACTIVE
    locale: str = "zh"
    zone: str | None = None
    roles: frozenset[str] = frozenset()
    attributes: Mapping[str, str] = field(default_factory=dict)

    @property
    def is_active(self) -> bool:
        return self.status == ACTIVE

    def column(self, name: str) -> str:
        """Return a column people are told apart by, of those everybody has or of those a company adds."""
        own = {"department": self.department, "position": self.position, "level": self.level}
        return own[name] if name in own else self.attributes.get(name, "")


@dataclass(frozen=True)
class Organisation:
    """All people by employee number."""

    people: Mapping[str, Person]

    def resolve(self, path: str, number: str) -> tuple[str, ...]:
        """Return who the path leads to from a person; empty when nobody."""
        if path == "self":
            return (number,)
        if path.startswith("named("):
            return ()
        if path.startswith("group("):
            return tuple(who for who in self._groups.get(_argument(path), ()) if who != number)
        if path.startswith("head("):
            return self._above(self._head_of(number), path.count(".manager"), number)
        if path.startswith("heads("):
            return tuple(who for who in self._heads_at(_argument(path), number) if who != number)
        if path.startswith("people("):
            return tuple(who for who in self._listed(_argument(path), number) if who != number and self._works(who))
        if path == "reports":
            return self._reports.get(number, ())
        if path == "peers":
            return self._peers_of(number)
        return self._up(number, path.count("manager"))

    def cast(self, workflow: Workflow, number: str, members: tuple[str, ...] = ()) -> dict[str, tuple[Member, ...]]:
        """Return who holds which role of the workflow in this person's appraisal, or in that of his unit."""
        zone = workflow.calendar.zone
        return {
            role: tuple([self._member(who, zone) for who in self._holders(path, number, members)])
            for role, path in workflow.roles.items()
        }

    def _holders(self, path: str, number: str, members: tuple[str, ...]) -> tuple[str, ...]:
        if path == MEMBERS:
            return tuple(who for who in members if who != number)
        return self.resolve(path, number)

    def _member(self, number: str, zone: str) -> Member:
        """Return the same Member whenever the same person is cast: panels sit in every appraisal."""
        found = self._members.get((number, zone))
        if found is None:
            found = self._members[number, zone] = Member(person=number, zone=self.people[number].zone or zone)
        return found

    def superiors(self, number: str) -> tuple[str, ...]:
        """Return the active superiors, nearest first, up to the top or to where the line turns in a circle."""
        if number not in self._lines:
            self._lines[number] = tuple(self._climb(number))
        return self._lines[number]

    def _climb(self, number: str) -> list[str]:
        line: list[str] = []
        seen = {number}
        above = self.people[number].manager
        while above is not None and above in self.people and above not in seen:
            seen.add(above)
            if self.people[above].is_active:
                line.append(above)
            above = self.people[above].manager
        return line

    def _up(self, number: str, steps: int) -> tuple[str, ...]:
        line = self.superiors(number)
        return line[steps - 1 : steps]

    def _above(self, heads: tuple[str, ...], steps: int, number: str) -> tuple[str, ...]:
        """Return whoever stands so many steps above a head of department."""
        return tuple(who for head in heads for who in self._up(head, steps) if who != number) if steps else heads

    def _heads_at(self, argument: str, number: str) -> Iterable[str]:
        """Return the heads of all departments, or of those an attribute names, each once."""
        if argument == ALL:
            return sorted(set(self.heads.values()))
        return dict.fromkeys(self.heads[name] for name in self._listed(argument, number) if name in self.heads)

    def _listed(self, attribute: str, number: str) -> Iterable[str]:
        written = _PARTS.split(self.people[number].attributes.get(attribute, ""))
        return dict.fromkeys(part.strip() for part in written if part.strip())

    def strays(self, path: str, number: str) -> tuple[str, ...]:
        """Return what a person's column names that leads to nobody: no department with a head, or nobody at work."""
        if path.startswith("heads(") and _argument(path) != ALL:
            return tuple(name for name in self._listed(_argument(path), number) if name not in self.heads)
        if path.startswith("people("):
            return tuple(who for who in self._listed(_argument(path), number) if not self._works(who))
        return ()

    def _works(self, number: str) -> bool:
        return number in self.people and self.people[number].is_active

    def _peers_of(self, number: str) -> tuple[str, ...]:
        manager = self._up(number, 1)
        return tuple(who for who in self._reports.get(manager[0], ()) if who != number) if manager else ()

    def _head_of(self, number: str) -> tuple[str, ...]:
        """Return the highest superior in the person's own department; for the head himself, his manager."""
        department = self.people[number].department
        inside = [who for who in self.superiors(number) if self.people[who].department == department]
        return (inside[-1],) if inside else self._up(number, 1)

    @cached_property
    def heads(self) -> Mapping[str, str]:
        """Return who heads each department: the highest superior inside it.

        Of several the one most of its people are below; of equals the first by number.
        """
        counts: dict[str, Counter[str]] = {}
        for person in self.people.values():
            if person.is_active and person.department:
                line = (person.number, *self.superiors(person.number))
                top = [who for who in line if self.people[who].department == person.department][-1]
                counts.setdefault(person.department, Counter())[top] += 1
        return {name: min(tops, key=lambda who: (-tops[who], who)) for name, tops in counts.items()}

    @cached_property
    def _lines(self) -> dict[str, tuple[str, ...]]:
        return {}

    @cached_property
    def _members(self) -> dict[tuple[str, str], Member]:
        return {}

    @cached_property
    def _groups(self) -> Mapping[str, tuple[str, ...]]:
        groups: dict[str, list[str]] = {}
        for person in self.people.values():
            for role in person.roles if person.is_active else ():
                groups.setdefault(role, []).append(person.number)
        return {role: tuple(sorted(members)) for role, members in groups.items()}

    @cached_property
    def _reports(self) -> Mapping[str, tuple[str, ...]]:
        """Active people by their nearest active superior."""
        reports: dict[str, list[str]] = {}
        for person in self.people.values():
            for above in self._up(person.number, 1) if person.is_active else ():
                reports.setdefault(above, []).append(person.number)
        return {above: tuple(sorted(below)) for above, below in reports.items()}


def _argument(path: str) -> str:
    return path[path.index("(") + 1 : path.index(")")]
