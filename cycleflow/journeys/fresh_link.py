"""A fresh link in the place of one that has run out: mailed to the person asked, and to nobody else.

A link that has run out dies for good: otherwise whoever found it could bring it back to life. Behind the link of a
task that is over, what is mailed leads to what the same person is asked in the same appraisal now; that link is as it
was, so nobody can kill somebody's good link with an old one.
"""

from __future__ import annotations

from datetime import datetime

from cycleflow.core.history import stamp
from cycleflow.journeys.office import Office
from cycleflow.store import outbox, tasks
from cycleflow.store.outbox import Mail
from cycleflow.store.tasks import TaskRow


def mail_fresh_link(office: Office, row: TaskRow, now: datetime) -> None:
    """Owe the person asked a mail with a new link; nothing, if there is nothing to be asked any more."""
    with office.store.begin() as conn:
        asked = [one for one in tasks.open_of(conn, row.person) if one.appraisal == row.appraisal]
        wanted = next((one for one in asked if one.id == row.id), asked[0] if asked else None)
        if wanted is None:
            return
        if wanted.link_until and wanted.link_until < now:
            tasks.renew(conn, wanted.id)
        mail = Mail(
            id=f"{wanted.id}.fresh.{now:%Y%m%d%H%M%S}",
            appraisal=wanted.appraisal,
            task=wanted.id,
            person=wanted.person,
            kind="task",
            facts={"state": wanted.state, "due": stamp(wanted.due_at)},
            send_at=now,
        )
        outbox.queue(conn, [mail])
