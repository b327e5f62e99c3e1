"""From filled-in sheets to a score, and from a score to a grade."""

from __future__ import annotations

from decimal import Decimal

from cycleflow.core.model import Appraisal
from cycleflow.core.scoring.scorecard import Explanation, Scorecard
from cycleflow.core.workflow import Grade, Workflow


def explain(scorecard: Scorecard, appraisal: Appraisal) -> Explanation:
    """Return the score with the steps that made it, from the sheets as they stand."""
    return scorecard.evaluate(appraisal.sheets)


def scored(scorecard: Scorecard, appraisal: Appraisal) -> Decimal:
    return explain(scorecard, appraisal).value


def grade_of(workflow: Workflow, score: Decimal) -> str | None:
    """Return the grade whose band holds the score: lower edge included, upper edge not."""
    return next((grade.name for grade in workflow.grades if _holds(grade, score)), None)


def _holds(grade: Grade, score: Decimal) -> bool:
    return (grade.low is None or score >= grade.low) and (grade.high is None or score < grade.high)
