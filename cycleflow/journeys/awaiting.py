"""What a cycle about to be launched will take from others that are not launched yet.

**Why** said before the launch: what a score waits for is otherwise found out by whoever completes it, months later.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import Connection

from cycleflow.core.cycle import Cycle
from cycleflow.core.fed import feeds_of
from cycleflow.core.workflow import Workflow
from cycleflow.journeys.office import Office
from cycleflow.journeys.sources import Sources
from cycleflow.language import SOURCE, tell


@dataclass(frozen=True, kw_only=True)
class Awaited:
    """An indicator others give, and which cycles of theirs are not there; `holds_up`: scores wait for them."""

    indicator: str
    cycles: tuple[str, ...]
    holds_up: bool


def awaited(office: Office, connection: Connection, workflow: Workflow, cycle: Cycle) -> Iterator[Awaited]:
    """Yield the indicators of a cycle about to be launched whose sources are not launched."""
    sources = Sources(office, connection)
    for name, feed in feeds_of(workflow).items():
        missing = sources.to_be_launched(workflow, cycle, feed)
        if missing:
            may_lack = workflow.indicators[name].asked.optional
            yield Awaited(indicator=name, cycles=tuple(tell(one, SOURCE) for one in missing), holds_up=not may_lack)
