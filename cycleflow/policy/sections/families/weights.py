"""`weights: {satisfaction: 50, discipline: 20, review: 30}`, or `weights: {table: weights.csv, by: position}`.

The table has a row for each part: a column called as what `by` names, `measure`, `weight`, and where the weights of one
level are known not to add up to the whole, `adds_up_to`.
"""

from __future__ import annotations

from decimal import Decimal

from cycleflow.core.scoring.weights import Weights, WeightsBy
from cycleflow.policy.beside import BY, TABLE
from cycleflow.policy.node import Node, Pairs, Scalar
from cycleflow.policy.phrase import parse_number
from cycleflow.policy.reader import Reader
from cycleflow.policy.sections.rows import TOTAL, columns_of, grouped, own_total
from cycleflow.policy.sections.scope import Made, Scope
from cycleflow.policy.vocabulary import WEIGHTS

WHOLE = Decimal(100)
MEASURE, WEIGHT = "measure", "weight"


def read(reader: Reader, node: Node, scope: Scope, total: Decimal = WHOLE) -> Made | None:
    """Return the rule; the weights must add up to `total`, which is not 100 only where the regulation says so."""
    if isinstance(node, Pairs) and node.get(TABLE):
        return _read_table(reader, node, scope, total)
    pairs = reader.pairs(node, "each part with its weight in percent")
    weights = _read_parts(reader, pairs.pairs, scope) if pairs else None
    if pairs is None or weights is None:
        return None
    _check_total(reader, pairs, weights, total)
    return Made(rule=weights)


def _read_table(reader: Reader, node: Pairs, scope: Scope, total: Decimal) -> Made | None:
    section = reader.section(node, WEIGHTS)
    by = scope.name(reader, section.get(BY)) if section else None
    table = reader.tables.get(node.get(TABLE) or node)
    if by is None or table is None or not columns_of(reader, table, (by, MEASURE, WEIGHT), (TOTAL,)):
        return None
    levels: dict[str, Weights] = {}
    for (level,), rows in grouped(reader, table, (by,), scope.names[by].levels).items():
        parts = tuple((row.key(MEASURE), row.key(WEIGHT)) for row in rows)
        weights = _read_parts(reader, parts, scope)
        if weights:
            _check_total(reader, rows[0].key(by), weights, own_total(reader, rows) or total)
            levels[level] = weights
    return Made(rule=WeightsBy(by=by, levels=levels)) if levels else None


def _read_parts(reader: Reader, pairs: tuple[tuple[Scalar, Node], ...], scope: Scope) -> Weights | None:
    found = [(scope.figure(reader, key), reader.phrase(value, parse_number)) for key, value in pairs]
    weights = tuple((name, weight) for name, weight in found if name and weight is not None)
    if len(weights) < len(pairs) or not weights:
        return None
    for (_, weight), (_, value) in zip(weights, pairs, strict=True):
        if weight <= 0:
            reader.complain(value, "A weight must be more than 0.")
    return Weights(weights=weights)


def _check_total(reader: Reader, where: Node, weights: Weights, total: Decimal) -> None:
    added = sum((weight for _, weight in weights.weights), Decimal(0))
    if added != total:
        side = f"short of it by {total - added}" if added < total else f"more by {added - total}"
        reader.complain(where, f"The weights add up to {added}, not to {total}: {side}.")
