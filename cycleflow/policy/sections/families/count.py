"""`count: {of: log, when: verified and points > allowed, different: kind}`."""

from __future__ import annotations

from cycleflow.core.scoring.count import Count
from cycleflow.policy.expression import Kind
from cycleflow.policy.node import Node
from cycleflow.policy.reader import Reader
from cycleflow.policy.sections.families.formula import read_expression
from cycleflow.policy.sections.scope import Made, Scope, kind_of
from cycleflow.policy.vocabulary import COUNT


def read(reader: Reader, node: Node, scope: Scope) -> Made | None:
    """Return the rule; a column hides the figure that has its name."""
    section = reader.section(node, COUNT)
    table = reader.known(section.get("of"), scope.tables, "table") if section else None
    if section is None or table not in scope.tables:
        return None
    scope.used.add(table)
    columns = {name: kind_of(column) for name, column in scope.tables[table].items()}
    when = read_expression(reader, section.get("when"), {**scope.kinds, **columns}, (Kind.TRUTH,))
    names = tuple(name for name in when[1] if name not in columns) if when else ()
    scope.used.update(names)
    different = reader.known(section.get("different"), columns, "column")
    return Made(rule=Count(table=table, when=when[0] if when else None, names=names, different=different))
