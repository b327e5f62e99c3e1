"""How filled-in sheets become a score, and the explanation that goes with it.

A Scorecard is a tree of rules; each rule family is a module of this package and returns an Explanation, so that the
same steps that made the figure can be shown to the person it judges.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal
from enum import StrEnum
from typing import Protocol, TypeAlias

from cycleflow.core.scoring.phrase import Fact, Phrase, Term

Amount: TypeAlias = Decimal | str | bool | None
"""What a measure can come to: a figure, a level, a truth, or nothing that could be judged."""


class Rounding(StrEnum):
    HALF_UP = "half_up"
    HALF_EVEN = "half_even"

    def apply(self, value: Decimal, places: int) -> Decimal:
        mode = ROUND_HALF_UP if self is Rounding.HALF_UP else ROUND_HALF_EVEN
        return value.quantize(Decimal(1).scaleb(-places), rounding=mode)


@dataclass(frozen=True, kw_only=True)
class Explanation:
    """A value and how it came about: words with their facts, and the parts it was made of.

    `name` is the measure or indicator it explains, `title` how people call it, `rule` the family that made it. What is
    not a figure is `said`: a level such as `A`, or true and false; `called` is how people call that level. `adds` says
    that the parts add up to the value: each is a contribution. `blank` says that there is nothing to judge; the value
    is then 0 and means nothing.
    """

    value: Decimal
    words: str
    facts: Mapping[str, Fact] = field(default_factory=dict)
    parts: tuple[Explanation, ...] = ()
    name: str = ""
    title: Mapping[str, str] = field(default_factory=dict)
    rule: str = ""
    said: str | bool | None = None
    called: Mapping[str, str] = field(default_factory=dict)
    adds: bool = False
    blank: bool = False

    @property
    def phrase(self) -> Phrase:
        return Phrase(words=self.words, facts=self.facts)

    @property
    def sentence(self) -> str:
        """How it came about, in English."""
        return str(self.phrase)

    @property
    def term(self) -> Term:
        return Term(name=self.name, title=self.title)

    @property
    def counts_another(self) -> bool:
        """Whether it only says how much of another it is, of a measure or an indicator of the same name."""
        return bool(self.name) and len(self.parts) == 1 and self.parts[0].name == self.name

    @property
    def shown(self) -> Fact:
        """The value as it stands in a phrase; a level by what people call it."""
        return Term(name=self.said, title=self.called) if self.called and isinstance(self.said, str) else self.amount

    @property
    def amount(self) -> Amount:
        """The value as a formula takes it."""
        if self.blank:
            return None
        return self.value if self.said is None else self.said


class Rule(Protocol):
    """One rule family: total over checked sheets, exact, and able to say what it did."""

    def evaluate(self, sheets: Mapping[str, Mapping[str, object]]) -> Explanation: ...

    def needs(self, facts: Mapping[str, object], besides: Iterable[str] = ()) -> frozenset[str] | None:
        """Return the indicators that are needed of somebody of whom these facts are known; None for all there are."""
        ...


@dataclass(frozen=True, kw_only=True)
class Scorecard:
    """The rule that makes the score, computed when `after` is answered, and its rounding."""

    after: str
    rule: Rule
    places: int = 2
    rounding: Rounding = Rounding.HALF_UP

    def evaluate(self, sheets: Mapping[str, Mapping[str, object]]) -> Explanation:
        """Return the rounded score over what made it."""
        return self.finish(self.rule.evaluate(sheets))

    def finish(self, exact: Explanation) -> Explanation:
        value = self.rounding.apply(exact.value, self.places)
        facts: Mapping[str, Fact] = {"exact": exact.value, "value": str(value)}
        if self.rounding is Rounding.HALF_UP:
            return Explanation(value=value, words="{exact} rounded half up to {value}", facts=facts, parts=(exact,))
        return Explanation(value=value, words="{exact} rounded half to even to {value}", facts=facts, parts=(exact,))
