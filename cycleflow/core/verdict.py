"""What rules of eligibility decide about somebody, and on which occasion they are asked.

An appraisal keeps one verdict an occasion at most. The last that fixes the result fixes it: whoever counts as a grade
from the launch on may still be found not to be assessed at all when the score is made.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import NotRequired, TypedDict

from cycleflow.core.expression import Expression


class Occasion(StrEnum):
    LAUNCH = "launch"
    SCORING = "scoring"
    PAYOUT = "payout"


class Effect(StrEnum):
    """What a rule does to whoever it catches."""

    EXCLUDED = "excluded"
    NOT_ASSESSED = "not_assessed"
    CANCELLED = "cancelled"
    COUNTS_AS = "counts_as"
    PRO_RATED = "pro_rated"
    UNPAID = "unpaid"


class VerdictBody(TypedDict):
    at: str
    then: str
    rule: str
    reason: dict[str, str]
    grade: NotRequired[str]
    score: NotRequired[str]
    share: NotRequired[str]


@dataclass(frozen=True, kw_only=True)
class EligibilityRule:
    """Of the rules asked on an occasion, the first whose condition holds decides.

    `grade` and `score` are what somebody counts as, `share` says what of the outcomes is due.
    """

    when: Expression
    then: Effect
    reason: Mapping[str, str]
    at: tuple[Occasion, ...] = (Occasion.LAUNCH,)
    grade: str | None = None
    score: Decimal | None = None
    share: Expression | None = None

    @property
    def names(self) -> tuple[str, ...]:
        """Return what the condition and the share ask for."""
        return (*self.when.names, *(self.share.names if self.share else ()))


BARS = frozenset({Effect.EXCLUDED, Effect.NOT_ASSESSED, Effect.CANCELLED})
"""Whoever is caught so at launch is not launched."""

FIXES = frozenset({Effect.NOT_ASSESSED, Effect.CANCELLED, Effect.COUNTS_AS})
"""Whoever is caught so has the result the rule says, or none, whatever the figures are."""


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """What a rule decided about an appraisal, as the history keeps it: `rule` is its condition, `reason` its words.

    `grade` and `score` are what somebody counts as. `share` is what of the outcomes is due.
    """

    at: Occasion
    then: Effect
    rule: str
    reason: Mapping[str, str]
    grade: str | None = None
    score: Decimal | None = None
    share: Decimal | None = None

    @property
    def said(self) -> str:
        """Return the verdict as a regulation writes it."""
        return f"counts as {self.grade}" if self.then is Effect.COUNTS_AS else self.then.value


def barring(verdicts: Sequence[Verdict]) -> Verdict | None:
    """Return the verdict that keeps somebody from being launched."""
    return next((one for one in verdicts if one.at is Occasion.LAUNCH and one.then in BARS), None)


def fixing(verdicts: Sequence[Verdict]) -> Verdict | None:
    """Return the verdict that says what the result is, or that there is none, whatever the figures are."""
    return next((verdict for verdict in reversed(verdicts) if verdict.then in FIXES), None)


def said(verdicts: Sequence[Verdict]) -> str:
    """Return the last verdict as a regulation writes it; empty where there is none."""
    return verdicts[-1].said if verdicts else ""


def share_of(verdicts: Sequence[Verdict]) -> Decimal:
    """Return what of the outcomes is due: all of it, unless a verdict says otherwise; the last that does decides."""
    return next((verdict.share for verdict in reversed(verdicts) if verdict.share is not None), Decimal(1))


def is_unpaid(verdicts: Sequence[Verdict]) -> bool:
    return any(verdict.then is Effect.UNPAID for verdict in verdicts)


def ruled(verdicts: Sequence[Verdict], occasion: Occasion, verdict: Verdict | None) -> tuple[Verdict, ...]:
    """Return the verdicts with one in the place of that of the same occasion; None where no rule holds any more."""
    others = [one for one in verdicts if one.at is not occasion]
    order = list(Occasion)
    return tuple(sorted([*others, *([verdict] if verdict else [])], key=lambda one: order.index(one.at)))


def lifted(verdicts: Sequence[Verdict]) -> tuple[Verdict, ...]:
    """Return the verdicts without those that fix the result: people have set it."""
    return tuple(one for one in verdicts if one.then not in FIXES)


def dump_verdict(verdict: Verdict) -> VerdictBody:
    """Return a verdict as JSON; what it does not set is left out."""
    reason = dict(verdict.reason)
    body = VerdictBody(at=verdict.at.value, then=verdict.then.value, rule=verdict.rule, reason=reason)
    if verdict.grade is not None:
        body["grade"] = verdict.grade
    if verdict.score is not None:
        body["score"] = str(verdict.score)
    if verdict.share is not None:
        body["share"] = str(verdict.share)
    return body


def load_verdict(body: VerdictBody) -> Verdict:
    score, share = body.get("score"), body.get("share")
    return Verdict(
        at=Occasion(body["at"]),
        then=Effect(body["then"]),
        rule=body["rule"],
        reason=body["reason"],
        grade=body.get("grade"),
        score=None if score is None else Decimal(score),
        share=None if share is None else Decimal(share),
    )
