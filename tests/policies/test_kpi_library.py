"""The KPI library: 28 positions and the department, from the providers' figures to the audited total."""

from decimal import Decimal
from typing import Any, cast

import pytest

from cycleflow import policy, shipped
from cycleflow.core.ledger import rows
from cycleflow.policy.beside import among
from cycleflow.policy.loading import tables_beside
from tests.policies.stage import SILENT, person

FILE = shipped.workflows() / "kpi-library.yaml"
DEPARTMENT = "人力资源与公共事务部"
OFFICES = {
    "GM": "general_manager",
    "PERF": "performance",
    "PAY": "payroll",
    "FIN": "finance",
    "NOTE": "notices",
    "HR": "hr",
    "REC": "recruiting",
    "TRAIN": "training",
}


@pytest.fixture(scope="module")
def weights():
    """Return the weights of each position, by measure."""
    rule = cast("Any", policy.load_file(FILE).scorecard).rule.measures["total"].rule
    levels = rule.levels
    return {position: dict(one.weights) for position, one in levels.items()}


def test_28_positions_have_144_items_and_two_sheets_add_up_to_less(weights):
    assert len(weights) == 28
    assert sum(map(len, weights.values())) == 144
    sums = {position: sum(each.values()) for position, each in weights.items()}
    assert {position: total for position, total in sums.items() if total != 100} == {"车辆环卫主管": 80, "驾驶员": 90}


@pytest.mark.parametrize(
    ("position", "short"), [("车辆环卫主管", "80, not to 100: short of it by 20"), ("驾驶员", "90")]
)
def test_weights_that_do_not_add_up_are_refused_unless_it_is_said(position, short):
    find = tables_beside(FILE)
    table = find("kpi-library-weights.csv")
    silent = "\n".join(line.replace(",80,", ",,").replace(",90,", ",,") for line in table.splitlines())
    texts = {"kpi-library-weights.csv": silent, "kpi-library-indicators.csv": find("kpi-library-indicators.csv")}

    with pytest.raises(policy.PolicyError) as refused:
        policy.load(FILE.read_text(encoding="utf-8"), find=among(texts))

    row = 1 + next(n for n, line in enumerate(silent.splitlines()) if line.startswith(position))
    found = [str(one) for one in refused.value.complaints]
    assert any(one.startswith(f"kpi-library-weights.csv:{row}:1: The weights add up to {short}") for one in found), (
        found
    )


def test_a_definition_in_the_unified_mode_stands_once_and_serves_every_sheet_that_refers_to_it(weights):
    uses = {name: sum(name in each for each in weights.values()) for name in ("subordinates", "service_survey")}
    table = tables_beside(FILE)("kpi-library-indicators.csv").splitlines()

    assert uses == {"subordinates": 10, "service_survey": 10}, "the chef's 下属员工管理 takes vacancies off besides"
    assert [sum(line.startswith(f"{name},") for line in table) for name in uses] == [1, 1]


@pytest.mark.parametrize("blank", ["from ?", "x1%"])
def test_a_blank_threshold_is_refused_with_its_place(blank):
    text = FILE.read_text(encoding="utf-8")
    assert "from 99.5: 100" in text

    with pytest.raises(policy.PolicyError) as refused:
        policy.load(text.replace("from 99.5: 100", f"{blank}: 100"), file="kpi.yaml", find=tables_beside(FILE))

    line = 1 + next(n for n, one in enumerate(text.splitlines()) if "from 99.5: 100" in one)
    assert any(one.line == line for one in refused.value.complaints)


@pytest.fixture
def firm(stage_on_sqlite):
    """Return the department and those who give figures about it, everybody hired."""
    stage = stage_on_sqlite
    stage.hire(person("BOSS", department="董事会"))
    stage.hire(*(person(one, manager="BOSS", department="职能", roles=(role,)) for one, role in OFFICES.items()))
    stage.hire(
        person("M", manager="GM", department=DEPARTMENT, position="部门经理"),
        person("L", manager="M", department=DEPARTMENT, position="企管办主管"),
        person("S", manager="L", department=DEPARTMENT, position="人力资源主管"),
        person("C", manager="M", department=DEPARTMENT, position="车辆环卫主管"),
        person("D", manager="C", department=DEPARTMENT, position="驾驶员"),
        person("G", manager="L", department=DEPARTMENT, position="治安管理员"),
    )
    return stage


