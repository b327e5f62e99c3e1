"""Scripted participants: when they act, and what they answer."""

from dataclasses import replace
from datetime import timedelta

import pytest

from cycleflow.core.calendar import Offset, Unit, local_day
from cycleflow.core.daterule import DateRule
from cycleflow.core.engine import decide
from cycleflow.core.model import Channel, Deed
from cycleflow.core.organisation import Person
from cycleflow.core.workflow import Answer, Due, Silence
from cycleflow.journeys.participants import AT_LEAST, Asked, Participants, Temperament, acts_at, reply, steps_to_end
from tests.core.samples import CAST, WORKFLOW, Run, days, local, with_state, words
from tests.offices import COMPANY

PEOPLE = {
    member.person: Person(number=member.person, name=member.person, email="x@example.com", locale="en")
    for members in CAST.values()
    for member in members
}


def cast(usual=Temperament.PUNCTUAL, **temperaments):
    return Participants(people=PEOPLE, usual=usual, temperaments=temperaments)


def asked_in(state, *, by=None, workflow=WORKFLOW):
    """Return the run walked to a state, and the task of somebody asked there."""
    run = Run(workflow).upto(state)
    if run.appraisal.opens_at:
        run.ring("2026-12-28T09:00")
    task = next(one for one in run.appraisal.open_tasks if by in (None, one.member.person))
    return run, task


def answer_of(participants, run, task, at):
    asked = Asked(workflow=run.workflow, appraisal=run.appraisal, task=task, now=local(at))
    return reply(participants, asked).inputs["answer"]


@pytest.mark.parametrize("temperament", [Temperament.PUNCTUAL, Temperament.APPEALING, Temperament.REFUSING])
def test_the_punctual_answer_in_time_and_in_working_hours(temperament):
    _, task = asked_in("plan")

    at = acts_at(cast(temperament), WORKFLOW, task)

    assert task.opened_at + AT_LEAST <= at < task.due_at
    assert WORKFLOW.calendar.is_workday(local_day(at, "Asia/Shanghai"))


def test_the_punctual_answer_in_time_also_where_it_is_due_at_an_hour():
    workflow = with_state("plan", due=Due(rule=DateRule(anchor="opened", offset=Offset(count=10, unit=Unit.MINUTES))))
    _, task = asked_in("plan", workflow=workflow)

    assert task.due_at == task.opened_at + timedelta(minutes=10)
    assert acts_at(cast(), workflow, task) <= task.due_at


def test_the_late_answer_after_it_was_due():
    _, task = asked_in("plan")

    assert acts_at(cast(Temperament.LATE), WORKFLOW, task) > task.due_at


def test_the_silent_never_answer():
    _, task = asked_in("plan")

    assert acts_at(cast(Temperament.SILENT), WORKFLOW, task) is None


def test_the_absent_leave_undone_what_goes_on_without_them():
    _, task = asked_in("rating")

    assert acts_at(cast(Temperament.ABSENT), WORKFLOW, task) is None


def test_the_absent_do_late_what_does_not_go_on_without_them():
    _, task = asked_in("plan")

    assert acts_at(cast(Temperament.ABSENT), WORKFLOW, task) > task.due_at


def test_the_absent_answer_what_was_handed_to_them():
    _, task = asked_in("rating")

    assert acts_at(cast(Temperament.ABSENT), WORKFLOW, replace(task, role="skip_level"))


def test_nobody_answers_before_he_is_asked():
    _, task = asked_in("plan")
    at_night = replace(task, opened_at=task.due_at - timedelta(minutes=1))

    assert acts_at(cast(), WORKFLOW, at_night) >= at_night.opened_at + AT_LEAST


def test_a_panel_meets_shortly_before_the_end():
    _, task = asked_in("panel")

    assert acts_at(cast(), WORKFLOW, task) == task.due_at - timedelta(hours=2)


def test_people_are_as_they_usually_are_unless_they_are_named():
    participants = cast(Temperament.LATE, ann=Temperament.SILENT)

    assert participants.temperament("ann") is Temperament.SILENT
    assert participants.temperament("max") is Temperament.LATE


def test_an_answer_comes_filled_in_and_is_accepted():
    run, task = asked_in("plan")
    now = local("2026-10-08T10:00")

    action = reply(cast(), Asked(workflow=WORKFLOW, appraisal=run.appraisal, task=task, now=now))

    assert (action.deed, action.actor, action.task, action.channel) == (Deed.ANSWER, "ann", task.id, Channel.REHEARSAL)
    assert decide(WORKFLOW, run.appraisal, action, now).appraisal.state == "rating"


def test_people_choose_what_leads_to_the_end():
    run, task = asked_in("consent", by="ann")

    assert answer_of(cast(), run, task, "2027-01-14T10:00") == "sign"


def test_the_appealing_appeal():
    run, task = asked_in("consent", by="ann")

    assert answer_of(cast(ann=Temperament.APPEALING), run, task, "2027-01-14T10:00") == "appeal"


def test_the_appealing_sign_when_it_is_too_late_to_appeal():
    run, task = asked_in("consent", by="ann")

    assert answer_of(cast(ann=Temperament.APPEALING), run, task, "2027-02-14T10:00") == "sign"


def test_where_every_window_is_closed_people_try_all_the_same():
    closed = Answer(name="sign", title=words("sign"), to="closed", until=DateRule(anchor="cycle.start"))
    run, task = asked_in("consent", by="ann", workflow=with_state("consent", answers={"sign": closed}))

    assert answer_of(cast(), run, task, "2027-01-14T10:00") == "sign"


def test_now_and_then_work_is_sent_back():
    run, task = asked_in("rating")
    visits = [replace(task, id=f"{task.id}.{number}") for number in range(200)]

    chosen = [answer_of(cast(), run, visit, "2027-01-04T10:00") for visit in visits]

    assert 0 < chosen.count("back") < 40


def test_nobody_is_sent_back_where_there_is_no_other_way():
    back = Answer(name="back", title=words("back"), to="plan")
    run, task = asked_in("rating", workflow=with_state("rating", answers={"back": back}))

    assert answer_of(cast(), run, task, "2027-01-04T10:00") == "back"


def test_a_blank_answer_has_no_sheet():
    skip = {"skip": WORKFLOW.states["meeting"].answers["skip"]}
    run, task = asked_in("meeting", workflow=with_state("meeting", answers=skip))
    asked = Asked(workflow=run.workflow, appraisal=run.appraisal, task=task, now=local("2027-01-04T10:00"))

    assert reply(cast(), asked).inputs == {"answer": "skip", "sheet": {}}


def test_the_way_to_the_end_is_counted_in_steps():
    steps = steps_to_end(WORKFLOW)

    assert (steps["closed"], steps["consent"], steps["appeal"], steps["talk"]) == (0, 1, 1, 2)


def test_silence_is_a_step_as_well():
    silent = with_state("plan", answers={}, silence=Silence(after=days(1), to="closed"))

    assert steps_to_end(silent)["plan"] == 1


def test_people_say_what_they_know_in_their_language():
    participants = replace(cast(), phrases={"reason": [{"zh": "好", "en": "good"}]})

    assert participants.says("reason", "ann") == "good"
    assert participants.says("other", "ann") == "other"


def test_somebody_names_those_at_work_beside_him_first():
    people = {one.number: one for one in (*COMPANY, replace(COMPANY[8], number="E10", status="left"))}

    named = Participants(people=people).colleagues("E2")

    assert named[:3] == ("E2", "E3", "E4")
    assert "E10" not in named
