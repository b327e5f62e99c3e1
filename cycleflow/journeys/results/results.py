"""The results of a cycle as they stand: everybody's score, grade and outcomes, the figures behind them, the grades.

Whoever is still on the way is listed too, with the state he is in: a list of results that silently leaves people out
is one that is paid by.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from cycleflow.core.cohort import GroupCheck
from cycleflow.core.cycle import Cycle
from cycleflow.core.machine import WITHDRAWN
from cycleflow.core.model import Appraisal, Cell
from cycleflow.core.organisation import Person
from cycleflow.core.publication import is_published
from cycleflow.core.scoring.phrase import Fact, Term
from cycleflow.core.settling import card_of
from cycleflow.core.workflow import Status, Workflow
from cycleflow.journeys.account import Account
from cycleflow.journeys.calibrate import cohorts_of
from cycleflow.journeys.disclosure import Result, result_of
from cycleflow.journeys.office import Office
from cycleflow.journeys.progress import Progress, unseen
from cycleflow.store import appraisals, cycles, people

_STAGE = "results"


@dataclass(frozen=True, kw_only=True)
class Line:
    """One appraisal and its result, None while there is none; `person` is whom it is about, or who answers for it.

    `workflow` is the version of the regulation the appraisal runs by: not all may have moved to the cycle's.
    """

    appraisal: Appraisal
    workflow: Workflow
    person: Person
    result: Result | None

    @property
    def is_withdrawn(self) -> bool:
        return self.appraisal.state == WITHDRAWN

    @property
    def figures(self) -> Mapping[str, Fact]:
        """What was given and every step it led to, by name; nothing where people or a rule set the result."""
        account = self.result.account if self.result else None
        return {term.name: value for term, value in (*_given(account), *_steps(account))} if account else {}

    @property
    def outcomes(self) -> Mapping[str, Cell]:
        return self.appraisal.outcomes or {}


@dataclass(frozen=True, kw_only=True)
class Results:
    """All of a cycle, by employee number. `checks` are the groups in which grades are spread, against their quotas."""

    cycle: Cycle
    workflow: Workflow
    lines: tuple[Line, ...]
    checks: tuple[GroupCheck, ...]

    @property
    def is_payable(self) -> bool:
        """Whether sums of money are paid: not where the regulation is on trial."""
        return self.workflow.status is not Status.TRIAL

    @cached_property
    def figures(self) -> tuple[Term, ...]:
        """The figures anybody has, each once, what was given first."""
        accounts = [line.result.account for line in self.lines if line.result and line.result.account]
        given = {term.name: term for one in accounts for term, _ in _given(one)}
        steps = {term.name: term for one in accounts for term, _ in _steps(one)}
        return tuple({**given, **steps}.values())

    @cached_property
    def outcomes(self) -> tuple[Term, ...]:
        """The sums and figures the regulation tells, sums of money first."""
        if self.workflow.outcomes is None:
            return ()
        titles = card_of(self.workflow.outcomes).titles
        names = dict.fromkeys((*self.workflow.outcomes.money, *self.workflow.outcomes.told))
        return tuple(Term(name=name, title=titles.get(name, {})) for name in names)

    @property
    def money(self) -> frozenset[str]:
        return frozenset(self.workflow.outcomes.money if self.workflow.outcomes else ())


def results_of(office: Office, cycle: str, progress: Progress = unseen, *, reader: str | None = None) -> Results:
    """Return what a cycle has come to; without the reader's own result before it is published.

    Raises:
        NotFoundError: there is no such cycle.
    """
    with office.store.read() as connection:
        found = cycles.get(connection, cycle)
        everybody = appraisals.of_cycle(connection, cycle)
        directory = people.people(connection)
    workflow = office.workflows(found.fingerprint)
    lines = []
    for done, one in enumerate(everybody):
        progress(_STAGE, done, len(everybody))
        own = office.workflows(one.fingerprint)
        if one.person != reader or is_published(own, one):
            lines.append(Line(appraisal=one, workflow=own, person=directory[one.person], result=result_of(own, one)))
    checks = tuple(cohort.check for cohort in cohorts_of(workflow, everybody, directory) if cohort.check)
    progress(_STAGE, len(everybody), len(everybody))
    return Results(cycle=found, workflow=workflow, lines=tuple(lines), checks=checks)


def _given(account: Account) -> Iterable[tuple[Term, Fact]]:
    return ((one.term, one.value) for one in account.inputs if one.term.name)


def _steps(account: Account) -> Iterable[tuple[Term, Fact]]:
    return ((one.term, one.value) for one in (*account.steps, *account.also) if one.term.name)
