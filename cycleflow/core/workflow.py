"""A regulation as a value: what `policy` compiles and `core` obeys.

A Workflow is immutable and complete: it carries its working days, so that replaying a history years later gives the
same dates even after the holiday tables have changed.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import time
from decimal import Decimal
from enum import StrEnum
from functools import cached_property, lru_cache
from typing import Literal, TypeAlias

from cycleflow.core.calendar import Calendar, Offset
from cycleflow.core.committee import Committee
from cycleflow.core.daterule import DateRule
from cycleflow.core.expression import Expression as Expression
from cycleflow.core.expression import Words as Words
from cycleflow.core.feed import Feed
from cycleflow.core.handed import HandedOut
from cycleflow.core.outcomes import Outcomes
from cycleflow.core.parameter import Parameter
from cycleflow.core.period import Cadence, Period
from cycleflow.core.quota import Distribution
from cycleflow.core.recurrence import Every
from cycleflow.core.scoring.scorecard import Scorecard
from cycleflow.core.verdict import EligibilityRule

Appraised: TypeAlias = Literal["person", "team", "department", "company"]


class Status(StrEnum):
    DRAFT = "draft"
    TRIAL = "trial"
    EFFECTIVE = "effective"
    SUPERSEDED = "superseded"


class FieldKind(StrEnum):
    TEXT = "text"
    NUMBER = "number"
    SCALE = "scale"
    CHOICE = "choice"
    DATE = "date"
    MOMENT = "moment"
    TICK = "tick"
    PERSON = "person"
    ROWS = "rows"


@dataclass(frozen=True, kw_only=True)
class Field:
    """One question of a sheet.

    `low` and `high` bound a number, a text's length, or a table's rows. `options` are a choice's or a scale's values.
    `total` is what a column must add up to over the rows, or over those with the same in the column `total_by`.
    `each` names the field (`state.field`) whose rows this table repeats, one for one. `needed_when` is asked with the
    field's own row (or sheet), and the result, as names. `needed_for` lists the answers that need this field; empty
    means all of them, unless `optional`.
    `ahead` says how far in the future a moment must lie. `among` is the role a person is chosen from; None: anybody.
    `sets` names the result it replaces. `every` are the cadences of the cycles it is asked in; empty means all.
    """

    name: str
    title: Words
    kind: FieldKind
    optional: bool = False
    low: Decimal | None = None
    high: Decimal | None = None
    places: int = 2
    options: Mapping[str, Words] = field(default_factory=dict)
    total: Decimal | None = None
    total_by: str | None = None
    columns: Mapping[str, Field] = field(default_factory=dict)
    each: str | None = None
    needed_when: Expression | None = None
    needed_for: tuple[str, ...] = ()
    ahead: Offset | None = None
    among: str | None = None
    every: tuple[Cadence, ...] = ()
    sets: Literal["score", "grade"] | None = None

    @property
    def is_numeric(self) -> bool:
        """Whether every option of a scale or choice is a figure."""
        return bool(self.options) and all(is_figure(option) for option in self.options)


def is_figure(text: str) -> bool:
    return bool(_FIGURE.fullmatch(text))


_FIGURE = re.compile(r"-?[0-9]{1,12}(?:\.[0-9]{1,6})?")


def asked_of(fields: Mapping[str, Field], facts: Mapping[str, object]) -> Mapping[str, Field]:
    """Return the fields that are asked in a cycle of this cadence; where that is not known, all."""
    cadence = facts.get("cadence")
    return {
        name: field for name, field in fields.items() if cadence is None or cadence in field.every or not field.every
    }


@dataclass(frozen=True, kw_only=True)
class Sheet:
    name: str
    fields: Mapping[str, Field]


@dataclass(frozen=True, kw_only=True)
class Check:
    """What a filled-in sheet must not say, or is noted for.

    It looks at the sheet, or at each row of the table `of`. `field` is where the complaint stands: a field of the
    sheet, or a column of the table.
    """

    when: Expression
    then: Literal["refuse", "warn"]
    words: Words
    field: str
    of: str | None = None


@dataclass(frozen=True, kw_only=True)
class Due:
    """When a task falls due: a rule of date, but never less than `at_least` after it was opened."""

    rule: DateRule
    at_least: Offset | None = None


@dataclass(frozen=True, kw_only=True)
class Refusal:
    """When an answer is not taken, and what the person is told: where else to turn, for one."""

    when: Expression
    words: Words


@dataclass(frozen=True, kw_only=True)
class Route:
    """The state an answer leads to where a condition holds."""

    when: Expression
    to: str


@dataclass(frozen=True, kw_only=True)
class Answer:
    """One way to answer a task, and the state it leads to; an answer to a duty leads nowhere.

    Of `routes` the first whose condition holds decides; `to` is where it leads otherwise. `until` is the last day it is
    open (an appeal's window). A `blank` answer takes no sheet (an interview that did not take place). `adopts` names
    states whose sheet is replaced, each with the state whose sheet takes its place. `raises` are the duties that follow
    from it.
    """

    name: str
    title: Words
    to: str
    routes: tuple[Route, ...] = ()
    refuses: tuple[Refusal, ...] = ()
    adopts: Mapping[str, str] = field(default_factory=dict)
    until: DateRule | None = None
    blank: bool = False
    raises: tuple[str, ...] = ()

    @property
    def targets(self) -> tuple[str, ...]:
        """Every state it can lead to."""
        return tuple(dict.fromkeys((*(route.to for route in self.routes), self.to)))


@dataclass(frozen=True, kw_only=True)
class Escalation:
    role: str
    after: Offset


@dataclass(frozen=True, kw_only=True)
class Silence:
    """What it means when nobody answers by `after` the due time: move `to` a state, or hand the tasks to a role."""

    after: Offset
    to: str | None = None
    hand_to: str | None = None


@dataclass(frozen=True, kw_only=True)
class Tell:
    role: str
    notice: str


@dataclass(frozen=True, kw_only=True)
class Gather:
    """That everybody asked fills in a sheet of his own.

    Of the `anonymous` roles nobody is told who said what, and nothing at all unless `at_least` so many have answered.
    """

    anonymous: tuple[str, ...] = ()
    at_least: int = 1


Completion: TypeAlias = Literal["all", "any", "majority", "each"]


@dataclass(frozen=True, kw_only=True)
class State:
    """One stage of an appraisal.

    `ask` says which roles get a task, and the sheet each fills in (None: an answer alone); empty for an end. `needs`
    are states whose sheet must be given or forfeited; who answered at `never` is not asked. `complete` says whether all
    asked must answer, any one, more than half the same, or one of each role. `opens` is when they are asked, `marks`
    names the instant of entering. `cohort` is true where a panel decides over many at once and answers by releasing
    them. With `gather` all fill in sheets of their own; what is `public` everybody at work may read once it is passed.
    """

    name: str
    title: Words
    ask: Mapping[str, str | None] = field(default_factory=dict)
    opens: DateRule | None = None
    due: Due | None = None
    reminders: tuple[Offset, ...] = ()
    escalations: tuple[Escalation, ...] = ()
    silence: Silence | None = None
    answers: Mapping[str, Answer] = field(default_factory=dict)
    complete: Completion = "all"
    needs: tuple[str, ...] = ()
    never: tuple[str, ...] = ()
    marks: str | None = None
    tell: tuple[Tell, ...] = ()
    cohort: bool = False
    gather: Gather | None = None
    public: bool = False

    def seat(self, role: str) -> str:
        """Return the role a task is answered in: whoever stands in for a role does so for the first one asked."""
        return role if role in self.ask else next(iter(self.ask))

    @property
    def is_end(self) -> bool:
        return not self.ask


@dataclass(frozen=True, kw_only=True)
class Missed:
    """When an occurrence of a duty is missed: so long `after` its due time; and the duties that follow from it."""

    after: Offset
    raises: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Duty(State):
    """What is asked beside the states: again and again (`every`), or only where an answer or an outcome raises it.

    Each occurrence asks `times` over. It is `missed` a while after its due time; one that recurs, when the next falls
    due, if nothing else is said.
    """

    every: Every | None = None
    times: int = 1
    missed: Missed | None = None


@dataclass(frozen=True, kw_only=True)
class Indicator:
    """What a score is made of: a figure, level, truth or table that somebody provides.

    `asked` is how it is asked for. `better` says which way is good; None where neither is. `by` is the role that
    provides it, in the sheet `<role>_indicators`; empty where other appraisals give it, as the `feed` says. `default`
    holds where nobody gives it; None means that it may not apply at all.
    """

    asked: Field
    by: str = ""
    feed: Feed | None = None
    unit: str = ""
    better: Literal["higher", "lower"] | None = None
    default: Decimal | str | bool | None = None
    meaning: Words = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Grade:
    """A grade and the scores it takes: `low` is included, `high` is not, `None` is open-ended.

    `low_open` and `high_closed` turn that round. A grade `by_rank` takes no scores: the cohort gives it.
    """

    name: str
    title: Words
    low: Decimal | None
    high: Decimal | None
    low_open: bool = False
    high_closed: bool = False
    by_rank: bool = False


@dataclass(frozen=True, kw_only=True)
class Digest:
    """Roles whose mails of one day are gathered, and the local time they leave at."""

    roles: tuple[str, ...]
    at: time


@dataclass(frozen=True, kw_only=True, eq=False)
class Workflow:
    """One regulation. Two are the same when their fingerprints are."""

    name: str
    title: Words
    status: Status
    source: str
    periods: tuple[Period, ...]
    calendar: Calendar
    roles: Mapping[str, str]
    eligibility: tuple[EligibilityRule, ...]
    sheets: Mapping[str, Sheet]
    states: Mapping[str, State]
    attributes: Mapping[str, Field] = field(default_factory=dict)
    parameters: Mapping[str, Parameter] = field(default_factory=dict)
    facts_used: tuple[str, ...] = ()
    """The facts an appraisal must keep, since its rules ask for them after the launch."""
    asked: frozenset[str] = frozenset()
    """What conditions beside the score ask for: measures and indicators, among other names."""
    duties: Mapping[str, Duty] = field(default_factory=dict)
    checks: Mapping[str, tuple[Check, ...]] = field(default_factory=dict)
    """The regulation's own checks of its sheets, by sheet."""
    handed: Mapping[str, HandedOut] = field(default_factory=dict)
    indicators: Mapping[str, Indicator] = field(default_factory=dict)
    scorecard: Scorecard | None = None
    grades: tuple[Grade, ...] = ()
    distributions: tuple[Distribution, ...] = ()
    """The first that is for somebody decides with whom he is compared."""
    outcomes: Outcomes | None = None
    committees: Mapping[str, Committee] = field(default_factory=dict)
    """How some roles must be made up."""
    held_when: Mapping[str, Expression] = field(default_factory=dict)
    """Roles that somebody holds only in the appraisals for which a condition over the people file holds."""
    called: Mapping[str, Words] = field(default_factory=dict)
    """What people call the roles, where it is written."""
    digest: Digest | None = None
    manager_change: Literal["move", "stay"] = "move"
    appraises: Appraised = "person"
    fingerprint: str = ""
    """SHA-256 of the definition's canonical content, working days included: what a cycle is pinned to."""
    text: str = field(default="", repr=False)
    """The file it was read from, to the letter; with the working days it makes the same workflow again."""
    tables: Mapping[str, str] = field(default_factory=dict, repr=False)
    """The tables beside that file, by name, to the letter."""

    @property
    def initial(self) -> State:
        return next(iter(self.states.values()))

    @cached_property
    def stages(self) -> Mapping[str, State]:
        """Return all that can ask somebody something, by name: the states and the duties beside them."""
        return {**self.states, **self.duties}

    def sheet_for(self, state: State, role: str, facts: Mapping[str, object]) -> Sheet | None:
        """Return the sheet the role fills in there, as far as it concerns a ratee of whom these facts are known.

        None where an answer alone is asked. Whoever stands in for a role (a task handed over or escalated) fills in
        what the first one asked would have.
        """
        name = state.ask[state.seat(role)]
        sheet = self.sheets[name] if name else None
        return sheet and replace(sheet, fields=asked_of(self._needed_of(sheet, facts), facts))

    def _needed_of(self, sheet: Sheet, facts: Mapping[str, object]) -> Mapping[str, Field]:
        """Return the fields without the indicators that these facts make needless."""
        provided = {name for name, one in self.indicators.items() if f"{one.by}_indicators" == sheet.name}
        needed = self.needs(facts) if provided else None
        if needed is None:
            return sheet.fields
        return {name: one for name, one in sheet.fields.items() if name not in provided or name in needed}

    def needs(self, facts: Mapping[str, object]) -> frozenset[str] | None:
        """Return the indicators that are needed of somebody of whom these facts are known; None for all there are."""
        return _needed(self, frozenset(facts.items())) if self.facts_used and facts else None


@lru_cache(maxsize=4096)
def _needed(workflow: Workflow, facts: frozenset[tuple[str, object]]) -> frozenset[str] | None:
    known, scorecard, outcomes = dict(facts), workflow.scorecard, workflow.outcomes
    scored = scorecard.rule.needs(known, workflow.asked) if scorecard else None
    caused = outcomes.rule.needs(known, outcomes.wanted) if outcomes else None
    if scorecard and outcomes:
        return None if scored is None or caused is None else scored | caused
    return scored if scorecard else caused
