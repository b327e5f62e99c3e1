"""OKR (register row 21): confidence, check-ins, invited colleagues, key results scored 0 to 1, the year beside them."""

from decimal import Decimal

import pytest

from cycleflow.core.refusals import SheetError
from cycleflow.journeys.disclosure import for_everybody
from cycleflow.journeys.settle import settle
from tests.policies.stage import SILENT, Script, person

FIRM = (
    person("GM", "总经理"),
    person("HR", "人事", "GM", roles=("hr",)),
    person("LEAD", "技术副总", "GM"),
    person("A", "甲", "LEAD", attributes={"okr_link": "partial"}),
    person("B", "乙", "LEAD", attributes={"okr_scoring": "done"}),
    person("X", "丙", "GM"),
)
KRS = [
    {"kr": one, "objective": "1", "rubric": "1、0.7、0.5、0.3", "confidence": "50"}
    for one in ("记录支持", "基线", "认证")
]
OKR = {"link_up": "支持销售", "objectives": [{"objective": "支持销售"}], "krs": KRS}


def scored(*marks):
    return {"krs": [{"score": mark, "why": "漏记一个"} for mark in marks]}


def confident(figure):
    return {"krs": [{"confidence_now": figure, "progress": "进行中"}] * 3}


SCRIPT: Script = {
    ("*", "okr"): OKR,
    ("*", "okr_change"): OKR,
    ("A", "kr_scoring"): scored("0.7", "1", "0.7"),
    ("B", "kr_scoring"): scored("0.7", "1", "1"),
    ("B", "self_review"): SILENT,
}


GOALS = {"goals": [{"goal": one, "standard": "按时", "weight": "50"} for one in ("协作", "带教")]}
MARKS = {"goals": [{"score": "5", "facts": "新人独立上岗"}, {"score": "4"}]}


@pytest.fixture
def firm(stage_on_sqlite):
    stage_on_sqlite.hire(*FIRM)
    return stage_on_sqlite


def test_the_vp_of_technology_comes_to_080_and_with_90_elsewhere_to_85(stage):
    """0.7, 1 and 0.7 have the mean 0.80; half of 80 and half of 90."""
    stage.hire(*FIRM)
    appraised = stage.launch("quarterly", "2026-Q4", on="2026-10-01", only=("A",)).id
    okr = stage.launch("okr-quarter", "2026-Q4", only=("A", "B")).id

    stage.play({**SCRIPT, ("A", "goal_setting"): GOALS, ("A", "manager_review"): MARKS, ("A", "sign_off"): "sign"})

    assert stage.of("A", appraised).score == Decimal("4.50")
    # The other part is published later than the OKR is closed; HR settles once it is there.
    settle(stage.office, okr, by="HR", reason="考核已公布", now=stage.now)
    assert (stage.of("A").score, stage.of("A").outcomes["appraisal"]) == (Decimal("0.80"), "85.00")
    # One of three is not done, so the objective is not, where it is done or not; nothing is tied, so nothing is told.
    assert (stage.of("B").score, stage.of("B").outcomes.get("appraisal")) == (0, None)
    stage.check()


def test_colleagues_are_those_the_employee_invites_and_the_leader_speaks_last(firm):
    firm.launch("okr-quarter", "2026-Q4", on="2026-10-01", only=("A", "B"))

    firm.play({**SCRIPT, ("A", "self_review"): {"invited": [{"colleague": "X"}, {"colleague": "B"}]}})

    views = firm.of("A").sheets["peer_views"]["invited"]
    assert {view["by"] for view in views} == {"X", "B"}
    assert firm.path("A") == [
        *("okr", "set_up_talk", "mid_quarter", "self_review", "peer_views", "kr_scoring", "look_back", "closed"),
    ]
    assert "peer_views" not in firm.path("B")  # who does not review himself invites nobody
    firm.check()


