"""Where a regulation asks a role and nobody holds it, seen before anybody is asked.

Where a role leads to nobody, the state's escalations say who is asked instead; such a gap is a warning, for the top
of every firm has no manager. Where they lead to nobody either, the appraisal would be stuck, and that blocks a
launch. A state that bars who took part before (an appeal) may run out of people too; it is a warning, for it may never
be reached. Where everybody fills in a sheet of his own, roles nobody holds are missed only if there is no rater at
all. Who will hold a role that a sheet names, nobody can say yet.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeAlias

from cycleflow.core.facts import Facts
from cycleflow.core.model import Member
from cycleflow.core.naming import source_of
from cycleflow.core.workflow import State, Workflow

_Idle: TypeAlias = frozenset[tuple[str, str]]
Cast = Mapping[str, tuple[Member, ...]]


@dataclass(frozen=True, kw_only=True)
class Gap:
    """In `states`, `roles` lead to nobody; `instead` are the roles asked in their place, none if nobody is left.

    `people` are those in whose appraisals it is so. `barred`: there are some, but all took part before.
    """

    states: tuple[str, ...]
    roles: tuple[str, ...]
    instead: tuple[str, ...]
    people: tuple[str, ...]
    barred: bool = False

    @property
    def blocks(self) -> bool:
        return not self.instead and not self.barred


@dataclass(frozen=True)
class _Kind:
    state: str
    roles: tuple[str, ...]
    instead: tuple[str, ...]
    barred: bool = False


class GapFinder:
    """Looks at one cast after the other; casts that lack the same roles are thought through once."""

    def __init__(self, workflow: Workflow) -> None:
        self._workflow = workflow
        self._barring = [state for state in workflow.states.values() if state.never]
        self._named = {role for role, path in workflow.roles.items() if source_of(path)}
        self._by_lack: dict[tuple[tuple[str, ...], _Idle], tuple[_Kind, ...]] = {}
        self._found: dict[_Kind, list[str]] = {}

    def look_at(self, number: str, cast: Cast, facts: Facts) -> bool:
        """Note the gaps in the appraisal of a person of somebody so known, and return whether none blocks."""
        lack = tuple(role for role, members in cast.items() if not members and role not in self._named)
        key = lack, self._idle(lack, facts)
        if key not in self._by_lack:
            self._by_lack[key] = tuple(self._kinds(*key))
        kinds = self._by_lack[key]
        for kind in (*kinds, *self._barred(cast)):
            self._found.setdefault(kind, []).append(number)
        return all(kind.instead for kind in kinds)

    def gaps(self) -> tuple[Gap, ...]:
        """Return what was found, in the order of the states, what blocks first."""
        order = list(self._workflow.stages)
        alike: dict[tuple[tuple[str, ...], tuple[str, ...], bool, tuple[str, ...]], list[str]] = {}
        for kind in sorted(self._found, key=lambda kind: order.index(kind.state)):
            alike.setdefault((kind.roles, kind.instead, kind.barred, tuple(self._found[kind])), []).append(kind.state)
        gaps = [
            Gap(states=tuple(states), roles=roles, instead=instead, barred=barred, people=people)
            for (roles, instead, barred, people), states in alike.items()
        ]
        return tuple(sorted(gaps, key=lambda gap: not gap.blocks))

    def _idle(self, lack: tuple[str, ...], facts: Facts) -> _Idle:
        """Return the roles nobody holds and nobody misses: they depend on a condition, or are asked nothing here."""
        sheets = self._workflow.sheet_for
        each = (state for state in self._workflow.states.values() if state.complete == "each")
        asked = ((state, role) for state in each for role in state.ask if role in lack)
        return frozenset(
            (state.name, role)
            for state, role in asked
            if role in self._workflow.held_when or ((sheet := sheets(state, role, facts)) and not sheet.fields)
        )

    def _kinds(self, lack: tuple[str, ...], idle: _Idle) -> list[_Kind]:
        kinds = []
        for state in self._workflow.stages.values():
            if state.name in self._workflow.duties and self._workflow.held_when.keys() & lack >= state.ask.keys():
                continue
            missing = tuple(role for role in state.ask if role in lack and (state.name, role) not in idle)
            alike = state.complete != "each"
            present = tuple(role for role in state.ask if alike and role not in lack)
            if missing and not (state.gather and present):
                instead = present or _first_of(state, lack)
                kinds.append(_Kind(state.name, missing, instead))
        return kinds

    def _barred(self, cast: Cast) -> list[_Kind]:
        """Return the states in which all who could be asked would have taken part before."""
        kinds = []
        for state in self._barring:
            before = {who for name in state.never for who in _must_answer(self._workflow.states[name], cast)}
            roles = (*state.ask, *(step.role for step in state.escalations))
            possible = {member.person for role in roles for member in cast.get(role, ())}
            if possible and possible <= before:
                kinds.append(_Kind(state.name, tuple(state.ask), (), barred=True))
        return kinds


def _first_of(state: State, lack: tuple[str, ...]) -> tuple[str, ...]:
    return next(((step.role,) for step in state.escalations if step.role not in lack), ())


def _must_answer(state: State, cast: Cast) -> set[str]:
    """Return who will certainly have taken part in a state: all asked, or the only one of several alternatives."""
    asked = {member.person for role in state.ask for member in cast.get(role, ())}
    if not asked:
        lack = tuple(role for role, members in cast.items() if not members)
        asked = {member.person for role in _first_of(state, lack) for member in cast[role]}
    return asked if state.complete == "all" or len(asked) == 1 else set()
