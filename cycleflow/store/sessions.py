"""Sign-ins and sessions: who has asked to come in, and who is in.

Only hashes of tokens are kept, so that a copy of the database opens no door.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, delete, insert, select, update

from cycleflow.store.tables import session, sign_in


@dataclass(frozen=True, kw_only=True)
class Session:
    id_hash: str
    person: str
    created_at: datetime
    expires_at: datetime
    csrf: str


def issue(connection: Connection, token_hash: str, person: str, expires_at: datetime) -> None:
    """Let a person sign in once with a token, until it expires."""
    connection.execute(insert(sign_in).values(token_hash=token_hash, person=person, expires_at=expires_at))


def waiting(connection: Connection, token_hash: str, now: datetime) -> str | None:
    """Return whose sign-in a token is, while it can still be used; looking does not use it up."""
    usable = (sign_in.c.token_hash == token_hash) & sign_in.c.used_at.is_(None) & (sign_in.c.expires_at > now)
    return connection.scalar(select(sign_in.c.person).where(usable))


def redeem(connection: Connection, token_hash: str, now: datetime) -> str | None:
    """Use up a sign-in and return whose it was; None if it is unknown, used or expired."""
    usable = (sign_in.c.token_hash == token_hash) & sign_in.c.used_at.is_(None) & (sign_in.c.expires_at > now)
    used = update(sign_in).where(usable).values(used_at=now).returning(sign_in.c.person)
    return connection.execute(used).scalar_one_or_none()


def start(connection: Connection, one: Session) -> None:
    """Keep a new session."""
    connection.execute(insert(session).values(**vars(one)))


def get(connection: Connection, id_hash: str, now: datetime) -> Session | None:
    """Return a session that has not expired."""
    query = select(session).where(session.c.id_hash == id_hash, session.c.expires_at > now)
    row = connection.execute(query).mappings().first()
    return Session(**row) if row else None


def end(connection: Connection, id_hash: str) -> None:
    """End one session."""
    connection.execute(delete(session).where(session.c.id_hash == id_hash))


def end_all(connection: Connection, person: str) -> None:
    """End every session of somebody who may no longer come in."""
    connection.execute(delete(session).where(session.c.person == person))


def sweep(connection: Connection, now: datetime) -> None:
    """Forget what has expired."""
    connection.execute(delete(session).where(session.c.expires_at <= now))
    connection.execute(delete(sign_in).where(sign_in.c.expires_at <= now))
