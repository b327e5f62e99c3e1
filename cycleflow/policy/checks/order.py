"""Checks that nothing is asked for before it has happened.

A deadline counts from an instant, a table repeats the rows of an earlier sheet, a score needs figures: each must have
come about on every way to where it is needed, silence included. Where one way misses it, that way is shown.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from cycleflow.core.daterule import FIXED, DateRule
from cycleflow.core.handing import sources
from cycleflow.core.naming import source_of
from cycleflow.core.scoring.card import Card
from cycleflow.core.workflow import Field, FieldKind, Sheet, State, Workflow
from cycleflow.policy.checks.graph import Edge, edges_of, route, routes_of
from cycleflow.policy.complaint import Place, nearest
from cycleflow.policy.node import Items, Node, find, locate
from cycleflow.policy.reader import Reader
from cycleflow.policy.sections.columns import Column, field_of


@dataclass(frozen=True, kw_only=True)
class _Ways:
    """The workflow, its steps, and where complaints go."""

    reader: Reader
    root: Node
    workflow: Workflow
    edges: Sequence[Edge]

    def missing(self, goal: str, edges: Sequence[Edge]) -> str | None:
        """Return a way to the goal along these steps, as a sentence shows it; None where there is none."""
        way = route(self.workflow.initial.name, goal, edges)
        return " → ".join(way) if way else None


def check_order(reader: Reader, root: Node, workflow: Workflow, uses: Sequence[Column]) -> None:
    ways = _Ways(reader=reader, root=root, workflow=workflow, edges=edges_of(workflow.states))
    for state in workflow.states.values():
        for place, rule in _rules_of(root, state):
            _check_anchor(ways, state, rule, place)
        _check_needs(ways, state)
        _check_named(ways, state)
        _check_each(ways, state)
    _check_paths(ways)
    _check_score(ways, uses)


def _check_paths(ways: _Ways) -> None:
    """A role that a sheet names leads to a field that holds people."""
    for role, path in ways.workflow.roles.items():
        source = source_of(path)
        if source and _people_field(ways.workflow, source) is None:
            place = locate(ways.root, "roles", role)
            ways.reader.complain(place, f"Nobody is named in {'.'.join(source)!r}; name a field of the kind person.")


def _people_field(workflow: Workflow, source: Sequence[str]) -> Field | None:
    """Return the field, or the table, in which people are named."""
    state, name, *column = source
    field = field_of(workflow.states, workflow.sheets, state, name)
    found = field.columns.get(column[0]) if field and column else field
    return field if found and found.kind is FieldKind.PERSON else None


def _check_named(ways: _Ways, state: State) -> None:
    """Where nobody else could be asked, those a state asks must have been named on every way to it."""
    roles = ways.workflow.roles
    others = [role for role in (*state.ask, *(step.role for step in state.escalations)) if not source_of(roles[role])]
    for role in state.ask if not others else ():
        source = source_of(roles[role]) or ()
        field = _people_field(ways.workflow, source)
        if field and (way := ways.missing(state.name, _without_naming(ways, source[0], field))):
            place = locate(ways.root, "states", state.name, "ask")
            ways.reader.complain(place, f"{role!r} may not have been named before {state.name!r}: {way}.")


def _without_naming(ways: _Ways, source: str, field: Field) -> Sequence[Edge]:
    """Return the steps that may name nobody."""
    may_be_empty = field.kind is FieldKind.ROWS and not field.low
    return ways.edges if may_be_empty else _without(ways, source, field)


def _rules_of(root: Node, state: State) -> list[tuple[Place, DateRule]]:
    path = ("states", state.name)
    rules = [(locate(root, *path, "due"), state.due.rule)] if state.due else []
    rules += [(locate(root, *path, "opens"), state.opens)] if state.opens else []
    for answer in state.answers.values():
        if answer.until:
            rules.append((locate(root, *path, "answers", answer.name, "until"), answer.until))
    return rules


def _check_anchor(ways: _Ways, state: State, rule: DateRule, place: Place) -> None:
    """Has what the rule counts from happened by the time the state is entered?"""
    states = ways.workflow.states
    if rule.anchor in FIXED:
        return
    marking = {other.name for other in states.values() if other.marks == rule.anchor and not other.is_end}
    if marking:
        _check_mark(ways, state, marking, rule=rule, place=place)
        return
    source, _, name = rule.anchor.partition(".")
    field = field_of(states, ways.workflow.sheets, source, name)
    if unknown := no_date(states, ways.workflow.sheets, rule):
        ways.reader.complain(place, unknown)
    elif field and (way := ways.missing(state.name, _without(ways, source, field))):
        ways.reader.complain(place, f"{rule.anchor!r} may not have been filled in by then: {way}.")


def no_date(stages: Mapping[str, State], sheets: Mapping[str, Sheet], rule: DateRule) -> str | None:
    """Return what is wrong with what a rule counts from: no sheet holds it, and no state marks it."""
    source, _, name = rule.anchor.partition(".")
    marks = [stage.marks for stage in stages.values() if stage.marks]
    field = field_of(stages, sheets, source, name)
    if rule.anchor in marks:
        return None
    if field is None or field.kind not in (FieldKind.DATE, FieldKind.MOMENT):
        known = [*FIXED, *marks, *_moments(stages, sheets)]
        near = nearest(rule.anchor, known)
        hint = f"; did you mean {near!r}?" if near else f"; known are {', '.join(known)}."
        return f"There is no date {rule.anchor!r} to count from{hint}"
    if field.kind is FieldKind.DATE and rule.offset.unit.is_exact:
        return f"{rule.anchor!r} is a day; {rule.offset.unit.value} are counted from an instant, such as opened."
    return None


def _check_mark(ways: _Ways, state: State, marking: Collection[str], *, rule: DateRule, place: Place) -> None:
    if state.name in marking or ways.workflow.initial.name in marking:
        return
    without = [edge for edge in ways.edges if edge.target not in marking]
    if way := ways.missing(state.name, without):
        ways.reader.complain(place, f"{rule.anchor!r} may not have happened by then: {way}.")


def _moments(stages: Mapping[str, State], sheets: Mapping[str, Sheet]) -> list[str]:
    """Return every date and moment of a sheet, as a rule would name it."""
    return [
        f"{stage.name}.{field.name}"
        for stage in stages.values()
        for sheet in filter(None, stage.ask.values())
        for field in sheets[sheet].fields.values()
        if field.kind in (FieldKind.DATE, FieldKind.MOMENT)
    ]


def gives(states: Mapping[str, State], edge: Edge, source: str, field: Field) -> bool:
    """Whether a step means that the field of the source state has been filled in."""
    if edge.source != source or edge.answer is None:
        return False
    state = states[source]
    if field.optional or field.needed_when or state.answers[edge.answer].blank:
        return False
    alone = len(state.ask) == 1
    if not alone and (state.complete not in ("all", "each") or any(answer.blank for answer in state.answers.values())):
        return False
    return not field.needed_for or (alone and edge.answer in field.needed_for)


def _check_needs(ways: _Ways, state: State) -> None:
    node = find(ways.root, "states", state.name, "needs")
    places = [item.place for item in node] if isinstance(node, Items) else []
    for needed, place in zip(state.needs, places, strict=False):
        duty = ways.workflow.duties.get(needed)
        if duty and duty.every:
            continue
        without = [edge for edge in ways.edges if edge.source != needed and not _raises(ways.workflow, edge, needed)]
        if way := ways.missing(state.name, without):
            ways.reader.complain(place, f"{needed!r} may not have been passed by then: {way}.")


def _raises(workflow: Workflow, edge: Edge, duty: str) -> bool:
    return edge.answer is not None and duty in workflow.states[edge.source].answers[edge.answer].raises


def _check_each(ways: _Ways, state: State) -> None:
    """A table that repeats another needs the other's rows."""
    for sheet in filter(None, state.ask.values()):
        for field in ways.workflow.sheets[sheet].fields.values():
            if field.each:
                place = locate(ways.root, "sheets", sheet, field.name, "each")
                _check_repeated(ways, state, field.each, place)


