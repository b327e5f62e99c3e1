"""Rules of eligibility decide on every occasion: who needs no figures, whose result is fixed, what is due."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from cycleflow import policy
from cycleflow.core.cycle import Cycle
from cycleflow.core.eligibility import judge
from cycleflow.core.facts import facts_of
from cycleflow.core.launching import planned
from cycleflow.core.model import Deed, Standing
from cycleflow.core.organisation import Person
from cycleflow.core.ratee import Ratee
from cycleflow.core.refusals import FixedResultError, SheetError, UndecidedError
from cycleflow.core.replay import replay
from cycleflow.core.snapshot import dump, load
from cycleflow.core.verdict import Effect, Occasion, Verdict, fixing, is_unpaid, share_of
from tests.core.samples import CAST, CYCLE, Run

TEXT = (Path(__file__).parents[1] / "policy" / "eligible.yaml").read_text(encoding="utf-8")
WORKFLOW = policy.load(TEXT, years=[2026], notices={"closed"})
OCTOBER: Cycle = replace(
    CYCLE, id="eligible-2026-10", workflow="eligible", period="2026-10", ends_on=date(2026, 10, 31)
)
ANN = Person(number="ann", name="Ann", email="ann@firm.example", hired_on=date(2020, 1, 1))
SCORED, LATER, LAST = "2026-11-02T10:00", "2026-11-03T10:00", "2026-11-04T10:00"


def at_launch(workflow=WORKFLOW, **columns):
    known = facts_of(workflow, Ratee(person=replace(ANN, **columns)), OCTOBER)
    return judge(workflow, Occasion.LAUNCH, known)


def launched(workflow=WORKFLOW, verdict=None, status="active"):
    run = Run(workflow, cast=CAST)
    run.appraisal = planned(replace(OCTOBER, fingerprint=workflow.fingerprint), "ann")
    run.launch("2026-10-08T09:00", facts={"status": status}, verdict=verdict)
    return run


def scored(sheet, **options):
    run = launched(**options)
    run.answer("submit", SCORED, sheet=sheet)
    return run


def settled(run, **facts):
    run.do(Deed.RELEASE, LATER, by="pat", standing=Standing.PANEL, reason="")
    run.answer("confirm", LATER)
    run.do(Deed.SETTLE, LAST, by="system", standing=Standing.SYSTEM, period="2026-10", **facts)
    return run.appraisal


@pytest.mark.parametrize(
    ("columns", "said"),
    [
        ({}, None),
        ({"level": "总经理助理"}, "excluded"),
        ({"hired_on": date(2026, 10, 23)}, "not_assessed"),
        ({"attributes": {"trial_post": "是"}}, "counts as 中"),
        ({"hired_on": date(2026, 10, 17)}, "pro_rated"),
    ],
)
def test_at_launch_the_first_rule_that_holds_decides(columns, said):
    found = at_launch(**columns)

    assert (found and found.said) == said


def test_a_share_is_worked_out_from_what_is_known():
    found = at_launch(hired_on=date(2026, 10, 17))

    assert found
    assert found.share == Decimal("0.5")


def test_a_share_that_nobody_knows_is_refused():
    text = TEXT.replace("share: service_days / 30", "share: late / 30").replace(
        "when: joined_in_period, ", "at: scoring, when: joined_in_period, "
    )
    workflow = policy.load(text.partition("examples:")[0], years=[2026], notices={"closed"})

    with pytest.raises(UndecidedError, match="late / 30 asks for what is not known"):
        judge(workflow, Occasion.SCORING, {"joined_in_period": True})


def test_whoever_counts_as_a_grade_has_it_from_the_launch_on():
    run = launched(verdict=at_launch(attributes={"trial_post": "1"}))

    assert (run.appraisal.score, run.appraisal.grade) == (Decimal(75), "中")
    assert run.decisions[0].entry.changed["verdicts"] == [
        {
            "at": "launch",
            "then": "counts_as",
            "rule": "trial_post",
            "reason": {"zh": "试岗期按中计", "en": "On a trial post"},
            "grade": "中",
            "score": "75",
        }
    ]


def test_whoever_counts_as_a_grade_needs_no_figures():
    run = scored({}, verdict=at_launch(attributes={"trial_post": "1"}))

    assert (run.appraisal.state, run.appraisal.score, run.appraisal.grade) == ("panel", Decimal(75), "中")


def test_whoever_is_not_assessed_needs_no_figures_but_those_that_say_so():
    run = scored({"late": "5"})

    assert (run.appraisal.state, run.appraisal.score, run.appraisal.grade) == ("panel", None, None)
    assert run.appraisal.verdicts[0].then is Effect.CANCELLED
    assert run.appraisal.sheets["figures"] == {"late": "5"}


@pytest.mark.parametrize("sheet", [{"late": "4"}, {"personal_leave": "10"}, {"official_leave": "10"}, {}])
def test_everybody_else_needs_all_figures(sheet):
    with pytest.raises(SheetError, match="rate: This is needed"):
        scored(sheet)


def test_what_is_wrong_is_wrong_for_everybody():
    with pytest.raises(SheetError, match="personal_leave: This must lie between 0 and 31"):
        scored({"late": "5", "personal_leave": "40"})


def test_the_first_rule_of_the_occasion_decides():
    assert scored({"late": "5", "official_leave": "20"}).appraisal.verdicts[0].then is Effect.CANCELLED


def test_who_is_found_not_to_be_assessed_counts_as_no_grade_any_more():
    run = scored({"late": "5"}, verdict=at_launch(attributes={"trial_post": "1"}))

    assert [verdict.at for verdict in run.appraisal.verdicts] == [Occasion.LAUNCH, Occasion.SCORING]
    assert run.appraisal.grade is None


def test_scored_anew_without_the_cause_there_is_a_score_and_no_verdict():
    run = scored({"late": "5"})
    run.do(Deed.SEND_BACK, LATER, reason="One was an error.", to="figures")

    run.answer("submit", LATER, sheet={"late": "4", "rate": "90"})

    assert (run.appraisal.score, run.appraisal.grade, run.appraisal.verdicts) == (Decimal("90.00"), "优", ())


def test_a_fixed_result_cannot_be_adjusted():
    run = scored({"late": "5"})

    with pytest.raises(FixedResultError, match="the regulation fixes it: Qualification cancelled"):
        run.do(Deed.ADJUST, LATER, by="pat", standing=Standing.PANEL, reason="He tried.", grade="中")


def test_the_rank_gives_no_grade_to_whoever_is_not_assessed():
    run = scored({"late": "5"})

    run.do(Deed.RELEASE, LATER, by="pat", standing=Standing.PANEL, reason="", grade="差")

    assert (run.appraisal.state, run.appraisal.grade) == ("result", None)


def test_a_ruling_puts_a_score_in_the_place_of_the_verdict():
    run = scored({"late": "5"})
    run.do(Deed.RELEASE, LATER, by="pat", standing=Standing.PANEL, reason="")
    run.answer("appeal", LATER)

    run.answer("change", LAST, sheet={"score": "88", "why": "The clock was wrong."})

    assert (run.appraisal.score, run.appraisal.grade, run.appraisal.verdicts) == (Decimal(88), "中", ())


def test_scored_90_and_gone_before_the_payout_brings_nothing():
    assert settled(scored({"rate": "90"}), facts={"status": "left"}).outcomes == {"bonus": "0.00"}


def test_scored_90_and_still_there_brings_all():
    paid = settled(scored({"rate": "90"}))

    assert (paid.outcomes, paid.verdicts) == ({"bonus": "1000.00"}, ())


def test_the_share_of_the_launch_holds_until_the_payout_says_otherwise():
    joined = at_launch(hired_on=date(2026, 10, 17))

    assert settled(scored({"rate": "90"}, verdict=joined)).outcomes == {"bonus": "500.00"}
    low = settled(scored({"rate": "40"}, verdict=joined))
    assert ([verdict.share for verdict in low.verdicts], low.outcomes) == (
        [Decimal("0.5"), Decimal("0.4")],
        {"bonus": "400.00"},
    )


def test_a_history_with_verdicts_replays():
    run = scored({"late": "5"}, verdict=at_launch(attributes={"trial_post": "1"}))
    settled(run, facts={"status": "left"})

    again = replay([decision.entry for decision in run.decisions], {WORKFLOW.fingerprint: WORKFLOW})

    assert again.flaws == ()
    assert again.appraisal == run.appraisal


def test_a_snapshot_keeps_verdicts_exactly():
    run = scored({"rate": "40"}, verdict=at_launch(hired_on=date(2026, 10, 17)))

    assert load(dump(run.appraisal)) == run.appraisal
    assert "verdicts" not in dump(scored({"rate": "40"}).appraisal)


def test_without_a_verdict_all_is_as_usual():
    assert (fixing(()), share_of(()), is_unpaid(())) == (None, Decimal(1), False)


def test_a_verdict_says_itself_as_the_regulation_writes_it():
    verdict = Verdict(at=Occasion.LAUNCH, then=Effect.COUNTS_AS, rule="true", reason={}, grade="中")

    assert (verdict.said, replace(verdict, then=Effect.UNPAID).said) == ("counts as 中", "unpaid")
