"""From filled-in sheets to a score, and from a score to a grade."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from cycleflow.core.facts import amounts
from cycleflow.core.model import Appraisal
from cycleflow.core.scoring.card import Card, Given, Override, Titles
from cycleflow.core.scoring.phrase import Fact, Term, Written
from cycleflow.core.scoring.scorecard import Explanation
from cycleflow.core.workflow import Grade, Workflow


@dataclass(frozen=True, kw_only=True)
class Result:
    """What an appraisal comes to: the score, its grade where scores have one, and how both came about.

    `also` are the measures the regulation tells beside the score.
    """

    score: Decimal
    grade: str | None
    explanation: Explanation
    also: tuple[Explanation, ...] = ()


def judge(workflow: Workflow, sheets: Mapping[str, Mapping[str, object]], given: Given | None = None) -> Result:
    """Return score and grade from filled-in sheets; `given` are figures to take instead.

    An override is the last step of the explanation: what it sets, and why.
    """
    scorecard = workflow.scorecard
    assert scorecard is not None, "only a workflow with a score is judged"
    if not isinstance(scorecard.rule, Card):
        made = scorecard.evaluate(sheets)
        return Result(score=made.value, grade=grade_of(workflow, made.value), explanation=made)
    reckoning = scorecard.rule.reckon(sheets, given)
    made = scorecard.finish(reckoning.score())
    overruled = reckoning.overruled()
    score = made.value if overruled is None or overruled.score is None else overruled.score
    grade = overruled.grade if overruled and overruled.grade else grade_of(workflow, score)
    if overruled:
        step = _step(overruled, score, reckoning.titles)
        made = replace(made, value=score, parts=(*made.parts, step))
    return Result(score=score, grade=grade, explanation=made, also=reckoning.also())


def _step(overruled: Override, score: Decimal, titles: Titles) -> Explanation:
    reason = Term(name=overruled.reason.get("en", ""), title=overruled.reason)
    when = Written(text=overruled.text, terms=titles)
    facts: dict[str, Fact] = {"when": when, "grade": overruled.grade, "score": score, "reason": reason}
    words = "{when}: grade {grade}, {reason}" if overruled.grade else "{when}: score {score}, {reason}"
    return Explanation(value=score, words=words, facts=facts, rule="override")


def judge_appraisal(workflow: Workflow, appraisal: Appraisal) -> Result:
    """Return what an appraisal comes to by what was filled in, and what is known of the person."""
    return judge(workflow, appraisal.sheets, amounts(workflow, appraisal.facts))


def grade_of(workflow: Workflow, score: Decimal) -> str | None:
    """Return the grade whose band holds the score, or None where the cohort gives the grades."""
    return next((grade.name for grade in workflow.grades if _holds(grade, score)), None)


def _holds(grade: Grade, score: Decimal) -> bool:
    if grade.by_rank:
        return False
    above = grade.low is None or score > grade.low or (score == grade.low and not grade.low_open)
    below = grade.high is None or score < grade.high or (score == grade.high and grade.high_closed)
    return above and below
