"""Results on the terminal, as JSON, and as a workbook."""

import json

import pytest
from python_calamine import CalamineWorkbook

from tests.offices import launch
from tests.settled import rate, settled

CYCLE = "monthly-2026-01"


@pytest.fixture
def month(office, clock):
    launch(office, settled(), period="2026-01", members=("E7", "E8"))
    rate(office, f"{CYCLE}.E7", 90)


def test_results_are_shown_as_they_stand(run, month):
    result = run("results", CYCLE)

    assert result.exit_code == 0
    assert "Performance pay" in result.stdout
    assert "1800.00" in result.stdout
    assert "By the rules alone" not in result.stdout
    assert "everybody" in result.stdout


def test_results_speak_json(run, month):
    said = json.loads(run("results", CYCLE, "--json").stdout)

    first, second = said["results"]
    assert (first["number"], first["score"], first["grade"], first["outcomes"]["pay"]) == (
        "E7",
        "90.00",
        "A",
        "1800.00",
    )
    assert first["figures"]["marks"] == "90"
    assert (second["score"], second["outcomes"], second["state"]) == (None, {}, "agreement")
    assert said["payable"]


def test_results_are_written_as_a_workbook(run, month, tmp_path):
    file = tmp_path / "results.xlsx"

    result = run("results", CYCLE, "--xlsx", file, "--lang", "zh")

    assert result.stdout == f"Wrote {file}: 2 appraisals of {CYCLE}.\n"
    assert CalamineWorkbook.from_path(file).get_sheet_by_name("结果").to_python()[1][0] == "E7"
    assert not list(tmp_path.glob("*.part"))


def test_a_workbook_that_cannot_be_written_leaves_nothing(run, month, tmp_path):
    (tmp_path / "taken").mkdir()

    result = run("results", CYCLE, "--xlsx", tmp_path / "taken")
    nowhere = run("results", CYCLE, "--xlsx", tmp_path / "nowhere" / "r.xlsx")

    assert result.exit_code == nowhere.exit_code == 2
    assert "nowhere/r.xlsx cannot be written: No such file or directory. Name another place." in nowhere.stderr
    assert not list(tmp_path.glob("*.part"))
