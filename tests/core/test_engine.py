from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from cycleflow.core.daterule import DateRule
from cycleflow.core.engine import PERMITTED, decide
from cycleflow.core.machine import step
from cycleflow.core.model import Action, Channel, Deed, Json, Member, Standing, TaskStatus
from cycleflow.core.refusals import (
    NeededLaterError,
    NoBasisError,
    NobodyToAskError,
    NotForYouError,
    NothingDueError,
    NotNowError,
    NotYetGivenError,
    NotYourTaskError,
    OwnAppraisalError,
    PausedError,
    RaterExcludedError,
    ReasonMissingError,
    SheetError,
    TaskOverError,
    UnknownAnswerError,
    WindowClosedError,
    WrongTargetError,
    WrongValueError,
)
from cycleflow.core.workflow import Due
from tests.core.samples import CAST, PLAN, RATING, WORKFLOW, ZONE, Run, local, with_state


def test_a_launch_asks_the_first_role_and_mails_it(run):
    run.launch()

    assert run.appraisal.state == "plan"
    assert run.asked == [("employee", "ann")]
    assert run.told == [("task", "ann")]
    assert run.appraisal.open_tasks[0].due_at == local("2026-10-08T18:00")
    assert run.appraisal.due_at == local("2026-10-06T09:00")


def test_a_late_launch_leaves_the_time_the_regulation_grants(run):
    run.launch("2026-10-30T15:00")

    assert run.appraisal.open_tasks[0].due_at == local("2026-11-03T18:00")


def test_an_appraisal_is_launched_once(run):
    action = run.launch().entry

    with pytest.raises(NotNowError, match="while it is in plan"):
        run.do(action.deed, "2026-10-02T09:00", by="hr1", standing=Standing.SYSTEM, **action.inputs)


def test_the_seed_must_be_that_of_the_appraisal(run):
    with pytest.raises(WrongValueError, match="seed"):
        run.do(Deed.LAUNCH, "2026-10-02T09:00", standing=Standing.SYSTEM, seed={}, cast={})


def test_nobody_is_asked_before_the_state_opens(run):
    run.upto("rating")

    assert run.asked == []
    assert run.told == []
    assert run.appraisal.due_at == local("2026-12-28T09:00")

    run.ring("2026-12-28T09:00")

    assert run.asked == [("manager", "max")]
    assert run.decisions[-1].notices[0].digest


def test_a_state_whose_day_is_past_opens_at_once(run):
    run.launch()

    run.answer("submit", "2026-12-29T10:00", sheet=PLAN)

    assert run.asked == [("manager", "max")]


def test_the_score_and_grade_follow_the_rating(run):
    run.upto("panel")

    assert run.appraisal.score == Decimal("3.60")
    assert run.appraisal.grade == "B"
    assert run.decisions[-1].entry.changed["score"] == [None, "3.60"]


def test_an_interview_opens_at_its_moment_and_the_invitation_says_where(run):
    run.upto("talk")

    notice = run.decisions[-1].notices[0]
    assert (notice.kind, notice.person) == ("invitation", "ann")
    assert notice.facts["place"] == "room 1"
    assert "secret" not in notice.facts
    assert run.appraisal.due_at == local("2027-01-12T10:30")


def test_all_who_are_asked_must_answer(run):
    run.upto("consent")

    run.answer("sign", "2027-01-13T09:00", by="max")
    assert run.appraisal.state == "consent"

    run.answer("sign", "2027-01-13T10:00", by="ann")
    assert run.appraisal.state == "closed"
    assert run.told == [("closed", "ann")]
    assert run.appraisal.due_at is None


def test_the_answer_listed_first_prevails(run):
    run.upto("appeal")

    assert run.appraisal.given["consent"].answer == "appeal"
    assert run.appraisal.given["consent"].by == ("ann", "max")


def test_any_one_answer_is_enough_where_the_state_says_so(run):
    run.upto("appeal")

    decision = run.answer("uphold", "2027-01-15T10:00", by="hr2")

    assert run.appraisal.state == "closed"
    assert {task.member.person: task.status for task in decision.tasks} == {
        "sue": TaskStatus.VOID,
        "hr1": TaskStatus.VOID,
        "hr2": TaskStatus.DONE,
    }


