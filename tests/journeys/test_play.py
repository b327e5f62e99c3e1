"""Playing a cycle: the virtual clock jumps from one thing that happens to the next, and everything is real."""

from collections import Counter
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from cycleflow import policy
from cycleflow.core.model import Action, Channel, Deed, Standing
from cycleflow.journeys.answer import act
from cycleflow.journeys.audit import verify
from cycleflow.journeys.calibrate import overview
from cycleflow.journeys.participants import Participants, Temperament
from cycleflow.journeys.play import Play
from cycleflow.journeys.rehearse import Drawer
from cycleflow.journeys.rounds import deliver_all, rings
from cycleflow.journeys.sitting import sit
from cycleflow.store import appraisals, histories, outbox, people
from tests.offices import LAUNCH, launch, person
from tests.settled import settled, without_examples

LONG = timedelta(days=500)


class Played(Play):
    """A play that remembers its instants."""

    instants: list[datetime]


def of_cycle(office, cycle):
    with office.store.read() as conn:
        return appraisals.of_cycle(conn, cycle.id)


def entries(office, cycle):
    with office.store.read() as conn:
        return [entry for one in appraisals.of_cycle(conn, cycle.id) for entry in histories.entries(conn, one.id)]


@pytest.fixture
def play(office, cycle):
    """Return a function that plays the cycle with people of these temperaments."""

    def _play(usual=Temperament.PUNCTUAL, *, office=office, cycle=cycle, until=LAUNCH + LONG, **temperaments):
        with office.store.read() as conn:
            everybody = people.people(conn)
        participants = Participants(people=everybody, usual=usual, temperaments=temperaments)
        played = Played(office, participants, lambda now: deliver_all(office, now, post=Drawer()))
        played.join(cycle.id)
        played.instants = list(played.run(LAUNCH, until))
        return played

    return _play


def test_punctual_people_bring_everything_to_an_end(office, cycle, play):
    played = play()

    assert {one.state for one in of_cycle(office, cycle)} == {"closed"}
    assert played.hitches == []
    assert verify(office, cycle.id).holds


def test_the_clock_jumps_and_never_stands_still(office, cycle, play):
    instants = play().instants

    assert instants == sorted(set(instants))
    assert len(instants) < 400


def test_every_mail_leaves(office, cycle, play):
    played = play(Temperament.LATE)

    with office.store.read() as conn:
        mails = [mail for one in of_cycle(office, cycle) for mail in outbox.of_appraisal(conn, one.id)]
    assert {mail.status.value for mail in mails} <= {"sent", "dropped"}
    assert played.letters == len({mail.letter for mail in mails if mail.sent_at})


def test_silent_people_stay_where_the_regulation_leaves_them(office, cycle, play):
    play(Temperament.SILENT)

    assert {one.state for one in of_cycle(office, cycle)} == {"goal_setting"}


def test_each_temperament_takes_its_own_way_to_the_end(office, cycle, play):
    play(E7=Temperament.ABSENT, E8=Temperament.REFUSING, E9=Temperament.APPEALING)

    absent, refusing, appealing = of_cycle(office, cycle)
    assert (absent.state, absent.given["self_review"].forfeited) == ("closed", True)
    assert (refusing.state, refusing.given["head_signature"].by) == ("closed", ("E5",))
    assert appealing.state == "closed"
    assert {"appeal", "second_appeal"} <= appealing.given.keys()


def test_the_play_ends_at_its_horizon(office, cycle, play):
    until = LAUNCH + timedelta(days=20)

    assert max(play(until=until).instants) <= until


def test_what_cannot_be_done_is_noted_once_and_holds_nobody_up(office, cycle, play, monkeypatch):
    broken = of_cycle(office, cycle)[0]

    def failing(office, now):
        for batch in rings(office, now):
            yield replace(batch, failed={broken.id: "It is broken."})

    monkeypatch.setattr("cycleflow.journeys.play.rings", failing)

    played = play()

    assert [(hitch.appraisal, hitch.words) for hitch in played.hitches] == [(broken.id, "It is broken.")]
    assert {one.state for one in of_cycle(office, cycle)} == {"closed"}


def test_a_refused_answer_is_noted(office, cycle, play, monkeypatch):
    def refuse(office, name, action, now):
        return act(office, name, replace(action, actor="E1"), now)

    monkeypatch.setattr("cycleflow.journeys.play.enact", refuse)

    played = play(until=LAUNCH + timedelta(days=30))

    assert {hitch.words for hitch in played.hitches} == {"Only the person asked may answer this task."}


