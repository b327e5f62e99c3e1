"""What unit an appraisal is about, where it is not about a person."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("appraisal", sa.Column("unit", sa.Text))