def test_a_ruling_replaces_score_and_grade(run):
    run.upto("appeal")

    run.answer("change", "2027-01-15T10:00", by="sue", sheet={"score": "4.5"})

    assert (run.appraisal.score, run.appraisal.grade) == (Decimal("4.5"), "A")


def test_the_rater_does_not_decide_the_appeal():
    judge_and_rater = {**CAST, "skip_level": CAST["manager"]}
    run = Run(cast=judge_and_rater).upto("appeal")

    assert [person for _, person in run.asked] == ["hr1", "hr2"]


def test_where_a_role_leads_to_nobody_the_escalation_is_asked():
    run = Run(cast={**CAST, "manager": ()})
    run.launch()
    run.answer("submit", "2026-12-29T10:00", sheet=PLAN)

    assert run.asked == [("hr", "hr1"), ("hr", "hr2")]

    run.answer("submit", "2027-01-04T10:00", by="hr1", sheet=RATING)
    assert run.appraisal.sheets["rating"]["goals"] == ({"score": "4"}, {"score": "3"})
    assert run.appraisal.state == "panel", "one who stands in is enough"


def test_where_nobody_can_be_asked_the_action_is_refused():
    with pytest.raises(NobodyToAskError, match="HR must name someone"):
        Run(cast={**CAST, "employee": (), "manager": (), "hr": ()}).launch()


def test_one_person_in_two_roles_gets_one_task():
    run = Run(cast={**CAST, "manager": CAST["employee"]}).upto("meeting")

    assert run.asked == [("manager", "ann")]


# -- answers --------------------------------------------------------------------------------------------------------


def test_only_the_person_asked_may_answer(run):
    task = run.launch().tasks[0]

    with pytest.raises(NotYourTaskError):
        run.do(Deed.ANSWER, "2026-10-02T09:00", by="max", standing=Standing.PERSON, task=task.id, answer="submit")


def test_a_task_is_answered_once(run):
    task = run.launch().tasks[0]
    run.answer("submit", "2026-10-02T09:00", sheet=PLAN)

    with pytest.raises(TaskOverError, match="is now in rating"):
        run.do(Deed.ANSWER, "2026-10-02T10:00", by="ann", standing=Standing.PERSON, task=task.id, answer="submit")


def test_a_late_answer_is_taken_while_the_state_lasts(run):
    run.launch()

    run.answer("submit", "2026-11-20T09:00", sheet=PLAN)

    assert run.appraisal.state == "rating"


@pytest.mark.parametrize("answer", ["agree", "", None, 7])
def test_an_answer_the_state_does_not_know_is_refused(run, answer):
    run.launch()

    with pytest.raises(UnknownAnswerError, match="choose one of submit"):
        run.answer(answer, "2026-10-02T09:00")


def test_a_refused_sheet_changes_nothing(run):
    run.launch()
    before = run.appraisal

    with pytest.raises(SheetError, match="goals: At least 1 rows"):
        run.answer("submit", "2026-10-02T09:00")

    assert run.appraisal == before


def test_a_blank_answer_takes_no_sheet(run):
    run.upto("meeting")

    run.answer("skip", "2027-01-05T10:00", sheet={"place": "nowhere"})

    assert run.appraisal.state == "consent"
    assert "meeting" not in run.appraisal.sheets


def test_a_window_is_open_to_the_end_of_its_last_day(run):
    run.upto("consent")
    run.answer("appeal", "2027-01-22T23:59", by="ann", sheet={"comment": "no"})

    assert run.appraisal.given["talk"]


def test_after_the_window_the_answer_is_refused(run):
    run.upto("consent")

    with pytest.raises(WindowClosedError, match="2027-01-22"):
        run.answer("appeal", "2027-01-23T00:00", by="ann", sheet={"comment": "no"})


def test_a_state_needs_what_comes_before_it():
    run = Run(with_state("rating", needs=("meeting",))).upto("rating")
    run.ring("2026-12-28T09:00")

    with pytest.raises(NotYetGivenError, match="needs meeting first"):
        run.answer("submit", "2027-01-04T10:00", sheet=RATING)


