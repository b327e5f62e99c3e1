"""What of an appraisal somebody may read.

- The ratee reads every sheet, but what makes the score (and the score and grade) only once the result is published.
- Who holds a task because he stands above the ratee, or was chosen to decide, reads what was given up to now.
- Who holds a task as a peer or a report, for a department served, or because somebody named him, reads nothing but his
  own sheet.
- Of an anonymous role everybody reads the same: figures over all of them and texts in no order, if enough answered.
- Nobody reads an appraisal as HR, panel or auditor that is his own, before it is published.

**Why** derived from the workflow and not written into it: which sheet judges a person follows from the score's
definition, and a right to read that must be listed in every regulation is one that will be forgotten in one.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime
from decimal import Decimal

from cycleflow.core.gathering import BY, Summary, rows_of, summarise
from cycleflow.core.handing import sources
from cycleflow.core.machine import WITHDRAWN
from cycleflow.core.model import Answers, Appraisal, Former, Remark, Task
from cycleflow.core.naming import people_in
from cycleflow.core.publication import is_published
from cycleflow.core.rescoring import follows
from cycleflow.core.scoring.card import Card
from cycleflow.core.verdict import Occasion, Verdict
from cycleflow.core.workflow import Gather, Grade, Sheet, State, Words, Workflow
from cycleflow.errors import NotPermittedError
from cycleflow.journeys.account import Account, account, judged_of

_NOT_ABOVE = ("self", "peers", "reports", "members", "heads(", "named(")
"""How paths begin that lead beside the ratee or below him, or to whomever somebody has named."""


class OwnRecordError(NotPermittedError):
    words = "This is your own appraisal. Until its result is published, somebody else must look after it."


@dataclass(frozen=True, kw_only=True)
class Shown:
    """One state's sheet as it was given: by whom and when, or that it was forfeited; `remarks` are about its fields.

    `former` are the versions it replaced, the latest first. Where sheets are gathered it is that of one rater, in the
    `role` he has; or the `summary` of all in a role whose names are not told.
    """

    state: State
    fields: Sheet
    answers: Answers
    role: Words = field(default_factory=dict)
    summary: Summary | None = None
    by: tuple[str, ...] = ()
    at: datetime | None = None
    forfeited: bool = False
    remarks: tuple[Remark, ...] = ()
    former: tuple[Former, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Result:
    """A score, its grade, and how the score came about; `is_adjusted` where the panel decided otherwise.

    `verdicts` are what the rules of eligibility decided; whoever is not assessed has nothing else.
    """

    score: str | None = None
    grade: Grade | None = None
    account: Account | None = None
    computed: Decimal | None = None
    is_adjusted: bool = False
    verdicts: tuple[Verdict, ...] = ()


def is_over(workflow: Workflow, appraisal: Appraisal) -> bool:
    state = workflow.states.get(appraisal.state)
    return appraisal.state == WITHDRAWN or (state is not None and state.is_end)


def check_not_own(workflow: Workflow, appraisal: Appraisal, reader: str) -> None:
    """Refuse to show an appraisal in its making to the person it is about.

    Raises:
        OwnRecordError: it is his own, and not yet published.
    """
    if appraisal.person == reader and not is_published(workflow, appraisal):
        raise OwnRecordError


def for_ratee(workflow: Workflow, appraisal: Appraisal) -> tuple[Shown, ...]:
    """Return the sheets the person appraised may read."""
    hidden = set() if is_published(workflow, appraisal) else _judging(workflow)
    return tuple(
        shown
        for shown in everything(workflow, appraisal)
        if shown.state.name not in hidden or (shown.state.gather and shown.by == (appraisal.person,))
    )


def _judging(workflow: Workflow) -> set[str]:
    """Return the states whose sheets make the score."""
    if workflow.scorecard is None:
        return set()
    rule = workflow.scorecard.rule
    gathered = rule.gathered.values() if isinstance(rule, Card) else ()
    return {workflow.scorecard.after, *(table.state for table in gathered if not table.is_filled)}


def for_holder(workflow: Workflow, appraisal: Appraisal, task: Task) -> tuple[Shown, ...]:
    """Return the sheets somebody needs who is asked in the appraisal."""
    if task.member.person == appraisal.person:
        return for_ratee(workflow, appraisal)
    return everything(workflow, appraisal) if stands_above(workflow, task) else for_everybody(workflow, appraisal)


def for_everybody(workflow: Workflow, appraisal: Appraisal) -> tuple[Shown, ...]:
    """Return the sheets that are public, those that make the score once it is published, too.

    What the regulation noted about them concerns nobody else.
    """
    hidden = set() if is_published(workflow, appraisal) else _judging(workflow)
    found = (one for one in everything(workflow, appraisal) if one.state.public and one.state.name not in hidden)
    return tuple(replace(one, remarks=()) for one in found)


def stands_above(workflow: Workflow, task: Task) -> bool:
    """Return whether the role the task came through leads up the line, or to a group chosen to decide."""
    return not workflow.roles.get(task.role, "peers").startswith(_NOT_ABOVE)


def people_of(shown: Iterable[Shown]) -> set[str]:
    """Return whose names appear: those who gave the sheets, and those named in them."""
    named = {who for one in shown for who in (*one.by, *people_in(one.fields, one.answers))}
    return named | {
        who for one in shown for old in one.former for who in (*old.by, *people_in(one.fields, old.answers))
    }


def may_see_result(workflow: Workflow, appraisal: Appraisal, task: Task) -> bool:
    """Return whether the holder of a task may see score and grade."""
    if task.member.person == appraisal.person:
        return is_published(workflow, appraisal)
    return stands_above(workflow, task)


def everything(workflow: Workflow, appraisal: Appraisal) -> tuple[Shown, ...]:
    """Return all that was handed out, given or forfeited, in the order of the workflow, but not what is asked now."""
    passed = (state for state in sources(workflow).values() if state.name != appraisal.state)
    return tuple(shown for state in passed for shown in _shown(workflow, appraisal, state))


def result_of(workflow: Workflow, appraisal: Appraisal) -> Result | None:
    """Return the result as it stands, or None while there is none."""
    if appraisal.score is None and appraisal.grade is None and not appraisal.verdicts:
        return None
    judged = judged_of(workflow, appraisal)
    grade = next((grade for grade in workflow.grades if grade.name == appraisal.grade), None)
    return Result(
        score=None if appraisal.score is None else str(appraisal.score),
        grade=grade,
        account=account(workflow, judged) if judged else None,
        computed=judged.score if judged else None,
        is_adjusted=judged is not None and not follows(appraisal, judged),
        verdicts=appraisal.verdicts,
    )


def announced(appraisal: Appraisal) -> Result | None:
    """Return what the ratee may know before the result is published: what was decided about him at launch."""
    verdicts = tuple(verdict for verdict in appraisal.verdicts if verdict.at is Occasion.LAUNCH)
    return Result(verdicts=verdicts) if verdicts else None


def _shown(workflow: Workflow, appraisal: Appraisal, state: State) -> Iterable[Shown]:
    given = appraisal.given.get(state.name)
    answers = appraisal.sheets.get(state.name, {})
    if given is None and not answers:
        return
    if state.gather:
        yield from _gathered(workflow, appraisal, state, state.gather)
        return
    sheets = [workflow.sheets[name] for name in dict.fromkeys(state.ask.values()) if name]
    for sheet in sheets:
        said = {name: value for name, value in answers.items() if name in sheet.fields and (given or value)}
        if answers and not said and state.complete == "each":
            continue
        yield Shown(
            state=state,
            fields=sheet,
            answers=said,
            by=given.by if given else (),
            at=given.at if given else None,
            forfeited=bool(given and given.forfeited),
            remarks=tuple(one for one in appraisal.remarks.get(state.name, ()) if one.field in sheet.fields),
            former=tuple(reversed(appraisal.former.get(state.name, ()))),
        )


def _gathered(workflow: Workflow, appraisal: Appraisal, state: State, gather: Gather) -> Iterable[Shown]:
    given, answers = appraisal.given.get(state.name), appraisal.sheets.get(state.name, {})
    if not answers:
        yield Shown(state=state, fields=Sheet(name="", fields={}), answers={}, forfeited=True)
    for role, name in state.ask.items():
        rows, cast = rows_of(answers, role), appraisal.cast.get(role)
        if not name or not answers or not (rows or cast):
            continue
        one = Shown(
            state=state,
            fields=workflow.sheets[name],
            answers={},
            role=workflow.called.get(role, {}),
            at=given.at if given else None,
        )
        if role in gather.anonymous:
            yield replace(one, summary=summarise(gather, rows, one.fields))
        for row in rows if role not in gather.anonymous else ():
            mine = {name: cell for name, cell in row.items() if name in one.fields.fields}
            yield replace(one, answers=mine, by=(str(row[BY]),) if BY in row else ())
