"""One appraisal with all that belongs to it, for who looks after it: HR, the panel, the auditor. Never one's own.

An entry that was edited beyond reading is still listed, as the text it is now.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property

from sqlalchemy import Connection

from cycleflow.core.cycle import Cycle
from cycleflow.core.machine import WITHDRAWN
from cycleflow.core.model import Appraisal, Deed, Entry, Json
from cycleflow.core.organisation import Person
from cycleflow.core.publication import is_published
from cycleflow.core.ruling import Ruling
from cycleflow.core.scoring.phrase import Term
from cycleflow.core.settling import card_of
from cycleflow.core.workflow import State, Words, Workflow
from cycleflow.errors import CycleflowError, NotFoundError
from cycleflow.journeys.account import Account, accounts
from cycleflow.journeys.confidence import check_may_know_raters, is_promised, nameless, nameless_task
from cycleflow.journeys.disclosure import (
    OwnRecordError,
    Result,
    Shown,
    check_not_own,
    everything,
    is_over,
    people_of,
    result_of,
)
from cycleflow.journeys.effects import Effects, effect_accounts, effects_of
from cycleflow.journeys.logs import Log, logs, readers_of
from cycleflow.journeys.office import Office
from cycleflow.journeys.ruled import ruled
from cycleflow.store import appraisals, cycles, histories, outbox, people
from cycleflow.store.histories import StoredEntry
from cycleflow.store.outbox import Mail


@dataclass(frozen=True, kw_only=True)
class Line:
    """One entry of the history; `entry` is None where its text can no longer be read."""

    stored: StoredEntry
    entry: Entry | None


@dataclass(frozen=True, kw_only=True)
class Dossier:
    appraisal: Appraisal
    cycle: Cycle
    workflow: Workflow
    lines: tuple[Line, ...]
    mails: tuple[Mail, ...]
    people: Mapping[str, Person]
    versions: Mapping[str, Workflow]
    rulings: tuple[Ruling, ...] = ()

    @property
    def ratee(self) -> Person:
        return self.people[self.appraisal.person]

    @property
    def state(self) -> State | None:
        return self.workflow.states.get(self.appraisal.state)

    @property
    def shown(self) -> tuple[Shown, ...]:
        return everything(self.workflow, self.appraisal)

    @property
    def logs(self) -> tuple[Log, ...]:
        return logs(self.workflow, self.appraisal)

    @property
    def result(self) -> Result | None:
        return result_of(self.workflow, self.appraisal)

    @cached_property
    def accounts(self) -> Mapping[int, Account]:
        """How the result came about at each entry that computed one; none where the history cannot be read."""
        entries = [line.entry for line in self.lines if line.entry]
        return accounts(entries, self.versions) if len(entries) == len(self.lines) else {}

    @cached_property
    def effect_accounts(self) -> Mapping[int, Account]:
        """How what the result caused came about at each entry that settled it."""
        entries = [line.entry for line in self.lines if line.entry]
        return effect_accounts(entries, self.versions) if len(entries) == len(self.lines) else {}

    @cached_property
    def effects(self) -> Effects | None:
        entries = [line.entry for line in self.lines if line.entry]
        if len(entries) < len(self.lines):
            return None
        return effects_of(self.appraisal, entries, self.versions, fully=True)

    def called(self, name: str) -> Term:
        """Return what people call an outcome, or a duty."""
        titles = card_of(self.workflow.outcomes).titles if self.workflow.outcomes else {}
        duties = {duty.name: duty.title for duty in self.workflow.duties.values()}
        return Term(name=name, title=titles.get(name) or duties.get(name, {}))

    def nameless(self, entry: Entry) -> Words | None:
        """Return how whoever answered is called where his name may not be told."""
        return nameless(self.workflow, entry)

    def nameless_task(self, entry: Entry, task: Mapping[str, Json]) -> Words | None:
        """Return how whoever was asked is called where it may not be told whether he answered."""
        return nameless_task(self.workflow, entry, task)

    @property
    def is_over(self) -> bool:
        return is_over(self.workflow, self.appraisal)

    @property
    def targets(self) -> Mapping[Deed, tuple[State, ...]]:
        """Return what HR can do now, and for what moves the appraisal, where to."""
        if self.is_over:
            running = tuple(state for state in self.workflow.states.values() if not state.is_end)
            return {Deed.REOPEN: running, **self._beside()}
        if self.appraisal.paused_at:
            return {Deed.RESUME: (), Deed.WITHDRAW: ()}
        possible: dict[Deed, tuple[State, ...]] = {}
        if self.appraisal.asked:
            possible |= {Deed.EXTEND: (), Deed.REASSIGN: ()}
        if passed := self._passed():
            possible[Deed.SEND_BACK] = passed
        return possible | {Deed.WAIVE: self._onward(), Deed.PAUSE: (), Deed.WITHDRAW: ()}

    def _beside(self) -> Mapping[Deed, tuple[State, ...]]:
        """Return what can be done about what is asked after the end."""
        return {Deed.EXTEND: (), Deed.REASSIGN: (), Deed.WAIVE: ()} if self.appraisal.open_errands else {}

    def _passed(self) -> tuple[State, ...]:
        been = {*self.appraisal.given, *self.appraisal.sheets} - {self.appraisal.state}
        return tuple(state for state in self.workflow.states.values() if state.name in been)

    def _onward(self) -> tuple[State, ...]:
        state = self.workflow.states[self.appraisal.state]
        silent = state.silence.to if state.silence else None
        onward = dict.fromkeys(target for answer in state.answers.values() for target in answer.targets)
        return tuple(self.workflow.states[name] for name in ([silent] if silent else onward))


def dossier(office: Office, appraisal: str, reader: str) -> Dossier:
    """Return all there is of an appraisal.

    Raises:
        NotFoundError: there is none of that name.
        OwnRecordError: it is the reader's own, and not yet published.
    """
    with office.store.read() as conn:
        found = appraisals.get(conn, appraisal)
    workflow = office.workflows(found.fingerprint)
    check_not_own(workflow, found, reader)
    with office.store.read() as conn:
        lines = tuple(_line(stored) for stored in histories.stored(conn, appraisal))
        mails = outbox.of_appraisal(conn, appraisal)
        return Dossier(
            appraisal=found,
            cycle=cycles.get(conn, found.cycle),
            workflow=workflow,
            lines=lines,
            mails=mails,
            versions=_versions(office, conn, lines, workflow),
            people=people.several(conn, _named(workflow, found, lines, mails)),
            rulings=ruled(office, [line.entry for line in lines if line.entry]),
        )


def sealed(office: Office, appraisal: str, reader: str) -> Dossier:
    """Return all there is of an appraisal to whoever may read its very history.

    Raises:
        NotFoundError: there is none of that name.
        OwnRecordError: it is the reader's own, and not yet published.
        RatersProtectedError: it says who said what, and the reader may not learn it.
    """
    found = dossier(office, appraisal, reader)
    with office.store.read() as conn:
        check_may_know_raters(conn, found.workflow, [found.appraisal], reader)
    return found


def in_cycle(office: Office, cycle: str, appraisal: str, reader: str) -> Dossier:
    """Return the dossier of an appraisal, if it is in the cycle.

    Raises:
        NotFoundError: it is not.
        OwnRecordError: it is the reader's own, and not yet published.
    """
    found = dossier(office, appraisal, reader)
    if found.cycle.id != cycle:
        raise NotFoundError(kind="appraisal", name=appraisal)
    return found


def check_may_export(office: Office, cycle: str, reader: str) -> None:
    """Refuse a whole cycle to whoever has an appraisal in it that is not yet published, or may not know its raters.

    Raises:
        NotFoundError: there is no such cycle.
        OwnRecordError: the reader is appraised in it.
        RatersProtectedError: it says who said what, and the reader may not learn it.
    """
    with office.store.read() as conn:
        fingerprint = cycles.get(conn, cycle).fingerprint
        own = [one for one in appraisals.of_person(conn, reader) if one.cycle == cycle]
    workflow = office.workflows(fingerprint)
    if any(not is_published(office.workflows(one.fingerprint), one) for one in own if one.state != WITHDRAWN):
        raise OwnRecordError
    with office.store.read() as conn:
        check_may_know_raters(conn, workflow, appraisals.of_cycle(conn, cycle) if is_promised(workflow) else (), reader)


def _line(stored: StoredEntry) -> Line:
    try:
        return Line(stored=stored, entry=stored.read())
    except ValueError:
        return Line(stored=stored, entry=None)


def _versions(office: Office, conn: Connection, lines: tuple[Line, ...], workflow: Workflow) -> dict[str, Workflow]:
    """Return the versions of the regulation the history was decided under, as far as they can be read."""
    found = {workflow.fingerprint: workflow}
    for fingerprint in {line.entry.fingerprint for line in lines if line.entry} - found.keys():
        with suppress(CycleflowError):
            found[fingerprint] = office.workflows(fingerprint, conn)
    return found


def _named(workflow: Workflow, appraisal: Appraisal, lines: tuple[Line, ...], mails: tuple[Mail, ...]) -> set[str]:
    """Return everybody whose name may appear: actors, holders of roles and tasks, readers of mails."""
    tasks = (*appraisal.tasks, *appraisal.errands)
    named = {appraisal.person, *(task.member.person for task in tasks), *(mail.person for mail in mails)}
    named |= {member.person for members in appraisal.cast.values() for member in members}
    named |= people_of(everything(workflow, appraisal)) | readers_of(logs(workflow, appraisal))
    named |= {line.entry.actor for line in lines if line.entry}
    return named | {str(line.entry.inputs.get("to")) for line in lines if line.entry}
