"""The 10086 hotline's month (register row 2): persons and teams that take from each other, appeals on two levels."""

from decimal import Decimal

import pytest

from cycleflow import policy, shipped
from cycleflow.core.launching import unit_id
from cycleflow.core.model import Deed
from cycleflow.errors import CycleflowError, RefusedError
from cycleflow.journeys.calibrate import overview
from cycleflow.policy.explain import explain
from cycleflow.policy.explain.document import texts
from tests.policies.stage import SILENT, at, person

GOTONE = {"skill_group": "全球通一组", "brands": "全球通"}
ROOM = {"department": "话务一室", "attributes": GOTONE}
FIRM = (
    person("CENTRE", "中心主任", department="中心"),
    person("HR", "人力", "CENTRE", department="人力资源室", roles=("hr",)),
    person("HR2", "人力二", "CENTRE", department="人力资源室", roles=("hr",)),
    person("PANEL", "评定", "CENTRE", department="中心", roles=("panel",)),
    person("ADMIN", "绩效管理员", "CENTRE", department="中心", roles=("performance",)),
    person("GROUP", "支援经理", "CENTRE", department="中心", roles=("room_review",)),
    person("M", "室经理", "CENTRE", position="室经理", **ROOM),
    person("L1", "一班长", "M", position="班长", **ROOM),
    person("L2", "二班长", "M", position="班长", **ROOM),
    person("A", "甲", "L1", position="客服代表", **ROOM),
    person("B", "乙", "L1", position="客服代表", **ROOM),
    person("X", "丁", "L1", position="班长助理", **ROOM),
    person("C", "丙", "L2", position="客服代表", **ROOM),
)
PEOPLE, TEAMS = ("A", "B", "C", "X", "L1", "L2"), ("L1", "L2")
PERSONS, UNITS = "cm_10086_monthly-2008-02", "cm_10086_team-2008-02"

FULL = {"own_rate": "97", "own_service": "96", "surveys": "30", "talk_time": "80", "login_time": "100"}
LOW = {**FULL, "own_rate": "90", "own_service": "89"}
COUNTED = (
    "deserted", "late", "personal_leave", "sick_leave", "official_leave", "family_leave", "slips", "room_awards",
    "innovations", "articles", "praise", "misroutes", "complaints_inside", "escalated_ordinary", "escalated_bad",
    "province_first", "province_second", "province_third", "centre_first", "centre_second", "centre_third",
)  # fmt: skip
PLAIN = {**dict.fromkeys(COUNTED, "0"), "veto": "", "exam": "", "company_award": False}
OF_TEAMS = ("national_first", "national_second", "national_third", "province_first", "province_second")
NO_PRIZE = dict.fromkeys((*OF_TEAMS, "province_third", "praise", "complaints"), "0")
MARKS = dict.fromkeys(("discipline", "output", "execution", "quality_check"), "10")


def script(period="2008-02", **figures):
    """Return what is said in a month, in the people's appraisals and in the teams'; more of whose figures is given."""
    rated = {"A": FULL, "B": LOW, "C": FULL, "X": {**FULL, "staff_satisfaction": "8"}}
    rated |= {leader: {"staff_satisfaction": "8"} for leader in TEAMS}
    said = {
        (f"cm_10086_monthly-{period}.{one}", "figures"): {**PLAIN, **rated[one], **figures.get(one, {})}
        for one in PEOPLE
    }
    for leader, workload in (("L1", "3150"), ("L2", "1000")):
        team = {**NO_PRIZE, "unit_workload": "1000", "workload": workload}
        said[unit_id(f"cm_10086_team-{period}", leader), "figures"] = team
    said |= {(one, "marks"): MARKS for one in ("A", "B", "C")}
    return said | {(one, "marks"): {"supervisor": "8.5"} for one in ("X", *TEAMS)}


def begin(stage, period="2008-02", day="2008-01-21", only=PEOPLE, **more):
    """Launch a month of one room with two teams, of its people and of its teams."""
    stage.now = at(day)
    stage.hire(*(more.get(one.number, one) for one in FIRM))
    stage.launch("cm-10086-team", period, only=TEAMS)
    stage.launch("cm-10086-monthly", period, only=only)
    return stage


def play(stage, said, *, until=None, before="2008-02-22"):
    """Play a month: the marks that wait for the teams' scores are given once these are there."""
    stage.play({**said, **{(one, "marks"): SILENT for one in PEOPLE}}, until=before)
    stage.play(said, until=until)


def figures(stage, number, cycle=None):
    """Return what the measures of a score came to when it was made."""
    return next(one.changed["figures"] for one in stage.entries(number, cycle) if one.changed.get("figures"))


