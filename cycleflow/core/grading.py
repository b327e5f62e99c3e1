"""From filled-in sheets to a score, and from a score to a grade."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal

from cycleflow.core.facts import amounts
from cycleflow.core.fed import fed_amounts, feeds_of
from cycleflow.core.ledger import tables
from cycleflow.core.model import Appraisal
from cycleflow.core.scoring.card import Card, Override, Reckoning
from cycleflow.core.scoring.inputs import Given
from cycleflow.core.scoring.phrase import Fact, Term, Written
from cycleflow.core.scoring.scorecard import Explanation
from cycleflow.core.verdict import Verdict
from cycleflow.core.workflow import Grade, Workflow


@dataclass(frozen=True, kw_only=True)
class Result:
    """What an appraisal comes to: the score, its grade where scores have one, and how both came about.

    `also` are the measures the regulation tells beside the score, `figures` what every measure came to. `verdicts` are
    what its rules of eligibility say; whoever is not assessed has no score.
    """

    score: Decimal | None
    grade: str | None
    explanation: Explanation
    also: tuple[Explanation, ...] = ()
    figures: Mapping[str, str | bool] = field(default_factory=dict)
    verdicts: tuple[Verdict, ...] = ()


def judge(
    workflow: Workflow,
    sheets: Mapping[str, Mapping[str, object]],
    given: Given | None = None,
    *,
    feeds: Collection[str] = (),
) -> Result:
    """Return score and grade from filled-in sheets; `given` are figures to take instead.

    `feeds` are indicators that can still be gathered from other appraisals: where one is needed, that is raised.

    An override is the last step of the explanation: what it sets, and why.
    """
    scorecard = workflow.scorecard
    assert scorecard is not None, "only a workflow with a score is judged"
    if not isinstance(scorecard.rule, Card):
        made = scorecard.evaluate(sheets)
        return Result(score=made.value, grade=grade_of(workflow, made.value), explanation=made)
    reckoning = scorecard.rule.reckon(sheets, given, feeds=feeds)
    made = scorecard.finish(reckoning.score())
    overruled = reckoning.overruled()
    score = made.value if overruled is None or overruled.score is None else overruled.score
    grade = overruled.grade if overruled and overruled.grade else grade_of(workflow, score)
    if overruled:
        step = _step(overruled, score, reckoning.written(overruled.text))
        made = replace(made, value=score, parts=(*made.parts, step))
    also = reckoning.also()
    return Result(score=score, grade=grade, explanation=made, also=also, figures=reckoning.figures)


def judge_appraisal(workflow: Workflow, appraisal: Appraisal) -> Result:
    """Return what an appraisal comes to by what was filled in, what is known of the person, and what others gave.

    Raises:
        FeedsNeededError: it needs what has not been gathered from others.
    """
    return judge(workflow, appraisal.sheets, known(workflow, appraisal), feeds=_ungathered(workflow, appraisal))


def reckon(workflow: Workflow, appraisal: Appraisal, given: Given | None = None) -> Reckoning:
    """Return an evaluation of the card over what is known of an appraisal; of a score without one, over no measures.

    `given` are figures to work with instead of those.
    """
    rule = workflow.scorecard.rule if workflow.scorecard else None
    card = rule if isinstance(rule, Card) else Card(measures={}, result="")
    figures = {**known(workflow, appraisal), **(given or {})}
    return card.reckon(appraisal.sheets, figures, feeds=_ungathered(workflow, appraisal) - figures.keys())


def known(workflow: Workflow, appraisal: Appraisal) -> Given:
    """Return what is known of an appraisal beside its sheets."""
    return {
        **amounts(workflow, appraisal.facts),
        **tables(workflow, appraisal),
        **fed_amounts(workflow, appraisal.fed),
    }


def _ungathered(workflow: Workflow, appraisal: Appraisal) -> frozenset[str]:
    return frozenset(feeds_of(workflow).keys() - appraisal.fed.keys())


def _step(overruled: Override, score: Decimal, when: Written) -> Explanation:
    reason = Term(name=overruled.reason.get("en", ""), title=overruled.reason)
    facts: dict[str, Fact] = {"when": when, "grade": overruled.grade, "score": score, "reason": reason}
    words = "{when}: grade {grade}, {reason}" if overruled.grade else "{when}: score {score}, {reason}"
    return Explanation(value=score, words=words, facts=facts, rule="override")


def fixed_result(verdict: Verdict) -> Result:
    """Return the result a verdict fixes, or that there is none."""
    reason = Term(name=verdict.reason.get("en", ""), title=verdict.reason)
    made = Explanation(
        value=verdict.score or Decimal(0),
        words="{reason}",
        facts={"reason": reason},
        rule="eligibility",
        blank=verdict.score is None,
    )
    return Result(score=verdict.score, grade=verdict.grade, explanation=made)


def grade_of(workflow: Workflow, score: Decimal) -> str | None:
    """Return the grade whose band holds the score, or None where the cohort gives the grades."""
    return next((grade.name for grade in workflow.grades if _holds(grade, score)), None)


def _holds(grade: Grade, score: Decimal) -> bool:
    if grade.by_rank:
        return False
    above = grade.low is None or score > grade.low or (score == grade.low and not grade.low_open)
    below = grade.high is None or score < grade.high or (score == grade.high and grade.high_closed)
    return above and below
