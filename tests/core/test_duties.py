"""What is asked beside the states: again and again, raised, missed, withdrawn; and never in the way of a state."""

from dataclasses import replace
from datetime import time

import pytest

from cycleflow.core.calendar import Offset
from cycleflow.core.daterule import END, DateRule, Weekday
from cycleflow.core.duties import raise_duty, withdraw_duty
from cycleflow.core.launching import planned
from cycleflow.core.migrating import obstacles
from cycleflow.core.model import Action, Channel, Deed, Member, OccurrenceStatus, Standing, TaskStatus
from cycleflow.core.recurrence import Every
from cycleflow.core.refusals import (
    NotNowError,
    NotYetGivenError,
    PausedError,
    ReasonMissingError,
    SheetError,
    TaskOverError,
    UnknownAnswerError,
)
from cycleflow.core.replay import replay
from cycleflow.core.snapshot import dump, dump_cast, load
from cycleflow.core.timers import BellKind, bells
from cycleflow.core.turn import Turn
from cycleflow.core.workflow import Answer, Due, Escalation, FieldKind, Missed, Sheet, Tell
from tests.core.samples import (
    CAST,
    CYCLE,
    PLAN,
    WORKFLOW,
    ZONE,
    Condition,
    Run,
    answers,
    days,
    duty,
    field,
    fields,
    local,
    with_duties,
    with_state,
    words,
)

SUNDAYS = Every(weekday=Weekday.SUNDAY, rule=DateRule(anchor=END, at=time(16)))
WEEKLY = duty("weekly", every=SUNDAYS, reminders=(days(-1),), escalations=(Escalation(role="hr", after=days(1)),))
"""The first sunday of the sample's quarter is 2026-10-04."""

TALK = duty("chat", due=Due(rule=DateRule(anchor="opened", offset=Offset(count=4))))


def launched(*duties, workflow=WORKFLOW, at="2026-10-01T09:00", cast=CAST):
    run = Run(workflow=with_duties(*duties, workflow=workflow), cast=cast)
    run.launch(at)
    return run


def errands(run):
    return [(one.state, one.occurrence, one.member.person) for one in run.appraisal.open_errands]


def log(run, name="weekly"):
    return [(row.number, row.status.value) for row in run.appraisal.duties[name].rows]


def raising(name, **rest):
    """Return the sample with a plan whose submission raises the duty."""
    raises = Answer(name="submit", title=words("submit"), to="rating", raises=(name,))
    return with_state("plan", answers=answers(submit=raises), **rest)


def replayed(run):
    """Check that the history replays, and that the snapshot reads back."""
    found = replay(run.entries, {run.workflow.fingerprint: run.workflow})
    assert found.flaws == ()
    assert found.appraisal == run.appraisal
    assert load(dump(run.appraisal)) == run.appraisal
    return True


def test_the_order_logs_were_stored_in_changes_no_history():
    run = launched(WEEKLY, duty("daily", every=WEEKLY.every))
    stored = run.appraisal.duties
    run.appraisal = replace(run.appraisal, duties={name: stored[name] for name in sorted(stored)})

    run.ring("2026-10-04T16:00")

    assert [one["duty"] for one in run.entries[-1].changed["duties"]] == ["weekly", "daily"]
    assert replayed(run)


# -- recurring ---------------------------------------------------------------------------------------------------------


def test_a_recurring_duty_is_asked_at_launch_beside_the_first_state():
    run = launched(WEEKLY)

    assert run.asked == [("employee", "ann")]
    assert errands(run) == [("weekly", 1, "ann")]
    assert run.told == [("task", "ann"), ("task", "ann")]
    assert run.decisions[-1].notices[1].facts["state"] == "weekly"
    assert run.appraisal.open_errands[0].due_at == local("2026-10-04T16:00")
    assert run.appraisal.due_at == local("2026-10-03T09:00")
    assert run.entries[0].changed["duties"] == [{"duty": "weekly", "occurrence": 1, "status": "open"}]


