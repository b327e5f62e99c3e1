"""Institutions appraise themselves (register row 13): departments, towns and trading centres as those appraised."""

import pytest

from cycleflow.core.refusals import SheetError
from cycleflow.errors import CycleflowError
from cycleflow.journeys.launch import NotEffectiveError
from tests.policies.stage import SILENT, person

FIRM = (
    person("GM", "总经理", department="总经办"),
    person("M", "客服经理", "GM"),
    person("T", "技术中心主任", "GM", department="技术中心", roles=("panel",)),
    person("O", "综合办", "T", department="技术中心", roles=("panel",)),
    person("OFFICE", "领导小组办公室", "GM", department="总经办", roles=("hr",)),
)
ITEMS = ("organisation", "infrastructure", "funds", "disclosure", "applications", "network", "character")
EXPLAINED = {**dict.fromkeys(ITEMS, "已落实"), "report": "本年度信息化工作自评报告"}
WHY = "综合把握各方面情况"


def graded(whole, **items):
    return {**{f"{one}_grade": "3" for one in ITEMS}, **items, "whole": whole, "reasons": WHY}


def launched(stage, name="institution-annual", period="2026", *others):
    stage.now = stage.now.replace(year=int(period), month=1, day=5)
    stage.hire(*FIRM, *others)
    stage.launch(name, period)
    return stage


def figures(stage, unit):
    return next(entry.changed["figures"] for entry in reversed(stage.entries(unit)) if "figures" in entry.changed)


def test_a_department_below_the_standard_rectifies_until_it_is_right(stage):
    said = {
        ("*", "mutual"): {"grade": "3", "opinion": "较好"},
        ("客服部", "mutual", "GM"): {"grade": "2", "opinion": "一般"},
        ("*", "daily_check"): {"irregular": "0"},
        ("*", "spot_check"): {"irregular": "0"},
        ("客服部", "spot_check"): {"irregular": "2", "finding": "补丁未更新"},
        ("*", "comprehensive"): graded("3"),
        ("客服部", "comprehensive"): graded("1", organisation_grade="4", character_grade="4"),
        ("技术中心", "comprehensive"): graded("4"),
        ("客服部", "recheck"): SILENT,
    }
    launched(stage).play(said, until="2027-01-11")

    one = stage.of("客服部")
    assert stage.path("客服部") == [
        "self_evaluation", "mutual", "visit", "department_review", "comprehensive", "report", "closed",
    ]  # fmt: skip
    # the whole decides, and not the mean of the items, (4 + 3 × 5 + 4) / 7
    assert (one.grade, *(figures(stage, "客服部")[name] for name in ("reference", "proposed", "faults"))) == (
        "D",
        "3.29",
        "2.5",
        "8",
    )
    assert one.outcomes["reaches_standard"] is False
    assert len(stage.log("客服部", "rectification")) == 1
    assert stage.of("技术中心").grade == "A"
    assert stage.log("技术中心", "commendation")[0].startswith("done")
    assert "rectification" not in stage.of("总经办").raised
    assert stage.entered("客服部", "report") <= "2026-12-31"
    assert len(stage.log("客服部", "daily_check")) == 12

    stage.answer("T", "客服部", "insufficient", duty="recheck", remark="补丁仍未更新")
    stage.answer("M", "客服部", duty="rectification", measures="补丁已全部更新，并已复核")
    stage.answer("O", "客服部", "sufficient", duty="recheck")
    assert len(stage.log("客服部", "rectification")) == 2
    assert not [task for task in stage.of("客服部").asked if task.state in ("rectification", "recheck")]
    stage.check()


def test_what_is_not_explained_cannot_be_sent_and_what_is_not_sent_is_reminded_of(stage_on_sqlite):
    stage = launched(stage_on_sqlite)
    checks = {("*", "daily_check"): {"irregular": "0"}, ("*", "spot_check"): {"irregular": "0"}}
    stage.play({**checks, ("客服部", "self_evaluation"): SILENT}, until="2026-11-26 10:00")

    assert stage.due("客服部") == "2026-11-20 18:00"
    assert stage.mails("M", "reminder") == ["reminder 2026-11-17", "reminder 2026-11-19", "reminder 2026-11-23"]
    assert stage.mails("GM", "escalation") == ["escalation 2026-11-24"]
    assert stage.mails("O", "escalation") == ["escalation 2026-11-26"]
    for item in ITEMS:
        with pytest.raises(SheetError, match=f"{item}: This is needed"):
            stage.answer("M", "客服部", **{name: text for name, text in EXPLAINED.items() if name != item})

    assert stage.answer("M", "客服部", **EXPLAINED).state == "mutual"


