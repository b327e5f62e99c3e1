"""Handing out: what somebody begins with, and whom a regulation has nothing for."""

from __future__ import annotations

from collections.abc import Mapping

from cycleflow.core.handed import HandedOut
from cycleflow.core.model import Answers, Cell
from cycleflow.core.workflow import State, Workflow


def hand_out(workflow: Workflow, facts: Mapping[str, Cell]) -> dict[str, Answers]:
    """Return the sheets somebody of whom these facts are known begins with, as if they had been filled in."""
    return {
        sheet: {name: table.rows_for(facts) for name, table in handed.tables.items()}
        for sheet, handed in workflow.handed.items()
    }


def lacking(workflow: Workflow, facts: Mapping[str, Cell]) -> tuple[tuple[str, str], ...]:
    """Return what cannot be handed out: each table with what it has no, or too few, rows for."""
    return tuple(
        (f"{sheet}.{name}", ", ".join(table.level(facts)))
        for sheet, handed in workflow.handed.items()
        for name, table in handed.tables.items()
        if len(table.rows_for(facts)) < (workflow.sheets[sheet].fields[name].low or 0)
    )


def sources(workflow: Workflow) -> Mapping[str, State]:
    """Return all whose sheets there may be: what is handed out, and all that ask somebody."""
    return {**as_states(workflow.handed), **workflow.stages}


def as_states(handed: Mapping[str, HandedOut]) -> Mapping[str, State]:
    """Return what is handed out as states of that name would be, were it filled in there."""
    return {name: State(name=name, title=one.title, ask={"": name}) for name, one in handed.items()}
