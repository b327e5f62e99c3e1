"""Checks what replaces something in force: it must be of the same kind, be there, and come in time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from cycleflow.core.workflow import Answer, State, Workflow
from cycleflow.policy.checks.graph import Edge, edges_of, route
from cycleflow.policy.complaint import Place
from cycleflow.policy.node import Node, locate
from cycleflow.policy.reader import Reader
from cycleflow.policy.sections.columns import Column


@dataclass(frozen=True, kw_only=True)
class _Adoption:
    """An answer to a state lets the sheet of `source` replace that of `target`; complaints go to its `place`."""

    reader: Reader
    workflow: Workflow
    state: State
    answer: Answer
    target: str
    source: str
    place: Place

    @property
    def edges(self) -> tuple[Edge, ...]:
        return edges_of(self.workflow.states)


def check_adoption(reader: Reader, root: Node, workflow: Workflow, uses: Sequence[Column]) -> None:
    for state in workflow.states.values():
        for answer in state.answers.values():
            for target, source in answer.adopts.items():
                place = locate(root, "states", state.name, "answers", answer.name, "adopts", target)
                adoption = _Adoption(
                    reader=reader,
                    workflow=workflow,
                    state=state,
                    answer=answer,
                    target=target,
                    source=source,
                    place=place,
                )
                _check_kind(adoption)
                _check_given(adoption)
                _check_time(adoption, uses)


def _check_kind(adoption: _Adoption) -> None:
    states = adoption.workflow.states
    own, other = (
        {sheet for sheet in states[name].ask.values() if sheet} for name in (adoption.target, adoption.source)
    )
    if any(states[name].gather for name in (adoption.target, adoption.source)):
        adoption.reader.complain(
            adoption.place, "Sheets that are gathered are each rater's own; none replaces another."
        )
    elif not own or own != other:
        sentence = f"{adoption.source!r} does not ask for what {adoption.target!r} does, so it cannot replace it."
        adoption.reader.complain(adoption.place, sentence)


def _check_given(adoption: _Adoption) -> None:
    """On every way to the answer the other sheet must have been filled in."""
    states, source = adoption.workflow.states, adoption.source
    if source == adoption.state.name:
        if adoption.answer.blank:
            adoption.reader.complain(
                adoption.place, f"{adoption.answer.name!r} takes no sheet, so none can be adopted."
            )
        return
    giving = {name for name, answer in states[source].answers.items() if not answer.blank}
    without = [edge for edge in adoption.edges if edge.source != source or edge.answer not in giving]
    way = route(adoption.workflow.initial.name, adoption.state.name, without)
    if way:
        sentence = f"{source!r} may not have been filled in by then: {' → '.join(way)}."
        adoption.reader.complain(adoption.place, sentence)


def _check_time(adoption: _Adoption, uses: Sequence[Column]) -> None:
    """What is said row by row beside the rows that are replaced must be said after that, if the score takes it."""
    repeating = {column.path[0] for column in uses if (column.table.each or "").partition(".")[0] == adoption.target}
    for name in sorted(repeating):
        if route(name, adoption.state.name, adoption.edges) and _leads_past(adoption, name):
            sentence = f"What {name!r} says row by row about {adoption.target!r} may have been said before."
            adoption.reader.complain(adoption.place, sentence)


def _leads_past(adoption: _Adoption, name: str) -> bool:
    """Return whether it can come to an end after the answer without coming through the state again."""
    past = [edge for edge in adoption.edges if edge.target != name]
    ends = [state.name for state in adoption.workflow.states.values() if state.is_end]
    onward = [target for target in adoption.answer.targets if target != name]
    return any(route(target, end, past) for target in onward for end in ends)
