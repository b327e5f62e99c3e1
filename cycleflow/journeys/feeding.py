"""Feeding: decide what needs figures of other appraisals, with those figures.

`decide` says which figures a score needs that nobody has gathered yet; they are gathered here, put into the action's
inputs with the appraisals they come from, and it is decided again. So only what a score truly needs is waited for.

**Why** many at once: each source is looked up once, be it for one appraisal or for a hundred thousand that are all
measured against it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from typing import TypeAlias, cast

from sqlalchemy import Connection

from cycleflow.core.checks import Setting
from cycleflow.core.engine import decide
from cycleflow.core.feed import Feed
from cycleflow.core.feeding import Taken, fed, take
from cycleflow.core.model import Action, Appraisal, Cell, Channel, Decision, Deed, Fed, Json
from cycleflow.core.publication import is_published
from cycleflow.core.scoring.card import Card, FeedsNeededError
from cycleflow.core.scoring.phrase import Fact, Phrase, Term, in_full
from cycleflow.core.snapshot import FedBody, dump_fed, load_fed
from cycleflow.core.workflow import Indicator, Sheet, Workflow
from cycleflow.errors import RefusedError
from cycleflow.journeys.filling import Page, fill
from cycleflow.journeys.office import Office
from cycleflow.journeys.sources import Found, Givers, Sources
from cycleflow.language import SOURCE
from cycleflow.store import appraisals, dependencies

MOST_NAMED = 50
"""So many sources are named one by one; more are named together."""

_TOLD = 5
_AT_ONCE = 2000


class FeedAwaitedError(RefusedError):
    words = "{title} comes from other appraisals, and these are not there yet: {names}. Answer once they are."


class NoFeedError(RefusedError):
    words = "{title} comes from other appraisals, and there is none that gives it to {appraisal}."


@dataclass(frozen=True, kw_only=True)
class Order:
    """What is to be decided about one appraisal."""

    workflow: Workflow
    appraisal: Appraisal
    action: Action


@dataclass(frozen=True, kw_only=True)
class Given:
    """What one appraisal gives, as of which of its entries; `whose` is the ratee's number, or the unit."""

    name: str
    seq: int
    taken: Taken
    cycle: str
    whose: str


Wish: TypeAlias = tuple[str, str]
"""An appraisal by name, or all of a cycle by the cycle's, and what is taken of it."""


