"""Settling goes through the one door: recorded, replayed, and never in anybody's way."""

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from cycleflow.core.engine import decide
from cycleflow.core.model import Action, Appraisal, Channel, Deed, Given, Member, Standing
from cycleflow.core.refusals import NotForYouError, NotNowError
from cycleflow.core.scoring.allocate import StaleBasisError
from cycleflow.core.settling import missing_evidence
from cycleflow.core.snapshot import dump, load
from cycleflow.core.supposition import suppose
from tests.settled import settled, without_examples, without_score

NOW = datetime(2026, 4, 8, 1, tzinfo=UTC)
WORKFLOW = settled()
WHO = {"employee": "E7", "manager": "E6", "hr": "E2"}
AGREED = {
    "agreement": Given(by=("E7",), at=NOW, answer="agree"),
    "review": Given(by=("E6",), at=NOW, answer="submit"),
}
CAST = {role: (Member(person=person, zone="Asia/Shanghai"),) for role, person in WHO.items()}
POOLED = settled(("formula: wage * total / 100", "allocate: {pool: 1000, by: total}"), text=without_examples())


def appraisal(score="34", *, given=None, **rest):
    return Appraisal(
        id="monthly-2026-03.E7",
        cycle="monthly-2026-03",
        person="E7",
        fingerprint=WORKFLOW.fingerprint,
        starts_on=date(2026, 3, 1),
        ends_on=date(2026, 3, 31),
        state="result",
        score=None if score is None else Decimal(score),
        grade=None if score is None else "C",
        sheets={"review": {"marks": score or "0"}},
        given=AGREED if given is None else given,
        cast=CAST,
        **rest,
    )


def settle(one, *, workflow=WORKFLOW, standing=Standing.SYSTEM, **inputs):
    action = Action(
        deed=Deed.SETTLE,
        actor="system",
        standing=standing,
        channel=Channel.CLOCK,
        inputs={"period": "2026-03", **inputs},
    )
    return decide(workflow, one, action, NOW)


LOW = {"period": "2026-02", "score": "34", "grade": "C"}


def test_the_entry_says_what_was_caused_and_from_what():
    made = settle(appraisal(), past=[LOW])

    assert made.appraisal.outcomes == {"low_run": "2", "poor": "2", "pay": "680.00"}
    assert made.appraisal.raised == {"elimination": {"zh": "连续两次低于35分", "en": "Twice running below 35"}}
    assert made.entry.changed["outcomes"] == {"low_run": [None, "2"], "poor": [None, "2"], "pay": [None, "680.00"]}
    assert made.entry.changed["raised"] == ["elimination"]
    assert made.entry.inputs["past"] == [LOW]
    assert (made.entry.came_from, made.entry.went_to) == ("result", "result")


def test_settled_anew_it_says_what_is_different():
    first = settle(appraisal(), past=[LOW]).appraisal

    again = settle(first, past=[{**LOW, "score": "60"}])

    assert again.entry.changed["outcomes"] == {"low_run": ["2", "1"]}
    assert again.entry.changed["withdrawn"] == ["elimination"]
    assert again.appraisal.raised == {}


def test_settled_anew_without_a_change_it_says_nothing():
    first = settle(appraisal(), past=[LOW]).appraisal

    assert "outcomes" not in settle(first, past=[LOW]).entry.changed


def test_what_lacks_its_figures_is_named_and_stops_nobody():
    by_marks = settled(("wage * total", "wage * marks"), text=without_examples())

    made = settle(replace(appraisal(), sheets={}), workflow=by_marks)

    assert made.appraisal.outcomes == {"low_run": "1", "poor": "1"}
    assert made.entry.changed["lacking"] == {"pay": "It cannot be worked out before these are given: marks."}


def test_what_cannot_be_computed_is_named_and_stops_nobody():
    by_nothing = settled(("wage * total / 100", "wage / (total - 34)"), text=without_examples())

    assert settle(appraisal(), workflow=by_nothing).entry.changed["lacking"] == {
        "pay": "Cannot compute wage / (total - 34): arithmetic error: division by zero."
    }


