"""The stage regulations are played on."""

from tests.policies.stage import stage, stage_on_sqlite

__all__ = ["stage", "stage_on_sqlite"]
