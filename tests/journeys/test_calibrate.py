from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from cycleflow import policy, shipped
from cycleflow.core.checks import Setting
from cycleflow.core.cohort import Ranked, check_distribution
from cycleflow.core.model import Action, Channel, Deed, Standing
from cycleflow.core.refusals import NotNowError
from cycleflow.errors import NotFoundError
from cycleflow.journeys.answer import act
from cycleflow.journeys.calibrate import (
    MisfitError,
    NothingToReleaseError,
    Panel,
    StillOutError,
    adjust,
    cycle_of,
    overview,
    propose,
    release,
)
from cycleflow.journeys.filling import Page, fill
from cycleflow.store import appraisals, people
from tests.offices import LAUNCH, launch

PANEL = Panel(actor="E4", standing=Standing.PANEL, channel=Channel.PAGE)
FORWARD = {"goal_agreement": "agree", "mid_quarter_check": "submit"}


def get(office, name):
    with office.store.read() as connection:
        return appraisals.get(connection, name)


def to_calibration(office, name):
    """Walk one appraisal the ordinary way up to the panel; return when it got there."""
    while (appraisal := get(office, name)).state != "calibration":
        now = appraisal.opened_at + timedelta(minutes=1) if appraisal.open_tasks else appraisal.due_at
        act(office, name, next_step(office, appraisal, now), now)
    return get(office, name).opened_at + timedelta(hours=1)


def next_step(office, appraisal, now):
    if not appraisal.open_tasks:
        return Action(deed=Deed.RING, actor="clock", standing=Standing.CLOCK, channel=Channel.CLOCK)
    task, workflow = appraisal.open_tasks[0], office.workflows(appraisal.fingerprint)
    choice = FORWARD.get(appraisal.state, "submit")
    zone = task.member.zone
    setting = Setting(answer=choice, appraisal=appraisal, calendar=workflow.calendar, zone=zone, now=now)
    page = Page(setting=setting, writer=task.member.person, locale="zh")
    sheet = fill(workflow.sheet_for(workflow.states[appraisal.state], task.role, appraisal.facts), page)
    return Action(
        deed=Deed.ANSWER,
        actor=task.member.person,
        standing=Standing.PERSON,
        channel=Channel.PAGE,
        task=task.id,
        inputs={"answer": choice, "sheet": sheet},
    )


def basis_of(decision):
    basis = decision.entry.inputs["basis"]
    assert isinstance(basis, dict)
    return basis


@pytest.fixture
def everybody_rated(office, cycle):
    return max(to_calibration(office, f"{cycle.id}.{who}") for who in ("E7", "E8", "E9"))


def test_the_panel_sees_who_waits_who_is_to_come_and_the_distribution(office, cycle):
    now = to_calibration(office, f"{cycle.id}.E7")

    (cohort,) = overview(office, cycle.id)

    assert cohort.group == "Sales"
    assert [one.person for one in cohort.waiting] == ["E7"]
    assert [one.person for one in cohort.to_come] == ["E8", "E9"]
    assert cohort.through == []
    assert cohort.check is not None
    assert cohort.check.size == 1
    assert now


def test_an_adjustment_keeps_the_reason_and_what_the_panel_saw(office, cycle, everybody_rated):
    decision = adjust(
        office, f"{cycle.id}.E7", grade="5", score=None, reason="与同级比较", panel=PANEL, now=everybody_rated
    )

    assert decision.appraisal.grade == "5"
    assert decision.entry.inputs["reason"] == "与同级比较"
    assert basis_of(decision)["quotas"] == {"5": 0, "4": 1, "3": 2, "2": 0, "1": 0}


def test_a_score_may_be_adjusted_too(office, cycle, everybody_rated):
    decision = adjust(
        office, f"{cycle.id}.E7", grade=None, score="4.6", reason="facts", panel=PANEL, now=everybody_rated
    )

    assert (str(decision.appraisal.score), decision.appraisal.grade) == ("4.6", "5")


def test_only_what_waits_for_the_panel_is_adjusted(office, cycle):
    name = f"{cycle.id}.E7"

    with pytest.raises(NotNowError):
        adjust(office, name, grade="5", score=None, reason="x", panel=PANEL, now=get(office, name).opened_at)


def grades(office, cycle, now, wanted):
    for who, grade in wanted.items():
        adjust(office, f"{cycle.id}.{who}", grade=grade, score=None, reason="x", panel=PANEL, now=now)


def test_a_group_that_fits_is_released_together(office, cycle, everybody_rated):
    grades(office, cycle, everybody_rated, {"E7": "4", "E8": "3", "E9": "3"})

    decisions = release(office, cycle.id, group="Sales", reason="", panel=PANEL, now=everybody_rated)

    assert {one.appraisal.state for one in decisions} == {"interview_invitation"}
    assert len({one.appraisal.id for one in decisions}) == 3
    (cohort,) = overview(office, cycle.id)
    assert [one.person for one in cohort.through] == ["E7", "E8", "E9"]