def test_without_a_result_the_outcomes_do_not_apply():
    made = settle(appraisal(score=None))

    assert made.appraisal.outcomes == {"low_run": "0", "poor": "0"}


@pytest.mark.parametrize(
    ("given", "missing"),
    [
        (AGREED, ()),
        ({}, ("method", "requirement", "held")),
        ({**AGREED, "agreement": replace(AGREED["agreement"], answer="object")}, ("method",)),
        ({**AGREED, "review": replace(AGREED["review"], forfeited=True)}, ("held",)),
    ],
)
def test_evidence_is_what_was_given(given, missing):
    assert missing_evidence(WORKFLOW, appraisal(given=given)) == missing


def test_an_answer_without_a_sheet_proves_nothing():
    blank = settled(("answers: {agree: review", "answers: {agree: {to: review, blank: true}"), text=without_examples())

    assert missing_evidence(blank, appraisal()) == ("requirement",)


def test_without_proof_nothing_is_deducted():
    """The source: 2,000 a month withheld for 31 months without any proof; all 62,000 had to be paid."""
    months = [settle(appraisal("0", given={})).appraisal.outcomes for _ in range(31)]

    assert sum(Decimal(str(one["pay"])) for one in months if one) == 62000


def test_without_proof_more_is_still_paid():
    more = settled(("wage * total / 100", "wage * 1.5"), text=without_examples())

    assert settle(appraisal(given={}), workflow=more).appraisal.outcomes["pay"] == "3000.00"


def test_without_proof_what_cannot_be_worked_out_is_paid_in_full():
    lacks = settled(("wage * total", "wage * marks"), text=without_examples())

    made = settle(replace(appraisal(given={}), sheets={}), workflow=lacks)

    assert made.appraisal.outcomes["pay"] == "2000.00"
    assert "lacking" not in made.entry.changed


def test_only_the_system_settles():
    with pytest.raises(NotForYouError):
        settle(appraisal(), standing=Standing.HR)


@pytest.mark.parametrize("state", ["planned", "withdrawn"])
def test_what_does_not_run_is_not_settled(state):
    with pytest.raises(NotNowError):
        settle(replace(appraisal(), state=state))


def test_a_regulation_without_outcomes_settles_nothing():
    with pytest.raises(NotNowError):
        settle(appraisal(), workflow=replace(WORKFLOW, outcomes=None))


def test_the_final_score_counts_whoever_has_set_it():
    assert settle(appraisal("90"), past=[LOW]).appraisal.outcomes["pay"] == "1800.00"
    ruled = replace(appraisal("34"), score=Decimal(90), grade="A")
    assert settle(ruled).appraisal.outcomes == {"low_run": "0", "poor": "0", "pay": "1800.00"}


def test_a_share_of_a_sum_must_follow_from_the_figures():
    row = {"measure": "pay", "pool": "1000", "total": "100", "share": "340.00"}

    assert settle(appraisal(), workflow=POOLED, pools=[row]).appraisal.outcomes["pay"] == "340.00"
    for wrong in ({"share": "341"}, {"pool": "999"}, {"total": "0"}):
        with pytest.raises(StaleBasisError):
            settle(appraisal(), workflow=POOLED, pools=[{**row, **wrong}])


def test_a_settled_appraisal_is_kept_as_it_is():
    made = settle(appraisal(), past=[LOW]).appraisal

    assert load(dump(made)) == made
    assert "outcomes" not in dump(appraisal())
    assert "raised" not in dump(appraisal())


def test_a_regulation_without_a_score_can_have_outcomes():
    workflow = settled(text=without_score() + "examples:\n  - {given: {marks: 50}, expect: {pay: 1000}}\n")

    assert settle(appraisal(), workflow=workflow).appraisal.outcomes == {"pay": "680.00"}
    assert suppose(workflow, {"pay": 5}, complete=False).given["pay"] == 5
