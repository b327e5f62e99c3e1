"""Look up what letters say, for a whole round at once, and write each.

The mails of a round need people, tasks and cycles; each kind is asked for once, however many mails there are.

**Why** a mail may turn out to be needless: a reminder gathered for tomorrow's digest is no kindness when the task was
done tonight.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property

from sqlalchemy import Connection

from cycleflow.core.cycle import Cycle
from cycleflow.core.model import TaskStatus
from cycleflow.core.organisation import Person
from cycleflow.journeys.office import Office
from cycleflow.mail import tokens
from cycleflow.mail.address import parse
from cycleflow.mail.compose import Letterhead, Matter, Reader, compose
from cycleflow.mail.message import Letter
from cycleflow.settings import Settings
from cycleflow.store import appraisals, cycles, people, tasks
from cycleflow.store.appraisals import Subject
from cycleflow.store.outbox import Mail
from cycleflow.store.tasks import Link, TaskRow

HR = "hr"
SIGN_IN = "sign_in"
_PEOPLE = ("asked", "to", "from", "by")
"""Facts that name a person by employee number."""


@dataclass(frozen=True, kw_only=True)
class Files:
    """What the letters of a round are written from."""

    tasks: Mapping[str, TaskRow]
    subjects: Mapping[str, Subject]
    cycles: Mapping[str, Cycle]
    people: Mapping[str, Person]
    contacts: Sequence[Person]

    @cached_property
    def names(self) -> Mapping[str, str]:
        """Everybody's name by employee number."""
        return {number: person.name for number, person in self.people.items()}


def look_up(connection: Connection, settings: Settings, mails: Sequence[Mail]) -> Files:
    """Return what the letters of these mails are written from."""
    about = tasks.many(connection, {name for mail in mails for name in (mail.task, _text(mail, "task")) if name})
    subjects = appraisals.subjects(connection, {mail.appraisal for mail in mails if mail.appraisal})
    launched = {subject.cycle for subject in subjects.values()} | {_text(mail, "cycle") for mail in mails} - {""}
    contacts = _contacts(connection, settings)
    numbers = {mail.person for mail in mails} | {subject.person for subject in subjects.values()}
    numbers |= {_text(mail, fact) for mail in mails for fact in _PEOPLE} - {""}
    return Files(
        tasks=about,
        subjects=subjects,
        cycles={name: cycles.get(connection, name) for name in sorted(launched)},
        people=people.several(connection, numbers),
        contacts=contacts,
    )


def is_needless(files: Files, mail: Mail) -> bool:
    """Return whether what the mail asks for, or complains of, has been done in the meantime."""
    name = mail.task or _text(mail, "task")
    return bool(name) and (name not in files.tasks or files.tasks[name].status is not TaskStatus.OPEN)


def links(files: Files, mails: Iterable[Mail], settings: Settings, now: datetime) -> list[Link]:
    """Return the links the letters of these mails will carry."""
    armed = {mail.task: files.tasks[mail.task] for mail in mails if mail.task}
    return [
        Link(
            task=task.id,
            generation=task.generation,
            token_hash=tokens.token_hash(_token(settings, task)),
            until=_link_until(settings, task, now),
        )
        for task in armed.values()
    ]


def write(office: Office, files: Files, mails: Sequence[Mail], now: datetime) -> Letter:
    """Return the letter some mails of one person travel in.

    Raises:
        NoAddressError, AddressError: nobody can be written to.
        LetterError: a template cannot be filled in.
    """
    settings = office.settings
    matters = [_matter(office, files, mail, now) for mail in mails]
    person = files.people[mails[0].person]
    zone = next((one.workflow.calendar.zone for one in matters if one.workflow), settings.zone)
    contact = next((one for one in files.contacts if one.number != person.number), None)
    reader = Reader(person=person, zone=person.zone or zone, contact=contact)
    head = Letterhead(sender=parse(settings.mail_from), site=settings.base_url)
    return compose(matters, reader, head, name=mails[0].letter, now=now)


def _matter(office: Office, files: Files, mail: Mail, now: datetime) -> Matter:
    task = files.tasks.get(mail.task or "")
    subject = files.subjects.get(mail.appraisal or "")
    cycle = files.cycles.get(subject.cycle if subject else _text(mail, "cycle"))
    return Matter(
        notice=mail.kind,
        facts=mail.facts,
        appraisal=mail.appraisal,
        seq=_seq(mail),
        workflow=office.workflows(cycle.fingerprint) if cycle else None,
        period=cycle.period if cycle else "",
        ratee=files.people.get(subject.person) if subject else None,
        unit=subject.unit if subject else None,
        due_at=task.due_at if task else None,
        link=_link(office.settings, mail, task),
        link_until=_link_until(office.settings, task, now) if task else None,
        names=files.names,
    )


def _link(settings: Settings, mail: Mail, task: TaskRow | None) -> str | None:
    if mail.kind == SIGN_IN:
        return tokens.sign_in_link(settings.base_url, tokens.sign_in_token(settings.key, _text(mail, "nonce")))
    return tokens.task_link(settings.base_url, _token(settings, task)) if task else None


def _token(settings: Settings, task: TaskRow) -> str:
    return tokens.task_token(settings.key, task.id, task.person, task.generation)


def _link_until(settings: Settings, task: TaskRow, now: datetime) -> datetime:
    """Return when a link dies: never before its task is due."""
    return max(now, task.due_at) + timedelta(days=settings.link_days)


def _seq(mail: Mail) -> int:
    """Return the number of the history's entry that owes the mail: its name is `<appraisal>.<seq>.<n>`."""
    number = mail.id.removeprefix(f"{mail.appraisal}.").partition(".")[0]
    return int(number) if number.isdecimal() else 0


def _contacts(connection: Connection, settings: Settings) -> list[Person]:
    """Return who answers questions: HR, as the people file and the settings name it."""
    named = people.several(connection, settings.groups.get(HR, ()))
    found = {person.number: person for person in (*people.in_role(connection, HR), *named.values())}
    return [person for number, person in sorted(found.items()) if person.is_active and person.email]


def _text(mail: Mail, fact: str) -> str:
    value = mail.facts.get(fact)
    return value if isinstance(value, str) else ""
