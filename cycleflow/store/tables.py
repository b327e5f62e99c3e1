"""The tables, as the code sees them today; `migrations` says how a database came to have them.

`appraisal.body` and `entry.body` are the truth; the columns beside them are read models, there to be searched. An
index is partial wherever only few rows are ever asked for (what is due, open or unsent), so its cost follows the
work at hand and not the years behind it.

**Why** the conditions of partial indexes are written as literals: neither database can match a bound parameter
against the condition of an index.
"""

from __future__ import annotations

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    ColumnElement,
    Date,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    Table,
    Text,
    literal_column,
    not_,
)

from cycleflow.store.instants import UTCDateTime

metadata = MetaData(
    naming_convention={
        "ix": "%(table_name)s_%(column_0_N_name)s",
        "uq": "%(table_name)s_%(column_0_N_name)s_key",
        "ck": "%(table_name)s_%(constraint_name)s_check",
        "fk": "%(table_name)s_%(column_0_N_name)s_fkey",
        "pk": "%(table_name)s_pkey",
    }
)

person = Table(
    "person",
    metadata,
    Column("number", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("email", Text, nullable=False),
    Column("address", Text, nullable=False, index=True, doc="the email in small letters, to be found by"),
    Column("manager", Text),
    Column("department", Text, nullable=False),
    Column("position", Text, nullable=False),
    Column("level", Text, nullable=False),
    Column("hired_on", Date),
    Column("status", Text, nullable=False),
    Column("locale", Text, nullable=False),
    Column("zone", Text),
    Column("roles", Text, nullable=False),
    Column("attributes", Text, nullable=False),
    Column("updated_at", UTCDateTime, nullable=False),
)

definition = Table(
    "definition",
    metadata,
    Column("fingerprint", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("calendar", Text, nullable=False),
    Column("created_at", UTCDateTime, nullable=False),
    Column("tables", Text, doc="those beside the text, as JSON; none for most"),
)

cycle = Table(
    "cycle",
    metadata,
    Column("id", Text, primary_key=True),
    Column("workflow", Text, nullable=False),
    Column("period", Text, nullable=False),
    Column("fingerprint", ForeignKey("definition.fingerprint"), nullable=False),
    Column("starts_on", Date, nullable=False),
    Column("ends_on", Date, nullable=False),
    Column("launched_at", UTCDateTime, nullable=False),
    Column("launched_by", Text, nullable=False),
    Column("status", Text, nullable=False),
    Column("closed_at", UTCDateTime),
    Column("closed_by", Text),
    Column("closed_why", Text, doc="the reason, where something was cut short"),
    CheckConstraint("status IN ('running', 'closed')", name="status"),
)

unsettled = Table(
    "unsettled",
    metadata,
    Column("cycle_id", ForeignKey("cycle.id"), primary_key=True, doc="whose cohort is to be looked at again"),
)

launch = Table(
    "launch",
    metadata,
    Column("cycle_id", ForeignKey("cycle.id"), primary_key=True),
    Column("body", Text, nullable=False, doc="the plan, as JSON"),
)
version = Table(
    "version",
    metadata,
    Column("cycle_id", ForeignKey("cycle.id"), primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("left", ForeignKey("definition.fingerprint"), nullable=False),
    Column("entered", ForeignKey("definition.fingerprint"), nullable=False),
    Column("moved_at", UTCDateTime, nullable=False),
    Column("moved_by", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("body", Text, nullable=False, doc="the plan, as JSON"),
)
appraisal = Table(
    "appraisal",
    metadata,
    Column("id", Text, primary_key=True),
    Column("cycle_id", ForeignKey("cycle.id"), nullable=False),
    Column("person", ForeignKey("person.number"), nullable=False, index=True),
    Column("department", Text, nullable=False, doc="the person's at launch"),
    Column("state", Text, nullable=False),
    Column("seq", Integer, nullable=False),
    Column("head", Text, nullable=False),
    Column("score", Text),
    Column("grade", Text),
    Column("due_at", UTCDateTime),
    Column("opened_at", UTCDateTime),
    Column("body", Text, nullable=False),
    Column("unit", Text, doc="what it is about, where that is not the person"),
    Column("outcomes", Text, doc="as JSON; none before they are first worked out"),
    Index(None, "cycle_id", "id"),
    Index(None, "cycle_id", "state", "department"),
)
Index(
    "appraisal_due",
    appraisal.c.due_at,
    sqlite_where=appraisal.c.due_at.is_not(None),
    postgresql_where=appraisal.c.due_at.is_not(None),
)

entry = Table(
    "entry",
    metadata,
    Column("appraisal_id", ForeignKey("appraisal.id"), primary_key=True),
    Column("seq", Integer, primary_key=True, autoincrement=False),
    Column("body", Text, nullable=False),
    Column("hash", Text, nullable=False),
)

dependency = Table(
    "dependency",
    metadata,
    Column("appraisal_id", ForeignKey("appraisal.id"), primary_key=True),
    Column("source", Text, primary_key=True, index=True, doc="an appraisal, or a set of a cycle's"),
    Column("cycle", Text, doc="whose appraisals a set is of"),
)
Index(
    "dependency_cycle",
    dependency.c.cycle,
    dependency.c.source,
    sqlite_where=dependency.c.cycle.is_not(None),
    postgresql_where=dependency.c.cycle.is_not(None),
)

task = Table(
    "task",
    metadata,
    Column("id", Text, primary_key=True),
    Column("appraisal_id", ForeignKey("appraisal.id"), nullable=False, index=True),
    Column("cycle_id", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("role", Text, nullable=False),
    Column("person", ForeignKey("person.number"), nullable=False),
    Column("opened_at", UTCDateTime, nullable=False),
    Column("due_at", UTCDateTime, nullable=False),
    Column("status", Text, nullable=False),
    Column("answer", Text),
    Column("generation", Integer, nullable=False),
    Column("token_hash", Text, index=True, unique=True, doc="of the link last mailed; none before the first"),
    Column("link_until", UTCDateTime),
    CheckConstraint("status IN ('open', 'done', 'void')", name="status"),
)

outbox = Table(
    "outbox",
    metadata,
    Column("id", Text, primary_key=True),
    Column("appraisal_id", ForeignKey("appraisal.id"), index=True),
    Column("task_id", Text),
    Column("person", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("facts", Text, nullable=False),
    Column("digest", Boolean, nullable=False),
    Column("send_at", UTCDateTime, nullable=False),
    Column("status", Text, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("letter", Text, doc="the digest it travels in, given at the first claim: the same at every repeat"),
    Column("claimed_at", UTCDateTime),
    Column("sent_at", UTCDateTime),
    Column("message_id", Text),
    Column("error", Text),
    CheckConstraint("status IN ('pending', 'sending', 'sent', 'failed', 'dropped')", name="status"),
)

draft = Table(
    "draft",
    metadata,
    Column("task_id", ForeignKey("task.id"), primary_key=True),
    Column("body", Text, nullable=False),
    Column("saved_at", UTCDateTime, nullable=False),
)

sign_in = Table(
    "sign_in",
    metadata,
    Column("token_hash", Text, primary_key=True),
    Column("person", ForeignKey("person.number"), nullable=False),
    Column("expires_at", UTCDateTime, nullable=False),
    Column("used_at", UTCDateTime),
)

session = Table(
    "session",
    metadata,
    Column("id_hash", Text, primary_key=True),
    Column("person", ForeignKey("person.number"), nullable=False, index=True),
    Column("created_at", UTCDateTime, nullable=False),
    Column("expires_at", UTCDateTime, nullable=False),
    Column("csrf", Text, nullable=False),
)


def _is(column: Column[str], value: str) -> ColumnElement[bool]:
    return column == literal_column(f"'{value}'")


is_open = _is(task.c.status, "open")
is_pending = _is(outbox.c.status, "pending")
is_sending = _is(outbox.c.status, "sending")
is_failed = _is(outbox.c.status, "failed")
is_pending_mail = is_pending & not_(outbox.c.digest)
is_pending_digest = is_pending & outbox.c.digest

Index("task_open_person", task.c.person, task.c.due_at, sqlite_where=is_open, postgresql_where=is_open)
Index("task_open_cycle", task.c.cycle_id, task.c.due_at, sqlite_where=is_open, postgresql_where=is_open)
Index("outbox_mail", outbox.c.send_at, sqlite_where=is_pending_mail, postgresql_where=is_pending_mail)
Index(
    "outbox_digest",
    outbox.c.person,
    outbox.c.send_at,
    sqlite_where=is_pending_digest,
    postgresql_where=is_pending_digest,
)
Index("outbox_sending", outbox.c.claimed_at, sqlite_where=is_sending, postgresql_where=is_sending)
Index("outbox_failed", outbox.c.send_at, sqlite_where=is_failed, postgresql_where=is_failed)