def test_sent_back_the_one_who_filled_in_is_told_it_was_returned(run):
    run.upto("rating")
    run.ring("2026-12-28T09:00")

    run.answer("back", "2026-12-28T10:00", sheet=RATING)

    assert run.appraisal.state == "plan"
    assert run.told == [("returned", "ann")]
    assert "plan" not in run.appraisal.given


# -- the panel ------------------------------------------------------------------------------------------------------


def test_the_panel_adjusts_with_a_reason_and_its_basis(run):
    run.upto("panel")

    run.do(
        Deed.ADJUST,
        "2027-01-04T11:00",
        by="pat",
        standing=Standing.PANEL,
        grade="A",
        reason="peers",
        basis={"size": 20},
    )

    assert (run.appraisal.score, run.appraisal.grade) == (Decimal("3.60"), "A")
    assert run.decisions[-1].entry.inputs["basis"] == {"size": 20}


def test_an_adjusted_score_brings_its_grade(run):
    run.upto("panel")

    run.do(Deed.ADJUST, "2027-01-04T11:00", by="pat", standing=Standing.PANEL, score="1.5", reason="peers")

    assert (run.appraisal.score, run.appraisal.grade) == (Decimal("1.5"), "C")


def test_score_and_grade_may_be_set_together(run):
    run.upto("panel")

    run.do(Deed.ADJUST, "2027-01-04T11:00", by="pat", standing=Standing.PANEL, score="3.9", grade="A", reason="peers")

    assert (run.appraisal.score, run.appraisal.grade) == (Decimal("3.9"), "A")


@pytest.mark.parametrize("inputs", [{"grade": "Z"}, {}, {"score": "much"}, {"score": "NaN"}])
def test_an_adjustment_names_a_grade_or_a_score(run, inputs):
    run.upto("panel")

    with pytest.raises(WrongValueError):
        run.do(Deed.ADJUST, "2027-01-04T11:00", by="pat", standing=Standing.PANEL, reason="peers", **inputs)


def test_an_adjustment_needs_a_reason(run):
    run.upto("panel")

    with pytest.raises(ReasonMissingError):
        run.do(Deed.ADJUST, "2027-01-04T11:00", by="pat", standing=Standing.PANEL, grade="A", reason=" ")


def test_a_cohort_is_not_answered_one_by_one(run):
    run.upto("panel")

    with pytest.raises(NotNowError):
        run.answer("release", "2027-01-04T12:00", by="pat")


def test_only_a_cohort_is_released(run):
    run.launch()

    with pytest.raises(NotNowError, match="Cannot release"):
        run.do(Deed.RELEASE, "2026-10-02T09:00", by="pat", standing=Standing.PANEL)


def test_a_paused_cohort_is_not_released(run):
    run.upto("panel")
    run.do(Deed.PAUSE, "2027-01-04T11:00", reason="flood")

    with pytest.raises(PausedError):
        run.do(Deed.RELEASE, "2027-01-04T12:00", by="pat", standing=Standing.PANEL)


# -- who may --------------------------------------------------------------------------------------------------------


def test_every_deed_names_who_may_do_it():
    assert set(PERMITTED) == set(Deed)


@pytest.mark.parametrize("deed", [deed for deed in Deed if Standing.PERSON not in PERMITTED[deed]])
def test_a_person_may_only_answer_and_delegate(run, deed):
    run.launch()

    with pytest.raises(NotForYouError):
        run.do(deed, "2026-10-02T09:00", by="ann", standing=Standing.PERSON, reason="I want")


@pytest.mark.parametrize("deed", [Deed.WITHDRAW, Deed.ADJUST, Deed.REOPEN])
def test_nobody_uses_an_office_on_his_own_appraisal(run, deed):
    run.launch()

    with pytest.raises(OwnAppraisalError):
        run.do(deed, "2026-10-02T09:00", by="ann", reason="I want")


# -- the clock ------------------------------------------------------------------------------------------------------


def test_missed_reminders_leave_as_one(run):
    run.launch()

    run.ring("2026-10-09T09:00")

    assert run.told == [("reminder", "ann")]
    assert run.decisions[-1].notices[0].facts["late"] is True
    assert run.appraisal.due_at == local("2026-10-12T09:00")


