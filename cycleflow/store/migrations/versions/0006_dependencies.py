"""Which results are made of which others."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "dependency",
        sa.Column("appraisal_id", sa.Text, sa.ForeignKey("appraisal.id", name="dependency_appraisal_id_fkey")),
        sa.Column("source", sa.Text),
        sa.Column("cycle", sa.Text),
        sa.PrimaryKeyConstraint("appraisal_id", "source", name="dependency_pkey"),
    )
    op.create_index("dependency_source", "dependency", ["source"])
    whole = sa.text("cycle IS NOT NULL")
    op.create_index("dependency_cycle", "dependency", ["cycle", "source"], sqlite_where=whole, postgresql_where=whole)
