"""Checks the indicators other appraisals give: is there somebody to give them, and is what they give of the right kind?

What another regulation gives is looked at where both are there; see `across`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from cycleflow.core.feed import Feed
from cycleflow.core.feeding import RESULTS
from cycleflow.core.period import Cadence
from cycleflow.core.scoring.card import Card
from cycleflow.core.workflow import Field, FieldKind, Indicator, Workflow, is_figure
from cycleflow.policy.complaint import Place, listed, nearest
from cycleflow.policy.node import Node, locate
from cycleflow.policy.reader import Reader
from cycleflow.policy.sections.feeds import SAME

_COLUMNS = ("department", "position", "level")
LENGTH = {kind: length for length, kind in enumerate(Cadence)}


@dataclass(frozen=True, kw_only=True)
class Look:
    """One feed of a regulation being looked at."""

    reader: Reader
    root: Node
    workflow: Workflow
    indicator: Indicator
    feed: Feed

    def complain(self, key: str, sentence: str) -> None:
        self.reader.complain(self.place(key), sentence)

    def place(self, key: str) -> Place:
        return locate(self.root, "indicators", self.indicator.asked.name, "from", key)


def looks(reader: Reader, root: Node, workflow: Workflow) -> Iterator[Look]:
    """Yield each feed of a regulation."""
    for indicator in workflow.indicators.values():
        if indicator.feed:
            yield Look(reader=reader, root=root, workflow=workflow, indicator=indicator, feed=indicator.feed)


def check_feeds(reader: Reader, root: Node, workflow: Workflow) -> None:
    for look in looks(reader, root, workflow):
        _check_of(look)
        _check_period(look)
        _check_number(look)
        if look.feed.regulation is None:
            _check_own(look)


def _check_of(look: Look) -> None:
    of, is_person = look.feed.of, look.workflow.appraises == "person"
    if of == "members" and is_person:
        look.complain("of", "A person has no members; write 'reports', or 'same department' and the like.")
    elif of.startswith(SAME):
        column, known = of.removeprefix(SAME), (*_COLUMNS, *look.workflow.attributes)
        near = nearest(column, known)
        if column not in known:
            hint = f"; did you mean {near!r}?" if near else f"; known are {listed(known)}."
            look.complain("of", f"There is no column {column!r}{hint}")


def _check_period(look: Look) -> None:
    """What lies within a cycle is shorter than it; of several cadences that do, one must be named."""
    own = [period.kind for period in look.workflow.periods]
    longest = max(own, key=lambda kind: LENGTH[kind])
    shorter = [kind for kind in Cadence if LENGTH[kind] < LENGTH[longest]]
    period = look.feed.period
    if period.startswith("each "):
        kind = Cadence(period.removeprefix("each "))
        if kind not in shorter:
            look.complain("period", f"No {kind} lies within a {longest}.")
        elif look.feed.regulation is None and kind not in own:
            look.complain("period", f"This regulation has no cycles of a {kind}.")
    elif period == "within":
        inside = [kind for kind in own if kind in shorter]
        if not shorter:
            look.complain("period", f"Nothing lies within a {longest}.")
        elif look.feed.regulation is None and len(inside) != 1:
            each = listed([f"each {kind}" for kind in inside] or ["another 'regulation'"])
            look.complain("period", f"What lies within is not one kind of cycle here; write {each}.")


def _check_number(look: Look) -> None:
    """One figure of many needs to be told how it is made; of one there is nothing to make."""
    kind, fold = look.indicator.asked.kind, look.feed.fold
    if kind is FieldKind.ROWS:
        if fold:
            look.complain("as", "A list takes all there are; 'as' makes one figure of them.")
    elif look.feed.is_single and fold:
        look.complain("as", "Only one appraisal gives it, so there is nothing to make one figure of.")
    elif not look.feed.is_single and not fold:
        look.complain("of", "Several appraisals give it; say with 'as' how they make one figure, or take a 'list'.")
    elif fold and kind is not FieldKind.NUMBER:
        look.complain("as", f"The {fold} of many is a number; the indicator is none.")


def _check_own(look: Look) -> None:
    """What the regulation itself gives must be there, be of the kind the indicator takes, and not wait for itself."""
    feed, workflow = look.feed, look.workflow
    if not is_there(look, workflow):
        return
    given = workflow.indicators.get(feed.take)
    mine = feed.period == "same" and (feed.of in ("self", "everybody") or feed.of.startswith(SAME))
    if mine and (given is None or given.feed or feed.of == "self"):
        look.complain("take", "It would wait for itself: this appraisal is among those it is taken from.")
    elif mine and given and _is_given_with_the_score(look, given):
        state = workflow.scorecard.after if workflow.scorecard else ""
        sentence = (
            f"Each would wait for all others: {feed.take!r} is given in {state!r}, with the score; ask for it before."
        )
        look.complain("take", sentence)
    else:
        check_kind(look, workflow)


def _is_given_with_the_score(look: Look, given: Indicator) -> bool:
    """Whether an indicator is asked for in no other state than the one that completes the score."""
    sheet, card = f"{given.by}_indicators", look.workflow.scorecard
    asking = [state.name for state in look.workflow.states.values() if sheet in state.ask.values()]
    return asking == [card.after if card else ""]


def is_there(look: Look, giver: Workflow) -> bool:
    """Complain where the regulation that gives has nothing of what is taken, or nothing that can be."""
    take, known = look.feed.take, _takable(giver)
    if take not in known:
        near = nearest(take, known)
        look.complain("take", f"There is no {take!r} to take" + (f"; did you mean {near!r}?" if near else "."))
        return False
    given = giver.indicators.get(take)
    if given and given.asked.kind in (FieldKind.ROWS, FieldKind.TEXT):
        look.complain("take", f"{take!r} is no single figure or level, so others cannot take it.")
        return False
    return True


def _takable(giver: Workflow) -> tuple[str, ...]:
    card = giver.scorecard.rule if giver.scorecard else None
    results = (*(("score",) if giver.scorecard else ()), *(("grade",) if giver.grades else ()))
    return (*results, *giver.indicators, *(card.measures if isinstance(card, Card) else ()))


def check_kind(look: Look, giver: Workflow) -> None:
    """The indicator must be able to hold what is taken; what a measure comes to shows only when it is worked out."""
    take, given = look.feed.take, giver.indicators.get(look.feed.take)
    if look.feed.fold == "count" or (given is None and take not in RESULTS):
        return
    asked = look.indicator.asked
    wanted = next(iter(asked.columns.values())) if asked.kind is FieldKind.ROWS else asked
    sort, names = _of(giver, given, take)
    if sort != _sort(wanted) and not (take == "grade" and _sort(wanted) == "figure" and all(map(is_figure, names))):
        look.complain("take", f"{take!r} is of another kind than the indicator that takes it.")
    elif unknown := [name for name in names if wanted.options and name not in wanted.options]:
        look.complain("take", f"{take!r} may be {listed(unknown)}, which the indicator cannot hold.")


def _of(giver: Workflow, given: Indicator | None, take: str) -> tuple[str, tuple[str, ...]]:
    """Return of which sort it is what is taken, and the names it may be, where they are known."""
    if given:
        return _sort(given.asked), tuple(given.asked.options)
    return ("level", tuple(grade.name for grade in giver.grades)) if take == "grade" else ("figure", ())


def _sort(field: Field) -> str:
    if field.kind is FieldKind.NUMBER or (field.kind is FieldKind.SCALE and field.is_numeric):
        return "figure"
    return "truth" if field.kind is FieldKind.TICK else "level"
