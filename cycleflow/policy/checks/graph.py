"""The states of a regulation as a graph: what leads where, and what lies on every way.

Plain questions only: which states can be reached, and by which way. "X has always happened before S" is asked as "can
S be reached once every step that makes X happen is taken out?", and the way found is the proof shown to the author.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from cycleflow.core.workflow import State


@dataclass(frozen=True)
class Edge:
    """A step from state to state: by an answer, or by silence where `answer` is None."""

    source: str
    target: str
    answer: str | None


def edges_of(states: Mapping[str, State]) -> tuple[Edge, ...]:
    found = [Edge(state.name, answer.to, answer.name) for state in states.values() for answer in state.answers.values()]
    silent = [
        Edge(state.name, state.silence.to, None) for state in states.values() if state.silence and state.silence.to
    ]
    return (*found, *silent)


def reach(starts: Iterable[str], edges: Sequence[Edge]) -> frozenset[str]:
    """Return every state that can be reached, the starts included."""
    found = set(starts)
    waiting = deque(found)
    while waiting:
        here = waiting.popleft()
        for edge in edges:
            if edge.source == here and edge.target not in found:
                found.add(edge.target)
                waiting.append(edge.target)
    return frozenset(found)


def route(start: str, goal: str, edges: Sequence[Edge]) -> tuple[str, ...] | None:
    """Return the states of a shortest way, both ends included, or None where there is no way."""
    ways: dict[str, tuple[str, ...]] = {start: (start,)}
    waiting = deque([start])
    while waiting and goal not in ways:
        here = waiting.popleft()
        for edge in edges:
            if edge.source == here and edge.target not in ways:
                ways[edge.target] = (*ways[here], edge.target)
                waiting.append(edge.target)
    return ways.get(goal)


def reversed_edges(edges: Iterable[Edge]) -> tuple[Edge, ...]:
    return tuple(Edge(edge.target, edge.source, edge.answer) for edge in edges)


def circle(edges: Sequence[Edge]) -> tuple[str, ...] | None:
    """Return the states of a way that comes back to where it began, or None."""
    for edge in edges:
        back = route(edge.target, edge.source, edges)
        if back:
            return (edge.source, *back)
    return None
