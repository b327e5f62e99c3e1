"""The plan every cycle was launched by: who was in, who was out and why. It is never changed."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "launch",
        sa.Column("cycle_id", sa.Text, sa.ForeignKey("cycle.id"), primary_key=True),
        sa.Column("body", sa.Text, nullable=False),
    )
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            "CREATE TRIGGER launch_is_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON launch "
            "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
        )
        op.execute("ALTER TABLE launch ENABLE ALWAYS TRIGGER launch_is_append_only")
        return
    there = "WHEN EXISTS (SELECT 1 FROM launch WHERE cycle_id = NEW.cycle_id)"
    for deed, when in {"UPDATE": "", "DELETE": "", "INSERT": there}.items():
        refusal = f"launch can only be added to; {'REPLACE' if when else deed} is refused"
        op.execute(
            f"CREATE TRIGGER launch_refuses_{deed.lower()} BEFORE {deed} ON launch {when} "
            f"BEGIN SELECT RAISE(ABORT, '{refusal}'); END"
        )
