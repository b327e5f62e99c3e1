"""Settling and closing from the command line."""

import json

import pytest

from cycleflow.cli import settle as command
from tests.offices import launch
from tests.settled import POOL, rate, say, settled, without_examples

CYCLE = "monthly-2026-01"
E7, E8 = f"{CYCLE}.E7", f"{CYCLE}.E8"


@pytest.fixture
def pooled(office, clock):
    launch(office, settled(POOL, text=without_examples()), period="2026-01", members=("E7", "E8"))
    rate(office, E7, 30)


def test_who_is_on_the_way_is_waited_for(run, pooled):
    result = run("settle", CYCLE)

    assert result.exit_code == 1
    assert "1 are still on the way (E8)" in result.stderr


def test_with_a_reason_those_who_are_there_are_settled(run, pooled):
    result = run("settle", CYCLE, "--reason", "E8 is in court", "--by", "E2")

    assert result.exit_code == 0
    assert result.stdout.splitlines() == [
        "1 are settled, 1 of them now otherwise than before.",
        "1 are still on the way.",
    ]


def test_settling_speaks_json(run, pooled):
    said = json.loads(run("settle", CYCLE, "--reason", "E8 is in court", "--json").stdout)

    assert said == {"there": 1, "changed": [E7], "on_the_way": ["E8"], "lacking": {}}


def test_what_is_lacking_is_said(run, office, clock, monkeypatch):
    by_nothing = settled(("wage * total / 100", "wage / (total - 34)"), text=without_examples())
    launch(office, by_nothing, period="2026-01", members=("E7", "E8"))
    rate(office, E7, 34)
    rate(office, E8, 34)
    monkeypatch.setattr(command, "_NAMED", 1)

    said = run("settle", CYCLE).stdout

    assert f"{E7}: there is no pay." in said
    assert "And 1 more lack something (--json names all)." in said


def test_a_cycle_is_closed(run, pooled, office):
    rate(office, E8, 70)
    say(office, E7, "accept")
    say(office, E8, "accept")
    run("settle", CYCLE)

    assert run("close", CYCLE).stdout == f"Closed {CYCLE}: 2 appraisals.\n"


def test_a_cycle_is_cut_short(run, pooled):
    assert run("close", CYCLE).exit_code == 1

    said = run("close", CYCLE, "--reason", "the firm is sold", "--yes").stdout

    assert said == f"Closed {CYCLE}: 2 appraisals, 2 of them withdrawn, 0 tasks called off.\n"


def test_closing_speaks_json(run, pooled):
    said = json.loads(run("close", CYCLE, "--reason", "the firm is sold", "--json").stdout)

    assert said == {"size": 2, "withdrawn": 2, "called_off": 0}


def test_cutting_short_is_asked_first(run, pooled, monkeypatch):
    monkeypatch.setattr(command, "confirmed", lambda _question, **_: False)

    assert run("close", CYCLE, "--reason", "the firm is sold").stdout == "Nothing was closed.\n"
