"""KPI definition and planning (register row 26): three forms, collected by the 25th and the 26th at six."""

import pytest

from cycleflow.core.refusals import SheetError
from tests.policies.stage import SILENT, person

FIRM = (
    person("GM", "总经理", department="总经办"),
    person("HDH", "黄丹红", "GM", department="人事部", roles=("hr",)),
    person("M", "客服经理", "GM"),
    person("V", "副经理", "M"),
    person("C", "收款员", "V"),
)
TABLE_1 = {
    "客服经理": "回款率 合同报备率 证照办理逾期天数 销售监督管理出错次数 有效解决客户投诉率 客户满意率",
    "客服部副经理": "按揭回款率 证照办理逾期天数 合同报备率 软件运行及网络出现故障次数 销售监督出错次数",
    "售后人员": "解决客户投诉率 因工作失误被客户投诉次数率 客户满意率 工作整改措施完成率",
    "收款员": "收款失误率 首付回款率 数据输入及时准确率 报表准确率",
    "按揭员": "工作失误率 客户投诉率 数据输入及时准确率 报表及时率 按揭资料催收率",
    "报备员": "证照办理及时率 合同报备率 工作失误率 客户投诉率 数据输入及时准确率 报表及时率",
    "产权员": "产权总登逾期天数 工作失误率 客户投诉率 数据输入及时投诉率 报表及时率",
}
EVERY = ("q1", "q2", "q3", "q4", "year")
TABLES = {
    "positions": [
        {"position": one, "kpi": kpi, "source": "财务部,客服部"}
        for one, kpis in TABLE_1.items()
        for kpi in kpis.split()
    ],
    "plan": [
        {"kind": "functional", "kpi": kpi, **dict.fromkeys(EVERY, mark)}
        for kpi, mark in {
            "按揭回款率": "monthly", "证照办结逾期天数": "once", "合同报备率": "monthly", "工作失误次数": "once",
            "报表逾期天数": "once", "有效解决客户投诉率": "once", "销售监督出错率": "once", "收款失误率": "once",
        }.items()
    ],
}  # fmt: skip
DRAWINGS = {
    "position": "设计师", "kpi": "设计图纸出现差错导致重复报建的次数", "statistics": "quarter", "unit": "yuan",
    "output": "外联部", "polarity": "higher", "definition": "差错", "points": "按次", "purpose": "质量",
    "formula": "∑差错",
}  # fmt: skip
RIGHT = {**DRAWINGS, "unit": "times", "polarity": "lower"}
TABLE_2 = {"definitions": [RIGHT], "trials": [], "standards": []}
GOOD = {"explained": "80", "final": True, "consistent": True, "operable": True}


@pytest.fixture
def script():
    return {
        ("*", "themes"): SILENT,
        ("客服部", "themes"): {"definer": "C"},
        ("客服部", "planning"): TABLES,
        ("客服部", "definition"): TABLE_2,
        ("客服部", "review"): ("file", GOOD),
    }


def launched(stage):
    stage.hire(*FIRM)
    stage.launch("kpi-planning", "2026-12", on="2026-12-01")
    return stage


def test_the_forms_of_a_department_are_collected_and_counted(stage, script):
    launched(stage).play(script, until="2026-12-31")

    assert stage.path("客服部") == ["themes", "planning", "definition", "review", "receipt", "closed"]
    told = {name: stage.of("客服部").outcomes[name] for name in ("positions_covered", "kpis_listed", "kpis_defined")}
    assert told == {"positions_covered": "7", "kpis_listed": "35", "kpis_defined": "1"}
    assert [stage.of("客服部").outcomes[f"in_{column}"] for column in EVERY] == ["8"] * 5
    assert len(stage.mails("C", "task")) == 1
    stage.check()


@pytest.mark.parametrize(("moment", "late"), [("18:00:00", False), ("18:01:00", True)])
def test_tables_1_and_3_are_late_after_six_on_the_25th(stage_on_sqlite, script, moment, late):
    stage = launched(stage_on_sqlite)
    stage.play({**script, ("客服部", "planning"): SILENT}, until="2026-12-25 17:00")
    assert stage.due("客服部") == "2026-12-25 18:00"

    stage.ring(f"2026-12-25 {moment}")
    stage.answer("M", "客服部", "submit", **TABLES)

    assert ("escalation 2026-12-25" in stage.mails("HDH", "escalation")) is late
    assert stage.due("客服部") == "2026-12-26 12:00"
    assert stage.mails("M", "reminder")[-1] == "reminder 2026-12-25"


@pytest.mark.parametrize(("moment", "late"), [("18:00:00", False), ("18:01:00", True)])
def test_table_2_is_late_after_six_on_the_26th(stage_on_sqlite, script, moment, late):
    stage = launched(stage_on_sqlite)
    stage.play({**script, ("客服部", "review"): SILENT}, until="2026-12-26 17:00")
    assert stage.due("客服部") == "2026-12-26 18:00"

    stage.ring(f"2026-12-26 {moment}")
    stage.answer("M", "客服部", "file", **GOOD)

    assert ("escalation 2026-12-26" in stage.mails("HDH", "escalation")) is late
    assert stage.of("客服部").state == "receipt"


def test_what_is_drafted_wrongly_is_refused_at_its_cells_and_goes_back_once_read(stage_on_sqlite, script):
    stage = launched(stage_on_sqlite)
    stage.play({**script, ("客服部", "definition"): SILENT}, until="2026-12-10 10:00")

    with pytest.raises(SheetError) as refused:
        stage.answer("C", "客服部", "submit", **{**TABLE_2, "definitions": [RIGHT, DRAWINGS]})
    assert {(one.field, one.row, one.column) for one in refused.value.problems} == {
        ("definitions", 2, "unit"),
        ("definitions", 2, "polarity"),
    }

    stage.answer("C", "客服部", "submit", **{**TABLE_2, "definitions": [{**DRAWINGS, "because": "按损失金额计"}]})
    (remark,) = stage.of("客服部").remarks["definition"]
    assert (remark.field, remark.row) == ("definitions", 1)

    stage.answer("M", "客服部", "return", explained="78", remark="按次计")
    assert stage.due("客服部") == "2026-12-26 12:00"
    stage.answer("C", "客服部", "submit", **TABLE_2)
    with pytest.raises(SheetError, match="explained"):
        stage.answer("M", "客服部", "file", **{**GOOD, "explained": "78"})
    stage.answer("M", "客服部", "file", **GOOD)
    assert stage.answer("HDH", "客服部", "accept").state == "closed"
    stage.check()


def test_weights_add_up_by_position_and_short_ones_are_named(stage_on_sqlite, script):
    stage = launched(stage_on_sqlite)
    stage.play({**script, ("客服部", "definition"): SILENT}, until="2026-12-10 10:00")
    edges = {"advanced": "90", "average_from": "80", "average_to": "90", "basic_from": "60", "basic_to": "80"}
    rows = [
        {"position": one, "kpi": kpi, "weight": weight, "polarity": "higher", **edges}
        for one, kpi, weight in (
            ("收款员", "收款及时率", "60"),
            ("收款员", "报表准确率", "40"),
            ("车辆主管", "完好率", "80"),
        )
    ]

    with pytest.raises(
        SheetError, match=r"standards weight: For 车辆主管 these must add up to 100; they add up to 80\."
    ):
        stage.answer("C", "客服部", "submit", **{**TABLE_2, "standards": rows})

    made = stage.answer("C", "客服部", "submit", **{**TABLE_2, "standards": rows[:2]})
    assert made.state == "review"
