"""How a database came to have its tables; Alembic reads this folder."""
