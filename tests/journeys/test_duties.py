"""Duties on the database: asked by the clock, missed, raised and done beside the states, and shown to the right."""

from dataclasses import replace

import pytest

from cycleflow.core.model import Channel, Deed, Member
from cycleflow.core.refusals import TaskOverError
from cycleflow.journeys.answer import answer
from cycleflow.journeys.audit import verify
from cycleflow.journeys.data.importing import DataOrder, import_data
from cycleflow.journeys.dossier import dossier
from cycleflow.journeys.gaps import GapFinder
from cycleflow.journeys.home import home, own_record
from cycleflow.journeys.launch import plan_launch
from cycleflow.journeys.logs import logs
from cycleflow.journeys.migrate import InTheWayError, MoveOrder, move
from cycleflow.journeys.people import import_people
from cycleflow.journeys.receipt import End, receipt
from cycleflow.journeys.roster.roster import read_grid, read_roster
from cycleflow.journeys.survey import LaunchOrder
from cycleflow.journeys.visit import by_name, visit
from cycleflow.journeys.watch import watch
from cycleflow.store import people
from tests.beside import (
    LAUNCHED,
    NAME,
    at,
    come_to_review,
    counter,
    found,
    go_on,
    hr,
    log,
    mails,
    miss_a_week,
    report,
    run,
    say,
    start,
    task_of,
)

CYCLE = "counter-2026-10"


@pytest.fixture
def counting(office):
    start(office)
    return office


def visited(office, stage, person, when, name=NAME):
    with office.store.read() as conn:
        reader = people.several(conn, {person})[person]
    return visit(office, by_name(office, task_of(office, stage, person, name).id, reader).row, at(when))


def seen(found_logs):
    """Return what a reader is shown of the logs: duty, and the numbers of its rows."""
    return {one.duty.name: [kept.row.number for kept in one.kept] for one in found_logs}


def test_a_month_of_reports_is_asked_missed_and_counted(counting):
    come_to_review(counting)
    say(counting, "review", "E6", "submit", "2026-11-02T19:00", {"marks": "90"})

    assert log(counting) == [(1, "done"), (2, "missed"), (3, "done"), (4, "missed")]
    assert log(counting, "talk") == [(1, "open"), (2, "open")]
    assert found(counting).score == 80
    assert mails(counting, "task") == [*["E7"] * 3, "E6", "E7", "E7", "E6", "E7", "E6", "E7"]
    assert mails(counting, "reminder") == ["E7", "E7"]
    assert mails(counting, "escalation")[0] == "E6"
    assert mails(counting, "closed") == ["E5", "E5"]
    assert verify(counting, CYCLE).holds


def test_outcomes_count_what_the_score_does_not(counting):
    come_to_review(counting)
    for person in ("E6", "E7"):
        sheet = {"day": "2026-10-15"} if person == "E6" else {}
        say(counting, "talk", person, "held", "2026-11-02T18:30", sheet)
    say(counting, "review", "E6", "submit", "2026-11-02T19:00", {"marks": "90"})

    assert found(counting).outcomes == {"talks": "1"}
    assert verify(counting, CYCLE).holds


def test_what_was_raised_outlasts_the_end_and_is_done_after_it(counting):
    come_to_review(counting)
    say(counting, "review", "E6", "improve", "2026-11-02T19:00", {"marks": "50"})
    say(counting, "result", "E7", "accept", "2026-11-03")

    remaining = watch(counting, CYCLE, at("2026-11-04")).remaining
    assert [(one.state, one.asked) for one in remaining] == [
        *[("talk", who) for who in ("E6", "E7", "E7", "E6")],
        ("plan", "E7"),
    ]
    assert [one.row.state for one in home(counting, "E7").todo] == ["talk", "talk", "plan"]
    assert say(counting, "plan", "E7", "again", "2026-11-20", {"steps": "train"}).appraisal.state == "closed"
    assert log(counting, "plan") == [(1, "done"), (2, "open")]
    assert verify(counting, CYCLE).holds


def test_an_answer_to_a_duty_pressed_twice_is_taken_once(counting):
    task = task_of(counting, "report", "E7")
    report(counting, "2026-10-02")

    with pytest.raises(TaskOverError):
        answer(
            counting, task.id, "E7", choice="done", sheet={"note": "again"}, channel=Channel.MAIL, now=at("2026-10-02")
        )

    assert log(counting) == [(1, "done")]
    assert receipt(counting, task.id).given == {"note": "all well"}


