"""`records: {of: log, each: {late and poor: -5, late: -2, otherwise: 0}, when: verified}`."""

from __future__ import annotations

from collections.abc import Mapping

from cycleflow.core.scoring.records import Records
from cycleflow.core.workflow import Expression
from cycleflow.policy.expression import Kind
from cycleflow.policy.node import Node
from cycleflow.policy.phrase import parse_count
from cycleflow.policy.reader import Reader
from cycleflow.policy.sections.families.cases import OTHERWISE
from cycleflow.policy.sections.families.formula import read_expression
from cycleflow.policy.sections.scope import Made, Scope, kind_of
from cycleflow.policy.vocabulary import RECORDS


def read(reader: Reader, node: Node, scope: Scope) -> Made | None:
    section = reader.section(node, RECORDS)
    table = reader.known(section.get("of"), scope.tables, "table of records") if section else None
    if section is None or table not in scope.tables:
        return None
    scope.used.add(table)
    columns = {name: kind_of(column) for name, column in scope.tables[table].items()}
    kinds = {**scope.kinds, **columns}
    when = read_expression(reader, section.get("when"), kinds, (Kind.TRUTH,))
    each, asked = _read_each(reader, section.get("each"), kinds)
    names = tuple(dict.fromkeys(name for name in (*(when[1] if when else ()), *asked) if name not in columns))
    scope.used.update(names)
    rule = Records(
        table=table,
        each=each,
        when=when[0] if when else None,
        same=reader.known(section.get("same"), columns, "column"),
        doubled_from=reader.phrase(section.get("doubled_from"), parse_count),
        names=names,
    )
    if bool(rule.same) != bool(rule.doubled_from):
        reader.complain(section, "'same' says what repeats, 'doubled_from' which one counts twice: write both.")
    return Made(rule=rule)


def _read_each(
    reader: Reader, node: Node | None, kinds: Mapping[str, Kind]
) -> tuple[tuple[tuple[Expression | None, Expression], ...], tuple[str, ...]]:
    """Return conditions with points, and the names all of them ask for."""
    found: list[tuple[Expression | None, Expression]] = []
    names: list[str] = []
    for key, value in reader.pairs(node, "each kind of record with its points") or ():
        when = None if key.text == OTHERWISE else read_expression(reader, key, kinds, (Kind.TRUTH,))
        then = read_expression(reader, value, kinds, (Kind.NUMBER,))
        if then and (when or key.text == OTHERWISE):
            found.append((when[0] if when else None, then[0]))
            names += [*(when[1] if when else ()), *then[1]]
    return tuple(found), tuple(names)
