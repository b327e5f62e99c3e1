"""Plays running appraisals on a virtual clock: rounds, mails and participants, each at its instant.

The clock jumps to the next instant at which anything can happen: a bell is due, a participant acts, a mail may leave.
So a quarter takes as long as its work, not as long as its minutes.

**Why** through the real store, `act`, `rings` and `deliver`: what a rehearsal shows is what will happen.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import chain

from cycleflow.core.model import Appraisal, Decision, Task, TaskStatus
from cycleflow.core.refusals import RegulationRefusesError, SheetError
from cycleflow.errors import RefusedError
from cycleflow.journeys.answer import enact
from cycleflow.journeys.deliver import DeliveryReport
from cycleflow.journeys.feeding import FeedAwaitedError
from cycleflow.journeys.office import Office
from cycleflow.journeys.participants import Asked, Participants, acts_at, reply
from cycleflow.journeys.rounds import rings, settlements
from cycleflow.journeys.sitting import sit
from cycleflow.store import appraisals, outbox

ATTEMPTS = 9
"""How often somebody tries whose answer the regulation does not take."""

PATIENCE = timedelta(days=60)
"""How long after a task fell due somebody waits for results of others."""

_DAY = timedelta(days=1)

Deliver = Callable[[datetime], DeliveryReport]


@dataclass(frozen=True, kw_only=True)
class Hitch:
    """Something that could not be done, and why."""

    at: datetime
    appraisal: str
    words: str


class Play:
    """The appraisals being played, and who turns to which task when."""

    def __init__(self, office: Office, participants: Participants, deliver: Deliver) -> None:
        self._office = office
        self._participants = participants
        self._deliver = deliver
        self._acts: list[tuple[datetime, str, str]] = []
        self.hitches: list[Hitch] = []
        self.letters = 0

    def join(self, cycle: str) -> None:
        """Have everybody in a launched cycle turn to the tasks that are open."""
        with self._office.store.read() as conn:
            everybody = appraisals.of_cycle(conn, cycle)
        for one in everybody:
            self.expect(one, one.asked)

    def expect(self, appraisal: Appraisal, tasks: Iterable[Task]) -> None:
        """Have the people asked turn to these tasks when their temperaments say so."""
        workflow = self._office.workflows(appraisal.fingerprint)
        for task in tasks:
            if task.status is TaskStatus.OPEN and (at := acts_at(self._participants, workflow, task)):
                heapq.heappush(self._acts, (at, appraisal.id, task.id))

    def run(self, now: datetime, until: datetime) -> Iterator[datetime]:
        """Play until nothing more can happen, or the horizon; yield each instant after it was played."""
        instant: datetime | None = now
        while instant and instant <= until:
            self._ring(instant)
            if self._act(instant):
                self._ring(instant)
            self._mail(instant)
            yield instant
            instant = self._next(instant)

    def _ring(self, now: datetime) -> None:
        for batch in chain(rings(self._office, now), settlements(self._office, now)):
            self._follow(batch.decisions)
            for name, words in batch.failed.items():
                self._note(now, name, words)

    def _mail(self, now: datetime) -> None:
        """Send the post round, if anything may leave."""
        with self._office.store.read() as conn:
            next_at = outbox.next_send_at(conn)
        if next_at and next_at <= now:
            self.letters += self._deliver(now).sent

    def _act(self, now: datetime) -> int:
        """Let everybody act whose time has come, and return how many did; what they do may at once be overdue."""
        count = 0
        while self._acts and self._acts[0][0] <= now:
            _, appraisal, task = heapq.heappop(self._acts)
            self._turn_to(appraisal, task, now)
            count += 1
        return count

    def _next(self, after: datetime) -> datetime | None:
        """Return the next instant; what was due and could not be done holds nobody up."""
        with self._office.store.read() as conn:
            instants = [appraisals.next_due_at(conn, after=after), outbox.next_send_at(conn)]
        instants += [at for at, _, _ in self._acts[:1]]
        return min((at for at in instants if at and at > after), default=None)

    def _turn_to(self, name: str, task_id: str, now: datetime) -> None:
        """Let the person asked answer, if the task is still open; a panel sits over the whole cohort."""
        with self._office.store.read() as conn:
            appraisal = appraisals.get(conn, name)
        task = next((one for one in appraisal.asked if one.id == task_id), None)
        if task is None:
            return
        workflow = self._office.workflows(appraisal.fingerprint)
        try:
            if workflow.stages[task.state].cohort:
                member = task.member.person
                self._follow(sit(self._office, self._participants, appraisal.cycle, actor=member, now=now))
            else:
                self._answer(name, Asked(workflow=workflow, appraisal=appraisal, task=task, now=now))
        except FeedAwaitedError as error:
            self._wait(name, task, now, error)
        except RefusedError as error:
            self._note(now, name, str(error))

    def _wait(self, name: str, task: Task, now: datetime, error: FeedAwaitedError) -> None:
        """Have somebody look again tomorrow who waits for results of others; that it takes too long is noted."""
        if now - task.due_at > PATIENCE:
            self._note(now, name, str(error))
        else:
            heapq.heappush(self._acts, (now + _DAY, name, task.id))

    def _answer(self, name: str, asked: Asked, attempt: int = 0) -> None:
        """Answer; whoever is refused on account of what he says tries again, otherwise, a few times.

        Raises:
            RefusedError: it was to no avail.
        """
        try:
            self._follow(enact(self._office, name, reply(self._participants, asked, attempt), asked.now))
        except (SheetError, RegulationRefusesError):
            if attempt == ATTEMPTS - 1:
                raise
            self._answer(name, asked, attempt + 1)

    def _note(self, now: datetime, name: str, words: str) -> None:
        """Remember once why something could not be done."""
        if all((one.appraisal, one.words) != (name, words) for one in self.hitches):
            self.hitches.append(Hitch(at=now, appraisal=name, words=words))

    def _follow(self, decisions: Iterable[Decision]) -> None:
        for made in decisions:
            self.expect(made.appraisal, made.tasks)
