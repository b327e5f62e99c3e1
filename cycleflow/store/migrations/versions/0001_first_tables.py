"""First tables, and the triggers that make histories and definitions unchangeable."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from cycleflow.store.instants import UTCDateTime

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create everything; there was nothing before."""
    _create_people_and_cycles()
    _create_appraisals()
    _create_tasks()
    _create_mail()
    _create_sessions()
    if op.get_bind().dialect.name == "postgresql":
        _protect_on_postgresql()
    else:
        _protect_on_sqlite()


def _create_people_and_cycles() -> None:
    op.create_table(
        "person",
        sa.Column("number", sa.Text, primary_key=True),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("email", sa.Text, nullable=False),
        sa.Column("address", sa.Text, nullable=False),
        sa.Column("manager", sa.Text),
        sa.Column("department", sa.Text, nullable=False),
        sa.Column("position", sa.Text, nullable=False),
        sa.Column("level", sa.Text, nullable=False),
        sa.Column("hired_on", sa.Date),
        sa.Column("status", sa.Text, nullable=False),
        sa.Column("locale", sa.Text, nullable=False),
        sa.Column("zone", sa.Text),
        sa.Column("roles", sa.Text, nullable=False),
        sa.Column("attributes", sa.Text, nullable=False),
        sa.Column("updated_at", UTCDateTime, nullable=False),
    )
    op.create_index("person_address", "person", ["address"])
    op.create_table(
        "definition",
        sa.Column("fingerprint", sa.Text, primary_key=True),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("calendar", sa.Text, nullable=False),
        sa.Column("created_at", UTCDateTime, nullable=False),
    )
    op.create_table(
        "cycle",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("workflow", sa.Text, nullable=False),
        sa.Column("period", sa.Text, nullable=False),
        sa.Column("fingerprint", sa.Text, sa.ForeignKey("definition.fingerprint"), nullable=False),
        sa.Column("starts_on", sa.Date, nullable=False),
        sa.Column("ends_on", sa.Date, nullable=False),
        sa.Column("launched_at", UTCDateTime, nullable=False),
        sa.Column("launched_by", sa.Text, nullable=False),
        sa.Column("status", sa.Text, nullable=False),
        sa.CheckConstraint("status IN ('running', 'closed')", name="status"),
    )


