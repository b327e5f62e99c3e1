"""Checks the indicators other appraisals give: is there somebody to give them, and is what they give of the right kind?

What another regulation gives is only known when both run; here its own is looked at.
"""

from __future__ import annotations

from dataclasses import dataclass

from cycleflow.core.feed import Feed
from cycleflow.core.period import Cadence
from cycleflow.core.scoring.card import Card
from cycleflow.core.workflow import Field, FieldKind, Indicator, Workflow, is_figure
from cycleflow.policy.complaint import Place, listed, nearest
from cycleflow.policy.node import Node, locate
from cycleflow.policy.reader import Reader
from cycleflow.policy.sections.feeds import SAME

_COLUMNS = ("department", "position", "level")
_LENGTH = {kind: length for length, kind in enumerate(Cadence)}


@dataclass(frozen=True, kw_only=True)
class _Look:
    """One feed being looked at."""

    reader: Reader
    root: Node
    workflow: Workflow
    indicator: Indicator
    feed: Feed

    def complain(self, key: str, sentence: str) -> None:
        self.reader.complain(self.place(key), sentence)

    def place(self, key: str) -> Place:
        return locate(self.root, "indicators", self.indicator.asked.name, "from", key)


def check_feeds(reader: Reader, root: Node, workflow: Workflow) -> None:
    for indicator in workflow.indicators.values():
        if indicator.feed:
            look = _Look(reader=reader, root=root, workflow=workflow, indicator=indicator, feed=indicator.feed)
            _check_of(look)
            _check_period(look)
            _check_number(look)
            if indicator.feed.regulation is None:
                _check_own(look)


def _check_of(look: _Look) -> None:
    of, is_person = look.feed.of, look.workflow.appraises == "person"
    if of == "members" and is_person:
        look.complain("of", "A person has no members; write 'reports', or 'same department' and the like.")
    elif of.startswith(SAME):
        column, known = of.removeprefix(SAME), (*_COLUMNS, *look.workflow.attributes)
        near = nearest(column, known)
        if not is_person:
            look.complain("of", "A unit has no columns of the people file; write 'members'.")
        elif column not in known:
            hint = f"; did you mean {near!r}?" if near else f"; known are {listed(known)}."
            look.complain("of", f"There is no column {column!r}{hint}")


def _check_period(look: _Look) -> None:
    """What lies within a cycle is shorter than it; of several cadences that do, one must be named."""
    own = [period.kind for period in look.workflow.periods]
    longest = max(own, key=lambda kind: _LENGTH[kind])
    shorter = [kind for kind in Cadence if _LENGTH[kind] < _LENGTH[longest]]
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


def _check_number(look: _Look) -> None:
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


def _check_own(look: _Look) -> None:
    """What the regulation itself gives must be there, be of the kind the indicator takes, and not wait for itself."""
    feed, workflow = look.feed, look.workflow
    card = workflow.scorecard.rule if workflow.scorecard else None
    measures = card.measures if isinstance(card, Card) else {}
    known = ("score", "grade", *workflow.indicators, *measures)
    if feed.take not in known:
        near = nearest(feed.take, known)
        look.complain("take", f"There is no {feed.take!r} to take" + (f"; did you mean {near!r}?" if near else "."))
        return
    given = workflow.indicators.get(feed.take)
    if given and given.asked.kind in (FieldKind.ROWS, FieldKind.TEXT):
        look.complain("take", f"{feed.take!r} is no single figure or level, so others cannot take it.")
    mine = feed.period == "same" and (feed.of in ("self", "everybody") or feed.of.startswith(SAME))
    if mine and (given is None or given.feed or feed.of == "self"):
        look.complain("take", "It would wait for itself: this appraisal is among those it is taken from.")
    elif mine and given and _is_given_with_the_score(look, given):
        state = workflow.scorecard.after if workflow.scorecard else ""
        sentence = (
            f"Each would wait for all others: {feed.take!r} is given in {state!r}, with the score; ask for it before."
        )
        look.complain("take", sentence)
    elif not _is_of_kind(look, given):
        look.complain("take", f"{feed.take!r} is of another kind than the indicator that takes it.")


def _is_given_with_the_score(look: _Look, given: Indicator) -> bool:
    """Whether an indicator is asked for in no other state than the one that completes the score."""
    sheet, card = f"{given.by}_indicators", look.workflow.scorecard
    asking = [state.name for state in look.workflow.states.values() if sheet in state.ask.values()]
    return asking == [card.after if card else ""]


def _is_of_kind(look: _Look, given: Indicator | None) -> bool:
    """Whether the indicator can hold what is taken; what a measure comes to shows only when it is worked out."""
    if look.feed.fold == "count" or (given is None and look.feed.take not in ("score", "grade")):
        return True
    asked = look.indicator.asked
    wanted = next(iter(asked.columns.values())) if asked.kind is FieldKind.ROWS else asked
    if given is None:
        names = [grade.name for grade in look.workflow.grades] if look.feed.take == "grade" else ["1"]
        return wanted.kind is not FieldKind.TICK and (bool(wanted.options) or all(map(is_figure, names)))
    return _sort(given.asked) == _sort(wanted)


def _sort(field: Field) -> str:
    if field.kind is FieldKind.NUMBER or (field.kind is FieldKind.SCALE and field.is_numeric):
        return "figure"
    return "truth" if field.kind is FieldKind.TICK else "level"
