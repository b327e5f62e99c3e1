from dataclasses import replace
from datetime import UTC, datetime, time

import pytest

from cycleflow.core.calendar import Offset, Unit
from cycleflow.core.daterule import DateRule, Pick
from cycleflow.core.launching import planned
from cycleflow.core.refusals import WindowClosedError
from cycleflow.core.timers import BellKind, bells, next_due
from cycleflow.core.workflow import Due, Escalation, Silence
from tests.core.samples import CYCLE, WORKFLOW, Run, local, with_state


def test_the_earliest_bell_is_when_the_clock_next_has_something_to_do(run):
    run.launch()
    appraisal = run.appraisal

    rest = bells(WORKFLOW, appraisal)

    assert next_due(WORKFLOW, appraisal) == rest[0].at == min(bell.at for bell in rest)
    assert {bell.task for bell in rest if bell.kind is BellKind.REMINDER} == {appraisal.open_tasks[0].id}


def due(anchor, *, at_least=None, **rest):
    return Due(rule=DateRule(anchor=anchor, **rest), at_least=at_least)


def hours(count):
    return Offset(count=count, unit=Unit.HOURS)


VALENTINE = due("cycle.end", pick=Pick(count=14, month=12), at=time(17, 30))


@pytest.mark.parametrize(("at", "late"), [("2026-12-14T17:30:00", False), ("2026-12-14T17:30:01", True)])
def test_a_due_with_a_time_falls_at_it_and_one_second_later_is_late(at, late):
    run = Run(with_state("plan", due=VALENTINE, reminders=(Offset(count=0, unit=Unit.MINUTES),), escalations=()))
    run.launch()

    run.ring(at)

    assert run.appraisal.open_tasks[0].due_at == local("2026-12-14T17:30")
    assert run.decisions[-1].notices[0].facts["late"] is late


def test_reminders_of_a_due_with_a_time_leave_in_the_morning_or_hours_before():
    run = Run(with_state("plan", due=VALENTINE, reminders=(Offset(count=0, unit=Unit.DAYS), hours(-2)), escalations=()))
    run.launch()

    assert [bell.at for bell in bells(run.workflow, run.appraisal)] == [
        local("2026-12-14T09:00"),
        local("2026-12-14T15:30"),
    ]


def test_hours_are_counted_from_the_instant_of_entering():
    escalations = (Escalation(role="manager", after=hours(1)),)
    run = Run(with_state("plan", due=due("opened", offset=hours(24)), reminders=(), escalations=escalations))
    run.launch("2026-10-01T09:12:13")

    assert run.appraisal.open_tasks[0].due_at == local("2026-10-02T09:12:13")
    assert run.appraisal.due_at == local("2026-10-02T10:12:13")


def test_the_least_time_may_be_hours_and_goes_by_the_time_of_the_rule():
    started = {"at": time(8), "pick": Pick(count=2, month=10)}
    short = Run(with_state("plan", due=due("cycle.end", at_least=hours(48), **started)))
    long = Run(with_state("plan", due=due("cycle.end", at_least=Offset(count=2), **started)))
    short.launch("2026-10-01T09:00")
    long.launch("2026-10-01T09:00")

    assert short.appraisal.open_tasks[0].due_at == local("2026-10-03T09:00")
    assert long.appraisal.open_tasks[0].due_at == local("2026-10-05T08:00")


def test_silence_after_hours_begins_one_second_after_the_last():
    silence = Silence(after=hours(2), hand_to="hr")
    run = Run(with_state("plan", due=VALENTINE, reminders=(), escalations=(), silence=silence))
    run.launch()

    assert run.appraisal.due_at == local("2026-12-14T19:30:01")


@pytest.mark.parametrize(
    ("opens", "at"),
    [
        ({"pick": Pick(count=1, month=11)}, "2026-11-01T09:00"),
        ({"pick": Pick(count=1, month=11), "at": time(0)}, "2026-11-01T00:00"),
    ],
)
def test_a_state_opens_in_the_morning_or_at_its_time(opens, at):
    run = Run(with_state("plan", opens=DateRule(anchor="cycle.end", **opens)))
    run.launch()

    assert run.appraisal.opens_at == local(at)


def test_an_answer_may_be_open_to_an_instant():
    until = DateRule(anchor="published", offset=hours(24))
    answers = {**WORKFLOW.states["consent"].answers}
    answers["appeal"] = replace(answers["appeal"], until=until)
    run = Run(with_state("consent", answers=answers)).upto("consent")

    with pytest.raises(WindowClosedError, match="ended on 2027-01-13 12:00"):
        run.answer("appeal", "2027-01-13T12:00:01", by="ann", sheet={"comment": "no"})
    run.answer("appeal", "2027-01-13T12:00:00", by="ann", sheet={"comment": "no"})


def test_what_is_paused_or_not_yet_launched_has_no_bells(run):
    run.launch()
    paused = replace(run.appraisal, paused_at=datetime(2026, 10, 9, tzinfo=UTC))

    for silent in (paused, planned(CYCLE, "ann")):
        assert bells(WORKFLOW, silent) == ()
        assert next_due(WORKFLOW, silent) is None
