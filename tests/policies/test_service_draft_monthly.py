"""The customer-service draft (register row 12): points per occurrence, the special case, and who must go at once."""

from decimal import Decimal

import pytest

from cycleflow.core.refusals import WindowClosedError
from cycleflow.journeys.launch import NotEffectiveError
from cycleflow.policy import load, years_around
from tests.policies.stage import SILENT, at, person

FIRM = (
    person("BOSS", "总经理"),
    person("QC", "质检", "BOSS", department="质检部", roles=("hr",)),
    person("LEAD", "客服主管", "BOSS"),
    person("A", "甲", "LEAD"),
)
CLEAN = {"recordings": "20", "attitude": "0", "found": ""}
NONE = {"callback": "0", "complaints": "0", "disclosure": "0", "late": "0", "records": ""}
WORKED = {
    ("A", "sampling"): CLEAN,
    ("A", "execution"): {"execution": "2"},
    ("A", "statistics"): {**NONE, "late": "3"},
}
SAMPLED: dict[tuple[str, ...], object] = {("A", "sampling"): CLEAN}


def put_into_force(stage):
    """Launch March 2025 as if the draft had become effective."""
    stage.now = at("2025-03-01")
    stage.hire(*FIRM)
    text = stage.regulation("service-draft-monthly").text.replace("status: draft", "status: effective")
    stage.launch(load(text, years=years_around("2025-03")), "2025-03", only=("A",))
    stage.ring()


@pytest.fixture
def march(stage_on_sqlite):
    put_into_force(stage_on_sqlite)
    return stage_on_sqlite


def at_statistics(stage):
    """Run the month to the 3rd of April, where the statistics are being made."""
    stage.play({**SAMPLED, ("A", "statistics"): SILENT}, until="2025-04-03")
    assert stage.of("A").state == "statistics"


def test_a_draft_starts_nothing(stage_on_sqlite):
    stage_on_sqlite.hire(*FIRM)

    with pytest.raises(NotEffectiveError):
        stage_on_sqlite.launch("service-draft-monthly", "2026-10")


def test_a_month_from_the_first_recording_to_the_report(stage):
    """One bad tone in five weeks, two faults of execution, three times late: 100 - 20 - 20 - 15."""
    put_into_force(stage)
    stage.answer("QC", "A", "sampled", duty="sampling", recordings="20", attitude="1", found="语气生硬")

    stage.play(WORKED)

    assert stage.of("A").score == Decimal("45.00")
    assert stage.path("A") == ["execution", "statistics", "report", "closed"]
    assert stage.log("A", "sampling") == [f"done 2025-03-{day:02}" for day in (2, 9, 16, 23, 30)]
    assert stage.mails("BOSS", "task") == ["task 2025-04-01"]
    assert stage.entered("A", "closed") == "2025-04-01"
    stage.check()


def test_points_are_not_taken_off_below_nothing(march):
    march.answer("QC", "A", "sampled", duty="sampling", recordings="20", attitude="6", found="")

    march.play(SAMPLED)

    assert march.of("A").score == Decimal("0.00")


def test_more_bad_recordings_than_were_heard_are_refused(march):
    with pytest.raises(Exception, match="More at fault than were sampled"):
        march.answer("QC", "A", "sampled", duty="sampling", recordings="2", attitude="3", found="")


def test_an_extremely_bad_attitude_is_decided_at_once_whatever_the_score(march):
    """It is heard on the first day of the month; the month goes on, and its score says nothing of it."""
    march.answer("QC", "A", "extremely_bad", duty="sampling", recordings="20", attitude="0", found="辱骂客户")

    assert march.due("A", duty="removal") == "2025-03-03 18:00"
    assert march.mails("BOSS", "task") == ["task 2025-03-01"]
    march.answer("BOSS", "A", "terminate", duty="removal", reason="录音属实，解除劳动合同，按规定办理。")
    march.play(SAMPLED)

    assert march.of("A").duties["removal"].rows[0].answer == "terminate"
    assert march.of("A").score == Decimal("100.00")
    march.check()


def test_a_week_without_a_recording_is_missed_and_the_superior_department_told(march):
    march.play({("A", "sampling"): SILENT})

    assert march.log("A", "sampling") == [f"missed 2025-03-{day:02}" for day in (2, 9, 16, 23, 30)]
    assert march.mails("BOSS", "escalation")[0] == "escalation 2025-03-03"
    assert march.of("A").score == Decimal("100.00")


def test_a_special_case_is_reported_upward_in_time_and_moves_the_statistics(march):
    at_statistics(march)
    march.answer("LEAD", "A", "special_case")
    march.answer("LEAD", "A", "special_case", cause="系统升级，四月八日前无法取数。")
    assert march.due("A") == "2025-04-05 18:00"
    march.answer("BOSS", "A", "grant", what="升级后补统计", until="2025-04-08")

    assert march.due("A") == "2025-04-08 18:00"
    march.play({("A", "late_statistics"): {**NONE, "callback": "1"}})

    assert march.path("A")[-4:] == ["arrangement", "late_statistics", "report", "closed"]
    assert march.of("A").score == Decimal("90.00")
    assert march.of("A").sheets["arrangement"]["what"] == "升级后补统计"
    march.check()


def test_a_special_case_that_is_declined_leaves_the_statistics_as_they_are(march):
    at_statistics(march)
    march.answer("LEAD", "A", "special_case")
    march.answer("LEAD", "A", "special_case", cause="系统升级，四月八日前无法取数。")
    march.answer("BOSS", "A", "decline")

    assert (march.of("A").state, march.due("A")) == ("statistics", "2025-04-05 18:00")


def test_after_the_fifth_a_special_case_is_too_late(march):
    at_statistics(march)
    march.ring("2025-04-06 00:01")

    with pytest.raises(WindowClosedError):
        march.answer("LEAD", "A", "special_case")


def test_whoever_does_not_rate_execution_leaves_it_to_the_person_responsible(march):
    march.play({**SAMPLED, ("A", "execution", "BOSS"): SILENT, ("A", "statistics"): SILENT}, until="2025-04-08 18:00")

    assert march.mails("QC", "escalation") == ["escalation 2025-04-07"]
    assert march.path("A")[-1] == "statistics"
    assert "task 2025-04-08" in march.mails("LEAD", "task")
    assert march.due("A") == "2025-04-09 18:00"


def test_the_statistics_close_on_the_fifth_which_is_reminded_of_though_it_is_a_holiday(march):
    march.play({**SAMPLED, ("A", "statistics"): SILENT}, until="2025-04-09")

    assert march.due("A") == "2025-04-05 18:00"
    assert "reminder 2025-04-05" in march.mails("LEAD", "reminder")
    assert march.mails("BOSS", "escalation") == ["escalation 2025-04-07"]


def test_the_report_is_due_on_the_tenth_reminded_of_and_then_escalated(march):
    """The mail of the 1st opens the statistics; the day before and on the 10th one is reminded, on the 11th told of."""
    march.play({**SAMPLED, ("A", "report"): SILENT}, until="2025-04-12")

    assert "task 2025-04-01" in march.mails("LEAD", "task")
    assert march.mails("LEAD", "reminder")[-2:] == ["reminder 2025-04-09", "reminder 2025-04-10"]
    assert march.mails("BOSS", "escalation") == ["escalation 2025-04-11"]
    assert march.due("A") == "2025-04-10 18:00"
    march.check()
