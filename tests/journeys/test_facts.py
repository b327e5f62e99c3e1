"""Facts from the people file to the score: kept at launch, taken anew when the score is made, never said by people."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from cycleflow import policy
from cycleflow.core.model import Action, Answers, Channel, Deed, Json, Standing, TaskStatus
from cycleflow.core.refusals import SheetError
from cycleflow.journeys import launch as launching
from cycleflow.journeys.answer import act, answer
from cycleflow.journeys.audit import verify
from cycleflow.journeys.launch_plan import BlockedError
from cycleflow.journeys.people import import_people
from cycleflow.journeys.roster.roster import read_roster
from cycleflow.journeys.score import template
from cycleflow.journeys.survey import LaunchOrder
from cycleflow.journeys.visit import visit
from cycleflow.store import appraisals, histories, people, tasks
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


def variant(*changes):
    """Return the regulation with pieces of its text changed, each by the one after it, and without its examples."""
    text = KNOWN.text.partition("examples:")[0]
    for old, new in zip(changes[::2], changes[1::2], strict=True):
        assert old in text
        text = text.replace(old, new)
    return policy.load(text, years=[2026])


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
    assert ["facts" in entry.inputs for entry in entries] == [True, False, True]
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


def test_a_column_of_another_kind_blocks_the_launch(office):
    save(office, replace(WANG, attributes={"quota": "viele", "confirmed_on": "03/04"}))
    order = LaunchOrder(workflow=KNOWN, period="2026-10", by="E2")

    plan = launching.plan_launch(office, order, LAUNCH)

    assert plan.problems == (
        "The column 'quota' must hold a number such as 20 or 3.5, but holds 'viele' of E7.",
        "The column 'confirmed_on' must hold a day such as 2026-11-03, but holds '03/04' of E7.",
    )
    with pytest.raises(BlockedError, match="but holds 'viele' of E7"):
        launching.launch(office, order, LAUNCH)


def test_who_is_set_aside_may_have_any_columns(office):
    save(office, replace(WANG, attributes={"member": "?"}))
    order = LaunchOrder(workflow=KNOWN, period="2026-10", by="E2", without={"E7": "Moves."})

    assert launching.plan_launch(office, order, LAUNCH).problems == ()


def test_a_slip_in_the_people_file_does_not_change_a_score(office):
    workflow = variant(
        "80}}", "80}}\n    bonus: {cases: {quota > 10: 1, otherwise: 0}}", "service +", "service + bonus +"
    )
    save(office, replace(WANG, position="司机", attributes={"quota": "20"}))
    launching.launch(office, LaunchOrder(workflow=workflow, period="2026-10", by="E2"), LAUNCH)
    submit(office, "E7", {})
    save(office, replace(WANG, position="司机", attributes={"quota": "zwanzig"}))

    submit(office, "E2", {"calls": "70"})

    assert (appraisal(office).facts["quota"], appraisal(office).score) == ("20", Decimal("86.00"))


DEPARTMENTS = ("period: month", "appraises: department\nperiod: month", "of: service_months", "of: members")


@pytest.fixture
def sales(office):
    """Launch the departments and return the appraisal of Sales, in which its head has written his note."""
    launching.launch(office, LaunchOrder(workflow=variant(*DEPARTMENTS), period="2026-10", by="E1"), LAUNCH)
    with office.store.read() as conn:
        (found,) = (one for one in appraisals.of_cycle(conn, "known-2026-10") if one.unit == "Sales")
    (task,) = found.open_tasks
    answer(office, task.id, "E5", choice="submit", sheet={}, channel=Channel.PAGE, now=LATER)
    return found.id


def members_counted(office, name):
    with office.store.read() as conn:
        task = next(one for one in appraisals.get(conn, name).open_tasks if one.member.person == "E2")
    sheet: Answers = {"calls": "70", "log": ()}
    return answer(office, task.id, "E2", choice="submit", sheet=sheet, channel=Channel.PAGE, now=LATER).appraisal.facts


def test_a_unit_is_known_by_its_members_of_the_day(office, sales):
    save(office, replace(WANG, status="left"))

    assert members_counted(office, sales)["members"] == "4"


def test_a_unit_that_is_no_more_is_what_it_was(office, sales):
    staff = [one for one in COMPANY if one.department == "Sales"]
    save(office, *(replace(one, department="New Sales") for one in staff))

    assert members_counted(office, sales)["members"] == "5"


def test_a_provider_is_asked_what_the_post_of_today_needs(office, launched):
    submit(office, "E7", {"note": "…"})
    with office.store.read() as conn:
        (row,) = (one for one in tasks.of_appraisal(conn, NAME) if one.status is TaskStatus.OPEN and one.person == "E2")
    first = visit(office, row, LATER)
    save(office, replace(WANG, position="司机", attributes={"site": "上海"}))

    second = visit(office, row, LATER)

    assert [list(one.sheet.fields) for one in (first, second) if one and one.sheet] == [
        ["calls", "log", "why"],
        ["log"],
    ]


def test_what_has_become_needless_since_it_was_shown_may_be_given(office, launched):
    submit(office, "E7", {"note": "…"})
    save(office, replace(WANG, position="司机", attributes={"site": "上海"}))

    submit(office, "E2", {"calls": "70", "log": ()})

    assert appraisal(office).sheets["figures"] == {"calls": "70", "log": ()}
    assert appraisal(office).score == Decimal("85.00")


# -- the people file changes while appraisals run


def imported(office, tmp_path, header, line):
    path = tmp_path / "people.csv"
    path.write_text(f"number,name,email,manager,department,status,zone,{header}\nE7,Wang,e7@firm.example,{line}\n")
    return import_people(office, read_roster(path), actor="E2", now=LATER - timedelta(days=9))


def test_an_import_says_what_rules_ask_for_and_has_changed(office, launched, tmp_path):
    plan = imported(office, tmp_path, "position,hired_on", "E6,Sales,active,Asia/Shanghai,司机,2025-10-01")

    (one,) = (one for one in plan.aftermath.recasts if one.appraisal == NAME)
    assert (one.roles, one.facts) == ((), ("position", "service_months", "joined_in_period"))
    after = appraisal(office)
    assert (after.facts["position"], after.facts["service_months"]) == ("司机", "13")
    assert after.facts["site"] == "深圳"
    assert {task.status for task in after.tasks} == {TaskStatus.OPEN}
    submit(office, "E7", {})
    assert verify(office).holds


def test_an_import_that_changes_what_no_rule_asks_touches_no_appraisal(office, launched, tmp_path):
    before = appraisal(office).seq

    plan = imported(office, tmp_path, "level", "E6,Sales,active,Asia/Shanghai,P7")

    assert NAME not in [one.appraisal for one in plan.aftermath.recasts]
    assert appraisal(office).seq == before
