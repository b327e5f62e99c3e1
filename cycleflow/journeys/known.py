"""What is known of somebody now: read from the directory at the edge, for rules that are asked after the launch."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from sqlalchemy import Connection

from cycleflow.core.cycle import Cycle
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
    return facts_with(workflow, appraisal, ratee, cycles.get(connection, appraisal.cycle))


def facts_with(workflow: Workflow, appraisal: Appraisal, ratee: Ratee, cycle: Cycle) -> dict[str, Cell]:
    """Return the facts an appraisal's rules ask for, of a ratee who is at hand."""
    now = kept(workflow, facts_of(workflow, ratee, cycle))
    unread = {field.name for field in misread(workflow, ratee.person)}
    return now | {name: value for name, value in appraisal.facts.items() if name in unread}


def all_facts_now(
    connection: Connection,
    workflows: Callable[[str], Workflow],
    found: Sequence[Appraisal],
    known: Mapping[str, Cycle],
) -> dict[str, dict[str, Cell]]:
    """Return what `facts_now` returns of many appraisals, by name; `known` are their cycles."""
    asking = [one for one in found if workflows(one.fingerprint).facts_used]
    directory = people.several(connection, {one.person for one in asking if one.unit is None})
    return {
        one.id: facts_with(workflows(one.fingerprint), one, Ratee(person=directory[one.person]), known[one.cycle])
        if one.unit is None
        else facts_now(connection, workflows(one.fingerprint), one)
        for one in asking
    }


def _ratee(connection: Connection, workflow: Workflow, appraisal: Appraisal) -> Ratee | None:
    """Return who or what is appraised, as it is now; None of a unit that is no more."""
    if appraisal.unit is None:
        return Ratee(person=people.several(connection, {appraisal.person})[appraisal.person])
    organisation = people.load_organisation(connection)
    return next((one for one in ratees(organisation, workflow.appraises) if one.key == appraisal.unit), None)
