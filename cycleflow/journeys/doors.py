"""Ways into the demo: links as they were really mailed, one for each kind of person.

**Why** out of the mailbox and not made anew: a link that opens here has gone the whole way, from the outbox through a
mail server into a mail.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime

from cycleflow.core.model import TaskStatus
from cycleflow.core.organisation import Person
from cycleflow.journeys.office import Office
from cycleflow.journeys.rounds import deliver_all
from cycleflow.journeys.sign_in import ask_for_link
from cycleflow.mail.mailbox import Mailbox
from cycleflow.mail.tokens import token_hash
from cycleflow.store import people, tasks
from cycleflow.store.tasks import TaskRow


@dataclass(frozen=True, kw_only=True)
class Door:
    """Who one is behind a link, and what is asked there: a state, or nothing where the link signs in."""

    person: Person
    link: str
    state: str | None = None


def sign_in_door(office: Office, mailbox: Mailbox, number: str, now: datetime) -> Door | None:
    """Mail somebody a sign-in link and return it."""
    with office.store.read() as conn:
        person = people.get(conn, number)
    if person is None:
        return None
    ask_for_link(office, person.email, now)
    deliver_all(office, now)
    mailed = (link for mail in mailbox.messages() if mail.to == person.email for link in mail.links)
    link = next((link for link in mailed if "/sign-in/" in link), None)
    return Door(person=person, link=link) if link else None


def task_door(office: Office, mailbox: Mailbox, role: str, *, besides: Collection[str]) -> Door | None:
    """Return the latest mailed link to an open task of a role, of somebody other than these."""
    with office.store.read() as conn:
        for link in _task_links(office, mailbox):
            task = tasks.by_token(conn, token_hash(link.rpartition("/")[2]))
            person = people.get(conn, task.person) if task and _is_for(task, role, besides) else None
            if task and person:
                return Door(person=person, link=link, state=task.state)
    return None


def _task_links(office: Office, mailbox: Mailbox) -> Iterator[str]:
    begins = f"{office.settings.base_url}/t/"
    return (link for mail in mailbox.messages() for link in mail.links if link.startswith(begins))


def _is_for(task: TaskRow, role: str, besides: Collection[str]) -> bool:
    return task.role == role and task.status is TaskStatus.OPEN and task.person not in besides
