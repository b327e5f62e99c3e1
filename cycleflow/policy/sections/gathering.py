"""Reads who gathers sheets, and which tables there are for the score.

`feedback.peers` has a row a person; `review.goals` is a table that is filled in once.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace

from cycleflow.core.relaxed import relaxed_columns
from cycleflow.core.scoring.inputs import Gathered
from cycleflow.core.workflow import Field, FieldKind, Gather, State, Words
from cycleflow.policy.node import Node, Scalar
from cycleflow.policy.phrase import parse_count, parse_yes
from cycleflow.policy.reader import Reader
from cycleflow.policy.sections.columns import field_of
from cycleflow.policy.sections.families.family import Filled
from cycleflow.policy.vocabulary import GATHER

USUAL = 3
"""So many must have answered at least, unless the regulation says otherwise."""


def read_gather(reader: Reader, node: Node | None, asked: Collection[str]) -> Gather | None:
    """Return how a state gathers: `true`, or the roles that are anonymous."""
    if node is None:
        return None
    if isinstance(node, Scalar):
        reader.phrase(node, parse_yes)
        return Gather()
    section = reader.section(node, GATHER)
    if section is None:
        return Gather()
    at_least = reader.phrase(section.get("at_least"), parse_count)
    return Gather(
        anonymous=reader.known_all(section.get("anonymous"), asked, "role asked here"),
        at_least=USUAL if at_least is None else at_least,
    )


def tables_of(filled: Filled) -> Iterator[Gathered]:
    """Yield the table of every role that fills in sheets of its own, and every table that is filled in once."""
    yield from _raters(filled)
    for state in filled.sources.values():
        own = [sheet for role, sheet in state.ask.items() if sheet and sheet != f"{role}_indicators"]
        sheets = [filled.sheets[sheet] for sheet in own if sheet in filled.sheets]
        fields = {} if state.gather else {name: one for sheet in sheets for name, one in sheet.fields.items()}
        for field in fields.values():
            if field.kind is FieldKind.ROWS:
                yield _once(filled, state, field)


def _once(filled: Filled, state: State, field: Field) -> Gathered:
    """Return a table with the columns of those it repeats, the first of them first."""
    chain, repeats = [field], list[tuple[str, str]]()
    while each := chain[0].each:
        source, _, table = each.partition(".")
        found = field_of(filled.sources, filled.sheets, source, table)
        if found is None or (source, table) in repeats:
            break
        chain.insert(0, found)
        repeats.insert(0, (source, table))
    columns = relaxed_columns({name: one for table in chain for name, one in table.columns.items()})
    return Gathered(
        state=state.name,
        role=field.name,
        asked=replace(field, name=f"{state.name}.{field.name}", columns=columns, optional=True, each=None),
        at_least=0,
        is_filled=True,
        repeats=tuple(repeats),
    )


def _raters(filled: Filled) -> Iterator[Gathered]:
    for state in filled.states.values():
        for role, sheet in state.ask.items():
            if state.gather and sheet and sheet in filled.sheets:
                is_anonymous = role in state.gather.anonymous
                yield Gathered(
                    state=state.name,
                    role=role,
                    asked=_as_table(state, role, filled.sheets[sheet].fields, filled.called),
                    anonymous=is_anonymous,
                    at_least=state.gather.at_least if is_anonymous else 1,
                )


def _as_table(state: State, role: str, fields: Mapping[str, Field], called: Mapping[str, Words]) -> Field:
    """Return the table as a field; where figures are tried out, nobody need fill in the rest of a sheet."""
    columns = relaxed_columns({name: field for name, field in fields.items() if field.kind is not FieldKind.ROWS})
    words = called.get(role, {})
    title = {language: f"{said} · {words.get(language, role)}" for language, said in state.title.items()}
    return Field(name=f"{state.name}.{role}", title=title, kind=FieldKind.ROWS, columns=columns, optional=True)
