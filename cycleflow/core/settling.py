"""Settling: what a result causes, worked out from what was filled in, what is known, and what went before.

Pure, like all the core: where one stands among the others, the share of a sum, and the earlier periods come with the
Action that settles, so a replay needs nothing else. What lacks its figures is left out and named; it never stops
anybody from acting.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from typing import cast

from cycleflow.core.duties import raise_duty, withdraw_duty
from cycleflow.core.eligibility import judge
from cycleflow.core.evolve import evolve
from cycleflow.core.grading import known
from cycleflow.core.knowledge import Knowledge
from cycleflow.core.model import Appraisal, Cell, DutyLog, Json, Member, OccurrenceStatus
from cycleflow.core.outcomes import STANDING, Outcomes
from cycleflow.core.refusals import NobodyToAskError, NotNowError, Problem, UndecidedError
from cycleflow.core.scoring.allocate import POOLS, StaleBasisError
from cycleflow.core.scoring.card import Card, MissingInputError, NothingToScoreError, Reckoning
from cycleflow.core.scoring.guarded import PROVEN, UNPAID
from cycleflow.core.scoring.inputs import Given, Row, Value
from cycleflow.core.scoring.past import PAST, PERIOD
from cycleflow.core.scoring.scorecard import Amount, Explanation
from cycleflow.core.turn import Turn
from cycleflow.core.verdict import Occasion, is_unpaid, ruled, said, share_of
from cycleflow.core.workflow import Words, Workflow
from cycleflow.errors import InputError

WITHDRAWN_BECAUSE = "结果已更改 | The result has been changed"
"""What whoever was asked is told: a reason is a text of the firm, in its languages."""

SCORE, GRADE, SHARE, VERDICT = "score", "grade", "share", "verdict"


@dataclass(frozen=True, kw_only=True)
class Settlement:
    """What a result causes: every outcome with how it came about, and the duties raised, each with its reason.

    `lacking` are outcomes that could not be worked out, each with why.
    """

    steps: Mapping[str, Explanation]
    raised: Mapping[str, Words]
    lacking: Mapping[str, Problem]

    @property
    def values(self) -> dict[str, Cell]:
        return {name: plain(step.amount) for name, step in self.steps.items()}


def settle(turn: Turn) -> None:
    """Work the outcomes out, anew where they have been before; the history keeps both."""
    outcomes = turn.workflow.outcomes
    if outcomes is None or turn.appraisal.state not in turn.workflow.states:
        raise NotNowError(deed="settle", appraisal=turn.appraisal.id, state=turn.appraisal.state)
    turn.learn()
    turn.feed()
    before = turn.appraisal.raised
    turn.appraisal, undecided = at_payout(turn.workflow, turn.appraisal)
    found = settlement_of(turn.workflow, turn.appraisal, turn.action.inputs)
    lacking = {name: str(problem) for name, problem in found.lacking.items()}
    turn.appraisal = evolve(turn.appraisal, outcomes=found.values, raised=found.raised)
    for duty in (duty for duty in before if duty not in found.raised):
        _withdraw(turn, duty)
    for duty in (duty for duty in found.raised if duty not in before):
        _raise(turn, duty, found.raised[duty], lacking)
    if undecided:
        lacking[Occasion.PAYOUT.value] = undecided
    if lacking:
        turn.beside["lacking"] = dict(lacking)


def at_payout(workflow: Workflow, appraisal: Appraisal) -> tuple[Appraisal, str]:
    """Return an appraisal with what the rules of payment decide, and why they cannot, if they cannot."""
    try:
        verdict = judge(workflow, Occasion.PAYOUT, Knowledge(workflow, appraisal))
    except UndecidedError as error:
        return appraisal, str(error)
    return evolve(appraisal, verdicts=ruled(appraisal.verdicts, Occasion.PAYOUT, verdict)), ""


def _raise(turn: Turn, duty: str, reason: Words, lacking: dict[str, str]) -> None:
    """Ask what a result calls for; where nobody can be asked, that is noted, and tried again the next time."""
    before = turn.appraisal
    try:
        raise_duty(turn, duty, reason=" | ".join(dict.fromkeys(reason.values())))
    except NobodyToAskError as error:
        raised = {name: words for name, words in before.raised.items() if name != duty}
        turn.appraisal = evolve(before, raised=raised)
        lacking[duty] = str(error)


def _withdraw(turn: Turn, duty: str) -> None:
    """Take back what a result no longer calls for, with all that it led to; whoever has done it already is told."""
    for name in _led_to(turn.workflow, duty):
        rows = turn.appraisal.duties.get(name, DutyLog()).rows[-1:]
        for row in rows if rows and rows[0].status is OccurrenceStatus.DONE else ():
            for person in row.by:
                turn.owe("overturned", Member(person=person, zone=row.zone), facts={"state": name})
        withdraw_duty(turn, name, WITHDRAWN_BECAUSE)


def _led_to(workflow: Workflow, duty: str) -> list[str]:
    """Return a duty and those its answers, or its being missed, raise in turn."""
    found = [duty]
    for name in found:
        one = workflow.duties[name]
        raised = [other for answer in one.answers.values() for other in answer.raises]
        raised += one.missed.raises if one.missed else ()
        found += [other for other in dict.fromkeys(raised) if other not in found]
    return found


def settlement_of(workflow: Workflow, appraisal: Appraisal, inputs: Mapping[str, Json]) -> Settlement:
    """Return what an appraisal causes, given what a settling Action brings."""
    assert workflow.outcomes is not None, "only a workflow with outcomes is settled"
    return work_out(workflow, appraisal.sheets, given_of(workflow, appraisal, inputs))


def given_of(workflow: Workflow, appraisal: Appraisal, inputs: Mapping[str, Json]) -> dict[str, Value]:
    """Return what outcomes are worked out from, besides the sheets."""
    return {
        **known(workflow, appraisal),
        SCORE: appraisal.score,
        GRADE: appraisal.grade,
        SHARE: share_of(appraisal.verdicts),
        VERDICT: said(appraisal.verdicts),
        PROVEN: not missing_evidence(workflow, appraisal),
        UNPAID: is_unpaid(appraisal.verdicts),
        **brought(inputs),
    }


def brought(inputs: Mapping[str, Json]) -> dict[str, Value]:
    """Return all that a settling Action brings."""
    return {PERIOD: str(inputs.get(PERIOD) or ""), PAST: _rows(inputs.get(PAST)), **compared(inputs)}


def compared(inputs: Mapping[str, Json]) -> dict[str, Value]:
    """Return what the others make of one's own: the standing, and the shares of what is shared out."""
    standing = cast("Mapping[str, str]", inputs.get("standing") or {})
    places = {name: Decimal(standing[name]) if name in standing else None for name in STANDING}
    return {POOLS: _rows(inputs.get(POOLS)), **places}


