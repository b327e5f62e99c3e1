"""`cycleflow migrate`."""

import json
from datetime import timedelta

import pytest

from tests.journeys.test_migrate import CYCLE, TEXT, get
from tests.offices import LAUNCH

SOON = LAUNCH + timedelta(days=5)
RENAMED = TEXT.replace("goal_setting", "goals_agreed").replace("start + 10 workdays", "start + 12 workdays")


@pytest.fixture
def new(tmp_path, clock):
    clock.move_to(SOON)
    file = tmp_path / "quarterly.yaml"
    file.write_text(RENAMED, encoding="utf-8")
    return str(file)


def test_a_dry_run_shows_what_it_means_and_moves_nothing(run, cycle, office, new):
    result = run("migrate", CYCLE, new, "--dry-run", "--map", "goal_setting=goals_agreed")

    assert result.exit_code == 0
    assert "states › goals_agreed is new" in result.stdout
    assert "3 in goal_setting, called goals_agreed now" in result.stdout
    assert result.stdout.endswith("Nothing was moved.\n")
    assert get(office, "E7").fingerprint == cycle.fingerprint


def test_a_cycle_is_moved(run, cycle, office, new):
    result = run(
        "migrate", CYCLE, new, "--map", "goal_setting=goals_agreed", "--reason", "新制度", "--leave", "E9", "--by", "E2"
    )

    assert "left under the old version  E9" in result.stdout
    assert result.stdout.endswith("Moved 2 appraisals.\n")
    assert get(office, "E7").state == "goals_agreed"


def test_what_is_in_the_way_is_a_failure_and_json_says_it_too(run, cycle, new):
    said, silent = run("migrate", CYCLE, new, "--reason", "x"), run("migrate", CYCLE, new, "--reason", "x", "--json")

    assert said.exit_code == silent.exit_code == 1
    assert "problem: quarterly-2026-Q4.E7, in goal_setting: It is in goal_setting" in said.stdout
    assert "Put this right" in said.stderr
    assert len(json.loads(silent.stdout)["obstacles"]) == 3


def test_a_program_reads_the_plan(run, cycle, new):
    result = run("migrate", CYCLE, new, "--map", "goal_setting=goals_agreed", "--reason", "x", "--json")

    assert json.loads(result.stdout)["moves"] == [{"from": "goal_setting", "to": "goals_agreed", "appraisals": 3}]


@pytest.mark.parametrize("options", [(), ("--reason", "x", "--map", "goal_setting")])
def test_a_reason_and_whole_pairs_are_needed(run, cycle, new, options):
    assert run("migrate", CYCLE, new, *options).exit_code == 2
