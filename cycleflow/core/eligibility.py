"""Who is appraised, who counts as what, who is paid: the workflow's rules, asked in their order about one person."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from cycleflow.core.condition import holds
from cycleflow.core.refusals import UndecidedError
from cycleflow.core.verdict import EligibilityRule, Occasion, Verdict
from cycleflow.core.workflow import Workflow


def judge(workflow: Workflow, occasion: Occasion, known: Mapping[str, object]) -> Verdict | None:
    """Return what the first rule decides that catches the person on an occasion, or None: all is as usual.

    `known` are the facts; at scoring also indicators and measures, at payout the score and the grade, too.

    Raises:
        UndecidedError: the figures do not allow to say.
    """
    rules = (rule for rule in workflow.eligibility if occasion in rule.at)
    found = next((rule for rule in rules if holds(rule.when, known)), None)
    return _verdict(found, occasion, known) if found else None


def _verdict(rule: EligibilityRule, occasion: Occasion, known: Mapping[str, object]) -> Verdict:
    return Verdict(
        at=occasion,
        then=rule.then,
        rule=rule.when.text,
        reason=rule.reason,
        grade=rule.grade,
        score=rule.score,
        share=_share(rule, known),
    )


def _share(rule: EligibilityRule, known: Mapping[str, object]) -> Decimal | None:
    if rule.share is None:
        return None
    share = rule.share.evaluate(known)
    if not isinstance(share, Decimal):
        raise UndecidedError(why=f"{rule.share.text} asks for what is not known")
    return share
