"""A regulation that appraises departments: launched, mailed, recast and verified like any other."""

from datetime import timedelta

import pytest

from cycleflow.core.model import Action, Channel, Deed, Standing
from cycleflow.errors import NotFoundError
from cycleflow.journeys.answer import act
from cycleflow.journeys.audit import verify
from cycleflow.journeys.calibrate import overview
from cycleflow.journeys.home import home
from cycleflow.journeys.launch import launch, plan_launch
from cycleflow.journeys.launch_plan import to_json
from cycleflow.journeys.letters import look_up, write
from cycleflow.journeys.people import import_people, plan_import
from cycleflow.journeys.recast import Orphan
from cycleflow.journeys.survey import LaunchOrder
from cycleflow.journeys.watch import roll
from cycleflow.policy import load, years_around
from cycleflow.store import appraisals, histories, outbox
from tests.journeys.test_people import roster  # noqa: F401 - a fixture
from tests.offices import LAUNCH

TEXT = """
workflow: unit
title: 部门考核 | Department appraisal
status: effective
period: quarter
appraises: KIND
calendar: {country: CN, zone: Asia/Shanghai}
roles: {head: self, above: manager, everybody: members, hr: group(hr)}
eligibility: [{when: members < 2, then: excluded, reason: 人太少 | Too few}]
sheets:
  report: {summary: {title: 总结 | Summary, text: 2000}}
states:
  writing: {ask: {head: report}, due: cycle.end + 10 workdays, answers: {submit: reading}}
  reading: {ask: above, escalate: {hr: 1 workday}, due: opened + 5 workdays, answers: {accept: done}}
  done: {tell: {head: closed, everybody: closed}}
words:
  states: {writing: 撰写 | Writing, reading: 审阅 | Reading, done: 归档 | Done}
  answers: {submit: 提交 | Submit, accept: 接受 | Accept}
"""
NOW = LAUNCH + timedelta(days=1)


def order(kind="department", without=None):
    workflow = load(TEXT.replace("KIND", kind), years=years_around("2026-Q4"))
    return LaunchOrder(workflow=workflow, period="2026-Q4", by="E2", without=without or {})


@pytest.fixture
def sales(office):
    """Return the appraisal of the sales department."""
    launch(office, order(), LAUNCH)
    return lambda: _units(office)["Sales"]


def _units(office):
    with office.store.read() as conn:
        return {one.unit: one for one in appraisals.of_cycle(conn, "unit-2026-Q4")}


def do(office, appraisal, who, answer, **sheet):
    task = next(one for one in appraisal.open_tasks if one.member.person == who)
    inputs = {"answer": answer, "sheet": sheet}
    action = Action(
        deed=Deed.ANSWER, actor=who, standing=Standing.PERSON, channel=Channel.PAGE, task=task.id, inputs=inputs
    )
    return act(office, appraisal.id, action, NOW).appraisal


def test_a_plan_lists_units_and_the_rules_that_leave_them_out(office):
    plan = plan_launch(office, order(without={"HR": "Merged"}), LAUNCH)

    said = to_json(plan)
    assert said["included"] == ["Sales"]
    assert said["excluded"] == [
        {"unit": "HR", "then": "excluded", "rule": None, "reason": {"zh": "Merged", "en": "Merged"}},
        {"unit": "总经理室", "then": "excluded", "rule": "members < 2", "reason": {"zh": "人太少", "en": "Too few"}},
    ]


def test_only_known_units_can_be_set_aside(office):
    with pytest.raises(NotFoundError, match="There is no department Nowhere"):
        plan_launch(office, order(without={"Nowhere": "?"}), LAUNCH)


def test_the_head_is_asked_and_his_superior_decides(office, sales):
    assert [task.member.person for task in sales().open_tasks] == ["E5"]

    do(office, sales(), "E5", "submit", summary="A good quarter")
    do(office, sales(), "E1", "accept")

    assert sales().state == "done"
    with office.store.read() as conn:
        told = {mail.person for mail in outbox.of_appraisal(conn, sales().id) if mail.kind == "closed"}
    assert told == {"E5", "E6", "E7", "E8", "E9"}
    assert verify(office, "unit-2026-Q4").holds


@pytest.mark.parametrize(
    ("kind", "unit", "title"),
    [("department", "Sales", "Sales"), ("team", "E6", "the team of Lena Lead"), ("company", "company", "公司")],
)
def test_mails_name_the_unit(office, kind, unit, title):
    launch(office, order(kind), LAUNCH)
    one = _units(office)[unit]
    with office.store.read() as conn:
        owed = [mail for mail in outbox.of_appraisal(conn, one.id) if mail.kind == "task"][-1]
        files = look_up(conn, office.settings, [owed])

    letter = write(office, files, [owed], NOW)

    assert title in letter.subject


def test_the_desk_and_the_roll_name_the_unit(office, sales):
    (todo,) = home(office, "E5").todo
    found = roll(office, "unit-2026-Q4", state=None, department=None, after="")

    assert todo.unit == "Sales"
    assert {one.unit for one in found.positions} == {"Sales", "HR"}
    assert {one.department for one in found.positions} == {"Sales", "HR"}


def test_a_new_head_answers_from_then_on(office, sales, roster):  # noqa: F811
    file = roster(E6={"manager": "E1"}, E5={"manager": "E6"})

    plan = import_people(office, file, actor="E2", now=NOW)

    assert [(one.appraisal, one.person) for one in plan.aftermath.recasts] == [(sales().id, "E6")]
    assert sales().person == "E6"
    assert [task.member.person for task in sales().open_tasks] == ["E6"]
    with office.store.read() as conn:
        entry = histories.entries(conn, sales().id)[-1]
    assert entry.changed["person"] == ["E5", "E6"]
    assert verify(office, "unit-2026-Q4").holds


def test_a_unit_that_is_gone_is_for_hr_to_decide_on(office, sales, roster):  # noqa: F811
    moved = {number: {"department": "HR"} for number in ("E5", "E6", "E7", "E8", "E9")}

    plan = plan_import(office, roster(**moved))

    assert plan.aftermath.orphans == (Orphan(appraisal=sales().id, person="E5", state="writing", status="dissolved"),)


def test_units_are_calibrated_by_who_answers_for_them(office, sales):
    assert [(one.group, len(one.to_come)) for one in overview(office, "unit-2026-Q4")] == [("", 2)]