def _create_appraisals() -> None:
    op.create_table(
        "appraisal",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("cycle_id", sa.Text, sa.ForeignKey("cycle.id"), nullable=False),
        sa.Column("person", sa.Text, sa.ForeignKey("person.number"), nullable=False),
        sa.Column("department", sa.Text, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("seq", sa.Integer, nullable=False),
        sa.Column("head", sa.Text, nullable=False),
        sa.Column("score", sa.Text),
        sa.Column("grade", sa.Text),
        sa.Column("due_at", UTCDateTime),
        sa.Column("opened_at", UTCDateTime),
        sa.Column("body", sa.Text, nullable=False),
    )
    op.create_index("appraisal_cycle_id_id", "appraisal", ["cycle_id", "id"])
    op.create_index("appraisal_cycle_id_state_department", "appraisal", ["cycle_id", "state", "department"])
    op.create_index("appraisal_person", "appraisal", ["person"])
    _create_partial_index("appraisal_due", "appraisal", ["due_at"], "due_at IS NOT NULL")
    op.create_table(
        "entry",
        sa.Column("appraisal_id", sa.Text, sa.ForeignKey("appraisal.id"), primary_key=True),
        sa.Column("seq", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("body", sa.Text, nullable=False),
        sa.Column("hash", sa.Text, nullable=False),
    )


def _create_tasks() -> None:
    op.create_table(
        "task",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("appraisal_id", sa.Text, sa.ForeignKey("appraisal.id"), nullable=False),
        sa.Column("cycle_id", sa.Text, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("role", sa.Text, nullable=False),
        sa.Column("person", sa.Text, sa.ForeignKey("person.number"), nullable=False),
        sa.Column("opened_at", UTCDateTime, nullable=False),
        sa.Column("due_at", UTCDateTime, nullable=False),
        sa.Column("status", sa.Text, nullable=False),
        sa.Column("answer", sa.Text),
        sa.Column("generation", sa.Integer, nullable=False),
        sa.Column("token_hash", sa.Text),
        sa.Column("link_until", UTCDateTime),
        sa.CheckConstraint("status IN ('open', 'done', 'void')", name="status"),
    )
    op.create_index("task_token_hash", "task", ["token_hash"], unique=True)
    op.create_index("task_appraisal_id", "task", ["appraisal_id"])
    _create_partial_index("task_open_person", "task", ["person", "due_at"], "status = 'open'")
    _create_partial_index("task_open_cycle", "task", ["cycle_id", "due_at"], "status = 'open'")
    op.create_table(
        "draft",
        sa.Column("task_id", sa.Text, sa.ForeignKey("task.id"), primary_key=True),
        sa.Column("body", sa.Text, nullable=False),
        sa.Column("saved_at", UTCDateTime, nullable=False),
    )


def _create_mail() -> None:
    digest, not_digest = ("digest", "NOT digest") if _is_postgresql() else ("digest = 1", "digest = 0")
    op.create_table(
        "outbox",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("appraisal_id", sa.Text, sa.ForeignKey("appraisal.id")),
        sa.Column("task_id", sa.Text),
        sa.Column("person", sa.Text, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("facts", sa.Text, nullable=False),
        sa.Column("digest", sa.Boolean, nullable=False),
        sa.Column("send_at", UTCDateTime, nullable=False),
        sa.Column("status", sa.Text, nullable=False),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("letter", sa.Text),
        sa.Column("claimed_at", UTCDateTime),
        sa.Column("sent_at", UTCDateTime),
        sa.Column("message_id", sa.Text),
        sa.Column("error", sa.Text),
        sa.CheckConstraint("status IN ('pending', 'sending', 'sent', 'failed', 'dropped')", name="status"),
    )
    op.create_index("outbox_appraisal_id", "outbox", ["appraisal_id"])
    _create_partial_index("outbox_mail", "outbox", ["send_at"], f"status = 'pending' AND {not_digest}")
    _create_partial_index("outbox_digest", "outbox", ["person", "send_at"], f"status = 'pending' AND {digest}")
    _create_partial_index("outbox_sending", "outbox", ["claimed_at"], "status = 'sending'")
    _create_partial_index("outbox_failed", "outbox", ["send_at"], "status = 'failed'")


def _create_sessions() -> None:
    op.create_table(
        "sign_in",
        sa.Column("token_hash", sa.Text, primary_key=True),
        sa.Column("person", sa.Text, sa.ForeignKey("person.number"), nullable=False),
        sa.Column("expires_at", UTCDateTime, nullable=False),
        sa.Column("used_at", UTCDateTime),
    )
    op.create_table(
        "session",
        sa.Column("id_hash", sa.Text, primary_key=True),
        sa.Column("person", sa.Text, sa.ForeignKey("person.number"), nullable=False),
        sa.Column("created_at", UTCDateTime, nullable=False),
        sa.Column("expires_at", UTCDateTime, nullable=False),
        sa.Column("csrf", sa.Text, nullable=False),
    )
    op.create_index("session_person", "session", ["person"])


def _is_postgresql() -> bool:
    return op.get_bind().dialect.name == "postgresql"


def _create_partial_index(name: str, table: str, columns: list[str], where: str) -> None:
    condition = sa.text(where)
    op.create_index(name, table, columns, postgresql_where=condition, sqlite_where=condition)


def _protect_on_postgresql() -> None:
    """Refuse every change of a history or a definition, by statement, so that TRUNCATE is caught as well.

    ENABLE ALWAYS keeps the triggers on even where a session replays as a replica.
    """
    op.execute(
        """
        CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            RAISE EXCEPTION '% can only be added to; % is refused', TG_TABLE_NAME, TG_OP
                USING ERRCODE = 'restrict_violation';
        END $$
        """
    )
    for table in ("entry", "definition"):
        op.execute(
            f"CREATE TRIGGER {table}_is_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
        )
        op.execute(f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {table}_is_append_only")


def _protect_on_sqlite() -> None:
    """Refuse every change of a history or a definition.

    The trigger on INSERT is for `INSERT OR REPLACE`, which deletes the old row without asking the DELETE trigger.
    """
    same = {"entry": "appraisal_id = NEW.appraisal_id AND seq = NEW.seq", "definition": "fingerprint = NEW.fingerprint"}
    for table, condition in same.items():
        _refuse_on_sqlite(table, "UPDATE")
        _refuse_on_sqlite(table, "DELETE")
        there = f"WHEN EXISTS (SELECT 1 FROM {table} WHERE {condition})"  # noqa: S608 - both names stand above
        _refuse_on_sqlite(table, "INSERT", there)


def _refuse_on_sqlite(table: str, deed: str, when: str = "") -> None:
    refusal = f"{table} can only be added to; {'REPLACE' if when else deed} is refused"
    name = f"{table}_refuses_{deed.lower()}"
    op.execute(f"CREATE TRIGGER {name} BEFORE {deed} ON {table} {when} BEGIN SELECT RAISE(ABORT, '{refusal}'); END")