def test_an_escalation_goes_up_the_line(run):
    run.launch()

    run.ring("2026-10-14T09:00")

    assert run.told == [("reminder", "ann"), ("escalation", "max"), ("escalation", "hr1"), ("escalation", "hr2")]
    assert run.appraisal.due_at is None


def test_nobody_is_told_of_his_own_delay():
    run = Run(cast={**CAST, "manager": CAST["employee"]})
    run.launch()

    run.ring("2026-10-12T09:00")

    assert run.told == [("reminder", "ann")]


def test_when_nothing_is_due_a_ring_is_refused(run):
    run.launch()
    run.ring("2026-10-06T09:00")

    with pytest.raises(NothingDueError):
        run.ring("2026-10-06T09:00")


def test_silence_moves_on_at_the_end_of_the_day(run):
    run.upto("consent")

    assert run.appraisal.due_at == local("2027-01-21T09:00")
    run.ring("2027-01-21T09:00")
    assert run.appraisal.due_at == local("2027-01-23T00:00")
    run.ring("2027-01-23T00:00")

    assert run.appraisal.state == "closed"
    assert run.appraisal.given["consent"].forfeited


def test_silence_hands_the_task_up_and_tells_both(run):
    run.upto("rating")
    run.ring("2026-12-28T09:00")
    run.ring("2027-01-12T00:00")

    assert run.asked == [("skip_level", "sue")]
    assert run.told == [("relieved", "max"), ("reassigned", "sue")]

    run.answer("submit", "2027-01-12T10:00", sheet=RATING)
    assert run.appraisal.state == "panel"


def test_handed_over_silence_is_not_taken_twice(run):
    run.upto("rating")
    run.ring("2026-12-28T09:00")
    run.ring("2027-01-12T00:00")

    kinds = set()
    for at in ("2027-01-20T09:00", "2027-02-20T09:00"):
        try:
            kinds |= {kind for kind, _ in (run.ring(at), run.told)[1]}
        except NothingDueError:
            continue

    assert "reassigned" not in kinds
    assert run.asked == [("skip_level", "sue")]


def test_a_handover_to_nobody_falls_to_the_last_escalation():
    run = Run(cast={**CAST, "skip_level": ()}).upto("rating")
    run.ring("2026-12-28T09:00")
    run.ring("2027-01-12T00:00")

    assert run.asked == [("skip_level", "hr1"), ("skip_level", "hr2")]


def test_a_handover_that_leads_to_nobody_is_refused():
    run = Run(cast={**CAST, "skip_level": (), "hr": ()}).upto("rating")
    run.ring("2026-12-28T09:00")

    with pytest.raises(NobodyToAskError):
        run.ring("2027-01-12T00:00")


def test_a_move_the_workflow_does_not_know_is_refused(run):
    run.launch()

    with pytest.raises(NotNowError, match="Cannot silence"):
        step(WORKFLOW, run.appraisal, "silence", now=local("2026-10-02T09:00"))
    with pytest.raises(NotNowError, match=r"Cannot os\.system"):
        step(WORKFLOW, run.appraisal, "os.system", now=local("2026-10-02T09:00"))


def test_a_state_without_a_due_rule_is_due_at_the_end_of_the_day():
    run = Run(with_state("meeting", due=None)).upto("meeting")

    assert run.appraisal.open_tasks[0].due_at == local("2027-01-04T18:00")


def test_an_expired_silence_rings_at_once():
    run = Run(with_state("consent", due=Due(rule=DateRule(anchor="cycle.start"))))
    run.upto("consent")

    assert run.appraisal.due_at <= local("2027-01-12T12:00")
    run.ring("2027-01-12T12:00")
    assert run.appraisal.state == "closed"


# -- interventions --------------------------------------------------------------------------------------------------


def test_a_closed_appraisal_is_reopened_with_a_reason(run):
    run.upto("appeal")
    run.answer("uphold", "2027-01-15T10:00", by="sue")

    run.do(Deed.REOPEN, "2027-02-01T10:00", to="consent", reason="court")

    assert run.appraisal.state == "consent"
    assert run.told == [("returned", "ann"), ("returned", "max")]
    assert run.decisions[-1].notices[0].facts["reason"] == "court"


