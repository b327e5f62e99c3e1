"""Rehearsing a regulation: a whole cycle on a virtual clock, in memory, and a list of all that would happen.

What is listed is read back from the store the rehearsal ran on: transitions from the histories, mails from the
outbox. So the list is what an auditor would find, had it been real. No mail leaves.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from cycleflow.core.calendar import instant
from cycleflow.core.model import Appraisal, Deed, Entry, OccurrenceStatus
from cycleflow.core.organisation import Person
from cycleflow.core.workflow import Status, Workflow
from cycleflow.journeys.disclosure import is_over
from cycleflow.journeys.launch import launch
from cycleflow.journeys.office import Office
from cycleflow.journeys.participants import Participants
from cycleflow.journeys.people import import_people
from cycleflow.journeys.play import Hitch, Play
from cycleflow.journeys.progress import Progress, unseen
from cycleflow.journeys.roster.roster import Roster
from cycleflow.journeys.rounds import deliver_all
from cycleflow.journeys.survey import LaunchOrder
from cycleflow.mail.transport import Fate, Parcel, Receipt, Record
from cycleflow.store import appraisals, cycles, histories, outbox
from cycleflow.store.outbox import Mail, MailStatus

HORIZON = timedelta(days=400)
"""So long after the cycle's end a rehearsal looks; nothing waits longer without somebody doing something."""

USUAL_REST = timedelta(days=90)
"""How long after the cycle's end most have ended; only a progress bar looks at it."""


class Kind(StrEnum):
    """A `hitch` is something that could not be done; what is `stuck` has not ended when nothing more happens."""

    TRANSITION = "transition"
    ACTION = "action"
    MAIL = "mail"
    REMINDER = "reminder"
    ESCALATION = "escalation"
    HITCH = "hitch"
    STUCK = "stuck"


_KINDS = {"reminder": Kind.REMINDER, "escalation": Kind.ESCALATION}
_RANK = {kind: rank for rank, kind in enumerate(Kind)}


@dataclass(frozen=True, kw_only=True)
class Event:
    """One thing that would happen, on the clock of the person it happens to.

    `person` is who is written to, else whose appraisal it is; `state` the one it is about, or that was entered.
    `letter` names the mail a notice travels in, several in a digest; `words` say what was answered or went wrong.
    """

    at: datetime
    kind: Kind
    appraisal: str | None
    person: str
    state: str
    notice: str | None = None
    came_from: str | None = None
    actor: str | None = None
    letter: str | None = None
    words: str = ""


@dataclass(frozen=True, kw_only=True)
class Rehearsal:
    """All events in their order, and what became of the appraisals: how many are in which state."""

    events: Sequence[Event]
    ended: Mapping[str, int]
    stuck: Mapping[str, int]

    @property
    def letters(self) -> int:
        return len({event.letter for event in self.events if event.letter})


class Drawer:
    """A Post that takes every letter and carries none away."""

    def send(self, parcels: Sequence[Parcel], record: Record) -> None:
        record([Receipt(message_id=parcel.message_id, fate=Fate.SENT) for parcel in parcels])


def stage(office: Office, roster: Roster, order: LaunchOrder, now: datetime) -> str:
    """Import the people and launch the cycle on an empty store, and return its name; a draft may be rehearsed, too.

    Raises:
        RosterError: with everything that is wrong with the people file.
        RefusedError, InputError: the launch itself would be refused, and why.
    """
    import_people(office, roster, actor=order.by, now=now)
    effective = replace(order, workflow=replace(order.workflow, status=Status.EFFECTIVE))
    return launch(office, effective, now).cycle.id


def rehearse(office: Office, cycle: str, participants: Participants, progress: Progress = unseen) -> Rehearsal:
    """Play a launched cycle to its end, or to the horizon, and return all that happened."""
    with office.store.read() as conn:
        launched = cycles.get(conn, cycle)
    play = Play(office, participants, lambda now: deliver_all(office, now, post=Drawer()))
    play.join(cycle)
    begins_at = until = launched.launched_at
    ends_at = max(instant(launched.ends_on, time(), "UTC"), begins_at)
    usual = (ends_at - begins_at + USUAL_REST).days
    for until in play.run(begins_at, ends_at + HORIZON):
        progress("days played", min((until - begins_at).days, usual), usual)
    reader = _Reader(office, office.workflows(launched.fingerprint), participants.people)
    return reader.read(cycle, play.hitches, until)