def missing_evidence(workflow: Workflow, appraisal: Appraisal) -> tuple[str, ...]:
    """Return which proofs an appraisal lacks: what was forfeited, left blank, or answered otherwise proves nothing."""
    outcomes = workflow.outcomes
    return tuple(
        proof
        for proof, (state, answer) in (outcomes.evidence if outcomes else {}).items()
        if not _is_given(workflow, appraisal, state, answer)
    )


def _is_given(workflow: Workflow, appraisal: Appraisal, state: str, answer: str | None) -> bool:
    given = appraisal.given.get(state)
    if given is None or given.forfeited:
        return False
    said = workflow.states[state].answers.get(given.answer)
    return given.answer == answer if answer else not (said and said.blank)


def work_out(workflow: Workflow, sheets: Mapping[str, Mapping[str, object]], given: Given) -> Settlement:
    """Return the outcomes, and what is to be done."""
    outcomes = workflow.outcomes
    assert outcomes is not None, "only a workflow with outcomes is settled"
    reckon = partial(reckoning_of, outcomes, sheets, given)
    steps: dict[str, Explanation] = {}
    lacking: dict[str, Problem] = {}
    for name in outcomes.names:
        step = _explained(reckon, name, lacking)
        if step:
            steps[name] = step
    raised: dict[str, Words] = {}
    for one in outcomes.consequences:
        holds = _explained(reckon, one.measure, lacking)
        if holds and holds.said is True:
            raised.setdefault(one.raises, one.reason)
    return Settlement(steps=steps, raised=raised, lacking=lacking)


def reckoning_of(outcomes: Outcomes, sheets: Mapping[str, Mapping[str, object]], given: Given) -> Reckoning:
    """Return an evaluation in which the measure that is the result is the final score, whoever has set it."""
    card = card_of(outcomes)
    return card.reckon(sheets, {**given, card.result: given[SCORE]} if SCORE in given else given)


def card_of(outcomes: Outcomes) -> Card:
    assert isinstance(outcomes.rule, Card), "outcomes are always a card"
    return outcomes.rule


def _explained(reckon: Callable[[], Reckoning], name: str, lacking: dict[str, Problem]) -> Explanation | None:
    """Return one outcome, or None where it does not apply, or lacks something, which is noted."""
    try:
        return reckon().explain(name)
    except NothingToScoreError:
        return None
    except StaleBasisError:
        raise
    except MissingInputError as error:
        lacking[name] = Problem(words="It cannot be worked out before these are given: {names}.", facts=error.facts)
    except InputError as error:
        lacking[name] = Problem(words=error.words, facts=error.facts)
    return None


def plain(amount: Amount) -> Cell:
    """Return an amount as it is kept: figures as text, to the last place."""
    return f"{amount:f}" if isinstance(amount, Decimal) else amount if isinstance(amount, bool) else str(amount)


def _rows(brought: Json) -> Sequence[Row]:
    rows = brought if isinstance(brought, list) else []
    return tuple(cast("Row", dict(row)) for row in rows if isinstance(row, dict))
