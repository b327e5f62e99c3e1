"""What a rule family brings: its keys, and how they become a rule of the core."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from cycleflow.core.scoring.scorecard import Rule
from cycleflow.core.workflow import Duty, Field, Sheet, State, Words
from cycleflow.policy.node import Pairs
from cycleflow.policy.reader import Reader
from cycleflow.policy.sections.columns import Column
from cycleflow.policy.vocabulary import Keys


@dataclass(frozen=True, kw_only=True)
class Filled:
    """What there is to compute with: states and duties, the sheets filled in there, and what is known of the person.

    `called` is how people call the roles.
    """

    states: Mapping[str, State]
    sheets: Mapping[str, Sheet]
    facts: Mapping[str, Field] = field(default_factory=dict)
    called: Mapping[str, Words] = field(default_factory=dict)
    handed: Mapping[str, State] = field(default_factory=dict)
    duties: Mapping[str, Duty] = field(default_factory=dict)

    @property
    def sources(self) -> Mapping[str, State]:
        """Return all whose sheets there may be: what is handed out, and the states."""
        return {**self.handed, **self.states}

    @property
    def gathering(self) -> frozenset[str]:
        """Return the states in which everybody fills in a sheet of his own."""
        return frozenset(state.name for state in self.states.values() if state.gather)


@dataclass(frozen=True, kw_only=True)
class Made:
    """A rule, and the columns that must have been filled in before it can be evaluated."""

    rule: Rule
    uses: tuple[Column, ...]


@dataclass(frozen=True, kw_only=True)
class Family:
    """`keys.name` is the key of `score` under which the family is written."""

    keys: Keys
    read: Callable[[Reader, Pairs, Filled], Made | None]
