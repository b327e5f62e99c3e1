"""What earlier periods came to: how many in a row, how many in all.

The earlier periods arrive as the rows of a table `past`, the earliest first, each with what its condition asks for.
`gap` says of a row that between it and the period after it others are missing: no result was reached there.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from itertools import takewhile

from cycleflow.core.scoring.card import Reckoning
from cycleflow.core.scoring.inputs import Row, Titles
from cycleflow.core.scoring.phrase import Fact, Phrase, Term, Written, shown
from cycleflow.core.scoring.scorecard import Amount, Explanation
from cycleflow.core.workflow import Expression, is_figure

PAST = "past"
PERIOD = "period"
GAP = "gap"


@dataclass(frozen=True, kw_only=True)
class Streak:
    """In how many periods in a row, the present one the last, a condition over `names` holds.

    A period without a result ends the streak, unless it is counted `over_gaps`.
    """

    when: Expression
    names: tuple[str, ...]
    over_gaps: bool = False

    def asks(self, known: Reckoning) -> Iterable[str]:
        return self.names

    def evaluate(self, given: Reckoning) -> Explanation:
        held = tuple(takewhile(lambda one: self.when.evaluate(one) is True, self._unbroken(given)))
        when = given.written(self.when.text)
        facts = _counted(when, tuple(reversed(held)), self.names, given.titles)
        words = "{when}: {periods}, {count} in a row" if held else "{when}: not this time"
        return Explanation(value=Decimal(len(held)), words=words, facts=facts, rule="streak")

    def _unbroken(self, given: Reckoning) -> Iterator[Row]:
        """Yield the present period and those before it, until there is a gap."""
        yield _present(given, self.names)
        for row in reversed(given.rows(PAST)):
            if row.get(GAP) is True and not self.over_gaps:
                return
            yield row


@dataclass(frozen=True, kw_only=True)
class Tally:
    """In how many periods a condition over `names` holds, in a row or not, the present one included.

    Of the same calendar year, or of the `last` so many periods.
    """

    when: Expression
    names: tuple[str, ...]
    last: int | None = None

    def asks(self, known: Reckoning) -> Iterable[str]:
        return self.names

    def evaluate(self, given: Reckoning) -> Explanation:
        present = _present(given, (*self.names, PERIOD))
        periods = (*given.rows(PAST), present)
        counted = periods[-self.last :] if self.last else [one for one in periods if _year(one) == _year(present)]
        held = tuple(one for one in counted if self.when.evaluate(one) is True)
        facts = _counted(given.written(self.when.text), held, self.names, given.titles)
        words = "{when}: {periods}, {count} in all" if held else "{when}: not once"
        return Explanation(value=Decimal(len(held)), words=words, facts=facts, rule="tally")


def _present(given: Reckoning, names: tuple[str, ...]) -> Row:
    known = {PERIOD: given.find(PERIOD).amount} if given.has(PERIOD) else {}
    return {**given.amounts(name for name in names if name != PERIOD), **known}


def _year(row: Row) -> str:
    """Return the year a period is named after; where none is named, all are of one year."""
    return str(row.get(PERIOD) or "")[:4]


def _counted(when: Written, held: tuple[Row, ...], names: tuple[str, ...], titles: Titles) -> dict[str, Fact]:
    periods = tuple(
        Phrase(
            words="{period} ({figures})",
            facts={"period": shown(row.get(PERIOD) or number), "figures": _figures(row, names, titles)},
        )
        for number, row in enumerate(held, 1)
    )
    return {"when": when, "periods": periods, "count": len(held)}


def _figures(row: Row, names: tuple[str, ...], titles: Titles) -> tuple[Fact, ...]:
    return tuple(
        Phrase(
            words="{name} {value}",
            facts={"name": Term(name=name, title=titles.get(name, {})), "value": _fact(row.get(name))},
        )
        for name in names
    )


def _fact(amount: Amount) -> Fact:
    """Return a figure as one, though it was kept as text."""
    return Decimal(amount) if isinstance(amount, str) and is_figure(amount) else amount