def test_a_task_that_was_answered_otherwise_is_left_alone(office, cycle, quarterly):
    everybody = Participants(people={}, usual=Temperament.PUNCTUAL)
    played = Play(office, everybody, lambda now: deliver_all(office, now, post=Drawer()))
    played.join(cycle.id)
    for one in of_cycle(office, cycle):
        said = {"reason": "gone"}
        withdraw = Action(deed=Deed.WITHDRAW, actor="E2", standing=Standing.HR, channel=Channel.CLI, inputs=said)
        act(office, one.id, withdraw, LAUNCH)

    assert list(played.run(LAUNCH, LAUNCH + LONG))
    assert {entry.deed for entry in entries(office, cycle)} == {Deed.LAUNCH, Deed.WITHDRAW}


@pytest.fixture
def crowd(office, quarterly):
    """Launch for a department of twenty, of whom one sits on the panel."""
    numbers = [f"N{number:02}" for number in range(20)]
    staff = [person(number, number, "E6", department="Works") for number in numbers]
    staff[0] = replace(staff[0], roles=frozenset({"panel"}))
    with office.store.begin() as conn:
        people.save_people(conn, staff, LAUNCH)
    return launch(office, quarterly, period="2027-Q1", members=numbers)


def test_a_panel_corrects_a_little_releases_with_a_reason_and_nobody_releases_himself(office, crowd, play):
    play(cycle=crowd)

    done = entries(office, crowd)
    deeds = Counter(entry.deed for entry in done)
    assert deeds[Deed.RELEASE] == 20
    assert 1 <= deeds[Deed.ADJUST] <= 6
    assert all(entry.inputs["reason"] for entry in done if entry.deed is Deed.ADJUST)
    [own] = [entry for entry in done if entry.deed is Deed.RELEASE and entry.appraisal.endswith(".N00")]
    assert own.actor != "N00"


def test_a_panel_with_nothing_before_it_does_nothing(office, cycle):
    participants = Participants(people={})

    assert sit(office, participants, cycle.id, actor="E4", now=LAUNCH) == []


def test_a_cohort_that_fits_is_released_as_it_is(office, cycle, play):
    play()

    [cohort] = overview(office, cycle.id)
    assert cohort.check
    assert cohort.check.fits == (Deed.ADJUST not in {entry.deed for entry in entries(office, cycle)})


CHECKED = {
    "an explanation that depends on the grade": (
        'text: 1000, needed_when: "score in [5, 2, 1]"}}}',
        'text: 1000, needed_when: "score in [5, 2, 1]"}}}\n    why: {title: w, text: 9, needed_when: grade != "3"}',
    ),
    "a check": (
        "score: {after",
        "checks: {goals: [{when: goals_rows < 3, then: refuse, words: 至少三个 | Three}]}\nscore: {after",
    ),
    "an answer that is refused": (
        "refuse: head_signature, appeal:",
        "refuse: {to: head_signature, refuses: [{when: grade != 'x', words: 不可拒签 | Not here}]}, appeal:",
    ),
}


@pytest.mark.parametrize(("old", "new"), CHECKED.values(), ids=list(CHECKED))
def test_whoever_is_refused_tries_again_until_it_is_taken(office, quarterly, play, old, new):
    assert quarterly.text.count(old) == 1
    workflow = policy.load(quarterly.text.replace(old, new).replace("workflow: quarterly", "workflow: checked"))
    cycle = launch(office, workflow)

    played = play(cycle=cycle, E7=Temperament.REFUSING)

    assert played.hitches == []
    assert {one.state for one in of_cycle(office, cycle)} == {"closed"}


def test_what_can_never_be_taken_is_a_hitch(office, quarterly, play):
    checks = "checks: {goals: [{when: goals_rows < 9, then: refuse, words: 不行 | Never}]}\nscore: {after"
    text = quarterly.text.replace("score: {after", checks).replace("workflow: quarterly", "workflow: checked")
    cycle = launch(office, policy.load(text), members=("E7",))

    played = play(cycle=cycle, until=LAUNCH + timedelta(days=20))

    assert ["Never" in one.words for one in played.hitches] == [True]


@pytest.mark.parametrize("together", [False, True])
def test_what_results_cause_is_done_in_its_turn(office, together):
    """At once where one result raises it; in the round of the clock where all are compared."""
    rule = ("when: low_run == 2", "when: rank == 1" if together else "when: score >= 0")
    workflow = settled(rule, text=without_examples())
    cycle = launch(office, workflow, period="2026-01", members=("E7", "E8"), now=LAUNCH)
    with office.store.read() as conn:
        everybody = people.people(conn)
    participants = Participants(people=everybody, usual=Temperament.PUNCTUAL, temperaments={})
    played = Play(office, participants, lambda now: deliver_all(office, now, post=Drawer()))
    played.join(cycle.id)
    list(played.run(LAUNCH, LAUNCH + LONG))

    ended = of_cycle(office, cycle)
    assert {one.state for one in ended} == {"closed"}
    assert [len(one.duties["elimination"].rows) for one in ended if "elimination" in one.duties]
    assert all(not one.open_errands for one in ended)
    assert not played.hitches
