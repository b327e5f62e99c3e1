"""What a rule of eligibility decided, and why, is said to whom it concerns: the ratee, who scores, the panel, HR."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from cycleflow import policy
from cycleflow.core.model import Channel, Standing
from cycleflow.journeys.answer import answer
from cycleflow.journeys.calibrate import Panel, release
from cycleflow.journeys.launch import launch
from cycleflow.journeys.survey import LaunchOrder
from cycleflow.store import appraisals, people
from tests.offices import COMPANY, LAUNCH

WORKFLOW = policy.load_file(Path(__file__).parents[1] / "policy" / "eligible.yaml")
CYCLE = "eligible-2026-10"
LATER = datetime(2026, 11, 2, 1, tzinfo=UTC)


@pytest.fixture
def launched(office, clock):
    """Launch for the company; Ben (E8) is on a trial post."""
    ben = next(one for one in COMPANY if one.number == "E8")
    with office.store.begin() as conn:
        people.save_people(conn, [replace(ben, attributes={"trial_post": "yes"})], LAUNCH)
    launch(office, LaunchOrder(workflow=WORKFLOW, period="2026-10", by="E2", without={"E1": "No superior."}), LAUNCH)
    clock.move_to(LATER)


def task_of(office, number, holder="E2"):
    with office.store.read() as conn:
        found = appraisals.get(conn, f"{CYCLE}.{number}")
    return next(one.id for one in found.open_tasks if one.member.person == holder)


def scored(office, number, sheet):
    task = task_of(office, number)
    answer(office, task, "E2", choice="submit", sheet=sheet, channel=Channel.PAGE, now=LATER)
    return task


def released(office):
    panel = Panel(actor="E4", standing=Standing.PANEL, channel=Channel.PAGE)
    release(office, CYCLE, group="", reason="The others come later.", panel=panel, now=LATER)


def test_whoever_counts_as_a_grade_knows_from_the_launch_on(visitor, launched):
    page = visitor("E8").get(f"/mine/{CYCLE}.E8").text

    assert "<b>Counts as 中</b>: On a trial post" in page
    assert "Score" not in page


def test_whoever_scores_is_told_when_nothing_need_be_filled_in(visitor, office, launched):
    page = visitor("E2").get(f"/tasks/{task_of(office, 'E6')}").text
    assert "Nothing else need be filled in where this holds:" in page
    assert "<li>Qualification cancelled</li><li>More than ten days of official leave</li>" in page

    trial = visitor("E2").get(f"/tasks/{task_of(office, 'E8')}").text
    assert "<li>On a trial post</li>" in trial
    assert "Qualification cancelled" not in trial


def test_the_receipt_says_what_was_decided(visitor, office, launched):
    task = scored(office, "E6", {"late": "5"})

    assert "<b>Qualification cancelled</b>: Qualification cancelled" in visitor("E2").get(f"/tasks/{task}").text


def test_the_ratee_learns_it_with_the_result(visitor, office, launched):
    scored(office, "E6", {"official_leave": "12"})
    before = visitor("E6").get(f"/mine/{CYCLE}.E6").text
    released(office)

    after = visitor("E6").get(f"/mine/{CYCLE}.E6").text

    assert "Not assessed" not in before
    assert "<b>Not assessed</b>: More than ten days of official leave" in after


def test_the_panel_sees_it_and_cannot_change_it(visitor, office, launched):
    scored(office, "E6", {"late": "5"})
    panel = visitor("E4")

    assert "<b>Qualification cancelled</b>: Qualification cancelled" in panel.get(f"/calibration/{CYCLE}").text
    page = panel.get(f"/calibration/{CYCLE}/{CYCLE}.E6").text
    assert "The regulation fixes this result; it cannot be changed here." in page
    assert "Give another grade" not in page


def test_hr_finds_it_in_the_history(visitor, office, launched):
    scored(office, "E6", {"late": "5"})

    page = visitor("E2").get(f"/hr/appraisals/{CYCLE}.E6").text

    assert "<dt>Eligibility</dt><dd><b>Qualification cancelled</b>: Qualification cancelled</dd>" in page


def test_a_share_is_said_in_chinese_too(visitor, office, clock):
    wang = next(one for one in COMPANY if one.number == "E7")
    with office.store.begin() as conn:
        people.save_people(conn, [replace(wang, hired_on=LAUNCH.date().replace(day=17))], LAUNCH)
    launch(office, LaunchOrder(workflow=WORKFLOW, period="2026-10", by="E2", without={"E1": "No superior."}), LAUNCH)

    assert "按比例计发：0.5</b>：本月入职" in visitor("E7").get(f"/mine/{CYCLE}.E7").text
