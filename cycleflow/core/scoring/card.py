"""A scorecard of named measures: each is one rule over indicators and the measures before it.

Only what the result needs is worked out, each measure once. So one regulation can hold the cards of several kinds of
people, and asks of each person only the figures his own card needs.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Context, Decimal, localcontext
from functools import cached_property
from typing import Protocol

from cycleflow.core.scoring.inputs import Gathered, Given, Row, Titles, amount_of, inputs_of
from cycleflow.core.scoring.needs import reach
from cycleflow.core.scoring.phrase import Fact, Written, in_full
from cycleflow.core.scoring.scorecard import Amount, Explanation, Rounding
from cycleflow.core.workflow import Expression, Field, asked_of
from cycleflow.errors import InputError, RefusedError

EXACT = Context(prec=34)
"""How many digits a score is worked out with before it is rounded."""


class MissingInputError(RefusedError):
    words = "The score cannot be worked out before these are given: {names}."


class FeedsNeededError(MissingInputError):
    """Figures are missing that other appraisals give; whoever decides gathers them and decides again."""

    words = "The score needs figures of other appraisals: {names}."

    def __init__(self, feeds: tuple[str, ...]) -> None:
        super().__init__(names=", ".join(feeds))
        self.feeds = feeds


class NothingToScoreError(RefusedError):
    words = "The score cannot be worked out: {name} does not apply with what was given."


class BlankError(Exception):
    """What a rule needs does not apply, so neither does the rule; caught where the measure is worked out."""


class MeasureRule(Protocol):
    """One rule family: total over what it is given, exact, and able to say what it asks for and what it did."""

    def asks(self, known: Reckoning) -> Iterable[str]:
        """Return the indicators and measures it may ask for, given what is known before anything is filled in."""
        ...

    def evaluate(self, given: Reckoning) -> Explanation: ...


class Condition(MeasureRule, Protocol):
    """A rule that gives true or false."""

    @property
    def expression(self) -> Expression: ...


@dataclass(frozen=True, kw_only=True)
class Measure:
    """A named step of a score. `low` and `high` limit it; `places` rounds it, and None leaves it exact."""

    name: str
    rule: MeasureRule
    title: Mapping[str, str] = field(default_factory=dict)
    low: Decimal | None = None
    high: Decimal | None = None
    places: int | None = None
    rounding: Rounding = Rounding.HALF_UP

    def evaluate(self, given: Reckoning) -> Explanation:
        try:
            made = self.rule.evaluate(given)
        except BlankError:
            return Explanation(value=Decimal(0), words="does not apply", name=self.name, title=self.title, blank=True)
        made = replace(made, name=self.name, title=self.title)
        return made if made.said is not None or made.blank else self._finish(made)

    def _finish(self, made: Explanation) -> Explanation:
        for bound, held in ((self.low, max), (self.high, min)):
            if bound is not None and held(made.value, bound) != made.value:
                facts: dict[str, Fact] = {"made": made.phrase, "bound": bound}
                made = replace(made, value=bound, words="{made}, limited to {bound}", facts=facts)
        if self.places is not None:
            rounded = self.rounding.apply(made.value, self.places)
            facts = {"made": made.phrase, "value": str(rounded)}
            made = replace(made, value=rounded, words="{made}, rounded to {value}", facts=facts)
        return made


@dataclass(frozen=True, kw_only=True)
class Override:
    """What a condition sets whatever the figures say; of those that hold, the first in the file decides."""

    when: Condition
    text: str
    reason: Mapping[str, str]
    grade: str | None = None
    score: Decimal | None = None


@dataclass(frozen=True, kw_only=True)
class Card:
    """Measures in the order they are written, and the one that is the score.

    `also` are measures told beside it, such as a coefficient or the pay that follows; what does not apply is left out.

    `fields` are the indicators, `facts` what it asks of the person himself. `defaults` are the values of those nobody
    has to give; a None among them means that it may not apply. `gathered` are the tables of sheets, by name, and
    `gathering` the states where sheets are gathered, in which no indicator is looked for.
    """

    measures: Mapping[str, Measure]
    result: str
    fields: Mapping[str, Field] = field(default_factory=dict)
    facts: Mapping[str, Field] = field(default_factory=dict)
    defaults: Given = field(default_factory=dict)
    overrides: tuple[Override, ...] = ()
    also: tuple[str, ...] = ()
    gathered: Mapping[str, Gathered] = field(default_factory=dict)
    gathering: frozenset[str] = frozenset()

    @cached_property
    def titles(self) -> dict[str, Mapping[str, str]]:
        """What people call the facts, the indicators and the measures."""
        fields = {name: field.title for name, field in {**self.facts, **self.fields}.items()}
        fields |= {name: table.asked.title for name, table in self.gathered.items()}
        measures = {name: measure.title for name, measure in self.measures.items()}
        return {name: title for name, title in {**fields, **measures}.items() if title}

    @cached_property
    def levels(self) -> dict[str, Mapping[str, str]]:
        """What people call the levels of the indicators and of their columns."""
        fields = [*self.fields.values(), *(column for one in self.fields.values() for column in one.columns.values())]
        return {level: words for one in fields for level, words in one.options.items()}

    def reckon(
        self, sheets: Mapping[str, Mapping[str, object]], given: Given | None = None, *, feeds: Collection[str] = ()
    ) -> Reckoning:
        """Return an evaluation over filled-in sheets; `given` are measures or indicators to take instead.

        `feeds` are indicators that can still be gathered from other appraisals.
        """
        known = {name: value for name, value in self.defaults.items() if name not in feeds}
        plain = {state: answers for state, answers in sheets.items() if state not in self.gathering}
        rows = {name: table.found(sheets) for name, table in self.gathered.items()}
        taken = {**known, **inputs_of(self.fields, plain), **rows, **(given or {})}
        asked = asked_of(self.fields, taken)
        return Reckoning(self, {**taken, **{name: None for name in self.fields if name not in asked}}, sheets, feeds)

    def evaluate(self, sheets: Mapping[str, Mapping[str, object]]) -> Explanation:
        return self.reckon(sheets).score()

    def needs(self, facts: Mapping[str, object], besides: Iterable[str] = ()) -> frozenset[str]:
        """Return the indicators needed of somebody of whom these facts are known; `besides` are wanted, too."""
        known = Reckoning(self, {n: amount_of(one, facts[n]) for n, one in self.facts.items() if n in facts}, {})
        overrides = (one.when for one in self.overrides if known.decide(one.when) is not False)
        start = [self.result, *self.also, *besides, *(name for when in overrides for name in when.asks(known))]
        measures = self.measures
        return reach(self.fields, facts, start, lambda n: measures[n].rule.asks(known) if n in measures else ())


def _kept(amount: Decimal | str | bool) -> str | bool:
    return in_full(amount) if isinstance(amount, Decimal) else amount


class Reckoning:
    """One evaluation of a card. It remembers what it has worked out, and which inputs turned out to be missing."""

    def __init__(
        self, card: Card, given: Given, sheets: Mapping[str, Mapping[str, object]], feeds: Collection[str] = ()
    ) -> None:
        self.sheets = sheets
        self._feeds = feeds
        self._card = card
        self._given = given
        self._found: dict[str, Explanation] = {}
        self._missing: list[str] = []
        self._apart: dict[str, str | bool] = {}

    def score(self) -> Explanation:
        """Return what the result comes to.

        Raises:
            MissingInputError: figures it needs were not given.
            FeedsNeededError: they are yet to be gathered from other appraisals.
            NothingToScoreError: it does not apply.
        """
        return self.explain(self._card.result)

    def also(self) -> tuple[Explanation, ...]:
        """Return the measures told beside the score, without those that do not apply or lack their figures."""
        return tuple(found for name in self._card.also if (found := self._explain_alone(name)))

    def _explain_alone(self, name: str) -> Explanation | None:
        """Work a measure out afresh, so that figures only it lacks do not touch the score, nor count as nothing."""
        alone = Reckoning(self._card, self._given, self.sheets, self._feeds)
        try:
            found = alone.explain(name)
        except FeedsNeededError:
            raise
        except (MissingInputError, NothingToScoreError):
            return None
        self._apart |= alone.figures
        return found

    def attempt(self, rule: MeasureRule) -> Explanation | None:
        """Return what a rule comes to, or None where it does not apply or lacks its figures; that misses nothing."""
        apart = Reckoning(self._card, self._given, self.sheets, self._feeds)
        try:
            made = rule.evaluate(apart)
        except BlankError:
            return None
        apart.refuse_hungry()
        return None if made.blank or not apart.is_complete else made

    def refutes(self, when: Condition) -> bool:
        """Return whether the facts say that a condition does not hold, whatever the figures say."""
        known = {name: value for name in self._card.facts if (value := self._given.get(name)) is not None}
        return bool(known) and when.expression.refuted(known)

    def decide(self, when: Condition) -> bool | None:
        """Return whether a condition holds, or None where that cannot be said with what is known."""
        if self.refutes(when):
            return False
        try:
            made = self.attempt(when)
        except (InputError, KeyError):
            return None
        return made.said if made and isinstance(made.said, bool) else None

    def settled(self, name: str) -> Amount:
        """Return what a name comes to with what is known, or None."""
        apart = Reckoning(self._card, self._given, self.sheets, self._feeds)
        try:
            made = apart.find(name)
        except (InputError, KeyError):
            return None
        return made.amount if apart.is_complete else None

    def overruled(self) -> Override | None:
        """Return the override that holds, if any.

        Raises:
            MissingInputError: a condition asks for what was not given.
        """
        with localcontext(EXACT):
            found = next((one for one in self._card.overrides if self._holds(one)), None)
        self._refuse_missing()
        return found

    def explain(self, name: str) -> Explanation:
        """Return one measure, complete or not at all; raises what `score` raises."""
        with localcontext(EXACT):
            found = self.find(name)
        self._refuse_missing()
        if found.blank:
            raise NothingToScoreError(name=name)
        return found

    def _holds(self, override: Override) -> bool:
        """A condition that does not apply does not hold."""
        if self.refutes(override.when):
            return False
        try:
            return override.when.evaluate(self).said is True
        except BlankError:
            return False

    def refuse_hungry(self) -> None:
        """Raise where what was asked for so far needs figures of other appraisals.

        Raises:
            FeedsNeededError: it does.
        """
        if needed := [name for name in self._missing if name in self._feeds]:
            raise FeedsNeededError(tuple(dict.fromkeys(needed)))

    def _refuse_missing(self) -> None:
        self.refuse_hungry()
        if self._missing:
            raise MissingInputError(names=", ".join(dict.fromkeys(self._missing)))

    def find(self, name: str) -> Explanation:
        """Return a measure or an indicator, blank where it does not apply or is missing."""
        if name not in self._found:
            measure = self._card.measures.get(name)
            self._found[name] = measure.evaluate(self) if measure and name not in self._given else self._input(name)
        return self._found[name]

    @property
    def is_complete(self) -> bool:
        """Whether nothing that was asked for so far is missing."""
        return not self._missing

    def has(self, name: str) -> bool:
        """Return whether a figure was given, be it that it does not apply."""
        return name in self._given

    @property
    def figures(self) -> dict[str, str | bool]:
        """What the measures came to that were worked out, as text or truth."""
        found = {name: one.amount for name, one in self._found.items() if name in self._card.measures}
        return {name: _kept(amount) for name, amount in found.items() if amount is not None} | self._apart

    def figure(self, name: str) -> Decimal:
        """Return a figure; a truth counts 1 or 0.

        Raises:
            BlankError: it does not apply.
        """
        found = self.find(name)
        if found.blank:
            raise BlankError
        return found.value

    def amounts(self, names: Iterable[str]) -> dict[str, Amount]:
        return {name: self.find(name).amount for name in names}

    def rows(self, name: str) -> Sequence[Row]:
        """Return the rows of a table; where somebody should have given it, that is recorded.

        Raises:
            BlankError: there are none.
        """
        rows = self._given.get(name)
        if isinstance(rows, Sequence) and not isinstance(rows, str):
            return rows
        raise self.lacking(name)

    def lacking(self, name: str) -> BlankError:
        """Record that a table is missing unless it is known not to apply, and return what to raise."""
        if name not in self._given:
            self._missing.append(name)
        return BlankError()

    def told(self, name: str, parts: Iterable[Explanation]) -> tuple[Explanation, ...]:
        """Return a table and what was made of each row, unless nobody may learn what one of them says."""
        gathered = self._card.gathered.get(name)
        return (self.table(name), *(() if gathered and gathered.anonymous else parts))

    def least(self, name: str) -> int:
        """Return how many rows of a table there must be, lest one of those who gave them be recognised."""
        gathered = self._card.gathered.get(name)
        return gathered.at_least if gathered else 1

    def table(self, name: str) -> Explanation:
        """Return a table as a part of what was made of it."""
        count = len(self.rows(name))
        return Explanation(
            value=Decimal(count),
            words="{count} rows",
            facts={"count": count},
            name=name,
            title=self.titles.get(name, {}),
            rule="given",
        )

    @property
    def titles(self) -> Titles:
        """What people call the indicators and the measures."""
        return self._card.titles

    def written(self, text: str, titles: Titles | None = None) -> Written:
        """Return an expression of the regulation with what people call what it names."""
        return Written(text=text, terms=self.titles if titles is None else titles, levels=self._card.levels)

    def columns(self, name: str) -> Titles:
        """Return what people call the columns of a table, and all that stands beside it."""
        gathered = self._card.gathered.get(name)
        field = gathered.asked if gathered else self._card.fields.get(name)
        return self.titles | {column.name: column.title for column in field.columns.values()} if field else self.titles

    def _input(self, name: str) -> Explanation:
        value = self._given.get(name)
        if name not in self._given:
            self._missing.append(name)
        made = Explanation(
            value=Decimal(int(value is True)),
            words="{value}",
            facts={"value": value if isinstance(value, str | bool | Decimal) else None},
            name=name,
            title=self.titles.get(name, {}),
            rule="given",
        )
        if isinstance(value, Decimal):
            return replace(made, value=value)
        if isinstance(value, str | bool):
            return replace(made, said=value, called=self._called(name, str(value)))
        return replace(made, words="not given", blank=True)

    def _called(self, name: str, level: str) -> Mapping[str, str]:
        field = self._card.fields.get(name)
        return field.options.get(level, {}) if field else {}