def test_the_others_and_the_group_speak_of_a_department_and_its_own_people_do_not(stage_on_sqlite):
    stage = launched(stage_on_sqlite)
    checks = {("*", "daily_check"): {"irregular": "0"}, ("*", "spot_check"): {"irregular": "0"}}
    stage.play({**checks, ("*", "mutual"): SILENT}, until="2026-11-10 10:00")
    assert {task.member.person for task in stage.of("技术中心").open_tasks} == {"GM", "M"}

    stage.play({**checks, ("*", "visit"): SILENT}, until="2026-12-01 10:00")
    # T is in the group, and leads the department himself
    assert {task.member.person for task in stage.of("技术中心").open_tasks} == {"O"}

    stage.play({**checks, ("*", "comprehensive"): SILENT}, until="2027-01-07 10:00")
    assert stage.due("客服部") == "2026-12-31 18:00"
    assert {"reminder 2026-12-28", "reminder 2026-12-30"} <= set(stage.mails("O", "reminder"))
    assert "escalation 2027-01-06" in stage.mails("OFFICE", "escalation")


def test_a_group_that_is_too_small_for_a_school_keeps_it_from_being_launched(stage_on_sqlite):
    with pytest.raises(CycleflowError):
        launched(stage_on_sqlite, "school-annual")


def test_a_school_is_graded_by_five_items_and_names_who_is_responsible(stage_on_sqlite):
    stage = launched(stage_on_sqlite, "school-annual", "2026", person("E", "教务处", "GM", roles=("panel",)))
    said = {
        ("*", "self_evaluation"): {"responsible": [{"who": "李老师", "part": "teacher"}]},
        ("*", "daily_check"): {"irregular": "0"},
        ("*", "spot_check"): {"irregular": "0"},
        ("*", "comprehensive"): {
            **{f"{one}_grade": "2" for one in ITEMS if one not in ("funds", "disclosure")},
            "whole": "3",
            "reasons": WHY,
        },
    }

    stage.play(said, until="2027-01-31")

    one = stage.of("客服部")
    assert (one.state, one.grade, figures(stage, "客服部")["reference"]) == ("closed", "B", "2")
    assert not one.raised
    stage.check()


def test_what_a_periodic_check_finds_is_put_right_and_counted(stage_on_sqlite):
    stage = launched(stage_on_sqlite, "construction-annual")
    fine = ("in_order", {"complete": True, "timely": True})
    faulty = ("fault", {"complete": True, "finding": "三月数据未录入"})
    stage.play({("*", "inspection"): fine, ("客服部", "inspection"): faulty}, until="2026-02-01")
    assert stage.log("客服部", "inspection") == ["done 2026-01-30", "done 2026-02-28"]
    assert stage.log("客服部", "rectification") == ["done 2026-01-19", "done 2026-02-13"]

    stage.play({("*", "inspection"): fine}, until="2027-01-31")

    one = stage.of("客服部")
    assert one.state == "closed"
    assert {name: one.outcomes[name] for name in ("checked", "complete_at", "timely_at")} == {
        "checked": "12",
        "complete_at": "12",
        "timely_at": "10",
    }
    assert not stage.log("技术中心", "rectification")
    stage.check()


def test_a_town_that_lacks_broadband_has_not_reached_social_informatization(stage_on_sqlite):
    stage = launched(stage_on_sqlite, "town-annual", "2013")
    figures = {"internet": "12", "television": "100", "broadband": "80", "budget_before": "200", "budget": "230"}

    stage.play({("*", "figures"): figures, ("客服部", "figures"): {**figures, "broadband": "79.99"}})

    reached = {one: stage.of(one).outcomes["social_met"] for one in ("客服部", "技术中心")}
    assert reached == {"客服部": False, "技术中心": True}
    assert stage.path("客服部") == ["self_evaluation", "figures", "verdict", "closed"]
    stage.check()


def test_a_draft_for_comments_appraises_nobody(stage_on_sqlite):
    with pytest.raises(NotEffectiveError):
        launched(stage_on_sqlite, "platform-draft")
