"""One round from the command line."""

import json
from datetime import timedelta

import pytest

from cycleflow.journeys import rounds
from cycleflow.mail.mailbox import Mailbox
from tests.offices import LAUNCH


@pytest.fixture
def mailbox(run, monkeypatch):
    mailbox = Mailbox.start()
    monkeypatch.setenv("CYCLEFLOW_SMTP_PORT", str(mailbox.port))
    yield mailbox
    mailbox.stop()


def test_a_round_says_what_it_did(run, cycle, at_launch, mailbox):
    at_launch.move_to(LAUNCH + timedelta(days=12))
    result = run("tick")

    assert result.exit_code == 0
    assert "rung     3 appraisals" in result.stdout
    assert "3 reminder" in result.stdout
    assert "letters" in result.stdout


def test_a_round_speaks_json(run, cycle, at_launch, mailbox):
    said = json.loads(run("tick", "--json").stdout)

    assert said["tick"]["rung"] == 0
    assert said["deliver"]["sent"] == 3
    assert said["recurring"] == {"launched": [], "failed": {}}


def test_what_could_not_be_done_is_said_once_and_is_a_failure(run, cycle, at_launch):
    result = run("tick")

    assert result.exit_code == 1
    assert result.stderr.count("\n") == 1
    assert "waiting" in result.stdout


def test_what_recurs_is_launched(run, at_launch, mailbox, monkeypatch):
    monkeypatch.setenv("CYCLEFLOW_RECURRING", "quarterly")
    at_launch.move_to("2027-01-04T02:00:00Z")
    result = run("tick")

    assert "launched quarterly-2027-Q1" in result.stdout


def test_a_broken_appraisal_is_named(run, cycle, at_launch, mailbox, monkeypatch):
    at_launch.move_to(LAUNCH + timedelta(days=30))

    def broken(*_args):
        raise ZeroDivisionError("division by zero")

    monkeypatch.setattr(rounds, "decide", broken)

    assert "ZeroDivisionError: division by zero" in run("tick").stderr