def test_a_launch_before_the_cycle_waits_and_one_in_its_middle_joins_in():
    assert errands(launched(WEEKLY, at="2026-09-28T09:00")) == []
    assert errands(launched(WEEKLY, at="2026-10-07T09:00")) == [("weekly", 2, "ann")]
    assert errands(launched(WEEKLY, at="2026-12-28T09:00")) == []


def test_what_waits_is_asked_as_the_cycle_begins():
    run = launched(WEEKLY, at="2026-09-28T09:00")
    assert run.appraisal.due_at == local("2026-10-01T09:00")

    run.ring("2026-10-01T09:00")

    assert errands(run) == [("weekly", 1, "ann")]


def test_the_next_is_asked_when_one_falls_due_and_a_duty_survives_every_state():
    run = launched(WEEKLY)
    run.answer("file", "2026-10-04T15:59", duty="weekly")
    assert errands(run) == []

    run.ring("2026-10-04T16:00")
    run.answer("submit", "2026-10-08T10:00", sheet=PLAN)

    assert errands(run) == [("weekly", 2, "ann")]
    assert log(run) == [(1, "done"), (2, "open")]
    assert replayed(run)


def test_what_is_late_can_still_be_done_until_it_falls_due_again():
    run = launched(WEEKLY)
    run.ring("2026-10-04T16:00")
    assert errands(run) == [("weekly", 1, "ann"), ("weekly", 2, "ann")]

    run.answer("file", "2026-10-04T16:00:01", duty="weekly")
    run.ring("2026-10-11T16:00")

    assert log(run) == [(1, "done"), (2, "open"), (3, "open")]


def test_what_is_not_done_by_the_next_time_is_missed():
    run = launched(WEEKLY)
    run.ring("2026-10-04T16:00")
    run.ring("2026-10-11T16:00")

    decision = run.decisions[-1]
    assert log(run) == [(1, "missed"), (2, "open"), (3, "open")]
    assert [task.status for task in decision.tasks if task.occurrence == 1] == [TaskStatus.VOID]
    assert decision.entry.changed["duties"] == [
        {"duty": "weekly", "occurrence": 1, "status": "missed"},
        {"duty": "weekly", "occurrence": 3, "status": "open"},
    ]
    assert replayed(run)


def test_a_duty_may_be_over_earlier_and_raise_another():
    strict = replace(WEEKLY, missed=Missed(after=days(1), raises=("chat",)))
    run = launched(strict, TALK)
    run.ring("2026-10-04T16:00")
    run.ring("2026-10-06T00:00")

    assert log(run) == [(1, "missed"), (2, "open")]
    assert errands(run) == [("weekly", 2, "ann"), ("chat", 1, "ann")]


def test_after_an_outage_only_what_can_still_be_done_is_asked():
    run = launched(WEEKLY)

    run.ring("2026-11-10T09:00")

    assert log(run) == [(1, "missed"), (7, "open")]
    assert run.told[:2] == [("task", "ann"), ("reminder", "ann")]


def test_nothing_recurs_beyond_the_cycle_and_the_last_is_missed_like_any_other():
    run = launched(WEEKLY)
    run.ring("2026-12-27T15:00")
    assert errands(run)[-1] == ("weekly", 13, "ann")

    run.ring("2027-01-03T16:00")

    assert log(run)[-1] == (13, "missed")
    assert all(bell.kind is not BellKind.DUTY for bell in bells(run.workflow, run.appraisal))


def test_an_outage_over_the_last_occurrence_rings_once_and_comes_to_rest():
    run = launched(WEEKLY)
    run.answer("file", "2026-10-02T09:00", duty="weekly")

    run.ring("2027-01-20T09:00")

    assert log(run) == [(1, "done")]
    assert run.appraisal.duties["weekly"].next == 14
    assert all(bell.duty is None for bell in bells(run.workflow, run.appraisal))


