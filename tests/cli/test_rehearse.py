"""Rehearsing from the command line: a calendar to read, or an array for a program."""

import json
from datetime import datetime

import pytest
from click.testing import CliRunner

from cycleflow.cli.main import cli
from cycleflow.journeys.demo import SAMPLE

FILE = str(SAMPLE / "people.csv")


def run(*arguments):
    return CliRunner().invoke(cli, ["rehearse", "quarterly", "--people", FILE, "--period", "2026-Q2", *arguments])


@pytest.fixture(scope="module")
def silent():
    return run()


@pytest.fixture(scope="module")
def events():
    return json.loads(run("--json", "--participants", "punctual").stdout)


def test_the_calendar_lists_what_happens_by_date(silent):
    assert silent.exit_code == 0
    assert "Mon 2026-04-13" in silent.stdout
    assert "1001 王建国, 1002 李雪梅, 1003 陈静 and 35 more" in silent.stdout


def test_the_calendar_says_which_days_are_off(silent):
    assert "Fri 2026-05-01 off" in silent.stdout


def test_the_calendar_ends_with_what_it_comes_to(silent):
    [totals] = [line for line in silent.stdout.splitlines() if " letters." in line]

    assert "38 transitions" in totals
    assert "38 never end: nobody does anything in goal_setting (1001 王建国" in silent.stdout


def test_every_event_can_be_had_on_a_line_of_its_own():
    full = run("--full").stdout

    assert "and 35 more" not in full.rpartition("38 never end")[0]
    assert full.count("transition") + full.count("launch ") >= 38


def test_an_array_of_objects_is_printed_for_programs(events):
    assert all({"at", "kind", "appraisal", "person", "state", "notice"} <= event.keys() for event in events)
    assert {"transition", "mail", "reminder"} <= {event["kind"] for event in events}
    assert all(datetime.fromisoformat(event["at"]).tzinfo for event in events)


def test_nothing_is_left_behind(silent, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    run()

    assert list(tmp_path.iterdir()) == []


def test_a_rehearsal_may_begin_on_another_day():
    first = json.loads(run("--json", "--launch-on", "2026-04-20").stdout)[0]

    assert first["at"] == "2026-04-20T09:00:00+08:00"


def test_what_could_not_be_done_is_said(monkeypatch):
    def broken(*_args, **_rest):
        raise ZeroDivisionError("division by zero")

    monkeypatch.setattr("cycleflow.journeys.letters.compose", broken)
    result = run()

    assert result.exit_code == 0
    assert "ZeroDivisionError: division by zero" in result.stdout
    assert result.stderr == ""


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--participants", "punctuall"], "There is no file punctuall."),
        (["--period", "2026-Q7"], "2026-Q7 is not a quarter"),
        (["--people", "nobody.csv"], "nobody.csv"),
    ],
)
def test_bad_input_is_one_sentence(arguments, words):
    result = run(*arguments)

    assert result.exit_code == 2
    assert words in result.stderr
    assert "Traceback" not in result.stderr
