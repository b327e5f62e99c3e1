"""Several roles asked at once, each for itself: the providers of figures."""

from dataclasses import replace

import pytest

from cycleflow.core.model import Member, TaskStatus
from cycleflow.core.refusals import NobodyToAskError
from cycleflow.core.workflow import Escalation, FieldKind, Sheet, Workflow
from tests.core.samples import CAST, WORKFLOW, ZONE, Condition, Run, answers, days, field, fields, with_state


def members(*people):
    return tuple(Member(person=one, zone=ZONE) for one in people)


def sheet(name, *names):
    return Sheet(name=name, fields=fields(*(field(one) for one in names)))


def regulation(**sheets: Sheet) -> Workflow:
    """Return the sample whose appeal asks HR, the panel and the skip-level at once, each for a sheet of its own."""
    own = {"hr": sheet("of_hr", "hours"), "panel": sheet("of_panel", "marks"), "skip_level": sheet("of_skip", "word")}
    asked = {**own, **sheets}
    workflow = with_state(
        "appeal",
        ask={role: one.name for role, one in asked.items()},
        never=(),
        complete="each",
        escalations=(Escalation(role="manager", after=days(1)),),
        answers=answers(change="closed", uphold="closed"),
    )
    made: Workflow = replace(workflow, sheets={**WORKFLOW.sheets, **{one.name: one for one in asked.values()}})
    return made


def at_appeal(workflow, **cast):
    run = Run(workflow, {**CAST, **cast}).upto("consent")
    run.answer("appeal", "2027-01-14T10:00", by="ann", sheet={"comment": "no"})
    run.answer("sign", "2027-01-14T11:00", by="max")
    return run


def test_one_of_each_role_is_enough_and_the_others_of_it_are_relieved():
    run = at_appeal(regulation())
    assert run.asked == [("hr", "hr1"), ("hr", "hr2"), ("panel", "pat"), ("skip_level", "sue")]

    run.answer("uphold", "2027-01-15T10:00", by="hr2", sheet={"hours": "7"})
    assert run.asked == [("panel", "pat"), ("skip_level", "sue")]
    assert [task.status for task in run.appraisal.tasks if task.member.person == "hr1"] == [TaskStatus.VOID]

    run.answer("uphold", "2027-01-15T11:00", by="sue", sheet={"word": "fair"})
    assert run.appraisal.state == "appeal"
    run.answer("uphold", "2027-01-15T12:00", by="pat", sheet={"marks": "5"})

    assert run.appraisal.state == "closed"
    assert run.appraisal.sheets["appeal"] == {"hours": "7", "word": "fair", "marks": "5"}


def test_who_holds_two_roles_is_asked_for_both():
    run = at_appeal(regulation(), panel=members("hr1"), hr=members("hr1"))

    assert run.asked == [("hr", "hr1"), ("panel", "hr1"), ("skip_level", "sue")]


def test_nobody_stands_in_for_a_role_that_depends_on_what_somebody_is():
    workflow = replace(regulation(), held_when={"skip_level": Condition("false", lambda names: False)})

    run = at_appeal(workflow, skip_level=())

    assert run.asked == [("hr", "hr1"), ("hr", "hr2"), ("panel", "pat")]


def test_a_role_with_nothing_to_say_is_not_asked():
    run = at_appeal(regulation(panel=sheet("of_panel"), hr=sheet("of_hr")))

    assert run.asked == [("skip_level", "sue")]


def test_where_no_role_has_anything_to_say_the_first_is_asked():
    empty = {role: sheet(f"of_{role}") for role in ("hr", "panel", "skip_level")}

    assert at_appeal(regulation(**empty)).asked == [("hr", "hr1"), ("hr", "hr2")]


def test_for_a_role_nobody_holds_the_first_escalation_stands_in():
    run = at_appeal(regulation(), hr=())

    assert ("hr", "max") in run.asked


def test_where_nobody_stands_in_there_is_nobody_to_ask():
    workflow = regulation()
    alone = replace(workflow.states["appeal"], escalations=())
    workflow = replace(workflow, states={**workflow.states, "appeal": alone})

    with pytest.raises(NobodyToAskError):
        at_appeal(workflow, hr=())


def test_a_table_that_repeats_one_without_rows_asks_nothing():
    goals = field("goals", FieldKind.ROWS, each="plan.goals", columns=fields(field("mark")))
    nothing = replace(goals, name="risks", each="plan.risks")
    both = {"panel": Sheet(name="of_panel", fields=fields(goals)), "hr": Sheet(name="of_hr", fields=fields(nothing))}

    assert at_appeal(regulation(**both)).asked == [("panel", "pat"), ("skip_level", "sue")]
