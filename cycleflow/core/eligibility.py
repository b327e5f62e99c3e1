"""Who is appraised: the workflow's rules, asked in their order about one person."""

from __future__ import annotations

from cycleflow.core.facts import Facts
from cycleflow.core.workflow import EligibilityRule, Workflow


def judge(workflow: Workflow, facts: Facts) -> EligibilityRule | None:
    """Return the first rule that catches the person, or None: he is in."""
    return next((rule for rule in workflow.eligibility if rule.when.evaluate(facts)), None)
