"""`formula: card + extras`, and the formulas other families hold."""

from __future__ import annotations

import re
from collections.abc import Mapping

from cycleflow.core.scoring.formula import Formula
from cycleflow.core.workflow import Expression
from cycleflow.policy import expression
from cycleflow.policy.expression import ExpressionError, Kind
from cycleflow.policy.node import Node, Scalar
from cycleflow.policy.reader import Reader
from cycleflow.policy.sections.scope import Made, Scope

LEVEL = re.compile(r"[A-Z一-鿿][A-Za-z0-9一-鿿+-]*")
"""A level such as A, C1 or 优: it cannot be mistaken for a name, which begins with a small letter."""

_ANY = (Kind.NUMBER, Kind.TRUTH, Kind.TEXT)


class Level:
    """An expression that is a level and nothing else."""

    names = ()

    def __init__(self, text: str) -> None:
        self.text = text

    def evaluate(self, names: Mapping[str, object]) -> object:
        return self.text

    def refuted(self, known: Mapping[str, object]) -> bool:
        return False


def read(reader: Reader, node: Node, scope: Scope) -> Made | None:
    found = read_formula(reader, node, scope)
    return Made(rule=found[0], kind=found[1]) if found else None


def read_formula(
    reader: Reader, node: Node | None, scope: Scope, wanted: tuple[Kind, ...] = _ANY
) -> tuple[Formula, Kind] | None:
    """Return a formula over the names of the scope, and what it gives."""
    found = read_expression(reader, node, scope.kinds, wanted)
    if found is None:
        return None
    made, names, kind = found
    scope.used.update(names)
    return Formula(expression=made, names=names), kind


def read_expression(
    reader: Reader, node: Node | None, kinds: Mapping[str, Kind], wanted: tuple[Kind, ...]
) -> tuple[Expression, tuple[str, ...], Kind] | None:
    """Return an expression, the names it uses and what it gives, or complain."""
    text = reader.phrase(node, str)
    if text is None or not isinstance(node, Scalar):
        return None
    if Kind.TEXT in wanted and LEVEL.fullmatch(text):
        return Level(text), (), Kind.TEXT
    fault: ExpressionError | None = None
    for kind in wanted:
        try:
            made = expression.Formula.compile(text, kinds, result=kind)
        except ExpressionError as error:
            fault = fault or error
        else:
            return made, tuple(made.names), kind
    reader.complain(node.at(fault.offset if fault else 0), str(fault))
    return None
