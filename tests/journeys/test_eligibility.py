"""Eligibility from the launch plan to the calibration: who is in, who counts as what, who is no part of a cohort."""

from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from cycleflow import policy
from cycleflow.core.model import Channel, Deed, Standing
from cycleflow.journeys.answer import answer
from cycleflow.journeys.audit import verify
from cycleflow.journeys.calibrate import Panel, overview, release
from cycleflow.journeys.launch import launch, plan_launch
from cycleflow.journeys.launch_plan import to_json
from cycleflow.journeys.score import Figures, score
from cycleflow.journeys.survey import LaunchOrder
from cycleflow.store import appraisals, people
from tests.offices import COMPANY, LAUNCH

WORKFLOW = policy.load_file(Path(__file__).parents[1] / "policy" / "eligible.yaml")
CYCLE = "eligible-2026-10"
LATER = datetime(2026, 11, 2, 1, tzinfo=UTC)
ORDER = LaunchOrder(workflow=WORKFLOW, period="2026-10", by="E2")
CHANGES: dict[str, dict[str, Any]] = {
    "E1": {"level": "总经理助理"},
    "E6": {"hired_on": date(2026, 10, 25)},
    "E7": {"attributes": {"trial_post": "是"}},
    "E8": {"hired_on": date(2026, 10, 17)},
}


@pytest.fixture
def staff(office):
    changed = [replace(one, **CHANGES[one.number]) for one in COMPANY if one.number in CHANGES]
    with office.store.begin() as conn:
        people.save_people(conn, changed, LAUNCH)


@pytest.fixture
def launched(office, staff):
    launch(office, ORDER, LAUNCH)


def appraisal(office, number):
    with office.store.read() as conn:
        return appraisals.get(conn, f"{CYCLE}.{number}")


def submit(office, number, sheet):
    task = next(one for one in appraisal(office, number).open_tasks if one.member.person == "E2")
    return answer(office, task.id, "E2", choice="submit", sheet=sheet, channel=Channel.PAGE, now=LATER)


def test_the_plan_says_who_is_out_and_who_counts_as_what(office, staff):
    said = to_json(plan_launch(office, ORDER, LAUNCH))

    assert said["excluded"] == [
        {
            "number": "E1",
            "then": "excluded",
            "rule": 'level == "总经理助理"',
            "reason": {"zh": "总经理助理以上不适用", "en": "Above the scope"},
        },
        {
            "number": "E6",
            "then": "not_assessed",
            "rule": "service_days < 10",
            "reason": {"zh": "入职不足10天", "en": "Less than ten days here"},
        },
    ]
    assert said["ruled"] == [
        {"number": "E7", "then": "counts as 中", "reason": {"zh": "试岗期按中计", "en": "On a trial post"}},
        {
            "number": "E8",
            "then": "pro_rated",
            "share": "0.5",
            "reason": {"zh": "本月入职", "en": "Joined this month"},
        },
    ]


def test_a_launch_gives_whoever_counts_as_a_grade_that_grade(office, launched):
    assert (appraisal(office, "E7").grade, str(appraisal(office, "E7").score)) == ("中", "75")
    assert appraisal(office, "E8").verdicts[0].share is not None
    assert appraisal(office, "E9").verdicts == ()


def test_plans_differ_when_verdicts_do(office, staff):
    before = plan_launch(office, ORDER, LAUNCH).digest
    with office.store.begin() as conn:
        people.save_people(conn, [replace(one, attributes={}) for one in COMPANY if one.number == "E7"], LAUNCH)

    assert plan_launch(office, ORDER, LAUNCH).digest != before


def test_who_is_not_assessed_has_no_place_in_the_cohort(office, launched):
    submit(office, "E7", {})
    submit(office, "E8", {"rate": "95"})
    submit(office, "E9", {"late": "5"})

    (cohort,) = overview(office, CYCLE)

    assert [one.person for one in cohort.waiting] == ["E7", "E8", "E9"]
    assert cohort.check is not None
    assert (cohort.check.size, cohort.check.ungraded) == (2, 0)
    assert cohort.check.counts == {"优": 1, "中": 1, "差": 0}


def test_all_are_released_each_with_what_he_has(office, launched):
    submit(office, "E7", {})
    submit(office, "E9", {"late": "5"})
    panel = Panel(actor="E4", standing=Standing.PANEL, channel=Channel.PAGE)

    made = release(office, CYCLE, group="", reason="The others come later.", panel=panel, now=LATER)

    assert [(one.appraisal.person, one.appraisal.grade) for one in made] == [("E7", "中"), ("E9", None)]
    assert {one.entry.deed for one in made} == {Deed.RELEASE}
    assert verify(office).holds


def test_by_hand_whoever_is_not_assessed_has_neither_score_nor_rank():
    cohort = [Figures(person="a", inputs={"rate": 80}), Figures(person="b", inputs={"late": 6})]

    scored = score(WORKFLOW, cohort)

    assert [(one.person, one.result.score, one.rank) for one in scored.people][1] == ("b", None, None)
    assert scored.people[1].result.verdicts[0].reason["en"] == "Qualification cancelled"
    assert scored.groups[0].size == 1