def test_a_duty_asked_twice_within_each_time_is_asked_again_at_once():
    """Part c, 64: a month with one recorded check is short of one."""
    monthly = duty("checks", every=Every(), times=2)
    run = launched(monthly)
    run.answer("file", "2026-10-09T10:00", duty="checks")
    assert errands(run) == [("checks", 1, "ann")]
    assert run.told == [("task", "ann")]

    run.ring("2026-10-31T18:00")
    run.ring("2026-11-30T18:00")

    assert log(run, "checks") == [(1, "done"), (1, "missed"), (2, "open"), (3, "open")]
    assert replayed(run)


def test_each_time_that_is_missing_is_missed():
    run = launched(duty("checks", every=Every(), times=3))
    run.ring("2026-10-31T18:00")
    run.ring("2026-11-30T18:00")

    assert log(run, "checks") == [(1, "missed"), (2, "open"), (1, "missed"), (1, "missed"), (3, "open")]


def test_every_second_is_enough_when_both_were_done():
    run = launched(duty("checks", every=Every(), times=2))
    run.answer("file", "2026-10-09T10:00", duty="checks")
    run.answer("file", "2026-10-19T10:00", duty="checks")

    assert errands(run) == []
    assert log(run, "checks") == [(1, "done"), (1, "done")]


# -- bells -------------------------------------------------------------------------------------------------------------


def test_a_duty_has_reminders_and_escalations_of_its_own():
    run = launched(WEEKLY)

    run.ring("2026-10-03T09:00")
    assert run.told == [("reminder", "ann")]
    assert run.decisions[-1].notices[0].facts["state"] == "weekly"

    run.ring("2026-10-04T16:00")
    run.ring("2026-10-05T09:00")
    assert run.told == [("escalation", "hr1"), ("escalation", "hr2")]
    assert run.decisions[-1].notices[0].facts["state"] == "weekly"


def test_entering_a_state_silences_no_duty():
    run = launched(WEEKLY)

    run.answer("submit", "2026-10-03T09:01", sheet=PLAN)

    assert run.appraisal.due_at == local("2026-10-03T09:00")
    run.ring("2026-10-03T09:02")
    assert run.told == [("reminder", "ann")]


def test_a_duty_rings_while_the_state_waits_for_its_day():
    run = launched(WEEKLY)
    run.answer("submit", "2026-10-02T10:00", sheet=PLAN)

    assert run.appraisal.opens_at == local("2026-12-28T09:00")
    assert run.appraisal.due_at == local("2026-10-03T09:00")
    assert [bell.kind for bell in bells(run.workflow, run.appraisal)] == [
        *(BellKind.REMINDER, BellKind.DUTY, BellKind.ESCALATION, BellKind.MISSED, BellKind.OPEN)
    ]


def test_silence_of_a_state_and_a_missed_duty_can_ring_at_once():
    run = Run(workflow=with_duties(WEEKLY)).upto("meeting")
    before = run.appraisal.state

    run.ring("2027-01-20T09:00")

    assert (before, run.appraisal.state) == ("meeting", "consent")
    assert log(run)[-1][1] == "missed"
    assert replayed(run)


# -- raised ------------------------------------------------------------------------------------------------------------


def test_an_answer_raises_a_duty_that_falls_due_from_then_on():
    run = launched(TALK, workflow=raising("chat"))
    assert errands(run) == []

    run.answer("submit", "2026-10-08T10:00", sheet=PLAN)

    assert errands(run) == [("chat", 1, "ann")]
    assert run.appraisal.open_errands[0].due_at == local("2026-10-14T18:00")
    assert replayed(run)


def test_a_cohort_that_is_released_raises_a_duty():
    release = Answer(name="release", title=words("release"), to="meeting", raises=("chat",))
    run = Run(workflow=with_duties(TALK, workflow=with_state("panel", answers=answers(release=release))))

    run.upto("meeting")

    assert errands(run) == [("chat", 1, "ann")]