def test_check_ins_come_every_fortnight_and_keep_what_confidence_was(firm):
    firm.launch("okr-quarter", "2026-Q4", on="2026-10-01", only=("A",))

    firm.play({**SCRIPT, ("A", "check_in"): confident("60")}, until="2026-11-01")
    firm.play({**SCRIPT, ("A", "check_in"): confident("35"), ("A", "summary"): SILENT}, until="2026-12-31")

    rows = firm.of("A").duties["check_in"].rows
    assert [row.due_at.date().isoformat() for row in rows[:3]] == ["2026-10-15", "2026-10-29", "2026-11-12"]
    assert [row.sheet["krs"][0]["confidence_now"] for row in rows[:4]] == ["60", "60", "60", "35"]
    assert firm.mails("B", "for_information")
    assert firm.log("A", "coaching") == ["done 2026-10-31", "done 2026-11-30", "done 2026-12-31"]
    # The weekly summary is due each Friday; HR hears of one that does not come.
    assert firm.log("A", "summary")[:2] == ["done 2026-10-02", "done 2026-10-09"]
    assert any(row.startswith("missed") for row in firm.log("A", "summary"))
    assert firm.mails("HR", "escalation")


def test_three_priorities_are_three(firm):
    firm.launch("okr-quarter", "2026-Q4", on="2026-10-01", only=("A",))
    firm.play({**SCRIPT, ("A", "check_in"): SILENT}, until="2026-10-12")
    rest = {"last": "完成", **confident("60")}

    for count in (2, 4):
        with pytest.raises(SheetError, match="priorities"):
            firm.answer("A", "A", duty="check_in", priorities=[{"task": "一"}] * count, **rest)
    assert firm.answer("A", "A", duty="check_in", priorities=[{"task": "一"}] * 3, **rest)


def test_an_okr_is_adjusted_in_mid_quarter_and_the_former_one_is_kept(firm):
    firm.launch("okr-quarter", "2026-Q4", on="2026-10-01", only=("A",))
    smaller = {**OKR, "objectives": [{"objective": "只做重点客户"}]}

    firm.play({**SCRIPT, ("A", "mid_quarter"): "change", ("A", "okr_change"): smaller, ("A", "check_in"): SILENT})

    assert firm.of("A").sheets["okr"]["objectives"][0]["objective"] == "只做重点客户"
    assert firm.of("A").former["okr"][0].answers["objectives"][0]["objective"] == "支持销售"
    assert firm.of("A").score == Decimal("0.80")
    found = for_everybody(firm.regulation("okr-quarter"), firm.of("A"))
    assert [one.state.name for one in found] == ["okr", "mid_quarter", "okr_change"]  # and nothing else is public
    firm.check()


def test_the_year_is_graded_by_the_manager_and_knows_the_quarters(firm):
    quarter = firm.launch("okr-quarter", "2026-Q4", on="2026-10-01", only=("A",)).id
    firm.launch("okr-year", "2026", only=("A",))
    invite = {"invited": [{"colleague": "X"}]}

    firm.play({**SCRIPT, ("A", "half_year"): invite, ("A", "self_review"): invite, ("A", "grading"): {"mark": "4"}})

    year = firm.of("A")
    assert firm.of("A", quarter).score == Decimal("0.80")
    assert (year.score, year.grade) == (4, "4")
    assert firm.path("A")[:3] == ["half_year", "half_year_views", "outlook"]
    firm.check()


def test_ideas_of_everybody_are_merged_and_voted_down_to_what_the_company_wants(firm):
    firm.launch("okr-company", "2026-Q4", on="2026-10-01")
    merged = {"objectives": [{"objective": one} for one in ("支持销售", "降本", "新品", "文化")]}

    firm.play(
        {
            ("company", "merging"): merged,
            ("company", "okr"): {name: OKR[name] for name in ("objectives", "krs")},
            ("company", "scoring"): scored("1", "0.7", "0.3"),
        }
    )

    ideas = firm.of("company").sheets["ideas"]["everybody"]
    assert {one["by"] for one in ideas} == {"HR", "LEAD", "A", "B", "X"}
    assert firm.of("company").score == Decimal("0.67")
    assert firm.log("company", "report")[0] == "done 2026-10-04"
    assert firm.mails("X", "for_information")
    firm.check()
