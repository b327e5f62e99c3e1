"""`cycleflow score`."""

import json

import pytest
from click.testing import CliRunner

from cycleflow.cli.main import cli

INPUTS = {"survey_unreported": 1, "survey_unfiled": 1, "guarantee": 1, "post_wage": 3000, "performance_wage": 2000}


@pytest.fixture
def figures(tmp_path):
    def write(*people):
        file = tmp_path / "figures.json"
        file.write_text(json.dumps({"people": list(people)}), encoding="utf-8")
        return str(file)

    return write


def run(*arguments):
    return CliRunner().invoke(cli, ["score", *arguments])


def test_one_person_is_explained_step_by_step(figures):
    result = run("recruiter-monthly", figures({"inputs": INPUTS}))

    assert result.exit_code == 0
    assert "96.00" in result.stdout
    assert "total: 100 -1 -1 -2 = 96" in result.stdout
    assert "pay: total >= 90: post_wage + performance_wage = 5000" in result.stdout


def test_a_cohort_in_json(figures):
    people = [{"person": "a", "group": "x", "inputs": INPUTS}, {"person": "b", "group": "x", "inputs": {}}]

    told = json.loads(run("recruiter-monthly", figures(*people), "--json").stdout)

    assert [(one["person"], one["score"], one["rank"]) for one in told["people"]] == [
        ("a", "96.00", 2),
        ("b", "100.00", 1),
    ]
    assert told["people"][0]["also"] == {"pay": "5000", "follow_up": "Qualified"}
    assert told["people"][0]["explanation"]["from"][0]["name"] == "total"


def test_a_cohort_is_checked_against_the_distribution(figures):
    people = [{"person": str(n), "inputs": {"group": "staff", "plan": 90 + n}} for n in range(4)]

    table, told = run("hande-monthly", figures(*people)), run("hande-monthly", figures(*people), "--json")

    assert "all: 优" in table.stdout
    assert json.loads(told.stdout)["groups"][0]["size"] == 4


def test_the_template_can_be_filled_in_and_read_again(tmp_path):
    blank = run("recruiter-monthly", "--template")
    file = tmp_path / "blank.json"
    file.write_text(blank.stdout, encoding="utf-8")

    assert "about" in json.loads(blank.stdout)
    assert run("recruiter-monthly", str(file)).exit_code == 0


@pytest.mark.parametrize("content", ["{", "[]", '{"people": []}', '{"people": [{"inputs": 3}]}'])
def test_a_file_that_holds_no_people_is_refused(tmp_path, content):
    file = tmp_path / "figures.json"
    file.write_text(content, encoding="utf-8")

    result = run("recruiter-monthly", str(file))

    assert result.exit_code != 0
    assert "cannot be read" in result.stderr


def test_a_file_is_needed(tmp_path):
    assert "--template" in run("recruiter-monthly").stderr
    assert "cannot be read" in run("recruiter-monthly", str(tmp_path / "none.json")).stderr
