"""What a state is built on: sheets and instants without which it could not be worked through.

The checker sees to it that the ordinary ways never miss them. An intervention leaves the ordinary way, so it asks here:
nobody may be sent where a deadline counts from what never happened, or a table repeats one that was never filled in.
"""

from __future__ import annotations

from collections.abc import Iterator

from cycleflow.core.daterule import FIXED
from cycleflow.core.model import Appraisal
from cycleflow.core.workflow import State, Workflow


def missing(workflow: Workflow, appraisal: Appraisal, target: State) -> tuple[str, ...]:
    """Return what the target is built on and the appraisal does not have: states by their sheet, instants by name."""
    there = {*appraisal.sheets, *appraisal.marks, *([target.marks] if target.marks else [])}
    return tuple(dict.fromkeys(name for name in _basis(workflow, target) if name not in there))


def leaning_on(workflow: Workflow, name: str) -> tuple[str, ...]:
    """Return the states that are built on the sheet of a state."""
    return tuple(state.name for state in workflow.states.values() if name in _basis(workflow, state))


def _basis(workflow: Workflow, state: State) -> Iterator[str]:
    rules = [state.opens, state.due.rule if state.due else None, *(answer.until for answer in state.answers.values())]
    yield from (_source(rule.anchor) for rule in rules if rule and rule.anchor not in FIXED)
    yield from (source for answer in state.answers.values() for source in answer.adopts.values())
    for sheet in filter(None, state.ask.values()):
        yield from (_source(field.each) for field in workflow.sheets[sheet].fields.values() if field.each)


def _source(path: str) -> str:
    """Return the state a `state.field` belongs to, or the name of an instant as it is."""
    return path.partition(".")[0]
