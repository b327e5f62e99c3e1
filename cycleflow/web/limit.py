"""How often somebody may ask for something: so many times in so many minutes.

**Why** in memory and not in the database: it keeps a mailbox from being flooded, no more. Each process counts for
itself, a restart forgives, and the number of names kept is bounded.
"""

from __future__ import annotations

from collections import OrderedDict, deque
from datetime import datetime, timedelta
from threading import Lock

_MOST_NAMES = 10_000


class Limit:
    """Counts what was let through by name (an address, a client)."""

    def __init__(self, times: int, within: timedelta) -> None:
        self._times = times
        self._within = within
        self._seen: OrderedDict[str, deque[datetime]] = OrderedDict()
        self._lock = Lock()

    def lets(self, name: str, now: datetime) -> bool:
        """Return whether the name may, and if so count it."""
        with self._lock:
            recent = self._seen.setdefault(name, deque())
            self._seen.move_to_end(name)
            while recent and recent[0] <= now - self._within:
                recent.popleft()
            if len(recent) >= self._times:
                return False
            recent.append(now)
            while len(self._seen) > _MOST_NAMES:
                self._seen.popitem(last=False)
            return True
