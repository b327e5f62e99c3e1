"""What is known of somebody now: read from the directory at the edge, for rules that are asked after the launch."""

from __future__ import annotations

from sqlalchemy import Connection

from cycleflow.core.facts import facts_of, kept, misread
from cycleflow.core.model import Appraisal, Cell
from cycleflow.core.ratee import Ratee, ratees
from cycleflow.core.workflow import Workflow
from cycleflow.store import cycles, people


def facts_now(connection: Connection, workflow: Workflow, appraisal: Appraisal) -> dict[str, Cell]:
    """Return the facts an appraisal's rules ask for, as they are now.

    A column that has since become unreadable stays what it was: a slip in the people file must not change a score.
    """
    ratee = _ratee(connection, workflow, appraisal) if workflow.facts_used else None
    if ratee is None:
        return dict(appraisal.facts)
    now = kept(workflow, facts_of(workflow, ratee, cycles.get(connection, appraisal.cycle)))
    unread = {field.name for field in misread(workflow, ratee.person)}
    return now | {name: value for name, value in appraisal.facts.items() if name in unread}


def _ratee(connection: Connection, workflow: Workflow, appraisal: Appraisal) -> Ratee | None:
    """Return who or what is appraised, as it is now; None of a unit that is no more."""
    if appraisal.unit is None:
        return Ratee(person=people.several(connection, {appraisal.person})[appraisal.person])
    organisation = people.load_organisation(connection)
    return next((one for one in ratees(organisation, workflow.appraises) if one.key == appraisal.unit), None)
