"""Figures from a file are answers through the one door: all of them, or none, each fault with its line and column."""

from datetime import UTC, datetime

import pytest

from cycleflow import policy
from cycleflow.core.model import Channel
from cycleflow.errors import NotFoundError
from cycleflow.journeys.audit import verify
from cycleflow.journeys.data.importing import (
    DataOrder,
    FiguresChangedError,
    NothingAskedError,
    import_data,
    plan_data,
)
from cycleflow.journeys.launch import launch as launch_cycle
from cycleflow.journeys.roster.complaint import TableError
from cycleflow.journeys.roster.roster import read_grid
from cycleflow.journeys.rounds import tick
from cycleflow.journeys.survey import LaunchOrder
from cycleflow.store import appraisals, histories
from tests.offices import launch
from tests.workbooks import book, table

REGULATION = """
workflow: shop
title: 网店 | Shop
status: effective
period: month
calendar: {country: CN, zone: Asia/Shanghai}
roles: {employee: self, manager: manager, hr: group(hr)}
indicators:
  conversion: {title: 询单转化率 | Conversion, number: 0..100, unit: "%", by: hr}
  payment: {title: 支付率 | Payment rate, number: 0..100, unit: "%", by: hr}
  late: {title: 迟到 | Late, count: 0.., by: hr}
  kind: {title: 类别 | Kind, choice: {a: 甲类 | First, b: 乙类 | Second}, by: hr, optional: true}
  slip: {title: 违纪 | Slip, tick: true, by: hr}
  peers: {title: 同事 | Peers, list: 0..10, by: hr, optional: true}
  log: {title: 记录 | Log, rows: 0..9, by: hr, optional: true,
    columns: {what: {title: 事项 | What, text: 50}, points: {title: 扣分 | Points, number: 1..3}}}
score:
  after: figures
  result: total
  measures:
    lost: {records: {of: log, each: {otherwise: 0 - points}}}
    liked: {mean: {of: peers}}
    first: {formula: 'kind == "a"'}
    extra: {cases: {slip: -1, first: 1, otherwise: 0}}
    base: {weights: {conversion: 50, payment: 50}}
    total: {points: {start: base, late: -1 each}}
    known: {mean: [lost, liked, extra]}
  also: [known]
states:
  figures: {ask: {hr: hr_indicators}, opens: cycle.end, due: cycle.end + 5 workdays, complete: any,
    answers: {submit: reading}}
  reading: {ask: manager, due: opened + 5 workdays, answers: {accept: closed}}
  closed: {tell: {employee: closed}}
words:
  states: {figures: 数据 | Figures, reading: 审阅 | Reading, closed: 归档 | Closed}
  answers: {submit: 提交 | Submit, accept: 接受 | Accept}
"""
SHOP = policy.load(REGULATION, years=[2025, 2026, 2027])
NOW = datetime(2026, 11, 2, 2, tzinfo=UTC)
CYCLE = "shop-2026-10"
ORDER = DataOrder(cycle=CYCLE, by="E2")
HEADINGS = ["工号", "姓名", "询单转化率（%）", "payment", "迟到"]
ROWS = [["E7", "王芳", "70", "90%", "2"], ["E8", "Ben Bold", "70.50", "90", "0"]]


@pytest.fixture
def shop(office):
    launch(office, SHOP, period="2026-10", now=datetime(2026, 10, 8, 1, tzinfo=UTC))
    tick(office, NOW)
    return office


@pytest.fixture
def grid(tmp_path):
    def write(*rows, headings=HEADINGS):
        file = tmp_path / "figures.csv"
        file.write_text("\n".join(",".join(row) for row in [headings, *rows]), encoding="utf-8")
        return read_grid(file)

    return write


def get(office, person, cycle=CYCLE):
    with office.store.read() as conn:
        return appraisals.get(conn, f"{cycle}.{person}")


def complaints(office, grid, order=ORDER):
    with pytest.raises(TableError) as refused:
        import_data(office, grid, order, NOW)
    return [str(one) for one in refused.value.complaints]


def test_a_file_answers_the_tasks_of_its_provider(shop, grid):
    plan = import_data(shop, grid(*ROWS), ORDER, NOW)

    one = get(shop, "E7")
    assert (plan.given, plan.unchanged, plan.left) == (("E7", "E8"), (), 1)
    assert one.state == "reading"
    assert one.sheets["figures"]["payment"] == "90"
    assert get(shop, "E9").state == "figures"
    with shop.store.read() as conn:
        last = histories.entries(conn, one.id)[-1]
    assert (last.actor, last.channel) == ("E2", Channel.IMPORT)
    assert verify(shop).holds


def test_a_workbook_says_the_same(shop, tmp_path):
    file = tmp_path / "figures.xlsx"
    file.write_bytes(book({"十月": table(HEADINGS, *ROWS)}))

    assert import_data(shop, read_grid(file), ORDER, NOW).given == ("E7", "E8")


def test_the_same_file_again_changes_nothing(shop, grid):
    import_data(shop, grid(*ROWS), ORDER, NOW)

    plan = import_data(shop, grid(*ROWS, ["E9", "张伟", "70", "90", "2"]), ORDER, NOW)

    assert (plan.given, plan.unchanged, plan.left) == (("E9",), ("E7", "E8"), 0)
    assert get(shop, "E7").seq == 2


def test_other_figures_than_were_given_are_refused(shop, grid):
    import_data(shop, grid(*ROWS), ORDER, NOW)

    (said,) = complaints(shop, grid(["E7", "王芳", "71", "90", "2"]))

    assert said.endswith(":2: column number: The figures about E7 were given already, and others.")