def test_a_month_in_which_a_member_costs_the_leader_a_point(stage):
    """Team 1: 7.2667 and 10; team 2: 9.6 and 9.6. The leader has 70 % of it, and a point less for the veto of B."""
    loaned = person("B", "乙", "L1", position="客服代表", department="话务一室",
                    attributes={**GOTONE, "employment": "社会化员工"})  # fmt: skip
    begin(stage, B=loaned)

    play(stage, script(B={"veto": "泄密", "company_award": True}))

    assert {one: str(stage.of(one, UNITS).score) for one in TEAMS} == {"L1": "8.63", "L2": "9.60"}
    assert {one: str(stage.of(one).score) for one in PEOPLE} == {
        "A": "9.80",
        "B": "7.70",
        "C": "9.80",
        "X": "8.65",
        "L1": "7.52",
        "L2": "9.20",
    }
    assert [(figures(stage, one)["team_rank"], figures(stage, one)["teams"]) for one in ("A", "C")] == [
        ("2", "2"),
        ("1", "2"),
    ]
    assert {one: stage.of(one).grade for one in ("A", "B")} == {"A": "C2", "B": "D"}
    assert stage.of("B").raised["removal"]["zh"] == "一票否决，退回劳务公司"
    assert [one.partition(" ")[0] for one in stage.log("B", "removal")] == ["done"]
    assert stage.path("A") == ["figures", "marks", "calibration", "verification", "publication", "closed"]
    assert stage.refused == [
        "The grades of L1 do not fit the distribution (C4+D: +1); adjust them, or give a reason to release."
    ]
    stage.refused.clear()
    stage.check()


def test_whoever_deserted_or_was_away_has_no_score(stage_on_sqlite):
    room = begin(stage_on_sqlite, only=("A", "B", "C"))
    away = {
        "A": {"deserted": "1", "own_rate": "", "own_service": ""},
        "B": {"late": "4"},
        "C": {"official_leave": "11"},
    }
    said = script(**away)
    room.play(
        {**said, ("L1", "verification"): SILENT, ("*", "marks"): SILENT, ("B", "marks"): SILENT},
        until="2008-02-20 10:15",
    )
    with pytest.raises(RefusedError, match=r"not there yet: .*一班长"):  # the scores of the teams come first
        room.answer("L1", "B", "submit", **MARKS)

    play(room, said)

    assert [(room.of(one).score, room.of(one).grade) for one in ("A", "C")] == [(None, None), (None, None)]
    assert [[verdict.then for verdict in room.of(one).verdicts] for one in ("A", "B", "C")] == [
        ["cancelled"],
        [],
        ["not_assessed"],
    ]
    assert room.of("B").score == Decimal("7.70")
    room.check()


def test_last_months_best_tenth_is_the_challenge_and_few_surveys_are_replaced(stage_on_sqlite):
    """Best of four: 95. B has 29 surveys, so the group's mean of 94 counts; X has 14, so that of the assistants."""
    four = ("A", "B", "C", "X")
    stage = begin(stage_on_sqlite, only=four)
    last = {"A": "95", "B": "90", "C": "94", "X": "93"}
    given = script(**{one: {"own_rate": rate} for one, rate in last.items()})
    stage.play({**given, **{(one, "marks"): SILENT for one in four}}, until="2008-02-21")
    begin(stage, "2008-03", "2008-04-13", only=four)
    now = {
        "A": {"own_rate": "95"},
        "B": {"own_rate": "91", "surveys": "29"},
        "C": {"own_rate": "96"},
        "X": {"own_rate": "94", "surveys": "14", "assistants_rate": "90"},
    }

    play(stage, script("2008-03", **now), before="2008-04-16", until="2008-04-18")

    cycle = "cm_10086_monthly-2008-03"
    found = {one: figures(stage, one, cycle) for one in four}
    assert {one["challenge"] for one in found.values()} == {"95"}
    assert {one: each["rate_points"] for one, each in found.items()} == {
        "A": "9.6",
        "B": "8.088",
        "C": "10",
        "X": "5.4",
    }


PUBLISHED = "2008-03-12 10:00"


@pytest.fixture
def published(stage_on_sqlite):
    """Return the room on the day its results are published."""
    room = begin(stage_on_sqlite, only=("A", "B", "C"))
    play(
        room,
        {**script(), ("*", "verification", "HR"): SILENT, ("*", "verification", "HR2"): SILENT},
        until="2008-03-12 09:45",
    )
    for one in ("A", "B", "C"):
        room.answer("HR", f"{PERSONS}.{one}", "agree", when=PUBLISHED)
    return room