def test_a_running_appraisal_is_not_reopened(run):
    run.launch()

    with pytest.raises(NotNowError, match="Cannot reopen"):
        run.do(Deed.REOPEN, "2026-10-02T09:00", to="plan", reason="why not")


def test_sending_back_goes_only_where_it_has_been(run):
    run.upto("panel")

    with pytest.raises(WrongTargetError, match="possible are plan, rating"):
        run.do(Deed.SEND_BACK, "2027-01-04T12:00", to="consent", reason="oops")

    run.do(Deed.SEND_BACK, "2027-01-04T12:00", to="rating", reason="facts missing")
    assert run.asked == [("manager", "max")]
    assert run.told == [("returned", "max")]


def test_a_withdrawn_appraisal_is_not_sent_back(run):
    run.launch()
    run.do(Deed.WITHDRAW, "2026-10-02T09:00", reason="left")

    with pytest.raises(NotNowError):
        run.do(Deed.SEND_BACK, "2026-10-02T10:00", to="plan", reason="back")


def test_waiving_moves_on_as_if_forfeited(run):
    run.upto("talk")
    run.ring("2027-01-12T10:30")

    run.do(Deed.WAIVE, "2027-01-12T12:00", reason="on leave")

    assert run.appraisal.state == "consent"
    assert run.appraisal.given["talk"].forfeited


def test_what_later_states_are_built_on_is_not_waived(run):
    run.launch()

    with pytest.raises(NeededLaterError, match="Cannot waive plan: rating is built on"):
        run.do(Deed.WAIVE, "2026-10-02T09:00", reason="on leave")


def test_what_was_filled_in_before_may_be_waived_the_second_time(run):
    run.upto("panel")
    run.do(Deed.SEND_BACK, "2027-01-04T12:00", to="plan", reason="goals were wrong")

    run.do(Deed.WAIVE, "2027-01-04T13:00", reason="they were right")

    assert run.appraisal.state == "rating"


@pytest.mark.parametrize(("target", "needed"), [("talk", "meeting"), ("rating", "plan")])
def test_nobody_is_sent_where_the_basis_is_missing(run, target, needed):
    run.launch()
    run.do(Deed.WITHDRAW, "2026-10-02T09:00", reason="mistake")

    with pytest.raises(NoBasisError, match=f"it is built on {needed}"):
        run.do(Deed.REOPEN, "2026-10-05T09:00", to=target, reason="it was not")


def test_a_state_that_marks_its_own_instant_is_its_own_basis(run):
    run.launch()
    run.do(Deed.WITHDRAW, "2026-10-02T09:00", reason="mistake")

    run.do(Deed.REOPEN, "2026-10-05T09:00", to="consent", reason="sign it all the same")

    assert run.appraisal.state == "consent"


def test_waiving_goes_where_silence_would(run):
    run.upto("consent")

    run.do(Deed.WAIVE, "2027-01-13T09:00", reason="abroad")

    assert run.appraisal.state == "closed"


def test_waiving_names_the_way_where_there_are_two(run):
    run.upto("rating")

    with pytest.raises(WrongTargetError, match=r"nowhere.*plan, panel"):
        run.do(Deed.WAIVE, "2026-10-20T09:00", reason="left")

    run.do(Deed.WAIVE, "2026-10-20T09:00", to="panel", reason="left")
    assert run.appraisal.state == "panel"


def test_hr_reassigns_a_task_and_both_are_told(run):
    task = run.launch().tasks[0]

    run.do(Deed.REASSIGN, "2026-10-02T09:00", task=task.id, to="bob", zone="Europe/Berlin", reason="parental leave")

    assert run.asked == [("employee", "bob")]
    assert run.appraisal.open_tasks[0].member == Member(person="bob", zone="Europe/Berlin")
    assert run.appraisal.open_tasks[0].due_at == task.due_at
    assert run.told == [("reassigned", "bob"), ("relieved", "ann")]