def test_whoever_is_asked_a_raised_duty_sees_why_and_until_when(counting):
    miss_a_week(counting)
    weekly, talk = visited(counting, "report", "E7", "2026-10-14"), visited(counting, "talk", "E6", "2026-10-14")

    assert weekly.missed_at == at("2026-10-21T00:00")
    assert (weekly.raised_for, talk.raised_for, talk.missed_at) == ("", "", None)
    assert weekly.sheet.fields.keys() == {"note"}
    assert (talk.sheet.fields.keys(), visited(counting, "talk", "E7", "2026-10-14").sheet) == ({"day", "with"}, None)


def test_the_log_is_for_those_above_and_for_the_ratee_once_it_counted(counting):
    miss_a_week(counting)
    assert seen(visited(counting, "talk", "E6", "2026-10-14").logs) == {"report": [2, 1]}
    assert seen(own_record(counting, NAME, "E7").logs) == {"report": [1]}

    go_on(counting)
    say(counting, "review", "E6", "submit", "2026-11-02T19:00", {"marks": "90"})

    assert seen(own_record(counting, NAME, "E7").logs) == {"report": [4, 3, 2, 1]}
    assert seen(logs(counter(), found(counting))) == {"report": [4, 3, 2, 1]}


def test_whoever_is_named_in_a_log_is_told_by_name(counting):
    miss_a_week(counting)
    say(counting, "talk", "E6", "held", "2026-10-14", {"day": "2026-10-13", "with": "E9"})
    say(counting, "talk", "E7", "held", "2026-10-14")

    record = own_record(counting, NAME, "E7")
    (talks,) = [one for one in record.logs if one.duty.name == "talk"]

    assert {"E6", "E7", "E9"} <= record.people.keys()
    assert (talks.count("done"), talks.count("missed")) == (1, 0)
    assert [(one.row.by, one.is_late, one.answers["day"]) for one in talks.kept] == [
        (("E6", "E7"), False, "2026-10-13")
    ]


def test_what_became_of_a_missed_duty_is_told_by_its_link(counting):
    report(counting, "2026-10-03")
    run(counting, "2026-10-04T16:00")
    second = task_of(counting, "report", "E7")
    run(counting, "2026-10-11T16:00", "2026-10-14T00:00")

    told = receipt(counting, second.id)

    assert (told.end, told.is_beside, told.at) == (End.MISSED, True, at("2026-10-14T00:00"))
    assert told.mine
    assert told.mine.state == "report"


def test_what_hr_calls_off_is_told_with_the_reason(counting):
    miss_a_week(counting)
    task = task_of(counting, "talk", "E6")

    hr(counting, Deed.WAIVE, "2026-10-14", task=task.id, reason="it was sick leave")

    told = receipt(counting, task.id)
    assert (told.end, told.reason) == (End.CALLED_OFF, "it was sick leave")
    assert mails(counting, "called_off") == ["E6", "E7"]
    assert log(counting, "talk") == [(1, "withdrawn")]


def test_what_is_withdrawn_with_the_appraisal_and_what_was_handed_on(counting):
    miss_a_week(counting)
    talk, weekly = task_of(counting, "talk", "E6"), task_of(counting, "report", "E7")

    hr(counting, Deed.REASSIGN, "2026-10-14", task=talk.id, to="E9", reason="she is away")
    assert receipt(counting, talk.id).end is End.HANDED_ON

    hr(counting, Deed.WITHDRAW, "2026-10-15", reason="he has left")
    told = receipt(counting, weekly.id)
    assert (told.end, told.reason) == (End.WITHDRAWN, "he has left")
    assert home(counting, "E7").todo == ()
    assert verify(counting, CYCLE).holds


def test_one_of_two_who_did_his_part_is_told_so_when_the_other_has_not(counting):
    miss_a_week(counting)
    first, second = task_of(counting, "talk", "E6"), task_of(counting, "talk", "E7")
    say(counting, "talk", "E6", "held", "2026-10-14", {"day": "2026-10-14"})
    hr(counting, Deed.WAIVE, "2026-10-15", task=second.id, reason="it is settled")

    assert (receipt(counting, first.id).end, receipt(counting, second.id).end) == (End.DONE, End.CALLED_OFF)


def test_hr_can_still_act_on_what_is_asked_after_the_end(counting):
    come_to_review(counting)
    say(counting, "review", "E6", "submit", "2026-11-02T19:00", {"marks": "90"})
    run(counting, "2026-11-06T00:00")
    assert found(counting).state == "closed"

    assert set(dossier(counting, NAME, "E2").targets) == {Deed.REOPEN, Deed.EXTEND, Deed.REASSIGN, Deed.WAIVE}
    for task in found(counting).open_errands[::2]:
        hr(counting, Deed.WAIVE, "2026-11-06T10:00", task=task.id, reason="settled by word of mouth")
    assert set(dossier(counting, NAME, "E2").targets) == {Deed.REOPEN}
    assert watch(counting, CYCLE, at("2026-11-07")).remaining == tuple(
        one for one in watch(counting, CYCLE, at("2026-11-07")).remaining if one.person == "E8"
    )


