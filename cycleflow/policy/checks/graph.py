"""The states of a regulation as a graph: what leads where, and what lies on every way.

Plain questions only: which states can be reached, and by which way. "X has always happened before S" is asked as "can
S be reached once every step that makes X happen is taken out?", and the way found is the proof shown to the author.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from cycleflow.core.workflow import Answer, State
from cycleflow.policy.sections.families.cases import OTHERWISE


@dataclass(frozen=True)
class Edge:
    """A step from state to state: by an answer, or by silence where `answer` is None.

    `when` is the condition of one route among several, or `otherwise`.
    """

    source: str
    target: str
    answer: str | None
    when: str | None = None


def edges_of(states: Mapping[str, State]) -> tuple[Edge, ...]:
    answers = [(state, answer) for state in states.values() for answer in state.answers.values()]
    found = [edge for state, answer in answers for edge in routes_of(state, answer)]
    silent = [
        Edge(state.name, state.silence.to, None) for state in states.values() if state.silence and state.silence.to
    ]
    return (*found, *silent)


def routes_of(state: State, answer: Answer) -> list[Edge]:
    """Return the steps one answer may be, the one it is otherwise last."""
    routes = [Edge(state.name, route.to, answer.name, route.when.text) for route in answer.routes]
    return [*routes, Edge(state.name, answer.to, answer.name, OTHERWISE if routes else None)]


def reach(starts: Iterable[str], edges: Iterable[Edge]) -> frozenset[str]:
    """Return every state that can be reached, the starts included."""
    after = _successors(edges)
    found = set(starts)
    waiting = deque(found)
    while waiting:
        for target in after.get(waiting.popleft(), ()):
            if target not in found:
                found.add(target)
                waiting.append(target)
    return frozenset(found)


def route(start: str, goal: str, edges: Iterable[Edge]) -> tuple[str, ...] | None:
    """Return the states of a shortest way, both ends included, or None where there is no way."""
    after = _successors(edges)
    came_from: dict[str, str | None] = {start: None}
    waiting = deque([start])
    while waiting and goal not in came_from:
        here = waiting.popleft()
        for target in after.get(here, ()):
            if target not in came_from:
                came_from[target] = here
                waiting.append(target)
    return _trace(goal, came_from) if goal in came_from else None


def _trace(goal: str, came_from: Mapping[str, str | None]) -> tuple[str, ...]:
    way, here = [goal], came_from[goal]
    while here is not None:
        way.append(here)
        here = came_from[here]
    return tuple(reversed(way))


def _successors(edges: Iterable[Edge]) -> dict[str, list[str]]:
    after: dict[str, list[str]] = {}
    for edge in edges:
        after.setdefault(edge.source, []).append(edge.target)
    return after


def reversed_edges(edges: Iterable[Edge]) -> tuple[Edge, ...]:
    return tuple(Edge(edge.target, edge.source, edge.answer) for edge in edges)


def circle(edges: Sequence[Edge]) -> tuple[str, ...] | None:
    """Return the states of a way that comes back to where it began, or None."""
    for edge in edges:
        back = route(edge.target, edge.source, edges)
        if back:
            return (edge.source, *back)
    return None