def test_a_duty_may_outlast_the_appraisal():
    run = Run(workflow=with_duties(TALK, workflow=raising("chat"))).upto("consent")
    run.answer("sign", "2027-01-14T10:00", by="ann")
    run.answer("sign", "2027-01-14T11:00", by="max")
    assert run.appraisal.state == "closed"

    run.answer("file", "2027-01-15T09:00", duty="chat")

    assert log(run, "chat") == [(1, "done")]
    assert run.appraisal.due_at is None
    assert replayed(run)


def test_a_duty_leads_to_the_next_and_may_come_back_to_itself():
    """Part b, 62 and 63: needs, plan, carry out, judge; from the beginning where the goal was not reached."""
    follow = Answer(name="again", title=words("again"), to="", raises=("improve",))
    improve = duty("improve", due=TALK.due, answers=answers(again=follow, reached=""))
    run = launched(improve, workflow=raising("improve"))
    run.answer("submit", "2026-10-08T10:00", sheet=PLAN)

    run.answer("again", "2026-10-09T10:00", duty="improve")
    run.answer("reached", "2026-10-12T10:00", duty="improve")

    assert log(run, "improve") == [(1, "done"), (2, "done")]
    assert [row.answer for row in run.appraisal.duties["improve"].rows] == ["again", "reached"]


def test_both_sides_must_agree_and_the_answer_listed_first_prevails():
    """Part b, 62: a plan is active once both have agreed."""
    refuse = Answer(name="refuse", title=words("refuse"), to="", raises=("plan_of",))
    agree = Answer(name="agree", title=words("agree"), to="", raises=("chat",))
    both = duty(
        "plan_of", ask={"employee": None, "manager": None}, due=TALK.due, answers=answers(refuse=refuse, agree=agree)
    )
    run = launched(both, TALK, workflow=raising("plan_of"))
    run.answer("submit", "2026-10-08T10:00", sheet=PLAN)

    run.answer("agree", "2026-10-09T10:00", by="max", duty="plan_of")
    assert log(run, "plan_of") == [(1, "open")]
    assert replayed(run)
    run.answer("refuse", "2026-10-09T11:00", by="ann", duty="plan_of")
    assert errands(run) == [("plan_of", 2, "ann"), ("plan_of", 2, "max")]
    run.answer("agree", "2026-10-12T10:00", by="max", duty="plan_of")
    run.answer("agree", "2026-10-12T11:00", by="ann", duty="plan_of")

    assert errands(run) == [("chat", 1, "ann")]
    assert run.appraisal.duties["plan_of"].rows[1].by == ("max", "ann")
    assert replayed(run)


def test_who_has_done_his_part_is_not_told_when_it_is_called_off_or_missed():
    both = replace(TALK, ask={"employee": None, "manager": None}, missed=Missed(after=days(1)))
    run = launched(both, workflow=raising("chat"))
    run.answer("submit", "2026-10-08T10:00", sheet=PLAN)
    run.answer("file", "2026-10-09T10:00", by="max", duty="chat")

    again = Turn(run.workflow, run.appraisal, run.decisions[-1].entry, local("2026-10-09T11:00"))
    withdraw_duty(again, "chat", "not needed")
    run.ring("2026-10-16T00:00")

    assert [one.person for one in again.notices] == ["ann"]
    assert log(run, "chat") == [(1, "missed")]
    assert errands(run) == []


def test_any_one_of_several_may_be_enough():
    shared = duty("shared", ask={"hr": None}, due=TALK.due, complete="any")
    run = launched(shared, workflow=raising("shared"))
    run.answer("submit", "2026-10-08T10:00", sheet=PLAN)

    run.answer("file", "2026-10-09T10:00", by="hr2", duty="shared")

    assert {task.member.person: task.status for task in run.decisions[-1].tasks} == {
        "hr1": TaskStatus.VOID,
        "hr2": TaskStatus.DONE,
    }


