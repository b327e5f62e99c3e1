"""Duties in a rehearsal: the absent leave undone what may be missed, the others do it, and all of it is listed."""

from collections import Counter
from dataclasses import replace

import pytest

from cycleflow.bootstrap import opened
from cycleflow.core.model import Member, Task
from cycleflow.journeys.participants import Participants, Temperament, acts_at, steps_to_end
from cycleflow.journeys.rehearse import Kind, rehearse, stage
from cycleflow.journeys.roster.roster import read_roster
from cycleflow.journeys.survey import LaunchOrder
from cycleflow.settings import Settings
from cycleflow.store import people
from tests.beside import LAUNCHED, at, counter

FILE = """number,name,email,manager,department,locale,zone,roles
B1,Boss,b1@firm.example,,Board,zh,,
L1,Lena,l1@firm.example,B1,Sales,en,,
W1,Wang,w1@firm.example,L1,Sales,zh,,
W2,Will,w2@firm.example,L1,Sales,en,,
"""


@pytest.fixture
def rehearsed(tmp_path):
    file = tmp_path / "people.csv"
    file.write_text(FILE, encoding="utf-8")

    def _rehearsed(usual, *changes, **who):
        with opened(Settings(database_url="sqlite://")) as office:
            aside = dict.fromkeys(("B1", "L1"), "not in this test")
            order = LaunchOrder(workflow=counter(*changes), period="2026-10", by="rehearsal", without=aside)
            cycle = stage(office, read_roster(file), order, LAUNCHED)
            with office.store.read() as conn:
                everybody = people.people(conn)
            return rehearse(office, cycle, Participants(people=everybody, usual=usual, temperaments=who))

    return _rehearsed


def of(rehearsal, person):
    found = [one for one in rehearsal.events if one.person == person and one.kind is Kind.ACTION]
    return Counter((one.state, one.words) for one in found)


def test_the_punctual_report_and_the_absent_have_a_talk_each_time(rehearsed):
    rehearsal = rehearsed(Temperament.PUNCTUAL, W2=Temperament.ABSENT)

    assert rehearsal.ended == {"closed": 2}
    assert of(rehearsal, "W1")["report", "done"] == 4
    assert of(rehearsal, "W2")["report", "missed"] == 4
    talks = {words: count for (state, words), count in of(rehearsal, "W2").items() if state == "talk"}
    assert sum(talks.values()) == 8
    assert not [one for one in rehearsal.events if one.kind in (Kind.HITCH, Kind.STUCK)]


def test_whoever_is_late_still_does_what_he_can(rehearsed):
    rehearsal = rehearsed(Temperament.LATE)

    done = of(rehearsal, "W1")
    assert done["report", "done"] + done["report", "missed"] == 4
    assert rehearsal.ended == {"closed": 2}


def test_two_rehearsals_with_duties_are_the_same(rehearsed):
    assert rehearsed(Temperament.PUNCTUAL).events == rehearsed(Temperament.PUNCTUAL).events


def test_a_duty_is_as_far_from_being_done_with_as_what_it_leads_to():
    workflow = counter(("{held: , behind: {raises: plan}}", "{held: {raises: plan}, behind: {raises: plan}}"))

    steps = steps_to_end(workflow)

    assert (steps["report"], steps["plan"], steps["talk"]) == (1, 1, 2)


def test_the_absent_do_what_is_never_missed():
    workflow = counter()
    member = Member(person="W1", zone="Asia/Shanghai")
    plan = Task(
        id="1", state="plan", role="employee", member=member, opened_at=LAUNCHED, due_at=at("2026-10-20"), occurrence=1
    )
    absent = Participants(people={}, usual=Temperament.ABSENT)

    assert acts_at(absent, workflow, plan)
    assert acts_at(absent, workflow, replace(plan, state="report")) is None
    assert acts_at(absent, counter(("due: opened + 1 month,", "due: opened + 1 month, missed: 1 day,")), plan) is None
