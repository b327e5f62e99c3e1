"""Signing in without a password: a one-time link is mailed, a button on its page opens a session.

Looking at the link uses nothing up, since mail scanners look at every link; pressing the button does, once. The
session's secret is only ever in the browser's cookie: the store keeps hashes.

**Why** somebody unknown, or no longer at work, is answered with silence: who works here is nobody's business, so the
page says the same to everybody.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from cycleflow.core.organisation import Person
from cycleflow.errors import NotPermittedError
from cycleflow.journeys.office import Office
from cycleflow.mail.tokens import random_token, sign_in_token, token_hash
from cycleflow.settings import Settings
from cycleflow.store import outbox, people, sessions
from cycleflow.store.outbox import Mail

LINK_LIVES = timedelta(minutes=30)
SESSION_LIVES = timedelta(hours=12)
EMPLOYEE = "employee"


class UsedLinkError(NotPermittedError):
    words = "This sign-in link has been used or has expired. Ask for a new one."


@dataclass(frozen=True, kw_only=True)
class Visitor:
    """Somebody signed in: who, in which roles, and the secret that must come with every form."""

    person: Person
    roles: frozenset[str]
    form_token: str


def ask_for_link(office: Office, email: str, now: datetime) -> None:
    """Mail a sign-in link to whoever has the address; to nobody if nobody has."""
    with office.store.begin() as conn:
        sessions.sweep(conn, now)
        for person in people.by_email(conn, email):
            if person.is_active:
                nonce = random_token()
                token = sign_in_token(office.settings.key, nonce)
                sessions.issue(conn, token_hash(token), person.number, now + LINK_LIVES)
                mail = Mail(
                    id=f"sign_in.{token_hash(token)}",
                    person=person.number,
                    kind="sign_in",
                    facts={"nonce": nonce},
                    send_at=now,
                )
                outbox.queue(conn, [mail])


def look_at_link(office: Office, token: str, now: datetime) -> Person:
    """Return who a link would sign in, without using it up.

    Raises:
        UsedLinkError: it is unknown, used or expired, or its owner has left.
    """
    with office.store.read() as conn:
        number = sessions.waiting(conn, token_hash(token), now)
        person = people.get(conn, number) if number else None
    if person is None or not person.is_active:
        raise UsedLinkError
    return person


def sign_in(office: Office, token: str, now: datetime, *, instead_of: str | None = None) -> str:
    """Use the link up and return the secret of a new session; the browser's old session ends.

    Raises:
        UsedLinkError: it is unknown, used or expired, or its owner has left.
    """
    secret = random_token() + random_token()
    with office.store.begin() as conn:
        number = sessions.redeem(conn, token_hash(token), now)
        person = people.get(conn, number) if number else None
        if person is None or not person.is_active:
            raise UsedLinkError
        if instead_of:
            sessions.end(conn, token_hash(instead_of))
        opened = sessions.Session(
            id_hash=token_hash(secret),
            person=person.number,
            created_at=now,
            expires_at=now + SESSION_LIVES,
            csrf=random_token(),
        )
        sessions.start(conn, opened)
    return secret


def visitor_of(office: Office, secret: str, now: datetime) -> Visitor | None:
    """Return who is signed in with a session's secret, or None; who has left is no longer."""
    with office.store.read() as conn:
        session = sessions.get(conn, token_hash(secret), now)
        person = people.get(conn, session.person) if session else None
    if session is None or person is None or not person.is_active:
        return None
    return Visitor(person=person, roles=roles_of(office.settings, person), form_token=session.csrf)


def sign_out(office: Office, secret: str) -> None:
    """End a session."""
    with office.store.begin() as conn:
        sessions.end(conn, token_hash(secret))


def roles_of(settings: Settings, person: Person) -> frozenset[str]:
    """Return the roles the people file and the settings give; everybody is an employee."""
    given = {role for role, numbers in settings.groups.items() if person.number in numbers}
    return frozenset({EMPLOYEE, *person.roles, *given})
