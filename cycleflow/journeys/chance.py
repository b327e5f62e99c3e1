"""Chance that is the same every time: figures drawn from a digest of names.

**Why** no random numbers: a rehearsal is shown to lawyers and compared with the next draft of the regulation; two
runs may differ only where the regulation does.
"""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256
from typing import TypeVar

Thing = TypeVar("Thing")


def chance(*names: object) -> float:
    """Return a figure from 0 up to, but not including, 1 that belongs to these names."""
    digest = sha256("\n".join(str(name) for name in names).encode()).digest()
    return int.from_bytes(digest[:6], "big") / 2**48


def pick(things: Sequence[Thing], *names: object) -> Thing:
    """Return the one of the things that these names draw."""
    return things[int(chance(*names) * len(things))]
