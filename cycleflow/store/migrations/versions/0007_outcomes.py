"""What results cause, which cohorts are to be looked at again, and by whom a cycle was closed."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from cycleflow.store.instants import UTCDateTime

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("appraisal", sa.Column("outcomes", sa.Text))
    op.add_column("cycle", sa.Column("closed_at", UTCDateTime))
    op.add_column("cycle", sa.Column("closed_by", sa.Text))
    op.add_column("cycle", sa.Column("closed_why", sa.Text))
    op.create_table("unsettled", sa.Column("cycle_id", sa.Text, sa.ForeignKey("cycle.id"), primary_key=True))