def test_a_group_that_does_not_fit_is_released_with_a_reason_only(office, cycle, everybody_rated):
    grades(office, cycle, everybody_rated, {"E7": "5", "E8": "5", "E9": "5"})

    with pytest.raises(MisfitError, match=r"Sales.*5: \+2"):
        release(office, cycle.id, group="Sales", reason=" ", panel=PANEL, now=everybody_rated)

    decisions = release(office, cycle.id, group="Sales", reason="a team of stars", panel=PANEL, now=everybody_rated)
    assert basis_of(decisions[0])["excess"] == {"5": 2, "4": 0, "3": -1, "2": 0, "1": 0}


def test_who_is_not_rated_yet_is_waited_for(office, cycle):
    now = to_calibration(office, f"{cycle.id}.E7")

    with pytest.raises(StillOutError, match="2 of Sales"):
        release(office, cycle.id, group="Sales", reason="", panel=PANEL, now=now)

    assert len(release(office, cycle.id, group="Sales", reason="year end", panel=PANEL, now=now)) == 1


def test_where_nobody_waits_nothing_is_released(office, cycle):
    for group in ("Sales", "Nowhere", ""):
        with pytest.raises(NothingToReleaseError):
            release(office, cycle.id, group=group, reason="x", panel=PANEL, now=cycle.launched_at)


def test_nobody_releases_his_own_appraisal(office, quarterly):
    cycle = launch(office, quarterly, members=("E4",))
    now = to_calibration(office, f"{cycle.id}.E4")

    with pytest.raises(NothingToReleaseError):
        release(office, cycle.id, group="HR", reason="x", panel=PANEL, now=now)

    other = Panel(actor="E3", standing=Standing.PANEL, channel=Channel.PAGE)
    assert release(office, cycle.id, group="HR", reason="x", panel=other, now=now)


def test_an_appraisal_belongs_to_its_cycle(office, cycle):
    assert cycle_of(office, f"{cycle.id}.E7") == cycle.id
    with pytest.raises(NotFoundError):
        cycle_of(office, "nobody")


# -- other ways to compare ------------------------------------------------------------------------------------------


def launched(office, name, period):
    return launch(office, policy.load_file(shipped.workflows() / f"{name}.yaml"), period=period)


def test_a_team_are_the_people_of_one_manager(office):
    cycle = launched(office, "cm-10086-monthly", "2026-11")

    assert [(cohort.group, len(cohort.to_come)) for cohort in overview(office, cycle.id)] == [("E6", 3)]


def test_without_a_distribution_nobody_is_compared(office):
    cycle = launched(office, "recruiter-monthly", "2026-11")

    (cohort,) = overview(office, cycle.id)

    assert (cohort.group, cohort.check) == ("", None)
    assert propose(office.workflows(cycle.fingerprint), cohort) == {}


def test_where_grades_go_by_rank_the_scores_propose_them(office):
    cycle = launched(office, "hande-monthly", "2026-11")
    workflow = office.workflows(cycle.fingerprint)
    (cohort,) = overview(office, cycle.id)
    scored = [replace(one, score=Decimal(score)) for one, score in zip(cohort.to_come, (70, 90, 80), strict=True)]
    ranked = [Ranked(appraisal=one.id, group="", score=one.score, grade=None) for one in scored]
    check = check_distribution(workflow.distributions[0], ranked)[0]

    grades = propose(workflow, replace(cohort, waiting=scored, to_come=[], check=check))

    order = ("优", "良", "中", "基本合格", "不合格")
    best = min(grades, key=lambda name: order.index(grades[name]))
    assert best.endswith(".E8")
    assert set(grades) == {one.id for one in scored}


LEADS = (
    "distribution:\n"
    '  - {for: level == "M1", base: company, shares: {5+4: at most 50, 3+2+1: the rest}, rounding: floor}\n'
    "  - {base: site, shares: {5: 5, 4: 10, 3: 70, 2: 10, 1: 5}, rounding: largest_remainder}\n"
)


@pytest.fixture
def side_by_side(office, quarterly):
    """Return a cycle in which leaders are compared with leaders, and the others with those at the same site."""
    lines = [line for line in quarterly.text.split("\n") if not line.startswith("distribution:")]
    text = "\n".join(lines).replace("grades:", f"{LEADS}grades:", 1).replace("roles:", "attributes: [site]\nroles:", 1)
    with office.store.begin() as connection:
        directory = people.people(connection)
        changed = [
            replace(directory["E6"], level="M1"),
            replace(directory["E7"], attributes={"site": "Wuhan"}),
            replace(directory["E8"], attributes={"site": "Wuhan"}),
            replace(directory["E9"], attributes={"site": "Xi'an"}),
        ]
        people.save_people(connection, changed, LAUNCH)
    return launch(office, policy.load(text), members=("E6", "E7", "E8", "E9"))


def test_everybody_is_compared_with_his_own_kind(office, side_by_side):
    cohorts = overview(office, side_by_side.id)

    assert [(one.group, len(one.to_come)) for one in cohorts] == [("Wuhan", 2), ("Xi'an", 1), ('level == "M1"', 1)]
    assert [one.distribution.base for one in cohorts if one.distribution] == ["site", "site", "company"]
