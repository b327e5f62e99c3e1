"""What would follow from results worked out from figures alone, for one person or a cohort; nothing is kept."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from cycleflow.core.outcomes import STANDING, Outcomes
from cycleflow.core.scoring.guarded import PROVEN
from cycleflow.core.scoring.past import GAP, PAST, PERIOD
from cycleflow.core.settling import GRADE, SCORE, SHARE, Settlement
from cycleflow.core.supposition import all_caused, caused, suppose, tables_beside
from cycleflow.core.together import Member
from cycleflow.core.workflow import Workflow

SUPPOSED = frozenset({PAST, PROVEN, SHARE, *STANDING})
"""What may stand among the figures though no score is made of it."""


def beside(workflow: Workflow, inputs: Mapping[str, object]) -> tuple[dict[str, object], dict[str, object]]:
    """Return the figures of the score, and what only outcomes ask for."""
    own = {*SUPPOSED, *tables_beside(workflow)} if workflow.outcomes else set()
    if workflow.outcomes and PERIOD not in workflow.facts_used:
        own.add(PERIOD)
    supposed = {name: value for name, value in inputs.items() if name in own and value is not None}
    return {name: value for name, value in inputs.items() if name not in own}, supposed


def foresee(workflow: Workflow, members: Mapping[str, Member]) -> dict[str, Settlement]:
    """Return what would follow for everybody; one alone is compared with nobody.

    Raises:
        UnequalPoolError: the members of a group do not agree on what is to be shared out.
    """
    if len(members) == 1:
        return {name: caused(workflow, one) for name, one in members.items()}
    return all_caused(workflow, members)


def member(
    workflow: Workflow, inputs: Mapping[str, object], *, group: str, score: Decimal | None, grade: str | None
) -> Member:
    """Return somebody with the result he comes to.

    Raises:
        SheetError: what is supposed is wrong.
    """
    taken = suppose(workflow, inputs, complete=False)
    return Member(given={**taken.given, SCORE: score, GRADE: grade}, sheets=taken.sheets, group=group)


def blanks(outcomes: Outcomes | None) -> dict[str, tuple[object, str]]:
    """Return what outcomes ask for besides, with what to begin with and what it is."""
    found: dict[str, tuple[object, str]] = {}
    if outcomes and outcomes.asks_past:
        columns = ", ".join((SCORE, GRADE, PERIOD, GAP, *outcomes.keeps))
        found[PAST] = ([], f"以往各期(最早的在前) | Earlier periods, the earliest first, each with: {columns}")
        found[PERIOD] = (None, "本期 | The present period, such as 2026-03")
    if outcomes and outcomes.evidence:
        found[PROVEN] = (True, "证据齐全 | Whether the evidence is complete")
    return found
