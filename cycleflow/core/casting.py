"""Who holds which role in an appraisal: those the organisation leads to, where the regulation gives somebody the role.

A role may be held only in the appraisals of some: reports rate those who lead people, the departments served those who
serve. What that depends on stands in the people file, so it is known at the launch and whenever the file changes.
"""

from __future__ import annotations

from cycleflow.core.condition import holds
from cycleflow.core.facts import amounts, facts_of_person
from cycleflow.core.model import Member
from cycleflow.core.organisation import Organisation
from cycleflow.core.ratee import Ratee
from cycleflow.core.workflow import Workflow


def cast_of(organisation: Organisation, workflow: Workflow, ratee: Ratee) -> dict[str, tuple[Member, ...]]:
    """Return who holds which role of the workflow in the appraisal of a ratee."""
    cast = organisation.cast(workflow, ratee.person.number, ratee.members)
    if not workflow.held_when:
        return cast
    known = amounts(workflow, facts_of_person(workflow, ratee))
    vacant = {role for role, condition in workflow.held_when.items() if not holds(condition, known)}
    return {role: () if role in vacant else members for role, members in cast.items()}
