"""Calibration from the command line."""

import json

import pytest

CYCLE = "quarterly-2026-Q4"


def test_the_cohorts_are_shown(run, cycle):
    result = run("calibrate", CYCLE)

    assert result.exit_code == 0
    assert "Sales" in result.stdout


def test_the_cohorts_are_json(run, cycle):
    [cohort] = json.loads(run("calibrate", CYCLE, "--json").stdout)

    assert (cohort["group"], cohort["waiting"], len(cohort["to_come"])) == ("Sales", [], 3)


@pytest.mark.parametrize("option", [["--release", "Sales"], ["--adjust", "E7", "--grade", "4"]])
def test_who_decides_must_be_said(run, cycle, option):
    result = run("calibrate", CYCLE, *option)

    assert result.exit_code == 2
    assert "--by" in result.stderr


@pytest.mark.parametrize(("by", "code", "words"), [("E99", 2, "no person E99"), ("E7", 1, "neither on the panel")])
def test_only_the_panel_and_hr_decide(run, cycle, by, code, words):
    result = run("calibrate", CYCLE, "--release", "Sales", "--by", by)

    assert result.exit_code == code
    assert words in result.stderr


@pytest.mark.parametrize("by", ["E2", "E4"])
def test_the_panel_and_hr_are_heard(run, cycle, by):
    result = run("calibrate", CYCLE, "--release", "Sales", "--by", by)

    assert result.exit_code == 1
    assert "Nothing of Sales waits" in result.stderr


def test_an_adjustment_goes_to_the_engine(run, cycle):
    result = run("calibrate", CYCLE, "--adjust", "E7", "--grade", "4", "--reason", "tender", "--by", "E4")

    assert result.exit_code == 1
    assert f"{CYCLE}.E7" in result.stderr
