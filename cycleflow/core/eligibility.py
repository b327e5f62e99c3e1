"""Who is appraised: the workflow's rules, asked in their order about one person."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from cycleflow.core.organisation import Person
from cycleflow.core.workflow import EligibilityRule, Workflow


def facts_of(person: Person, starts_on: date, ends_on: date) -> Mapping[str, object]:
    """Return what eligibility rules may ask about: the person's columns, and the days of service at the period's end.

    Both the day of hiring and the last day of the period count as days of service; an unknown day of hiring counts as
    long ago.
    """
    hired_on = person.hired_on or date(1900, 1, 1)
    return {
        **person.attributes,
        "number": person.number,
        "name": person.name,
        "department": person.department,
        "position": person.position,
        "level": person.level,
        "status": person.status,
        "hired_on": hired_on,
        "service_days": max((ends_on - hired_on).days + 1, 0),
        "joined_in_period": hired_on >= starts_on,
    }


def judge(workflow: Workflow, facts: Mapping[str, object]) -> EligibilityRule | None:
    """Return the first rule that catches the person, or None: he is in."""
    return next((rule for rule in workflow.eligibility if rule.when.evaluate(facts)), None)
