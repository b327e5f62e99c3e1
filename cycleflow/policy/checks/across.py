"""Checks regulations that take from each other, where both are there: does the one give what the other takes?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from cycleflow.core.feed import UNITS, Feed
from cycleflow.core.workflow import Status, Workflow
from cycleflow.policy.checks.feeds import LENGTH, Look, check_kind, is_there
from cycleflow.policy.complaint import listed
from cycleflow.policy.sections.feeds import SAME

_NEVER_BACK = ("manager", "reports", "led team")
"""Whoever takes from these goes up or down the line, and comes to its end."""


def check_giver(look: Look, giver: Workflow, every: Mapping[str, Workflow]) -> None:
    """Check one feed of a regulation against the one that gives; `every` are all that are looked at."""
    _check_status(look, giver)
    _check_whose(look, giver)
    _check_cycles(look, giver)
    if is_there(look, giver):
        check_kind(look, giver)
        if _waits(look.feed, giver) and _comes_back(look.workflow.name, giver, every):
            look.complain("take", f"It would wait for itself: {giver.name!r} takes from this regulation in turn.")


def _check_status(look: Look, giver: Workflow) -> None:
    if look.workflow.status is Status.EFFECTIVE and giver.status in (Status.DRAFT, Status.TRIAL):
        sentence = f"{giver.name!r} is {giver.status.value}, so it gives nothing to what is effective."
        look.complain("regulation", sentence)


def _check_whose(look: Look, giver: Workflow) -> None:
    """A feed takes from persons or from a kind of unit; that is what the other regulation must appraise.

    Whoever has the same in a column may be a unit, too: it has what the person has who answers for it.
    """
    of, appraised, mine = look.feed.of, giver.appraises, look.workflow.appraises
    wanted = UNITS.get(of, "person")
    is_alike = of == "self" and mine != "person" and appraised == mine
    is_open = of == "everybody" or of.startswith(SAME)
    if not is_open and not is_alike and appraised != wanted:
        hint = "" if appraised == "person" else f"; write {appraised!r}"
        look.complain("of", f"{giver.name!r} appraises not each {wanted} but each {appraised}{hint}.")


def _check_cycles(look: Look, giver: Workflow) -> None:
    mine = [period.kind for period in look.workflow.periods]
    theirs, period = [period.kind for period in giver.periods], look.feed.period
    there = listed([f"a {kind}" for kind in theirs], last="and")
    if period in ("same", "previous"):
        if not set(mine) & set(theirs):
            look.complain("period", f"{giver.name!r} has cycles of {there}, none as long as this one's.")
    elif period == "within":
        if min(LENGTH[kind] for kind in theirs) >= max(LENGTH[kind] for kind in mine):
            look.complain("period", f"{giver.name!r} has cycles of {there}; none lies within one of this regulation.")
    elif period.removeprefix("each ") not in theirs:
        look.complain("period", f"{giver.name!r} has cycles of {there}.")


def _comes_back(name: str, giver: Workflow, every: Mapping[str, Workflow]) -> bool:
    """Whether what gives waits, over however many others, for the regulation it gives to."""
    seen: set[str] = set()
    waiting = [giver.name]
    while waiting:
        one = waiting.pop()
        if one == name:
            return True
        if one in every and one not in seen:
            seen.add(one)
            waiting += _awaited(every[one], every)
    return False


def _awaited(workflow: Workflow, every: Mapping[str, Workflow]) -> Iterator[str]:
    for indicator in workflow.indicators.values():
        feed = indicator.feed
        giver = every.get(feed.regulation) if feed and feed.regulation else None
        if feed and giver and _waits(feed, giver):
            yield giver.name


def _waits(feed: Feed, giver: Workflow) -> bool:
    """Whether what is taken is there only once the other appraisal has its own figures of others."""
    given = giver.indicators.get(feed.take)
    return feed.period == "same" and feed.of not in _NEVER_BACK and (given is None or given.feed is not None)
