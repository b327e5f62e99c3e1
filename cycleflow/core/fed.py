"""What other appraisals gave, as rules compute with it."""

from __future__ import annotations

from collections.abc import Mapping

from cycleflow.core.facts import fields_of
from cycleflow.core.feed import Feed, Fold, Reach
from cycleflow.core.model import Cell, Fed, Json
from cycleflow.core.scoring.inputs import Value, amount_of
from cycleflow.core.scoring.phrase import Fact, Phrase, Term
from cycleflow.core.workflow import Field, Indicator, Workflow


def fed_amounts(workflow: Workflow, fed: Mapping[str, Fed]) -> dict[str, Value]:
    """Return what other appraisals gave, as rules compute with it."""
    feeds = feeds_of(workflow)
    return {name: _amount(workflow.indicators[name].asked, one.value) for name, one in fed.items() if name in feeds}


def _amount(field: Field, value: Cell | tuple[Cell, ...] | None) -> Value:
    if isinstance(value, tuple):
        (column,) = field.columns.values()
        return tuple({column.name: amount_of(column, cell)} for cell in value)
    return amount_of(field, value)


def cells(value: Cell | tuple[Cell, ...] | None) -> Json:
    """Return what was given, as it stands in an entry."""
    return list(value) if isinstance(value, tuple) else value


def feeds_of(workflow: Workflow) -> dict[str, Feed]:
    """Return the indicators other appraisals give, and which."""
    return {name: indicator.feed for name, indicator in workflow.indicators.items() if indicator.feed}


def origin(workflow: Workflow, indicator: Indicator) -> Phrase:
    """Return where an indicator comes from that other appraisals give."""
    feed = indicator.feed
    assert feed, "only what others give has an origin"
    facts: dict[str, Fact] = {
        "take": _taken(workflow, feed),
        "of": _of(workflow, feed),
        "regulation": _regulation(workflow, feed),
        "period": _PERIODS[feed.period],
    }
    if feed.fold:
        return Phrase(
            words="{fold} of {take} of {of} ({regulation}, {period})", facts={**facts, "fold": _FOLDS[feed.fold]}
        )
    return Phrase(words="{take} of {of} ({regulation}, {period})", facts=facts)


_FOLDS: Mapping[Fold, Phrase] = {
    "mean": Phrase(words="the mean"),
    "sum": Phrase(words="the sum"),
    "count": Phrase(words="the number"),
    "min": Phrase(words="the least"),
    "max": Phrase(words="the most"),
}
_PERIODS: Mapping[Reach, Phrase] = {
    "same": Phrase(words="the same period"),
    "previous": Phrase(words="the period before"),
    "within": Phrase(words="the periods within"),
    "each month": Phrase(words="each month within"),
    "each quarter": Phrase(words="each quarter within"),
    "each half_year": Phrase(words="each half-year within"),
}
_WHOSE: Mapping[str, Phrase] = {
    "self": Phrase(words="the same person or unit"),
    "manager": Phrase(words="the direct superior"),
    "reports": Phrase(words="everybody directly below"),
    "members": Phrase(words="everybody in the unit"),
    "everybody": Phrase(words="everybody"),
    "team": Phrase(words="the team"),
    "led team": Phrase(words="the team led"),
    "department": Phrase(words="the department"),
    "company": Phrase(words="the company"),
}


def _of(workflow: Workflow, feed: Feed) -> Phrase:
    if feed.of in _WHOSE:
        return _WHOSE[feed.of]
    column = feed.of.removeprefix("same ")
    known = fields_of(workflow).get(column)
    term = Term(name=column, title=known.title if known else {})
    return Phrase(words="everybody with the same {column}", facts={"column": term})


def _taken(workflow: Workflow, feed: Feed) -> Fact:
    if feed.take == "score":
        return Phrase(words="the score")
    if feed.take == "grade":
        return Phrase(words="the grade")
    own = workflow.indicators.get(feed.take) if feed.regulation is None else None
    return Term(name=feed.take, title=own.asked.title if own else {})


def _regulation(workflow: Workflow, feed: Feed) -> Term:
    return Term(name=feed.regulation or workflow.name, title={} if feed.regulation else workflow.title)