def _duty_of(entry: Entry) -> str:
    """Return the duty whose task was answered, or nothing where it was a state's."""
    tasks = entry.changed.get("tasks")
    touched = [task for task in tasks if isinstance(task, dict)] if isinstance(tasks, list) else []
    return next((str(task["duty"]) for task in touched if task["id"] == entry.task and "duty" in task), "")


class _Reader:
    """Reads a played cycle back from the store, each event on its person's clock."""

    def __init__(self, office: Office, workflow: Workflow, people: Mapping[str, Person]) -> None:
        self._office = office
        self._workflow = workflow
        self._people = people

    def read(self, cycle: str, hitches: Sequence[Hitch], until: datetime) -> Rehearsal:
        with self._office.store.read() as conn:
            everybody = appraisals.of_cycle(conn, cycle)
            events = [event for one in everybody for event in self._events(conn, one)]
            events += self._mails(conn, None)
        by_name = {one.id: one for one in everybody}
        events += (self._hitch(by_name[hitch.appraisal], hitch.at, hitch.words) for hitch in hitches)
        stuck = [one for one in everybody if not is_over(self._workflow, one)]
        events += (replace(self._hitch(one, until, "It never ends."), kind=Kind.STUCK) for one in stuck)
        return Rehearsal(
            events=sorted(events, key=lambda event: (event.at, _RANK[event.kind], event.appraisal or "", event.person)),
            ended=Counter(one.state for one in everybody if is_over(self._workflow, one)),
            stuck=Counter(one.state for one in stuck),
        )

    def _events(self, conn: Connection, one: Appraisal) -> Iterator[Event]:
        for entry in histories.entries(conn, one.id):
            if entry.came_from != entry.went_to or entry.deed not in (Deed.RING, Deed.LAUNCH):
                yield self._deed(one, entry)
            yield from self._missed(one, entry)
        yield from self._mails(conn, one)

    def _mails(self, conn: Connection, one: Appraisal | None) -> Iterator[Event]:
        """Yield the mails of an appraisal, or those that belong to none: sent, or why not."""
        for mail in outbox.of_appraisal(conn, one.id if one else None):
            if mail.status is MailStatus.SENT:
                yield self._mail(mail)
            elif mail.error and mail.status is not MailStatus.DROPPED:
                yield replace(self._mail(mail), kind=Kind.HITCH, letter=None, words=mail.error)

    def _missed(self, one: Appraisal, entry: Entry) -> Iterator[Event]:
        """Yield the duties nobody did in time."""
        changed = entry.changed.get("duties")
        said = [duty for duty in changed if isinstance(duty, dict)] if isinstance(changed, list) else []
        for duty in said:
            if duty["status"] == OccurrenceStatus.MISSED.value:
                missed = replace(self._deed(one, entry), kind=Kind.ACTION, state=str(duty["duty"]))
                yield replace(missed, came_from=None, words=OccurrenceStatus.MISSED.value)

    def _deed(self, one: Appraisal, entry: Entry) -> Event:
        return Event(
            at=self._local(entry.at, one.person),
            kind=Kind.TRANSITION if entry.came_from != entry.went_to else Kind.ACTION,
            appraisal=one.id,
            person=one.person,
            state=_duty_of(entry) or entry.went_to,
            came_from=entry.came_from,
            actor=entry.actor,
            words=str(entry.inputs.get("answer") or entry.deed.value),
        )

    def _mail(self, mail: Mail) -> Event:
        return Event(
            at=self._local(mail.sent_at or mail.send_at, mail.person),
            kind=_KINDS.get(mail.kind, Kind.MAIL),
            appraisal=mail.appraisal,
            person=mail.person,
            state=str(mail.facts.get("state", "")),
            notice=mail.kind,
            letter=mail.letter,
        )

    def _hitch(self, one: Appraisal, at: datetime, words: str) -> Event:
        return Event(
            at=self._local(at, one.person),
            kind=Kind.HITCH,
            appraisal=one.id,
            person=one.person,
            state=one.state,
            words=words,
        )

    def _local(self, at: datetime, person: str) -> datetime:
        return at.astimezone(ZoneInfo(self._people[person].zone or self._workflow.calendar.zone))
