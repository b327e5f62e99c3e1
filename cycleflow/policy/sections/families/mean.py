"""`mean: [january, february]`, `mean: {of: ratings.score, by: ratings.weight, at_least: 3}`."""

from __future__ import annotations

from cycleflow.core.scoring.mean import ColumnMean, Mean
from cycleflow.policy.node import Items, Node
from cycleflow.policy.phrase import parse_count
from cycleflow.policy.reader import Reader
from cycleflow.policy.sections.scope import Made, Scope
from cycleflow.policy.vocabulary import MEAN


def read(reader: Reader, node: Node, scope: Scope) -> Made | None:
    if isinstance(node, Items):
        names = tuple(scope.figure(reader, item) for item in node)
        found = tuple(name for name in names if name)
        return Made(rule=Mean(names=found)) if found and len(found) == len(names) else None
    section = reader.section(node, MEAN)
    of = scope.column(reader, section.get("of")) if section else None
    if section is None or of is None:
        return None
    by = scope.column(reader, section.get("by"))
    if by and by[0] != of[0]:
        reader.complain(section, f"{of[0]!r} and {by[0]!r} are two tables; weights stand beside what they weigh.")
    least = reader.phrase(section.get("at_least"), parse_count)
    return Made(rule=ColumnMean(table=of[0], of=of[1], by=by[1] if by else None, at_least=least or 1))
