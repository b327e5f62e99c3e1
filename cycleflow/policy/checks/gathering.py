"""Checks the states in which everybody fills in a sheet of his own: each sheet must be a row, and nobody recognised."""

from __future__ import annotations

from collections.abc import Iterator

from cycleflow.core.gathering import BY
from cycleflow.core.naming import source_of
from cycleflow.core.workflow import Field, FieldKind, Gather, State, Workflow
from cycleflow.policy.checks.many import leads_to_many
from cycleflow.policy.node import Node, locate
from cycleflow.policy.reader import Reader
from cycleflow.policy.sections.columns import field_of

TOO_FEW = 2


def check_gathering(reader: Reader, root: Node, workflow: Workflow) -> None:
    for state in workflow.states.values():
        if state.public and (not any(state.ask.values()) or (state.gather and state.gather.anonymous)):
            sentence = f"Only sheets whose writers are named can be public; at {state.name!r} there are none."
            reader.complain(locate(root, "states", state.name, "public"), sentence)
        if state.gather:
            _check_state(reader, root, state, workflow)
            _check_anonymity(reader, root, state, workflow=workflow, gather=state.gather)
    after = workflow.scorecard.after if workflow.scorecard else ""
    if after in workflow.states and workflow.states[after].gather:
        sentence = f"{after!r} is left by several, and nobody of them could answer for the score; name a later state."
        reader.complain(locate(root, "score", "after"), sentence)


def _check_state(reader: Reader, root: Node, state: State, workflow: Workflow) -> None:
    path = ("states", state.name)
    if state.cohort:
        reader.complain(locate(root, *path, "gather"), "A panel decides together; there are no sheets to gather.")
        return
    if state.silence and state.silence.hand_to:
        sentence = "A sheet of one's own cannot be handed over; write 'to' the state that goes on with what there is."
        reader.complain(locate(root, *path, "silence", "hand_to"), sentence)
    for role, sheet in state.ask.items():
        place = locate(root, *path, "ask", role)
        if sheet is None:
            reader.complain(place, f"Which sheet {role!r} fills in is missing; without one there is nothing to gather.")
        if role not in workflow.called:
            reader.complain(place, f"How the role {role!r} is called is missing under words, roles.")
        for sentence in _unfit(workflow, sheet) if sheet else ():
            reader.complain(place, sentence)


def _unfit(workflow: Workflow, sheet: str) -> Iterator[str]:
    """Yield why a sheet cannot be a row."""
    if sheet in {f"{one.by}_indicators" for one in workflow.indicators.values()}:
        yield "Indicators are given once for all; ask for them in a state of their own."
        return
    for field in workflow.sheets[sheet].fields.values():
        if field.kind is FieldKind.ROWS:
            yield f"Each sheet becomes a row of a table, so it cannot hold the table {field.name!r}."
        if field.name == BY:
            yield f"A field of a gathered sheet cannot be called {BY!r}; that is whose sheet it is."
        if field.sets:
            yield f"{field.name!r} sets the {field.sets}, but of several sheets none alone can."


def _check_anonymity(reader: Reader, root: Node, state: State, *, workflow: Workflow, gather: Gather) -> None:
    path = ("states", state.name, "gather")
    if gather.anonymous and gather.at_least < TOO_FEW:
        reader.complain(
            locate(root, *path, "at_least"), "Whoever is the only one is known to everybody; write 2 or more."
        )
    if gather.anonymous and state.complete in ("any", "each"):
        sentence = f"With {state.complete!r} the first answer would be the only one, and anonymous no more."
        reader.complain(locate(root, "states", state.name, "complete"), sentence)
    for role in gather.anonymous:
        route = workflow.roles.get(role, "")
        table = _named_in(workflow, route)
        if not leads_to_many(route):
            reader.complain(locate(root, *path, "anonymous"), f"{role!r} is one person, whom everybody knows.")
        elif table and table.high is not None and table.high < gather.at_least:
            sentence = f"At most {table.high} are named as {role!r}, but {gather.at_least} must have answered."
            reader.complain(locate(root, *path), sentence)


def _named_in(workflow: Workflow, route: str) -> Field | None:
    source = source_of(route)
    return field_of(workflow.states, workflow.sheets, *source[:2]) if source else None
