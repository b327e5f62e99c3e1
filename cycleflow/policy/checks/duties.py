"""Checks the duties: that each is asked, can come to an end, and counts from what has happened by then."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from cycleflow.core.daterule import FIXED
from cycleflow.core.handing import as_states
from cycleflow.core.ledger import COLUMNS
from cycleflow.core.period import next_period, period_dates, period_of
from cycleflow.core.recurrence import Every, Series
from cycleflow.core.workflow import Duty, Field, FieldKind, State, Workflow
from cycleflow.policy.checks.graph import Edge, edges_of, route
from cycleflow.policy.checks.order import gives, no_date
from cycleflow.policy.checks.stages import SAMPLE_YEAR, check_escalations, check_many
from cycleflow.policy.node import Node, find, locate, locate_key
from cycleflow.policy.reader import Reader
from cycleflow.policy.sections.columns import field_of

SECTION = "duties"


@dataclass(frozen=True)
class Raiser:
    """What raises a duty: an answer to a state or duty, or None where a duty was missed."""

    stage: State
    answer: str | None


def check_duties(reader: Reader, root: Node, workflow: Workflow) -> None:
    raisers = raisers_of(workflow)
    caused = {one.raises for one in workflow.outcomes.consequences} if workflow.outcomes else set()
    ending = _ending(workflow.duties)
    for duty in workflow.duties.values():
        key = locate_key(root, SECTION, duty.name)
        if duty.name in workflow.indicators:
            reader.complain(key, f"{duty.name!r} is the name of an indicator already.")
        if duty.name not in ending:
            reader.complain(key, f"{duty.name!r} never ends: each of its answers leads to a duty that does not either.")
        _check_times(reader, root, duty, workflow)
        _check_raised(reader, root, duty, raisers[duty.name], is_caused=duty.name in caused)
        _check_sheets(reader, root, duty, workflow)
        check_escalations(reader, root, duty, section=SECTION)
        check_many(reader, root, duty, workflow, section=SECTION)


def check_anchors(reader: Reader, root: Node, workflow: Workflow) -> None:
    """A duty that is raised counts from what has happened wherever it is raised."""
    for name, found in raisers_of(workflow).items():
        due = workflow.duties[name].due
        if due is None or due.rule.anchor in FIXED:
            continue
        place, anchor = locate(root, SECTION, name, "due"), due.rule.anchor
        if unknown := no_date(workflow.stages, workflow.sheets, due.rule):
            reader.complain(place, unknown)
        elif way := next(filter(None, map(_Anchor(workflow=workflow, name=anchor).lacking, found)), None):
            reader.complain(place, f"{anchor!r} may not have happened by then: {way}.")


def raisers_of(workflow: Workflow) -> Mapping[str, list[Raiser]]:
    """Return what raises each duty."""
    found: dict[str, list[Raiser]] = {name: [] for name in workflow.duties}
    for stage in workflow.stages.values():
        for answer in stage.answers.values():
            for raised in answer.raises:
                found[raised].append(Raiser(stage, answer.name))
    for duty in workflow.duties.values():
        for raised in duty.missed.raises if duty.missed else ():
            found[raised].append(Raiser(duty, None))
    return found


def _ending(duties: Mapping[str, Duty]) -> set[str]:
    """Return the duties with an answer after which, sooner or later, nothing more is asked."""
    ending: set[str] = set()
    while more := {
        duty.name
        for duty in duties.values()
        if duty.name not in ending and any(set(answer.raises) <= ending for answer in duty.answers.values())
    }:
        ending |= more
    return ending


def _check_times(reader: Reader, root: Node, duty: Duty, workflow: Workflow) -> None:
    key = locate_key(root, SECTION, duty.name)
    every, due, times = (find(root, SECTION, duty.name, name) for name in ("every", "due", "times"))
    if every and due:
        reader.complain(due, f"'every' says when {duty.name!r} falls due; leave out 'due'.")
    if not every and not due:
        reader.complain(key, f"When {duty.name!r} falls due is missing; add 'due', or 'every' where it recurs.")
    if times and not every:
        reader.complain(times, "Only what recurs is asked so many times; add 'every'.")
    if times and duty.times < 2:
        reader.complain(times, "Once is what 'every' says already; write 2 or more.")
    if every and duty.every and not any(_asked(workflow, duty.every)):
        reader.complain(every, f"{duty.name!r} would never be asked: no cycle lasts until it falls due.")


def _asked(workflow: Workflow, every: Every) -> Iterator[bool]:
    """Yield, for each cycle of a sample year, whether what recurs so often is asked in it."""
    for period in workflow.periods:
        label = period_of(period, date(SAMPLE_YEAR, 1, 1))
        while label.startswith(str(SAMPLE_YEAR)):
            first, last = period_dates([period], label)
            series = Series(every=every, calendar=workflow.calendar, starts_on=first, ends_on=last)
            yield series.opens_at(1) is not None
            label = next_period(period, label)


def _check_raised(reader: Reader, root: Node, duty: Duty, raisers: Sequence[Raiser], *, is_caused: bool) -> None:
    if find(root, SECTION, duty.name, "every"):
        for raiser in raisers:
            sentence = f"{duty.name!r} recurs by itself; only a duty without 'every' can be raised."
            reader.complain(_place_of(root, raiser), sentence)
    elif not raisers and not is_caused:
        sentence = f"Nothing ever raises {duty.name!r}; add 'every' if it recurs, or 'raises' where it follows."
        reader.complain(locate_key(root, SECTION, duty.name), sentence)


def _place_of(root: Node, raiser: Raiser) -> Node:
    section = SECTION if isinstance(raiser.stage, Duty) else "states"
    path = ("missed",) if raiser.answer is None else ("answers", raiser.answer)
    found = find(root, section, raiser.stage.name, *path, "raises") or find(root, section, raiser.stage.name, *path)
    assert found, "what raises a duty is written somewhere"
    return found


def _check_sheets(reader: Reader, root: Node, duty: Duty, workflow: Workflow) -> None:
    provided = {f"{one.by}_indicators" for one in workflow.indicators.values()}
    for name in filter(None, duty.ask.values()):
        if name in provided:
            place = locate(root, SECTION, duty.name, "ask")
            reader.complain(place, f"{name!r} is filled in at a state; what is filled in for a duty is its own log.")
        else:
            for field in workflow.sheets[name].fields.values():
                _check_field(reader, root, workflow, sheet=name, field=field)


def _check_field(reader: Reader, root: Node, workflow: Workflow, *, sheet: str, field: Field) -> None:
    path = ("sheets", sheet, field.name)
    if field.name in COLUMNS:
        reader.complain(locate_key(root, *path), f"Every log of a duty has {field.name!r}; choose another name.")
    if field.sets:
        reader.complain(locate(root, *path, "sets"), "A duty stands beside the result; only a state can set it.")
    source, _, name = (field.each or "").partition(".")
    table = field_of({**as_states(workflow.handed), **workflow.states}, workflow.sheets, source, name)
    if field.each and (table is None or table.kind is not FieldKind.ROWS):
        sentence = f"There is no table {field.each!r} to repeat; write it like goal_setting.goals."
        reader.complain(locate(root, *path, "each"), sentence)


@dataclass(frozen=True, kw_only=True)
class _Anchor:
    """What the due time of a duty counts from, and the steps by which it may not come about."""

    workflow: Workflow
    name: str

    def lacking(self, raiser: Raiser, seen: frozenset[str] = frozenset()) -> str | None:
        """Return a way on which it has not happened when the duty is raised, as a sentence shows it, or None."""
        stage = raiser.stage
        if self._is_given(Edge(stage.name, "", raiser.answer)):
            return None
        if not isinstance(stage, Duty):
            return self._way_to(stage, raiser.answer)
        if stage.every or stage.name in seen:
            return stage.name if stage.every else None
        before = (self.lacking(one, seen | {stage.name}) for one in raisers_of(self.workflow)[stage.name])
        return next((f"{way} → {stage.name}" for way in before if way), None)

    def _way_to(self, state: State, answer: str | None) -> str | None:
        edges = edges_of(self.workflow.states)
        initial = self.workflow.initial.name
        if self._is_marked(initial) or self._is_marked(state.name):
            return None
        without = [edge for edge in edges if not self._is_given(edge) and not self._is_marked(edge.target)]
        targets = {edge.target for edge in without if (edge.source, edge.answer) == (state.name, answer)}
        way = route(initial, state.name, without) if targets else None
        return " → ".join(way) if way else None

    def _is_marked(self, state: str) -> bool:
        return self.workflow.states[state].marks == self.name

    def _is_given(self, edge: Edge) -> bool:
        source, _, name = self.name.partition(".")
        field = field_of(self.workflow.stages, self.workflow.sheets, source, name)
        return field is not None and gives(self.workflow.stages, edge, source, field)
