"""`weights: {satisfaction: 50, discipline: 20, review: 30}`."""

from __future__ import annotations

from decimal import Decimal

from cycleflow.core.scoring.weights import Weights
from cycleflow.policy.node import Node
from cycleflow.policy.phrase import parse_number
from cycleflow.policy.reader import Reader
from cycleflow.policy.sections.scope import Made, Scope

WHOLE = Decimal(100)


def read(reader: Reader, node: Node, scope: Scope, total: Decimal = WHOLE) -> Made | None:
    """Return the rule; the weights must add up to `total`, which is not 100 only where the regulation says so."""
    pairs = reader.pairs(node, "each part with its weight in percent")
    if pairs is None:
        return None
    found = [(scope.figure(reader, key), reader.phrase(value, parse_number)) for key, value in pairs]
    weights = tuple((name, weight) for name, weight in found if name and weight is not None)
    if len(weights) < len(pairs.pairs) or not weights:
        return None
    for (_, weight), (_, value) in zip(weights, pairs, strict=True):
        if weight <= 0:
            reader.complain(value, "A weight must be more than 0.")
    added = sum((weight for _, weight in weights), Decimal(0))
    if added != total:
        side = f"short of it by {total - added}" if added < total else f"more by {added - total}"
        reader.complain(pairs, f"The weights add up to {added}, not to {total}: {side}.")
    return Made(rule=Weights(weights=weights))
