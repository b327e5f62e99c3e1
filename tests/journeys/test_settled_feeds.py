"""Outcomes made of what other appraisals give: gathered when they are settled, and settled anew when it changes."""

import pytest

from cycleflow.core.launching import unit_id
from cycleflow.core.model import Deed
from cycleflow.journeys.audit import verify
from cycleflow.journeys.rounds import tick
from cycleflow.journeys.settle import settle
from tests.feeding import correct, entries, give, own, regulation, start
from tests.offices import LAUNCH, launch
from tests.settled import NOW, PAY, POOL, found, rate, settled, without_examples

DEPARTMENT = "  k1: {title: 部门系数 | Department, number: 0..1000, from: {regulation: form, of: department}}\n  wage:"
TAKEN = ("  wage:", DEPARTMENT)
MADE = (PAY, "formula: wage * total / 100 * k1")
CYCLE = "monthly-2026-01"
E7, E8, E9 = (f"{CYCLE}.{who}" for who in ("E7", "E8", "E9"))


@pytest.fixture
def form(office):
    """Return the name of the appraisal of the Sales department in the same month."""
    text = regulation("form", [own()], "total: {formula: own}", appraises="department", period="month")
    return unit_id(start(office, text, "2026-01", LAUNCH), "Sales")


def begin(office, *changes):
    workflow = settled(TAKEN, *changes, text=without_examples())
    launch(office, workflow, period="2026-01", members=("E7", "E8"), now=LAUNCH)


def pay(office, name):
    return (found(office, name).outcomes or {}).get("pay")


def deeds(office, name):
    return [entry.deed for entry in entries(office, name)]


def test_what_the_score_did_not_need_is_gathered_when_it_is_settled(office, form):
    begin(office, MADE)
    give(office, form, own="1.1", now=NOW)

    rate(office, E7, 80)

    assert pay(office, E7) == "1760.00"
    (entry,) = [one for one in entries(office, E7) if one.deed is Deed.SETTLE]
    assert entry.inputs["fed"] == {"k1": {"value": "1.1", "basis": [[form, 1]]}}
    assert verify(office, CYCLE).holds


def test_what_comes_too_late_is_lacking_until_hr_settles_again(office, form):
    begin(office, MADE)
    rate(office, E7, 80)
    assert pay(office, E7) is None
    give(office, form, own="1.1", now=NOW)

    settle(office, CYCLE, by="E2", reason="the department is rated", now=NOW)

    assert pay(office, E7) == "1760.00"
    assert pay(office, E8) is None
    assert verify(office, CYCLE).holds


def test_what_changes_afterwards_is_settled_anew(office, form):
    begin(office, MADE)
    give(office, form, own="1.1", now=NOW)
    rate(office, E7, 80)

    correct(office, form, "0.9", now=NOW)

    assert pay(office, E7) == "1440.00"
    assert str(found(office, E7).score) == "80.00"
    assert deeds(office, E7)[-2:] == [Deed.RESCORE, Deed.SETTLE]
    assert verify(office).holds


def test_a_cohort_is_compared_by_what_others_give(office, form):
    begin(office, (POOL[0], "allocate: {pool: 1000, by: total * k1}"))
    give(office, form, own="2", now=NOW)
    rate(office, E7, 30)
    rate(office, E8, 70)

    tick(office, NOW)

    assert [pay(office, name) for name in (E7, E8)] == ["300.00", "700.00"]
    correct(office, form, "3", now=NOW)
    assert tick(office, NOW).failed == {}
    assert [pay(office, name) for name in (E7, E8)] == ["300.00", "700.00"]
    assert verify(office).holds
