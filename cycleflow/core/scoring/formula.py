"""Formula: arithmetic over indicators and earlier measures, exact."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import Decimal

from cycleflow.core.scoring.card import BlankError, Reckoning
from cycleflow.core.scoring.inputs import Titles
from cycleflow.core.scoring.phrase import Fact, Phrase, Written
from cycleflow.core.scoring.phrase import shown as shown
from cycleflow.core.scoring.scorecard import Explanation
from cycleflow.core.workflow import Expression


@dataclass(frozen=True, kw_only=True)
class Formula:
    """`names` are those the expression uses."""

    expression: Expression
    names: tuple[str, ...]

    def asks(self, known: Reckoning) -> Iterable[str]:
        return self.names

    def evaluate(self, given: Reckoning) -> Explanation:
        return explained(given, self.expression, tuple(given.find(name) for name in self.names), rule="formula")


def explained(
    given: Reckoning, expression: Expression, parts: tuple[Explanation, ...], *, rule: str, own: Titles | None = None
) -> Explanation:
    """Return what an expression over the parts comes to, with its figures; `own` names are not the card's.

    Raises:
        BlankError: something it asks for does not apply.
    """
    value = expression.evaluate({part.name: part.amount for part in parts})
    if value is None:
        raise BlankError
    written = given.written(expression.text, given.titles | own if own else None)
    phrase = _phrase(written, value, parts)
    made = Explanation(value=Decimal(0), words=phrase.words, facts=phrase.facts, parts=parts, rule=rule)
    if isinstance(value, Decimal):
        return replace(made, value=value)
    called = next((part.called for part in parts if part.name == expression.text), {})
    return replace(
        made, value=Decimal(int(value is True)), said=value if isinstance(value, bool) else str(value), called=called
    )


def figure(part: Explanation) -> Phrase:
    """Return a name with its value."""
    return Phrase(words="{name} {value}", facts={"name": part.term, "value": part.shown})


def _phrase(written: Written, value: object, parts: tuple[Explanation, ...]) -> Phrase:
    """Say it without telling a figure twice: `88`, `rate 90`, `a + b = 5 with a 2, b 3`."""
    if not parts:
        return Phrase(words="{value}", facts={"value": shown(value)})
    if written.text == parts[0].name:
        return figure(parts[0])
    said = value if isinstance(value, bool | Decimal) else str(value)
    figures = tuple(figure(part) for part in parts if not part.blank)
    facts: dict[str, Fact] = {"formula": written, "value": said, "figures": figures}
    return Phrase(words="{formula} = {value} with {figures}" if figures else "{formula} = {value}", facts=facts)