@pytest.mark.parametrize(
    ("inputs", "error"),
    [
        ({"to": ""}, "another person"),
        ({"to": "ann"}, "another person"),
        ({"to": "bob", "zone": "Mars/Olympus"}, "time zone"),
        ({"to": "bob", "zone": "../etc/passwd"}, "time zone"),
    ],
)
def test_a_task_is_reassigned_to_somebody_possible(run, inputs, error):
    task = run.launch().tasks[0]

    with pytest.raises(WrongValueError, match=error):
        run.do(Deed.REASSIGN, "2026-10-02T09:00", task=task.id, reason="leave", **inputs)


def test_the_rater_is_not_handed_the_appeal(run):
    run.upto("appeal")

    with pytest.raises(RaterExcludedError, match="max took part in rating"):
        run.do(Deed.REASSIGN, "2027-01-15T09:00", task=run.appraisal.open_tasks[0].id, to="max", reason="knows best")


def test_a_task_that_is_over_is_not_reassigned(run):
    run.launch()

    with pytest.raises(TaskOverError):
        run.do(Deed.REASSIGN, "2026-10-02T09:00", task="sample.0.9", to="bob", reason="leave")


def test_the_holder_delegates_and_only_the_heir_is_told(run):
    run.upto("meeting")
    task = run.appraisal.open_tasks[0]

    run.do(
        Deed.DELEGATE, "2027-01-05T09:00", by="max", standing=Standing.PERSON, task=task.id, to="bob", reason="travel"
    )

    assert run.asked == [("manager", "bob")]
    assert run.told == [("reassigned", "bob")]


def test_nobody_delegates_what_is_not_his(run):
    task = run.launch().tasks[0]

    with pytest.raises(NotYourTaskError):
        run.do(
            Deed.DELEGATE, "2026-10-02T09:00", by="bob", standing=Standing.PERSON, task=task.id, to="bob", reason="mine"
        )


def test_hr_moves_a_due_day(run):
    task = run.launch().tasks[0]

    run.do(Deed.EXTEND, "2026-10-02T09:00", task=task.id, due_on="2026-10-20", reason="fair")

    assert run.appraisal.open_tasks[0].due_at == local("2026-10-20T18:00")
    assert run.appraisal.due_at == local("2026-10-16T09:00")
    assert run.told == [("extended", "ann")]


def test_all_open_tasks_are_moved_at_once(run):
    run.upto("appeal")

    run.do(Deed.EXTEND, "2027-01-15T09:00", due_on="2027-03-01", reason="court")

    assert {task.due_at for task in run.appraisal.open_tasks} == {local("2027-03-01T18:00")}


@pytest.mark.parametrize("due_on", ["2026-10-01", "soon", ""])
def test_a_due_day_lies_in_the_future(run, due_on):
    run.launch()

    with pytest.raises(WrongValueError):
        run.do(Deed.EXTEND, "2026-10-02T09:00", due_on=due_on, reason="fair")


def test_a_withdrawn_appraisal_asks_nobody_and_tells_who_was_asked(run):
    run.upto("meeting")

    run.do(Deed.WITHDRAW, "2027-01-05T09:00", reason="left the firm")

    assert run.appraisal.state == "withdrawn"
    assert run.appraisal.due_at is None
    assert run.told == [("withdrawn", "max"), ("withdrawn", "ann")]
    with pytest.raises(NotNowError):
        run.do(Deed.WITHDRAW, "2027-01-05T10:00", reason="again")


def test_a_withdrawn_appraisal_can_be_reopened(run):
    run.launch()
    run.do(Deed.WITHDRAW, "2026-10-02T09:00", reason="mistake")

    run.do(Deed.REOPEN, "2026-10-05T09:00", to="plan", reason="it was not")

    assert run.asked == [("employee", "ann")]


def test_a_paused_appraisal_is_left_alone(run):
    task = run.launch().tasks[0]

    run.do(Deed.PAUSE, "2026-10-02T09:00", reason="sick")

    assert run.appraisal.due_at is None
    assert run.told == [("paused", "ann")]
    with pytest.raises(PausedError):
        run.answer("submit", "2026-10-05T09:00", sheet=PLAN)
    with pytest.raises(PausedError):
        run.do(Deed.REASSIGN, "2026-10-05T09:00", task=task.id, to="bob", reason="sick")