def test_a_duty_keeps_what_is_filled_in_and_another_may_count_from_it():
    """Part b, 61: a coaching talk names its follow-up day, and that day is asked for."""
    coaching = duty(
        "coaching",
        ask={"manager": "coaching"},
        due=TALK.due,
        answers=answers(
            held=Answer(name="held", title=words("held"), to="", raises=("follow_up",)),
            off=Answer(name="off", title=words("off"), to="", blank=True),
        ),
    )
    follow_up = duty("follow_up", due=Due(rule=DateRule(anchor="coaching.follow_up_on")))
    sheet = Sheet(name="coaching", fields=fields(field("action"), field("follow_up_on", FieldKind.DATE)))
    workflow = raising("coaching")
    workflow = replace(workflow, sheets={**workflow.sheets, "coaching": sheet})
    run = launched(coaching, follow_up, workflow=workflow)
    run.answer("submit", "2026-10-08T10:00", sheet=PLAN)

    with pytest.raises(SheetError, match="follow_up_on: This is needed"):
        run.answer("held", "2026-10-09T10:00", duty="coaching", sheet={"action": "train"})
    run.answer("held", "2026-10-09T10:00", duty="coaching", sheet={"action": "train", "follow_up_on": "2026-11-09"})

    assert run.appraisal.open_errands[0].due_at == local("2026-11-09T18:00")
    assert run.appraisal.duties["coaching"].rows[0].sheet == {"action": "train", "follow_up_on": "2026-11-09"}
    assert replayed(run)


def test_a_blank_answer_to_a_duty_takes_no_sheet():
    off = Answer(name="off", title=words("off"), to="", blank=True)
    coaching = replace(TALK, ask={"employee": "plan"}, answers=answers(held="", off=off))
    run = launched(coaching, workflow=raising("chat"))
    run.answer("submit", "2026-10-08T10:00", sheet=PLAN)

    run.answer("off", "2026-10-09T10:00", duty="chat", sheet=PLAN)

    assert run.appraisal.duties["chat"].rows[0].sheet == {}


def test_others_may_be_told_that_a_duty_is_asked():
    told = replace(TALK, tell=(Tell(role="manager", notice="closed"),))
    run = launched(told, workflow=raising("chat"))

    run.answer("submit", "2026-10-08T10:00", sheet=PLAN)

    assert run.told == [("task", "ann"), ("closed", "max")]
    assert run.decisions[-1].notices[-1].facts["state"] == "chat"


def test_an_answer_that_is_none_is_refused_and_one_too_late_as_well():
    run = launched(WEEKLY)
    with pytest.raises(UnknownAnswerError, match="weekly"):
        run.answer("submit", "2026-10-02T10:00", duty="weekly")
    task = run.appraisal.open_errands[0].id
    run.answer("file", "2026-10-02T10:00", duty="weekly")

    with pytest.raises(TaskOverError):
        run.do(Deed.ANSWER, "2026-10-02T11:00", by="ann", standing=Standing.PERSON, task=task, answer="file")


# -- the interface for outcomes ----------------------------------------------------------------------------------------


def turn_of(run, at):
    action = Action(deed=Deed.RING, actor="clock", standing=Standing.CLOCK, channel=Channel.CLOCK)
    return Turn(run.workflow, run.appraisal, action, local(at))


def test_a_duty_is_raised_with_a_reason_that_is_told_and_kept():
    turn = turn_of(launched(TALK), "2026-10-09T10:00")

    raise_duty(turn, "chat", reason="twice below 35", facts={"score": "34"})

    (notice,) = turn.notices
    assert notice.facts == {"state": "chat", "reason": "twice below 35", "score": "34", "due": notice.facts["due"]}
    assert turn.appraisal.duties["chat"].rows[0].reason == "twice below 35"


