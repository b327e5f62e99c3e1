"""The performance interview (register row 24): agenda, materials, four signatures, self-check, two case tables."""

from decimal import ROUND_HALF_UP, Decimal

import pytest

from cycleflow import policy, shipped
from cycleflow.core.grading import judge
from cycleflow.core.history import to_body
from cycleflow.core.refusals import SheetError
from cycleflow.core.scoring.card import Card
from cycleflow.core.trial import take
from tests.policies.stage import SILENT, at, person

FIRM = (
    person("GM", "总经理", department="总经办"),
    person("HR", "人事", "GM", department="人事部", roles=("hr",)),
    person("HEAD", "部长", "GM"),
    person("LEAD", "组长", "HEAD"),
    *(person(number, number, "LEAD") for number in ("A", "B", "C", "D")),
)
NAMES = (
    "execution", "prompt", "cooperation", "belonging", "responsible", "initiative", "service", "careful", "discipline",
    "diligence",
)  # fmt: skip
ATTITUDES = {
    "A": "9.6 9.7 9.6 10.0 9.8 9.9 9.0 9.3 10.0 9.9",
    "B": "9.5 8.8 9.1 9.3 9.6 9.4 8.6 9.4 9.4 9.6",
    "C": "8.0 9.0 7.0 9.0 9.0 8.0 9.0 9.0 7.0 9.0",
    "D": "8.3 7.9 7.5 8.7 8.3 8.2 7.6 7.5 8.0 8.5",
    "E": "8.0 7.5 8.7 8.1 8.0 7.6 7.9 7.5 7.3 8.4",
    "F": "8.0 7.7 6.0 9.3 8.7 8.0 6.7 7.7 8.0 9.3",
}
WORKFLOW = policy.load_file(shipped.workflows() / "annual-interview.yaml")
CLEAN = {
    "late": "0", "grave": "0", "slight": "0", "exam": "Passed", "undone": "0", "improper": "0", "slip": "0",
    "missing": "0",
}  # fmt: skip
WELL = {
    ("A", "figures"): {**CLEAN, "outstanding": True, "index": False},
    ("A", "attitude"): dict(zip(NAMES, ATTITUDES["A"].split(), strict=True)),
    ("A", "interview"): {"minutes": "70"},
}


@pytest.fixture
def interview(stage_on_sqlite):
    return begun(stage_on_sqlite)


def begun(stage):
    stage.now = at("2026-12-01")
    stage.hire(*FIRM)
    stage.launch("annual-interview", "2026", only=("A",))
    return stage


def test_a_year_from_the_colleagues_views_to_four_signatures_and_the_follow_up(stage):
    begun(stage)

    stage.play(WELL)

    assert stage.path("A") == [
        "attitude", "figures", "self_review", "interview_invitation", "interview", "signing", "above_signing",
        "hr_signing", "closed",
    ]  # fmt: skip
    one = stage.of("A")
    assert (one.score, one.grade) == (Decimal("104.00"), "优")
    assert [one.sheets[state]["signature"] for state in ("interview", "signing", "above_signing", "hr_signing")] == [
        True
    ] * 4
    assert [len(stage.log("A", duty)) for duty in ("self_check", "follow_up")] == [1, 1]
    stage.check()


def test_a_short_talk_is_noted_and_an_interrupted_one_is_arranged_anew(interview):
    agenda = {"opening": "8", "questions": "20", "closing": "2", "place": "会议室", "job": "unchanged"}
    brought = {"contract": True, "scores": True, "plans": True}
    interview.play({**WELL, ("A", "interview_invitation"): SILENT}, until="2027-01-08 09:30")
    with pytest.raises(SheetError, match="earliest"):
        interview.answer("LEAD", "A", "invite", held_at="2027-01-08T16:45", **agenda, **brought)
    with pytest.raises(SheetError, match="contract"):
        interview.answer("LEAD", "A", "invite", held_at="2027-01-11T10:30", **agenda, scores=True, plans=True)
    interview.answer("LEAD", "A", "invite", held_at="2027-01-11T10:30", **agenda, **brought)
    noted = to_body(interview.entries("A")[-1])
    interview.play({**WELL, ("A", "interview"): SILENT}, until="2027-01-11 11:00")
    interview.answer("LEAD", "A", "reschedule")

    assert interview.of("A").state == "interview_invitation"
    assert "hardly enough" in str(noted)


