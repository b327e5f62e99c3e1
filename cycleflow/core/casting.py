"""Who holds which role in an appraisal: those the organisation leads to, where the regulation gives somebody the role.

A role may be held only in the appraisals of some: reports rate those who lead people, the departments served those who
serve. What that depends on stands in the people file, so it is known at the launch and whenever the file changes.
"""

from __future__ import annotations

from cycleflow.core.condition import holds
from cycleflow.core.facts import amounts, facts_of_person
from cycleflow.core.model import Appraisal, Member
from cycleflow.core.organisation import Organisation
from cycleflow.core.ratee import Ratee
from cycleflow.core.workflow import State, Workflow


def cast_of(organisation: Organisation, workflow: Workflow, ratee: Ratee) -> dict[str, tuple[Member, ...]]:
    """Return who holds which role of the workflow in the appraisal of a ratee."""
    cast = organisation.cast(workflow, ratee.person.number, ratee.members)
    if not workflow.held_when:
        return cast
    known = amounts(workflow, facts_of_person(workflow, ratee))
    vacant = {role for role, condition in workflow.held_when.items() if not holds(condition, known)}
    return {role: () if role in vacant else members for role, members in cast.items()}


def may_hold(workflow: Workflow, appraisal: Appraisal, role: str) -> bool:
    """Return whether there is such a role in an appraisal: one with a condition that nobody holds is not missed."""
    return role not in workflow.held_when or bool(appraisal.cast.get(role))


def concerns(workflow: Workflow, appraisal: Appraisal, stage: State) -> bool:
    """Return whether anything is asked there: not so where nobody holds the roles, and each depends on a condition."""
    return any(may_hold(workflow, appraisal, role) for role in stage.ask)
