"""HR metrics (register row 30): rates by month, quarter and year, and no error where there is nobody."""

from decimal import Decimal

import pytest

from tests.policies.stage import at, person

FIRM = (person("BOSS", "总经理", department="总部"), person("HR", "人事", "BOSS", department="人事部", roles=("hr",)))
STORE = {
    "at_start": "120", "at_end": "136", "voluntary": "5", "passive": "6", "walked_off": "1", "performance_pay": "2000",
    "wages": "10000", "revenue": "50000", "ratings": [], "service": [{"months": "7"}],
}  # fmt: skip
NOBODY = {"at_start": "0", "at_end": "0", "wages": "0", "performance_pay": "0", "revenue": "0", "ratings": []}
GIVEN = """wages_before revenue_before insurance training_costs attended passed insured level_heads
    voluntary passive walked_off promotions moves transfers complaints"""
ZEROES = dict.fromkeys(GIVEN.split(), "0")


def report(stage, label, **figures):
    """Play a report and return what it comes to, to a place."""
    cycle = stage.launch("hr-metrics", label).id
    stage.play({("company", "figures"): {**ZEROES, **figures}})
    found = stage.of("company", cycle)
    assert found.state == "closed"
    return {name: round(Decimal(str(figure)), 1) for name, figure in (found.outcomes or {}).items()}


def test_a_store_of_128_is_reported_as_printed(stage):
    stage.now = at("2026-11-02")
    stage.hire(*FIRM)

    told = report(stage, "2026-11", **STORE)

    names = ("headcount", "attrition_rate", "leaving_rate", "passive_rate", "walk_off_rate", "performance_pay_share")
    assert [str(told[name]) for name in names] == ["128.0", "4.7", "9.4", "4.7", "0.8", "20.0"]
    assert stage.path("company") == ["figures", "reading", "closed"]
    assert list(stage.of("company").raised) == ["look"], "9.4 % is out of its range"
    assert stage.log("company", "look")[0].startswith("done ")
    stage.check()


@pytest.mark.parametrize("service", [[], [{"months": "0"}]])
def test_with_nobody_there_rates_are_left_out_and_nothing_fails(stage_on_sqlite, service):
    """The workbook has 650 cells of #DIV/0!"""
    stage = stage_on_sqlite
    stage.now = at("2026-11-02")
    stage.hire(*FIRM)

    told = report(stage, "2026-11", **NOBODY, service=service)

    assert told["headcount"] == 0
    assert not [name for name in told if name.endswith(("_rate", "_share", "_growth")) or name.startswith("per_")]
    stage.check()


def test_a_quarter_is_the_mean_of_its_months(stage_on_sqlite):
    stage = stage_on_sqlite
    stage.now = at("2026-12-01")
    stage.hire(*FIRM)
    quarter = {name: given for name, given in STORE.items() if name != "at_start"}

    told = report(stage, "2026-Q4", **quarter, month_means=[{"value": one} for one in ("120", "128", "136")])

    assert told["headcount"] == 128