def test_a_preview_writes_nothing_and_binds_the_import(shop, grid):
    plan = plan_data(shop, grid(*ROWS), ORDER, NOW)
    import_data(shop, grid(ROWS[0]), ORDER, NOW)

    assert get(shop, "E8").state == "figures"
    with pytest.raises(FiguresChangedError):
        import_data(shop, grid(*ROWS), ORDER, NOW, expect=plan)
    assert get(shop, "E8").state == "figures"


def test_every_fault_is_named_with_line_and_column_and_nothing_is_written(shop, grid):
    said = complaints(
        shop,
        grid(
            ["E7", "王芳", "170", "", "2"],
            ["E8", "Ben", "70", "x", "2.5"],
            ["E5", "何志强", "70", "90", "2"],
            ["", "", "70", "90", "2"],
        ),
    )

    assert [one.partition(".csv")[2] for one in said] == [
        ":2: column conversion: This must lie between 0 and 100.",
        ":2: column payment: This is needed.",
        ":3: column payment: This must be a number, such as 20 or 3.5.",
        ":3: column late: At most 0 decimal places are allowed.",
        f":4: column number: E2 is asked for no figures about E5 in {CYCLE}.",
        f":5: column number: E2 is asked for no figures about nobody in {CYCLE}.",
    ]
    assert get(shop, "E7").state == "figures"


def test_a_column_nobody_asks_for_is_named(shop, grid):
    (said,) = complaints(shop, grid(["E7", "1"], headings=["工号", "refunds"]))[:1]

    names = "conversion, kind, late, log, payment, peers, slip"
    assert f"column refunds: Nothing of that name is asked for; known are {names}." in said


def test_a_file_without_numbers_is_refused(shop, grid):
    (said,) = complaints(shop, grid(["王芳", "1"], headings=["姓名", "late"]))

    assert said.endswith(":1: column number: There is no such column; head it number (工号).")


def test_a_person_in_two_lines_must_not_be_contradicted(shop, grid):
    (said,) = complaints(shop, grid(ROWS[0], ["E7", "王芳", "71", "90", "2"]))

    assert said.endswith(":3: column 询单转化率（%）: An earlier line says something else about it.")


def test_who_is_asked_for_nothing_is_told(shop, grid):
    with pytest.raises(NothingAskedError, match="E4 is asked for nothing"):
        import_data(shop, grid(ROWS[0]), DataOrder(cycle=CYCLE, by="E4"), NOW)


def test_a_cycle_that_does_not_exist_is_named(shop, grid):
    with pytest.raises(NotFoundError):
        plan_data(shop, grid(ROWS[0]), DataOrder(cycle="none", by="E2"), NOW)


def test_an_answer_that_is_none_is_refused_at_its_line(shop, grid):
    (said,) = complaints(shop, grid(ROWS[0]), DataOrder(cycle=CYCLE, by="E2", answer="sign"))

    assert "sign is not an answer to figures" in said


def test_a_table_takes_several_lines_of_one_person(shop, grid):
    headings = ["number", "conversion", "payment", "late", "类别", "slip", "同事", "记录.事项", "log.points"]
    first = ["E7", "70", "90", "2", "甲类", "是", "8；9", "迟交", "2"]
    second = ["E7", "", "", "", "", "", "", "错误", "3"]
    plain = ["E8", "70", "90", "2", "b", "否", "", "", ""]

    plan = import_data(shop, grid(first, second, plain, headings=headings), ORDER, NOW)
    again = import_data(shop, grid(first, second, plain, headings=headings), ORDER, NOW)

    sheet = get(shop, "E7").sheets["figures"]
    assert plan.given == again.unchanged == ("E7", "E8")
    assert sheet["log"] == ({"what": "迟交", "points": "2"}, {"what": "错误", "points": "3"})
    assert sheet["peers"] == ({"value": "8"}, {"value": "9"})
    assert (sheet["kind"], sheet["slip"]) == ("a", True)
    assert "slip" not in get(shop, "E8").sheets["figures"]


def test_a_fault_in_a_table_is_named_at_its_own_line(shop, grid):
    headings = ["number", "conversion", "payment", "late", "slip", "log.what", "log.points"]
    rows = [["E7", "70", "90", "2", "maybe", "迟交", "2"], ["E7", "", "", "", "", "错误", "7"]]

    said = complaints(shop, grid(*rows, headings=headings))

    assert said[0].endswith(":2: column slip: maybe is neither yes nor no; write 是 or 否, yes or no.")
    assert said[1].endswith(":3: column log.points: This must lie between 1 and 3.")


def test_figures_about_a_unit_are_found_by_its_name(office, tmp_path):
    text = REGULATION.replace("workflow: shop", "workflow: unit\nappraises: department")
    workflow = policy.load(text, years=[2025, 2026, 2027])
    order = LaunchOrder(workflow=workflow, period="2026-10", by="E2", without={"HR": "x", "总经理室": "x"})
    launch_cycle(office, order, datetime(2026, 10, 8, 1, tzinfo=UTC))
    tick(office, NOW)
    file = tmp_path / "figures.csv"
    file.write_text("部门,conversion,payment,late\nSales,70,90,2\nNowhere,1,1,1\n", encoding="utf-8")

    asked = DataOrder(cycle="unit-2026-10", by="E2")
    (said,) = complaints(office, read_grid(file), asked)
    assert said.endswith(":3: column department: E2 is asked for no figures about Nowhere in unit-2026-10.")

    file.write_text("部门,conversion,payment,late\nSales,70,90,2\n", encoding="utf-8")
    assert import_data(office, read_grid(file), asked, NOW).given == ("Sales",)
