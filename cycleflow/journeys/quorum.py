"""Whether committees are made up as the regulation says, and whether anonymous raters are enough to be heard.

It is looked at before a launch, and whenever the company changes.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from cycleflow.core.model import Member
from cycleflow.core.organisation import ALL, Organisation
from cycleflow.core.workflow import Workflow

Cast = Mapping[str, tuple[Member, ...]]
Lacking = tuple[str, str]
"""A role, and in a few words what is wrong with those who hold it."""

_EVERYWHERE = ("group(", f"heads({ALL})")
"""How paths begin that lead to the same people from everybody; a ratee among them is only left out of his own."""


def lacking_everywhere(workflow: Workflow, organisation: Organisation) -> tuple[Lacking, ...]:
    """Return what is wrong with the committees that are the same in every appraisal."""
    return tuple(
        (role, words)
        for role, committee in workflow.committees.items()
        if workflow.roles[role].startswith(_EVERYWHERE)
        for words in committee.lacks(_groups(organisation, organisation.resolve(workflow.roles[role], "")))
    )


def lacking_for(workflow: Workflow, organisation: Organisation, cast: Cast) -> tuple[Lacking, ...]:
    """Return what is wrong with the committees of one appraisal; where nobody sits in one, that is a gap."""
    return tuple(
        (role, words)
        for role, committee in workflow.committees.items()
        if cast.get(role) and not workflow.roles[role].startswith(_EVERYWHERE)
        for words in committee.lacks(_groups(organisation, [member.person for member in cast[role]]))
    )


def unheard(workflow: Workflow, cast: Cast) -> tuple[tuple[str, int], ...]:
    """Return the anonymous roles so few hold that nothing they say will ever be shown, with how many there must be."""
    return tuple(
        (role, state.gather.at_least)
        for state in workflow.states.values()
        if state.gather
        for role in state.gather.anonymous
        if 0 < len(cast.get(role, ())) < state.gather.at_least
    )


def committee_words(lacking: Lacking) -> str:
    role, words = lacking
    return f"The committee {role} has {words}"


def _groups(organisation: Organisation, numbers: Iterable[str]) -> list[frozenset[str]]:
    return [organisation.people[number].roles for number in numbers]
