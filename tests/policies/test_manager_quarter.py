"""The performance manager's quarter and the monthly sales target (register row 17)."""

from decimal import Decimal

import pytest

from tests.policies.stage import SILENT, at, person

FIRM = (
    person("GM", "总经理", department="总经办"),
    person("PM", "绩效经理", "GM", department="人力资源部", roles=("hr",)),
    person("LEAD", "销售经理", "GM", department="销售部"),
    *(person(number, number, "LEAD", department="销售部") for number in ("A", "B", "C", "D")),
)
CHECKS = ["2026-10-15", "2026-10-29", "2026-11-12", "2026-11-26", "2026-12-10", "2026-12-24"]
NINETY = {"results": "90", "quality": "90", "cooperation": "90"}
VIEWS: dict[tuple[str, ...], object] = {("A", "feedback", who): NINETY for who in ("A", "B", "C", "D", "LEAD")}
FIGURES = {"sales": "1080000", "satisfaction": "90", "customers": [{"value": "90"}], "recognition": "None"}


def hired(stage):
    stage.hire(*FIRM)
    return stage


@pytest.fixture
def quarter(stage_on_sqlite):
    """Return the firm in the fourth quarter, in which A is appraised."""
    stage = hired(stage_on_sqlite)
    stage.launch("manager-quarter", "2026-Q4", on="2026-10-01", only=("A",))
    return stage


def test_a_quarter_from_the_goals_to_the_report(stage):
    hired(stage).launch("manager-quarter", "2026-Q4", on="2026-10-01", only=("A",))

    stage.play({**VIEWS, ("A", "figures"): {**FIGURES, "leaving": "12.1", "industry": "12"}})

    one = stage.of("A")
    assert stage.path("A") == ["goal_setting", "goal_talk", "feedback", "figures", "review", "report", "closed"]
    # what was sold in the quarter before is not known yet, so of the goals satisfaction alone counts: 100; views 90
    assert one.score == Decimal("95.00")
    assert set(one.raised) == {"career_talk", "investigation"}
    assert stage.log("A", "progress_check") == [f"done {day}" for day in CHECKS]
    assert stage.log("A", "one_to_one") == ["done 2026-10-31", "done 2026-11-30", "done 2026-12-31"]
    assert stage.mails("A", "closed")
    stage.check()


def test_whoever_falls_behind_has_an_emergency_meeting_the_same_day_and_a_remedy(quarter):
    quarter.play({("A", "progress_check"): SILENT}, until="2026-10-14 11:00")

    quarter.answer("LEAD", "A", "behind", duty="progress_check", finished="样品", unfinished="合同")
    due, asked = quarter.due("A", duty="emergency_meeting"), quarter.mails("PM", "task")[-1]
    quarter.answer(
        "PM", "A", "decide", duty="emergency_meeting", cause="客户推迟了签约时间", decision="增派一人跟进此客户"
    )

    assert (due, asked) == ("2026-10-14 18:00", "task 2026-10-14")
    assert quarter.due("A", duty="remedy") == "2026-10-21 18:00"
    quarter.answer("LEAD", "A", "done", duty="remedy", measure="resources", effect="已追上")
    assert quarter.log("A", "remedy") == ["done 2026-10-21"]
    quarter.check()


def test_a_check_or_a_talk_nobody_holds_is_missed_and_the_performance_manager_is_told(quarter):
    said = {("A", "progress_check"): SILENT, ("A", "one_to_one"): SILENT, ("A", "feedback"): SILENT}

    quarter.play(said, until="2026-12-01")

    assert quarter.log("A", "progress_check") == [
        *(f"missed {day}" for day in CHECKS[:3]), "open 2026-11-26", "open 2026-12-10",
    ]  # fmt: skip
    assert quarter.log("A", "one_to_one")[:2] == ["missed 2026-10-31", "open 2026-11-30"]
    assert quarter.mails("PM", "escalation")[0] == "escalation 2026-10-16"


def test_the_head_agrees_in_the_one_to_one_or_by_silence(quarter):
    quarter.play({("A", "goal_talk"): SILENT, ("A", "feedback"): SILENT}, until="2026-10-12 09:00")
    quarter.answer("LEAD", "A", "return", remark="目标太高")
    quarter.play({("A", "goal_talk"): SILENT, ("A", "feedback"): SILENT}, until="2026-10-30")

    assert quarter.path("A") == ["goal_setting", "goal_talk", "goal_setting", "goal_talk", "feedback"]
    assert quarter.of("A").given["goal_talk"].forfeited


def test_eight_percent_are_put_on_what_was_sold_in_the_quarter_before(stage_on_sqlite):
    stage = hired(stage_on_sqlite)
    stage.now = at("2026-09-01")
    before = stage.launch("manager-quarter", "2026-Q3", on="2026-09-01", only=("A",)).id
    stage.play({("A", "figures"): {**FIGURES, "sales": "1000000"}})

    now = stage.launch("manager-quarter", "2026-Q4", on="2026-12-01", only=("A",)).id
    stage.play({**VIEWS, ("A", "figures"): {**FIGURES, "sales": "972000"}})

    # 972,000 of 1,080,000 are 90 %, satisfaction 100: goals 95, views 90
    assert stage.of("A", now).score == Decimal("92.50")
    assert stage.of("A", now).fed["sales_before"].value == "1000000"
    assert stage.of("A", before).state == "closed"
    stage.check()


def test_of_two_colleagues_nothing_counts_and_the_weak_are_coached(quarter):
    low = {"results": "40", "quality": "40", "cooperation": "40"}
    said: dict[tuple[str, ...], object] = {
        ("A", "feedback", who): NINETY if who in {"B", "C"} else low for who in ("A", "B", "C", "LEAD")
    }

    said[("A", "feedback", "D")] = SILENT
    said[("A", "figures")] = {**FIGURES, "satisfaction": "60", "customers": []}
    quarter.play(said)

    # goals 66.67; self and superior 40, the two who praise him are too few
    assert quarter.of("A").score == Decimal("53.33")
    assert set(quarter.of("A").raised) == {"coaching_plan"}
    assert quarter.log("A", "coaching_plan")[0].startswith("done")
    quarter.check()


def test_three_months_on_target_earn_the_bonus_in_the_fifth(stage_on_sqlite):
    """A 17: 110, 99, 120, 100, 100 %; and the star is the best of those on target."""
    stage, raised = hired(stage_on_sqlite), []
    stage.now = at("2026-06-01")
    for month, sales in zip(range(6, 11), (110, 99, 120, 100, 100), strict=True):
        cycle = stage.launch("manager-month", f"2026-{month:02}", on=f"2026-{month:02}-01", only=("A", "B")).id
        said = {("*", "target_setting"): {"target": "100"}, ("B", "figures"): {"sales": "105"}}
        stage.play({**said, ("A", "figures"): {"sales": str(sales)}}, until=f"2026-{month + 1:02}-28")
        raised.append(set(stage.of("A", cycle).raised))

    assert raised == [{"praise"}, set(), {"praise"}, set(), {"year_end_bonus"}]
    assert set(stage.of("B", cycle).raised) == {"praise"}
    assert stage.of("A", cycle).fed["sales_before"].value == "100"
    assert stage.log("A", "year_end_bonus", cycle) == ["done 2026-12-31"]
    stage.check()


def test_a_month_without_a_target_has_no_score(stage_on_sqlite):
    stage = hired(stage_on_sqlite)
    stage.launch("manager-month", "2026-11", on="2026-11-02", only=("A",))

    stage.play({("A", "target_setting"): {"target": "0"}})

    assert (stage.of("A").score, stage.of("A").state) == (None, "closed")
