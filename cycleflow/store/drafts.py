"""Drafts: what somebody has typed and not yet sent, so that no form is ever lost.

A draft is not an answer: nobody else sees it, and it goes when its task is closed.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, bindparam, delete, select

from cycleflow.store.bulk import upsert
from cycleflow.store.tables import draft

_DISCARD = delete(draft).where(draft.c.task_id == bindparam("task"))


def save(connection: Connection, task: str, body: str, now: datetime) -> None:
    """Keep what has been typed so far in place of what was kept before."""
    row = {"task_id": task, "body": body, "saved_at": now}
    upsert(connection, draft, [row], changing=["body", "saved_at"])


def get(connection: Connection, task: str) -> str | None:
    """Return what was typed last."""
    return connection.scalar(select(draft.c.body).where(draft.c.task_id == task))


def discard(connection: Connection, tasks: Sequence[str]) -> None:
    """Forget the drafts of tasks."""
    if tasks:
        connection.execute(_DISCARD, [{"task": one} for one in tasks])