def test_a_withdrawn_duty_is_told_and_what_was_done_stays():
    turn = turn_of(launched(TALK), "2026-10-09T10:00")
    raise_duty(turn, "chat")
    raise_duty(turn, "chat")
    decision = turn.seal()
    assert [task.occurrence for task in decision.appraisal.open_errands] == [1, 2]

    again = Turn(turn.workflow, decision.appraisal, turn.action, local("2026-10-12T10:00"))
    withdraw_duty(again, "chat", "the rating was corrected")

    assert again.appraisal.open_errands == ()
    assert [row.status for row in again.appraisal.duties["chat"].rows] == [OccurrenceStatus.WITHDRAWN] * 2
    assert [(one.kind, one.facts["state"], one.facts["reason"]) for one in again.notices] == [
        ("called_off", "chat", "the rating was corrected")
    ] * 2
    withdraw_duty(again, "chat", "again")
    assert len(again.notices) == 2


# -- needs -------------------------------------------------------------------------------------------------------------


def test_a_state_may_need_a_duty_done_and_not_raised_anew():
    """Part b, 13: an interrupted interview must be held again before it goes on."""
    again = Answer(name="interrupted", title=words("interrupted"), to="", raises=("chat",))
    talk = replace(TALK, answers=answers(held="", interrupted=again))
    run = launched(talk, workflow=with_state("rating", workflow=raising("chat"), needs=("chat",), opens=None))
    run.answer("submit", "2026-10-08T10:00", sheet=PLAN)

    with pytest.raises(NotYetGivenError, match="rating needs chat first"):
        run.answer("back", "2026-10-09T10:00")
    run.answer("interrupted", "2026-10-09T10:00", duty="chat")
    with pytest.raises(NotYetGivenError):
        run.answer("back", "2026-10-09T11:00")
    run.answer("held", "2026-10-12T10:00", duty="chat")

    run.answer("submit", "2026-10-12T11:00", sheet={"goals": [{"score": "4"}, {"score": "3"}]})

    assert run.appraisal.state == "panel"


def test_a_recurring_duty_is_needed_once():
    run = launched(WEEKLY, workflow=with_state("plan", needs=("weekly",)))
    with pytest.raises(NotYetGivenError):
        run.answer("submit", "2026-10-02T10:00", sheet=PLAN)
    run.answer("file", "2026-10-02T10:00", duty="weekly")
    run.ring("2026-10-04T16:00")

    run.answer("submit", "2026-10-08T10:00", sheet=PLAN)

    assert run.appraisal.state == "rating"


# -- interventions -----------------------------------------------------------------------------------------------------


def test_a_task_beside_the_states_can_be_given_to_somebody_else():
    run = launched(WEEKLY)
    task = run.appraisal.open_errands[0]

    run.do(Deed.REASSIGN, "2026-10-02T10:00", task=task.id, to="max", reason="ill")

    assert errands(run) == [("weekly", 1, "max")]
    assert run.appraisal.open_errands[0].due_at == task.due_at
    assert {notice.facts["state"] for notice in run.decisions[-1].notices} == {"weekly"}
    run.answer("file", "2026-10-03T10:00", duty="weekly")
    assert run.appraisal.duties["weekly"].rows[0].by == ("max",)
    assert replayed(run)


def test_more_time_for_a_duty_is_more_time_in_its_log():
    run = launched(WEEKLY)

    run.do(Deed.EXTEND, "2026-10-02T10:00", task=run.appraisal.open_errands[0].id, due_on="2026-10-20", reason="abroad")

    assert run.appraisal.duties["weekly"].rows[0].due_at == local("2026-10-20T18:00")
    run.ring("2026-10-11T16:00")
    assert log(run)[0] == (1, "open")