class Feeder:
    """Gathers and decides within one transaction; `is_bulk` where that is for many. Made anew for each.

    Unless it only looks, a few sources are held: nobody can change what they give before it is kept that it was taken.
    """

    def __init__(
        self, office: Office, connection: Connection, *, is_bulk: bool = False, only_looks: bool = False
    ) -> None:
        self._connection = connection
        self._only_looks = only_looks
        self._sources = Sources(office, connection, is_bulk=is_bulk)
        self._given: dict[Wish, Given | None] = {}
        self._everybody: dict[Wish, tuple[Given, ...]] = {}
        self._noted: set[Wish] = set()
        self._made: dict[tuple[str, str, tuple[object, ...]], Fed] = {}

    def decide(self, order: Order, now: datetime) -> Decision:
        """Decide one order.

        Raises:
            RefusedError: the regulation does not allow it, or what it needs of others is not there yet.
        """
        (made,) = self.decide_all([order], now)
        if isinstance(made, RefusedError):
            raise made
        return made

    def decide_all(self, orders: Sequence[Order], now: datetime) -> list[Decision | RefusedError]:
        """Decide many orders, each by itself; what is refused is returned in its place."""
        made: dict[int, Decision | RefusedError] = {}
        todo = dict(enumerate(map(_hungry, orders)))
        while todo:
            needed: dict[int, tuple[str, ...]] = {}
            for number, order in todo.items():
                try:
                    made[number] = decide(order.workflow, order.appraisal, order.action, now)
                except FeedsNeededError as error:
                    needed[number] = error.feeds
                except RefusedError as error:
                    made[number] = error
            todo = self._feed({number: todo[number] for number in needed}, needed, made, now)
        return [made[number] for number in range(len(orders))]

    def _feed(
        self,
        orders: Mapping[int, Order],
        needed: Mapping[int, tuple[str, ...]],
        made: dict[int, Decision | RefusedError],
        now: datetime,
    ) -> dict[int, Order]:
        """Return the orders with what they need; of whom it cannot be had, the refusal is what was made."""
        fed_now: dict[int, Order] = {}
        self.look_up((order.workflow, order.appraisal, needed[number]) for number, order in orders.items())
        for number, order in orders.items():
            try:
                more = {name: self._gather(order, name, now) for name in needed[number]}
                fed_now[number] = _with(order, more)
            except RefusedError as error:
                made[number] = error
        return fed_now

    # -- gathering -----------------------------------------------------------------------------------------------

    def look_up(self, wanted: Iterable[tuple[Workflow, Appraisal, Iterable[str]]]) -> None:
        """Look up all sources of many feeds, each source once."""
        one_by_one: defaultdict[str, set[str]] = defaultdict(set)
        for workflow, appraisal, names in wanted:
            for name in names:
                feed = _feed_of(workflow.indicators[name])
                for givers in self._find(workflow, appraisal, feed).givers:
                    self._note(givers, feed.take, one_by_one)
        missing = sorted(name for name, takes in one_by_one.items() if takes)
        for start in range(0, len(missing), _AT_ONCE):
            self._read(missing[start : start + _AT_ONCE], one_by_one)

    def _find(self, workflow: Workflow, appraisal: Appraisal, feed: Feed) -> Found:
        """Return who gives; where that is refused, nobody, for it is refused again when it is gathered."""
        try:
            return self._sources.find(workflow, appraisal, feed)
        except RefusedError:
            return Found(givers=())

    def _note(self, givers: Givers, what: str, one_by_one: dict[str, set[str]]) -> None:
        if givers.whole:
            if (givers.whole, what) in self._noted:
                return
            self._noted.add((givers.whole, what))
        if givers.is_everybody and (givers.cycle.id, what) not in self._everybody:
            found = appraisals.of_cycle(self._connection, givers.cycle.id)
            self._everybody[givers.cycle.id, what] = tuple(self._take(one, what) for one in found)
        for name in givers.names:
            if (name, what) not in self._given:
                one_by_one[name].add(what)

    def _read(self, names: Sequence[str], takes: Mapping[str, set[str]]) -> None:
        hold = len(names) <= MOST_NAMED and not self._only_looks
        found = appraisals.many(self._connection, names, hold=hold)
        for name in names:
            for what in takes[name]:
                self._given[name, what] = self._take(found[name], what) if name in found else None

    def _take(self, source: Appraisal, what: str) -> Given:
        workflow = self._sources.workflow(source.fingerprint)
        taken = take(workflow, source, what, is_public=is_published(workflow, source))
        whose = source.person if source.unit is None else source.unit
        return Given(name=source.id, seq=source.seq, taken=taken, cycle=source.cycle, whose=whose)

    def _gather(self, order: Order, name: str, now: datetime) -> Fed:
        """Gather, or in a rehearsal make up what nobody in it gives."""
        indicator = order.workflow.indicators[name]
        if order.action.channel is Channel.REHEARSAL and not _may_lack(indicator):
            feed = _feed_of(indicator)
            if not self._find(order.workflow, order.appraisal, feed).givers:
                return _made_up(order, indicator, now)
        return self.gather(order.workflow, order.appraisal, name)

    def gather(self, workflow: Workflow, appraisal: Appraisal, name: str) -> Fed:
        """Return what others give for an indicator; what has been looked up is not looked up again.

        Raises:
            FeedAwaitedError: some of it is not there yet.
            NoFeedError: nobody gives it, though somebody must.
            UnfitFeedError, TooManyError, NothingToTakeError, WrongKindError: it cannot be taken.
        """
        indicator = workflow.indicators[name]
        found = self._sources.find(workflow, appraisal, _feed_of(indicator))
        self.look_up([(workflow, appraisal, (name,))])
        if found.missing and not _may_lack(indicator):
            raise _awaited(indicator, found.missing[:_TOLD], len(found.missing))
        key = (workflow.fingerprint, name, tuple(givers.whole or givers.names for givers in found.givers))
        if key not in self._made:
            self._made[key] = self._make(indicator, found.givers)
        made = self._made[key]
        if made.value is None and not _may_lack(indicator):
            raise NoFeedError(title=_term(indicator), appraisal=appraisal.id)
        return made

    def _make(self, indicator: Indicator, every: tuple[Givers, ...]) -> Fed:
        what = _feed_of(indicator).take
        given = [one for givers in every for one in self._all(givers, what)]
        awaited = [one for one in given if one.taken.is_awaited]
        if awaited:
            raise _awaited(indicator, [self._called(one) for one in awaited[:_TOLD]], len(awaited))
        giving = [one for one in given if one.taken.value is not None]
        value = fed(indicator, [cast(Cell, one.taken.value) for one in giving]) if every else None
        wholes = tuple(givers.whole for givers in every if givers.whole)
        basis = tuple((one.name, one.seq) for one in giving)
        if len(basis) > MOST_NAMED and wholes:
            basis = tuple((givers.whole or "", self._count(givers, what)) for givers in every)
        return Fed(value=_default(indicator) if value is None else value, basis=basis, sets=wholes)

    def _called(self, one: Given) -> Phrase:
        """Return whose appraisal it is, as people call him or the unit."""
        person = self._sources.circle.person(one.whose)
        facts: dict[str, Fact] = {"whose": person.name if person else one.whose, "cycle": one.cycle}
        return Phrase(words="{whose} ({cycle})", facts=facts)

    def _all(self, givers: Givers, what: str) -> Iterable[Given]:
        if givers.is_everybody:
            return self._everybody[givers.cycle.id, what]
        return [one for name in givers.names if (one := self._given[name, what])]

    def _count(self, givers: Givers, what: str) -> int:
        return sum(one.taken.value is not None for one in self._all(givers, what))


