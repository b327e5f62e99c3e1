"""The service bonus 1.3 (register row 15): 26th to 25th, workload by quality, contributions, and the next stage."""

from datetime import date
from decimal import Decimal

import pytest

from cycleflow import policy
from cycleflow.core.period import period_of
from cycleflow.policy import years_around
from tests.policies.stage import SILENT, at, person

FIRM = (
    person("BOSS", "客服部经理"),
    person("HR", "人事", "BOSS", department="人事部", roles=("hr",), attributes={"service_group": "其他"}),
    person("LEAD", "组长", "BOSS", attributes={"service_group": "其他"}),
    person("A", "甲", "LEAD", attributes={"service_group": "GS"}),
    person("B", "乙", "LEAD", attributes={"service_group": "论坛"}),
)
CHANNELS = [
    {"channel": "旺旺", "handled": "800", "coefficient": "1"},
    {"channel": "论坛", "handled": "100", "coefficient": "1.5"},
]
WORKED = {
    "worked": CHANNELS, "daily": "50", "days": "20", "quality": "65",
    "proposals": [{"proposal": "常用语整理", "amount": "100"}], "additions": "0",
}  # fmt: skip
"""950 of 1000, 65 %, one proposal of 100: 250 x 0.75 + 100."""


@pytest.fixture
def firm(stage_on_sqlite):
    return launched(stage_on_sqlite)


def launched(stage):
    stage.now = at("2025-02-26")
    stage.hire(*FIRM)
    stage.launch("service-bonus", "2025-03", only=("A", "B"))
    return stage


def test_a_stretch_from_the_26th_to_the_bonus(stage):
    launched(stage)

    stage.play({("A", "figures"): WORKED})

    done = stage.of("A")
    assert done.score == Decimal("287.50")
    assert done.outcomes["paid"] == "287.50"
    assert stage.path("A") == ["figures", "confirmation", "closed"]
    assert stage.mails("LEAD", "task") == ["task 2025-03-26"]
    assert stage.mails("HR", "closed") == ["closed 2025-03-26"]
    assert stage.running("B") == []
    stage.check()


@pytest.mark.parametrize(
    ("day", "label"),
    [
        (date(2025, 3, 25), "2025-03"),
        (date(2025, 3, 26), "2025-04"),
        (date(2025, 12, 26), "2026-01"),
    ],
)
def test_the_26th_is_the_first_day_of_the_next_stretch(stage_on_sqlite, day, label):
    assert period_of(stage_on_sqlite.regulation("service-bonus").periods[0], day) == label


@pytest.mark.parametrize(
    ("handled", "quality", "proposals", "bonus"),
    [
        ("1000", "75", [], "300.00"),
        ("1000", "70", [], "300.00"),
        ("1000", "80", [], "300.00"),
        ("1040", "84", ["50"], "458.00"),
        ("1000", "100", [], "500.00"),
        ("1000", "40", [], "0.00"),
        ("1000", "75", ["50", "200"], "500.00"),
    ],
)
def test_the_bonus_lies_between_nothing_and_500(firm, handled, quality, proposals, bonus):
    worked = [{"channel": "旺旺", "handled": handled, "coefficient": "1"}]
    adopted = [{"proposal": f"建议{amount}", "amount": amount} for amount in proposals]

    firm.play({("A", "figures"): {**WORKED, "worked": worked, "quality": quality, "proposals": adopted}})

    assert firm.of("A").outcomes["paid"] == bonus


def test_a_proposal_is_worth_50_to_200(firm):
    firm.ring("2025-03-26 09:00")

    for amount in ("40", "210"):
        with pytest.raises(Exception, match="between 50 and 200"):
            firm.answer("LEAD", "A", "submit", **{**WORKED, "proposals": [{"proposal": "建议", "amount": amount}]})

    assert firm.answer("LEAD", "A", "submit", **WORKED).state == "confirmation"


def test_the_next_stage_counts_the_workload_twice_and_leaves_the_former_as_it_was(stage_on_sqlite):
    """The factor is 1 until 25 March and 2 from the 26th; what lacks of the baseline then costs twice."""
    stage = stage_on_sqlite
    stage.now = at("2025-02-26")
    stage.hire(*FIRM)
    text = stage.regulation("service-bonus").text.partition("\nexamples:")[0]
    factor = "until 2025-03-25: 1, from 2025-03-26: 2"
    staged = policy.load(text.replace("difference, figure: 1", f"difference, {factor}"), years=years_around("2025-03"))
    script = {("A", "figures"): {**WORKED, "quality": "75", "proposals": []}}
    march = stage.launch(staged, "2025-03", only=("A",)).id
    stage.play(script)
    april = stage.launch(staged, "2025-04", only=("A",)).id
    stage.play(script)

    assert [stage.of("A", cycle).score for cycle in (march, april)] == [Decimal("250.00"), Decimal("200.00")]
    stage.check()


def test_on_objection_the_leader_gives_the_figures_again(firm):
    firm.play({("A", "figures"): WORKED, ("A", "confirmation"): SILENT}, until="2025-03-26 18:00")
    firm.answer("A", "A", "object", comment="少计两个渠道")
    firm.play({("A", "figures"): {**WORKED, "days": "19"}})

    # a day less is a baseline of 950: 300 x 0.75 + 100
    assert firm.of("A").outcomes["paid"] == "325.00"
    assert firm.path("A") == ["figures", "confirmation", "figures", "confirmation", "closed"]
    firm.check()


def test_silence_of_the_member_confirms_and_of_the_leader_is_told_of_and_handed_on(firm):
    firm.play({("A", "figures"): SILENT, ("A", "confirmation"): SILENT}, until="2025-04-10")

    assert firm.mails("BOSS", "escalation") == ["escalation 2025-04-02"]
    assert firm.mails("HR", "escalation") == ["escalation 2025-04-03"]
    assert firm.mails("BOSS")[-1] == "reassigned 2025-04-09"
    firm.play({("A", "figures"): WORKED, ("A", "confirmation"): SILENT})
    assert firm.of("A").state == "closed"


def test_the_ratio_as_it_is_printed_is_refused_because_it_falls_as_quality_rises(stage_on_sqlite):
    """1 + (80 % - QC) x 5 comes to 1 at 80 and to 0 at 100."""
    text = stage_on_sqlite.regulation("service-bonus").text.partition("\nexamples:")[0]
    head, rest = text.split("    ratio: ")
    worth = "below 70: 1 - (70 - x) / 100 * 5, from 70 to 80: 1, above 80: 1 + (80 - x) / 100 * 5"
    printed = f"{{bands: {{of: quality, to: {{{worth}}}}}}}"

    with pytest.raises(policy.PolicyError, match="'above 80' is worth 1 at 80 and 0 at 100"):
        policy.load(f"{head}    ratio: {printed}\n    performance: {rest.split('    performance: ')[1]}")
