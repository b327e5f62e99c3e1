"""`launch`: the plan first, then a question where somebody can answer it, and JSON for programs."""

import json
from dataclasses import replace

import pytest
from click.testing import CliRunner

from cycleflow.cli import operator as terminal
from cycleflow.cli.launch import _listed
from cycleflow.cli.main import cli
from cycleflow.core.organisation import Person
from cycleflow.core.ratee import Ratee
from cycleflow.core.verdict import Effect, Occasion, Verdict
from cycleflow.journeys.survey import Ruled
from cycleflow.store import cycles, people
from tests.offices import COMPANY, LAUNCH, person

QUARTER = ("launch", "quarterly", "--period", "2026-Q4")


def launched(office):
    with office.store.read() as conn:
        return [one.id for one in cycles.all_cycles(conn)]


def hire(office, *staff):
    with office.store.begin() as conn:
        people.save_people(conn, staff, LAUNCH)


def test_a_dry_run_shows_the_plan_and_launches_nothing(run, office, at_launch):
    hire(office, *(person(f"N{at:02}", f"New {at}", "E6", status="left") for at in range(22)))

    result = run(*QUARTER, "--dry-run")

    lines = result.stdout.splitlines()
    assert result.exit_code == 0
    assert lines[0].startswith("quarterly-2026-Q4: 2026-10-01 to 2026-12-31, effective, plan ")
    assert "in   9" in lines
    assert '  22  status != "active"' in lines
    assert "     N00 New 0: 不在职 | Not in active service" in lines
    assert "     and 2 more (--json lists all)" in lines
    assert any("goal_setting " in line and "due 2026-10-20 (cycle start + 10 workdays" in line for line in lines)
    assert any("goal_agreement " in line and line.endswith("due within 3 workdays") for line in lines)
    assert any("self_review " in line and "opens 2026-12-24" in line for line in lines)
    assert "  2026-10-08 Thu  9 task" in lines
    assert lines[-1] == "Nothing was launched."
    assert launched(office) == []


def test_a_launch_says_what_it_launched(run, office, at_launch):
    result = run(*QUARTER, "--by", "E2")

    assert result.exit_code == 0
    assert result.stdout.endswith("Launched quarterly-2026-Q4.\n")
    assert launched(office) == ["quarterly-2026-Q4"]


def test_a_second_launch_is_refused_in_a_sentence(run, at_launch):
    run(*QUARTER, "--by", "E2")

    result = run(*QUARTER)

    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr == (
        "quarterly-2026-Q4 was launched on 2026-10-08T01:00:00.000000Z by E2; a regulation is launched once a period.\n"
    )


@pytest.mark.parametrize(
    ("answer", "ending"), [("n\n", "Nothing was launched.\n"), ("y\n", "Launched quarterly-2026-Q4.\n")]
)
def test_somebody_at_a_terminal_is_asked(run, office, at_launch, monkeypatch, answer, ending):
    monkeypatch.setattr(terminal, "is_attended", lambda: True)

    result = CliRunner().invoke(cli, QUARTER, input=answer)

    assert "Launch these 9 appraisals? [y/N]" in result.stderr
    assert result.stdout.endswith(ending)


def test_programs_read_the_plan_as_json_and_launch_just_that(run, office, at_launch):
    plan = json.loads(run(*QUARTER, "--dry-run", "--json").stdout)

    other = run(*QUARTER, "--expect", "0123456789abcdef", "--json")
    same = run(*QUARTER, "--expect", plan["digest"], "--json")

    assert plan["launched"] is False
    assert plan["included"] == [one.number for one in COMPANY]
    assert other.exit_code == 1
    assert other.stderr.startswith(f"The plan is no longer 0123456789abcdef but {plan['digest']}: ")
    assert json.loads(same.stdout)["launched"] is True
    assert launched(office) == ["quarterly-2026-Q4"]


def test_people_are_set_aside_with_a_reason(run, office, at_launch):
    silent = run(*QUARTER, "--without", "E8")
    said = run(*QUARTER, "--without", "E8", "--without", "E9", "--reason", "seconded", "--json")

    assert silent.exit_code == 2
    assert silent.stderr == "Say why these people are set aside: --without needs a --reason, which is recorded.\n"
    plan = json.loads(said.stdout)
    assert plan["launched"] is True
    assert [(one["number"], one["reason"]["en"]) for one in plan["excluded"]] == [
        ("E8", "seconded"),
        ("E9", "seconded"),
    ]


@pytest.mark.parametrize("as_json", [(), ("--json",)])
def test_what_is_missing_is_named_and_blocks(run, office, at_launch, as_json):
    hire(office, replace(person("N1", "Nobody", "E6"), email=""))

    result = run(*QUARTER, *as_json)

    assert result.exit_code == 1
    assert "Asked at once, but without a mail address: N1." in result.stdout
    assert result.stderr.startswith("quarterly-2026-Q4 cannot be launched:\nAsked at once")
    assert launched(office) == []


def test_an_unknown_regulation_or_period_is_bad_input(run):
    unknown = run("launch", "yearly", "--period", "2026-Q4")
    wrong = run("launch", "quarterly", "--period", "2026-11")

    assert (unknown.exit_code, wrong.exit_code) == (2, 2)
    assert wrong.stderr == "2026-11 is not a quarter; write it like 2026-Q4.\n"


def test_whoever_a_rule_has_decided_about_is_named_with_its_reason():
    reason = {"zh": "试岗", "en": "On trial"}
    verdict = Verdict(at=Occasion.LAUNCH, then=Effect.COUNTS_AS, rule="trial", reason=reason, grade="B")
    ratee = Ratee(person=Person(number="E7", name="王芳", email="e7@firm.example"))

    assert "试岗 | On trial" in "\n".join(_listed([("counts as B: trial", Ruled(ratee=ratee, verdict=verdict))]))