@pytest.mark.parametrize(("to", "by"), [("above", "HEAD"), ("hr", "HR")])
def test_an_objection_goes_where_the_form_says(interview, to, by):
    interview.play({**WELL, ("A", "signing"): SILENT}, until="2027-01-08 09:30")
    interview.play({**WELL, ("A", "signing"): SILENT}, until="2027-01-20 09:30")
    interview.answer("A", "A", "object", object_to=to, grounds="漏算")
    asked = [task.member.person for task in interview.of("A").open_tasks]
    interview.answer(by, "A", "change", score="106", reason="补记")
    interview.play(WELL)

    assert asked == [by]
    assert interview.of("A").score == Decimal("106.00")
    assert interview.of("A").state == "closed"
    interview.check()


def test_without_its_conclusions_the_interview_is_not_recorded(interview):
    interview.play({**WELL, ("A", "interview"): SILENT}, until="2027-01-14 09:30")

    with pytest.raises(SheetError) as refused:
        interview.answer("LEAD", "A", "record", minutes="70", recorder="组长", strengths="无差错")

    assert {"problems", "arrangement", "training"} <= {one.field for one in refused.value.problems}


def test_nothing_is_closed_while_a_signature_is_lacking(interview):
    interview.play({**WELL, ("A", "signing"): SILENT}, until="2027-03-30")

    assert interview.of("A").state == "signing"
    assert interview.mails("LEAD", "escalation")
    assert interview.mails("HR", "escalation")


def attitude_of(measure, *raters):
    return explained(
        measure, {"attitude.peers": [dict(zip(NAMES, ATTITUDES[rater].split(), strict=True)) for rater in raters]}
    )


def explained(measure, figures):
    sheets, given = take(WORKFLOW, figures, complete=False)
    card = WORKFLOW.scorecard.rule if WORKFLOW.scorecard else None
    assert isinstance(card, Card)
    return card.reckon(sheets, given).explain(measure).amount


@pytest.mark.parametrize(
    ("whose", "total"), [("A", "96.8"), ("B", "92.7"), ("C", "84.0"), ("D", "80.5"), ("E", "79.0"), ("F", "79.4")]
)
def test_the_attitude_table_sums_its_ten_indicators(whose, total):
    """Printed are 96.7, 92.6, 84.0, 80.5, 79.4 and 79.3, from figures that were not yet rounded."""
    assert attitude_of("attitude", whose, whose, whose) == Decimal(total)


MEANS = ("8.6", "8.4", "8.0", "9.1", "8.9", "8.5", "8.1", "8.4", "8.3", "9.1")


@pytest.mark.parametrize(("name", "mean"), list(zip(NAMES, MEANS, strict=True)))
def test_a_row_of_the_attitude_table_is_the_mean_of_six_whatever_their_raters(name, mean):
    cells = [row.split()[NAMES.index(name)] for row in ATTITUDES.values()]

    assert explained("execution", {"attitude.peers": [{"execution": cell} for cell in cells]}) == Decimal(mean)


SIX: list[dict[str, object]] = [
    {"outstanding": True},
    {"index": True},
    {"grave": "1", "slight": "1", "exam": "Failed", "improper": "3"},
    {"grave": "0.5"},
    {"late": "1", "errors": "50", "exam": "Top", "slip": "1"},
    {"late": "2", "errors": "50", "undone": "1", "missing": "1"},
]


def test_the_mean_of_the_year_is_that_of_the_totals_worked_out():
    """Printed is 93.8 with E at 96; his figures add up to 97, so it is 93.9."""
    scores = [judge(WORKFLOW, *take(WORKFLOW, {**CLEAN, **one}, complete=False)).score for one in SIX]
    totals = [score for score in scores if score]

    assert totals == [Decimal(one) for one in ("104", "103", "76", "92.5", "97", "91")]
    assert round(sum(totals) / 6, 1) == Decimal("93.9")


@pytest.mark.parametrize(
    ("part", "mean"),
    [
        ("accounts", "9.0"),
        ("errors", "46.8"),  # 46.75, and a half goes up
        ("learning", "15.0"),
        ("files", "5.2"),
        ("completion", "9.8"),
        ("process", "8.2"),
    ],
)
def test_the_last_row_of_the_year_holds_means_and_not_totals(part, mean):
    found = [one["errors"] if part in one else explained(part, {**CLEAN, **one}) for one in SIX]

    total = sum((Decimal(str(one)) for one in found), Decimal(0))

    assert (total / 6).quantize(Decimal("0.1"), ROUND_HALF_UP) == Decimal(mean)
