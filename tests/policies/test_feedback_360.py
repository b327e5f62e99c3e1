"""Feedback from all sides (register row 28), from the invitation of peers to the look at its effect."""

from decimal import Decimal

import pytest

from cycleflow.core.refusals import SheetError
from cycleflow.journeys.disclosure import everything, for_ratee
from tests.policies.stage import SILENT, person

FIRM = (
    person("GM", "总经理", department="总经办"),
    person("HR", "人事", "GM", department="人事部", roles=("hr",)),
    person("HR2", "人事二", "GM", department="人事部", roles=("hr",)),
    *(person(f"S{number}", f"部门{number}", "GM", department=f"部门{number}") for number in range(1, 4)),
    *(person(f"P{number}", f"同事{number}", "HR", department="人事部") for number in range(1, 4)),
    person("LEAD", "主管", "GM", attributes={"serves": "部门1;部门2;部门3"}),
    *(person(number, number, "LEAD") for number in ("A", "B", "C", "D", "E")),
)
NO_SURVEY: dict[tuple[str, ...], object] = {("*", "figures"): {"survey": []}}


def inviting(*peers):
    return {"peers": [{"colleague": one, "work": "项目"} for one in peers]}


PEERS = inviting("P1", "P2", "P3")
WELL = {
    "execution": "9", "cooperation": "7", "describes": "4", "explains": "5", "discusses": "3", "listens": "4",
    "asks": "5", "follows": "4",
}  # fmt: skip
"""91 points: 36 of execution, 30 of cooperation, 25 of the six behaviours."""
POORLY = {**WELL, "execution": "4"}
"""71 points."""


@pytest.fixture
def launched(stage):
    stage.hire(*FIRM)
    stage.launch("feedback-360", "2026-H2", on="2026-10-08", only=("LEAD", "A"))
    return stage


def views(ratee, **changed):
    """Return what everybody says of somebody: all the same but for those named."""
    raters = ("LEAD", "A", "B", "C", "D", "E", "GM", "S1", "S2", "S3", "P1", "P2", "P3")
    return NO_SURVEY | {(ratee, "feedback", who): changed.get(who, WELL) for who in raters}


def test_a_half_year_from_the_invitation_to_the_effect(launched):
    launched.play({("*", "invitation"): PEERS, **views("LEAD", GM=POORLY, S3=POORLY), **views("A")})

    one = launched.of("LEAD")
    assert launched.path("LEAD") == [
        "invitation", "agreement", "feedback", "figures", "evaluation", "interview", "effect", "closed",
    ]  # fmt: skip
    # self 91 × 10 % + superior 71 × 40 % + peers 91 × 20 % + reports 91 × 20 % + customers (91 + 91 + 71) / 3 × 10 %
    assert one.score == Decimal("82.33")
    assert launched.of("A").score == Decimal("91.00")
    launched.check()


def test_the_peers_are_those_invited_and_whoever_has_two_parts_is_asked_once(launched):
    launched.play({("*", "invitation"): inviting("P1", "S1", "S2"), ("*", "feedback"): SILENT}, until="2026-12-04")

    asked: dict[str, set[str]] = {}
    for task in launched.of("LEAD").tasks:
        asked.setdefault(task.role, set()).add(task.member.person)
    assert asked["employee"] == {"LEAD"}
    assert asked["superior"] == {"GM"}
    assert asked["peers"] == {"P1", "S1", "S2"}
    assert asked["reports"] == {"A", "B", "C", "D", "E"}
    assert asked["customers"] == {"S3"}


def test_peers_are_asked_for_again_where_the_superior_does_not_agree(launched):
    launched.play({("LEAD", "invitation"): PEERS, ("LEAD", "agreement"): "return"}, until="2026-11-30")

    assert launched.path("LEAD")[:3] == ["invitation", "agreement", "invitation"]


@pytest.mark.parametrize("peers", [["S1", "S2"], ["S1", "S2", "S2"], ["S1", "S2", "LEAD"], ["S1", "S2", "NOBODY"]])
def test_too_few_or_the_wrong_people_cannot_be_invited(launched, peers):
    launched.play({("LEAD", "invitation"): SILENT}, until="2026-11-26 10:00")

    with pytest.raises(SheetError):
        launched.answer("LEAD", "LEAD", "submit", peers=[{"colleague": one, "work": "项目"} for one in peers])


def test_whoever_does_not_invite_leaves_it_to_his_superior(launched):
    said = {("A", "invitation", "A"): SILENT, ("A", "invitation", "LEAD"): PEERS, ("*", "feedback"): SILENT}

    launched.play(said, until="2026-12-10")

    assert {task.member.person for task in launched.of("A").tasks if task.role == "peers"} == {"P1", "P2", "P3"}


def test_of_a_source_too_few_have_spoken_for_nothing_counts_and_nothing_is_told(launched):
    said = {("*", "invitation"): PEERS, **views("LEAD", P1=SILENT, S1=SILENT, GM=POORLY)}

    launched.play(said)

    one = launched.of("LEAD")
    workflow = launched.office.workflows(one.fingerprint)
    told = {shown.role["en"]: shown.summary for shown in everything(workflow, one) if shown.summary}
    assert [told[role].is_told for role in ("Peers", "Reports", "Customers")] == [False, True, False]
    # of the weights 10, 40, 20, 20, 10 those of self, superior and reports are left: (910 + 2840 + 1820) / 70
    assert one.score == Decimal("79.57")
    launched.check()


def test_nobody_reads_before_the_interview_and_then_only_together(launched):
    launched.play({("*", "invitation"): PEERS, ("LEAD", "interview"): SILENT, **views("LEAD")}, until="2027-01-08")
    one = launched.of("LEAD")
    workflow = launched.office.workflows(one.fingerprint)

    shown = for_ratee(workflow, one)

    assert one.state == "interview"
    assert {who for part in shown for who in part.by} & {"A", "B", "C", "D", "E", "S1", "S2", "S3"} == set()
    assert all("by" not in row for role in ("peers", "reports") for row in one.sheets["feedback"][role])
