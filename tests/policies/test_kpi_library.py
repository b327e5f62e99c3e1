"""The KPI library: 28 positions and the department, from the providers' figures to the audited total."""

from typing import Any, cast

import pytest

from cycleflow import policy, shipped
from cycleflow.policy.beside import among
from cycleflow.policy.loading import tables_beside

FILE = shipped.workflows() / "kpi-library.yaml"


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


@pytest.mark.parametrize("blank", ["from ?", "x1%"])
def test_a_blank_threshold_is_refused_with_its_place(blank):
    text = FILE.read_text(encoding="utf-8")
    assert "from 99.5: 100" in text

    with pytest.raises(policy.PolicyError) as refused:
        policy.load(text.replace("from 99.5: 100", f"{blank}: 100"), file="kpi.yaml", find=tables_beside(FILE))

    line = 1 + next(n for n, one in enumerate(text.splitlines()) if "from 99.5: 100" in one)
    assert any(one.line == line for one in refused.value.complaints)