def test_everything_can_be_extended_at_once():
    run = launched(WEEKLY)

    run.do(Deed.EXTEND, "2026-10-02T10:00", due_on="2026-10-20", reason="abroad")

    assert {task.due_at for task in run.appraisal.asked} == {local("2026-10-20T18:00")}


def test_hr_may_call_a_duty_off_with_a_reason():
    run = launched(WEEKLY)
    task = run.appraisal.open_errands[0].id
    with pytest.raises(ReasonMissingError):
        run.do(Deed.WAIVE, "2026-10-02T10:00", task=task)

    run.do(Deed.WAIVE, "2026-10-02T10:00", task=task, reason="on leave")

    assert log(run) == [(1, "withdrawn")]
    assert run.appraisal.state == "plan"
    assert run.told == [("called_off", "ann")]


def test_after_the_end_only_what_is_still_asked_can_be_touched():
    run = Run(workflow=with_duties(TALK, workflow=raising("chat"))).upto("consent")
    run.answer("sign", "2027-01-14T10:00", by="ann")
    run.answer("sign", "2027-01-14T11:00", by="max")

    run.do(Deed.EXTEND, "2027-01-15T10:00", due_on="2027-02-20", reason="abroad")
    run.do(Deed.WAIVE, "2027-01-16T10:00", task=run.appraisal.open_errands[0].id, reason="left")

    with pytest.raises(NotNowError):
        run.do(Deed.EXTEND, "2027-01-17T10:00", due_on="2027-02-20", reason="abroad")


def test_a_pause_excuses_what_falls_due_in_it_and_moves_what_was_raised():
    run = launched(WEEKLY, TALK, workflow=raising("chat"))
    run.answer("submit", "2026-10-02T10:00", sheet=PLAN)

    run.do(Deed.PAUSE, "2026-10-03T10:00", reason="leave")
    assert run.told == [("paused", "ann"), ("paused", "ann")]
    assert run.appraisal.due_at is None
    with pytest.raises(PausedError):
        run.answer("file", "2026-10-03T11:00", duty="weekly")
    with pytest.raises(PausedError):
        run.do(Deed.EXTEND, "2026-10-03T11:00", due_on="2026-10-20", reason="more time")
    run.do(Deed.RESUME, "2026-10-21T10:00", reason="back")

    assert log(run) == [(1, "withdrawn")]
    assert errands(run) == [("chat", 1, "ann")]
    assert run.appraisal.open_errands[0].due_at == local("2026-10-26T18:00")
    run.ring("2026-10-21T10:05")
    assert errands(run) == [("chat", 1, "ann"), ("weekly", 4, "ann")]
    assert log(run) == [(1, "withdrawn"), (4, "open")]
    assert replayed(run)


def test_a_pause_between_two_times_changes_neither():
    run = launched(WEEKLY)

    run.do(Deed.PAUSE, "2026-10-02T10:00", reason="leave")
    run.do(Deed.RESUME, "2026-10-03T10:00", reason="back")

    assert run.appraisal.open_errands[0].due_at == local("2026-10-04T16:00")


def test_a_withdrawn_appraisal_asks_nothing_more_and_a_reopened_one_goes_on():
    run = launched(WEEKLY)

    run.do(Deed.WITHDRAW, "2026-10-02T10:00", reason="by mistake")
    assert errands(run) == []
    assert log(run) == [(1, "withdrawn")]
    assert run.told == [("withdrawn", "ann")]
    assert run.appraisal.due_at is None

    run.do(Deed.REOPEN, "2026-10-14T10:00", to="plan", reason="no mistake")
    run.ring("2026-10-14T10:05")
    assert errands(run) == [("weekly", 3, "ann")]
    assert replayed(run)


