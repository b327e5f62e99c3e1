"""Run the migrations on the connection, and inside the transaction, that `migration.upgrade` hands over."""

from __future__ import annotations

from alembic import context

from cycleflow.store.tables import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    transactional_ddl=True,
)
context.run_migrations()
