"""Reads expressions out of a regulation, so that a fault in one is shown at its place in the file."""

from __future__ import annotations

from collections.abc import Mapping

from cycleflow.policy.expression import ExpressionError, Formula, Kind
from cycleflow.policy.node import Node, Scalar
from cycleflow.policy.reader import Reader


def read_condition(reader: Reader, node: Node | None, names: Mapping[str, Kind]) -> Formula:
    """Return an expression that is true or false over the given names; one that cannot be read never holds."""
    text = reader.phrase(node, str)
    if text is not None and isinstance(node, Scalar):
        try:
            return Formula.compile(text, names, result=Kind.TRUTH)
        except ExpressionError as error:
            reader.complain(node.at(error.offset), str(error))
    return Formula.compile("false", {}, result=Kind.TRUTH)
