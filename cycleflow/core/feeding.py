"""Figures that other appraisals give: what one of them gives, and what many come to together.

A score, grade or measure counts once its result is public; an indicator as soon as it has been given.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, localcontext

from cycleflow.core.feed import Fold
from cycleflow.core.grading import reckon
from cycleflow.core.model import Appraisal, Cell
from cycleflow.core.scoring.card import EXACT, Card, MissingInputError, NothingToScoreError
from cycleflow.core.scoring.inputs import amount_of
from cycleflow.core.scoring.phrase import Term, in_full
from cycleflow.core.scoring.scorecard import Amount
from cycleflow.core.workflow import Field, FieldKind, Indicator, Workflow
from cycleflow.errors import RefusedError

MOST_VALUES = 1000
"""So many values a list may hold; of more, a figure such as the mean is taken."""

RESULTS = ("score", "grade")


class UnfitFeedError(RefusedError):
    words = "{title} would be {value}, which is not possible for it; look at the appraisals it comes from."


class TooManyError(RefusedError):
    words = "{title} would take {count} values; more than {most} go only into one figure, such as their mean."


class NothingToTakeError(RefusedError):
    words = "{regulation} has no {take} for others to take."


@dataclass(frozen=True, kw_only=True)
class Taken:
    """What one appraisal gives: nothing at all, or nothing yet where it `is_awaited`."""

    value: Cell | None = None
    is_awaited: bool = False


_AWAITED, _NOTHING = Taken(is_awaited=True), Taken()


def take(workflow: Workflow, appraisal: Appraisal, what: str, *, is_public: bool) -> Taken:
    """Return what an appraisal gives to others.

    Raises:
        NothingToTakeError: its regulation has nothing of that name.
    """
    if appraisal.state not in workflow.states:
        return _NOTHING
    if what in workflow.indicators:
        return _take_indicator(workflow, appraisal, workflow.indicators[what])
    card = workflow.scorecard.rule if workflow.scorecard else None
    measures: Mapping[str, object] = card.measures if isinstance(card, Card) else {}
    if what not in RESULTS and what not in measures:
        raise NothingToTakeError(regulation=Term(name=workflow.name, title=workflow.title), take=what)
    if not is_public:
        return _AWAITED
    if what == "score":
        return Taken(value=_cell(appraisal.score))
    return Taken(value=appraisal.grade if what == "grade" else _measure(workflow, appraisal, what))


def _take_indicator(workflow: Workflow, appraisal: Appraisal, indicator: Indicator) -> Taken:
    name = indicator.asked.name
    if indicator.feed:
        fed = appraisal.fed.get(name)
        return Taken(value=fed.value) if fed and not isinstance(fed.value, tuple) else _AWAITED
    plain = (state for state in appraisal.sheets if state in workflow.states and not workflow.states[state].gather)
    value = next((appraisal.sheets[state][name] for state in plain if name in appraisal.sheets[state]), None)
    if value is not None and not isinstance(value, tuple):
        return Taken(value=value)
    sheet = f"{indicator.by}_indicators"
    asking = [state.name for state in workflow.states.values() if sheet in state.ask.values()]
    if not any(state in appraisal.given for state in asking):
        return _AWAITED
    default = indicator.default
    return Taken(value=_cell(default))


def _measure(workflow: Workflow, appraisal: Appraisal, name: str) -> Cell | None:
    try:
        return _cell(reckon(workflow, appraisal).explain(name).amount)
    except (MissingInputError, NothingToScoreError):
        return None


def fed(indicator: Indicator, values: Sequence[Cell]) -> Cell | tuple[Cell, ...] | None:
    """Return what the values come to for an indicator; None where there is nothing to make it of.

    Raises:
        UnfitFeedError: it is out of the indicator's range, or no value of it.
        TooManyError: a list would get too long.
    """
    field, feed = indicator.asked, indicator.feed
    assert feed, "only an indicator with a feed is fed"
    if field.kind is FieldKind.ROWS:
        return _list(field, values)
    value = _fold(feed.fold, values) if feed.fold else values[0] if values else None
    if value is not None:
        _check_fit(field, value, field)
    return value


def _list(field: Field, values: Sequence[Cell]) -> tuple[Cell, ...]:
    if len(values) > MOST_VALUES:
        raise TooManyError(title=_term(field), count=len(values), most=MOST_VALUES)
    (column,) = field.columns.values()
    for value in values:
        _check_fit(column, value, field)
    return tuple(values)


def _fold(fold: Fold, values: Sequence[Cell]) -> Cell | None:
    """Return one value of many; of none there is no mean, and nothing is the least."""
    if fold == "count":
        return str(sum(value is not False for value in values))
    figures = [Decimal(value) for value in values if isinstance(value, str)]
    if not figures and fold != "sum":
        return None
    with localcontext(EXACT):
        return _cell(_FOLDS[fold](figures))


_FOLDS: Mapping[Fold, Callable[[Sequence[Decimal]], Decimal]] = {
    "mean": lambda figures: sum(figures, Decimal(0)) / len(figures),
    "sum": lambda figures: sum(figures, Decimal(0)),
    "min": min,
    "max": max,
}


def _check_fit(field: Field, value: Cell, whole: Field) -> None:
    try:
        amount = amount_of(field, value)
    except ArithmeticError:
        amount = None
    if not _fits(field, amount):
        raise UnfitFeedError(title=_term(whole), value=value)


def _fits(field: Field, amount: Amount) -> bool:
    match field.kind:
        case FieldKind.NUMBER:
            low = field.low is None or (isinstance(amount, Decimal) and amount >= field.low)
            return isinstance(amount, Decimal) and low and (field.high is None or amount <= field.high)
        case FieldKind.TICK:
            return isinstance(amount, bool)
        case _:
            return str(amount) in field.options


def _term(field: Field) -> Term:
    return Term(name=field.name, title=field.title)


def _cell(amount: Amount) -> Cell | None:
    return in_full(amount) if isinstance(amount, Decimal) else amount
