"""What other appraisals will give to a score, shown to whoever is about to complete it: what is there, and what is not.

**Why** before it is known what he fills in: a figure that is missing should not come as a surprise when all is written.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import Connection

from cycleflow.core.assessment import assessed
from cycleflow.core.evolve import evolve
from cycleflow.core.fed import feeds_of, origin
from cycleflow.core.model import Appraisal, Fed
from cycleflow.core.scoring.card import FeedsNeededError
from cycleflow.core.scoring.phrase import Phrase
from cycleflow.core.workflow import Indicator, Workflow
from cycleflow.errors import RefusedError
from cycleflow.journeys.feeding import Feeder
from cycleflow.journeys.office import Office


@dataclass(frozen=True, kw_only=True)
class Ahead:
    """A figure others give: where it comes from, and what it is or why it is not there; of a list only how many."""

    indicator: Indicator
    origin: Phrase
    fed: Fed | None = None
    problem: RefusedError | None = None

    @property
    def count(self) -> int | None:
        return len(self.fed.value) if self.fed and isinstance(self.fed.value, tuple) else None


def ahead(office: Office, connection: Connection, workflow: Workflow, appraisal: Appraisal) -> tuple[Ahead, ...]:
    """Return what others give to the score, as far as what is known so far needs it."""
    card = workflow.scorecard
    if card is None or card.after != appraisal.state or not feeds_of(workflow):
        return ()
    feeder = Feeder(office, connection, only_looks=True)
    return tuple(_look(feeder, workflow, evolve(appraisal, fed={})))


def _look(feeder: Feeder, workflow: Workflow, appraisal: Appraisal) -> Iterator[Ahead]:
    """Yield each as it turns out to be needed; what is not there is taken for what does not apply."""
    while True:
        try:
            assessed(workflow, appraisal)
        except FeedsNeededError as error:
            for name in error.feeds:
                found = _gather(feeder, workflow, appraisal, name)
                appraisal = evolve(appraisal, fed={**appraisal.fed, name: found.fed or Fed(value=None)})
                yield found
        except RefusedError:
            return
        else:
            return


def _gather(feeder: Feeder, workflow: Workflow, appraisal: Appraisal, name: str) -> Ahead:
    indicator = workflow.indicators[name]
    whence = origin(workflow, indicator)
    try:
        return Ahead(indicator=indicator, origin=whence, fed=feeder.gather(workflow, appraisal, name))
    except RefusedError as error:
        return Ahead(indicator=indicator, origin=whence, problem=error)
