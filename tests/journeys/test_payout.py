"""Who is paid is asked when the money is worked out, and again when it is settled anew."""

from dataclasses import replace

import pytest

from cycleflow.core.model import Deed
from cycleflow.journeys.audit import verify
from cycleflow.journeys.rounds import tick
from cycleflow.journeys.settle import settle
from cycleflow.store import people
from tests.offices import COMPANY, LAUNCH, launch
from tests.settled import NOW, PAY, entries, found, rate, settled, without_examples

CYCLE = "monthly-2026-01"
E7, E8 = f"{CYCLE}.E7", f"{CYCLE}.E8"
LEFT = '{when: status != "active", at: payout, then: unpaid, reason: 2.3.1 已离职 | 2.3.1 Has left}'
LATE = "{when: 100 / (score - 34) > 1, at: payout, then: unpaid, reason: 无 | None}"
HALF = "{when: score < 60, at: payout, then: pro_rated, share: score / 100, reason: 折算 | Pro-rated}"


def with_rule(rule, *changes):
    return settled(("indicators:\n", f"eligibility: [{rule}]\nindicators:\n"), *changes, text=without_examples())


def leave(office, number):
    with office.store.begin() as conn:
        (one,) = [one for one in COMPANY if one.number == number]
        people.save_people(conn, [replace(one, status="left")], NOW)


def pay(office, name):
    return (found(office, name).outcomes or {}).get("pay")


def test_who_has_left_before_he_is_paid_gets_nothing(office):
    """Minfu: scored 90, resigns on 20 January, paid on 25 January: 0."""
    launch(office, with_rule(LEFT), period="2026-01", members=("E7", "E8"), now=LAUNCH)
    leave(office, "E7")

    rate(office, E7, 90)
    rate(office, E8, 90)

    assert (pay(office, E7), pay(office, E8)) == ("0.00", "1800.00")
    (verdict,) = found(office, E7).verdicts
    assert (verdict.then.value, verdict.reason["en"]) == ("unpaid", "2.3.1 Has left")
    assert verify(office, CYCLE).holds


def test_who_leaves_afterwards_is_found_when_it_is_settled_again(office):
    launch(office, with_rule(LEFT), period="2026-01", members=("E7",), now=LAUNCH)
    rate(office, E7, 90)
    leave(office, "E7")

    settle(office, CYCLE, by="E2", reason="", now=NOW)

    assert pay(office, E7) == "0.00"
    assert [entry.changed["outcomes"] for entry in entries(office, E7)][1] == {"pay": ["1800.00", "0.00"]}


def test_who_leaves_does_not_lose_what_proof_is_missing_for(office):
    launch(office, with_rule(LEFT), period="2026-01", members=("E7",), now=LAUNCH)
    leave(office, "E7")

    rate(office, E7, 10, agreed=False)

    assert pay(office, E7) == "2000.00"


def test_who_is_not_paid_takes_no_part_in_a_sum(office):
    launch(
        office,
        with_rule(LEFT, (PAY, "allocate: {pool: 1000, by: total}")),
        period="2026-01",
        members=("E7", "E8"),
        now=LAUNCH,
    )
    leave(office, "E7")
    rate(office, E7, 30)
    rate(office, E8, 70)

    report = tick(office, NOW)

    assert report.failed == {}
    assert (pay(office, E7), pay(office, E8)) == ("0.00", "1000.00")
    assert verify(office, CYCLE).holds


def test_what_is_due_may_be_a_share(office):
    launch(office, with_rule(HALF, (PAY, "formula: wage * share")), period="2026-01", members=("E7", "E8"), now=LAUNCH)

    rate(office, E7, 50)
    rate(office, E8, 90)

    assert (pay(office, E7), pay(office, E8)) == ("1000.00", "2000.00")


def test_a_verdict_may_decide_what_follows(office):
    rule = ("when: low_run == 2", 'when: verdict == "unpaid"')
    launch(office, with_rule(LEFT, rule), period="2026-01", members=("E7",), now=LAUNCH)
    leave(office, "E7")

    rate(office, E7, 90)

    assert list(found(office, E7).raised) == ["elimination"]


def test_a_rule_that_cannot_be_decided_stops_nobody(office):
    launch(office, with_rule(LATE), period="2026-01", members=("E7",), now=LAUNCH)

    rate(office, E7, 34)

    assert found(office, E7).state == "result"
    (entry,) = entries(office, E7)
    assert "payout" in entry.changed["lacking"]
    assert pay(office, E7) == "680.00"


@pytest.mark.parametrize("deed", [Deed.SETTLE])
def test_facts_come_with_the_settling(office, deed):
    launch(office, with_rule(LEFT), period="2026-01", members=("E7",), now=LAUNCH)

    rate(office, E7, 90)

    assert entries(office, E7, deed)[0].inputs["facts"] == {"status": "active"}
