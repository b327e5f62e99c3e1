"""`mean: [january, february]`, `mean: {of: ratings.score, by: ratings.weight}`, `mean: {of: ratings, each: a + b}`."""

from __future__ import annotations

from cycleflow.core.scoring.mean import ColumnMean, Mean, RowMean
from cycleflow.policy.expression import Kind
from cycleflow.policy.node import Items, Node, Pairs
from cycleflow.policy.phrase import parse_count
from cycleflow.policy.reader import Reader
from cycleflow.policy.sections.families.formula import read_expression
from cycleflow.policy.sections.scope import Made, Scope, kind_of
from cycleflow.policy.vocabulary import MEAN


def read(reader: Reader, node: Node, scope: Scope) -> Made | None:
    if isinstance(node, Items):
        names = tuple(scope.figure(reader, item) for item in node)
        found = tuple(name for name in names if name)
        return Made(rule=Mean(names=found)) if found and len(found) == len(names) else None
    section = reader.section(node, MEAN)
    if section and section.get("each"):
        return _read_rows(reader, section, scope)
    of = scope.column(reader, section.get("of")) if section else None
    if section is None or of is None:
        return None
    by = scope.column(reader, section.get("by"))
    if by and by[0] != of[0]:
        reader.complain(section, f"{of[0]!r} and {by[0]!r} are two tables; weights stand beside what they weigh.")
    least = reader.phrase(section.get("at_least"), parse_count)
    return Made(rule=ColumnMean(table=of[0], of=of[1], by=by[1] if by else None, at_least=least or 1))


def _read_rows(reader: Reader, section: Pairs, scope: Scope) -> Made | None:
    """Return the mean of what a formula makes of each row of a table; a column hides the figure that has its name."""
    if by := section.key("by"):
        reader.complain(by, "'by' weighs a column; a formula over the columns can weigh by itself.")
    table = reader.known(section.get("of"), scope.tables, "table")
    if table not in scope.tables:
        return None
    scope.used.add(table)
    columns = {name: kind_of(column) for name, column in scope.tables[table].items()}
    each = read_expression(reader, section.get("each"), {**scope.kinds, **columns}, (Kind.NUMBER,))
    least = reader.phrase(section.get("at_least"), parse_count)
    if each is None:
        return None
    names = tuple(name for name in each[1] if name not in columns)
    scope.used.update(names)
    return Made(rule=RowMean(table=table, each=each[0], names=names, at_least=least or 1))