def test_the_department_is_scored_first_and_counts_half_for_its_head(firm):
    """Department 86, then 86 x 50 % + 80 x 20 % + 90 x 10 % + 100 x 10 % + 84 x 10 % = 86.4."""
    firm.launch("kpi-library-department", "2026-10")
    firm.play(
        {
            ("*", "figures", "REC"): {"arrivals": "20", "planned_hires": "20"},
            ("*", "figures", "PERF"): {"logistics_survey": "90"},
            ("*", "figures", "NOTE"): {"severe_fives": "5", "obvious_fives": "15"},
            ("*", "figures", "GM"): {"plan": "80"},
            ("*", "figures", "TRAIN"): {"training_survey": "80"},
        },
        until="2026-11-20",
    )
    department = firm.of(DEPARTMENT).score
    firm.launch("kpi-library", "2026-10", only=("M",))
    firm.play(
        {
            ("M", "figures", "GM"): {"policy_effect": "80"},
            ("M", "figures", "PERF"): {"subordinates": "90", "logistics_survey": "84"},
            ("M", "figures", "FIN"): {"cost_spent": "95", "cost_budget": "100"},
        }
    )

    assert (department, firm.of("M").score) == (Decimal("86.00"), Decimal("86.40"))
    assert firm.path("M") == ["figures", "audit", "closed"]
    firm.check()


def test_the_supervisor_of_hr_comes_to_what_the_library_says(firm):
    """80 x 30 % + 92 x 30 % + 92.5 x 20 % + 96 x 10 % + 90 x 10 %; the training is the mean of 100 and 85."""
    firm.launch("kpi-library", "2026-10", only=("S",))
    heads = {"training_heads": "50", "training_planned": "50"}
    firm.play(
        {
            ("S", "figures", "M"): {"arrivals": "9", "planned_hires": "10", "hr_complaints": "0", **heads},
            ("S", "documents_check", "L"): {"missing": "1", "irregular": "0", "iso": "0"},
            ("S", "figures", "PERF"): {"hr_survey": "92", "training_survey": "85", "subordinates": "90"},
        }
    )

    assert firm.of("S").score == Decimal("88.70")
    firm.check()


def test_whoever_gives_figures_is_asked_for_those_of_the_position(firm):
    firm.launch("kpi-library", "2026-10", only=("D",))
    firm.ring("2026-11-02 12:00")

    assert {task.role for task in firm.of("D").open_tasks} == {"superior", "finance", "notices"}


def test_who_has_no_checks_is_not_checked(firm):
    firm.launch("kpi-library", "2026-10", only=("D", "S", "G"))

    assert set(firm.of("D").duties) == set()
    assert set(firm.of("S").duties) == {"documents_check"}
    assert set(firm.of("G").duties) == {"documents_check", "rodent_check", "discipline_check", "friday_check"}


def test_a_month_with_one_check_of_two_is_overdue(firm):
    firm.launch("kpi-library", "2026-10", only=("S",))
    firm.answer("L", "S", when="2026-10-12", missing="0", irregular="1", iso="0")
    firm.play({("S", "documents_check"): SILENT, ("S", "figures"): SILENT}, until="2026-11-04")

    assert firm.log("S", "documents_check") == ["done 2026-10-31", "open 2026-10-31"]
    assert [row["done"] for row in rows(firm.of("S"), "documents_check", firm.now)] == [True, False]
    assert [mail for mail in firm.mails("M") if mail.startswith("escalation 2026-11-03")]


def test_what_the_weekly_checks_found_is_added_up(firm):
    """Five Fridays in October 2026: 5S 100 - 5 x (3 + 1) = 80, discipline 100 + 5 x (0.5 - 1) = 97.5."""
    firm.launch("kpi-library", "2026-10", only=("G",))
    firm.play(
        {
            ("G", "friday_check"): {"severe": "1", "obvious": "1"},
            ("G", "discipline_check"): {"severe": "0", "obvious": "1", "general_caught": "1", "severe_caught": "0"},
            ("G", "documents_check"): {"missing": "0", "irregular": "0", "iso": "0"},
            ("G", "figures", "NOTE"): {"fix_rate": "100"},
            ("G", "figures", "FIN"): {"loss": "0"},
            ("G", "figures", "M"): {"severe_safety": "0", "obvious_safety": "0"},
            ("G", "figures", "L"): {"guards": "100", "rats": "100"},
        }
    )

    assert firm.log("G", "friday_check")[-1] == "done 2026-10-30"
    assert firm.of("G").score == Decimal("95.50")
    firm.check()
