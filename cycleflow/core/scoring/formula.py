"""Formula: arithmetic over indicators and earlier measures, exact."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from cycleflow.core.scoring.card import BlankError, Reckoning
from cycleflow.core.scoring.scorecard import Amount, Explanation
from cycleflow.core.workflow import Expression


@dataclass(frozen=True, kw_only=True)
class Formula:
    """`names` are those the expression uses."""

    expression: Expression
    names: tuple[str, ...]

    def evaluate(self, given: Reckoning) -> Explanation:
        amounts = given.amounts(self.names)
        parts = tuple(given.find(name) for name in self.names)
        return explained(self.expression, amounts, rule="formula", parts=parts)


def explained(
    expression: Expression, amounts: Mapping[str, Amount], *, rule: str, parts: tuple[Explanation, ...]
) -> Explanation:
    """Return what an expression comes to, with the figures it was made of.

    Raises:
        BlankError: something it asks for does not apply.
    """
    value = expression.evaluate(amounts)
    if value is None:
        raise BlankError
    figures = ", ".join(f"{name} {shown(amount)}" for name, amount in amounts.items() if amount is not None)
    sentence = f"{expression.text} = {shown(value)}" + (f" with {figures}" if figures else "")
    if isinstance(value, Decimal):
        return Explanation(value=value, sentence=sentence, parts=parts, rule=rule)
    said = value if isinstance(value, bool) else str(value)
    return Explanation(value=Decimal(int(value is True)), sentence=sentence, parts=parts, rule=rule, said=said)


def shown(value: object) -> str:
    """Return a value as people write it: figures plain and with at most six places."""
    if isinstance(value, bool):
        return str(value).lower()
    if not isinstance(value, Decimal):
        return str(value)
    short = round(value, 6) if value.as_tuple().exponent not in range(-6, 1) else value
    return f"{short.normalize():f}"
