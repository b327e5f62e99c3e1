"""How far a long journey has come, told to whoever wants to draw it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

Progress: TypeAlias = Callable[[str, int, int], None]
"""Told the stage, how many are done, and how many there are."""


def unseen(stage: str, done: int, total: int) -> None:
    """Be the progress nobody watches."""