def test_a_review_goes_from_the_supervisor_to_the_room_and_to_the_centre(published):
    """Published 12 March: to the room until the 22nd, answered within a week, to the centre until 1 April."""
    published.answer("A", "A", "appeal", when="2008-03-19 17:00", grounds="质检有误")
    published.answer("L1", "A", "uphold", reason="已重新查证")
    assert published.due("A") == "2008-03-22 18:00"
    published.answer("A", "A", "appeal", when="2008-03-20 09:00", grounds="仍有异议")
    assert [task.member.person for task in published.of("A").open_tasks] == ["GROUP"]
    assert published.due("A") == "2008-03-27 18:00"
    published.answer("GROUP", "A", "uphold", when="2008-03-27 17:00", reason="维持")
    assert published.due("A") == "2008-04-01 18:00"
    published.answer("A", "A", "appeal", when="2008-04-01 17:00", grounds="申请中心复议")
    assert {task.member.person for task in published.of("A").open_tasks} == {"HR", "HR2"}

    published.answer("HR2", "A", "change", when="2008-04-08 10:00", score="9.9", grade="B", reason="质检改正")

    one = published.of("A")
    assert (one.state, str(one.score), one.grade, one.open_tasks) == ("closed", "9.9", "B", ())
    assert published.entries("A")[-1].changed["score"] == ["9.80", "9.9"]
    published.check()


def test_a_review_out_of_time_or_out_of_turn_is_not_taken_and_silence_harms_nobody(published):
    published.answer("A", "A", "appeal", when="2008-03-13", grounds="疑问")
    assert published.of("A").state == "recheck"  # the supervisor looks first, then the room, then the centre
    published.answer("L1", "A", "uphold", reason="已查证")
    published.answer("A", "A", "appeal", when="2008-03-14", grounds="异议")
    published.answer("B", "B", "appeal", when="2008-03-18", grounds="疑问")
    with pytest.raises(CycleflowError):
        published.answer("C", "C", "appeal", when="2008-03-20 09:30", grounds="过期")

    published.ring("2008-03-21 00:30")  # the supervisor stays silent for two days
    asked = published.of("B").state
    published.ring("2008-03-23 09:00")
    published.ring("2008-03-24 09:00")  # and the room for nine

    assert asked == "recheck_answer"
    assert {one: published.of(one).state for one in ("A", "B", "C")} == {
        "A": "room_answer",
        "B": "closed",
        "C": "closed",
    }
    assert published.mails("HR", "escalation")
    published.check()


def test_a_teams_review_changes_what_its_people_were_worth(stage_on_sqlite):
    """From 8.63 to 9.80: the team is the first now, its leader and its assistant gain, and the old stays on record."""
    room, unit = begin(stage_on_sqlite, only=("A", "B", "C", "X", "L1")), unit_id(UNITS, "L1")
    play(room, {**script(), (unit, "publication"): SILENT}, until="2008-02-29")
    assert [str(room.of(one).score) for one in ("L1", "X")] == ["8.52", "8.65"]
    places = {
        one.group: one.check.place.rank for one in overview(room.office, PERSONS) if one.check and one.group in TEAMS
    }
    assert places == {"L1": 2, "L2": 1}

    room.answer("L1", unit, "appeal", when="2008-02-29 10:00", grounds="工作量有误")
    room.answer("GROUP", unit, "change", score="9.8", reason="工作量核实")

    places = {
        one.group: one.check.place.rank for one in overview(room.office, PERSONS) if one.check and one.group in TEAMS
    }
    assert places == {"L1": 1, "L2": 2}
    assert [str(room.of(one).score) for one in ("L1", "X", "A")] == ["9.34", "9.45", "9.80"]
    last = room.entries("L1", PERSONS)[-1]
    assert (last.deed, last.changed["score"]) == (Deed.RESCORE, ["8.52", "9.34"])
    room.check()


def test_a_card_of_115_percent_is_refused():
    """The overview prints 服务提升 15 % besides the 100 % of the formula."""
    text = (shipped.workflows() / "cm-10086-monthly.yaml").read_text(encoding="utf-8")

    with pytest.raises(policy.PolicyError, match="add up to 115"):
        policy.load(text.replace("quality_check: 5}", "quality_check: 5, supervisor: 15}"))


def test_what_ranks_the_teams_is_said_in_words():
    workflow = policy.load_file(shipped.workflows() / "cm-10086-monthly.yaml")

    assert any("各团队的名次为“团队排名”" in one for one in texts(explain(workflow, "zh")))
    assert any("the place that “The team's rank” says" in one for one in texts(explain(workflow, "en")))
