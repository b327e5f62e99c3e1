"""Reads expressions out of a regulation, so that a fault in one is shown at its place in the file."""

from __future__ import annotations

from collections.abc import Mapping

from cycleflow.core.workflow import Expression
from cycleflow.policy.expression import ExpressionError, Formula, Kind
from cycleflow.policy.node import Node, Scalar
from cycleflow.policy.reader import Reader


class Unread:
    """Stands in for a condition that could not be read; such a regulation is refused anyway."""

    text = ""

    def evaluate(self, names: Mapping[str, object]) -> object:
        return None


def read_condition(reader: Reader, node: Node | None, names: Mapping[str, Kind]) -> Expression:
    """Return an expression that is true or false over the given names."""
    text = reader.phrase(node, str)
    if text is None or not isinstance(node, Scalar):
        return Unread()
    try:
        return Formula.compile(text, names, result=Kind.TRUTH)
    except ExpressionError as error:
        reader.complain(node.at(error.offset), str(error))
        return Unread()
