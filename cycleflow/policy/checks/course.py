"""Checks how the states hang together: every one can be reached, and every way comes to an end."""

from __future__ import annotations

from collections.abc import Mapping

from cycleflow.core.workflow import State, Workflow
from cycleflow.policy.checks.graph import Edge, circle, edges_of, reach, reversed_edges
from cycleflow.policy.node import Node, locate, locate_key
from cycleflow.policy.reader import Reader


def check_course(reader: Reader, root: Node, workflow: Workflow) -> None:
    states = workflow.states
    edges = edges_of(states)
    ends = [state.name for state in states.values() if state.is_end]
    if not ends:
        reader.complain(locate_key(root, "states"), "No state is an end; write one that asks nobody, such as closed.")
    if workflow.initial.is_end:
        sentence = f"The first state {workflow.initial.name!r} asks nobody; an appraisal would be over at once."
        reader.complain(locate_key(root, "states", workflow.initial.name), sentence)
    _check_reach(reader, root, states, edges)
    _check_ends(reader, root, states, edges=edges, ends=ends)
    _check_circles(reader, root, edges)


def _check_reach(reader: Reader, root: Node, states: Mapping[str, State], edges: tuple[Edge, ...]) -> None:
    reached = reach([next(iter(states))], edges)
    for name in states:
        if name not in reached:
            reader.complain(locate_key(root, "states", name), f"No answer and no silence ever leads to {name!r}.")


def _check_ends(
    reader: Reader, root: Node, states: Mapping[str, State], *, edges: tuple[Edge, ...], ends: list[str]
) -> None:
    ending = reach(ends, reversed_edges(edges))
    for name in states if ends else ():
        if name not in ending:
            reader.complain(locate_key(root, "states", name), f"From {name!r} no way leads to an end.")


def _check_circles(reader: Reader, root: Node, edges: tuple[Edge, ...]) -> None:
    """Silence that comes back to where it began would go round for ever without anybody doing anything."""
    found = circle([edge for edge in edges if edge.answer is None])
    if found:
        sentence = f"Silence alone goes round in a circle: {' → '.join(found)}."
        reader.complain(locate(root, "states", found[0], "silence"), sentence)
