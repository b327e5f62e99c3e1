"""Under which definitions a cycle has run since its launch. It is only added to."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from cycleflow.store.instants import UTCDateTime

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "version",
        sa.Column("cycle_id", sa.Text, sa.ForeignKey("cycle.id"), primary_key=True),
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("left", sa.Text, sa.ForeignKey("definition.fingerprint"), nullable=False),
        sa.Column("entered", sa.Text, sa.ForeignKey("definition.fingerprint"), nullable=False),
        sa.Column("moved_at", UTCDateTime, nullable=False),
        sa.Column("moved_by", sa.Text, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("body", sa.Text, nullable=False),
    )
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            "CREATE TRIGGER version_is_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON version "
            "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
        )
        op.execute("ALTER TABLE version ENABLE ALWAYS TRIGGER version_is_append_only")
        return
    there = "WHEN EXISTS (SELECT 1 FROM version WHERE cycle_id = NEW.cycle_id AND number = NEW.number)"
    for deed, when in {"UPDATE": "", "DELETE": "", "INSERT": there}.items():
        refusal = f"version can only be added to; {'REPLACE' if when else deed} is refused"
        op.execute(
            f"CREATE TRIGGER version_refuses_{deed.lower()} BEFORE {deed} ON version {when} "
            f"BEGIN SELECT RAISE(ABORT, '{refusal}'); END"
        )