PEOPLE = """number,name,email,manager,department,locale,zone,roles
E1,沈国栋,e1@firm.example,,总经理室,zh,,
E2,Helen Ho,e2@firm.example,E1,HR,en,,hr
E5,何志强,e5@firm.example,E1,Sales,zh,,
E6,Lena Lead,e6@firm.example,E5,Sales,en,Europe/Berlin,
E7,王芳,e7@firm.example,E9,Sales,zh,,
E8,Ben Bold,e8@firm.example,E6,Sales,en,,
E9,张伟,e9@firm.example,E6,Sales,zh,,
"""


def test_a_new_superior_takes_over_also_what_is_asked_after_the_end(counting, tmp_path):
    come_to_review(counting)
    say(counting, "review", "E6", "submit", "2026-11-02T19:00", {"marks": "90"})
    run(counting, "2026-11-06T00:00")
    file = tmp_path / "people.csv"
    file.write_text(PEOPLE, encoding="utf-8")

    import_people(counting, read_roster(file), actor="E2", now=at("2026-11-06"))

    asked = [(task.state, task.member.person) for task in found(counting).open_errands]
    assert asked == [("talk", "E7"), ("talk", "E7"), ("talk", "E9"), ("talk", "E9")]
    assert verify(counting, CYCLE).holds


def test_the_launch_plan_tells_when_a_duty_first_falls_due_and_its_mails(office):
    order = LaunchOrder(
        workflow=counter(),
        period="2026-10",
        by="E2",
        without={f"E{number}": "not now" for number in (1, 2, 3, 4, 5, 6, 8, 9)},
    )

    planned = plan_launch(office, order, LAUNCHED)

    first = {one.state: one.due for one in planned.deadlines}
    assert (first["report"].rule, str(first["report"].on)) == ("every Sunday at 16:00", "2026-10-04")
    assert (first["plan"].rule, first["plan"].on) == ("within 1 month", None)
    assert [(f"{day.on:%m-%d}", dict(day.kinds)) for day in planned.mails] == [
        ("10-01", {"task": 1}),
        ("10-03", {"reminder": 1}),
        ("10-04", {"task": 1}),
        ("10-05", {"escalation": 1}),
        ("10-11", {"task": 1}),
        ("10-18", {"task": 1}),
        ("11-02", {"task": 1}),
    ]


def test_a_duty_nobody_can_be_asked_is_seen_before_the_launch():
    finder = GapFinder(counter())
    member = Member(person="E5", zone="Asia/Shanghai")

    assert not finder.look_at("E1", {"employee": (), "manager": (member,), "head": ()}, {})
    assert [(gap.states, gap.roles) for gap in finder.gaps() if gap.blocks] == [(("result", "plan"), ("employee",))]


RENAMED = (
    ("raises: talk}", "raises: meeting}"),
    ("\n  talk:\n    ask", "\n  meeting:\n    ask"),
    ("count: {of: talk", "count: {of: meeting"),
    ("talk: 面谈 |", "meeting: 会谈 |"),
)


def test_a_running_month_moves_to_a_version_that_calls_its_duties_otherwise(counting):
    miss_a_week(counting)
    order = MoveOrder(cycle=CYCLE, workflow=counter(*RENAMED), by="E2", reason="a clearer word")

    with pytest.raises(InTheWayError, match="It waits for talk, a duty the new version does not have"):
        move(counting, order, at("2026-10-14"))
    move(counting, replace(order, states={"talk": "meeting"}), at("2026-10-14"))
    say(counting, "meeting", "E6", "behind", "2026-10-15", {"day": "2026-10-15"})
    say(counting, "meeting", "E7", "behind", "2026-10-15")

    assert (log(counting, "meeting"), log(counting, "plan")) == ([(1, "done")], [(1, "open")])
    assert verify(counting, CYCLE).holds


def test_figures_from_a_file_leave_duties_alone(counting, tmp_path):
    come_to_review(counting)
    file = tmp_path / "figures.csv"
    file.write_text("number,marks\nE7,90\nE8,80\n", encoding="utf-8")

    planned = import_data(counting, read_grid(file), DataOrder(cycle=CYCLE, by="E6"), at("2026-11-02T19:00"))

    assert (planned.given, planned.asked) == (("E7", "E8"), 2)
    assert found(counting).score == 80
    assert {task.state for task in found(counting).open_errands} == {"talk"}
