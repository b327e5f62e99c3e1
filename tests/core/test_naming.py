"""Whoever is named in a sheet is asked where the regulation asks for him."""

from dataclasses import replace

import pytest

from cycleflow.core.model import Action, Channel, Deed, Member, Standing
from cycleflow.core.refusals import SheetError
from cycleflow.core.replay import replay
from tests.core.samples import ZONE, Run
from tests.raters import inviting

CAST = {
    "employee": (Member(person="ann", zone=ZONE),),
    "manager": (Member(person="max", zone=ZONE),),
    "colleagues": tuple(Member(person=one, zone=ZONE) for one in ("bob", "cat", "dan")),
    "guests": (),
    "host": (),
    "hr": (Member(person="hr1", zone=ZONE),),
}
PEOPLE = {"bob": ZONE, "cat": "Europe/Berlin", "eve": ZONE, "ann": ZONE}


@pytest.fixture
def run():
    workflow = inviting()
    run = Run(workflow, CAST)
    run.appraisal = replace(run.appraisal, fingerprint=workflow.fingerprint)
    run.launch("2026-07-01T09:00")
    return run


def name(run, *guests, at="2026-07-02T09:00", **more):
    task = run.appraisal.open_tasks[0]
    sheet = {"guests": [{"who": one} for one in guests], **more}
    action = Action(
        deed=Deed.ANSWER,
        actor="ann",
        standing=Standing.PERSON,
        channel=Channel.PAGE,
        task=task.id,
        inputs={"answer": "submit", "sheet": sheet, "people": dict(PEOPLE)},
    )
    return run.take(action, at)


def test_those_named_are_asked_each_on_his_own_clock(run):
    name(run, "bob", "cat")

    assert run.asked == [("guests", "bob"), ("guests", "cat")]
    assert [task.member.zone for task in run.appraisal.open_tasks] == [ZONE, "Europe/Berlin"]


def test_a_single_field_names_too_and_left_blank_names_nobody(run):
    name(run, "bob", host="eve")
    assert run.appraisal.cast["host"] == (Member(person="eve", zone=ZONE),)

    run.answer("again", "2026-07-03T09:00", sheet={"view": "no"})
    name(run, "cat", at="2026-07-04T09:00")

    assert run.asked == [("guests", "cat")]
    assert run.appraisal.cast["host"] == ()


@pytest.mark.parametrize(
    ("guests", "sentence"),
    [
        (["ann"], "guests 1 who: Nobody is named in his own appraisal."),
        (["zoe"], "guests 1 who: Nobody at work here has this employee number or email address."),
        (["eve"], "guests 1 who: This person is not among those who can be named here."),
        (["bob", "bob"], "guests 2 who: This person is named in another row already."),
    ],
)
def test_not_everybody_can_be_named(run, guests, sentence):
    with pytest.raises(SheetError) as refused:
        name(run, *guests)

    assert [str(problem) for problem in refused.value.problems] == [sentence]


def test_a_replay_names_the_same(run):
    name(run, "bob", host="eve")
    run.answer("submit", "2026-07-03T09:00", sheet={"view": "good"})

    found = replay(run.entries, {run.workflow.fingerprint: run.workflow})

    assert not found.flaws
    assert found.appraisal == run.appraisal
    assert run.asked == [("host", "eve"), ("hr", "hr1")]