def note(connection: Connection, decisions: Sequence[Decision]) -> None:
    """Note what depends on what now, as the entries say it."""
    fed_by = {one.appraisal.id: one.appraisal.fed for one in decisions if one.entry.inputs.get("fed")}
    dependencies.save(
        connection,
        {name: {source for one in every.values() for source in one.sources} for name, every in fed_by.items()},
    )


def _hungry(order: Order) -> Order:
    """Return an order that completes a score of measures with what has been gathered for it: nothing so far."""
    card = order.workflow.scorecard
    completes = order.action.deed is Deed.ANSWER and card is not None and card.after == order.appraisal.state
    inputs = {name: value for name, value in order.action.inputs.items() if name != "fed"}
    if order.action.deed is Deed.RESCORE:
        return order
    if completes and card is not None and isinstance(card.rule, Card):
        inputs["fed"] = {}
    return replace(order, action=replace(order.action, inputs=inputs))


def _with(order: Order, more: Mapping[str, Fed]) -> Order:
    """Return an order with more of what others gave."""
    said = order.action.inputs.get("fed")
    before = order.appraisal.fed if said is None else load_fed(cast(FedBody, said))
    inputs = {**order.action.inputs, "fed": cast(Json, dump_fed({**before, **more}))}
    return replace(order, action=replace(order.action, inputs=inputs))


def _made_up(order: Order, indicator: Indicator, now: datetime) -> Fed:
    """Return a plausible value, the same every time."""
    calendar = order.workflow.calendar
    setting = Setting(answer="", appraisal=order.appraisal, calendar=calendar, zone=calendar.zone, now=now)
    field = indicator.asked
    page = Page(setting=setting, writer=order.appraisal.person, locale=SOURCE)
    value = fill(Sheet(name="fed", fields={field.name: field}), page)[field.name]
    if isinstance(value, list):
        (column,) = field.columns
        return Fed(value=tuple(cast(Mapping[str, Cell], row)[column] for row in value))
    assert isinstance(value, str | bool), "what is no table is one cell"
    return Fed(value=value)


def _feed_of(indicator: Indicator) -> Feed:
    assert indicator.feed, "only what others give is gathered"
    return indicator.feed


def _may_lack(indicator: Indicator) -> bool:
    return indicator.asked.optional


def _default(indicator: Indicator) -> Cell | None:
    default = indicator.default
    return in_full(default) if isinstance(default, Decimal) else default


def _term(indicator: Indicator) -> Term:
    return Term(name=indicator.asked.name, title=indicator.asked.title)


def _awaited(indicator: Indicator, names: Sequence[Phrase], count: int) -> FeedAwaitedError:
    more = [Phrase(words="{count} more", facts={"count": count - len(names)})] if count > len(names) else []
    return FeedAwaitedError(title=_term(indicator), names=Phrase(words="{names}", facts={"names": (*names, *more)}))