def _check_repeated(ways: _Ways, state: State, each: str, place: Place) -> None:
    source, _, name = each.partition(".")
    field = field_of(sources(ways.workflow), ways.workflow.sheets, source, name)
    if field is None or field.kind is not FieldKind.ROWS:
        ways.reader.complain(place, f"There is no table {each!r} to repeat; write it like goal_setting.goals.")
    elif source in ways.workflow.handed:
        return
    elif way := ways.missing(state.name, _without(ways, source, field)):
        ways.reader.complain(place, f"{each!r} may not have been filled in before {state.name!r}: {way}.")


def _without(ways: _Ways, source: str, field: Field) -> list[Edge]:
    return [edge for edge in ways.edges if not gives(ways.workflow.states, edge, source, field)]


def _check_score(ways: _Ways, uses: Sequence[Column]) -> None:
    """When the score is computed every column must be there, and where a cohort is ranked the score must be."""
    scorecard, states = ways.workflow.scorecard, ways.workflow.states
    if scorecard is None:
        return
    after = states[scorecard.after]
    place = locate(ways.root, "score", "after")
    for column in uses:
        _check_filled(ways, column.path, column.table, column.place)
    gathered = scorecard.rule.gathered if isinstance(scorecard.rule, Card) else {}
    for name, table in gathered.items():
        if table.is_filled:
            field = field_of(states, ways.workflow.sheets, table.state, table.role)
            if field and not field.optional:
                _check_filled(ways, (table.state, table.role), field, place)
            continue
        without = [edge for edge in ways.edges if edge.source != table.state]
        if way := ways.missing(after.name, without):
            ways.reader.complain(place, f"{name!r} may not have been gathered by then: {way}.")
    if after.is_end:
        ways.reader.complain(place, f"{after.name!r} asks nobody, so no score can be computed there.")
    for state in states.values():
        computed = [edge for edge in ways.edges if not _computes(after, edge)]
        if state.cohort and (way := ways.missing(state.name, computed)):
            ways.reader.complain(place, f"The cohort of {state.name!r} may have no score yet: {way}.")


def _check_filled(ways: _Ways, path: Sequence[str], field: Field, place: Place) -> None:
    """A table the score is made of is filled in by then."""
    scorecard, states, source = ways.workflow.scorecard, ways.workflow.states, path[0]
    if scorecard is None or source in ways.workflow.handed:
        return
    after = states[scorecard.after]
    own = source == after.name and all(
        gives(states, edge, source, field)
        for answer in after.answers.values()
        if not answer.blank
        for edge in routes_of(after, answer)
    )
    if not own and (way := ways.missing(after.name, _without(ways, source, field))):
        ways.reader.complain(place, f"{'.'.join(path)!r} may not have been filled in by then: {way}.")


def _computes(after: State, edge: Edge) -> bool:
    """Return whether the score is made when this step is taken: an answer that takes no sheet completes nothing."""
    return edge.source == after.name and edge.answer is not None and not after.answers[edge.answer].blank
