"""The tables beside a regulation, as JSON; those launched before have none."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("definition", sa.Column("tables", sa.Text))
