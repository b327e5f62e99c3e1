import threading
from datetime import timedelta

import pytest

from cycleflow.core.model import Action, Channel, Deed, Standing, TaskStatus
from cycleflow.core.refusals import NotYourTaskError, SheetError, TaskOverError
from cycleflow.errors import NotFoundError
from cycleflow.journeys.answer import act, answer, appraisal_of
from cycleflow.store import appraisals, histories, outbox, tasks
from tests.offices import LAUNCH

GOALS = {"goals": ({"goal": "提升客户满意度", "standard": "90 分", "weight": "100"},)}
SOON = LAUNCH + timedelta(hours=2)
NAME = "quarterly-2026-Q4.E7"


def task_of(office, name=NAME):
    with office.store.read() as connection:
        (task,) = (one for one in tasks.of_appraisal(connection, name) if one.status is TaskStatus.OPEN)
    return task


def submit(office, task, person="E7", sheet=GOALS):
    return answer(office, task.id, person, choice="submit", sheet=sheet, channel=Channel.PAGE, now=SOON)


def test_an_answer_saves_state_history_tasks_and_mail_together(office, cycle):
    submit(office, task_of(office))

    with office.store.read() as connection:
        appraisal = appraisals.get(connection, NAME)
        entries = histories.entries(connection, NAME)
        kinds = [(mail.kind, mail.person) for mail in outbox.of_appraisal(connection, NAME)]
    assert appraisal.state == "goal_agreement"
    assert [entry.deed for entry in entries] == [Deed.LAUNCH, Deed.ANSWER]
    assert kinds == [("task", "E7"), ("task", "E6")]
    assert task_of(office).person == "E6"


def test_a_refused_answer_changes_nothing(office, cycle):
    with pytest.raises(SheetError, match="goals: At least 1"):
        submit(office, task_of(office), sheet={})

    with office.store.read() as connection:
        assert len(histories.entries(connection, NAME)) == 1
        assert appraisals.get(connection, NAME).state == "goal_setting"


def test_an_answer_given_twice_counts_once(office, cycle):
    task = task_of(office)
    submit(office, task)

    with pytest.raises(TaskOverError):
        submit(office, task)


def test_nobody_answers_for_another(office, cycle):
    with pytest.raises(NotYourTaskError):
        submit(office, task_of(office), person="E8")


def test_two_who_act_at_once_do_not_both_succeed(office, cycle):
    task, results = task_of(office), []
    ready = threading.Barrier(2)

    def click():
        ready.wait()
        try:
            results.append(submit(office, task))
        except TaskOverError as refusal:
            results.append(refusal)

    threads = [threading.Thread(target=click) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(type(result).__name__ for result in results) == ["Decision", "TaskOverError"]
    with office.store.read() as connection:
        assert len(histories.entries(connection, NAME)) == 2


def test_an_appraisal_that_does_not_exist_is_named(office, cycle):
    action = Action(deed=Deed.PAUSE, actor="E2", standing=Standing.HR, channel=Channel.CLI, inputs={"reason": "x"})

    with pytest.raises(NotFoundError, match="no appraisal nobody"):
        act(office, "nobody", action, SOON)


def test_a_task_names_its_appraisal():
    assert appraisal_of("quarterly-2026-Q4.E.7.12.0") == "quarterly-2026-Q4.E.7"
