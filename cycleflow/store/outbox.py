"""The outbox: mails owed, written in the deciding transaction and sent later, at least once.

A mail is claimed (`sending`) in a transaction of its own, sent, and then marked. A claim carries the number of its
attempt: whoever was taken for dead and comes back late cannot mark what another has claimed since. What a crash
leaves claimed is released after a while and sent again, under the same `letter`, so that mail systems recognise it.

**Why** a digest is claimed by person: locking the person keeps two processes from each sending half of it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, Select, bindparam, func, select, update
from sqlalchemy import Row as Record

from cycleflow.core.history import canonical
from cycleflow.core.model import Json
from cycleflow.store.bulk import Row, chunks, insert_new
from cycleflow.store.tables import is_failed, is_pending_digest, is_pending_mail, is_sending, outbox, person

_ERROR_LENGTH = 1000


class MailStatus(StrEnum):
    PENDING = "pending"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"
    DROPPED = "dropped"


@dataclass(frozen=True, kw_only=True)
class Mail:
    """A mail owed to a person. `letter` names what is sent: the mail itself, or the digest it travels in.

    `attempt` counts the claims; `digest` mails of one person leave together.
    """

    id: str
    person: str
    kind: str
    send_at: datetime
    facts: Mapping[str, Json] = field(default_factory=dict)
    appraisal: str | None = None
    task: str | None = None
    digest: bool = False
    status: MailStatus = MailStatus.PENDING
    attempt: int = 0
    letter: str = ""
    claimed_at: datetime | None = None
    sent_at: datetime | None = None
    message_id: str | None = None
    error: str | None = None


def queue(connection: Connection, mails: Sequence[Mail]) -> int:
    """Owe mails, and return how many were not owed before: one that is there already stays as it is."""
    return sum(insert_new(connection, outbox, [_to_row(one) for one in chunk]) for chunk in chunks(mails))


def claim(connection: Connection, now: datetime, limit: int) -> tuple[Mail, ...]:
    """Claim single mails whose time has come, longest owed first."""
    return tuple(_to_mail(record) for record in _claim(connection, _ripe_mails(now, limit), now))


def claim_digests(connection: Connection, now: datetime, limit: int) -> tuple[tuple[Mail, ...], ...]:
    """Claim what is to be gathered, for so many people at most; each group is one letter to one person.

    A letter that was claimed before is gathered again as it was; what is owed since makes another.
    """
    records = _claim(connection, _ripe_digests(now, limit), now)
    opening = {record.person: record.id for record in reversed(records) if record.letter is None}
    letters = {record.id: record.letter or opening[record.person] for record in records}
    fresh = [{"name": record.id, "given": letters[record.id]} for record in records if record.letter is None]
    if fresh:
        name_letter = update(outbox).where(outbox.c.id == bindparam("name")).values(letter=bindparam("given"))
        connection.execute(name_letter, fresh)
    groups: dict[str, list[Mail]] = {}
    for record in records:
        groups.setdefault(letters[record.id], []).append(replace(_to_mail(record), letter=letters[record.id]))
    return tuple(tuple(group) for group in groups.values())


def mark_sent(connection: Connection, name: str, attempt: int, *, now: datetime, message_id: str | None = None) -> bool:
    """Mark a mail as sent; False if the claim was lost, and somebody else sends it again."""
    return _mark(connection, name, attempt, status=MailStatus.SENT, sent_at=now, message_id=message_id, error=None)


def mark_failed(
    connection: Connection, name: str, attempt: int, *, error: str, retry_at: datetime | None = None
) -> bool:
    """Put a mail back until `retry_at`, or give it up; False if the claim was lost."""
    said = _storable(error)
    if retry_at:
        return _mark(connection, name, attempt, status=MailStatus.PENDING, send_at=retry_at, error=said)
    return _mark(connection, name, attempt, status=MailStatus.FAILED, error=said)


def drop(connection: Connection, name: str, attempt: int, *, reason: str) -> bool:
    """Give up a mail nobody needs any more, such as a reminder of what has been done; False if the claim was lost."""
    return _mark(connection, name, attempt, status=MailStatus.DROPPED, error=reason)


def put_back(connection: Connection, mails: Sequence[Mail]) -> None:
    """Give back mails that were claimed but not tried; the attempt does not count."""
    ours = (outbox.c.id == bindparam("name")) & is_sending & (outbox.c.attempts == bindparam("attempt"))
    untried = update(outbox).where(ours).values(status=MailStatus.PENDING.value, attempts=outbox.c.attempts - 1)
    connection.execute(untried, [{"name": one.id, "attempt": one.attempt} for one in mails])


def release_stale(connection: Connection, now: datetime, older_than: timedelta) -> int:
    """Give back what was claimed so long ago that the claimer must be dead, and return how many mails that were."""
    stale = select(outbox.c.id).where(is_sending, outbox.c.claimed_at <= now - older_than)
    picked = stale.with_for_update(skip_locked=True).cte("picked")
    release = update(outbox).where(outbox.c.id == picked.c.id).values(status=MailStatus.PENDING.value)
    return len(connection.execute(release.returning(outbox.c.id)).all())


def next_send_at(connection: Connection) -> datetime | None:
    """Return when the next mail may leave."""
    earliest = [
        connection.scalar(select(func.min(outbox.c.send_at, type_=outbox.c.send_at.type)).where(kind))
        for kind in (is_pending_mail, is_pending_digest)
    ]
    return min((at for at in earliest if at), default=None)


def of_appraisal(connection: Connection, name: str | None) -> tuple[Mail, ...]:
    """Return all mails owed because of an appraisal, in their order: who was told what, and when.

    Without a name, those that belong to none: a launch's summary, a sign-in.
    """
    return _read(connection, select(outbox).where(outbox.c.appraisal_id == name))


def failures(connection: Connection, limit: int) -> tuple[Mail, ...]:
    """Return mails that were given up, so that HR hears of them."""
    return _read(connection, select(outbox).where(is_failed).order_by(outbox.c.send_at).limit(limit))


def _claim(connection: Connection, ripe: Select[Any], now: datetime) -> Sequence[Record[Any]]:
    """Claim what a query picks, in one statement.

    What locks rows stands in a common table expression: inside a condition PostgreSQL may run it, and lock, again.
    """
    picked = ripe.cte("picked")
    claim = update(outbox).where(outbox.c.id == picked.c.id)
    claimed = claim.values(status=MailStatus.SENDING.value, attempts=outbox.c.attempts + 1, claimed_at=now)
    return sorted(connection.execute(claimed.returning(outbox)), key=lambda record: (record.send_at, record.id))


def _ripe_mails(now: datetime, limit: int) -> Select[Any]:
    ripe = select(outbox.c.id).where(is_pending_mail, outbox.c.send_at <= now).order_by(outbox.c.send_at).limit(limit)
    return ripe.with_for_update(skip_locked=True)


def _ripe_digests(now: datetime, limit: int) -> Select[Any]:
    """Pick all that is ripe for so many people, and lock the people."""
    ripe = is_pending_digest & (outbox.c.send_at <= now)
    owed = select(outbox.c.person).where(ripe)
    people = select(person.c.number).where(person.c.number.in_(owed)).order_by(person.c.number).limit(limit)
    ours = people.with_for_update(key_share=True, skip_locked=True).cte("ours")
    return select(outbox.c.id).where(ripe, outbox.c.person.in_(select(ours.c.number))).with_for_update(skip_locked=True)


def _mark(connection: Connection, name: str, attempt: int, *, status: MailStatus, **changes: object) -> bool:
    ours = (outbox.c.id == name) & is_sending & (outbox.c.attempts == attempt)
    return connection.execute(update(outbox).where(ours).values(status=status.value, **changes)).rowcount == 1


def _storable(error: str) -> str:
    """Return what a foreign server said as text any database takes; a mail must not fail for its error."""
    return error.encode("utf-8", "replace").decode().replace("\0", "")[:_ERROR_LENGTH]


def _read(connection: Connection, query: Select[Any]) -> tuple[Mail, ...]:
    mails = [_to_mail(record) for record in connection.execute(query)]
    return tuple(sorted(mails, key=lambda one: (one.send_at, one.id)))


def _to_row(one: Mail) -> Row:
    return {
        "id": one.id,
        "appraisal_id": one.appraisal,
        "task_id": one.task,
        "person": one.person,
        "kind": one.kind,
        "facts": canonical(one.facts),
        "digest": one.digest,
        "send_at": one.send_at,
        "status": one.status.value,
        "attempts": one.attempt,
    }


def _to_mail(record: Record[Any]) -> Mail:
    return Mail(
        id=record.id,
        person=record.person,
        kind=record.kind,
        send_at=record.send_at,
        facts=json.loads(record.facts),
        appraisal=record.appraisal_id,
        task=record.task_id,
        digest=record.digest,
        status=MailStatus(record.status),
        attempt=record.attempts,
        letter=record.letter or record.id,
        claimed_at=record.claimed_at,
        sent_at=record.sent_at,
        message_id=record.message_id,
        error=record.error,
    )