def test_a_new_manager_takes_over_what_was_asked_of_the_old():
    boss = duty("boss", ask={"manager": None}, every=SUNDAYS)
    run = launched(boss)
    new = dump_cast({**CAST, "manager": (Member(person="new", zone=ZONE),)})

    run.do(Deed.RECAST, "2026-10-02T10:00", standing=Standing.SYSTEM, cast=new)

    assert errands(run) == [("boss", 1, "new")]
    assert run.told == [("relieved", "max"), ("reassigned", "new")]
    assert replayed(run)


def test_on_another_clock_a_duty_falls_due_later_and_is_late_only_then():
    cast = {**CAST, "employee": (Member(person="ann", zone="Europe/Berlin"),)}
    run = launched(WEEKLY, cast=cast)

    assert run.appraisal.open_errands[0].due_at == local("2026-10-04T22:00")
    run.ring("2026-10-04T16:00")
    assert errands(run) == [("weekly", 1, "ann"), ("weekly", 2, "ann")]
    run.ring("2026-10-11T16:00")
    assert log(run)[0] == (1, "open")
    assert replayed(run)
    run.ring("2026-10-11T22:00")
    assert log(run)[0] == (1, "missed")


def test_an_appraisal_without_duties_is_stored_as_it_always_was():
    run = Run()
    run.launch()

    assert not {"duties", "errands", "called_at"} & dump(run.appraisal).keys()
    assert planned(CYCLE, "ann").asked == ()


def test_what_is_asked_beside_the_states_goes_on_under_another_version():
    run = launched(WEEKLY)
    sundays = with_duties(replace(WEEKLY, name="sundays"))
    (obstacle,) = obstacles(sundays, run.appraisal, {})
    assert str(obstacle) == (
        "It waits for weekly, a duty the new version does not have; name the one that takes its place."
    )

    run.workflow = sundays
    run.do(Deed.MIGRATE, "2026-10-02T10:00", standing=Standing.SYSTEM, states={"weekly": "sundays"}, reason="renamed")
    run.answer("file", "2026-10-03T10:00", duty="sundays")

    assert log(run, "sundays") == [(1, "done")]


# -- roles that depend on what somebody is -----------------------------------------------------------------------------

NEVER = Condition("false", lambda names: False)
CHECK = replace(WEEKLY, name="check", ask={"inspector": None}, reminders=())


def conditional(**cast):
    """Return the sample with an inspector only some have, and who holds which role."""
    return {"workflow": replace(WORKFLOW, held_when={"inspector": NEVER}), "cast": {**CAST, **cast}}


def test_a_duty_of_roles_nobody_holds_here_is_not_asked_nor_escalated():
    run = launched(CHECK, TALK, **conditional(inspector=()))

    assert run.appraisal.duties == {}
    assert run.appraisal.due_at == local("2026-10-06T09:00")
    run.ring("2026-10-06T09:00")
    assert errands(run) == []
    assert replayed(run)


def test_a_duty_of_a_role_without_condition_is_escalated():
    run = launched(CHECK, cast={**CAST, "inspector": ()})

    assert errands(run) == [("check", 1, "hr1"), ("check", 1, "hr2")]


def test_who_becomes_what_has_the_duty_is_asked_from_the_next_time_on():
    run = launched(CHECK, **conditional(inspector=()))
    inspected = dump_cast({**CAST, "inspector": (Member(person="max", zone=ZONE),)})
    run.do(Deed.RECAST, "2026-10-14T10:00", standing=Standing.SYSTEM, cast=inspected)

    run.ring("2026-10-14T10:00")

    assert errands(run) == [("check", 3, "max")]
    assert replayed(run)


def test_raising_what_is_no_duty_here_asks_nobody():
    nobodys = replace(TALK, ask={"inspector": None}, escalations=())
    workflow = replace(raising("chat"), held_when={"inspector": NEVER})
    run = launched(nobodys, workflow=workflow, cast={**CAST, "inspector": ()})

    run.answer("submit", "2026-10-02T10:00", by="ann", sheet=PLAN)

    assert run.appraisal.state == "rating"
    assert run.appraisal.duties == {}
