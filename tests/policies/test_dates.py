"""Dates of the regulations, kept by the clock: windows, holidays, times of day, cadences beside one another."""

import pytest

from cycleflow.core.checks import Setting, check_sheet
from cycleflow.core.refusals import SheetError
from cycleflow.core.workflow import Sheet
from tests.core.samples import Run
from tests.policies.stage import SILENT, ZONE, at, person

FIRM = (
    person("BOSS", "总经理"),
    person("HR", "人事", "BOSS", department="人事部", roles=("hr",)),
    person("LEAD", "主管", "BOSS"),
    person("A", "甲", "LEAD"),
)


@pytest.fixture
def firm(stage_on_sqlite):
    """Return the firm on a day, its people hired."""

    def firm(day, *others):
        stage_on_sqlite.now = at(day)
        stage_on_sqlite.hire(*FIRM, *others)
        return stage_on_sqlite

    return firm


def test_a_month_from_the_21st_is_summed_up_by_the_eleventh_or_later(firm):
    stage = firm("2008-03-21")
    stage.launch("cm-10086-team", "2008-04", only=("LEAD",))
    cycle = stage.launch("cm-10086-monthly", "2008-04", only=("A",))
    given = {("A", "figures"): {"own_rate": "97", "own_service": "96"}}
    stage.play({**given, ("A", "marks"): SILENT}, until="2008-04-22")
    stage.play(given, until="2008-05-09")

    assert [day.isoformat() for day in (cycle.starts_on, cycle.ends_on)] == ["2008-03-21", "2008-04-20"]
    assert stage.of("A").state == "calibration"
    assert stage.due("A") == "2008-05-12 18:00"


def test_each_group_has_as_many_cycles_a_year_as_its_cadence(firm):
    groups = {"TOP": "year", "RND": "half_year", "OFF": "quarter", "LINE": "month"}
    staff = [person(number, number, "LEAD", attributes={"appraised_every": every}) for number, every in groups.items()]
    stage = firm("2008-01-02", *staff)
    labels = ["2008", "2008-H1", "2008-H2", *(f"2008-Q{quarter}" for quarter in range(1, 5))]
    labels += [f"2008-{month:02}" for month in range(1, 13)]

    cycles = [stage.launch("management-by-objectives", label, only=groups) for label in labels]

    counts = dict.fromkeys(groups, 0)
    for cycle in cycles:
        for number in groups:
            counts[number] += any(one.cycle == cycle.id for one in stage.running(number))
    # "All staff" go by the year too, so everybody has that one besides his own.
    assert counts == {"TOP": 1, "RND": 2 + 1, "OFF": 4 + 1, "LINE": 12 + 1}


@pytest.mark.parametrize(
    ("regulation", "notice", "in_time"),
    [
        ("annual-interview", "2008-07-03 10:30", True),
        ("annual-interview", "2008-07-08 10:30", True),
        ("annual-interview", "2008-07-10 09:00", False),
        ("post-responsibility", "2008-07-03 10:30", True),
        ("post-responsibility", "2008-07-08 10:30", False),
        ("management-by-objectives", "2008-07-03 10:30", True),
        ("management-by-objectives", "2008-07-08 10:30", False),
    ],
)
def test_notice_of_an_interview_is_a_day_or_a_week(firm, regulation, notice, in_time):
    """The interview is on 10 July at 10:30."""
    workflow = firm("2008-07-01").regulation(regulation, "2008")
    invitation = Sheet(name="invitation", fields={"held_at": workflow.sheets["invitation"].fields["held_at"]})
    setting = Setting(
        answer="invite", appraisal=Run().appraisal, calendar=workflow.calendar, zone=ZONE.key, now=at(notice)
    )

    try:
        taken = bool(check_sheet(invitation, {"held_at": "2008-07-10T10:30"}, setting))
    except SheetError:
        taken = False

    assert taken is in_time