def test_resumed_everybody_gets_the_lost_time(run):
    run.launch()
    run.do(Deed.PAUSE, "2026-10-02T09:00", reason="sick")

    run.do(Deed.RESUME, "2026-10-12T09:00", reason="well again")

    assert run.appraisal.open_tasks[0].due_at == local("2026-10-19T18:00")
    assert run.told == [("resumed", "ann")]


def test_only_what_is_paused_is_resumed(run):
    run.launch()

    with pytest.raises(NotNowError, match="Cannot resume"):
        run.do(Deed.RESUME, "2026-10-02T09:00", reason="well again")


def test_what_is_paused_is_withdrawn_but_not_paused_again(run):
    run.launch()
    run.do(Deed.PAUSE, "2026-10-02T09:00", reason="sick")

    with pytest.raises(PausedError):
        run.do(Deed.PAUSE, "2026-10-03T09:00", reason="sick")
    run.do(Deed.WITHDRAW, "2026-10-05T09:00", reason="left")
    assert run.appraisal.paused_at is None


# -- a changed organisation -----------------------------------------------------------------------------------------


def body(cast):
    return {role: [[one.person, one.zone] for one in members] for role, members in cast.items()}


NEW_MANAGER = {**CAST, "manager": (Member(person="ned", zone=ZONE),)}


def recast(run, cast, at="2027-01-05T09:00"):
    return run.do(Deed.RECAST, at, by="system", standing=Standing.SYSTEM, cast=body(cast), reason="import")


def test_a_new_manager_takes_over_what_is_open_and_both_are_told(run):
    run.upto("meeting")
    due_at = run.appraisal.open_tasks[0].due_at

    recast(run, NEW_MANAGER)

    assert run.asked == [("manager", "ned")]
    assert run.appraisal.open_tasks[0].due_at == due_at
    assert run.told == [("relieved", "max"), ("reassigned", "ned")]


def test_a_policy_may_leave_open_tasks_where_they_are():
    run = Run(replace(WORKFLOW, manager_change="stay", fingerprint="d" * 64)).upto("meeting")

    recast(run, NEW_MANAGER)

    assert run.asked == [("manager", "max")]
    assert run.appraisal.cast["manager"][0].person == "ned"


def test_a_delegated_task_stays_where_it_was_put(run):
    run.upto("meeting")
    task = run.appraisal.open_tasks[0]
    run.do(Deed.REASSIGN, "2027-01-05T08:00", task=task.id, to="bob", reason="travel")

    recast(run, NEW_MANAGER)

    assert run.asked == [("manager", "bob")]


def test_an_unchanged_role_keeps_its_tasks(run):
    run.upto("meeting")

    recast(run, {**CAST, "hr": (Member(person="hr3", zone=ZONE),)})

    assert run.asked == [("manager", "max")]
    assert run.told == []


def test_where_the_new_holder_is_asked_already_there_is_no_second_task(run):
    run.upto("appeal")

    recast(run, {**CAST, "skip_level": CAST["hr"][:1]}, "2027-01-15T09:00")

    assert run.asked == [("hr", "hr1"), ("hr", "hr2")]


def test_a_closed_appraisal_takes_the_new_cast_quietly(run):
    run.launch()
    run.do(Deed.WITHDRAW, "2026-10-02T09:00", reason="left")

    recast(run, NEW_MANAGER)

    assert run.told == []


# -- the same again -------------------------------------------------------------------------------------------------


def test_deciding_twice_gives_the_same_decision(run):
    run.launch()
    task = run.appraisal.open_tasks[0]
    inputs: dict[str, Json] = {"answer": "submit", "sheet": {"goals": [{"goal": "sell", "weight": "100"}]}}
    action = Action(
        deed=Deed.ANSWER,
        actor="ann",
        standing=Standing.PERSON,
        channel=Channel.MAIL,
        task=task.id,
        inputs=inputs,
    )

    once = decide(WORKFLOW, run.appraisal, action, local("2026-10-02T09:00"))
    again = decide(WORKFLOW, run.appraisal, action, local("2026-10-02T09:00"))

    assert once == again
    assert date(2026, 10, 1) == run.appraisal.starts_on
