"""Facts from the people file to the score: kept at launch, taken anew when the score is made, never said by people."""

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from cycleflow import policy
from cycleflow.core.model import Action, Channel, Deed, Json, Standing
from cycleflow.core.refusals import SheetError
from cycleflow.journeys import launch as launching
from cycleflow.journeys.answer import act, answer
from cycleflow.journeys.audit import verify
from cycleflow.journeys.score import template
from cycleflow.journeys.survey import LaunchOrder
from cycleflow.store import appraisals, histories, people
from tests.offices import COMPANY, LAUNCH

KNOWN = policy.load_file(Path(__file__).parents[1] / "policy" / "known.yaml")
NAME = "known-2026-10.E7"
WANG = next(one for one in COMPANY if one.number == "E7")
LATER = datetime(2026, 11, 2, 1, tzinfo=UTC)


@pytest.fixture
def launched(office):
    save(office, replace(WANG, position="客服", hired_on=date(2026, 10, 8), attributes={"site": "深圳"}))
    order = LaunchOrder(workflow=KNOWN, period="2026-10", by="E2")
    launching.launch(office, order, LAUNCH)


def save(office, *staff):
    with office.store.begin() as conn:
        people.save_people(conn, staff, LAUNCH)


def appraisal(office):
    with office.store.read() as conn:
        return appraisals.get(conn, NAME)


def submit(office, person, sheet, now=LATER):
    (task,) = (one for one in appraisal(office).open_tasks if one.member.person == person)
    return answer(office, task.id, person, choice="submit", sheet=sheet, channel=Channel.PAGE, now=now)


def test_a_launch_keeps_what_the_rules_ask_for(office, launched):
    assert appraisal(office).facts == {
        "position": "客服",
        "service_months": "0",
        "joined_in_period": True,
        "month": "10",
        "site": "深圳",
    }


def test_a_condition_of_a_sheet_asks_for_facts(office, launched):
    with pytest.raises(SheetError, match="note: This is needed"):
        submit(office, "E7", {})

    submit(office, "E7", {"note": "…"})

    with pytest.raises(SheetError, match="why: This is needed"):
        submit(office, "E2", {"calls": "70"})


def test_the_score_is_made_with_the_facts_of_the_day(office, launched):
    submit(office, "E7", {"note": "…"})
    save(office, replace(WANG, position="司机", hired_on=date(2025, 1, 1), attributes={"site": "上海"}))

    submit(office, "E2", {"calls": "70", "log": ({"kind": "late"},)})

    scored = appraisal(office)
    assert scored.facts["position"] == "司机"
    assert scored.score == Decimal("83.00")
    with office.store.read() as conn:
        entries = histories.entries(conn, NAME)
    assert [sorted(entry.inputs) for entry in entries] == [
        ["cast", "facts", "seed"],
        ["answer", "sheet"],
        ["answer", "facts", "sheet"],
    ]
    assert verify(office).holds


def test_nobody_can_say_facts_himself(office, launched):
    task = appraisal(office).open_tasks[0]
    said: dict[str, Json] = {"answer": "submit", "sheet": {"note": "…"}, "facts": {"position": "总裁"}}
    action = Action(
        deed=Deed.ANSWER,
        actor="E7",
        standing=Standing.PERSON,
        channel=Channel.PAGE,
        task=task.id,
        inputs=said,
    )

    act(office, NAME, action, LATER)

    assert appraisal(office).facts["position"] == "客服"


def test_plans_differ_when_facts_do(office, launched):
    order = LaunchOrder(workflow=KNOWN, period="2026-11", by="E2")
    before = launching.plan_launch(office, order, LAUNCH).digest
    save(office, replace(WANG, position="司机"))

    assert launching.plan_launch(office, order, LAUNCH).digest != before


def test_who_scores_by_hand_gives_the_facts(office):
    blanks = {one.name: one.about for one in template(KNOWN)}

    assert blanks["position"] == "岗位 | Position, from the people file"
    assert blanks["month"] == "月份 | Month, 1..12, from the people file"
